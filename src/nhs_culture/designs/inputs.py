"""What every design checks before it computes: periods in order, none silently missing.

A period that is known to be missing stands in the input as an empty value (NaN); a period that is
simply not there is an error, because a gap that nobody has noticed shifts every later point.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from math import gcd
from numbers import Real
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture.designs.refusals import (
    Constant,
    NoValue,
    TooFewPeers,
    TooFewPoints,
    UnknownPeriod,
    UnknownUnit,
)
from nhs_culture.errors import DesignError
from nhs_culture.metrics.arguments import whole
from nhs_culture.metrics.checked import checked, kind
from nhs_culture.periods import A_YEAR, numbered

__all__ = [
    "FEWEST_A_SIDE",
    "Cut",
    "Timeline",
    "Window",
    "complete",
    "cut",
    "in_order",
    "numbers",
    "require_both_sides",
    "require_unit",
    "timeline",
    "up_to",
]

FEWEST_A_SIDE = 3
"""Points that every design needs before and from the intervention on."""

LARGEST = 1e100
"""Squares of anything larger run out of range."""

_A_YEAR = {"M": 12, "Q": 4}
"""Periods in a year, by the letter that pandas has for them."""

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Timeline:
    """Periods as numbers.

    Attributes
    ----------
    times
        Periods since the first one, shape (n,): 0, 1, 2 ...
    start
        The time of the intervention.
    season
        Periods in a year where there are several: 12 for months. None for years.
    """

    times: IntArray
    start: int
    season: int | None

    @property
    def post(self) -> BoolArray:
        """Whether each period is the intervention's or later, shape (n,)."""
        return self.times >= self.start

    @property
    def since(self) -> IntArray:
        """Periods since the intervention, 0 in its own period and before, shape (n,)."""
        return np.maximum(self.times - self.start, 0)


@dataclass(frozen=True, eq=False, kw_only=True)
class Window:
    """A panel without gaps, with an intervention in it.

    Attributes
    ----------
    outcomes
        Periods with a value x units with all of them.
    intervention
        Label of the first period after.
    times
        Periods since the intervention, below 0 before it, shape (periods,).
    dropped
        Units without a value in some period -> why they were left out.
    missing
        Labels of the periods without a value for any unit.
    """

    outcomes: pd.DataFrame
    intervention: str
    times: IntArray
    dropped: Mapping[str, str]
    missing: tuple[str, ...]

    @property
    def after(self) -> BoolArray:
        """Whether each period is the intervention's or later, shape (periods,)."""
        return self.times >= 0


@dataclass(frozen=True, eq=False, kw_only=True)
class Cut(Window):
    """A window in which one unit is treated.

    Attributes
    ----------
    treated
        Column of ``outcomes``.
    """

    treated: str

    @property
    def position(self) -> int:
        """Of the treated unit among the columns."""
        return int(np.flatnonzero(self.outcomes.columns == self.treated)[0])

    @property
    def counts(self) -> dict[str, Any]:
        """What every result says of its panel: the fields of a result that are counts."""
        return {
            "treated": str(self.treated),
            "intervention": self.intervention,
            "n_peers": self.outcomes.shape[1] - 1,
            "n_before": int(np.sum(~self.after)),
            "n_after": int(np.sum(self.after)),
            "dropped": self.dropped,
            "missing": self.missing,
        }


@checked(fewest_peers=whole)
def complete(
    outcomes: pd.DataFrame, intervention: Hashable, *, design: str, fewest_peers: int
) -> Window:
    """Return the panel of a design that judges every unit, without its gaps.

    Parameters and errors are those of :func:`cut`, but for what concerns the treated unit.
    """
    panel, times, missing = _known(outcomes, intervention, design)
    return Window(
        outcomes=_kept(panel, design, fewest_peers),
        intervention=str(intervention),
        times=times,
        dropped=_dropped(panel),
        missing=missing,
    )


@checked(fewest_peers=whole)
def cut(
    outcomes: pd.DataFrame,
    treated: str,
    intervention: Hashable,
    *,
    design: str,
    fewest_peers: int,
) -> Cut:
    """Return the panel of a design that compares units, without its gaps.

    Parameters
    ----------
    outcomes
        Periods x units, one measure; exactly the window to be used. A period missing for every
        unit (the survey of 2014) stands there as a row of NaN. Units without a value in any other
        period are dropped, and named in the result.
    treated
        Column of ``outcomes``.
    intervention
        Label of the first period after.
    design
        Name to begin an error with.
    fewest_peers
        Units with every value that the design needs beside the treated one.

    Raises
    ------
    DesignError
        When the panel, the unit or the date allow no answer: one of
        :mod:`nhs_culture.designs.refusals`, or the argument that is not understood.
    """
    require_unit(_frame(outcomes, design), treated, design)
    panel, times, missing = _known(outcomes, intervention, design)
    _require_own(panel[treated], design)
    return Cut(
        outcomes=_kept(panel, design, fewest_peers),
        treated=treated,
        intervention=str(intervention),
        times=times,
        dropped=_dropped(panel),
        missing=missing,
    )


