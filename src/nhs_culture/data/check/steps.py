"""Months against the months before: steps that no registered break goes with.

Each is looked at within its source; two sources that have a month are set against each other in
:mod:`nhs_culture.data.check.agreement`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from nhs_culture.data.check.held import HeldData
from nhs_culture.data.check.problem import Problem
from nhs_culture.register import Register
from nhs_culture.units import FTE

__all__ = ["RULES"]

STAFF_STEP, STAFF_LEAST = 0.1, 40.0
"""A step of staff in post from one month to the next: its share of the larger figure, and FTE. The
transfers of ``breaks.csv`` were found by this share; below 40 FTE a step is a few people."""

ABSENCE_STEP, ABSENCE_STEP_PANDEMIC = 2.0, 5.0
"""Percentage points by which a trust's absence may go apart from England's in one month, to
February 2020 and from then on. Among 28,806 published pairs of months the largest are 1.66 and
4.63."""
PANDEMIC = "2020-03"

ENGLAND_STEP = 0.02
"""Share by which England's FTE days per calendar day may change in a month; at most 0.006 so far.
They are a sum over the rows of a file, and a file that was cut off has fewer."""


def _jumps(data: HeldData) -> Iterator[Problem]:
    """Look for steps from one month to the next that no registered break goes with."""
    for figures in _of_sources(data, "staff_fte"):
        yield from _staff_jumps(data.register, figures)
    for figures in _of_sources(data, "sickness_absence"):
        yield from _absence_jumps(data.register, figures)


def _staff_jumps(register: Register, figures: pd.DataFrame) -> Iterator[Problem]:
    staff = _by_month(figures).drop(columns="ENG", errors="ignore")
    larger = staff.where(staff > staff.shift(1), staff.shift(1))
    step = staff.diff().abs()
    broken = (step > STAFF_STEP * larger) & (step > STAFF_LEAST)
    yield from _steps(register, figures, staff, broken, FTE.name)


def _absence_jumps(register: Register, figures: pd.DataFrame) -> Iterator[Problem]:
    rates = _by_month(figures)
    if "ENG" in rates:
        apart = rates.sub(rates["ENG"], axis=0).diff().abs().drop(columns="ENG")
        limit = pd.Series(ABSENCE_STEP, apart.index).where(
            apart.index.astype(str) < PANDEMIC, ABSENCE_STEP_PANDEMIC
        )
        yield from _steps(register, figures, rates, apart.gt(limit, axis=0), "per cent")


def _of_sources(data: HeldData, measure: str) -> Iterator[pd.DataFrame]:
    """Yield the figures of one measure, source by source, each once."""
    figures = data.figures[data.figures["measure"] == measure]
    for _, own in figures.groupby("source"):
        yield own.drop_duplicates(["org_code", "period"])


def _by_month(figures: pd.DataFrame, column: str = "value") -> pd.DataFrame:
    """Return the figures of one measure, every month from the first to the last by organisation."""
    table = figures.pivot_table(column, "period", "org_code", aggfunc="first")
    table.index = pd.PeriodIndex(table.index, freq="M")
    return table.asfreq("M")


def _steps(
    register: Register, figures: pd.DataFrame, table: pd.DataFrame, broken: pd.DataFrame, unit: str
) -> Iterator[Problem]:
    measure = str(figures["measure"].iloc[0])
    places = figures.set_index(["org_code", "period"])[["file", "row"]].to_dict("index")
    known = _break_months(register, measure)
    rows, columns = broken.to_numpy().nonzero()
    for month, code in zip(broken.index[rows], broken.columns[columns], strict=True):
        if any((code, month + shift) in known for shift in (-1, 0, 1)):
            continue
        place = places[code, str(month)]
        before, after = table.loc[month - 1, code], table.loc[month, code]
        what = f"{measure} of {code} steps from {before:g} to {after:g} {unit} in {month}"
        expected = "a break in breaks.csv within a month of it, where the step is real"
        yield Problem("warning", place["file"], place["row"], what, expected)


def _break_months(register: Register, measure: str) -> set[tuple[str, pd.Period]]:
    """Return code and month of the registered breaks that touch a measure."""
    touched = register.breaks["measures"].str.split(";").map({measure, "all"}.intersection) != set()
    breaks = register.breaks[touched]
    months = pd.PeriodIndex(pd.to_datetime(breaks["date"], errors="coerce"), freq="M")
    return set(zip(breaks["org_code"], months, strict=True))


def _england(data: HeldData) -> Iterator[Problem]:
    """Look for months in which the sum over all organisations falls or rises at once."""
    for figures in _of_sources(data, "sickness_absence"):
        yield from _england_steps(figures)


def _england_steps(figures: pd.DataFrame) -> Iterator[Problem]:
    days = _by_month(figures, "denominator")
    if "ENG" not in days:
        return
    per_day = days["ENG"] / pd.PeriodIndex(days.index).days_in_month
    change = per_day.diff().abs() / per_day.shift(1)
    england = figures[figures["org_code"] == "ENG"].set_index("period").to_dict("index")
    for month in change.index[change > ENGLAND_STEP]:
        place = england[str(month)]
        what = f"England's FTE days per day change by {change[month]:.1%} in {month}"
        expected = f"at most {ENGLAND_STEP:.0%}: is the file of {month} whole?"
        yield Problem("warning", place["file"], place["row"], what, expected)


RULES = (_jumps, _england)
