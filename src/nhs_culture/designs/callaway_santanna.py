"""Group-time effects where units join at different times (Callaway and Sant'Anna 2021).

Units that join in one period are a group. For each group and period the change since the period
before the group joined is set beside the change of units that never join; nothing is assumed about
changes being alike between groups or over time, which is what misleads a regression with a dummy
for joined (Goodman-Bacon 2021, Journal of Econometrics 225, 254-277). The effects are then averaged
over members, by time since joining, or by group. Errors are analytic, from influence functions.

Callaway and Sant'Anna 2021, Journal of Econometrics 225, 200-230: the estimator without covariates,
never-treated units as comparison; as the R package did computes it with ``xformla = ~1``. Where a
unit starts plays no part, so that for trusts chosen at their worst it counts their return to the
middle as change: it stands beside the stacked comparison, not in its place.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture.designs.inputs import IntArray, numbers, timeline
from nhs_culture.designs.refusals import UnknownPeriod
from nhs_culture.errors import DesignError
from nhs_culture.metrics.checked import checked, kind

__all__ = ["CallawaySantAnna", "Effect", "callaway_santanna"]

Array = npt.NDArray[np.float64]

_NAME = "Callaway and Sant'Anna"
_95 = 1.959963984540054
FEWEST_NEVER = 2
"""Units that never join which a change is set beside: one alone has no spread, and no error."""


@dataclass(frozen=True, kw_only=True)
class Effect:
    """An average of group-time effects.

    Attributes
    ----------
    estimate, error
        In the unit of the measure, and its standard error.
    """

    estimate: float
    error: float

    @property
    def interval(self) -> tuple[float, float]:
        """95%, normal."""
        return self.estimate - _95 * self.error, self.estimate + _95 * self.error


@dataclass(frozen=True, eq=False, kw_only=True)
class CallawaySantAnna:
    """Effects by group and period, and their averages.

    Attributes
    ----------
    effects
        One row per group and period: ``group`` and ``period`` (labels), ``since`` (periods since
        joining, below 0 before), ``estimate``, ``error``, ``n_members`` and ``n_never``. Before
        joining the change is that from the period before, afterwards from the last before joining.
    group
        Position of each unit's first period after, -1 of those that never join, shape (n,).
    influence
        Of each effect, shape (effects, n).
    """

    effects: pd.DataFrame
    group: IntArray
    influence: Array

    def table(self) -> pd.DataFrame:
        """Return the effects by group and period."""
        return self.effects

    @cached_property
    def simple(self) -> Effect:
        """Mean over all members and all periods since they joined."""
        return self._averaged(self.effects["since"].to_numpy() >= 0)[0]

    @cached_property
    def by_time(self) -> pd.DataFrame:
        """One row per period since joining: ``estimate``, ``error`` and ``n_members``."""
        rows = {
            since: self._row(self.effects["since"].to_numpy() == since)
            for since in sorted(set(self.effects["since"]))
        }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("since")

    @cached_property
    def before(self) -> tuple[int, int]:
        """Periods before joining, and those whose mean change has a 95% interval without 0."""
        earlier = self.by_time[self.by_time.index < 0]
        apart = earlier["estimate"].abs() > _95 * earlier["error"]
        return len(earlier), int(apart.sum())

    @cached_property
    def over_time(self) -> Effect:
        """Mean over the periods since joining, each counted once."""
        since = self.effects["since"].to_numpy()
        parts = [self._averaged(since == one) for one in sorted(set(since[since >= 0]))]
        mean = float(np.mean([effect.estimate for effect, _ in parts]))
        return Effect(estimate=mean, error=_error(np.mean([part for _, part in parts], axis=0)))

    def _row(self, chosen: npt.NDArray[np.bool_]) -> dict[str, float]:
        effect = self._averaged(chosen)[0]
        members = int(self.effects.loc[chosen, "n_members"].sum())
        return {"estimate": effect.estimate, "error": effect.error, "n_members": members}

    def _averaged(self, chosen: npt.NDArray[np.bool_]) -> tuple[Effect, Array]:
        """Return the mean of some effects, weighted by the size of the group, and its influence.

        The sizes are estimated too: a unit that joins adds to its group's weight.
        """
        places = np.flatnonzero(chosen)
        groups = self.effects["joined"].to_numpy()[places]
        joined = (self.group[None, :] == groups[:, None]).astype(float)
        shares = joined.mean(axis=1)
        total = shares.sum()
        estimates = self.effects["estimate"].to_numpy()[places]
        weights = shares / total
        centred = joined - shares[:, None]
        of_weights = centred / total - np.outer(weights, centred.sum(axis=0) / total)
        influence = weights @ self.influence[places] + estimates @ of_weights
        estimate = float(weights @ estimates)
        return Effect(estimate=estimate, error=_error(influence)), influence


@checked(first=kind(Mapping))
def callaway_santanna(outcomes: pd.DataFrame, first: Mapping[str, Hashable]) -> CallawaySantAnna:
    """Return the effect of joining on each group in each period.

    Parameters
    ----------
    outcomes
        Periods x units, one measure; a period without any value stands there as a row of NaN. A
        unit counts where it has a figure at both ends of a change.
    first
        Unit -> label of its first period after joining; units that are not there never join, and
        those that join before the second period tell nothing and are left out.

    Raises
    ------
    DesignError
        When the periods are not in order, a date is not one of them, nobody joins, or fewer than
        two stay out.
    """
    values = numbers(outcomes, _NAME)
    units = {str(unit) for unit in values}
    unknown = [unit for unit in first if str(unit) not in units]
    if unknown:
        reason = f"{unknown[0]!r} is not among the {values.shape[1]} units"
        raise DesignError(reason, design=_NAME, argument="first")
    known = values.notna().any(axis=1).to_numpy()
    group = np.array([_joined(values, known, first.get(str(unit))) for unit in values])
    kept = group != 0
    panel, group = values.loc[known, kept].to_numpy(), group[kept]
    if (group < 0).all() or (group >= 0).all():
        who = "joins" if (group < 0).all() else "stays out"
        raise DesignError(f"no unit {who}", design=_NAME, argument="first")
    times = np.flatnonzero(known)
    found = [
        (*one, joined, time)
        for joined in sorted(set(group[group >= 0]))
        for time in range(1, len(panel))
        if (one := _effect(panel, group, joined, time)) is not None
    ]
    if not any(time >= joined for *_, joined, time in found):
        reason = "no group has figures to compare from its joining on"
        raise DesignError(reason, design=_NAME, argument="outcomes")
    labels = [str(label) for label in values.index[known]]
    rows = [
        {
            "group": labels[joined],
            "period": labels[time],
            "since": int(times[time] - times[joined]),
            "joined": joined,
            "estimate": estimate,
            "error": _error(influence),
            "n_members": members,
            "n_never": never,
        }
        for estimate, influence, members, never, joined, time in found
    ]
    influence = np.stack([one[1] for one in found])
    return CallawaySantAnna(effects=pd.DataFrame(rows), group=group, influence=influence)


def _joined(values: pd.DataFrame, known: npt.NDArray[np.bool_], label: Hashable) -> int:
    """Return the place of a first period after among those with values; -1 for never."""
    if label is None:
        return -1
    try:
        start = timeline(values.index, label, _NAME).start
    except UnknownPeriod as error:
        raise DesignError(error.reason, design=_NAME, argument="first") from error
    return int(known[:start].sum())


def _effect(
    panel: Array, group: IntArray, joined: int, time: int
) -> tuple[float, Array, int, int] | None:
    """Return the effect on a group in a period, its influence, and the units on both sides."""
    base = joined - 1 if time >= joined else time - 1
    change = panel[time] - panel[base]
    there = np.isfinite(change)
    members, never = there & (group == joined), there & (group < 0)
    if not members.any() or never.sum() < FEWEST_NEVER:
        return None
    influence = np.zeros(len(group))
    means = []
    for side, sign in ((members, 1), (never, -1)):
        mean = change[side].mean()
        influence[side] += sign * len(group) / side.sum() * (change[side] - mean)
        means.append(mean)
    estimate = float(means[0] - means[1])
    return estimate, influence, int(members.sum()), int(never.sum())


def _error(influence: Array) -> float:
    return float(np.sqrt((influence**2).mean() / len(influence)))
