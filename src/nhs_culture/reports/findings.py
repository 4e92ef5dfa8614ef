"""Findings and headlines, gathered from executed notebooks; nothing is computed here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from nhs_culture.exhibits import Headline, csv_text, read
from nhs_culture.files import write_text
from nhs_culture.findings import MIME, Finding
from nhs_culture.reports.executed import bundles, load

__all__ = ["DICTIONARY", "frame", "gather", "headline_of", "write_findings"]

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
    "status": "planned for a row of the analysis plan, exploratory otherwise",
    "intervention": "Identifier in interventions.csv; empty where there is none",
    "date": "First day after the intervention",
    "estimate": "Estimated change or difference; empty where nothing could be estimated",
    "lower": "Lower end of the 95% interval",
    "upper": "Upper end of the 95% interval",
    "n_before": "Periods before the intervention",
    "n_after": "Periods after it",
    "n_peers": "Trusts compared with",
    "rank": "Place among all trusts compared, 1 is the highest",
    "p": "Two-sided permutation p-value",
    "p_adjusted": "The same after Holm's adjustment over the measures of the trust",
    "smallest_detectable": "Change that the design would have seen 8 times in 10",
    "figure_verdict": "Is the figure right? reproduced, consistent, contradicted, single source "
    "or not testable",
    "change_verdict": "Did it move more than elsewhere? distinguishable from peers, not "
    "distinguishable or not identifiable",
    "rule": "Written rule that gave the verdict",
    "claim": "Identifier in claims.csv where the finding judges a claim",
    "sources": "Identifiers in sources.csv, separated by spaces",
}


def gather(executed: Iterable[Path]) -> list[Finding]:
    """Return the findings that executed notebooks hold.

    They come in the order of trust, notebook, measure and so on, whatever the order of the
    notebooks; a finding shown twice is one finding.
    """
    found = {
        Finding.from_record(data[MIME])
        for path in executed
        for data in bundles(load(path))
        if MIME in data
    }
    return sorted(found, key=_order)


def _order(finding: Finding) -> tuple[str, ...]:
    record = finding.record()
    first = ("trust", "notebook", "measure", "subgroup", "claim", "design", "date")
    return tuple(str(record[name]) for name in (*first, *sorted(set(record) - set(first))))


def headline_of(executed: Path) -> Headline | None:
    """Return the first headline of an executed notebook, None where it has none."""
    exhibits = (read(data) for data in bundles(load(executed)))
    return next((exhibit for exhibit in exhibits if isinstance(exhibit, Headline)), None)


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
