"""The engagement score, on the old scale and from answers."""

from __future__ import annotations

from nhs_culture.metrics import scores
from nhs_culture.validation.case import Reproduction, example

__all__ = ["CASES"]


def _old_scale() -> dict[str, float]:
    return {f"{score} on 1-5": scores.to_ten_point(score) for score in (4.01, 3.85)}


def _engagement() -> dict[str, float]:
    answers = example("staff_survey_2024_distributions.csv", "org_code")
    return {
        str(code): scores.engagement(
            {str(row[0]): [float(share) for share in row[1:]] for row in rows.to_numpy()}
        )
        for code, rows in answers.groupby(level="org_code")
    }


CASES = {
    "Staff engagement: the old scale": Reproduction(
        "NHS Staff Survey, (x - 1) x 2.5",
        {"4.01 on 1-5": 7.525, "3.85 on 1-5": 7.125},
        1e-9,
        _old_scale,
    ),
    "Staff engagement 2024": Reproduction(
        "NHS Staff Survey 2024, detailed spreadsheets, sheet THEMES. The official score is "
        "computed respondent by respondent, so that 0.01 is the agreement to expect",
        {"RA7": 7.1039, "REN": 7.3873, "RM3": 6.6586, "RP1": 7.3054, "RRF": 6.7669},
        0.01,
        _engagement,
    ),
}
"""Name -> published result."""
