"""Intervals of a share, of a difference and of a ratio of shares."""

from __future__ import annotations

from collections.abc import Callable

from nhs_culture.metrics import likelihood, proportions
from nhs_culture.validation.case import Reproduction

__all__ = ["CASES"]


def _wilson() -> dict[str, float]:
    ours: dict[str, float] = {}
    for successes, n in ((81, 263), (15, 148), (0, 20), (1, 29)):
        lower, upper = proportions.interval(successes, n)
        ours |= {f"{successes}/{n} lower": lower, f"{successes}/{n} upper": upper}
    return ours


def _newcombe() -> dict[str, float]:
    ours: dict[str, float] = {}
    for a, n_a, b, n_b in ((56, 70, 48, 80), (9, 10, 3, 10)):
        lower, upper = proportions.difference(a, n_a, b, n_b)
        name = f"{a}/{n_a} less {b}/{n_b}"
        ours |= {f"{name} lower": lower, f"{name} upper": upper}
    return ours


def _koopman(counts: tuple[int, int, int, int]) -> Callable[[], dict[str, float]]:
    def compute() -> dict[str, float]:
        result = likelihood.relative_likelihood(*counts)
        return {"lower": result.interval.lower, "upper": result.interval.upper}

    return compute


def _kent_and_medway() -> dict[str, float]:
    # the totals that 1.2% and 0.7% imply
    result = likelihood.relative_likelihood(9, 750, 17, 2429)
    return {"ratio": result.ratio}


CASES = {
    "Proportion: Wilson's interval": Reproduction(
        "Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3",
        {
            "81/263 lower": 0.2553,
            "81/263 upper": 0.3662,
            "15/148 lower": 0.0624,
            "15/148 upper": 0.1605,
            "0/20 lower": 0.0,
            "0/20 upper": 0.1611,
            "1/29 lower": 0.0061,
            "1/29 upper": 0.1718,
        },
        5e-5,
        _wilson,
    ),
    "Difference of proportions: Newcombe's interval": Reproduction(
        "Newcombe 1998, Statistics in Medicine 17, 873-890, table II, method 10",
        {
            "56/70 less 48/80 lower": 0.0524,
            "56/70 less 48/80 upper": 0.3339,
            "9/10 less 3/10 lower": 0.1705,
            "9/10 less 3/10 upper": 0.8090,
        },
        5e-5,
        _newcombe,
    ),
    "Ratio of proportions: 7/34 to 1/34": Reproduction(
        "R package PropCIs, riskscoreci(7, 34, 1, 34, 0.95), printed in statsmodels' own tests; "
        "Fagerland, Lydersen and Laake 2015 print 1.21 to 43",
        {"lower": 1.220853, "upper": 42.575718},
        1e-6,
        _koopman((7, 34, 1, 34)),
    ),
    "Ratio of proportions: 36/40 to 16/80": Reproduction(
        "Koopman 1984, as printed by Nam 1995",
        {"lower": 2.940, "upper": 7.152},
        0.0005,
        _koopman((36, 40, 16, 80)),
    ),
    "WRES indicator 3: Kent and Medway 2020": Reproduction(
        "Kent and Medway NHS and Social Care Partnership Trust, WRES 2020-2022, indicator 3: 0.7% "
        "of white and 1.2% of BAME staff, from 17 and 9 people",
        {"ratio": 1.7},
        0.05,
        _kent_and_medway,
    ),
}
"""Name -> published result."""
