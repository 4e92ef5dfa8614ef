"""What came after the window: whether a change was still there.

The same comparison is made again with later periods in the place of those after: how far the trust
then stood from where it stood before the intervention, less what peers that started alike had moved
by. Two stretches are looked at: the next, as long as the window after, and the latest year there
is. The further away they lie, the more trusts differ for reasons of their own and the wider the
interval.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nhs_culture import periods
from nhs_culture.designs.inputs import Cut, cut, numbers, timeline, up_to
from nhs_culture.designs.paths import paths
from nhs_culture.designs.peer_change import FEWEST_PEERS
from nhs_culture.designs.permutation import Standing, permuted
from nhs_culture.english import p_value
from nhs_culture.units import Unit

__all__ = ["LATEST", "NEXT", "Lasting", "LaterStretch", "lasting"]

NEXT, LATEST = "next", "latest"

_NAME = "lasting"


@dataclass(frozen=True, eq=False, kw_only=True)
class LaterStretch:
    """Later periods, set against those before the intervention.

    Attributes
    ----------
    name
        :data:`NEXT` or :data:`LATEST`.
    first, last
        Labels of the stretch.
    n_periods
        Periods in it with a figure of the trust.
    change
        From before the intervention to the stretch, relative to peers that started alike.
    within_window
        The change of the window, over the same peers.
    since_window
        From the periods after to the stretch: what was gained or lost since.
    """

    name: str
    first: str
    last: str
    n_periods: int
    change: Standing
    within_window: float
    since_window: Standing

    @property
    def left(self) -> float:
        """Share of the window's change that is left; NaN where there was none."""
        return self.change.estimate / self.within_window if self.within_window else float("nan")


@dataclass(frozen=True, eq=False, kw_only=True)
class Lasting:
    """What became of a change.

    Attributes
    ----------
    treated, intervention
        ODS code, and label of the first period after.
    stretches
        The next stretch and the latest, in this order, where the trust and enough peers have
        figures; empty where nothing comparable came later.
    """

    treated: str
    intervention: str
    stretches: tuple[LaterStretch, ...]

    def table(self) -> pd.DataFrame:
        """Return one row per stretch: periods, change, interval, p-value, peers, share left."""
        rows = []
        for one in self.stretches:
            lower, upper = one.change.interval or (np.nan, np.nan)
            rows.append(
                {
                    "stretch": one.name,
                    "first": one.first,
                    "last": one.last,
                    "n_periods": one.n_periods,
                    "estimate": one.change.estimate,
                    "lower": lower,
                    "upper": upper,
                    "p_value": one.change.p_value,
                    "n_peers": one.change.n_peers,
                    "left": one.left,
                    "since_window": one.since_window.estimate,
                    "since_window_p_value": one.since_window.p_value,
                }
            )
        return pd.DataFrame(rows)

    def sentence(self, name: str, unit: Unit) -> str:
        """Return what became of the change in plain English."""
        if not self.stretches:
            return f"No later figure of {name} can be compared."
        return " ".join(_told(one, name, unit) for one in self.stretches)


def lasting(
    outcomes: pd.DataFrame, treated: str, intervention: Hashable, last: Hashable
) -> Lasting:
    """Return what became of a trust's change after a window.

    Parameters
    ----------
    outcomes
        Periods x units, one measure: the window and what came later, up to the last period to
        compare (what happened to the unit or the method in between is the caller's to say). In the
        window as for :func:`~nhs_culture.designs.peer_change.peer_change`; later a unit is compared
        where it has a figure in every period of the stretch that the trust has.
    treated
        Column of ``outcomes``.
    intervention
        Label of the first period after.
    last
        Label of the last period of the window.

    Raises
    ------
    DesignError
        As :func:`~nhs_culture.designs.peer_change.peer_change`.
    """
    window = up_to(outcomes, last, _NAME)
    panel = cut(window, treated, intervention, design=_NAME, fewest_peers=FEWEST_PEERS)
    later = numbers(outcomes.iloc[len(window) :][panel.outcomes.columns], _NAME)
    known = later[later[treated].notna()]
    year = timeline(outcomes.index, intervention, _NAME).season or 1
    length = int(panel.times[-1]) + 1
    ahead = later.index[:length]
    stretches = {NEXT: known.loc[known.index.isin(ahead)], LATEST: known.iloc[-year:]}
    found = [_stretch(name, part, panel) for name, part in stretches.items() if len(part)]
    return Lasting(
        treated=treated,
        intervention=panel.intervention,
        stretches=tuple(one for one in found if one is not None),
    )


def _stretch(name: str, later: pd.DataFrame, panel: Cut) -> LaterStretch | None:
    """Compare the units with every figure of a stretch; None where too few have them."""
    units = np.flatnonzero(later.notna().all())
    if len(units) <= FEWEST_PEERS:
        return None
    found = paths(panel, _NAME)
    values = later.to_numpy()[:, units]
    gaps = (values - np.median(values, axis=1, keepdims=True)).mean(axis=0)
    start, own = found.start[units], found.own[units]
    after = start + found.change[units]
    position = int(np.flatnonzero(units == panel.position)[0])
    contrasts = (gaps - start, after - start, gaps - after)
    change, window, since = (
        permuted(one, start[:, None], own, position, design=_NAME).standing() for one in contrasts
    )
    return LaterStretch(
        name=name,
        first=str(later.index[0]),
        last=str(later.index[-1]),
        n_periods=len(later),
        change=change,
        within_window=window.estimate,
        since_window=since,
    )


def _told(one: LaterStretch, name: str, unit: Unit) -> str:
    first, last = periods.in_words(one.first), periods.in_words(one.last)
    when = first if first == last else f"{first} to {last}"
    change = one.change
    interval = f"95% interval {unit.interval(*change.interval)}; " if change.interval else ""
    return (
        f"In {when} {name} stood {unit.change(change.estimate)} from where peers that started at "
        f"the same level were ({interval}{p_value(change.p_value)}, {change.n_peers} peers), after "
        f"{unit.change(one.within_window)} in the window."
    )
