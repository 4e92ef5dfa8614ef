"""Everything that can be wrong with ``data/raw``, found in one go.

Importing refuses a file that is not as published, and building refuses a table that breaks its
schema. This looks at the whole: tables against the register, sources against each other, months
against the months before. An error has to be mended before the data may be used; a warning is to be
looked at, and registered with its reason where it is real.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from nhs_culture.data.datapackage import datapackage_file, datapackage_text
from nhs_culture.data.fetch import Download, downloads
from nhs_culture.data.panel import DERIVED
from nhs_culture.errors import Fault, RegisterError
from nhs_culture.loaders.tidy import KEY, read_table
from nhs_culture.paths import Project
from nhs_culture.register import Register, read_register
from nhs_culture.register.schemas import validate
from nhs_culture.register.sources import RECORD, Record, read_record
from nhs_culture.units import FTE

__all__ = ["KNOWN_DIFFERENCES", "Problem", "check", "failed"]

KNOWN_DIFFERENCES = "known_differences.csv"
"""Measures on which two sources differ for a known reason, and by how much at most."""

SAME = 0.0002
"""What two figures of one thing may differ by: both are rounded to four decimals."""

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


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong, or looks wrong.

    Attributes
    ----------
    severity
        ``error`` or ``warning``.
    file
        Below the project, as ``data/raw/register/claims.csv``.
    row
        As an editor shows it, counted from 1; 0 where it is about the whole file.
    what, expected
        What stands there, and what should.
    """

    severity: Literal["error", "warning"]
    file: str
    row: int
    what: str
    expected: str


@dataclass(frozen=True)
class _Data:
    """All of ``data/raw``: ``figures`` has the columns of a raw table, source, file and row."""

    register: Register
    figures: pd.DataFrame
    records: dict[str, Record]
    differences: pd.DataFrame
    offered: list[Download]


def check(project: Project) -> list[Problem]:
    """Look for everything that is wrong with the register, the raw tables and their records.

    Returns
    -------
    list of Problem
        Errors first, then by file and row; empty where nothing is wrong.
    """
    try:
        register = read_register(project.register)
        differences = _read_differences(project.register / KNOWN_DIFFERENCES)
        offered = downloads(project)
    except RegisterError as error:
        return list(_told(error, project))
    found = list(_schema_problems(register, project))
    figures, unread = _figures(project, register)
    records, unheard = _records(project)
    data = _Data(register, figures, records, differences, offered)
    for rule in _RULES:
        found += rule(data)
    return sorted({*found, *unread, *unheard, *_stale_datapackage(project)})


def failed(problems: list[Problem]) -> bool:
    """Tell whether any of the problems is an error."""
    return any(problem.severity == "error" for problem in problems)


def _told(error: RegisterError, project: Project) -> Iterator[Problem]:
    """Yield what a reader found wrong with a table."""
    for fault in error.faults:
        found = f"{fault.column} {fault.found}".lstrip()
        yield Problem("error", project.place(fault.file), fault.row, found, fault.expected)


def _schema_problems(register: Register, project: Project) -> Iterator[Problem]:
    try:
        validate(register, project.register)
    except RegisterError as error:
        yield from _told(error, project)


