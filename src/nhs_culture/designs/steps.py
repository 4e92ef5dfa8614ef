"""Which units' size jumps: a merger or a transfer, told from the figures alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture.designs.inputs import in_order, numbers
from nhs_culture.errors import DesignError
from nhs_culture.metrics.arguments import real

__all__ = ["LONGEST", "steps"]

_NAME = "steps"

LONGEST = 12
"""Periods that a transfer may be phased over."""


def steps(outcomes: pd.DataFrame, limit: float = 0.05) -> pd.DataFrame:
    """Find the units whose size jumps, at once or over several periods.

    A trust that takes over a hospital or a community service gains its staff from one month to the
    next, or in stages over some months. A unit jumps when its growth over any one period is further
    than ``limit`` from that of the median unit, either way, or over any k periods, up to
    :data:`LONGEST`, further than ``limit`` times the square root of k, which is how the ordinary
    ups and downs of single months add up. The rule looks at every unit and every period alike.

    Parameters
    ----------
    outcomes
        Periods x units: staff in post. What is not above zero is not known.
    limit
        Difference of logarithms: 0.05 is about five per cent more than the median unit grew.

    Returns
    -------
    DataFrame
        A row for each unit that jumps, where it does so most: ``first`` and ``last``, labels of the
        periods that it jumps between, and ``growth`` beyond the median unit's, in percent.
    """
    staff = numbers(outcomes, _NAME)
    if real(limit, "limit", _NAME) <= 0:
        reason = f"limit is {limit!r}; expected a number over 0"
        raise DesignError(reason, design=_NAME, argument="limit")
    in_order(staff.index, _NAME)
    levels = np.log(staff.where(staff > 0).to_numpy(dtype=float))
    spans = range(1, min(LONGEST, len(levels) - 1) + 1)
    furthest = [_furthest(_apart(levels, k), k, limit) for k in spans]
    rows = {}
    for unit, *found in zip(staff.columns, *furthest, strict=True):
        reach, growth, first, last = max(found, default=(0.0, 0.0, 0, 0))
        if reach > 1:
            rows[unit] = (staff.index[first], staff.index[last], 100 * np.expm1(growth))
    return pd.DataFrame.from_dict(rows, orient="index", columns=["first", "last", "growth"])


def _apart(levels: npt.NDArray[np.float64], k: int) -> npt.NDArray[np.float64]:
    """Return growth over k periods beyond that of the median unit; 0 where not known."""
    growth = levels[k:] - levels[:-k]
    median = pd.DataFrame(growth).median(axis=1).to_numpy()
    apart: npt.NDArray[np.float64] = np.nan_to_num(growth - median[:, None])
    return apart


def _furthest(
    apart: npt.NDArray[np.float64], k: int, limit: float
) -> list[tuple[float, float, int, int]]:
    """Return the furthest growth of each unit: in limits, as it is, and between which places."""
    first = np.abs(apart).argmax(axis=0)
    growth = np.take_along_axis(apart, first[None], axis=0)[0]
    reach = np.abs(growth) / (limit * np.sqrt(k))
    return list(
        zip(reach.tolist(), growth.tolist(), first.tolist(), (first + k).tolist(), strict=True)
    )
