"""Councils as organisations of their own kind: a measure of one, before and after a printed start.

Periods of three years overlap, so that a figure shares two of its years with the next: around a
date each year is used once (:func:`used_once`). The rules on how many periods a design needs are
those for trusts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

import numpy as np
import pandas as pd

from nhs_culture import periods
from nhs_culture.data.access import Data
from nhs_culture.designs import Refused, attempt
from nhs_culture.designs.peer_change import PeerChange, peer_change
from nhs_culture.metrics.place import Place, place
from nhs_culture.units import Unit, unit
from nhs_culture.verdicts.changes import change_verdict
from nhs_culture.verdicts.multiplicity import holm
from nhs_culture.verdicts.rule import Verdict

__all__ = [
    "EVERYONE",
    "Between",
    "Tried",
    "before",
    "between",
    "outcomes",
    "put_to",
    "spending",
    "starts",
    "tried",
    "used_once",
]

EVERYONE = "all"
"""All councils with the same duties: those that verdicts rest on."""
YEARS = 5
"""Years on each side of a start that are compared, at most."""
USUAL = 0.95
"""Share of councils whose changes are called usual."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Between:
    """How far a council moved between two periods, among others.

    Attributes
    ----------
    council, measure, subgroup, first, last
        As in the panel.
    start, end
        The council's figures, in the unit of the measure.
    changes
        By council, this one included: the later figure less the earlier, in percent of it where
        the unit is money.
    """

    council: str
    measure: str
    subgroup: str
    first: str
    last: str
    start: float
    end: float
    changes: pd.Series

    @property
    def change(self) -> float:
        """The council's own change."""
        return float(self.changes[self.council])

    @property
    def median(self) -> float:
        """The change of the middle one of the others."""
        return float(self.changes.drop(self.council).median())

    @property
    def place(self) -> Place:
        """Where the change stands among all, 1 for the largest rise."""
        return place(self.changes, self.council)

    @property
    def usual(self) -> tuple[float, float]:
        """The changes between which 95 in 100 of the others lie, as many below as above."""
        others, beyond = self.changes.drop(self.council), (1 - USUAL) / 2
        return float(others.quantile(beyond)), float(others.quantile(1 - beyond))


@dataclass(frozen=True, kw_only=True, eq=False)
class Tried:
    """What the primary design says of a measure around one printed start.

    Attributes
    ----------
    measure, subgroup
        As in the panel.
    intervention, date
        Row of ``interventions.csv``.
    result
        Among all councils.
    verdict, p_adjusted
        By Holm's adjustment over whatever was tried of the council and not refused.
    """

    measure: str
    subgroup: str
    intervention: str
    date: str
    result: PeerChange | Refused
    verdict: Verdict
    p_adjusted: float | None


def starts(data: Data, council: str) -> pd.DataFrame:
    """Return the dates that documents print for the start of one programme of a council.

    Returns
    -------
    DataFrame
        Rows of ``interventions.csv`` by date: those of the name that most dates are printed for.
    """
    rows = data.register.interventions
    own = rows[rows["org_code"] == council]
    if own.empty:
        return own
    named = own[own["name"] == own["name"].mode().iloc[0]]
    by_date: pd.DataFrame = named.sort_values("date", ignore_index=True)
    return by_date


def outcomes(
    data: Data, council: str, measure: str, group: str, *, subgroup: str = "all"
) -> pd.DataFrame:
    """Return a measure of a council and of those that it is compared with, for a design.

    Parameters
    ----------
    group
        ``benchmark group`` (councils of its class), ``region`` or ``all``.

    Returns
    -------
    DataFrame
        Periods x ONS codes, the periods that the council has; money as logarithms times 100, so
        that a difference is growth in percent.
    """
    table = data.peers(council, measure, group, subgroup=subgroup)
    held: pd.DataFrame = table[table[council].notna()] if council in table else table.iloc[:0]
    if not unit(data.register.measure(measure)["unit"]).on_logarithms:
        return held
    logarithms: pd.DataFrame = held.where(held > 0).apply(np.log) * 100
    return logarithms


def used_once(table: pd.DataFrame, date: str, frequency: str) -> pd.DataFrame:
    """Return the periods on each side of a date, no year of them used twice.

    Counted from the date: the last that ends before it, the last that ends before that one begins,
    and so on; after it likewise. A period that holds the date is left out, unless it begins on it.

    Parameters
    ----------
    table
        Periods x councils.
    date
        ``YYYY-MM-DD``.
    frequency
        As in ``measures.csv``.
    """
    day = pd.Timestamp(date)
    near = day - pd.DateOffset(years=YEARS), day + pd.DateOffset(years=YEARS)
    spans = {str(label): periods.bounds(str(label), frequency) for label in table.index}
    if frequency == "three_years":  # else five years would hold a single one
        near = pd.Timestamp.min, pd.Timestamp.max
    kept: list[str] = []
    limit = day
    for label in reversed(spans):
        first, last = map(pd.Timestamp, spans[label])
        if last < limit and first >= near[0]:
            kept, limit = [label, *kept], first
    limit = day - pd.Timedelta(days=1)
    for label, (first, last) in spans.items():
        if pd.Timestamp(first) > limit and pd.Timestamp(last) < near[1]:
            kept, limit = [*kept, label], pd.Timestamp(last)
    return table.loc[kept]


