"""The numbers of the article: what the studies come to, one small record a question.

Every record is made from a study and holds numbers only, so that the sentences made from it can be
tried out on other numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

from nhs_culture.studies.article.joined_programmes import Joined, joined
from nhs_culture.studies.article.material import Calibrated, Held, calibrated, held
from nhs_culture.studies.article.planned_changes import (
    Case,
    Changes,
    Other,
    case,
    changes,
    furthest,
    others,
)
from nhs_culture.studies.article.printed_levels import Levels, levels
from nhs_culture.studies.article.printed_sample import Sample, sample
from nhs_culture.studies.article.whole_field import Field, field

__all__ = [
    "Calibrated",
    "Case",
    "Changes",
    "Field",
    "Held",
    "Joined",
    "Levels",
    "Other",
    "Results",
    "Sample",
    "calibrated",
    "case",
    "changes",
    "field",
    "furthest",
    "held",
    "joined",
    "levels",
    "others",
    "sample",
]


@dataclass(frozen=True, kw_only=True)
class Results:
    """All that the article says in numbers."""

    held: Held
    calibrated: Calibrated
    levels: Levels
    sample: Sample
    changes: Changes
    others: tuple[Other, ...]
    joined: Joined
    field: Field
