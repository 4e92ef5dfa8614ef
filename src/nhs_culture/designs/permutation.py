"""One number of every unit, judged by its place among the same number of all the others.

Whatever is asked of a unit (did it change, was it changing before, is it still there) is one
contrast of its periods, computed for every unit alike. From each is taken what the other units
predict for a unit like it, and the rest is divided by how much such a unit usually strays. The
units are then ranked: no shape of the errors is assumed, because the others' errors, over the same
periods, are the reference.

The arrays have one row per unit that is judged and one column per unit that it is compared with, so
that one call judges one unit or every unit of a panel.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from nhs_culture.errors import DesignError
from nhs_culture.metrics.arguments import fraction, whole
from nhs_culture.metrics.checked import array, checked, positions

__all__ = ["LEVEL", "POWER", "Permuted", "Standing", "leave_one_out", "permuted", "places"]

LEVEL = 0.05
POWER = 0.8
UNADJUSTED = "before any adjustment"
"""What must be said of a change that would have been seen: several questions would hide more."""

Array = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

# Candidate shares of the median unit and of the unit's own noise in the variance of a contrast.
# The first is never under four tenths: with less, quiet units come out too often.
SHARES = np.array([(10 - own, own) for own in range(7)]) / 10

AS_FAR = 1 - 1e-9
"""What is equal on paper counts as equally far out."""


@dataclass(frozen=True)
class Standing:
    """What the permutation says of one number of one unit.

    Attributes
    ----------
    estimate
        In excess of the other units, in the unit of the measure.
    interval
        95% interval; None where there are too few units for p to reach 0.05.
    p_value
        Two-sided, of zero: ``(1 + as_far) / (1 + n_peers)``.
    as_far
        Other units at least as far from zero.
    n_peers
        Units compared with.
    detectable
        What would have been seen 8 times in 10; None as for the interval.
    """

    estimate: float
    interval: tuple[float, float] | None
    p_value: float
    as_far: int
    n_peers: int
    detectable: float | None


@dataclass(frozen=True, eq=False)
class Permuted:
    """A contrast of m units, each judged by its place among all n units of the panel.

    Attributes
    ----------
    judged
        Positions of the units that are judged, shape (m,).
    relative
        Contrast of each unit less what the others predict for it, shape (n,).
    unmoved
        The same with the judged unit where the others put it, shape (m, n); its own stays.
    noise
        How much each unit usually strays, up to a factor common to all, shape (m, n).
    shares
        Shares of the median unit and of a unit's own noise in its variance, shape (m, 2).
    lower, upper
        Values of the judged unit between which each other unit is at least as far from zero as it
        is, shape (m, n); unbounded for the unit itself.
    """

    judged: IntArray
    relative: Array
    unmoved: Array
    noise: Array
    shares: Array
    lower: Array
    upper: Array

    @property
    def n_peers(self) -> int:
        """Units that each is compared with."""
        return int(self.noise.shape[1]) - 1

    @property
    def estimate(self) -> Array:
        """The contrast of each judged unit in excess of the others, shape (m,)."""
        return self.relative[self.judged]

    @property
    def own_noise(self) -> Array:
        """How much each judged unit usually strays, shape (m,)."""
        return self.noise[np.arange(len(self.judged)), self.judged]

    @property
    def usual(self) -> Array:
        """By how much a unit like each judged one strays: root mean square, shape (m,)."""
        return np.asarray(np.sqrt((self._by_chance() ** 2).mean(axis=1)))

    @property
    def statistic(self) -> Array:
        """Every unit over its noise, shape (m, n)."""
        return self.relative / self.noise

    @cached_property
    def as_far(self) -> IntArray:
        """Other units that lie at least as far from zero, shape (m,)."""
        distance = np.abs(self.statistic)
        own = np.abs(self.estimate / self.own_noise)[:, None]
        return np.asarray((distance >= own * AS_FAR).sum(axis=1) - 1)

    @property
    def p_value(self) -> Array:
        """Share of all units, the judged one included, at least as far from zero, shape (m,)."""
        return np.asarray((1 + self.as_far) / (1 + self.n_peers))

    def bounds(self, level: float) -> Array:
        """Return the values that the test does not reject at a level, shape (m, 2).

        A value is taken away from the judged unit and the rest is tested. Unbounded with fewer than
        ``1 / level - 1`` others, because p cannot then be that small.
        """
        n = places(self.n_peers, level)
        lowest, highest = np.sort(self.lower, axis=1), np.sort(self.upper, axis=1)
        return np.column_stack([lowest[:, n], highest[:, -n - 1]])

    def detectable(self, power: float, level: float) -> Array:
        """Return the value that would have been seen in a share of cases, shape (m,).

        The others' statistics, on the judged unit's scale, show what it may show by chance. Each is
        moved by one amount until the intervals of :meth:`bounds` around ``power`` of them leave out
        zero; the larger of the amounts up and down is returned. Infinite where the interval is.
        """
        by_chance = np.sort(self._by_chance(), axis=1)
        must_exceed = int(np.ceil(power * self.n_peers - 1e-9))
        lower, upper = self.bounds(level).T
        upwards = self.estimate - lower - by_chance[:, -must_exceed]
        downwards = upper - self.estimate + by_chance[:, must_exceed - 1]
        return np.asarray(np.maximum(upwards, downwards))

    def standing(self) -> Standing:
        """Return what there is to say of the first unit that is judged."""
        lower, upper = (float(bound) for bound in self.bounds(LEVEL)[0])
        detectable = float(self.detectable(POWER, LEVEL)[0])
        return Standing(
            estimate=float(self.estimate[0]),
            interval=(lower, upper) if places(self.n_peers, LEVEL) else None,
            p_value=float(self.p_value[0]),
            as_far=int(self.as_far[0]),
            n_peers=self.n_peers,
            detectable=detectable if np.isfinite(detectable) else None,
        )

    def _by_chance(self) -> Array:
        """Return the others' statistics times the judged unit's noise, shape (m, n - 1)."""
        m, n = self.noise.shape
        others = np.arange(n) != self.judged[:, None]
        scaled = self.unmoved / self.noise * self.own_noise[:, None]
        return np.asarray(scaled[others].reshape(m, n - 1))


@checked(n_peers=whole, level=fraction)
def places(n_peers: int, level: float) -> int:
    """Return how many of all units may lie as far out as one with p at a level; 0 if none may."""
    return int(np.floor(level * (n_peers + 1) + 1e-9))


@checked(contrast=array(1), like=array(2), own=array(1, lower=0), judged=positions("the units"))
def permuted(
    contrast: Array, like: Array, own: Array, judged: npt.ArrayLike, *, design: str
) -> Permuted:
    """Return the place of some units among all.

    Parameters
    ----------
    contrast
        One number of each unit, shape (n,).
    like
        What makes units alike, a column each (where they started), shape (n, k): the contrast may
        depend on it by a line through the other units.
    own
        Each unit's own noise, a variance, shape (n,).
    judged
        Positions of the units to judge.
    design
        Name to begin an error with.

    Raises
    ------
    DesignError
        When most units have no noise, or the others do not differ, so that there is nothing to rank
        a unit among.
    """
    if not np.median(own) > 0:
        reason = "most units never part from the course that they are judged by"
        raise DesignError(reason, design=design, argument="outcomes")
    at = np.atleast_1d(np.asarray(judged, dtype=np.int64))
    fits = {"like": len(like), "own": len(own), "judged": max(len(contrast), at.max() + 1)}
    for argument, length in fits.items():
        if length != len(contrast):
            reason = f"{argument} does not fit the {len(contrast)} units of the contrast"
            raise DesignError(reason, design=design, argument=argument)
    relative, hat, inflation = leave_one_out(contrast, like)
    pull = hat[at] * inflation
    rows = np.arange(len(at))
    pull[rows, at] = 0
    unmoved = relative + pull * relative[at, None]
    others = np.arange(len(contrast)) != at[:, None]
    spread = np.max(np.abs(unmoved), axis=1, where=others, initial=0)
    if spread.min() <= 1e-9 * np.sqrt(np.median(own)):
        reason = (
            "no peer changed by more or less than the others, so that there is nothing to rank "
            "the unit among"
        )
        raise DesignError(reason, design=design, argument="outcomes")
    noise, shares = _noise(unmoved, inflation, own, at)
    lower, upper = _outdone(unmoved, pull, noise, at)
    return Permuted(at, relative, unmoved, noise, shares, lower, upper)


@checked(like=array(2))
def leave_one_out(contrast: Array, like: Array) -> tuple[Array, Array, Array]:
    """Return each unit's contrast less what a line through the other units predicts.

    Returns
    -------
    relative
        Shape of ``contrast``: (n,), or (n, t) for several contrasts at once.
    hat
        The hat matrix of the line, shape (n, n).
    inflation
        How much wider the prediction makes a unit's variance, shape (n,): most for units that are
        least like the others.
    """
    n = len(contrast) if np.ndim(contrast) else 0
    if n != len(like) or contrast.dtype.kind not in "iuf" or not np.isfinite(contrast).all():
        reason = f"contrast is no finite number for each of {len(like)} units"
        raise DesignError(reason, design="leave one out", argument="contrast")
    design = np.column_stack([np.ones(n), like - like.mean(axis=0)])
    hat = design @ np.linalg.pinv(design.T @ design) @ design.T
    # Dividing a residual by 1 - leverage is the same as fitting again without the unit.
    inflation = 1 / np.maximum(1 - np.diag(hat), 1e-6)
    relative = ((contrast - hat @ contrast).T * inflation).T
    return relative, hat, inflation


def _noise(unmoved: Array, inflation: Array, own: Array, judged: IntArray) -> tuple[Array, Array]:
    """Return how much each unit usually strays, and the shares that make up its variance.

    The variance is a mixture of the median unit's and the unit's ``own``, in multiples of the
    median unit's. The shares are averaged over a grid, each point weighted by how likely it makes
    the others' contrasts (normal likelihood; a factor common to all is profiled out, since the
    ranking does not depend on it): few units leave them in the middle, many pin them down.
    """
    multiples = np.stack([np.ones_like(own), own / np.median(own)])
    variances = inflation * (SHARES @ multiples)
    others = unmoved.shape[1] - 1
    squares = unmoved**2
    rows = np.arange(len(judged))
    own_squares = squares[rows, judged][:, None] / variances[:, judged].T
    factor = (squares @ (1 / variances).T - own_squares) / others
    logs = np.log(variances)
    spread = (logs.sum(axis=1) - logs[:, judged].T) / others
    likelihood = -(np.log(factor) + spread) * others / 2
    weights = np.exp(likelihood - likelihood.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    return np.sqrt(weights @ variances), weights @ SHARES


def _outdone(unmoved: Array, pull: Array, noise: Array, judged: IntArray) -> tuple[Array, Array]:
    """Return the values of the judged unit between which each other one is as far from zero.

    With a value d taken away, the judged unit stands at ``own - d`` and another at
    ``unmoved + pull (d - own)``, each over its noise. The two are as far from zero at one d below
    the judged unit's own contrast and at one above.
    """
    rows = np.arange(len(judged))
    own = unmoved[rows, judged][:, None]
    ratio = noise / noise[rows, judged][:, None]
    signed = np.sign(unmoved) * pull
    with np.errstate(divide="ignore"):  # a unit pulled along as fast is never left behind
        lower = own - np.abs(unmoved) / np.maximum(ratio + signed, 0)
        upper = own + np.abs(unmoved) / np.maximum(ratio - signed, 0)
    lower[rows, judged], upper[rows, judged] = -np.inf, np.inf
    return lower, upper
