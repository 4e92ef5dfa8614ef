"""XmR charts, by the rules of NHS England's Making Data Count.

An XmR chart asks whether a series behaves as one steady process: its limits come from how far
neighbouring points lie apart (the moving ranges), so a slow change does not widen them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture.errors import DesignError
from nhs_culture.metrics.arguments import reals

__all__ = ["FEWEST_POINTS", "MOST_BEYOND", "TRIAL_UNDER", "Segment", "XmR", "xmr"]

_NAME = "xmr"

LIMIT = 2.66
"""Three standard errors, in mean moving ranges of two (3 / 1.128)."""
SCREEN = 3.267
"""Upper limit of a moving range, in mean moving ranges."""
RUN = 7
"""Points in a row that make a trend or a shift."""
TRIAL_UNDER = 12
"""With fewer points the limits are trial limits."""
FEWEST_POINTS = 3
"""Points that a segment needs at least."""
MOST_BEYOND = 0.25
"""Share of points that may stand out in a steady process: of made-up steady series of 83 points one
in a hundred has more, of 36 points one in twenty."""

_WORDS = {
    "high": ("point above the upper limit", "points above the upper limit"),
    "low": ("point below the lower limit", "points below the lower limit"),
    "trend": ("point in a run of 7 or more rising or falling", None),
    "two_in_three": ("point near a limit with another close by", None),
    "shift": ("point in a run of 7 or more on one side of the mean", None),
}

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Segment:
    """One stretch of an XmR chart with limits of its own.

    Attributes
    ----------
    start, stop
        Positions of the first point and of the one after the last.
    mean, lower, upper
        Centre line and process limits, in the unit of the values.
    trial
        True under 12 points.
    """

    start: int
    stop: int
    mean: float
    lower: float
    upper: float
    trial: bool


@dataclass(frozen=True, eq=False)
class XmR:
    """An XmR chart as numbers.

    Attributes
    ----------
    values
        The series, in order.
    points
        Per value ``common``, ``high``, ``low``, ``trend``, ``two_in_three`` or ``shift``.
    segments
        One, or one more than the rebasings.
    """

    values: pd.Series
    points: tuple[str, ...]
    segments: tuple[Segment, ...]

    @property
    def mean(self) -> float:
        """Centre line; of the last segment when rebased."""
        return self.segments[-1].mean

    @property
    def lower(self) -> float:
        """Lower process limit; of the last segment when rebased."""
        return self.segments[-1].lower

    @property
    def upper(self) -> float:
        """Upper process limit; of the last segment when rebased."""
        return self.segments[-1].upper

    @property
    def trial(self) -> bool:
        """Whether any limits shown rest on fewer than 12 points."""
        return any(segment.trial for segment in self.segments)

    @property
    def special(self) -> int:
        """How many points a rule names."""
        return sum(point != "common" for point in self.points)

    @property
    def steady(self) -> bool:
        """Whether so few stand out that they may be told from a series that drifts throughout."""
        return self.special <= MOST_BEYOND * len(self.points)

    @property
    def likeness(self) -> float:
        """Correlation of neighbours around the mean of their segment; 0 in a steady process."""
        table = self.table()
        apart = (table["value"] - table["mean"]).to_numpy(dtype=float)
        return float(apart[1:] @ apart[:-1] / (apart @ apart))

    def table(self) -> pd.DataFrame:
        """Return one row per point: value, mean, lower, upper, point, segment (from 1), trial."""
        lengths = [segment.stop - segment.start for segment in self.segments]
        numbers = np.repeat(np.arange(len(self.segments)), lengths)
        return pd.DataFrame(
            {
                "value": self.values,
                "mean": [self.segments[i].mean for i in numbers],
                "lower": [self.segments[i].lower for i in numbers],
                "upper": [self.segments[i].upper for i in numbers],
                "point": self.points,
                "segment": numbers + 1,
                "trial": [self.segments[i].trial for i in numbers],
            },
            index=self.values.index,
        )

    def sentence(self) -> str:
        """Return what the chart shows in plain English."""
        last = self.segments[-1]
        since = "" if len(self.segments) == 1 else f" since {self.values.index[last.start]}"
        limits = (
            f"{len(self.values)} points; mean{since} {self.mean:.2f}, "
            f"limits {self.lower:.2f} to {self.upper:.2f}"
        )
        trial = (
            " The limits are trial limits: they rest on fewer than 12 points." if self.trial else ""
        )
        return f"{limits}; {_signals(self.points)}.{trial}"


def _signals(points: Sequence[str]) -> str:
    counts = Counter(points)
    parts = []
    for kind, (one, many) in _WORDS.items():
        if number := counts[kind]:
            plural = many or one.replace("point", "points", 1)
            parts.append(f"{number} {one if number == 1 else plural}")
    return ", ".join(parts) or "no signal: all points vary as one steady process would"


def xmr(values: Sequence[float] | pd.Series, rebase: Sequence[Hashable] | None = None) -> XmR:
    """Return the XmR chart of a series.

    Limits are mean ± 2.66 × mean moving range, after moving ranges at or over 3.267 × their mean
    have been left out once. A point is named by the first rule that it meets: outside the limits;
    one of 7 or more rising or falling; one of 2 in 3 beyond two thirds of the way to a limit, all
    three on the same side of the mean; one of 7 or more on one side of the mean.

    Parameters
    ----------
    values
        The measure in time order, any unit. A series keeps its labels; a plain sequence is labelled
        0, 1, 2 ...
    rebase
        Labels at which new limits begin. Only for a documented change of process, decided before
        looking at the chart.

    Returns
    -------
    XmR
        Limits, one name per point, a table and a sentence.

    Raises
    ------
    DesignError
        When a value is missing or not a number, a segment has fewer than 3 points or varies by
        nothing but jumps, or a rebasing label is not in the series.

    References
    ----------
    NHS England, Making Data Count: statistical process control. NHSRplotthedots 0.2.2.
    """
    numbers = reals(values, "values", _NAME)
    index = values.index if isinstance(values, pd.Series) else pd.RangeIndex(len(numbers))
    series = pd.Series(numbers, index=index)
    edges = [0, *_rebasings(series, rebase or ()), len(series)]
    with np.errstate(over="ignore"):  # values without limits are refused
        segments = tuple(_segment(series, start, stop) for start, stop in pairwise(edges))
    points = [name for segment in segments for name in _name_points(series, segment)]
    return XmR(series, tuple(points), segments)


def _rebasings(series: pd.Series, labels: Sequence[Hashable]) -> list[int]:
    if isinstance(labels, str) or not isinstance(labels, Iterable):
        reason = f"rebase is {labels!r}; expected labels of the series in a list"
        raise DesignError(reason, design=_NAME, argument="rebase")
    positions = []
    for label in labels:
        same = series.index == label if pd.api.types.is_scalar(label) else np.zeros(0)
        found = np.flatnonzero(same)
        if len(found) != 1:
            reason = f"rebase names {label!r}, which is not one label of the series"
            raise DesignError(reason, design=_NAME, argument="rebase")
        positions.append(int(found[0]))
    return sorted(positions)


def _segment(series: pd.Series, start: int, stop: int) -> Segment:
    part = series.to_numpy()[start:stop]
    if len(part) < FEWEST_POINTS:
        reason = f"{len(part)} of {FEWEST_POINTS} points that limits need, from position {start} on"
        raise DesignError(reason, design=_NAME, argument="rebase" if start else "values")
    ranges = np.abs(np.diff(part))
    usual = ranges[ranges < SCREEN * ranges.mean()]
    if not usual.any():
        what = "apart from jumps" if ranges.any() else f"all {len(part)} values"
        reason = f"{what} from {series.index[start]} on nothing varies; limits need values that do"
        raise DesignError(reason, design=_NAME, argument="values")
    width = LIMIT * float(usual.mean())
    mean = float(part.mean())
    if not mean - width < mean < mean + width < np.inf:
        reason = f"values from {series.index[start]} on are too large or too uneven for limits"
        raise DesignError(reason, design=_NAME, argument="values")
    return Segment(start, stop, mean, mean - width, mean + width, len(part) < TRIAL_UNDER)


def _name_points(series: pd.Series, segment: Segment) -> list[str]:
    values = series.to_numpy()[segment.start : segment.stop]
    side = np.sign(values - segment.mean)
    high, low = values > segment.upper, values < segment.lower
    near = (np.abs(values - segment.mean) > 2 * (segment.upper - segment.mean) / 3) & ~high & ~low
    rules = {
        "high": high,
        "low": low,
        "trend": _in_run(np.sign(np.diff(values)), RUN - 1, reach=1),
        "two_in_three": _two_in_three(side, near),
        "shift": _in_run(side, RUN, reach=0),
    }
    return [
        next((name for name, met in rules.items() if met[i]), "common") for i in range(len(values))
    ]


def _in_run(signs: FloatArray, length: int, reach: int) -> BoolArray:
    """Return which points lie in ``length`` equal signs, each sign reaching ``reach`` points on."""
    met = np.zeros(len(signs) + reach, dtype=bool)
    for start in range(len(signs) - length + 1):
        if abs(signs[start : start + length].sum()) == length:
            met[start : start + length + reach] = True
    return met


def _two_in_three(side: FloatArray, near: BoolArray) -> BoolArray:
    met = np.zeros(len(side), dtype=bool)
    for start in range(len(side) - 2):
        three = slice(start, start + 3)
        if near[three].sum() >= 2 and abs(side[three].sum()) == 3:
            met[three] |= near[three]
    return met
