"""How large a departure from the peers' course would explain a change.

The primary design takes it that the trust would have moved as peers that started alike did. That is
never quite so, and the periods before the intervention show by how much it failed then. Rambachan
and Roth (2023, Review of Economic Studies 90, 2555-2591) ask how far it may fail afterwards before
a finding is gone. Three kinds of failure are allowed here, each with the interval of the change
under it and its breakdown value: the smallest failure with which the interval holds no change.

- *Continuing course*: the trust's own earlier slope went on, in a share m of its steepness.
- *Relative magnitudes*: from one year to the next the trust drifted from its peers by up to M times
  its largest step before, in one direction, beginning at the last period before.
- *Smoothness*: its earlier line went on and bent by up to M in each period.

What is taken over: the sets of allowed departures (their Delta-RM and Delta-SD), the target (the
mean over the periods after) and the breakdown value. What differs, because one unit is judged by
its place among others and there is no covariance matrix: for relative magnitudes the interval is
the union of the permutation intervals of ``change - m k step`` over every earlier step and every m
from -M to M, with k the mean periods since; under the step that was in truth the largest one of
these holds the change as often as the permutation promises, so that the noise in the earlier steps
is allowed for (their conditional and hybrid sets are shorter). For smoothness it is the interval
of the change beyond the fitted line, widened by the largest bias that the bends can make (their
fixed-length interval chooses the line's weights; ours are those of least squares).

Months are averaged by years, counted from the intervention both ways: a season is no course, and
the step from one month to the next is mostly noise.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture.designs.inputs import IntArray, cut, timeline
from nhs_culture.designs.paths import Paths, paths
from nhs_culture.designs.peer_change import FEWEST_PEERS
from nhs_culture.designs.permutation import LEVEL, permuted
from nhs_culture.designs.refusals import TooFewPoints
from nhs_culture.errors import DesignError
from nhs_culture.metrics.checked import array, checked

__all__ = [
    "MULTIPLES",
    "Departure",
    "TrendSensitivity",
    "largest_bias",
    "trend_sensitivity",
    "union",
]

Array = npt.NDArray[np.float64]

MULTIPLES = np.arange(41) / 20
"""Shares and multiples that are tried: 0 to 2 in twentieths."""

_NAME = "trend sensitivity"


@dataclass(frozen=True, eq=False)
class Departure:
    """The change under one kind of departure from the peers' course.

    Attributes
    ----------
    intervals
        Columns ``lower`` and ``upper`` by size of the departure, from 0 up; infinite with too few
        peers.
    scale
        What a size of 1 comes to, in the unit of the measure per period (per period and period for
        smoothness).
    """

    intervals: pd.DataFrame
    scale: float

    @property
    def breakdown(self) -> float:
        """Smallest departure with which no change is in the interval.

        0 where it is there without any departure, infinite where it is not there at the largest one
        tried.
        """
        lower, upper = self.intervals.to_numpy(dtype=float).T
        nearest = np.maximum(lower, -upper)
        sizes = self.intervals.index.to_numpy(dtype=float)
        holds = np.flatnonzero(nearest <= 0)
        if not len(holds):
            return float("inf")
        first = int(holds[0])
        if first == 0 or not np.isfinite(nearest[first]):
            return float(sizes[first])
        crossing = np.interp(0.0, nearest[[first, first - 1]], sizes[[first, first - 1]])
        return float(crossing)


@dataclass(frozen=True, eq=False, kw_only=True)
class TrendSensitivity:
    """A change under every kind of departure.

    Attributes
    ----------
    treated, intervention
        ODS code, and label of the first period after.
    continuing, magnitudes, smoothness
        The kinds of departure, in this order: sizes are shares of the earlier course, multiples of
        the largest earlier step, and multiples of the largest earlier bend (of 1 unit of the
        measure per period and period where two periods before show no bend).
    per_year
        Periods of the panel that were averaged into one.
    n_before, n_after
        Averaged periods on each side.
    """

    treated: str
    intervention: str
    continuing: Departure
    magnitudes: Departure
    smoothness: Departure
    per_year: int
    n_before: int
    n_after: int

    @property
    def kinds(self) -> Mapping[str, Departure]:
        """Name of each kind -> the change under it."""
        return {
            "continuing course": self.continuing,
            "relative magnitudes": self.magnitudes,
            "smoothness": self.smoothness,
        }

    def table(self) -> pd.DataFrame:
        """Return one row per kind: interval without departure, scale and breakdown value."""
        rows = {
            kind: {
                "lower": one.intervals["lower"].iloc[0],
                "upper": one.intervals["upper"].iloc[0],
                "scale": one.scale,
                "breakdown": one.breakdown,
            }
            for kind, one in self.kinds.items()
        }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("departure")


def trend_sensitivity(
    outcomes: pd.DataFrame, treated: str, intervention: Hashable
) -> TrendSensitivity:
    """Return the change of a trust under departures from its peers' course.

    Parameters and errors are those of :func:`~nhs_culture.designs.peer_change.peer_change`; besides
    there must be two periods before and one after (two years and one for months).
    """
    panel = cut(outcomes, treated, intervention, design=_NAME, fewest_peers=FEWEST_PEERS)
    season = timeline(outcomes.index, intervention, _NAME).season or 1
    found = paths(panel, _NAME)
    case = _Case(_by_year(found, season), found, panel.position)
    return TrendSensitivity(
        treated=treated,
        intervention=panel.intervention,
        continuing=_continuing(case),
        magnitudes=_magnitudes(case),
        smoothness=_smoothness(case),
        per_year=season,
        n_before=len(case.years.before),
        n_after=int(case.years.after.sum()),
    )


@dataclass(frozen=True, eq=False)
class _Case:
    """The paths by years, those of every period for the noise, and the treated unit."""

    years: Paths
    every: Paths
    treated: int

    def interval(self, contrast: Array, share: float = 1.0) -> Array:
        """Return the 95% interval of a contrast, with the noise around a share of the course."""
        own = self.every.around(share)
        result = permuted(contrast, self.years.alike, own, self.treated, design=_NAME)
        return np.asarray(result.bounds(LEVEL)[0])


def union(intervals: Iterable[Array]) -> pd.DataFrame:
    """Return the hull of several runs of intervals, each over :data:`MULTIPLES`.

    A departure of up to M may be smaller: the hull at M holds those of every smaller one.
    """
    runs = [*intervals] if isinstance(intervals, Iterable) else []
    ends = np.array(runs) if runs and all(_is_run(run) for run in runs) else None
    if ends is None:
        reason = f"intervals is {intervals!r:.60}; expected ends for each of {len(MULTIPLES)} sizes"
        raise DesignError(reason, design=_NAME, argument="intervals")
    stacked = ends
    lower = np.minimum.accumulate(stacked[..., 0].min(axis=0))
    upper = np.maximum.accumulate(stacked[..., 1].max(axis=0))
    return _frame(np.column_stack([lower, upper]))


@checked(weights=array(1), times=array(1))
def largest_bias(weights: Array, times: IntArray) -> float:
    """Return the largest value of a weighted sum of a path that bends by 1 at most in each period.

    Parameters
    ----------
    weights
        Of the periods; their sum and their sum times ``times`` are 0, so that a straight line has
        no weight.
    times
        Of the periods, in order, shape of ``weights``.

    Notes
    -----
    Summed by parts twice, the weights become those of the bends, and the worst path bends in each
    period as their sign says.
    """
    ordered = times.dtype.kind in "iu" and (np.diff(times) > 0).all()
    if not ordered or len(times) != len(weights):
        reason = f"times is {times!r:.60}; expected whole numbers in order, one for each weight"
        raise DesignError(reason, design=_NAME, argument="times")
    every = np.zeros(int(times[-1] - times[0]) + 1)
    every[times - times[0]] = weights
    return float(np.abs(np.cumsum(np.cumsum(every))).sum())


def _by_year(found: Paths, season: int) -> Paths:
    """Average the gaps by whole years from the intervention, both ways."""
    years = found.times // season
    whole = [year for year in np.unique(years) if season == 1 or (years == year).sum() == season]
    gaps = np.array([found.gaps[years == year].mean(axis=0) for year in whole])
    times = np.array(whole, dtype=np.int64)
    n_before = int((times < 0).sum())
    if n_before < 2:
        raise TooFewPoints(_NAME, found=n_before, needed=2, side="before")
    if n_before == len(times):
        raise TooFewPoints(_NAME, found=0, needed=1, side="from")
    return Paths(gaps, times)


def _continuing(case: _Case) -> Departure:
    found = case.years
    course = found.lead * found.course
    runs = [case.interval(found.change - m * course, min(m, 1.0)) for m in MULTIPLES]
    return Departure(_frame(np.array(runs)), float(abs(found.course[case.treated])))


def _magnitudes(case: _Case) -> Departure:
    found = case.years
    early = found.times[~found.after]
    since = float((found.times[found.after] - early[-1]).mean())
    jump = found.gaps[found.after].mean(axis=0) - found.before[-1]
    steps = np.diff(found.before, axis=0) / np.diff(early)[:, None]
    runs = [
        np.array([case.interval(jump - sign * m * since * step) for m in MULTIPLES])
        for step in steps
        for sign in (-1, 1)
    ]
    return Departure(union(runs), float(np.abs(steps[:, case.treated]).max()))


def _smoothness(case: _Case) -> Departure:
    found = case.years
    beyond = case.interval(found.change - found.lead * found.course)
    bend = _largest_bend(found, case.treated)
    wider = MULTIPLES[:, None] * bend * largest_bias(_weights(found), found.times)
    return Departure(_frame(beyond + wider * [-1, 1]), bend)


def _is_run(run: object) -> bool:
    """Tell whether there are two ends for each size, the lower one first; they may be infinite."""
    if not isinstance(run, np.ndarray) or run.shape != (len(MULTIPLES), 2):
        return False
    return run.dtype.kind == "f" and bool((run[:, 0] <= run[:, 1]).all())


def _frame(intervals: Array) -> pd.DataFrame:
    index = pd.Index(MULTIPLES, name="size")
    return pd.DataFrame(intervals, index, columns=["lower", "upper"])


def _weights(found: Paths) -> Array:
    """Return the weights of the periods in the change beyond the line, shape (periods,)."""
    early = found.times[~found.after].astype(float)
    centred = early - early.mean()
    before = -1 / len(early) - found.lead * centred / (centred @ centred)
    n_after = int(found.after.sum())
    return np.concatenate([before, np.full(n_after, 1 / n_after)])


def _largest_bend(found: Paths, treated: int) -> float:
    """Return the largest change of slope before, 1 where two periods show none."""
    early = found.times[~found.after]
    if len(early) < 3:
        return 1.0
    slopes = np.diff(found.before[:, treated]) / np.diff(early)
    return float(np.abs(np.diff(slopes) / ((early[2:] - early[:-2]) / 2)).max())
