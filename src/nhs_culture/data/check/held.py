"""All that is held in ``data/raw``, as far as it can be read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from nhs_culture.data.check.problem import Problem, told
from nhs_culture.data.fetch import Download, downloads
from nhs_culture.errors import Fault, RegisterError
from nhs_culture.loaders.tidy import KEY, read_table
from nhs_culture.paths import Project
from nhs_culture.register import Register, read_register
from nhs_culture.register.rows import read_rows
from nhs_culture.register.sources import RECORD, Record, read_record

__all__ = ["HeldData", "held"]


@dataclass(frozen=True)
class HeldData:
    """All of ``data/raw``.

    Attributes
    ----------
    project, register
        Where it is, and the tables of the register.
    figures
        Every figure: the columns of a raw table, and ``source``, ``file`` and ``row``.
    records
        The record of each source.
    differences
        ``known_differences.csv``: measures on which two sources differ for a known reason, and by
        how much at most.
    offered
        The table of downloads.
    unread
        What could not be read, and why.
    """

    project: Project
    register: Register
    figures: pd.DataFrame
    records: dict[str, Record]
    differences: pd.DataFrame
    offered: list[Download]
    unread: tuple[Problem, ...]


def held(project: Project) -> HeldData:
    """Read all that can be read.

    Raises
    ------
    RegisterError
        When a table of the register cannot be read.
    """
    register = read_register(project.register)
    differences = _differences(project.register / "known_differences.csv")
    offered = downloads(project)
    figures, unread = _figures(project, register)
    records, unheard = _records(project)
    return HeldData(project, register, figures, records, differences, offered, (*unread, *unheard))


def _figures(project: Project, register: Register) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the figures of every table that can be read, and what is wrong with the others."""
    tables: list[pd.DataFrame] = []
    unread: list[Problem] = []
    for path in project.tables:
        try:
            table = read_table(path, register)
        except RegisterError as error:
            unread += told(error, project)
            continue
        place = {"source": path.parent.name, "file": project.place(path)}
        tables.append(table.assign(**place, row=table.index + 2))
    if not tables:
        missing = "no table of figures can be read"
        unread.append(Problem("error", "data/raw", 0, missing, "run `nhs-culture import FILE...`"))
        columns = [*KEY, "value", "numerator", "denominator", "source", "file", "row"]
        return pd.DataFrame(columns=columns), unread
    return pd.concat(tables, ignore_index=True), unread


def _differences(path: Path) -> pd.DataFrame:
    columns = ["measure", "org_code", "first_source", "second_source", "tolerance", "reason"]
    table = read_rows(path)
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
            unread += told(error, project)
    return records, unread
