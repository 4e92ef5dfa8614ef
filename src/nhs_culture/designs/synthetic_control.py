"""Synthetic control: the mix of other units that ran closest to one unit before a date.

After the date the mix goes on without the intervention, and the gap to it is what moved. Whether
the gap is unusual is judged by giving every other unit the same treatment (placebos in space).
"""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture import periods
from nhs_culture.designs.inputs import BoolArray, cut
from nhs_culture.designs.permutation import LEVEL
from nhs_culture.designs.refusals import MatchedExactly
from nhs_culture.designs.result import Design, Result, as_far_as, permutation_p
from nhs_culture.english import p_value
from nhs_culture.errors import DesignError
from nhs_culture.metrics.checked import array, checked
from nhs_culture.units import Unit

__all__ = ["DESIGN", "SyntheticControl", "simplex_weights", "synthetic_control"]

FEWEST_DONORS = 2
EXACT = 1e-9
"""A gap before the intervention this small, in standard deviations of the panel, is no gap."""

SHORT_PAST = 10
"""With this many periods before or fewer, the placebo test rejects far too often."""

_NAME = "synthetic control"

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class SyntheticControl(Result):
    """A synthetic control of one unit, judged by the same computed for every other.

    The ``estimate`` is the mean gap from the intervention on, in the unit of the measure; the
    ``as_far`` peers are those whose gap grew at least as much (``rmspe_ratio``).

    Attributes
    ----------
    weights
        Share of each donor in the mix: 0 or more, with sum 1.
    observed, synthetic, gap
        The unit, the mix and their difference, by period.
    rmspe_pre, rmspe_post
        Root mean squared gap before, and from the intervention on.
    rmspe_ratio
        The second over the first.
    placebos
        Per unit, the treated one included: ``estimate``, ``rmspe_pre``, ``rmspe_post``,
        ``rmspe_ratio``. A unit that the others match exactly has an infinite ratio.
    placebo_gaps
        Difference of each donor from its own mix, periods x donors.
    """

    p_value: float
    as_far: int
    weights: pd.Series
    observed: pd.Series
    synthetic: pd.Series
    gap: pd.Series
    rmspe_pre: float
    rmspe_post: float
    rmspe_ratio: float
    placebos: pd.DataFrame
    placebo_gaps: pd.DataFrame

    def sentence(self, name: str, unit: Unit) -> str:
        """Return the comparison in plain English."""
        mix = self.weights[self.weights >= 0.005].sort_values(ascending=False)
        donors = ", ".join(f"{donor} {share:.0%}" for donor, share in mix.head(5).items())
        more = f" and {len(mix) - 5} more" if len(mix) > 5 else ""
        matched = self._matched
        against = f"; {matched} that the others match exactly count against it" if matched else ""
        return (
            f"From {periods.in_words(self.intervention)} on {name} stood "
            f"{unit.change(self.estimate)} from its synthetic control ({donors}{more}), after a "
            f"gap of {unit.size(self.rmspe_pre)} over the {self.n_before} periods before; its gap "
            f"{_grew(self.rmspe_ratio)}, number {self.as_far + 1} of {self.n_peers + 1} "
            f"({p_value(self.p_value)}{against}).{self._caution()}"
        )

    @property
    def _matched(self) -> int:
        """How many units the others match exactly: their ratio is larger than any."""
        return int(np.isinf(self.placebos["rmspe_ratio"]).sum())

    def _caution(self) -> str:
        """Return what a short past does to the test: too much is found, or nothing could be."""
        if self.n_before > SHORT_PAST:
            return ""
        least = permutation_p(self._matched, self.n_peers)
        past = f"After only {self.n_before} periods"
        if self._matched and least > LEVEL:
            return f" {past} no gap could have a p under {least:.2f}."
        return f" {past} this test finds something far too often."


