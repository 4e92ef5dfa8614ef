"""The primary design for every unit of a panel at once, and at every date.

Each unit is judged as :func:`~nhs_culture.designs.peer_change.peer_change` judges it, in one
calculation instead of one per unit: what a screen over all trusts needs, and what says how often a
trust that was chosen for its rise would have been chosen by luck.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from contextlib import suppress
from functools import partial

import numpy as np
import pandas as pd

from nhs_culture.designs.inputs import complete
from nhs_culture.designs.paths import paths
from nhs_culture.designs.peer_change import FEWEST_PEERS
from nhs_culture.designs.permutation import LEVEL, POWER, permuted
from nhs_culture.errors import DesignError
from nhs_culture.metrics.arguments import whole
from nhs_culture.metrics.checked import checked, kind

__all__ = ["every_date", "every_unit", "windows"]

_COLUMNS = ("estimate", "lower", "upper", "p_value", "as_far", "detectable", "usual", "rise")

_NAME = "every unit"


def every_unit(outcomes: pd.DataFrame, intervention: Hashable) -> pd.DataFrame:
    """Return the change of every unit relative to peers that started alike.

    Parameters
    ----------
    outcomes
        Periods x units, one measure; exactly the window to be used. Units with a gap are left out.
    intervention
        Label of the first period after.

    Returns
    -------
    DataFrame
        One row per unit with every value: ``estimate``, ``lower`` and ``upper`` (95% interval;
        infinite with fewer than 19 peers), ``p_value``, ``as_far``, ``detectable`` (what would have
        been seen 8 times in 10; infinite as the interval is), ``usual`` (by how much a unit like it
        strays) and ``rise`` (of its own mean, nothing taken off), in the unit of the measure.

    Raises
    ------
    DesignError
        As :func:`~nhs_culture.designs.peer_change.peer_change`, but for what concerns one unit.
    """
    panel = complete(outcomes, intervention, design=_NAME, fewest_peers=FEWEST_PEERS)
    found = paths(panel, _NAME)
    values = panel.outcomes.to_numpy()
    units = np.arange(values.shape[1])
    result = permuted(found.change, found.alike, found.own, units, design=_NAME)
    lower, upper = result.bounds(LEVEL).T
    columns = {
        "estimate": result.estimate,
        "lower": lower,
        "upper": upper,
        "p_value": result.p_value,
        "as_far": result.as_far,
        "detectable": result.detectable(POWER, LEVEL),
        "usual": result.usual,
        "rise": values[found.after].mean(axis=0) - values[~found.after].mean(axis=0),
    }
    return pd.DataFrame(columns, index=panel.outcomes.columns)


@checked(outcomes=kind(pd.DataFrame), before=partial(whole, lower=1), after=partial(whole, lower=1))
def windows(
    outcomes: pd.DataFrame, before: int, after: int
) -> Iterator[tuple[Hashable, pd.DataFrame]]:
    """Return every date that leaves a window on both sides, with the window's panel.

    Parameters
    ----------
    outcomes
        Periods x units, one measure, every period in a row (a missing one as a row of NaN).
    before, after
        Periods of a window on each side of a date, as in the analysis plan.
    """
    starts = range(before, len(outcomes) - after + 1)
    return ((outcomes.index[at], outcomes.iloc[at - before : at + after]) for at in starts)


def every_date(panels: Iterable[tuple[Hashable, pd.DataFrame]]) -> pd.DataFrame:
    """Return the change of every unit at every one of some dates.

    Parameters
    ----------
    panels
        Dates, each with the panel of its window: those of :func:`windows`, or others.

    Returns
    -------
    DataFrame
        As :func:`every_unit`, indexed by ``date`` and ``unit``. Dates that allow no answer (too few
        surveys or trusts around them) are left out; empty where none does.
    """
    found: dict[Hashable, pd.DataFrame] = {}
    for date, window in _pairs(panels):
        with suppress(DesignError):
            found[date] = every_unit(window, date)
    return pd.concat(found, names=["date", "unit"]) if found else pd.DataFrame(columns=_COLUMNS)


def _pairs(panels: object) -> Iterator[tuple[Hashable, pd.DataFrame]]:
    reason = "panels has what is no date with the panel of its window"
    error = DesignError(reason, design=_NAME, argument="panels")
    if not isinstance(panels, Iterable):
        raise error
    for one in panels:
        if not (isinstance(one, tuple) and len(one) == 2 and isinstance(one[1], pd.DataFrame)):
            raise error
        yield one
