"""Sampling error of percentages: Wilson's interval, and Newcombe's for a difference.

Counts give fractions (0-1). A percentage as printed (0-100) has been rounded, and often its base
is known only roughly: its interval is then the envelope of the intervals of every percentage and
base that could have been printed so.
"""

from __future__ import annotations

from math import hypot, sqrt
from typing import NamedTuple

from nhs_culture.errors import DesignError
from nhs_culture.metrics.arguments import normal_reach, real, whole

__all__ = ["Interval", "difference", "interval", "percentage_difference", "percentage_interval"]

_NAME, _DIFFERENCE = "proportion", "difference of proportions"
_PERCENTAGE, _PERCENTAGES = "percentage", "difference of percentages"
_LARGEST = 1e9  # people; more than there are to ask
_MOST_DECIMALS = 9


class Interval(NamedTuple):
    """Lower and upper end of an interval."""

    lower: float
    upper: float


def interval(successes: float, n: float, level: float = 0.95) -> Interval:
    """Return Wilson's score interval of a proportion.

    Parameters
    ----------
    successes, n
        Count and base, ``0 <= successes <= n``, ``n`` of 1 or more. Weighted counts need not be
        whole.
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
    base = real(n, "n", _NAME, lower=1, upper=_LARGEST)
    count = real(successes, "successes", _NAME, lower=0, upper=base)
    return _wilson(count, base, normal_reach(level, _NAME))


def _wilson(successes: float, n: float, z: float) -> Interval:
    share = successes / n
    centre = share + z * z / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    # at 0 and n the ends are exactly 0 and 1; rounding error must not put any a hair beyond
    lower = 0.0 if successes == 0 else max(0.0, (centre - half) / scale)
    upper = 1.0 if successes == n else min(1.0, (centre + half) / scale)
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
    base_a = real(n_a, "n_a", _DIFFERENCE, lower=1, upper=_LARGEST)
    base_b = real(n_b, "n_b", _DIFFERENCE, lower=1, upper=_LARGEST)
    count_a = real(successes_a, "successes_a", _DIFFERENCE, lower=0, upper=base_a)
    count_b = real(successes_b, "successes_b", _DIFFERENCE, lower=0, upper=base_b)
    z = normal_reach(level, _DIFFERENCE)
    return _newcombe(
        count_a / base_a, _wilson(count_a, base_a, z), count_b / base_b, _wilson(count_b, base_b, z)
    )


def _newcombe(share_a: float, a: Interval, share_b: float, b: Interval) -> Interval:
    return Interval(
        share_a - share_b - hypot(share_a - a.lower, b.upper - share_b),
        share_a - share_b + hypot(a.upper - share_a, share_b - b.lower),
    )


def percentage_interval(
    percentage: float,
    base: int | tuple[int, int],
    decimals: int | None = None,
    level: float = 0.95,
) -> Interval:
    """Return the interval of a percentage as printed.

    Parameters
    ----------
    percentage
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
    fewest = _fewest(base, "base", _PERCENTAGE)
    lowest, highest = _before_rounding(percentage, decimals, "percentage", _PERCENTAGE)
    z = normal_reach(level, _PERCENTAGE)
    return Interval(
        100 * _wilson(lowest * fewest, fewest, z).lower,
        100 * _wilson(highest * fewest, fewest, z).upper,
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
    n_a = _fewest(base_a, "base_a", _PERCENTAGES)
    n_b = _fewest(base_b, "base_b", _PERCENTAGES)
    low_a, high_a = _before_rounding(percent_a, decimals, "percent_a", _PERCENTAGES)
    low_b, high_b = _before_rounding(percent_b, decimals, "percent_b", _PERCENTAGES)
    z = normal_reach(level, _PERCENTAGES)

    def ends(a: float, b: float) -> Interval:
        return _newcombe(a, _wilson(a * n_a, n_a, z), b, _wilson(b * n_b, n_b, z))

    return Interval(100 * ends(low_a, high_b).lower, 100 * ends(high_a, low_b).upper)


def _fewest(base: object, argument: str, function: str) -> int:
    """Return the smallest base that there may be, the interval at which holds all others."""
    if not isinstance(base, tuple):
        return whole(base, argument, function, lower=1, upper=_LARGEST)
    if len(base) != 2:
        reason = f"{argument} is {base!r}; expected a whole number, or (fewest, most)"
        raise DesignError(reason, design=function, argument=argument)
    most = whole(base[1], argument, function, lower=1, upper=_LARGEST)
    return whole(base[0], argument, function, lower=1, upper=most)


def _before_rounding(
    percent: object, decimals: object, argument: str, function: str
) -> tuple[float, float]:
    """Return the smallest and the largest share that print as this percentage."""
    printed = real(percent, argument, function, lower=0, upper=100)
    half = 0.0
    if decimals is not None:
        half = 0.5 * 10.0 ** -whole(decimals, "decimals", function, upper=_MOST_DECIMALS)
    return max(printed - half, 0) / 100, min(printed + half, 100) / 100
