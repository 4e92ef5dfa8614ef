"""The ledger as exhibits: headline, chart, tables, sources."""

from __future__ import annotations

from nhs_culture.pages.claims.chart import printed_and_official
from nhs_culture.pages.claims.opening import faults, headline, repeated
from nhs_culture.pages.claims.printed import arithmetic, conflicts, scales
from nhs_culture.pages.claims.sources import findings, margins, used
from nhs_culture.pages.claims.verdicts import by_verdict, checked, documents

__all__ = [
    "arithmetic",
    "by_verdict",
    "checked",
    "conflicts",
    "documents",
    "faults",
    "findings",
    "headline",
    "margins",
    "printed_and_official",
    "repeated",
    "scales",
    "used",
]
