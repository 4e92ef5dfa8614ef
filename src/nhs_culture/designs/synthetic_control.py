"""Synthetic control: the mix of other units that ran closest to one unit before a date.

After the date the mix goes on without the intervention, and the gap to it is what moved. Whether
the gap is unusual is judged by giving every other unit the same treatment (placebos in space).
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture.designs._inputs import require_both_sides, timeline
from nhs_culture.errors import DesignError

__all__ = [
    "SyntheticControl",
    "difference_in_differences",
    "simplex_weights",
    "synthetic_control",
]

FEWEST_DONORS = 2
EXACT = 1e-9
"""A gap before the intervention this small, in standard deviations of the panel, is no gap."""

SHORT_PAST = 10
"""With this many periods before or fewer, the placebo test rejects far too often."""

_NAME = "synthetic control"

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class SyntheticControl:
    """A synthetic control of one unit.

    Attributes
    ----------
    treated, intervention
        The unit, and the first period after the intervention began.
    weights
        Share of each donor in the mix: 0 or more, with sum 1.
    observed, synthetic, effect
        The unit, the mix and their difference, by period.
    att
        Mean difference from the intervention on, in the unit of the outcome.
    rmspe_pre, rmspe_post
        Root mean squared difference before, and from the intervention on.
    rmspe_ratio
        The second over the first.
    rank
        Place of this ratio among those of all units, 1 for the largest; ties count against it.
    p_value
        ``rank / (donors + 1)``.
    placebos
        Per unit, the treated one included: ``att``, ``rmspe_pre``, ``rmspe_post``,
        ``rmspe_ratio``. A unit that the others match exactly has an infinite ratio.
    placebo_effects
        Difference of each donor from its own mix, periods x donors.
    difference_in_differences
        The same change against the plain mean of all donors, as a check on the mix.
    n_pre, n_post
        Periods on each side.
    missing
        Periods given as missing for every unit, and left out.
    """

    treated: str | int
    intervention: Hashable
    weights: pd.Series
    observed: pd.Series
    synthetic: pd.Series
    effect: pd.Series
    att: float
    rmspe_pre: float
    rmspe_post: float
    rmspe_ratio: float
    rank: int
    p_value: float
    placebos: pd.DataFrame
    placebo_effects: pd.DataFrame
    difference_in_differences: float
    n_pre: int
    n_post: int
    missing: tuple[Hashable, ...]

    def table(self) -> pd.DataFrame:
        """Return one row: att, rmspe_pre, rmspe_post, rmspe_ratio, rank, units, p_value, did."""
        return pd.DataFrame(
            {
                "att": [self.att],
                "rmspe_pre": [self.rmspe_pre],
                "rmspe_post": [self.rmspe_post],
                "rmspe_ratio": [self.rmspe_ratio],
                "rank": [self.rank],
                "units": [len(self.placebos)],
                "p_value": [self.p_value],
                "difference_in_differences": [self.difference_in_differences],
            },
            index=pd.Index([self.treated], name="unit"),
        )

    def sentence(self) -> str:
        """Return the comparison in plain English."""
        mix = self.weights[self.weights >= 0.005].sort_values(ascending=False)
        names = ", ".join(f"{unit} {share:.0%}" for unit, share in mix.head(5).items())
        more = f" and {len(mix) - 5} more" if len(mix) > 5 else ""
        matched = int(np.isinf(self.placebos["rmspe_ratio"]).sum())
        against = f"; {matched} that the others match exactly count against it" if matched else ""
        caution = (
            f" After only {self.n_pre} periods this test finds something far too often."
            if self.n_pre <= SHORT_PAST
            else ""
        )
        return (
            f"From {self.intervention} on {self.treated} stood {self.att:+.2f} from its synthetic "
            f"control ({names}{more}), after a gap of {self.rmspe_pre:.2f} over the {self.n_pre} "
            f"periods before; its gap grew {self.rmspe_ratio:.1f}-fold, number {self.rank} of "
            f"{len(self.placebos)} (p = {self.p_value:.3f}{against}).{caution}"
        )


def synthetic_control(
    outcomes: pd.DataFrame, treated: str | int, intervention: Hashable
) -> SyntheticControl:
    """Return the synthetic control of a unit, with a placebo for every other unit.

    The weights minimise the sum of squared differences before the intervention, from outcomes
    alone. Each placebo may use every unit but itself, the treated one included.

    Parameters
    ----------
    outcomes
        Periods x units, complete. A period missing for every unit stands there as a row of NaN.
    treated
        Column of the unit.
    intervention
        Label of the first period after the intervention began.

    Raises
    ------
    DesignError
        When the unit or the period is not there, periods are repeated, out of order or left out,
        a value is missing, a unit is constant, there are under 2 donors or 3 periods on a side, or
        the donors match the unit exactly before the intervention: many mixes then do.

    References
    ----------
    Abadie, Diamond and Hainmueller 2010, Journal of the American Statistical Association 105.
    """
    time = timeline(outcomes.index, intervention, _NAME)
    panel, post, missing = _complete(outcomes, treated, time.post)
    n_pre, n_post = require_both_sides(post, _NAME)
    values = panel.to_numpy(dtype=float)
    fits = [_fit(values, unit, post) for unit in range(values.shape[1])]
    gaps = pd.DataFrame(
        np.column_stack([gap for _, gap in fits]), index=panel.index, columns=panel.columns
    )
    placebos = _summaries(gaps, post, EXACT * float(values.std()))
    position = int(np.flatnonzero(panel.columns == treated)[0])
    own = placebos.iloc[position]
    _require_a_gap(own, n_pre, len(placebos) - 1)
    rank = int((placebos["rmspe_ratio"] >= own["rmspe_ratio"]).sum())
    return SyntheticControl(
        treated=treated,
        intervention=intervention,
        weights=pd.Series(fits[position][0], panel.columns.delete(position), name="weight"),
        observed=panel[treated],
        synthetic=panel[treated] - gaps[treated],
        effect=gaps[treated],
        **{name: float(own[name]) for name in placebos.columns},
        rank=rank,
        p_value=rank / len(placebos),
        placebos=placebos,
        placebo_effects=gaps.drop(columns=treated),
        difference_in_differences=difference_in_differences(panel, treated, post),
        n_pre=n_pre,
        n_post=n_post,
        missing=missing,
    )


def difference_in_differences(outcomes: pd.DataFrame, treated: str | int, post: BoolArray) -> float:
    """Return the change of a unit's mean less the change of the other units' mean.

    Parameters
    ----------
    outcomes
        Periods x units, complete and in order.
    treated
        Column of the unit.
    post
        Whether each period is the intervention's or later, shape (periods,).
    """
    change = outcomes[post].mean() - outcomes[~post].mean()
    return float(change[treated] - change.drop(treated).mean())


def simplex_weights(donors: FloatArray, target: FloatArray) -> FloatArray:
    """Return the weights of 0 or more, with sum 1, that minimise ``|target - donors @ weights|``.

    The optimum is exact. As the weights sum to 1 the problem is to find the point of the convex
    hull of ``a_j = donors_j - target`` that lies nearest to the origin. Non-negative least squares
    solves ``min |A x|² + (sum(x) - 1)²``. With ``x = s w`` that is ``s² |A w|² + (s - 1)²``, which
    for any s is smallest at the w that is sought; so ``w = x / sum(x)``, with no penalty to choose.

    Parameters
    ----------
    donors
        Periods x donors.
    target
        Shape (periods,).

    Returns
    -------
    ndarray
        Shape (donors,).

    References
    ----------
    Lawson and Hanson 1974, Solving Least Squares Problems, chapter 23.
    """
    from scipy.optimize import nnls

    differences = donors - target[:, None]
    # in units of the nearest donor's distance, s stays close to 1/2 and no digits are lost
    scale = float(np.sqrt((differences**2).sum(axis=0).min()))
    if scale == 0:
        scale = 1.0
    stacked = np.vstack([differences / scale, np.ones(differences.shape[1])])
    goal = np.append(np.zeros(len(differences)), 1.0)
    solution = np.asarray(nnls(stacked, goal, maxiter=50 * stacked.shape[1])[0])
    return np.asarray(solution / solution.sum())


def _complete(
    outcomes: pd.DataFrame, treated: str | int, post: BoolArray
) -> tuple[pd.DataFrame, BoolArray, tuple[Hashable, ...]]:
    """Return the panel without the periods that are missing for every unit."""
    if not outcomes.columns.is_unique:
        twice = outcomes.columns[outcomes.columns.duplicated()][0]
        raise DesignError(f"{_NAME}: unit {twice!r} is there twice")
    if treated not in outcomes.columns:
        raise DesignError(f"{_NAME}: unit {treated!r} is not among the {outcomes.shape[1]} units")
    if outcomes.shape[1] - 1 < FEWEST_DONORS:
        raise DesignError(
            f"{_NAME}: {outcomes.shape[1] - 1} donor(s); at least {FEWEST_DONORS} are needed"
        )
    empty = outcomes.isna().all(axis=1).to_numpy()
    panel = outcomes[~empty].astype(float)
    if not np.isfinite(panel.to_numpy()).all():
        row, column = np.argwhere(~np.isfinite(panel.to_numpy()))[0]
        raise DesignError(
            f"{_NAME}: {panel.columns[column]!r} has no value in {panel.index[row]}; "
            "leave the unit or the period out"
        )
    constant = panel.columns[np.ptp(panel.to_numpy(), axis=0) == 0] if len(panel) else []
    if len(constant):
        raise DesignError(f"{_NAME}: unit {constant[0]!r} is constant")
    return panel, post[~empty], tuple(outcomes.index[empty])


def _require_a_gap(own: pd.Series, n_pre: int, donors: int) -> None:
    if not np.isfinite(own["rmspe_ratio"]):
        raise DesignError(
            f"{_NAME}: {donors} donors match {own.name!r} exactly over {n_pre} periods, so the "
            "weights are not determined; use fewer donors or a longer past"
        )


def _fit(values: FloatArray, unit: int, post: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Return the weights of a unit's synthetic control and its difference from it."""
    others, own = np.delete(values, unit, axis=1), values[:, unit]
    weights = simplex_weights(others[~post], own[~post])
    return weights, own - others @ weights


def _summaries(gaps: pd.DataFrame, post: BoolArray, no_gap: float) -> pd.DataFrame:
    """Return att, rmspe_pre, rmspe_post and rmspe_ratio by unit."""
    summaries = pd.DataFrame(
        {
            "att": gaps[post].mean(),
            "rmspe_pre": (gaps[~post] ** 2).mean() ** 0.5,
            "rmspe_post": (gaps[post] ** 2).mean() ** 0.5,
        }
    )
    ratio = summaries["rmspe_post"] / summaries["rmspe_pre"]
    return summaries.assign(rmspe_ratio=ratio.where(summaries["rmspe_pre"] > no_gap, np.inf))