def _figures(project: Project, register: Register) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the figures of every table that can be read, and what is wrong with the others."""
    tables: list[pd.DataFrame] = []
    unread: list[Problem] = []
    for path in project.tables:
        try:
            table = read_table(path, register)
        except RegisterError as error:
            unread += _told(error, project)
            continue
        place = {"source": path.parent.name, "file": project.place(path)}
        tables.append(table.assign(**place, row=table.index + 2))
    if not tables:
        missing = "no table of figures can be read"
        unread.append(Problem("error", "data/raw", 0, missing, "run `nhs-culture import FILE...`"))
        columns = [*KEY, "value", "denominator", "source", "file", "row"]
        return pd.DataFrame(columns=columns), unread
    return pd.concat(tables, ignore_index=True), unread


def _read_differences(path: Path) -> pd.DataFrame:
    columns = ["measure", "org_code", "first_source", "second_source", "tolerance", "reason"]
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        raise RegisterError(Fault(path, f"cannot be read ({error})", "a table")) from error
    if list(table.columns) != columns:
        raise RegisterError(Fault(path, "other columns", ", ".join(columns), row=1))
    tolerance = pd.to_numeric(table["tolerance"], errors="coerce")
    wrong = table.index[tolerance.isna() | (table["reason"] == "")]
    if len(wrong):
        found = str(dict(table.loc[wrong[0]]))
        expected = "a tolerance as a number and a reason"
        raise RegisterError(Fault(path, found, expected, row=int(wrong[0]) + 2))
    return table.assign(tolerance=tolerance)


def _records(project: Project) -> tuple[dict[str, Record], list[Problem]]:
    """Return the records that can be read, and what is wrong with the others."""
    records: dict[str, Record] = {}
    unread: list[Problem] = []
    for folder in sorted({path.parent for path in project.tables}):
        try:
            records[folder.name] = read_record(folder / RECORD)
        except RegisterError as error:
            unread += _told(error, project)
    return records, unread


def _records_wrong(data: _Data) -> Iterator[Problem]:
    """Look whether each record is about the figures beside it."""
    for source, record in data.records.items():
        figures = data.figures[data.figures["source"] == source]
        if len(figures) and set(figures["measure"]) != set(record.measures):
            there = ", ".join(sorted(figures["measure"].unique()))
            what = "measures are not those of the tables"
            yield Problem("error", f"data/raw/{source}/{RECORD}", 0, what, there)


def _orphans(data: _Data) -> Iterator[Problem]:
    """Look for figures of unknown trusts or sources."""
    register, figures = data.register, data.figures
    known = {
        "org_code": ({*register.trusts["org_code"], "ENG"}, "a code of trusts.csv, or ENG"),
        "source": (set(register.sources["source_id"]), "a source of sources.csv"),
    }
    for column, (words, expected) in known.items():
        unknown = figures[~figures[column].isin(words)]
        for word, rows in unknown.groupby(column):
            row = rows.iloc[0]
            what = f"{column} {word!r} ({len(rows)} figures)"
            yield Problem("error", row["file"], int(row["row"]), what, expected)


def _twice(data: _Data) -> Iterator[Problem]:
    """Look for a figure that stands in two tables of one source."""
    repeated = data.figures[data.figures.duplicated([*KEY, "source"])]
    for row in repeated.to_dict("records"):
        what = f"{_figure(row)} is there twice"
        yield Problem("error", row["file"], row["row"], what, "each figure once in a source")


def _lists(data: _Data) -> Iterator[Problem]:
    """Look for sources that are named and give nothing."""
    register = data.register
    given = set(zip(data.figures["measure"], data.figures["source"], strict=True))
    for place, row in enumerate(register.measures.to_dict("records")):
        for source in filter(None, row["sources"].split(";")):
            if (
                source in data.records
                and row["measure"] not in DERIVED
                and (row["measure"], source) not in given
            ):
                what = f"{row['measure']} names the source {source}"
                expected = "a source with figures of the measure"
                yield Problem("warning", _in_register("measures"), place + 2, what, expected)
    for place, row in enumerate(data.differences.to_dict("records")):
        for source in (row["first_source"], row["second_source"]):
            if (row["measure"], source) not in given:
                what = f"{source} has no figures of {row['measure']!r}"
                expected = "two sources that have figures of the measure"
                yield Problem("error", _in_register("known_differences"), place + 2, what, expected)


def _differ(data: _Data) -> Iterator[Problem]:
    """Look for figures on which two sources disagree by more than is known of them."""
    several = data.figures[data.figures.duplicated(KEY, keep=False)]
    columns = [*KEY, "value", "source", "file", "row"]
    pairs = several[columns].merge(several[columns], on=KEY, suffixes=("", "_other"))
    pairs = pairs[pairs["source"] < pairs["source_other"]]
    apart = (pairs["value"] - pairs["value_other"]).abs()
    pairs = pairs[apart > SAME]
    allowed = {
        (
            row["measure"],
            row["org_code"],
            frozenset((row["first_source"], row["second_source"])),
        ): row["tolerance"]
        for row in data.differences.to_dict("records")
    }
    for row in pairs.to_dict("records"):
        both = frozenset((row["source"], row["source_other"]))
        general = allowed.get((row["measure"], "", both), SAME)
        tolerance = allowed.get((row["measure"], row["org_code"], both), general)
        if abs(row["value"] - row["value_other"]) > tolerance:
            what = (
                f"{_figure(row)} is {row['value']:g}, in {row['source_other']} (row "
                f"{row['row_other']}) {row['value_other']:g}"
            )
            expected = (
                f"at most {tolerance:g} apart; known_differences.csv takes more, with a reason"
            )
            yield Problem("error", row["file"], row["row"], what, expected)


def _jumps(data: _Data) -> Iterator[Problem]:
    """Look for steps from one month to the next that no registered break goes with."""
    staff = _by_month(data, "staff_fte").drop(columns="ENG", errors="ignore")
    larger = staff.where(staff > staff.shift(1), staff.shift(1))
    step = staff.diff().abs()
    broken = (step > STAFF_STEP * larger) & (step > STAFF_LEAST)
    yield from _steps(data, "staff_fte", staff, broken, FTE.name)
    rates = _by_month(data, "sickness_absence")
    if "ENG" in rates:
        apart = rates.sub(rates["ENG"], axis=0).diff().abs().drop(columns="ENG")
        limit = pd.Series(ABSENCE_STEP, apart.index).where(
            apart.index.astype(str) < PANDEMIC, ABSENCE_STEP_PANDEMIC
        )
        yield from _steps(data, "sickness_absence", rates, apart.gt(limit, axis=0), "per cent")


def _by_month(data: _Data, measure: str, column: str = "value") -> pd.DataFrame:
    """Return one measure, every month from the first to the last by organisation."""
    figures = data.figures[data.figures["measure"] == measure]
    table = figures.pivot_table(column, "period", "org_code", aggfunc="first")
    table.index = pd.PeriodIndex(table.index, freq="M")
    return table.asfreq("M")


def _steps(
    data: _Data, measure: str, table: pd.DataFrame, broken: pd.DataFrame, unit: str
) -> Iterator[Problem]:
    figures = data.figures[data.figures["measure"] == measure]
    places = figures.set_index(["org_code", "period"])[["file", "row"]].to_dict("index")
    known = _break_months(data.register, measure)
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


def _england(data: _Data) -> Iterator[Problem]:
    """Look for months in which the sum over all organisations falls or rises at once."""
    days = _by_month(data, "sickness_absence", "denominator")
    if "ENG" not in days:
        return
    per_day = days["ENG"] / pd.PeriodIndex(days.index).days_in_month
    change = per_day.diff().abs() / per_day.shift(1)
    places = data.figures[data.figures["measure"] == "sickness_absence"]
    england = places[places["org_code"] == "ENG"].set_index("period").to_dict("index")
    for month in change.index[change > ENGLAND_STEP]:
        place = england[str(month)]
        what = f"England's FTE days per day change by {change[month]:.1%} in {month}"
        expected = f"at most {ENGLAND_STEP:.0%}: is the file of {month} whole?"
        yield Problem("warning", place["file"], place["row"], what, expected)


def _downloads_wrong(data: _Data) -> Iterator[Problem]:
    """Hold the checksums of the downloads against those of the files that were imported."""
    for place, one in enumerate(data.offered):
        record = data.records.get(one.source_id)
        imported = {file.name: file.sha256 for file in record.files} if record else {}
        if one.sha256 and imported.get(one.file, one.sha256) != one.sha256:
            expected = f"the checksum in {one.source_id}/{RECORD}"
            what = f"sha256 of {one.file!r} is {one.sha256}"
            yield Problem("error", _in_register("downloads"), place + 2, what, expected)
        if one.source_id not in set(data.register.sources["source_id"]):
            what = f"source_id {one.source_id!r}"
            expected = "a source of sources.csv"
            yield Problem("error", _in_register("downloads"), place + 2, what, expected)


def _stale_datapackage(project: Project) -> Iterator[Problem]:
    path = datapackage_file(project)
    try:
        current = datapackage_text(project)
    except RegisterError:
        return
    if not path.is_file() or path.read_text(encoding="utf-8") != current:
        what = "does not describe the tables as they are"
        yield Problem("error", project.place(path), 0, what, "run `nhs-culture datapackage`")


def _figure(row: Mapping[Any, Any]) -> str:
    return f"{row['measure']} of {row['org_code']} in {row['period']}"


def _in_register(name: str) -> str:
    return f"data/raw/register/{name}.csv"


_RULES = (
    *(_records_wrong, _orphans, _twice, _lists),
    *(_differ, _jumps, _england, _downloads_wrong),
)