def _known(
    outcomes: pd.DataFrame, intervention: Hashable, design: str
) -> tuple[pd.DataFrame, IntArray, tuple[str, ...]]:
    """Return the periods with a value, as numbers, when they are, and the labels of the others."""
    time = timeline(_frame(outcomes, design).index, intervention, design)
    values = numbers(outcomes, design)
    known = values.notna().any(axis=1).to_numpy()
    require_both_sides(time.post[known], design)
    missing = tuple(str(period) for period in values.index[~known])
    return values[known], time.times[known] - time.start, missing


def _kept(panel: pd.DataFrame, design: str, fewest_peers: int) -> pd.DataFrame:
    """Return the units with every value; refuse too few of them."""
    kept = panel.dropna(axis="columns")
    if kept.shape[1] - 1 < fewest_peers:
        raise TooFewPeers(design, found=kept.shape[1] - 1, needed=fewest_peers)
    return kept


def up_to(outcomes: pd.DataFrame, last: Hashable, design: str) -> pd.DataFrame:
    """Return a panel up to a period, that one included.

    Raises
    ------
    DesignError
        When ``last`` is not one of the periods.
    """
    index = _frame(outcomes, design).index
    like = None if isinstance(last, bool) else _like(index, last)
    found = np.flatnonzero(index == like)
    if len(found) != 1:
        reason = f"last {last!r} is not a period of the panel"
        raise DesignError(reason, design=design, argument="last")
    return outcomes.iloc[: int(found[0]) + 1]


def numbers(outcomes: pd.DataFrame, design: str) -> pd.DataFrame:
    """Return a panel as numbers, NaN where there is no value; refuse text and the infinite."""
    if not _frame(outcomes, design).columns.is_unique:
        twice = outcomes.columns[outcomes.columns.duplicated()][0]
        raise DesignError(f"unit {twice!r} is there twice", design=design, argument="outcomes")
    if all(isinstance(kind, np.dtype) and kind.kind in "iuf" for kind in outcomes.dtypes):
        found = outcomes.to_numpy(dtype=float)
        values = pd.DataFrame(found, outcomes.index, outcomes.columns)  # one block: all is faster
    else:
        values = outcomes.apply(_as_numbers, design=design)
    large = np.abs(values.to_numpy()) > LARGEST
    if large.any():
        row, column = np.argwhere(large)[0]
        value = values.iloc[row, column]
        what = "infinite" if np.isinf(value) else f"{value:g}, too large to compute with,"
        reason = f"{values.columns[column]} is {what} in {values.index[row]}"
        raise DesignError(reason, design=design, argument="outcomes")
    return values


