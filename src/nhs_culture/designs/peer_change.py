"""The primary design: whether a trust changed by more than the others did.

A panel of one measure (periods x trusts) is cut at an intervention. Every trust gets the same
statistic: its mean after minus its mean before, less what the other trusts that started at its
level changed by, divided by how much a trust of its noise and size usually changes. The trust is
then ranked among all of them. Nothing is assumed about the shape of the errors: the peers, over
the same periods, are the reference distribution, with their autocorrelation and heavy tails.

Every trust is compared with all the others in the same way, so that for given shares (below) the
test is exact whenever the trusts could change places. One treated unit judged by the distribution
of the untreated is Conley and Taber (2011, Review of Economics and Statistics 93, 113-125);
dividing by what size and noise predict is Ferman and Pinto (2019, the same 101, 452-467); testing
each possible change by taking it away first is Chernozhukov, Wuthrich and Zhu (2021, Journal of
the American Statistical Association 116, 1849-1864). Shrinking the variances is Smyth (2004,
Statistical Applications in Genetics and Molecular Biology 3, 3), with its amount learnt from the
peers.
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
    "LEVEL",
    "MIN_PEERS",
    "PeerChange",
    "peer_change",
    "without_steps",
]

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

_NAME = "peer change"

MIN_PEERS = 5  # a line through the starting levels, and something left to compare with
LEVEL = 0.05

# Candidate shares of (the median trust, the trust's own noise, its sampling error) in the variance
# of a change. The first is never under four tenths: with less, quiet trusts come out too often.
TENTHS = [(10 - own - size, own, size) for own in range(7) for size in range(7 - own)]
SHARES = np.array(TENTHS) / 10


@dataclass(frozen=True, eq=False, kw_only=True)
class PeerChange:
    """A trust's change relative to its peers.

    Attributes
    ----------
    treated
        ODS code.
    intervention
        Label of the first period after.
    estimate
        Change in excess of peers that started at the same level, in the unit of the measure.
    noise
        Size of change that is usual for a trust of this noise and size, up to a factor common to
        all units, in the unit of the measure.
    shares
        Shares of the median trust, of the trust's own pre-period noise and of sampling error in
        the variance of a change, as learnt from the peers; they sum to 1.
    peers
        One row per peer, indexed by ODS code: ``start`` (mean before, less the median trust),
        ``change`` (of that difference), ``relative`` (change in excess of the others, as
        ``estimate``), ``noise``, ``statistic`` (their ratio), and ``lower`` and ``upper``: between
        them lie the changes of the treated unit with which this peer is at least as far from zero.
    dropped
        Units left out for want of a value (or a size) in some period.
    n_before, n_after
        Periods on each side.
    missing
        Periods without a value for any unit.
    baseline
        Whether the peers were those that started at the same level.
    """

    treated: str
    intervention: str
    estimate: float
    noise: float
    shares: tuple[float, ...]
    peers: pd.DataFrame
    dropped: tuple[str, ...]
    n_before: int
    n_after: int
    missing: tuple[str, ...]
    baseline: bool

    @property
    def statistic(self) -> float:
        """The estimate in multiples of what a trust like this usually changes by."""
        return self.estimate / self.noise

    @property
    def p_value(self) -> float:
        """Share of all units, this one included, that are at least as far from zero."""
        as_far = (self.peers["lower"] <= 0) & (self.peers["upper"] >= 0)
        return float((1 + as_far.sum()) / (len(self.peers) + 1))

    @property
    def rank(self) -> int:
        """Place of the statistic among all units; 1 is the largest rise."""
        return int(1 + (self.peers["statistic"] > self.statistic).sum())

    @property
    def interval(self) -> tuple[float, float]:
        """95% interval: see :meth:`bounds`."""
        return self.bounds(LEVEL)

    def bounds(self, level: float) -> tuple[float, float]:
        """Return the changes that the permutation test just does not reject at a level.

        A change is taken away from the treated unit and the rest is tested; whatever has p above
        ``level`` is in the interval. Unbounded when there are fewer than ``1 / level - 1`` peers,
        because p cannot then be that small.
        """
        n = int(np.floor(level * (len(self.peers) + 1) + 1e-9))
        if n == 0:
            return -float("inf"), float("inf")
        lowest, highest = np.sort(self.peers["lower"]), np.sort(self.peers["upper"])
        return float(lowest[n - 1]), float(highest[-n])

    def table(self) -> pd.DataFrame:
        """Return the result as one row."""
        return pd.DataFrame(
            {
                "estimate": self.estimate,
                "lower": self.interval[0],
                "upper": self.interval[1],
                "p_value": self.p_value,
                "rank": self.rank,
                "units": len(self.peers) + 1,
                "n_before": self.n_before,
                "n_after": self.n_after,
            },
            index=pd.Index([self.treated], name="org_code"),
        )

    def sentence(self, name: str = "", unit: str = "") -> str:
        """Return what the result says, with ``name`` for the trust and the unit of the measure."""
        lower, upper = self.interval
        interval = (
            f"95% interval {lower:.3g} to {upper:.3g}"
            if np.isfinite(lower)
            else f"no 95% interval from {len(self.peers)} peers"
        )
        return (
            f"Set against peers{' that started at the same level' if self.baseline else ''}, "
            f"{name or self.treated} stood {abs(self.estimate):.3g}{unit and ' '}{unit} "
            f"{'higher' if self.estimate >= 0 else 'lower'} from {self.intervention} on than "
            f"before ({interval}; permutation p = {self.p_value:.3f}; place {self.rank} of "
            f"{len(self.peers) + 1}; {self.n_before} periods before, {self.n_after} after)."
        )


def peer_change(
    outcomes: pd.DataFrame,
    treated: str,
    intervention: Hashable,
    baseline: bool = True,
    size: pd.Series | pd.DataFrame | None = None,
) -> PeerChange:
    """Compare the change of one trust with that of every other.

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
    baseline
        Compare with peers that started at the same level (regression to the mean).
    size
        Respondents or staff: a Series over units, or periods x units. Where given, sampling error
        (1 / size) may explain part of how much a trust usually changes.

    Returns
    -------
    PeerChange

    Raises
    ------
    DesignError
        When the panel, the trust or the date allow no answer: says which and what was expected.
    """
    panel, after, missing = _known_periods(outcomes, intervention)
    panel, sampling = _complete(panel, treated, after, size)
    units, shares = _statistics(panel, after, treated, sampling, baseline)
    estimate, noise = units.loc[[treated], ["relative", "noise"]].to_numpy()[0]
    return PeerChange(
        treated=treated,
        intervention=str(intervention),
        estimate=float(estimate),
        noise=float(noise),
        shares=shares,
        peers=units.drop(index=treated),
        dropped=tuple(str(unit) for unit in outcomes.columns.difference(panel.columns)),
        n_before=int(np.sum(~after)),
        n_after=int(np.sum(after)),
        missing=missing,
        baseline=baseline,
    )


def _statistics(
    panel: pd.DataFrame, after: Mask, treated: str, sampling: Array | None, baseline: bool
) -> tuple[pd.DataFrame, tuple[float, ...]]:
    """Return the statistic of every unit with its ingredients, and the variance shares."""
    values = panel.to_numpy()
    position = int(panel.columns.get_indexer(pd.Index([treated]))[0])
    deviation = values - np.median(values, axis=1, keepdims=True)
    before = deviation[~after]
    own = before.var(axis=0, ddof=1)
    if np.median(own) <= np.finfo(float).eps * np.mean(values**2):
        raise DesignError(f"{_NAME}: most units never part from the median before the intervention")
    start = before.mean(axis=0)
    change = deviation[after].mean(axis=0) - start
    levels = start if baseline else np.zeros_like(start)
    relative, pull, inflation = _relative_changes(levels, change, position)
    noise, shares = _usual_changes(relative, inflation, own, sampling, position)
    lower, upper = _outdone(relative, pull, noise, position)
    columns = {"start": start, "change": change, "relative": relative, "noise": noise}
    bounds = {"lower": lower, "upper": upper}
    units = pd.DataFrame(columns, index=panel.columns)
    return units.assign(statistic=relative / noise, **bounds), shares


def _relative_changes(start: Array, change: Array, treated: int) -> tuple[Array, Array, Array]:
    """Return each unit's change less what the others, from its starting level, changed by.

    The treated unit is judged by its peers, and each peer by all others with the treated unit where
    they put it, so that what happened to the treated unit shifts neither its own reference nor a
    peer. Also returns by how much a peer falls when the treated unit rises by 1, and how much wider
    the prediction makes the variance: most for units that started far from the others.
    """
    design = np.column_stack([np.ones_like(start), start - start.mean()])
    hat = design @ np.linalg.pinv(design.T @ design) @ design.T
    # Dividing a residual by 1 - leverage is the same as fitting again without the unit.
    inflation = 1 / np.maximum(1 - np.diag(hat), 1e-6)
    relative = (change - hat @ change) * inflation
    pull = hat[:, treated] * inflation
    pull[treated] = 0
    return relative + pull * relative[treated], pull, inflation


def _usual_changes(
    relative: Array, inflation: Array, own: Array, sampling: Array | None, treated: int
) -> tuple[Array, tuple[float, ...]]:
    """Return how much each unit usually changes, and the shares that make up its variance.

    The variance is a mixture of the median trust's, the unit's ``own`` noise and its ``sampling``
    error, each in multiples of the median unit's. The shares are averaged over a grid, each point
    weighted by how likely it makes the changes of the peers (normal likelihood; a factor common to
    all is profiled out, since the ranking does not depend on it): few peers leave them in the
    middle, many pin them down.
    """
    shares = SHARES if sampling is not None else SHARES[SHARES[:, 2] == 0]
    sources = [np.ones_like(own), own, own if sampling is None else sampling]
    multiples = np.stack([source / np.median(source) for source in sources])
    variances = inflation * (shares @ multiples)
    reference = np.delete(variances, treated, axis=1)
    factor = np.mean(np.delete(relative, treated) ** 2 / reference, axis=1)
    likelihood = -(np.log(factor) + np.log(reference).mean(axis=1)) * reference.shape[1] / 2
    weights = np.exp(likelihood - likelihood.max())
    weights /= weights.sum()
    return np.sqrt(weights @ variances), tuple(float(share) for share in weights @ shares)


def _outdone(relative: Array, pull: Array, noise: Array, treated: int) -> tuple[Array, Array]:
    """Return the changes of the treated unit between which each peer is as far from zero as it is.

    With a change d taken away, the treated unit stands at ``relative - d`` and a peer at
    ``relative + pull (d - relative of the treated)``, each over its noise. The two are as far from
    zero at one d below the treated unit's own change and at one above.
    """
    ratio = noise / noise[treated]
    signed = np.sign(relative) * pull
    with np.errstate(divide="ignore"):  # a peer pulled along as fast is never left behind
        down = np.abs(relative) / np.maximum(ratio + signed, 0)
        up = np.abs(relative) / np.maximum(ratio - signed, 0)
    return relative[treated] - down, relative[treated] + up


def _known_periods(
    outcomes: pd.DataFrame, intervention: Hashable
) -> tuple[pd.DataFrame, Mask, tuple[str, ...]]:
    """Return the panel as numbers over the periods with a value, which lie after, and the rest."""
    if not outcomes.columns.is_unique:
        twice = outcomes.columns[outcomes.columns.duplicated()][0]
        raise DesignError(f"{_NAME}: unit {twice} stands more than once in outcomes")
    time = timeline(outcomes.index, intervention, _NAME)
    try:
        values = outcomes.astype(float)
    except (TypeError, ValueError) as error:
        raise DesignError(f"{_NAME}: outcomes must be numbers; {error}") from error
    values = values.mask(values.isin([np.inf, -np.inf]))
    known = values.notna().any(axis=1).to_numpy()
    if not known.any():
        raise DesignError(f"{_NAME}: no unit has a value in any of {len(values)} periods")
    after = time.post[known]
    require_both_sides(after, _NAME)
    return values[known], after, tuple(str(period) for period in values.index[~known])


def _complete(
    values: pd.DataFrame, treated: str, after: Mask, size: pd.Series | pd.DataFrame | None
) -> tuple[pd.DataFrame, Array | None]:
    """Return the units with every value, and the sampling variance of their changes."""
    if treated not in values.columns:
        raise DesignError(f"{_NAME}: {treated} is not among the {values.shape[1]} units")
    own = values[treated]
    if own.isna().any():
        missing = values.index[own.isna()]
        raise DesignError(
            f"{_NAME}: {treated} has no value in {len(missing)} of {len(values)} periods, first "
            f"{missing[0]}; cut the window"
        )
    if np.ptp(own) == 0:
        raise DesignError(f"{_NAME}: {treated} is constant at {own.iloc[0]:g}")
    values = values.dropna(axis="columns")
    sampling = None
    if size is not None:
        per_unit = _sampling(values, after, size)
        if treated not in per_unit.index:
            raise DesignError(f"{_NAME}: size of {treated} is not above zero in every period")
        values, sampling = values[per_unit.index], per_unit.to_numpy()
    if values.shape[1] - 1 < MIN_PEERS:
        raise DesignError(
            f"{_NAME}: {values.shape[1] - 1} peers have a value in every period; "
            f"expected {MIN_PEERS} or more"
        )
    return values, sampling


def _sampling(values: pd.DataFrame, after: Mask, size: pd.Series | pd.DataFrame) -> pd.Series:
    """Return the variance of each unit's change due to sampling, up to a factor.

    Units without a size above zero in every period are left out.
    """
    units = values.columns
    if isinstance(size, pd.Series):
        sizes = size.reindex(units).astype(float)
        return (1 / sizes[sizes > 0]).dropna()
    absent = values.index.difference(size.index)
    if len(absent):
        raise DesignError(f"{_NAME}: size has no row for {absent[0]}")
    table = size.reindex(index=values.index, columns=units).astype(float)
    inverse = (1 / table.where(table > 0)).to_numpy()
    before, later = inverse[~after], inverse[after]
    variance = before.mean(axis=0) / len(before) + later.mean(axis=0) / len(later)
    return pd.Series(variance, index=units).dropna()


def without_steps(outcomes: pd.DataFrame, limit: float = 0.05) -> pd.DataFrame:
    """Keep the units whose size never jumps: what is left has no merger or transfer in it.

    A trust that takes over a hospital or a community service gains its staff from one month to the
    next. A unit is dropped when its growth over any one period is further than ``limit`` from that
    of the median unit, either way; the rule looks at every unit and every period alike.

    Parameters
    ----------
    outcomes
        Periods x units, above zero (staff in post).
    limit
        As a share: 0.05 is five per cent more than the median unit grew.
    """
    levels = outcomes.astype(float)
    growth = levels.where(levels > 0).pct_change(fill_method=None)
    jump = growth.sub(growth.median(axis=1), axis=0).abs().max()
    return outcomes.loc[:, ~(jump > limit)]