def synthetic_control(
    outcomes: pd.DataFrame, treated: str, intervention: Hashable
) -> SyntheticControl:
    """Return the synthetic control of a unit, with a placebo for every other unit.

    The weights minimise the sum of squared differences before the intervention, from outcomes
    alone. Each placebo may use every unit but itself, the treated one included.

    Parameters
    ----------
    outcomes
        Periods x units. A period missing for every unit stands there as a row of NaN; units with
        another gap are dropped, and named in the result.
    treated
        Column of the unit.
    intervention
        Label of the first period after the intervention began.

    Raises
    ------
    DesignError
        When the unit or the period is not there, periods are repeated, out of order or left out,
        the unit has no value in some period or is constant, there are under 2 donors or 3 periods
        on a side, or the donors match the unit exactly before the intervention: many mixes then do.

    References
    ----------
    Abadie, Diamond and Hainmueller 2010, Journal of the American Statistical Association 105.
    """
    panel = cut(outcomes, treated, intervention, design=_NAME, fewest_peers=FEWEST_DONORS)
    values, after = panel.outcomes.to_numpy(), panel.after
    fits = [_fit(values, unit, after) for unit in range(values.shape[1])]
    gaps = pd.DataFrame(
        np.column_stack([gap for _, gap in fits]),
        index=panel.outcomes.index,
        columns=panel.outcomes.columns,
    )
    placebos = _summaries(gaps, after, EXACT * float(values.std()))
    own: dict[str, Any] = {str(name): ours for name, ours in placebos.loc[treated].items()}
    counts = panel.counts
    if not np.isfinite(own["rmspe_ratio"]):
        n_before, donors = counts["n_before"], counts["n_peers"]
        raise MatchedExactly(_NAME, unit=str(treated), donors=donors, n_before=n_before)
    as_far = as_far_as(own["rmspe_ratio"], placebos["rmspe_ratio"].drop(treated))
    return SyntheticControl(
        design=_NAME,
        **counts,
        **own,
        p_value=permutation_p(as_far, counts["n_peers"]),
        as_far=as_far,
        weights=pd.Series(
            fits[panel.position][0], gaps.columns.delete(panel.position), name="weight"
        ),
        observed=panel.outcomes[treated],
        synthetic=panel.outcomes[treated] - gaps[treated],
        gap=gaps[treated],
        placebos=placebos,
        placebo_gaps=gaps.drop(columns=treated),
    )


@checked(donors=array(2), target=array(1))
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
    if np.ndim(donors) != 2 or not np.size(donors) or not np.isfinite(donors).all():
        reason = f"donors has the shape {np.shape(donors)}; expected numbers, periods x donors"
        raise DesignError(reason, design="simplex weights", argument="donors")
    if np.shape(target) != np.shape(donors)[:1] or not np.isfinite(target).all():
        reason = f"target has the shape {np.shape(target)}; expected a number for each period"
        raise DesignError(reason, design="simplex weights", argument="target")
    return _nearest(donors, target)


def _grew(ratio: float) -> str:
    """Say how many times as large a gap is as it was: ``grew 2.1-fold``.

    >>> _grew(2.13), _grew(0.1)
    ('grew 2.1-fold', 'shrank to 0.10 of what it was')
    """
    return f"grew {ratio:.1f}-fold" if ratio >= 1 else f"shrank to {ratio:.2f} of what it was"


def _nearest(donors: FloatArray, target: FloatArray) -> FloatArray:
    """Return the weights of :func:`simplex_weights` for arrays that are known to be as it says."""
    from scipy.optimize import nnls

    periods, n = donors.shape
    stacked, goal = np.ones((periods + 1, n)), np.zeros(periods + 1)
    differences = np.subtract(donors, target[:, None], out=stacked[:-1])
    # in units of the nearest donor's distance, s stays close to 1/2 and no digits are lost
    nearest = math.sqrt(np.einsum("tn,tn->n", differences, differences).min())
    differences /= nearest or 1.0
    goal[-1] = 1.0
    solution = nnls(stacked, goal, maxiter=50 * n)[0]
    return np.asarray(solution / solution.sum())


def _fit(values: FloatArray, unit: int, post: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Return the weights of a unit's synthetic control and its difference from it."""
    others, own = np.delete(values, unit, axis=1), values[:, unit]
    weights = _nearest(others[~post], own[~post])
    return weights, own - others @ weights


def _summaries(gaps: pd.DataFrame, post: BoolArray, no_gap: float) -> pd.DataFrame:
    """Return estimate, rmspe_pre, rmspe_post and rmspe_ratio by unit."""
    values = gaps.to_numpy()
    columns = {
        "estimate": values[post].mean(axis=0),
        "rmspe_pre": np.sqrt((values[~post] ** 2).mean(axis=0)),
        "rmspe_post": np.sqrt((values[post] ** 2).mean(axis=0)),
    }
    summaries = pd.DataFrame(columns, index=gaps.columns)
    ratio = summaries["rmspe_post"] / summaries["rmspe_pre"]
    return summaries.assign(rmspe_ratio=ratio.where(summaries["rmspe_pre"] > no_gap, np.inf))


DESIGN = Design(
    name=_NAME,
    title="Synthetic control",
    run=synthetic_control,
    order=3,
)