@checked(index=kind(pd.Index))
def timeline(index: pd.Index[Any], intervention: Hashable, design: str) -> Timeline:
    """Return the periods of an index as numbers, with the intervention among them.

    Parameters
    ----------
    index
        Integers (years), periods, timestamps (one a month) or the project's own labels:
        ``2013-04``, ``2019``, ``2022/23``. The smallest step between neighbours is one period.
    intervention
        Label of the first period after the intervention began; it must be in the index.
    design
        Name to begin an error with.

    Raises
    ------
    DesignError
        When labels are of another kind, repeated, out of order or with a period left out between
        them, or the intervention is not one of them.
    """
    if len(index) < 2:
        count = f"{len(index)} period{'s' if len(index) != 1 else ''}"
        raise _unreadable(f"{count}; there is nothing to compare", design)
    ordinals, a_year = in_order(index, design)
    steps = np.diff(ordinals)
    step = gcd(*(int(s) for s in steps))
    if (steps != step).any():
        before = int(np.argmax(steps != step))
        between = f"no period between {index[before]} and {index[before + 1]}"
        raise _unreadable(f"{between}; give a missing period as an empty value", design)
    found = np.flatnonzero(index == _like(index, intervention))
    if len(found) != 1:
        raise UnknownPeriod(design, period=intervention, first=index[0], last=index[-1])
    times = ((ordinals - ordinals[0]) // step).astype(np.int64)
    season, rest = divmod(a_year, step)
    return Timeline(times, int(times[found[0]]), season if season > 1 and not rest else None)


@checked(index=kind(pd.Index))
def in_order(index: pd.Index[Any], design: str) -> tuple[IntArray, int]:
    """Return periods as whole numbers, each once and in order, and how many make a year."""
    if not len(index):
        return np.zeros(0, dtype=np.int64), 1
    ordinals, a_year = _ordinals(index, design)
    steps = np.diff(ordinals)
    if not steps.all():
        raise _unreadable(f"period {index[int(np.argmin(steps != 0))]} is there twice", design)
    if (steps < 0).any():
        wrong = index[int(np.argmax(steps < 0)) + 1]
        raise _unreadable(f"period {wrong} is out of order; sort them", design)
    return ordinals, a_year


@checked(values=kind(pd.DataFrame))
def require_unit(values: pd.DataFrame, treated: object, design: str) -> None:
    """Refuse a treated unit that is not a column."""
    if not (pd.api.types.is_scalar(treated) and treated in values.columns):
        raise UnknownUnit(design, unit=treated, among=values.shape[1])


@checked(post=kind(np.ndarray))
def require_both_sides(post: BoolArray, design: str) -> tuple[int, int]:
    """Return the points before and from the intervention on; refuse fewer than 3 of either."""
    if post.dtype.kind != "b" or post.ndim != 1:
        reason = f"post is {post!r:.60}; expected whether each period is after"
        raise DesignError(reason, design=design, argument="post")
    n_post = int(post.sum())
    n_pre = len(post) - n_post
    for found, side in ((n_pre, "before"), (n_post, "from")):
        if found < FEWEST_A_SIDE:
            raise TooFewPoints(design, found=found, needed=FEWEST_A_SIDE, side=side)
    return n_pre, n_post


def _frame(outcomes: pd.DataFrame, design: str) -> pd.DataFrame:
    if not isinstance(outcomes, pd.DataFrame):
        given = type(outcomes).__name__
        reason = f"outcomes is a {given}; expected a table of periods x units"
        raise DesignError(reason, design=design, argument="outcomes")
    if outcomes.columns.nlevels > 1 or outcomes.index.nlevels > 1:
        reason = "outcomes has labels in levels; expected one label a period and a unit"
        raise DesignError(reason, design=design, argument="outcomes")
    return outcomes


def _as_numbers(values: pd.Series, design: str) -> pd.Series:
    for label, value in values.items():
        number = isinstance(value, Real) and not isinstance(value, bool | np.bool_)
        if not (number or value is None or value is pd.NA):
            reason = f"{values.name} has {value!r} in {label}; expected a number"
            raise DesignError(reason, design=design, argument="outcomes")
    return values.astype(object).where(values.notna(), np.nan).astype(float)


def _require_own(own: pd.Series, design: str) -> None:
    """Refuse a treated unit with gaps, or one that never changes."""
    if own.isna().any():
        missing, compared = map(str, own.index[own.isna()]), map(str, own.index)
        raise NoValue(design, unit=str(own.name), missing=[*missing], compared=[*compared])
    if np.ptp(own) == 0:
        raise Constant(design, unit=str(own.name), value=float(own.iloc[0]))


def _dropped(panel: pd.DataFrame) -> dict[str, str]:
    """Return the units with gaps, each with the first of them."""
    gaps = panel.loc[:, panel.isna().any()].isna()
    return {str(unit): f"no value in {gap}" for unit, gap in gaps.idxmax().items()}


def _unreadable(reason: str, design: str) -> DesignError:
    return DesignError(reason, design=design, argument="outcomes")


def _ordinals(index: pd.Index[Any], design: str) -> tuple[IntArray, int]:
    """Return the periods as whole numbers, and how many of these make a year."""
    if isinstance(index, pd.PeriodIndex) and not index.hasnans:
        ordinals = np.array([period.ordinal for period in index], dtype=np.int64)
        return ordinals, _A_YEAR.get(index.freqstr.partition("-")[0], 1)
    if isinstance(index, pd.DatetimeIndex) and not index.hasnans:
        return _months_of(index, design), 12
    if pd.api.types.is_integer_dtype(index.dtype):
        return index.to_numpy(dtype=np.int64), 1
    labels = [str(label) for label in index]
    found = [numbered(label) for label in labels]
    kinds = {one[0] if one else "" for one in found}
    if len(kinds) == 1 and "" not in kinds:
        return np.array([one[1] for one in found if one], dtype=np.int64), A_YEAR[kinds.pop()]
    raise _unreadable(
        f"cannot read {labels[0]!r} to {labels[-1]!r} as periods; expected years, months "
        "as 2013-04, financial years as 2022/23, periods or timestamps",
        design,
    )


def _months_of(index: pd.DatetimeIndex, design: str) -> IntArray:
    months = np.asarray(index.year * 12 + index.month, dtype=np.int64)
    steps = np.diff(months)
    if (steps == 0).any() and index.is_unique:
        first = int(np.argmin(steps != 0))
        raise _unreadable(
            f"{index[first].date()} and {index[first + 1].date()} are in one month; expected one "
            "date a month (give days or weeks as periods)",
            design,
        )
    return months


def _like(index: pd.Index[Any], label: Hashable) -> Hashable:
    """Return a label in the index's own type, so that 2016-04 finds the period April 2016."""
    if isinstance(label, bool) or not pd.api.types.is_scalar(label):
        return None
    try:
        if isinstance(index, pd.PeriodIndex):
            return pd.Period(str(label), freq=index.freq)  # type: ignore[arg-type]
        if isinstance(index, pd.DatetimeIndex):
            return pd.Timestamp(label)  # type: ignore[arg-type]
        if pd.api.types.is_integer_dtype(index.dtype):
            return int(label) if isinstance(label, str) else label
    except (ValueError, TypeError):
        return None
    return label
