"""Whether trusts that joined a programme changed by more than others of their kind and level.

One trust alone shows only large changes. Here the members of a programme are stacked by the time
since each joined: every member is compared, over a window around its own date, with trusts that
never joined, by the statistic of the primary design (change of the gap to the median trust, less
what a line through the starting levels predicts), and the members' changes are averaged.

How far such a mean strays by chance is learnt from made-up programmes: sets of trusts that never
joined, with the same dates and kinds and with starting levels like the members', each compared with
the rest in the same way. Programmes are often given to trusts at their worst, and those would have
come back part of the way in any case: so would the trusts of the made-up programmes.

Stacking by time since the event, with clean controls, is Cengiz, Dube, Lindner and Zipperer (2019,
Quarterly Journal of Economics 134, 1405-1454) and Wing, Freedman and Hollingsworth (2024, NBER
working paper 32054). Judging a mean over treated units by means over untreated ones is Conley and
Taber (2011, Review of Economics and Statistics 93, 113-125), and Cavallo, Galiani, Noy and Pantano
(2013, the same 95, 1549-1561) for several units with dates of their own. Dividing by a standard
error before ranking makes the test robust to unequal noise (Chung and Romano 2013, Annals of
Statistics 41, 484-507).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture.designs.inputs import BoolArray, IntArray, Window, complete, timeline
from nhs_culture.designs.made_up import Cell, Drawn, draw, judged
from nhs_culture.designs.peer_change import FEWEST_PEERS
from nhs_culture.designs.permutation import LEVEL, POWER, UNADJUSTED, permuted
from nhs_culture.designs.refusals import TooFewMembers, TooFewPeers
from nhs_culture.designs.result import as_far_as, permutation_p
from nhs_culture.english import counted, p_value
from nhs_culture.errors import DesignError
from nhs_culture.metrics.arguments import whole
from nhs_culture.metrics.checked import checked, each, kind
from nhs_culture.units import Unit

__all__ = [
    "DRAWS",
    "FEWEST_MEMBERS",
    "Cohort",
    "StackedProgramme",
    "Without",
    "stacked_programme",
    "without_each",
    "year_by_year",
]

Array = npt.NDArray[np.float64]

FEWEST_MEMBERS = 3
"""Fewer are single trusts, which the primary design asks about."""

DRAWS = 1999
"""Made-up programmes: p is known to 0.005 around 0.05, and cannot be under 0.0005."""

_NAME = "stacked programme"
_LOOK_ALIKES = 3
"""A made-up member is drawn from the third of trusts whose starting level is nearest."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Cohort:
    """Members of one kind that joined at one time, with the trusts that they are compared with.

    Attributes
    ----------
    name
        For tables: kind and date.
    outcomes
        Periods x units, one measure; exactly the window to be used. Members and trusts that never
        joined; units with a gap are left out.
    members
        Those columns of ``outcomes`` that joined.
    intervention
        Label of the first period after.
    also
        Units that were in another programme in the window: what that makes of a change is taken
        off, as the starting level is.
    """

    name: str
    outcomes: pd.DataFrame
    members: Collection[str]
    intervention: Hashable
    also: Collection[str] = ()


