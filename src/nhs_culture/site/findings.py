"""Findings and headlines, gathered from executed notebooks; nothing is computed here.

An executed notebook is large, and pages that go over all of them want little of it: the
:class:`Extract` of a notebook holds that little, and is kept beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from nhs_culture.exhibits import Finding, Headline, read
from nhs_culture.exhibits.download import csv_text
from nhs_culture.files import write_text
from nhs_culture.site.executed import bundles, load
from nhs_culture.verdicts.labels import CHANGE, COURSE, FIGURE, LASTING

__all__ = [
    "DICTIONARY",
    "Extract",
    "extract",
    "frame",
    "gather",
    "merged",
    "read_extract",
    "write_extract",
    "write_findings",
]

LEDGER = "claims"
"""Notebook that judges every claim."""

DICTIONARY: Mapping[str, str] = {
    "trust": "ODS code of the trust",
    "trust_name": "Name of the trust",
    "measure": "Measure, as in measures.csv",
    "reason": "The finding in one sentence",
    "design": "Design that gave it: peer change, interrupted time series, synthetic control, "
    "XmR, description or claim",
    "notebook": "Notebook that gave it",
    "subgroup": "Staff group; all for all staff",
    "unit": "Unit of estimate, lower, upper and smallest_detectable",
    "status": "planned for a row of the analysis plan or a registered claim, exploratory otherwise",
    "intervention": "Identifier in interventions.csv; empty where there is none",
    "date": "First period after the intervention: 2017, 2017-01 or 2022/23",
    "estimate": "Estimated change or difference; empty where nothing could be estimated",
    "lower": "Lower end of the 95% interval",
    "upper": "Upper end of the 95% interval",
    "n_before": "Periods before the intervention",
    "n_after": "Periods after it",
    "n_peers": "Trusts compared with",
    "rank": "Place among all trusts compared, 1 is the highest",
    "p": "Two-sided permutation p-value",
    "p_adjusted": "The same after Holm's adjustment over the measures of the trust",
    "p_across": "The same by Benjamini and Hochberg's method over all that the plan asks of the "
    "case studies; empty for other trusts",
    "p_chosen": "The same given that the trust was chosen because it rose; case studies only",
    "shrunken": "Estimate with what such a choice adds by luck taken off",
    "smallest_detectable": "Change that the design would have seen 8 times in 10",
    "figure_verdict": f"{FIGURE.question} {', '.join(FIGURE.labels)}",
    "change_verdict": f"{CHANGE.question} {', '.join(CHANGE.labels)}",
    "course_verdict": f"{COURSE.question} {', '.join(COURSE.labels)}; of a change that may be more "
    "than chance",
    "lasting_verdict": f"{LASTING.question} {', '.join(LASTING.labels)}; of the same",
    "later_period": "Last period of the latest stretch that can be compared",
    "later": "Difference from peers in that stretch",
    "later_lower": "Lower end of its 95% interval",
    "later_upper": "Upper end of it",
    "rule": "Written rule that gave the verdict",
    "claim": "Identifier in claims.csv where the finding judges a claim",
    "fact": "What several claims print alike; only facts are counted",
    "about": "What a claim is about: outcome, rule, plan, anecdote or activity; only outcomes are "
    "counted",
    "sources": "Identifiers in sources.csv, separated by spaces",
}


@dataclass(frozen=True)
class Extract:
    """What an executed notebook concludes: its first headline, if any, and its findings."""

    headline: Headline | None
    findings: tuple[Finding, ...]


def extract(executed: Path) -> Extract:
    """Return the conclusions of an executed notebook."""
    outputs = list(bundles(load(executed)))
    exhibits = (read(data) for data in outputs)
    headline = next((exhibit for exhibit in exhibits if isinstance(exhibit, Headline)), None)
    return Extract(
        headline, tuple(Finding.from_record(o[Finding.MIME]) for o in outputs if Finding.MIME in o)
    )


def write_extract(path: Path, conclusions: Extract) -> None:
    """Write conclusions as JSON, whole or not at all."""
    record = {
        "headline": conclusions.headline and conclusions.headline.record(),
        "findings": [finding.record() for finding in conclusions.findings],
    }
    write_text(path, json.dumps(record, indent=1, ensure_ascii=False) + "\n")


def read_extract(path: Path) -> Extract:
    """Return what :func:`write_extract` wrote."""
    record = json.loads(path.read_text(encoding="utf-8"))
    headline = record["headline"] and Headline.from_record(record["headline"])
    return Extract(headline, tuple(Finding.from_record(one) for one in record["findings"]))


def gather(executed: Iterable[Path]) -> list[Finding]:
    """Return the findings that executed notebooks hold, :func:`merged`."""
    return merged(finding for path in executed for finding in extract(path).findings)


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings in the order of trust, notebook, measure and so on, each of them once.

    A claim that a notebook goes into, with an estimate and its interval, is left out as the ledger
    has it.
    """
    found = set(findings)
    gone_into = {(one.trust, one.claim) for one in found if one.notebook != LEDGER}
    return sorted(
        (
            one
            for one in found
            if not one.claim or one.notebook != LEDGER or (one.trust, one.claim) not in gone_into
        ),
        key=_order,
    )


def _order(finding: Finding) -> tuple[str, ...]:
    record = finding.record()
    first = ("trust", "notebook", "measure", "subgroup", "claim", "design", "date")
    return tuple(str(record[name]) for name in (*first, *sorted(set(record) - set(first))))


def frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """Return findings as a table with the columns of ``findings.csv``."""
    records = [{**f.record(), "sources": " ".join(f.sources)} for f in findings]
    return pd.DataFrame(records, columns=Finding.columns(), dtype=object)


def write_findings(folder: Path, findings: Iterable[Finding]) -> tuple[Path, Path]:
    """Write ``findings.csv`` and its data dictionary; return both paths."""
    table, dictionary = folder / "findings.csv", folder / "findings-dictionary.csv"
    write_text(table, csv_text(frame(findings)))
    described = pd.DataFrame(
        [(name, DICTIONARY[name]) for name in Finding.columns()], columns=["column", "meaning"]
    )
    write_text(dictionary, csv_text(described))
    return table, dictionary
