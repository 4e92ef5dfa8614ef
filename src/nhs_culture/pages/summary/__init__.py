"""One trust on one page: what the other notebooks concluded about it, and what is missing.

What documents print is judged from the register, and what is drawn and tabled are the published
figures.
"""

from __future__ import annotations

from nhs_culture.pages.summary.concluded import claims, findings
from nhs_culture.pages.summary.happened import done, history
from nhs_culture.pages.summary.known import Summary, summary
from nhs_culture.pages.summary.measures import chart, gaps, latest
from nhs_culture.pages.summary.opening import headline
from nhs_culture.pages.summary.sources import sources

__all__ = [
    "Summary",
    "chart",
    "claims",
    "done",
    "findings",
    "gaps",
    "headline",
    "history",
    "latest",
    "sources",
    "summary",
]