@dataclass(frozen=True, eq=False, kw_only=True)
class StackedProgramme:
    """The members' mean change relative to trusts that never joined, judged by made-up programmes.

    Attributes
    ----------
    estimate
        Mean over members, in the unit of the measure.
    interval
        95%, by the made-up programmes.
    p_value
        Two-sided, of no change: ``(1 + as_far) / (1 + draws)``.
    as_far
        Made-up programmes whose mean lies at least as far from zero, each in its standard errors.
    draws
        Made-up programmes.
    detectable
        Mean change that would have been seen 8 times in 10.
    made_up
        Mean change of the made-up programmes: what trusts that started so show on average beyond
        a straight line.
    members
        One row per member: ``cohort``, ``intervention``, ``start`` (mean gap before), ``estimate``,
        ``noise`` (by how much such a trust strays) and ``n_peers``.
    spread
        Standard deviation of the members' changes beyond what chance makes of them; 0 where the
        members of made-up programmes differ as much.
    spread_p
        Share of made-up programmes whose members differ as much.
    dropped
        Units left out -> why, members and others.
    """

    estimate: float
    interval: tuple[float, float]
    p_value: float
    as_far: int
    draws: int
    detectable: float
    made_up: float
    members: pd.DataFrame
    spread: float
    spread_p: float
    dropped: Mapping[str, str]

    @property
    def above(self) -> int:
        """Members that rose by more than trusts that started alike."""
        return int((self.members["estimate"] > 0).sum())

    def table(self) -> pd.DataFrame:
        """Return one row: what the programme's members did on average, and how sure that is."""
        lower, upper = self.interval
        row = {
            "members": len(self.members),
            "estimate": self.estimate,
            "lower": lower,
            "upper": upper,
            "p_value": self.p_value,
            "detectable": self.detectable,
            "above": self.above,
            "spread": self.spread,
            "spread_p": self.spread_p,
            "made_up": self.made_up,
        }
        return pd.DataFrame([row])

    def sentence(self, name: str, unit: Unit) -> str:
        """Return what was found in plain English."""
        return (
            f"The {counted(len(self.members), 'member')} of {name} stood "
            f"{unit.size(self.estimate)} {'higher' if self.estimate >= 0 else 'lower'} on average "
            "after joining than trusts that never joined, started at the same level and are of the "
            f"same kind (95% interval {unit.interval(*self.interval)}; {self.as_far} of "
            f"{self.draws} made-up programmes moved as far, {p_value(self.p_value)}). {self.above} "
            f"of {len(self.members)} rose by more than such trusts. A mean change of "
            f"{unit.size(self.detectable)} would have been seen 8 times in 10 {UNADJUSTED}."
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class Without:
    """What the mean becomes without one member.

    Attributes
    ----------
    table
        One row per member left out: ``estimate`` and ``p_value`` of the others.
    """

    table: pd.DataFrame = field(repr=False)

    @property
    def range(self) -> tuple[float, float]:
        """The smallest and the largest mean."""
        return float(self.table["estimate"].min()), float(self.table["estimate"].max())


@checked(cohorts=each(kind(Cohort)))
def stacked_programme(
    cohorts: Sequence[Cohort], *, draws: int = DRAWS, seed: int = 0
) -> StackedProgramme:
    """Compare the members of a programme with trusts that never joined.

    Parameters
    ----------
    cohorts
        The members by kind and date. A cohort that allows no comparison (too few periods or
        peers) is left out, and its members are named in ``dropped``.
    draws
        Made-up programmes.
    seed
        Of their draw: the same seed gives the same numbers.

    Raises
    ------
    TooFewMembers
        When fewer than 3 members can be compared.
    DesignError
        When a member stands there twice, or there are fewer than 19 draws.
    """
    _drawn(draws, seed)
    stacks, dropped = _stacks(cohorts)
    cells = [stack.cell(stack.change) for stack in stacks]
    sets = draw(cells, draws, np.random.default_rng(seed))
    own, chance = judged(cells, None), judged(cells, sets)
    excess = max(0.0, own.spread[0] / chance.spread.mean() - 1)
    edge = float(np.quantile(np.abs(chance.statistic), 1 - LEVEL))
    seen = float(np.quantile(chance.statistic, POWER)) + edge
    as_far = _as_far(own, chance)
    estimate, error = float(own.mean[0]), float(own.error[0])
    return StackedProgramme(
        estimate=estimate,
        interval=(estimate - edge * error, estimate + edge * error),
        p_value=permutation_p(as_far, draws),
        as_far=as_far,
        draws=draws,
        detectable=seen * error,
        made_up=float(chance.mean.mean()),
        members=_members(stacks, own),
        spread=float(np.sqrt(excess * own.variances.mean())),
        spread_p=float((1 + (chance.spread >= own.spread[0]).sum()) / (1 + draws)),
        dropped=dropped,
    )


@checked(cohorts=each(kind(Cohort)))
def without_each(cohorts: Sequence[Cohort], *, draws: int = 499, seed: int = 0) -> Without:
    """Return the mean and its p-value without each member in turn.

    Parameters and errors are those of :func:`stacked_programme`; needs one member more.
    """
    _drawn(draws, seed)
    stacks, _ = _stacks(cohorts, fewest=FEWEST_MEMBERS + 1)
    rows = {}
    for at, stack in enumerate(stacks):
        for code in stack.members:
            every = [one.cell(one.change) for one in stacks]
            every[at] = every[at].without(list(stack.units).index(code))
            cells = [cell for cell in every if len(cell.members)]
            sets = draw(cells, draws, np.random.default_rng(seed))
            own, chance = judged(cells, None), judged(cells, sets)
            rows[code] = (float(own.mean[0]), permutation_p(_as_far(own, chance), draws))
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["estimate", "p_value"])
    return Without(table=table.rename_axis("without"))


