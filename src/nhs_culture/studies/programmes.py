"""Programmes that many trusts joined: who joined when, and what that is compared with.

A programme is rows of ``programmes.csv`` and ``programme_members.csv``; another is rows only. Every
member is put beside trusts of its kind that are on no list of the programme, dated or not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from nhs_culture import periods
from nhs_culture.data.access import Data
from nhs_culture.designs.callaway_santanna import CallawaySantAnna, callaway_santanna
from nhs_culture.designs.refusals import TooFewMembers
from nhs_culture.designs.stacked_programme import (
    FEWEST_MEMBERS,
    Cohort,
    StackedProgramme,
    stacked_programme,
)
from nhs_culture.errors import DesignError
from nhs_culture.register import Register
from nhs_culture.studies.compared import comparable, left_out
from nhs_culture.studies.horizon import around, every_period
from nhs_culture.studies.made_up_programmes import ErrorRate, tried
from nhs_culture.units import Unit, unit
from nhs_culture.verdicts.multiplicity import false_discovery_rate, holm

__all__ = [
    "SETTLING",
    "Examination",
    "Placed",
    "Programme",
    "adjusted",
    "every_examination",
    "examination",
    "first_after",
    "measures",
    "pooled",
    "programme",
    "shared",
]

SETTLING = 3
"""Months after joining before which a period counts as before: a survey in the autumn after a start
in July asks staff who have hardly met the programme."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Programme:
    """A programme and its members.

    Attributes
    ----------
    programme_id, name, what, chosen, note
        As in ``programmes.csv``.
    members
        Its rows of ``programme_members.csv``.
    """

    programme_id: str
    name: str
    what: str
    chosen: str
    note: str
    members: pd.DataFrame

    @property
    def codes(self) -> frozenset[str]:
        """Every trust on the list, dated or not."""
        return frozenset(self.members["org_code"]) - {""}

    @property
    def dated(self) -> pd.DataFrame:
        """The first spell of every member with a date, by ODS code."""
        known = self.members[(self.members["org_code"] != "") & (self.members["joined"] != "")]
        return (
            known.sort_values("joined", kind="stable")
            .drop_duplicates("org_code")
            .set_index("org_code")
        )

    @property
    def unplaced(self) -> pd.DataFrame:
        """The rows without a trust or without a date."""
        return self.members[(self.members["org_code"] == "") | (self.members["joined"] == "")]

    def without(self, codes: Collection[str]) -> Programme:
        """Return the programme with the dates of some members taken away: on the list, not used."""
        undated = self.members["org_code"].isin(list(codes))
        return replace(
            self, members=self.members.assign(joined=self.members["joined"].mask(undated, ""))
        )

    @property
    def strict(self) -> Programme:
        """The programme without members whose date is doubtful."""
        return self.without(self.dated.index[self.dated["weak"] == "yes"])


