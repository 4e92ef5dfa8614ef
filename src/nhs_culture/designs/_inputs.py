"""What every design checks before it computes: periods in order, none silently missing.

A period that is known to be missing stands in the input as an empty value (NaN); a period that is
simply not there is an error, because a gap that nobody has noticed shifts every later point.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass
from math import gcd
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture.errors import DesignError

__all__ = ["FEWEST_A_SIDE", "Timeline", "require_both_sides", "timeline"]

FEWEST_A_SIDE = 3
"""Points that every design needs before and from the intervention on."""

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_YEAR = re.compile(r"\d{4}")
_FINANCIAL_YEAR = re.compile(r"(\d{4})-(\d{2})")

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Timeline:
    """Periods as numbers.

    Attributes
    ----------
    times
        Periods since the first one, shape (n,): 0, 1, 2 ...
    start
        The time of the intervention.
    """

    times: IntArray
    start: int

    @property
    def post(self) -> npt.NDArray[np.bool_]:
        """Whether each period is the intervention's or later, shape (n,)."""
        return self.times >= self.start

    @property
    def since(self) -> IntArray:
        """Periods since the intervention, 0 in its own period and before, shape (n,)."""
        return np.maximum(self.times - self.start, 0)


def timeline(index: pd.Index[Any], intervention: Hashable, design: str) -> Timeline:
    """Return the periods of an index as numbers, with the intervention among them.

    Parameters
    ----------
    index
        Integers (years), periods, timestamps (read as months) or the project's own labels:
        ``2013-04``, ``2019``, ``2022-23``. The smallest step between neighbours is one period.
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
        raise DesignError(f"{design}: {len(index)} period(s); there is nothing to compare")
    ordinals = _ordinals(index, design)
    steps = np.diff(ordinals)
    if not steps.all():
        raise DesignError(f"{design}: period {index[int(np.argmin(steps != 0))]} is there twice")
    if (steps < 0).any():
        raise DesignError(
            f"{design}: period {index[int(np.argmax(steps < 0)) + 1]} is out of order; sort them"
        )
    step = gcd(*(int(s) for s in steps))
    if (steps != step).any():
        before = int(np.argmax(steps != step))
        raise DesignError(
            f"{design}: no period between {index[before]} and {index[before + 1]}; "
            "give a missing period as an empty value"
        )
    found = np.flatnonzero(index == _like(index, intervention))
    if len(found) != 1:
        raise DesignError(
            f"{design}: intervention {intervention!r} is not a period of the series, which runs "
            f"from {index[0]} to {index[-1]}"
        )
    times = ((ordinals - ordinals[0]) // step).astype(np.int64)
    return Timeline(times, int(times[found[0]]))


def require_both_sides(post: npt.NDArray[np.bool_], design: str) -> tuple[int, int]:
    """Return the points before and from the intervention on; refuse fewer than 3 of either."""
    n_post = int(post.sum())
    n_pre = len(post) - n_post
    for number, side in ((n_pre, "before"), (n_post, "from")):
        if number < FEWEST_A_SIDE:
            raise DesignError(
                f"{design}: {number} point{'' if number == 1 else 's'} {side} the intervention; "
                f"at least {FEWEST_A_SIDE} are needed on each side"
            )
    return n_pre, n_post


def _ordinals(index: pd.Index[Any], design: str) -> IntArray:
    if isinstance(index, pd.PeriodIndex):
        return np.array([period.ordinal for period in index], dtype=np.int64)
    if isinstance(index, pd.DatetimeIndex) and not index.hasnans:
        return np.asarray(index.year * 12 + index.month, dtype=np.int64)
    if pd.api.types.is_integer_dtype(index.dtype):
        return index.to_numpy(dtype=np.int64)
    labels = [str(label) for label in index]
    for pattern, read in ((_FINANCIAL_YEAR, _financial_year), (_YEAR, int), (_MONTH, _month)):
        if all(pattern.fullmatch(label) for label in labels):
            numbers = [read(label) for label in labels]
            if None not in numbers:
                return np.array(numbers, dtype=np.int64)
    raise DesignError(
        f"{design}: cannot read {labels[0]!r} to {labels[-1]!r} as periods; expected years, months "
        "as 2013-04, financial years as 2022-23, periods or timestamps"
    )


def _financial_year(label: str) -> int | None:
    start, end = label.split("-")
    return int(start) if (int(start) + 1) % 100 == int(end) else None


def _month(label: str) -> int:
    year, month = label.split("-")
    return int(year) * 12 + int(month)


def _like(index: pd.Index[Any], label: Hashable) -> Hashable:
    """Return a label in the index's own type, so that 2016-04 finds the period April 2016."""
    try:
        if isinstance(index, pd.PeriodIndex):
            return pd.Period(label, freq=index.freq)  # type: ignore[arg-type]
        if isinstance(index, pd.DatetimeIndex):
            return pd.Timestamp(label)  # type: ignore[arg-type]
    except (ValueError, TypeError):
        return None
    return label