def put_to(
    data: Data,
    council: str,
    measure: str,
    date: str,
    group: str,
    *,
    subgroup: str = "all",
    since: str = "",
) -> PeerChange | Refused:
    """Return what the primary design says of a council around a date, or its refusal.

    Periods before ``since`` do not compare with later ones and are not used.
    """
    frequency = data.register.measure(measure)["frequency"]
    table = outcomes(data, council, measure, group, subgroup=subgroup).loc[since or None :]
    kept = used_once(table, date, frequency)
    after = [label for label in kept.index if _begins(label, frequency) >= pd.Timestamp(date)]
    if after and frequency != "three_years":
        kept = kept.reindex(periods.span(kept.index[0], kept.index[-1], frequency))
    first_after = after[0] if after else periods.containing(date, frequency)
    return cast("PeerChange | Refused", attempt(peer_change, kept, council, first_after))


def tried(data: Data, council: str, asked: Iterable[tuple[str, str, str]]) -> list[Tried]:
    """Return what the primary design says of measures and subgroups around every printed start.

    Each with its first period that compares with later ones.
    """
    around = starts(data, council)[["intervention_id", "date"]].to_numpy()
    pairs = [(*one, *map(str, start)) for one in asked for start in around]
    results = [
        put_to(data, council, measure, date, EVERYONE, subgroup=subgroup, since=since)
        for measure, subgroup, since, _, date in pairs
    ]
    return [
        Tried(
            measure=measure,
            subgroup=subgroup,
            intervention=intervention,
            date=date,
            result=result,
            p_adjusted=p,
            verdict=change_verdict(
                result,
                calibrated=data.register.measure(measure)["calibrated"] == "yes",
                p_adjusted=p,
            ),
        )
        for (measure, subgroup, _, intervention, date), result, p in zip(
            pairs, results, _adjusted(results), strict=True
        )
    ]


def _adjusted(results: Iterable[PeerChange | Refused]) -> list[float | None]:
    """Return Holm's p-value of each result, None of a refusal."""
    results = list(results)
    adjusted = iter(holm([one.p_value for one in results if isinstance(one, PeerChange)]))
    return [next(adjusted) if isinstance(one, PeerChange) else None for one in results]


def before(data: Data, council: str, measure: str, date: str, *, subgroup: str = "all") -> str:
    """Return the last period of a council's figures that ends before a date; empty for none."""
    own = data.series(council, measure, subgroup=subgroup)
    frequency = data.register.measure(measure)["frequency"]
    ended = [
        str(label)
        for label in own.index
        if periods.bounds(str(label), frequency)[1] < pd.Timestamp(date)
    ]
    return ended[-1] if ended else ""


def spending(data: Data, first: str, last: str) -> dict[str, pd.DataFrame]:
    """Return what every council spent in two years, by what is counted in.

    Returns
    -------
    dict
        Scope, in words -> the two years x ONS codes, in pounds: services of its own, the same with
        the line of other services, and all services but public health.
    """
    years = [first, last]

    def of(name: str) -> pd.DataFrame:
        held: pd.DataFrame = data.wide(name).reindex(years)
        return held

    own, other = of("council_spending"), of("council_other_services").fillna(0)
    return {
        "Services of its own": own,
        "The same with the line “other services”": own + other,
        "All services, schools with them, without public health": of("council_services")
        - of("council_public_health").fillna(0),
    }


def _begins(label: object, frequency: str) -> pd.Timestamp:
    return pd.Timestamp(periods.bounds(str(label), frequency)[0])


def between(
    data: Data,
    council: str,
    measure: str,
    ends: tuple[str, str],
    group: str,
    *,
    subgroup: str = "all",
) -> Between | None:
    """Return how far a council moved between two periods; None where it lacks either."""
    table = outcomes(data, council, measure, group, subgroup=subgroup)
    first, last = ends
    if not {first, last} <= set(table.index):
        return None
    changes: pd.Series = table.T[last] - table.T[first]
    if _unit(data, measure).on_logarithms:
        changes = 100 * (changes / 100).map(np.expm1)
    own = data.series(council, measure, subgroup=subgroup)
    return Between(
        council=council,
        measure=measure,
        subgroup=subgroup,
        first=first,
        last=last,
        start=float(own[first]),
        end=float(own[last]),
        changes=changes.dropna(),
    )


def _unit(data: Data, measure: str) -> Unit:
    return unit(data.register.measure(measure)["unit"])