@dataclass(frozen=True, eq=False, kw_only=True)
class Placed:
    """The members of a programme as cohorts of one measure.

    Attributes
    ----------
    cohorts
        What :func:`~nhs_culture.designs.stacked_programme.stacked_programme` takes.
    left_out
        ODS code -> why a dated member is not in them.
    """

    cohorts: tuple[Cohort, ...]
    left_out: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Examination:
    """A programme and one measure; each part is computed when it is asked for.

    A part is the error where it cannot be computed.
    """

    data: Data
    programme: Programme
    measure: str

    @property
    def estimate_unit(self) -> Unit:
        """The unit of a change."""
        return unit(self.data.register.measure(self.measure)["unit"]).difference

    @property
    def measure_name(self) -> str:
        """What a reader calls the measure."""
        return str(self.data.register.measure(self.measure)["name"])

    @property
    def tried(self) -> ErrorRate | None:
        """How often the test notes made-up programmes; None where that was not tried."""
        return tried(self.data.project).get((self.programme.name, self.measure_name))

    @property
    def holds(self) -> bool:
        """Whether the test is known to hold its level."""
        return self.tried is not None and self.tried.holds

    @cached_property
    def placed(self) -> Placed:
        """The members by kind and date."""
        return _placed(self.data, self.programme, self.measure)

    @cached_property
    def stacked(self) -> StackedProgramme | DesignError:
        """The members' mean change."""
        return _tried(self.placed.cohorts)

    @property
    def table(self) -> pd.DataFrame:
        """One row: the members' mean change, or why there is none."""
        if isinstance(self.stacked, DesignError):
            return pd.DataFrame({"refusal": [self.stacked.reason]})
        return self.stacked.table()

    def without(self, codes: Collection[str]) -> StackedProgramme | DesignError:
        """Return the mean change of the members that are not among some trusts."""
        return Examination(self.data, self.programme.without(codes), self.measure).stacked

    @cached_property
    def strict(self) -> StackedProgramme | DesignError:
        """The mean change of the members whose date is beyond doubt."""
        return Examination(self.data, self.programme.strict, self.measure).stacked

    def beside(self, other: Programme) -> StackedProgramme | DesignError:
        """Return the mean change with what another programme makes of it taken off."""
        return _tried(replace(cohort, also=other.codes) for cohort in self.placed.cohorts)

    @cached_property
    def staggered(self) -> CallawaySantAnna | DesignError:
        """The estimate of Callaway and Sant'Anna on gaps to the median trust of the kind."""
        try:
            return callaway_santanna(*_staggered(self.data, self.programme, self.measure))
        except DesignError as error:
            return error


def programme(register: Register, programme_id: str) -> Programme:
    """Return a programme of the register.

    Raises
    ------
    DataError
        When there is none of this name.
    """
    row = register.programme(programme_id)
    members = register.programme_members
    own = members[members["programme_id"] == programme_id]
    told = {name: row[name] for name in ("programme_id", "name", "what", "chosen", "note")}
    return Programme(members=own, **told)


def pooled(register: Register) -> tuple[Programme, ...]:
    """Return the programmes whose members may be averaged and of which enough have a date."""
    ids = register.programmes.loc[register.programmes["pooled"] == "yes", "programme_id"]
    every = [programme(register, one) for one in ids]
    return tuple(one for one in every if len(one.dated) >= FEWEST_MEMBERS)


def measures(data: Data) -> list[str]:
    """Return the measures of trusts on which the primary design was calibrated."""
    table = data.measured(data.register.trusts["org_code"])
    return [str(one) for one in table.loc[table["calibrated"] == "yes", "measure"]]


def examination(data: Data, programme_id: str, measure: str) -> Examination:
    """Return a programme beside one measure."""
    return Examination(data, programme(data.register, programme_id), measure)


def every_examination(data: Data) -> tuple[Examination, ...]:
    """Return every programme that may be averaged, beside every calibrated measure."""
    return tuple(
        Examination(data, one, measure)
        for one in pooled(data.register)
        for measure in measures(data)
    )


def shared(one: Programme, other: Programme) -> list[str]:
    """Return the dated members that two programmes have in common."""
    return sorted({*one.dated.index} & {*other.dated.index})


def first_after(joined: str, frequency: str) -> str:
    """Return the first period that is wholly after a trust joined and settled in.

    Parameters
    ----------
    joined
        A year, month or day; of a year or month the last day counts.
    frequency
        Of the measure.

    Examples
    --------
    >>> first_after("2014-06", "survey"), first_after("2015-07", "survey")
    ('2014', '2016')
    >>> first_after("2014", "year"), first_after("2013-07", "month")
    ('2016', '2013-11')
    """
    settled = _last_day(joined) + pd.DateOffset(months=SETTLING)
    label = periods.containing(settled, frequency)
    while periods.bounds(label, frequency)[0] <= settled:
        label = periods.shift(label, frequency, 1)
    return label


