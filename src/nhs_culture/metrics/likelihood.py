"""Ratios of two likelihoods, such as WRES indicator 3, and what a printed ratio can mean.

WRES indicator 3 is the share of Black and minority ethnic staff who entered the formal disciplinary
process, over the same share of white staff. The events are few, often fewer than ten, so the
interval is Koopman's score interval, which keeps its coverage there (Fagerland, Lydersen and Laake
2015 recommend it), not the usual one on the log scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, hypot, log

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture.errors import DesignError
from nhs_culture.metrics.arguments import fraction, normal_reach, real, whole
from nhs_culture.metrics.checked import checked, kind
from nhs_culture.metrics.proportions import Interval

__all__ = [
    "RelativeLikelihood",
    "plausible_counts",
    "plausible_interval",
    "quotient_interval",
    "relative_likelihood",
]

_NAME, _COUNTS, _QUOTIENT = "relative likelihood", "plausible counts", "quotient of ratios"

MOST_COMBINATIONS = 500_000
LARGEST_GROUP = 10_000_000
"""People; more than any employer has."""
_HALVINGS = 60
_WIDEST = 1e8

Whole = int | tuple[int, int]
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class RelativeLikelihood:
    """How many times as likely an event is in group a as in group b.

    Attributes
    ----------
    ratio
        ``(events_a / total_a) / (events_b / total_b)``; infinite when group b has no event.
    interval
        Score interval of the ratio; its upper end is infinite when group b has no event.
    events_a, total_a, events_b, total_b
        The counts.
    level
        Confidence level.
    """

    ratio: float
    interval: Interval
    events_a: int
    total_a: int
    events_b: int
    total_b: int
    level: float

    def table(self) -> pd.DataFrame:
        """Return one row: both shares in percent, the ratio and its interval."""
        return pd.DataFrame(
            {
                "events_a": [self.events_a],
                "total_a": [self.total_a],
                "percent_a": [100 * self.events_a / self.total_a],
                "events_b": [self.events_b],
                "total_b": [self.total_b],
                "percent_b": [100 * self.events_b / self.total_b],
                "ratio": [self.ratio],
                "lower": [self.interval.lower],
                "upper": [self.interval.upper],
            }
        )

    def sentence(self) -> str:
        """Return the ratio, its counts and its interval in plain English."""
        counts = f"{self.events_a} of {self.total_a:,} against {self.events_b} of {self.total_b:,}"
        if self.events_b == 0:
            return (
                f"{counts}: no ratio can be given; anything over {self.interval.lower:.2f} times "
                f"as likely agrees with these counts ({self.level:.0%} interval)."
            )
        return (
            f"{counts}: {self.ratio:.2f} times as likely ({self.level:.0%} interval "
            f"{self.interval.lower:.2f} to {self.interval.upper:.2f})."
        )


def relative_likelihood(
    events_a: int, total_a: int, events_b: int, total_b: int, level: float = 0.95
) -> RelativeLikelihood:
    """Return the ratio of two likelihoods with Koopman's score interval.

    Parameters
    ----------
    events_a, total_a
        People in group a (in WRES indicator 3: Black and minority ethnic staff) with the event,
        and in all.
    events_b, total_b
        The same for group b (white staff).
    level
        Confidence level.

    Raises
    ------
    DesignError
        When counts are impossible, or no one in either group has the event.

    References
    ----------
    Koopman 1984, Biometrics 40, 513-517; Nam 1995. Fagerland, Lydersen and Laake 2015, Statistical
    Methods in Medical Research 24, 224-254.
    """
    for name, total in (("total_a", total_a), ("total_b", total_b)):
        whole(total, name, _NAME, lower=1, upper=LARGEST_GROUP)
    for name, events, total in (("events_a", events_a, total_a), ("events_b", events_b, total_b)):
        whole(events, name, _NAME, upper=total)
    fraction(level, "level", _NAME)
    if events_a == events_b == 0:
        reason = "no events in either group, so there is no ratio"
        raise DesignError(reason, design=_NAME, argument="events_a")
    counts = np.array([events_a, total_a, events_b, total_b], dtype=float)
    lower, upper = _score_interval(counts[:, None], level)
    ratio = float("inf") if events_b == 0 else (events_a / total_a) / (events_b / total_b)
    interval = Interval(float(lower[0]), float(upper[0]))
    return RelativeLikelihood(ratio, interval, events_a, total_a, events_b, total_b, level)


def plausible_interval(
    ratio: float,
    total_a: Whole,
    total_b: Whole,
    *,
    decimals: int = 1,
    events_a: Whole | None = None,
    events_b: Whole | None = None,
    events: Whole | None = None,
    level: float = 0.95,
) -> Interval:
    """Return the interval of a ratio printed without its counts.

    It is the union of the score intervals of every combination of counts that, with this rounding,
    prints as this ratio: no narrower interval is honest.

    Parameters
    ----------
    ratio, decimals
        As printed.
    total_a, total_b
        People in each group, or ``(fewest, most)``.
    events_a, events_b, events
        People with the event in group a, in group b and in both together, or ``(fewest, most)``.
        At least ``events``, or both others, must be given.
    level
        Confidence level of each interval.

    Raises
    ------
    DesignError
        When no combination of counts prints as this ratio, too little is given to list the
        combinations, or there are over 500,000 of them to look at.
    """
    fraction(level, "level", _COUNTS)
    counts = plausible_counts(
        ratio,
        total_a,
        total_b,
        decimals=decimals,
        events_a=events_a,
        events_b=events_b,
        events=events,
    )
    lower, upper = _score_interval(counts.to_numpy(dtype=float).T, level)
    return Interval(float(lower.min()), float(upper.max()))


@checked(later_interval=kind(Interval), earlier_interval=kind(Interval))
def quotient_interval(
    later: float, later_interval: Interval, earlier: float, earlier_interval: Interval
) -> Interval:
    """Return the interval of a later ratio over an earlier one, both known by intervals.

    Parameters
    ----------
    later, earlier
        The two ratios, above 0.
    later_interval, earlier_interval
        Their intervals, of one confidence level, which the result has too; ends above 0.

    Raises
    ------
    DesignError
        When a ratio or an end of an interval is not a number above 0.

    References
    ----------
    Donner and Zou 2012, Statistical Methods in Medical Research 21, 347-359 (MOVER), on the log
    scale.
    """
    last, *ends_last = _logarithms("later", later, later_interval)
    first, *ends_first = _logarithms("earlier", earlier, earlier_interval)
    return Interval(
        exp(last - first - hypot(last - ends_last[0], ends_first[1] - first)),
        exp(last - first + hypot(ends_last[1] - last, first - ends_first[0])),
    )


def _logarithms(argument: str, ratio: float, interval: Interval) -> list[float]:
    numbers = [real(value, argument, _QUOTIENT, lower=0) for value in (ratio, *interval)]
    if not numbers[1] <= ratio <= numbers[2]:
        held = f"{interval[0]:g} to {interval[1]:g}"
        reason = f"{argument} is {ratio:g} with the interval {held}; expected one that holds it"
        raise DesignError(reason, design=_QUOTIENT, argument=argument)
    if min(numbers) == 0:
        reason = f"{argument} is {ratio:g} with an interval from {interval[0]:g}; expected above 0"
        raise DesignError(reason, design=_QUOTIENT, argument=argument)
    return [log(number) for number in numbers]


def plausible_counts(
    ratio: float,
    total_a: Whole,
    total_b: Whole,
    *,
    decimals: int = 1,
    events_a: Whole | None = None,
    events_b: Whole | None = None,
    events: Whole | None = None,
) -> pd.DataFrame:
    """Return combinations of counts that print as this ratio: those that decide the interval.

    For every number of events in each group and every size of group b, these are the smallest and
    the largest size of group a that fit. The sizes between have intervals between.

    Parameters and errors are those of :func:`plausible_interval`.

    Returns
    -------
    DataFrame
        Columns ``events_a``, ``total_a``, ``events_b``, ``total_b``.
    """
    places = whole(decimals, "decimals", _COUNTS, upper=9)
    if real(ratio, "ratio", _COUNTS, upper=LARGEST_GROUP) <= 0:
        reason = f"ratio is {ratio!r}; expected a number over 0"
        raise DesignError(reason, design=_COUNTS, argument="ratio")
    smallest_a, largest_a = _range(total_a, "total_a")
    pairs = _event_pairs(events_a, events_b, events, largest_a, _range(total_b, "total_b")[1])
    sizes_b = np.arange(_range(total_b, "total_b")[0], _range(total_b, "total_b")[1] + 1)
    if len(pairs) * len(sizes_b) > MOST_COMBINATIONS:
        raise DesignError(
            f"{len(pairs) * len(sizes_b):,} combinations to look at; narrow the ranges until there "
            f"are {MOST_COMBINATIONS:,} or fewer",
            design=_COUNTS,
            argument="total_b",
        )
    half = 0.5 * 10.0**-places
    a, b, n_b = (grid.ravel() for grid in _grid(pairs, sizes_b))
    # total_a = ratio^-1 x events_a x total_b / events_b, for every ratio that prints as this one
    unscaled = a * n_b / b
    fewest = np.maximum(np.ceil(unscaled / (ratio + half) - 1e-9), np.maximum(a, smallest_a))
    most = np.full_like(unscaled, largest_a)
    if ratio > half:
        most = np.minimum(np.floor(unscaled / (ratio - half) + 1e-9), largest_a)
    fits = (fewest <= most) & (b <= n_b)
    if not fits.any():
        reason = f"no counts in the given ranges print as {ratio:.{places}f}"
        raise DesignError(reason, design=_COUNTS, argument="ratio")
    ends = np.concatenate([fewest[fits], most[fits]])
    columns = {"events_a": a[fits], "events_b": b[fits], "total_b": n_b[fits]}
    counts = pd.DataFrame({name: np.tile(column, 2) for name, column in columns.items()})
    counts.insert(1, "total_a", ends)
    return counts.drop_duplicates(ignore_index=True).astype(int)


def _range(given: Whole, name: str, fewest: int = 1) -> tuple[int, int]:
    if not isinstance(given, tuple):
        return (whole(given, name, _COUNTS, lower=fewest, upper=LARGEST_GROUP),) * 2
    if len(given) != 2:
        reason = f"{name} is {given!r}; expected a whole number, or (fewest, most)"
        raise DesignError(reason, design=_COUNTS, argument=name)
    most = whole(given[1], name, _COUNTS, lower=fewest, upper=LARGEST_GROUP)
    return whole(given[0], name, _COUNTS, lower=fewest, upper=most), most


def _event_pairs(
    events_a: Whole | None,
    events_b: Whole | None,
    events: Whole | None,
    largest_a: int,
    largest_b: int,
) -> FloatArray:
    """Return every (events_a, events_b) of at least one each, as rows."""
    if events is None and (events_a is None or events_b is None):
        reason = "give events, or both events_a and events_b"
        raise DesignError(reason, design=_COUNTS, argument="events")
    fewest, most = (2, largest_a + largest_b) if events is None else _range(events, "events", 2)
    low_a, high_a = (1, most - 1) if events_a is None else _range(events_a, "events_a")
    low_b, high_b = (1, most - 1) if events_b is None else _range(events_b, "events_b")
    wide = (min(high_a, largest_a) - low_a + 1) * (min(high_b, largest_b) - low_b + 1)
    if wide > MOST_COMBINATIONS:
        reason = f"{wide:,} pairs of events; narrow their ranges"
        raise DesignError(reason, design=_COUNTS, argument="events")
    a, b = np.meshgrid(
        np.arange(low_a, min(high_a, largest_a) + 1), np.arange(low_b, min(high_b, largest_b) + 1)
    )
    kept = (fewest <= a + b) & (a + b <= most)
    return np.column_stack([a[kept], b[kept]]).astype(float)


def _grid(pairs: FloatArray, sizes_b: npt.NDArray[np.int64]) -> tuple[FloatArray, ...]:
    shape = (len(pairs), len(sizes_b))
    return (
        np.broadcast_to(pairs[:, :1], shape),
        np.broadcast_to(pairs[:, 1:], shape),
        np.broadcast_to(sizes_b.astype(float), shape),
    )


def _score_interval(counts: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    """Return lower and upper ends, shape (n,), where the score reaches the normal quantile.

    ``counts`` has the rows events_a, total_a, events_b, total_b; the ends are found by halving on
    the log scale.
    """
    events_a, total_a, events_b, total_b = counts
    z = normal_reach(level, _NAME)
    with np.errstate(divide="ignore"):
        middle = np.log(events_a / total_a) - np.log(events_b / total_b)
    ends = []
    for direction in (-1.0, 1.0):
        near = np.clip(middle, -np.log(_WIDEST), np.log(_WIDEST))
        far = np.full_like(near, direction * np.log(_WIDEST))
        for _ in range(_HALVINGS):
            half = (near + far) / 2
            inside = np.abs(_score(np.exp(half), counts)) < z
            near, far = np.where(inside, half, near), np.where(inside, far, half)
        ends.append(np.exp(near))
    lower, upper = ends
    return np.where(events_a == 0, 0.0, lower), np.where(events_b == 0, np.inf, upper)


def _score(ratio: FloatArray, counts: FloatArray) -> FloatArray:
    """Return the score statistic of the hypothesis that the ratio of likelihoods is ``ratio``.

    The likelihood in group b under the hypothesis solves a quadratic (Miettinen and Nurminen 1985).
    """
    events_a, total_a, events_b, total_b = counts
    quadratic = ratio * (total_a + total_b)
    linear = ratio * (total_a + events_b) + events_a + total_b
    constant = events_a + events_b
    # the stable form of the smaller root: the plain one loses all digits at extreme ratios
    root = np.sqrt(np.maximum(linear**2 - 4 * quadratic * constant, 0))
    share_b = 2 * constant / (linear + root)
    share_a = np.minimum(ratio * share_b, 1)
    variance = share_a * (1 - share_a) / total_a + ratio**2 * share_b * (1 - share_b) / total_b
    gap = events_a / total_a - ratio * events_b / total_b
    score: FloatArray = np.zeros_like(gap)
    np.divide(gap, np.sqrt(np.maximum(variance, 0)), out=score, where=variance > 0)
    return score
