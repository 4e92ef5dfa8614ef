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

from nhs_culture import periods
from nhs_culture.designs.inputs import cut
from nhs_culture.designs.paths import paths
from nhs_culture.designs.permutation import LEVEL, permuted, places
from nhs_culture.designs.result import Design, Result
from nhs_culture.english import p_value
from nhs_culture.metrics.arguments import fraction
from nhs_culture.metrics.checked import callable_, checked, kind
from nhs_culture.units import Unit

__all__ = ["DESIGN", "FEWEST_PEERS", "LEVEL", "PeerChange", "compare", "peer_change"]

Array = npt.NDArray[np.float64]

_NAME = "peer change"

FEWEST_PEERS = 5
"""A line through the starting levels, and something left to compare with."""


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
        this peer is at least as far from zero (one with so much leverage that the treated unit
        pulls it along faster than it moves itself is so again further out).
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
        n = places(self.n_peers, fraction(level, "level", self.design))
        if n == 0:
            return None
        lowest, highest = np.sort(self.peers["lower"]), np.sort(self.peers["upper"])
        return float(lowest[n - 1]), float(highest[-n])

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
            f"{'higher' if self.estimate >= 0 else 'lower'} from "
            f"{periods.in_words(self.intervention)} on than before ({interval}; {self.as_far} of "
            f"{self.n_peers} peers moved as far, permutation {p_value(self.p_value)}; "
            f"{self.n_before} periods before, {self.n_after} after)."
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

    Examples
    --------
    >>> from nhs_culture import open_data
    >>> from nhs_culture.studies import compared, question
    >>> data = open_data()
    >>> outcomes = compared(data, question(data, "RP1", "recommend_work"))
    >>> change = peer_change(outcomes, "RP1", "2017")
    >>> f"{change.estimate:+.1f}, p = {change.p_value:.2f}"
    '+11.1, p = 0.06'
    """
    return compare(outcomes, treated, intervention, design=_NAME, levels=lambda start: start)


@checked(design=kind(str), levels=callable_)
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
    found = paths(panel, design)
    like = levels(found.start)[:, None]
    result = permuted(found.change, like, found.own, panel.position, design=design)
    noise, tested = result.noise[0], result.standing()
    columns = {
        "start": found.start,
        "change": found.change,
        "relative": result.relative,
        "noise": noise,
        "statistic": result.statistic[0],
        "by_chance": result.unmoved[0] / noise,
        "lower": result.lower[0],
        "upper": result.upper[0],
        "on_its_scale": result.statistic[0] * result.own_noise[0],
    }
    median, own = (float(share) for share in result.shares[0])
    return PeerChange(
        design=design,
        **panel.counts,
        estimate=tested.estimate,
        interval=tested.interval,
        p_value=tested.p_value,
        as_far=tested.as_far,
        noise=float(result.own_noise[0]),
        shares=(median, own),
        peers=pd.DataFrame(columns, index=panel.outcomes.columns).drop(index=treated),
    )


DESIGN = Design(
    name=_NAME,
    title="Change relative to peers that started alike",
    run=peer_change,
    order=Design.PRIMARY,
)