def adjusted(over: Iterable[Examination]) -> pd.DataFrame:
    """Return what programmes come to on measures, allowing for how many were asked.

    Returns
    -------
    DataFrame
        One row per programme and measure with an answer, with the columns of
        :meth:`~nhs_culture.designs.stacked_programme.StackedProgramme.table`, ``p_holm`` (within
        the programme) and ``p_fdr`` (the share of false discoveries across all programmes).
    """
    answered = {
        (one.programme.programme_id, one.measure): one.stacked.table()
        for one in over
        if isinstance(one.stacked, StackedProgramme)
    }
    if not answered:
        return pd.DataFrame()
    table = pd.concat(answered, names=["programme", "measure"]).droplevel(-1)
    within = table.groupby(level="programme")["p_value"]
    table["p_holm"] = within.transform(lambda values: holm(list(values)))
    return table.assign(p_fdr=false_discovery_rate(list(table["p_value"])))


def _last_day(joined: str) -> pd.Timestamp:
    period = pd.Period(joined)
    return period.end_time.normalize()


def _tried(cohorts: Iterable[Cohort]) -> StackedProgramme | DesignError:
    try:
        return stacked_programme(list(cohorts))
    except DesignError as error:
        return error


def _placed(data: Data, joiners: Programme, measure: str) -> Placed:
    table = every_period(data, measure)
    frequency = data.register.measure(measure)["frequency"]
    kinds = data.register.trusts.set_index("org_code")["benchmark_group"]
    dated = joiners.dated
    dates = {code: first_after(str(day), frequency) for code, day in dated["joined"].items()}
    keys = pd.DataFrame({"kind": kinds.reindex(dated.index), "date": pd.Series(dates, dtype=str)})
    cohorts: list[Cohort] = []
    why: dict[str, str] = {}
    for (kind, date), rows in keys.groupby(["kind", "date"]):
        codes = [str(code) for code in rows.index]
        window = around(table, str(date), frequency)
        if not window:
            why |= dict.fromkeys(codes, "too few periods with figures on a side of the date")
            continue
        of_kind = [code for code in table if kinds.get(code) == kind]
        asked = table[[code for code in of_kind if code in codes or code not in joiners.codes]]
        why |= {code: "no figures" for code in codes if code not in asked}
        broken = left_out(data.register, asked.reindex(window), measure)
        why |= {code: reason for code, reason in broken.items() if code in codes}
        outcomes = comparable(data.register, asked, measure, window)
        here = [code for code in codes if code in outcomes]
        if here:
            name = f"{kind}, {periods.in_words(str(date))}"
            cohorts.append(
                Cohort(name=name, outcomes=outcomes, members=here, intervention=str(date))
            )
    return Placed(cohorts=tuple(cohorts), left_out=why)


def _staggered(data: Data, joiners: Programme, measure: str) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return yearly gaps to the median never-joined trust of the kind, and who joined when."""
    placed = _placed(data, joiners, measure)
    members = {code: one for one in placed.cohorts for code in one.members}
    if len(members) < FEWEST_MEMBERS:
        raise TooFewMembers("Callaway and Sant'Anna", found=len(members), needed=FEWEST_MEMBERS)
    table = every_period(data, measure)
    kinds = data.register.trusts.set_index("org_code")["benchmark_group"]
    wanted = {kinds[code] for code in members}
    units = [
        code
        for code in table
        if kinds.get(code) in wanted and (code in members or code not in joiners.codes)
    ]
    outcomes = comparable(data.register, table[units], measure, [*map(str, table.index)])
    parts = []
    for _, columns in outcomes.T.groupby(kinds.reindex(outcomes.columns).to_numpy()):
        kind = columns.T
        never = kind[[code for code in kind if code not in members]]
        parts.append(kind.sub(never.median(axis=1), axis=0))
    dates = {code: str(one.intervention) for code, one in members.items() if code in outcomes}
    return pd.concat(parts, axis=1), dates