@checked(cohorts=each(kind(Cohort)))
def year_by_year(cohorts: Sequence[Cohort], *, draws: int = DRAWS, seed: int = 0) -> pd.DataFrame:
    """Return the members' mean distance from where they started, by years since joining.

    Parameters and errors are those of :func:`stacked_programme`.

    Returns
    -------
    DataFrame
        One row per year since joining, 0 the first, below 0 before: ``estimate`` (mean gap in the
        year less the mean gap before, less what trusts that never joined and started alike moved
        by), ``lower`` and ``upper`` (95% interval), ``band`` (half the width of the band around 0
        that 95% of the made-up programmes keep in that year), ``p_value`` and ``n_members``.
    """
    _drawn(draws, seed)
    stacks, _ = _stacks(cohorts)
    sets = draw([stack.cell(stack.change) for stack in stacks], draws, np.random.default_rng(seed))
    rows = {}
    for year in sorted({int(year) for stack in stacks for year in stack.years}):
        there = [(one, picks) for one, picks in zip(stacks, sets, strict=True) if year in one.years]
        cells = [stack.cell(stack.year(year)) for stack, _ in there]
        rows[year] = _year(judged(cells, None), judged(cells, [picks for _, picks in there]))
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("year")


def _year(own: Drawn, chance: Drawn) -> dict[str, float]:
    edge = float(np.quantile(np.abs(chance.statistic), 1 - LEVEL)) * float(own.error[0])
    mean = float(own.mean[0])
    return {
        "estimate": mean,
        "lower": mean - edge,
        "upper": mean + edge,
        "band": edge,
        "p_value": permutation_p(_as_far(own, chance), len(chance.mean)),
        "n_members": own.each.shape[1],
    }


def _as_far(own: Drawn, chance: Drawn) -> int:
    return as_far_as(float(own.statistic[0]), chance.statistic)


