"""Discrimination and equal opportunities: minority staff as printed and as published, and all.

The Workforce Race Equality Standard (WRES) sets Black and minority ethnic (BME) staff beside white
staff. What is printed of it comes without the number of people behind it
(:mod:`nhs_culture.studies.printed_wres`); one survey publishes both groups of most trusts with
their numbers (:mod:`nhs_culture.studies.by_ethnicity`). Every other official figure held here is
of all staff, and every exhibit made from one says so.
"""

from __future__ import annotations

from nhs_culture.pages.discrimination.asked import BY_ETHNICITY, MEASURES, ask, lay
from nhs_culture.pages.discrimination.findings import findings
from nhs_culture.pages.discrimination.groups import composition, two_groups
from nhs_culture.pages.discrimination.official import claimed, not_held, official, sources
from nhs_culture.pages.discrimination.opening import first_chart, headline
from nhs_culture.pages.discrimination.printed import (
    how_many_answered,
    ratios_in_cases,
    shares,
    what_would_change,
)

__all__ = [
    "BY_ETHNICITY",
    "MEASURES",
    "ask",
    "claimed",
    "composition",
    "findings",
    "first_chart",
    "headline",
    "how_many_answered",
    "lay",
    "not_held",
    "official",
    "ratios_in_cases",
    "shares",
    "sources",
    "two_groups",
    "what_would_change",
]
