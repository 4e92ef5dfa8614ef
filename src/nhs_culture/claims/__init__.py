"""The ledger: every registered claim beside whatever can be set beside it, and the verdict.

``claims.csv`` holds what the documents print and ``evidence.csv`` what it can be compared with. The
figures come from the panel and the verdicts from :mod:`nhs_culture.verdicts`; nothing is decided
here. :func:`ledger` returns the whole and :func:`tally` counts it; :mod:`nhs_culture.pages.claims`
shows it.
"""

from __future__ import annotations

from nhs_culture.claims.facts import SAMPLE, Fact, Tally, facts, headlined, tally
from nhs_culture.claims.judged import Judged, ledger

__all__ = [
    "SAMPLE",
    "Fact",
    "Judged",
    "Tally",
    "facts",
    "headlined",
    "ledger",
    "tally",
]
