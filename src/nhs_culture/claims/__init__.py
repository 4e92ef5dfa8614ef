"""The ledger: every registered claim beside whatever can be set beside it, and the verdict.

``claims.csv`` holds what the documents print and ``evidence.csv`` what it can be compared with. The
figures come from the panel and the verdicts from :mod:`nhs_culture.verdicts`; nothing is decided
here. :func:`ledger` returns the whole, and the other functions show it.
"""

from __future__ import annotations

from nhs_culture.claims.judged import Judged, ledger
from nhs_culture.claims.pages import (
    VERDICTS,
    arithmetic,
    by_verdict,
    conflicts,
    documents,
    headline,
    printed_and_official,
    scales,
    used,
)

__all__ = [
    "VERDICTS",
    "Judged",
    "arithmetic",
    "by_verdict",
    "conflicts",
    "documents",
    "headline",
    "ledger",
    "printed_and_official",
    "scales",
    "used",
]