@dataclass(frozen=True, eq=False)
class _Stack:
    """A cohort as numbers: gaps to the median unit, and how much each unit strays."""

    cohort: Cohort
    panel: Window
    gaps: Array
    start: Array
    noise: Array
    a_year: int

    @property
    def units(self) -> pd.Index:
        return self.panel.outcomes.columns

    @property
    def treated(self) -> BoolArray:
        return np.asarray(self.units.isin(list(self.cohort.members)))

    @property
    def members(self) -> list[str]:
        return [str(code) for code in self.units[self.treated]]

    @property
    def years(self) -> IntArray:
        """Years since joining of each period, below 0 before."""
        return self.panel.times // self.a_year

    @property
    def change(self) -> Array:
        return np.asarray(self.gaps[self.panel.after].mean(axis=0) - self.start)

    def year(self, year: int) -> Array:
        """Return the gap in a year since joining, less the mean gap before."""
        return np.asarray(self.gaps[self.years == year].mean(axis=0) - self.start)

    def cell(self, contrast: Array) -> Cell:
        """Return a contrast with what is needed to judge it."""
        also = np.asarray(self.units.isin(list(self.cohort.also)), dtype=float)
        like = np.column_stack([np.ones(len(contrast)), self.start, also])
        third = max(FEWEST_PEERS, int((~self.treated).sum()) // _LOOK_ALIKES)
        return Cell(
            units=tuple(map(str, self.units)),
            treated=self.treated,
            contrast=contrast,
            like=like if also.any() and not also.all() else like[:, :2],
            noise=self.noise,
            look_alikes=third,
        )


def _drawn(draws: int, seed: int) -> None:
    """Refuse a number of made-up programmes that no level of 5% can be told by."""
    whole(draws, "draws", _NAME, lower=round(1 / LEVEL) - 1)
    whole(seed, "seed", _NAME)


def _stacks(
    cohorts: Sequence[Cohort], *, fewest: int = FEWEST_MEMBERS
) -> tuple[list[_Stack], dict[str, str]]:
    counts = Counter(str(code) for cohort in cohorts for code in set(cohort.members))
    if twice := [code for code, times in counts.items() if times > 1]:
        reason = f"{twice[0]} is a member in {counts[twice[0]]} cohorts; expected one"
        raise DesignError(reason, design=_NAME, argument="cohorts")
    stacks: list[_Stack] = []
    dropped: dict[str, str] = {}
    for cohort in cohorts:
        try:
            stack = _stack(cohort)
        except DesignError as error:
            dropped |= dict.fromkeys(map(str, cohort.members), error.told("the members"))
            continue
        dropped |= stack.panel.dropped
        stacks += [stack] if stack.members else []
    found = sum(len(stack.members) for stack in stacks)
    if found < fewest:
        raise TooFewMembers(_NAME, found=found, needed=fewest)
    return stacks, dropped


def _stack(cohort: Cohort) -> _Stack:
    outcomes, date = cohort.outcomes, cohort.intervention
    panel = complete(outcomes, date, design=_NAME, fewest_peers=FEWEST_PEERS)
    treated = panel.outcomes.columns.isin(list(cohort.members))
    compared = panel.outcomes.loc[:, ~treated].to_numpy()
    if compared.shape[1] < FEWEST_PEERS:
        raise TooFewPeers(_NAME, found=compared.shape[1], needed=FEWEST_PEERS)
    gaps = panel.outcomes.to_numpy() - np.median(compared, axis=1, keepdims=True)
    before = gaps[~panel.after]
    start, own = before.mean(axis=0), before.var(axis=0, ddof=1)
    change = (gaps[panel.after].mean(axis=0) - start)[~treated]
    usual = own[~treated]
    found = permuted(change, start[~treated, None], usual, [0], design=_NAME)
    noise = np.sqrt(found.shares[0] @ np.stack([np.ones_like(own), own / np.median(usual)]))
    a_year = timeline(outcomes.index, date, _NAME).season or 1
    return _Stack(cohort, panel, gaps, start, noise, a_year)


def _members(stacks: Sequence[_Stack], own: Drawn) -> pd.DataFrame:
    rows = [
        {
            "org_code": code,
            "cohort": stack.cohort.name,
            "intervention": stack.panel.intervention,
            "start": stack.start[place],
            "n_peers": int((~stack.treated).sum()),
        }
        for stack in stacks
        for code, place in zip(stack.members, np.flatnonzero(stack.treated), strict=True)
    ]
    table = pd.DataFrame(rows).set_index("org_code")
    return table.assign(estimate=own.each[0], noise=np.sqrt(own.variances[0]))
