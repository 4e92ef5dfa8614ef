"""The article: its sentences and exhibits, each made from the numbers of the studies."""

from __future__ import annotations

from nhs_culture.pages.article.bibliography import references
from nhs_culture.pages.article.checklist import checklist
from nhs_culture.pages.article.closing import availability, limits, open_questions, wanted
from nhs_culture.pages.article.discussion import findings, literature, messages
from nhs_culture.pages.article.exposures import estimators, exposures, marked
from nhs_culture.pages.article.methods import (
    calibration,
    material,
    multiplicity,
    programmes,
    publications,
    screen,
)
from nhs_culture.pages.article.opening import (
    abstract,
    byline,
    claimed,
    documents,
    headline,
)
from nhs_culture.pages.article.results import (
    chosen,
    compared,
    course,
    deal,
    elsewhere,
    everyone,
    followed,
    joined,
    levels,
    sampled_changes,
    sampled_levels,
    staggered,
    standings,
    verdicts,
)

__all__ = [
    "abstract",
    "availability",
    "byline",
    "calibration",
    "checklist",
    "chosen",
    "claimed",
    "compared",
    "course",
    "deal",
    "documents",
    "elsewhere",
    "estimators",
    "everyone",
    "exposures",
    "findings",
    "followed",
    "headline",
    "joined",
    "levels",
    "limits",
    "literature",
    "marked",
    "material",
    "messages",
    "multiplicity",
    "open_questions",
    "programmes",
    "publications",
    "references",
    "sampled_changes",
    "sampled_levels",
    "screen",
    "staggered",
    "standings",
    "verdicts",
    "wanted",
]
