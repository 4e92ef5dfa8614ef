"""The primary design: whether a trust changed by more than the others did.

A panel of one measure (periods x trusts) is cut at an intervention. Every trust gets the same
statistic: its mean after minus its mean before, less what the other trusts that started at its
level changed by, divided by how much a trust of its noise usually changes. The trust is then
ranked among all of them. Nothing is assumed about the shape of the errors: the peers, over the
same periods, are the reference distribution, with their autocorrelation and heavy tails.

Every trust is compared with all the others in the same way, so that for given shares (below) the
test is exact whenever the trusts could change places. One treated unit judged by the distribution
of the untreated is Conley and Taber (2011, Review of Economics and Statistics 93, 113-125);
dividing by what a unit's own noise predicts is in the spirit of Ferman and Pinto (2019, the same
101, 452-467); testing each possible change by taking it away first is Chernozhukov, Wuthrich and
Zhu (2021, Journal of the American Statistical Association 116, 1849-1864). Shrinking the variances
is Smyth (2004, Statistical Applications in Genetics and Molecular Biology 3, 3), with its amount
learnt from the peers.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture.designs.inputs import Cut, cut
from nhs_culture.designs.result import Design, Result, Unit, as_far_as, permutation_p
from nhs_culture.errors import DesignError

__all__ = ["DESIGN", "FEWEST_PEERS", "LEVEL", "PeerChange", "compare", "peer_change"]

Array = npt.NDArray[np.float64]

_NAME = "peer change"

FEWEST_PEERS = 5
"""A line through the starting levels, and something left to compare with."""

LEVEL = 0.05

# Candidate shares of the median trust and of the trust's own noise in the variance of a change.
# The first is never under four tenths: with less, quiet trusts come out too often.
SHARES = np.array([(10 - own, own) for own in range(7)]) / 10


@dataclass(frozen=True, eq=False, kw_only=True)
class PeerChange(Result):
    """A trust's change relative to its peers, judged by its place among them.

    Attributes
    ----------
    noise
        Size of change that is usual for a trust of this noise, up to a factor common to all units,
        in the unit of the measure.
    shares
        Shares of the median trust and of the trust's own pre-period noise in the variance of a
        change, as learnt from the peers; they sum to 1.
    peers
        One row per peer, indexed by ODS code: ``start`` (mean before, less the median trust),
        ``change`` (of that difference), ``relative`` (change in excess of the others, as
        ``estimate``), ``noise``, ``statistic`` (their ratio), ``on_its_scale`` (the statistic times
        the treated unit's noise: at least as far from 0 as the estimate for the ``as_far`` peers
        and no others), ``by_chance`` (the statistic with the treated unit where its peers put it),
        and ``lower`` and ``upper``: between them lie the changes of the treated unit with which
        this peer is at least as far from zero.
    """

    p_value: float
    as_far: int
    noise: float
    shares: tuple[float, float]
    peers: pd.DataFrame

    @property
    def statistic(self) -> float:
        """The estimate in multiples of what a trust like this usually changes by."""
        return self.estimate / self.noise

    @property
    def rank(self) -> int:
        """Place of the statistic among all units; 1 is the largest rise."""
        return int(1 + (self.peers["statistic"] > self.statistic).sum())

    def bounds(self, level: float) -> tuple[float, float] | None:
        """Return the changes that the permutation test just does not reject at a level.

        A change is taken away from the treated unit and the rest is tested; whatever has p above
        ``level`` is in the interval. None when there are fewer than ``1 / level - 1`` peers,
        because p cannot then be that small.
        """
        return _bounds(self.peers, level)

    def sentence(self, name: str, unit: Unit) -> str:
        """Return what the result says."""
        interval = (
            f"95% interval {unit.interval(*self.interval)}"
            if self.interval
            else f"no 95% interval from {self.n_peers} peers"
        )
        alike = " that started at the same level" if self.design == _NAME else ""
        return (
            f"Set against peers{alike}, {name} stood {unit.size(self.estimate)} "
            f"{'higher' if self.estimate >= 0 else 'lower'} from {self.intervention} on than "
            f"before ({interval}; permutation p = {self.p_value:.3f}; place {self.rank} of "
            f"{self.n_peers + 1}; {self.n_before} periods before, {self.n_after} after)."
        )


def peer_change(outcomes: pd.DataFrame, treated: str, intervention: Hashable) -> PeerChange:
    """Compare the change of one trust with that of every other that started at its level.

    Parameters
    ----------
    outcomes
        Periods x units, one measure; exactly the window to be used. A period missing for every
        unit (the survey of 2014) stands there as a row of NaN. Units without a value in any other
        period are dropped, and named in the result.
    treated
        Column of ``outcomes``.
    intervention
        Label of the first period after.

    Returns
    -------
    PeerChange

    Raises
    ------
    DesignError
        When the panel, the trust or the date allow no answer: says which and what was expected.
    """
    return compare(outcomes, treated, intervention, design=_NAME, levels=lambda start: start)


def compare(
    outcomes: pd.DataFrame,
    treated: str,
    intervention: Hashable,
    *,
    design: str,
    levels: Callable[[Array], Array],
) -> PeerChange:
    """Compare the change of one trust with what peers of its level changed by.

    Parameters and errors are those of :func:`peer_change`; ``levels`` takes the mean of each unit
    before, less the median trust (units,), and returns the level that a change may depend on.
    """
    panel = cut(outcomes, treated, intervention, design=design, fewest_peers=FEWEST_PEERS)
    units, shares = _statistics(panel, design, levels)
    estimate, noise = units.loc[[treated], ["relative", "noise"]].to_numpy(dtype=float)[0]
    peers = units.drop(index=treated)
    as_far = as_far_as(estimate / noise, peers["statistic"])
    return PeerChange(
        design=design,
        **panel.counts,
        estimate=float(estimate),
        interval=_bounds(peers, LEVEL),
        p_value=permutation_p(as_far, len(peers)),
        as_far=as_far,
        noise=float(noise),
        shares=shares,
        peers=peers.assign(on_its_scale=peers["statistic"] * noise),
    )


def _statistics(
    panel: Cut, design: str, levels: Callable[[Array], Array]
) -> tuple[pd.DataFrame, tuple[float, float]]:
    """Return the statistic of every unit with its ingredients, and the variance shares."""
    values, after, treated = panel.outcomes.to_numpy(), panel.after, panel.position
    deviation = values - np.median(values, axis=1, keepdims=True)
    before = deviation[~after]
    own = before.var(axis=0, ddof=1)
    if np.median(own) <= np.finfo(float).eps * np.mean(values**2):
        raise DesignError(
            "most units never part from the median before the intervention",
            design=design,
            argument="outcomes",
        )
    start = before.mean(axis=0)
    change = deviation[after].mean(axis=0) - start
    relative, pull, inflation = _relative_changes(levels(start), change, treated)
    unmoved = relative + pull * relative[treated]  # with the treated unit where its peers put it
    if np.max(np.abs(np.delete(unmoved, treated))) <= 1e-9 * np.sqrt(np.median(own)):
        raise DesignError(
            "no peer changed by more or less than the others, so that there is nothing to rank "
            "the unit among",
            design=design,
            argument="outcomes",
        )
    noise, shares = _usual_changes(unmoved, inflation, own, treated)
    lower, upper = _outdone(unmoved, pull, noise, treated)
    columns = {"start": start, "change": change, "relative": relative, "noise": noise}
    ranked = {"statistic": relative / noise, "by_chance": unmoved / noise}
    bounds = {"lower": lower, "upper": upper}
    units = pd.DataFrame({**columns, **ranked, **bounds}, index=panel.outcomes.columns)
    return units, shares


def _relative_changes(levels: Array, change: Array, treated: int) -> tuple[Array, Array, Array]:
    """Return each unit's change less what the others, from its starting level, changed by.

    Also returns by how much a peer falls when the treated unit rises by 1 (adding that times the
    treated unit's own gives the peer as it would be had the treated unit done what its peers
    predict), and how much wider the prediction makes the variance: most for units that started far
    from the others.
    """
    design = np.column_stack([np.ones_like(levels), levels - levels.mean()])
    hat = design @ np.linalg.pinv(design.T @ design) @ design.T
    # Dividing a residual by 1 - leverage is the same as fitting again without the unit.
    inflation = 1 / np.maximum(1 - np.diag(hat), 1e-6)
    relative = (change - hat @ change) * inflation
    pull = hat[:, treated] * inflation
    pull[treated] = 0
    return relative, pull, inflation


def _usual_changes(
    unmoved: Array, inflation: Array, own: Array, treated: int
) -> tuple[Array, tuple[float, float]]:
    """Return how much each unit usually changes, and the shares that make up its variance.

    The variance is a mixture of the median trust's and the unit's ``own`` noise, in multiples of
    the median unit's. The shares are averaged over a grid, each point weighted by how likely it
    makes the changes of the peers (normal likelihood; a factor common to all is profiled out, since
    the ranking does not depend on it): few peers leave them in the middle, many pin them down.
    """
    multiples = np.stack([np.ones_like(own), own / np.median(own)])
    variances = inflation * (SHARES @ multiples)
    reference = np.delete(variances, treated, axis=1)
    factor = np.mean(np.delete(unmoved, treated) ** 2 / reference, axis=1)
    likelihood = -(np.log(factor) + np.log(reference).mean(axis=1)) * reference.shape[1] / 2
    weights = np.exp(likelihood - likelihood.max())
    weights /= weights.sum()
    median, noise = (float(share) for share in weights @ SHARES)
    return np.sqrt(weights @ variances), (median, noise)


def _outdone(unmoved: Array, pull: Array, noise: Array, treated: int) -> tuple[Array, Array]:
    """Return the changes of the treated unit between which each peer is as far from zero as it is.

    With a change d taken away, the treated unit stands at ``own - d`` and a peer at
    ``unmoved + pull (d - own)``, each over its noise. The two are as far from zero at one d below
    the treated unit's own change and at one above.
    """
    own = unmoved[treated]
    ratio = noise / noise[treated]
    signed = np.sign(unmoved) * pull
    with np.errstate(divide="ignore"):  # a peer pulled along as fast is never left behind
        down = np.abs(unmoved) / np.maximum(ratio + signed, 0)
        up = np.abs(unmoved) / np.maximum(ratio - signed, 0)
    return own - down, own + up


def _bounds(peers: pd.DataFrame, level: float) -> tuple[float, float] | None:
    n = int(np.floor(level * (len(peers) + 1) + 1e-9))
    if n == 0:
        return None
    lowest, highest = np.sort(peers["lower"]), np.sort(peers["upper"])
    return float(lowest[n - 1]), float(highest[-n])


DESIGN = Design(
    name=_NAME,
    title="Change relative to peers that started alike",
    run=peer_change,
    order=Design.PRIMARY,
)
