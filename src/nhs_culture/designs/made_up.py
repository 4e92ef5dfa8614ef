"""Programmes that never were: sets of trusts drawn as the members of a real one could have been.

A programme's members stand in cells: one kind of trust, one date. A made-up programme takes as many
trusts of each cell from those that never joined, each near the starting level of one member, and no
trust twice. It is then compared with the rest as the real one is with all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt

from nhs_culture.designs.inputs import BoolArray, IntArray
from nhs_culture.errors import DesignError
from nhs_culture.metrics.arguments import whole
from nhs_culture.metrics.checked import array, checked, each, kind, or_none

__all__ = ["Cell", "Drawn", "draw", "judged"]

Array = npt.NDArray[np.float64]

_TAKEN = 1e9
"""Added to the place in the queue of a trust that is in the set already."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Cell:
    """The trusts of one kind around one date.

    Attributes
    ----------
    units
        Codes of the n units.
    treated
        Whether each is a member, shape (n,).
    contrast
        What is averaged over members, shape (n,).
    like
        What it may depend on: ones, starting level and, where it matters, another programme,
        shape (n, k).
    noise
        How much each unit usually strays, up to a factor common to all, shape (n,).
    look_alikes
        Trusts that never joined from which a made-up member is drawn: the nearest in level.
    """

    units: tuple[str, ...]
    treated: BoolArray
    contrast: Array
    like: Array
    noise: Array
    look_alikes: int

    @property
    def members(self) -> IntArray:
        """Positions of the members, shape (m,)."""
        return np.flatnonzero(self.treated)

    def without(self, position: int) -> Cell:
        """Return the cell without one unit."""
        kept = np.arange(len(self.units)) != position
        parts = ("treated", "contrast", "like", "noise")
        units = self.units[:position] + self.units[position + 1 :]
        return replace(self, units=units, **{name: getattr(self, name)[kept] for name in parts})

    def order(self, member: int) -> Array:
        """Return the place of each unit in the queue of those like a member, members last (n,)."""
        apart = np.abs(self.like[:, 1] - self.like[member, 1])
        place = np.argsort(np.argsort(np.where(self.treated, np.inf, apart), kind="stable"))
        return np.where(self.treated, _TAKEN, place)


@dataclass(frozen=True, eq=False, kw_only=True)
class Drawn:
    """Sets of trusts, each compared with the rest.

    Attributes
    ----------
    each
        Contrast of each of m members less what trusts outside the set predict, shape (sets, m).
    variances
        Of these by chance, shape (sets, m).
    error
        Standard error of the mean, with that of the prediction, shape (sets,).
    """

    each: Array
    variances: Array
    error: Array

    @property
    def mean(self) -> Array:
        """Mean over the members, shape (sets,)."""
        return np.asarray(self.each.mean(axis=1))

    @property
    def statistic(self) -> Array:
        """The mean in standard errors, shape (sets,)."""
        return self.mean / self.error

    @property
    def spread(self) -> Array:
        """How far members lie from their mean: sum of squares over variances, shape (sets,)."""
        centred = self.each - self.mean[:, None]
        return np.asarray((centred**2 / self.variances).sum(axis=1))


@checked(
    cells=each(kind(Cell), fewest=1), sets=partial(whole, lower=1), random=kind(np.random.Generator)
)
def draw(cells: Sequence[Cell], sets: int, random: np.random.Generator) -> list[IntArray]:
    """Return made-up programmes: for each cell the positions of its members, shape (sets, m).

    Each is drawn at random from the look-alikes of one member that are not in the set yet; where
    all of them are, it is the next nearest.
    """
    taken = {code: np.zeros(sets, dtype=bool) for cell in cells for code in cell.units}
    drawn = []
    for cell in cells:
        used = np.column_stack([taken[code] for code in cell.units])
        picks = np.empty((sets, len(cell.members)), dtype=np.int64)
        for column, member in enumerate(cell.members):
            queue = cell.order(member)
            by_lot = random.random((sets, len(queue)))
            key = np.where(queue < cell.look_alikes, by_lot, 1 + queue) + _TAKEN * used
            picks[:, column] = key.argmin(axis=1)
            used[np.arange(sets), picks[:, column]] = True
        taken |= {code: used[:, place] for place, code in enumerate(cell.units)}
        drawn.append(picks)
    return drawn


@checked(cells=each(kind(Cell), fewest=1), sets=or_none(each(array(2, lower=0), fewest=1)))
def judged(cells: Sequence[Cell], sets: Sequence[IntArray] | None) -> Drawn:
    """Return how the members of sets of trusts changed beside the trusts outside the set.

    Parameters
    ----------
    cells
        Of the programme.
    sets
        Of :func:`draw`; the real members where None.
    """
    if sets is not None and len(sets) != len(cells):
        reason = f"{len(sets)} sets for {len(cells)} cells; expected one each"
        raise DesignError(reason, design="judged", argument="sets")
    parts = [_compared(cell, cells, sets, at) for at, cell in enumerate(cells)]
    each, variances, prediction = zip(*parts, strict=True)
    every = np.hstack(variances)
    error = np.sqrt(every.sum(axis=1) + sum(prediction)) / every.shape[1]
    return Drawn(each=np.hstack(each), variances=every, error=error)


def _compared(
    cell: Cell, cells: Sequence[Cell], sets: Sequence[IntArray] | None, at: int
) -> tuple[Array, Array, Array]:
    """Return members' excess and its variance, and the variance of the sum's prediction."""
    picks = cell.members[None] if sets is None else sets[at]
    outside = np.tile(~cell.treated, (len(picks), 1))
    for other, chosen in zip(cells, sets or (), strict=False):
        _take_out(outside, cell, other, chosen)
    rows = outside.astype(float)
    k = cell.like.shape[1]
    products = (cell.like[:, :, None] * cell.like[:, None, :]).reshape(-1, k * k)
    inverse = np.linalg.pinv((rows @ products).reshape(-1, k, k), hermitian=True)
    line = np.einsum("bij,bj->bi", inverse, rows @ (cell.like * cell.contrast[:, None]))
    excess = cell.contrast - line @ cell.like.T
    free = np.maximum(rows.sum(axis=1) - k, 1)  # few ambulance trusts stay outside a set
    scale = (rows * excess**2 / cell.noise**2).sum(axis=1) / free
    each = np.take_along_axis(excess, picks, axis=1)
    variances = scale[:, None] * cell.noise[picks] ** 2
    total = cell.like[picks].sum(axis=1)
    usual = scale * (rows * cell.noise**2).sum(axis=1) / rows.sum(axis=1)
    return each, variances, usual * np.einsum("bi,bij,bj->b", total, inverse, total)


def _take_out(outside: BoolArray, cell: Cell, other: Cell, chosen: IntArray) -> None:
    """Take the trusts that a set has in another cell out of this cell's comparison."""
    where = {code: place for place, code in enumerate(cell.units)}
    places = np.array([where.get(code, -1) for code in other.units])[chosen]
    found = places >= 0
    outside[np.nonzero(found)[0], places[found]] = False
