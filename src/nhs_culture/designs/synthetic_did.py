"""Synthetic difference-in-differences: a mix of units, and of periods, that makes courses parallel.

A synthetic control must match a unit's level from the peers' levels, and after a few periods either
cannot, or can in many ways. Here the mix may stand above or below the unit by a constant: it has to
run parallel before the intervention, and is kept spread over many units by a penalty. The periods
before are weighted too, so that those count which tell most about the periods after.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture import periods
from nhs_culture.designs.inputs import BoolArray, cut
from nhs_culture.designs.parallel_weights import parallel_weights
from nhs_culture.designs.permutation import LEVEL, places
from nhs_culture.designs.result import Design, Result, as_far_as, permutation_p
from nhs_culture.designs.synthetic_control import simplex_weights
from nhs_culture.english import p_value
from nhs_culture.errors import DesignError
from nhs_culture.units import Unit

__all__ = ["DESIGN", "SyntheticDiD", "synthetic_did"]

FEWEST_DONORS = 5

_NAME = "synthetic did"

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class SyntheticDiD(Result):
    """A synthetic difference-in-differences of one unit, judged by the same for every other.

    Attributes
    ----------
    weights
        Share of each donor in the mix: 0 or more, with sum 1.
    time_weights
        Share of each period before in the level that is taken off: 0 or more, with sum 1.
    observed, synthetic
        The unit, and the mix moved to its weighted level before, by period.
    standard_error
        Standard deviation of the ``placebos``.
    placebos
        Estimate of every donor in the place of the treated unit, which is then not a donor.
    """

    p_value: float
    as_far: int
    weights: pd.Series
    time_weights: pd.Series
    observed: pd.Series
    synthetic: pd.Series
    standard_error: float
    placebos: pd.Series

    def sentence(self, name: str, unit: Unit) -> str:
        """Return the comparison in plain English."""
        effective = 1 / float((self.weights**2).sum())
        interval = f"95% interval {unit.interval(*self.interval)}; " if self.interval else ""
        return (
            f"From {periods.in_words(self.intervention)} on {name} stood "
            f"{unit.change(self.estimate)} from a mix of peers that ran parallel before (as many "
            f"as {effective:.0f} with equal shares; {interval}standard error by placebo "
            f"{unit.size(self.standard_error)}; {p_value(self.p_value)}: {self.as_far} of "
            f"{self.n_peers} peers {'was' if self.as_far == 1 else 'were'} at least as far)."
        )


def synthetic_did(outcomes: pd.DataFrame, treated: str, intervention: Hashable) -> SyntheticDiD:
    """Return the synthetic difference-in-differences of a unit, with a placebo for every other.

    With Y the outcomes, w the weights of the donors and l those of the periods before, the estimate
    is ``(Y[treated] - w Y[donors])`` averaged over the periods after, less the same averaged over
    those before by l. The weights w make the mix run parallel to the unit before, up to a constant,
    with penalty ``zeta^2 T |w|^2``, where ``zeta = (periods after)^(1/4) s`` and s is the standard
    deviation of the donors' changes from one period before to the next; l makes the donors' periods
    before run parallel to the mean of those after, with ``zeta = 1e-6 s``.

    The interval holds every change that, taken away, leaves the estimate nearer to zero than the
    5% most distant placebos.

    Parameters, gaps and errors are those of
    :func:`~nhs_culture.designs.synthetic_control.synthetic_control`, with 5 donors or more; exact
    matches do not arise, as the penalty rules them out.

    References
    ----------
    Arkhangelsky, Athey, Hirshberg, Imbens and Wager 2021, American Economic Review 111, 4088-4118,
    algorithms 1 and 4; the R package synthdid.
    """
    panel = cut(outcomes, treated, intervention, design=_NAME, fewest_peers=FEWEST_DONORS)
    fits = _fits(panel.outcomes.to_numpy(), panel.after, panel.position)
    units, own = panel.outcomes.columns, panel.position
    others = units.delete(own)
    placebos = pd.Series(np.delete(fits.estimates, own), others, name="placebo")
    estimate = float(fits.estimates[own])
    as_far = as_far_as(estimate, placebos)
    return SyntheticDiD(
        design=_NAME,
        **panel.counts,
        estimate=estimate,
        interval=_interval(estimate, placebos),
        p_value=permutation_p(as_far, len(placebos)),
        as_far=as_far,
        weights=pd.Series(np.delete(fits.weights[own], own), others, name="weight"),
        time_weights=pd.Series(
            fits.time_weights[own], panel.outcomes.index[~panel.after], name="weight"
        ),
        observed=panel.outcomes[treated],
        synthetic=panel.outcomes[treated] - fits.gaps[own],
        standard_error=float(placebos.std()),
        placebos=placebos,
    )


@dataclass(frozen=True, eq=False)
class _Fits:
    """The fit of every unit, a row each: the treated one's, and the placebos'."""

    weights: Array
    time_weights: Array
    gaps: Array
    estimates: Array


def _fits(values: Array, after: BoolArray, treated: int) -> _Fits:
    """Fit every unit by all others, the treated one only by others and never among them."""
    before, n = values[~after], values.shape[1]
    allowed = ~np.eye(n, dtype=bool)
    allowed[:, treated] = False
    steps = np.diff(before, axis=0)
    noise = np.array([steps[:, row].std(ddof=1) for row in allowed])
    if noise.min() == 0:
        reason = "no donor moves from one period to the next before the intervention"
        raise DesignError(reason, design=_NAME, argument="outcomes")
    zeta = float(after.sum()) ** 0.25 * noise
    weights = parallel_weights(before, before.T, allowed, zeta)
    time_weights = _time_weights(before, values[after].mean(axis=0), allowed, 1e-6 * noise)
    gaps = values.T - weights @ values.T
    gaps -= (gaps[:, ~after] * time_weights).sum(axis=1, keepdims=True)
    return _Fits(weights, time_weights, gaps, gaps[:, after].mean(axis=1))


def _time_weights(before: Array, mean_after: Array, allowed: BoolArray, zeta: Array) -> Array:
    """Return the shares of the periods before in each mix, shape (units, periods).

    The rows are many, one a donor, and the columns few: the penalty is a row per column more, with
    target 0. Of all rows only the triangle of their QR decomposition is kept, which has the same
    distances. Who is no donor is a row of zeros.
    """
    paths, share = np.column_stack([before.T, mean_after]), allowed / allowed.sum(axis=1)[:, None]
    apart = (paths - (share @ paths)[:, None]) * np.sqrt(share)[..., None]
    triangles = np.linalg.qr(apart, mode="r")
    penalties = np.eye(len(before) + 1)[:-1]
    stacked = [np.vstack([one, z * penalties]) for one, z in zip(triangles, zeta, strict=True)]
    return np.array([simplex_weights(rows[:, :-1], rows[:, -1]) for rows in stacked])


def _interval(estimate: float, placebos: pd.Series) -> tuple[float, float] | None:
    n = places(len(placebos), LEVEL)
    if n == 0:
        return None
    reach = float(np.sort(placebos.abs())[-n])
    return estimate - reach, estimate + reach


DESIGN = Design(
    name=_NAME,
    title="Synthetic difference-in-differences",
    run=synthetic_did,
    order=4,
)
