"""The gap of a trust to its peers, period by period, before, after and later.

A change of means can hide that a trust was rising all along, or that it fell back soon after. Here
each period stands by itself: how far the trust was from where it stood before the intervention on
average, less what peers that started alike had moved by then. The mean over the periods after is
the estimate of the primary design.

Around no difference lies the band that the peers themselves keep to: pointwise, which 95% of trusts
keep in any one period, and at once, which 95% keep in every period of a stage. A trust that leaves
the second before the intervention was already on a course of its own.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture import periods
from nhs_culture.designs.inputs import Cut, IntArray, cut, numbers, up_to
from nhs_culture.designs.paths import Paths, paths
from nhs_culture.designs.peer_change import FEWEST_PEERS
from nhs_culture.designs.permutation import LEVEL, Permuted, permuted, places
from nhs_culture.designs.result import as_far_as, permutation_p
from nhs_culture.units import Unit

__all__ = ["STAGES", "AtOnce", "EventStudy", "event_study"]

STAGES = ("before", "after", "later")
"""Before the intervention; from it to the end of the window; what came afterwards."""

_NAME = "event study"

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class AtOnce:
    """All periods of a stage together.

    Attributes
    ----------
    p_value
        Share of trusts whose most unusual period of the stage is at least as unusual.
    n_peers
        Peers with a figure in every period of the stage.
    n_periods
        Periods of the stage.
    """

    p_value: float
    n_peers: int
    n_periods: int


@dataclass(frozen=True, eq=False, kw_only=True)
class EventStudy:
    """A trust's path among its peers.

    Attributes
    ----------
    treated, intervention
        ODS code, and label of the first period after.
    periods
        One row per period, indexed by label: ``stage``; ``gap`` (value less the median trust's);
        ``relative`` (gap less the trust's mean gap before, less what peers that started alike had
        moved by then); ``lower`` and ``upper`` (its 95% interval by permutation; NaN with fewer
        than 19 peers); ``band`` (half the width of the band around 0 that 95% of trusts keep in
        this period, on this trust's scale) and ``band_at_once`` (the same for all periods of the
        stage together); ``p_value``; ``n_peers``.
    at_once
        Stage -> all its periods together.
    dropped, missing
        As of :class:`~nhs_culture.designs.result.Result`; ``missing`` also has the later periods
        without a figure for the trust.
    """

    treated: str
    intervention: str
    periods: pd.DataFrame
    at_once: Mapping[str, AtOnce]
    dropped: Mapping[str, str]
    missing: tuple[str, ...]

    def table(self) -> pd.DataFrame:
        """Return one row per period: see ``periods``."""
        return self.periods

    def sentence(self, name: str, unit: Unit) -> str:
        """Return the path in plain English."""
        return " ".join(self._told(stage, name, unit) for stage in STAGES if stage in self.at_once)

    def _told(self, stage: str, name: str, unit: Unit) -> str:
        rows, together = self.periods[self.periods["stage"] == stage], self.at_once[stage]
        relative = rows["relative"].astype(float)
        largest = str(relative.abs().idxmax())
        when = {"before": "Before", "after": "From then on", "later": "Later"}[stage]
        return (
            f"{when}, {name} was furthest from where peers that started alike were in "
            f"{periods.in_words(largest)}, by {unit.change(relative[largest])}; in its most "
            f"unusual of {together.n_periods} periods {together.p_value:.0%} of "
            f"{together.n_peers + 1} trusts were as far or further."
        )


def event_study(
    outcomes: pd.DataFrame, treated: str, intervention: Hashable, last: Hashable | None = None
) -> EventStudy:
    """Return the path of one trust among its peers.

    Parameters
    ----------
    outcomes
        Periods x units, one measure: the window and, where there are any, later periods. In the
        window as for :func:`~nhs_culture.designs.peer_change.peer_change`. Later a unit may have
        gaps: each period is judged by the peers that have a figure.
    treated
        Column of ``outcomes``.
    intervention
        Label of the first period after.
    last
        Label of the last period of the window; the last of ``outcomes`` where not given.

    Returns
    -------
    EventStudy

    Raises
    ------
    DesignError
        As :func:`~nhs_culture.designs.peer_change.peer_change`.
    """
    window = outcomes if last is None else up_to(outcomes, last, _NAME)
    panel = cut(window, treated, intervention, design=_NAME, fewest_peers=FEWEST_PEERS)
    found = paths(panel, _NAME)
    later = numbers(outcomes.iloc[len(window) :][panel.outcomes.columns], _NAME)
    known = later[later[treated].notna()]
    rows = [*_window(panel, found), *_later(known)]
    judged = [_judged(row, panel, found) for row in rows]
    stages = {stage: [one for one in judged if one.stage == stage] for stage in STAGES}
    together = {stage: _at_once(some, treated) for stage, some in stages.items() if some}
    table = {one.label: {**one.row(), **together[one.stage].band(one)} for one in judged}
    return EventStudy(
        treated=treated,
        intervention=panel.intervention,
        periods=pd.DataFrame.from_dict(table, orient="index").rename_axis("period"),
        at_once={stage: one.summary for stage, one in together.items()},
        dropped=panel.dropped,
        missing=(*panel.missing, *(str(label) for label in later.index.difference(known.index))),
    )


@dataclass(frozen=True, eq=False)
class _Period:
    """One period, judged: the statistic of every unit is in multiples of the median unit's."""

    label: str
    stage: str
    gap: float
    result: Permuted
    units: pd.Index

    @cached_property
    def unusual(self) -> pd.Series:
        return pd.Series(np.abs(self.result.statistic[0]) / self.usual, self.units)

    @cached_property
    def usual(self) -> float:
        return float(np.median(np.abs(self.result.statistic[0])))

    def row(self) -> dict[str, object]:
        tested = self.result.standing()
        lower, upper = tested.interval or (np.nan, np.nan)
        return {
            "stage": self.stage,
            "gap": self.gap,
            "relative": tested.estimate,
            "lower": lower,
            "upper": upper,
            "p_value": tested.p_value,
            "n_peers": tested.n_peers,
        }


@dataclass(frozen=True, eq=False)
class _Together:
    """The periods of a stage together: how unusual the most unusual one of a unit is."""

    summary: AtOnce
    treated: str
    most: pd.Series

    def band(self, period: _Period) -> dict[str, float]:
        scale = period.usual * float(period.result.own_noise[0])
        alone = period.unusual[period.units != self.treated]
        return {"band": _edge(alone) * scale, "band_at_once": self.edge * scale}

    @cached_property
    def edge(self) -> float:
        return _edge(self.most.drop(self.treated))


@dataclass(frozen=True, eq=False)
class _Row:
    """The gaps of one period, and the positions of the units that have one."""

    label: str
    stage: str
    gaps: Array
    units: IntArray


def _window(panel: Cut, found: Paths) -> list[_Row]:
    """Return every period of the window, in which all units have a figure."""
    every = np.arange(panel.outcomes.shape[1])
    rows = zip(panel.outcomes.index, found.after, found.gaps, strict=True)
    return [_Row(str(label), STAGES[int(after)], gaps, every) for label, after, gaps in rows]


def _later(known: pd.DataFrame) -> list[_Row]:
    """Return every later period in which enough units have a figure."""
    rows = []
    for label, row in known.iterrows():
        values = row.to_numpy(dtype=float)
        units = np.flatnonzero(row.notna())
        if len(units) > FEWEST_PEERS:
            rows.append(_Row(str(label), STAGES[2], values - np.median(values[units]), units))
    return rows


def _judged(row: _Row, panel: Cut, found: Paths) -> _Period:
    units = row.units
    contrast = (row.gaps - found.start)[units]
    position = np.flatnonzero(units == panel.position)
    result = permuted(contrast, found.alike[units], found.own[units], position, design=_NAME)
    gap = float(row.gaps[panel.position])
    return _Period(row.label, row.stage, gap, result, panel.outcomes.columns[units])


def _at_once(periods: list[_Period], treated: str) -> _Together:
    """Rank the treated unit's most unusual period among those of the units with all of them."""
    most = pd.DataFrame({one.label: one.unusual for one in periods}).dropna().max(axis=1)
    n_peers = len(most) - 1
    as_far = as_far_as(most[treated], most.drop(treated))
    summary = AtOnce(permutation_p(as_far, n_peers), n_peers, len(periods))
    return _Together(summary, treated, most)


def _edge(unusual: pd.Series) -> float:
    """Return the value that a unit must pass for p to be at most 0.05; NaN with too few peers."""
    n = places(len(unusual), LEVEL)
    return float(np.sort(unusual)[-n]) if n else np.nan
