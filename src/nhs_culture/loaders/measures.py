"""What a figure of each measure may be, and how it is written down."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "BASE",
    "COUNT",
    "FIVE",
    "FTE",
    "MEASURES",
    "PERCENT",
    "POUNDS",
    "RATIO",
    "SCORE",
    "SHARE",
    "Scale",
]


@dataclass(frozen=True)
class Scale:
    """The range of a figure, its decimals in ``data/raw`` and the words for it in a message."""

    lower: float
    upper: float
    decimals: int
    words: str


PERCENT = Scale(0, 100, 4, "a percentage between 0 and 100")
SHARE = Scale(0, 1, 6, "a share between 0 and 1")
SCORE = Scale(0, 10, 4, "a score between 0 and 10")
FIVE = Scale(1, 5, 4, "a mean between 1 and 5")
RATIO = Scale(0, 3, 4, "a ratio between 0 and 3")
BASE = Scale(0, 2_000_000, 0, "a count of people")
COUNT = Scale(0, 5_000_000, 0, "a count")
FTE = Scale(0, 5_000_000, 2, "full-time equivalents, not below 0")
POUNDS = Scale(0, 1e11, 0, "an amount in pounds, not below 0")

MEASURES: dict[str, Scale] = {
    **dict.fromkeys(
        (
            "engagement",
            "engagement_motivation",
            "engagement_involvement",
            "engagement_advocacy",
            "morale",
            "equality_diversity",
        ),
        SCORE,
    ),
    "motivation_1_to_5": FIVE,
    **dict.fromkeys(
        (
            "recommend_work",
            "recommend_care",
            "care_top_priority",
            "look_forward",
            "enthusiastic",
            "time_passes",
            "initiative",
            "suggestions",
            "improvements",
            "equal_opportunities",
            "discrimination_public",
            "discrimination_colleagues",
            "harassment_public",
            "harassment_managers",
            "harassment_colleagues",
            "work_stress",
            "burnout",
            "ethnic_minority",
            "response_rate",
            "sickness_absence",
        ),
        PERCENT,
    ),
    "responses": COUNT,
    "staff_fte": FTE,
    "staff_headcount": COUNT,
    "shmi": RATIO,
    "incidents_reported": COUNT,
    **dict.fromkeys(
        ("staff_cost", "agency_cost", "external_bank_cost", "agency_bank_cost"), POUNDS
    ),
    "average_wte": FTE,
    "vacancies": FTE,
    "vacancy_rate": PERCENT,
}
"""Each measure of ``data/raw`` and its scale, in the unit of ``register/measures.csv``."""
