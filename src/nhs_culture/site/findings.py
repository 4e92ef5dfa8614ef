"""The table of all findings, for whoever wants to go on with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from nhs_culture.designs.permutation import UNADJUSTED
from nhs_culture.exhibits import Finding
from nhs_culture.exhibits.download import csv_text
from nhs_culture.files import write_text
from nhs_culture.verdicts.labels import CHANGE, COURSE, FIGURE, LASTING

__all__ = ["DICTIONARY", "frame", "write_findings"]

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
    "smallest_detectable": f"Change that the design would have seen 8 times in 10 {UNADJUSTED}",
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
    "collection": "Of a claim: documents, or sample for one of the sample of printed figures, "
    "which headlines do not count",
    "sources": "Identifiers in sources.csv, separated by spaces",
}


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
