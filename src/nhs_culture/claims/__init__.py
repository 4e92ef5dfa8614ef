"""The ledger: every registered claim beside whatever can be set beside it, and the verdict.

``claims.csv`` holds what the documents print and ``evidence.csv`` what it can be compared with. The
figures come from the panel and the verdicts from :mod:`nhs_culture.verdicts`; nothing is decided
here. :func:`ledger` returns the whole, :func:`tally` counts it, and the other functions show it.
"""

from __future__ import annotations

from nhs_culture.claims.facts import OUTCOME, SAMPLE, Fact, Tally, facts, headlined, tally
from nhs_culture.claims.judged import Judged, ledger
from nhs_culture.claims.pages import (
    VERDICTS,
    arithmetic,
    by_verdict,
    checked,
    conflicts,
    documents,
    faults,
    findings,
    headline,
    margins,
    printed_and_official,
    scales,
    used,
)

__all__ = [
    "OUTCOME",
    "SAMPLE",
    "VERDICTS",
    "Fact",
    "Judged",
    "Tally",
    "arithmetic",
    "by_verdict",
    "checked",
    "conflicts",
    "documents",
    "facts",
    "faults",
    "findings",
    "headline",
    "headlined",
    "ledger",
    "margins",
    "printed_and_official",
    "scales",
    "tally",
    "used",
]
