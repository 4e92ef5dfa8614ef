"""Sampling error of percentages: Wilson's interval, and Newcombe's for a difference.

Counts give fractions (0-1). A percentage as printed (0-100) has been rounded, and often its base
is known only roughly: its interval is then the envelope of the intervals of every percentage and
base that could have been printed so.
"""

from __future__ import annotations

from math import hypot, sqrt
from statistics import NormalDist
from typing import NamedTuple

from nhs_culture.errors import DesignError

__all__ = ["Interval", "difference", "interval", "percentage_difference", "percentage_interval"]


class Interval(NamedTuple):
    """Lower and upper end of an interval."""

    lower: float
    upper: float


def interval(successes: float, n: float, level: float = 0.95) -> Interval:
    """Return Wilson's score interval of a proportion.

    Parameters
    ----------
    successes, n
        Count and base, ``0 <= successes <= n``, ``n > 0``. Weighted counts need not be whole.
    level
        Confidence level.

    Returns
    -------
    Interval
        As fractions.

    Raises
    ------
    DesignError
        When the counts are impossible.

    References
    ----------
    Wilson 1927; Newcombe 1998, Statistics in Medicine 17, 857-872, method 3.
    """
    if not (0 <= successes <= n and 0 < n < float("inf")):
        raise DesignError(f"proportion of {successes!r} in {n!r}: expected 0 <= successes <= n > 0")
    if not 0 < level < 1:
        raise DesignError(f"level {level!r}: expected a fraction between 0 and 1, such as 0.95")
    z = NormalDist().inv_cdf(0.5 + level / 2)
    share = successes / n
    centre = share + z * z / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    # at 0 and n the ends are exactly 0 and 1; rounding error must not put them a hair beyond
    lower = 0.0 if successes == 0 else (centre - half) / scale
    upper = 1.0 if successes == n else (centre + half) / scale
    return Interval(lower, upper)


def difference(
    successes_a: float, n_a: float, successes_b: float, n_b: float, level: float = 0.95
) -> Interval:
    """Return Newcombe's hybrid score interval of a difference of independent proportions, a - b.

    Parameters
    ----------
    successes_a, n_a, successes_b, n_b
        Counts and bases, as in :func:`interval`.
    level
        Confidence level.

    Returns
    -------
    Interval
        As fractions, from -1 to 1.

    Raises
    ------
    DesignError
        When the counts are impossible.

    References
    ----------
    Newcombe 1998, Statistics in Medicine 17, 873-890, method 10.
    """
    a, b = interval(successes_a, n_a, level), interval(successes_b, n_b, level)
    share_a, share_b = successes_a / n_a, successes_b / n_b
    return Interval(
        share_a - share_b - hypot(share_a - a.lower, b.upper - share_b),
        share_a - share_b + hypot(a.upper - share_a, share_b - b.lower),
    )


def percentage_interval(
    percent: float,
    base: int | tuple[int, int],
    decimals: int | None = None,
    level: float = 0.95,
) -> Interval:
    """Return the interval of a percentage as printed.

    Parameters
    ----------
    percent
        0-100.
    base
        Respondents; ``(fewest, most)`` where only a range is known. The envelope over a range is
        the interval at its fewest, because each end of Wilson's interval moves towards the share
        as the base grows.
    decimals
        Decimals that the percentage was rounded to; None when it was not rounded.
    level
        Confidence level.

    Returns
    -------
    Interval
        In percent.

    Raises
    ------
    DesignError
        When the percentage is not 0-100 or the base is not positive.
    """
    fewest = _fewest(base)
    lowest, highest = _before_rounding(percent, decimals)
    return Interval(
        100 * interval(lowest * fewest, fewest, level).lower,
        100 * interval(highest * fewest, fewest, level).upper,
    )


def percentage_difference(
    percent_a: float,
    base_a: int | tuple[int, int],
    percent_b: float,
    base_b: int | tuple[int, int],
    *,
    decimals: int | None = None,
    level: float = 0.95,
) -> Interval:
    """Return the interval of a difference a - b of two independent percentages as printed.

    Parameters, errors and envelope are those of :func:`percentage_interval`; both percentages are
    rounded to the same decimals. The ends of Newcombe's interval move with a and against b, so
    that the corners of the possible values hold the envelope.

    Returns
    -------
    Interval
        In percentage points.
    """
    n_a, n_b = _fewest(base_a), _fewest(base_b)
    low_a, high_a = _before_rounding(percent_a, decimals)
    low_b, high_b = _before_rounding(percent_b, decimals)
    return Interval(
        100 * difference(low_a * n_a, n_a, high_b * n_b, n_b, level).lower,
        100 * difference(high_a * n_a, n_a, low_b * n_b, n_b, level).upper,
    )


def _fewest(base: int | tuple[int, int]) -> int:
    fewest, most = base if isinstance(base, tuple) else (base, base)
    if not 1 <= fewest <= most:
        raise DesignError(f"base {base!r}: expected a number of 1 or more, or (fewest, most)")
    return fewest


def _before_rounding(percent: float, decimals: int | None) -> tuple[float, float]:
    """Return the smallest and the largest share that print as this percentage."""
    if not 0 <= percent <= 100:
        raise DesignError(f"percentage {percent!r}: expected 0 to 100")
    half = 0.0 if decimals is None else 0.5 * 10.0**-decimals
    return max(percent - half, 0) / 100, min(percent + half, 100) / 100
