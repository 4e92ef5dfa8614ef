"""Mixes of units that run parallel to given paths, with a penalty that spreads the weights.

For each target ``b`` the weights ``w >= 0`` with sum 1 minimise ``|A w - b|^2 / T + zeta^2 |w|^2``
over T periods, with the means over time taken out of the columns of A and of b, so that a constant
between mix and target is free. Few periods and many units make this easy in its dual: with one
multiplier per period and one for the sum, ``w = max(0, A' l + mu) / zeta^2``, and Newton's method
on those T + 1 numbers ends at the exact optimum in a handful of steps, for all targets at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nhs_culture.errors import DesignError
from nhs_culture.metrics.checked import array, checked

__all__ = ["parallel_weights"]

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

STEPS = 100
EXACT = 1e-11
"""Largest miss of a condition of the optimum, relative to the targets."""


@checked(columns=array(2), targets=array(2), allowed=array(2), zeta=array(1, lower=0, above=True))
def parallel_weights(columns: Array, targets: Array, allowed: Mask, zeta: Array) -> Array:
    """Return the weights of the columns in each mix.

    Parameters
    ----------
    columns
        Periods x units, shape (T, n).
    targets
        Paths to run parallel to, shape (m, T).
    allowed
        Which units may be in which mix, shape (m, n), one or more in each.
    zeta
        Penalty of each mix, above 0, shape (m,).

    Returns
    -------
    ndarray
        Shape (m, n); each row sums to 1.
    """
    periods, units = columns.shape
    fits = {
        "targets": targets.shape[1:] == (periods,),
        "allowed": allowed.shape == (len(targets), units) and allowed.any(axis=1).all(),
        "zeta": len(zeta) == len(targets),
    }
    for argument, holds in fits.items():
        if not holds:
            reason = f"{argument} does not fit {periods} periods and {units} units"
            raise DesignError(reason, design="parallel weights", argument=argument)
    a = (columns - columns.mean(axis=0)) / np.sqrt(periods)
    b = (targets - targets.mean(axis=1, keepdims=True)) / np.sqrt(periods)
    dual = _Dual(
        rows=np.vstack([a, np.ones(a.shape[1])]),
        goal=np.column_stack([b, np.ones(len(b))]),
        allowed=allowed,
        penalty=zeta[:, None] ** 2,
    )
    point = np.column_stack([np.zeros_like(b), dual.penalty[:, 0] / allowed.sum(axis=1)])
    for _ in range(STEPS):
        slope = dual.slope(point)
        if np.abs(slope).max() <= EXACT * max(1.0, float(np.abs(b).max())):
            break
        point = dual.lower(point, slope)
    found = dual.weights(point)
    return np.asarray(found / found.sum(axis=1, keepdims=True))


@dataclass(frozen=True, eq=False)
class _Dual:
    """Minus the dual problem of each mix, which is convex.

    A point has one multiplier per period and a last one for the sum of the weights, shape
    (m, T + 1).
    """

    rows: Array
    goal: Array
    allowed: Mask
    penalty: Array

    def weights(self, point: Array) -> Array:
        return np.where(self.allowed, np.maximum(point @ self.rows, 0) / self.penalty, 0)

    def height(self, point: Array) -> Array:
        spread = self.penalty[:, 0] * (self.weights(point) ** 2).sum(axis=1)
        periods = (point[:, :-1] ** 2).sum(axis=1)
        return np.asarray((spread + periods) / 2 - (point * self.goal).sum(axis=1))

    def slope(self, point: Array) -> Array:
        slope = self.weights(point) @ self.rows.T - self.goal
        slope[:, :-1] += point[:, :-1]
        return np.asarray(slope)

    def lower(self, point: Array, slope: Array) -> Array:
        """Take Newton's step, halved until it leads down."""
        active = (self.weights(point) > 0) / self.penalty
        curve = np.einsum("in,mn,jn->mij", self.rows, active, self.rows, optimize=True)
        # the last is for a sum of weights of 0, where nothing is curved
        curve += np.diag([1.0] * (point.shape[1] - 1) + [EXACT])
        step = -np.linalg.solve(curve, slope[..., None])[..., 0]
        here, fall = self.height(point), (slope * step).sum(axis=1)
        length = np.ones(len(point))
        for _ in range(STEPS):
            there = self.height(point + length[:, None] * step)
            short = there <= here + 1e-4 * length * fall + EXACT * np.abs(here)
            if short.all():
                break
            length = np.where(short, length, length / 2)
        return np.asarray(point + length[:, None] * step)
