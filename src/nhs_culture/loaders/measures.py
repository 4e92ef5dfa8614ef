"""What a figure of each measure may be, and how it is written down."""

from __future__ import annotations

from nhs_culture.loaders.scales import COUNT, FIVE, FTE, PERCENT, POUNDS, RATIO, SCORE, Scale

__all__ = ["MEASURES"]

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
