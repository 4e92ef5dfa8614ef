"""How far each unit stood from the median unit, period by period.

What happens to everyone (a season, a pay award, a new questionnaire) moves the median unit too and
is not in the gaps. All designs that permute contrasts start from here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nhs_culture.designs.inputs import BoolArray, IntArray, Window
from nhs_culture.errors import DesignError
from nhs_culture.metrics.checked import checked, kind

__all__ = ["Paths", "paths"]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Paths:
    """Gaps to the median unit in a window.

    Attributes
    ----------
    gaps
        Value less the median unit's, shape (periods, units).
    times
        Periods since the intervention, below 0 before it, shape (periods,).
    """

    gaps: Array
    times: IntArray

    @property
    def after(self) -> BoolArray:
        """Whether each period is the intervention's or later, shape (periods,)."""
        return self.times >= 0

    @property
    def before(self) -> Array:
        """Gaps before the intervention, shape (periods before, units)."""
        return self.gaps[~self.after]

    @property
    def start(self) -> Array:
        """Mean gap before, shape (units,)."""
        return np.asarray(self.before.mean(axis=0))

    @property
    def alike(self) -> Array:
        """What peers that started alike have alike, shape (units, 1)."""
        return self.start[:, None]

    @property
    def change(self) -> Array:
        """Mean gap after less the mean gap before, shape (units,)."""
        return np.asarray(self.gaps[self.after].mean(axis=0) - self.start)

    @property
    def own(self) -> Array:
        """Variance of each unit's gap before, shape (units,)."""
        return self.around(0.0)

    def around(self, share: float) -> Array:
        """Return the variance of each unit's gap before around a share of its own line (units,).

        Around the whole line it does not grow with the line's steepness, so that a unit on a course
        of its own is judged by the same noise as if it had none.
        """
        residual = self.before - self.start - share * np.outer(self._centred, self.course)
        return np.asarray((residual**2).sum(axis=0) / (len(residual) - 1))

    @property
    def lead(self) -> float:
        """Periods between the middle of those before and the middle of those after."""
        return float(self.times[self.after].mean() - self.times[~self.after].mean())

    @property
    def course(self) -> Array:
        """Slope per period of each unit's line through its gaps before, shape (units,)."""
        centred = self._centred
        return np.asarray(centred @ self.before / (centred @ centred))

    @property
    def _centred(self) -> Array:
        """Periods before, counted from their middle."""
        early = self.times[~self.after].astype(float)
        return np.asarray(early - early.mean())


@checked(panel=kind(Window))
def paths(panel: Window, design: str) -> Paths:
    """Return the gaps of a panel to its median unit.

    Raises
    ------
    DesignError
        When most units never part from the median before the intervention: nothing then says how
        much a unit usually strays.
    """
    values = panel.outcomes.to_numpy()
    found = Paths(values - np.median(values, axis=1, keepdims=True), panel.times)
    if np.median(found.own) <= np.finfo(float).eps * np.mean(values**2):
        raise DesignError(
            "most units never part from the median before the intervention",
            design=design,
            argument="outcomes",
        )
    return found
