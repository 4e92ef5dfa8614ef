"""Sensitivity to a trend that goes on: Rambachan and Roth."""

from __future__ import annotations

import numpy as np

from nhs_culture.designs.trend_sensitivity import largest_bias
from nhs_culture.validation.case import Reproduction

__all__ = ["CASES"]


def _bends() -> dict[str, float]:
    times = np.array([2012, 2013, 2014])
    return {"per bend of 1": largest_bias(np.array([1.0, -2.0, 1.0]), times)}


CASES = {
    "Sensitivity to trends: largest bias of a bend": Reproduction(
        "R package HonestDiD, README: from M = 0.03 to M = 0.05 the interval for the first year of "
        "Medicaid expansion grows from -0.00714 to -0.0271 downwards, by 1.00 for each unit of M",
        {"per bend of 1": 1.0},
        0.005,
        _bends,
    ),
}
"""Name -> published result."""
