"""The tables of ``data/raw``: one schema for every source, checked when written and when read.

A table has the columns of :data:`COLUMNS`, one row per figure, sorted by measure, organisation,
subgroup and period. A missing figure is a missing row.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from nhs_culture.errors import Fault, RegisterError, SourceError
from nhs_culture.periods import bounds, fits
from nhs_culture.register import Register

__all__ = [
    "AREAS",
    "COLUMNS",
    "COUNCIL_CODE",
    "KEY",
    "ODS_CODE",
    "figures",
    "keys_of",
    "read_table",
    "table_text",
    "tidied",
]

COLUMNS = (
    "org_code",
    "period",
    "measure",
    "subgroup",
    "value",
    "numerator",
    "denominator",
    "note",
)
KEY = ["measure", "org_code", "subgroup", "period"]
"""The columns that name a figure, in the order of the rows."""

ODS_CODE = r"(?:[RT][A-Z0-9]{2}|R1F[1-4]|G6V2S)"
"""An NHS provider trust, or one of the four sectors of the Isle of Wight NHS Trust."""
COUNCIL_CODE = r"E(?:0[689]|10)\d{6}"
"""ONS code of an upper-tier council: unitary, metropolitan, London borough or county."""
AREAS = {
    "ENG": "England",
    "Y56": "London",
    "Y58": "South West",
    "Y59": "South East",
    "Y60": "Midlands",
    "Y61": "East of England",
    "Y62": "North West",
    "Y63": "North East and Yorkshire",
}
"""Code and name of England and of the NHS regions: figures that are no trust's."""
_NUMBERS = ("value", "numerator", "denominator")
_PATTERNS = {
    "org_code": (
        rf"{'|'.join(AREAS)}|{ODS_CODE}|{COUNCIL_CODE}",
        "an ODS code of an NHS trust, an ONS code of a council, or ENG or a region (Y56 to Y63)",
    ),
    "subgroup": (r"[a-z0-9_]+", "'all' or a subgroup in lower case"),
}
EARLIEST = pd.Timestamp(1991, 4, 1)
"""The first day of the first NHS trusts. No figure is older, and none of days still to come."""
_NUMBER = r"-?\d+(?:\.\d+)?"


def figures(
    org_code: pd.Series[str],
    period: pd.Series[str] | str,
    measure: str,
    value: pd.Series[float],
    *,
    numerator: pd.Series[float] | float = np.nan,
    denominator: pd.Series[float] | float = np.nan,
    note: pd.Series[str] | str = "",
) -> pd.DataFrame:
    """Return figures of one measure as rows of the schema; rows without a value are left out.

    Parameters
    ----------
    org_code, period
        Whose figures, and for when.
    measure
        As in ``measures.csv``.
    value
        In the unit of the measure: percentages from 0 to 100, scores on their own scale.
    numerator, denominator
        What the value was made of, where known: for a share of respondents its base.
    note
        A short remark.
    """
    rows = pd.DataFrame(
        {
            "org_code": org_code,
            "period": period,
            "measure": measure,
            "subgroup": "all",
            "value": value,
            "numerator": numerator,
            "denominator": denominator,
            "note": note,
        }
    )
    return rows[rows["value"].notna()]


def tidied(parts: list[pd.DataFrame], path: Path, register: Register) -> pd.DataFrame:
    """Put figures together, round and sort them, and check them against the schema.

    Parameters
    ----------
    parts
        As an importer returns them.
    path
        The file that they are from.
    register
        Says what each measure may be and with how many decimals it is kept, and which council a
        department means by its own code.

    Raises
    ------
    SourceError
        When the figures of ``path`` break the schema: names the first that does.
    """
    table = pd.concat(parts, ignore_index=True)[list(COLUMNS)]
    known = register.council_codes
    table["org_code"] = table["org_code"].map(lambda code: known.get(code, code))
    decimals = table["measure"].map(register.figured["decimals"])
    for places in decimals.dropna().unique():
        rows = decimals == places
        table.loc[rows, "value"] = table.loc[rows, "value"].round(int(places))
    table[["numerator", "denominator"]] = table[["numerator", "denominator"]].round(2)
    table = table.sort_values(KEY, ignore_index=True)
    problem = _first_problem(table, register)
    if problem:
        row, column, expected = problem
        named = " ".join(str(table.loc[row, name]) for name in ("org_code", "period", "measure"))
        raise SourceError(f"{path.name}: {named}, column {column!r}: expected {expected}")
    if table.empty:
        raise SourceError(f"{path.name}: expected figures of NHS trusts, found none")
    return table


def keys_of(table: pd.DataFrame) -> pd.Series[str]:
    """Return what names each figure as one text, ordered as the rows of a table are."""
    first, *others = KEY
    return table[first].str.cat(table[others], sep="\x1f")


def table_text(table: pd.DataFrame) -> str:
    """Return a table as the text of its CSV: the same figures give the same bytes."""
    written = table.assign(**{name: table[name].map(_written) for name in _NUMBERS})
    first, *others = COLUMNS
    lines = written[first].str.cat(written[others], sep=",")
    return "\n".join([",".join(COLUMNS), *lines]) + "\n"


def read_table(path: Path, register: Register) -> pd.DataFrame:
    """Read and check one table of ``data/raw``.

    Returns
    -------
    DataFrame
        The columns of :data:`COLUMNS`; ``value``, ``numerator`` and ``denominator`` as floats, NaN
        where a numerator or denominator is not known.

    Raises
    ------
    RegisterError
        When the table breaks the schema: names the file, the row (line) and the column.
    """
    text = _cells(path)
    for name in _NUMBERS:
        blank = (text[name] == "") & (name != "value")
        _refuse(path, text, name, ~blank & ~text[name].str.fullmatch(_NUMBER), "a number")
    table = text.assign(**{name: pd.to_numeric(text[name]).astype(float) for name in _NUMBERS})
    problem = _first_problem(table, register)
    if problem:
        row, column, expected = problem
        _refuse(path, text, column, pd.Series(text.index == row, text.index), expected)
    return table.reset_index(drop=True)


def _cells(path: Path) -> pd.DataFrame:
    """Return the cells of a table as text, by the number of their line."""
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RegisterError(Fault(path, f"cannot be read: {error}", "a table in UTF-8")) from error
    if not rows or tuple(rows[0]) != COLUMNS:
        raise RegisterError(Fault(path, "other columns", ", ".join(COLUMNS), row=1))
    for number, row in enumerate(rows, start=1):
        if len(row) != len(COLUMNS):
            expected = f"{len(COLUMNS)} fields"
            raise RegisterError(Fault(path, f"{len(row)} fields", expected, row=number))
    return pd.DataFrame(rows[1:], columns=list(COLUMNS), index=range(2, len(rows) + 1), dtype=str)


def _written(number: float) -> str:
    if np.isnan(number):
        return ""
    return f"{number:.4f}".rstrip("0").rstrip(".")


def _refuse(
    path: Path, text: pd.DataFrame, column: str, wrong: pd.Series[bool], expected: str
) -> None:
    if wrong.any():
        row = int(text.index[wrong][0])
        found = repr(text.loc[row, column])
        raise RegisterError(Fault(path, found, expected, row, column))


def _first_problem(table: pd.DataFrame, register: Register) -> tuple[int, str, str] | None:
    """Return row, column and what was expected there, for the first figure that breaks a rule."""
    for column, wrong, expected in _rules(table, register):
        if wrong.any():
            return table.index[wrong][0], column, expected
    return None


def _rules(table: pd.DataFrame, register: Register) -> Iterator[tuple[str, pd.Series[bool], str]]:
    """Yield a column, the figures that break a rule of it, and what the rule expects."""
    for name, (pattern, expected) in _PATTERNS.items():
        yield name, ~table[name].str.fullmatch(pattern), expected
    known = register.figured
    yield "measure", ~table["measure"].isin(known.index), "a measure of the register with figures"
    for measure, rows in table.groupby("measure", observed=True):
        entry = known.loc[str(measure)]
        frequency = str(entry["frequency"])
        right = {label: _possible(label, frequency) for label in rows["period"].unique()}
        alien = ~rows["period"].map(right).astype(bool)
        kind = f"the label of a {frequency.replace('_', ' ')} from {EARLIEST:%Y} to today"
        yield "period", alien.reindex(table.index, fill_value=False), kind
        outside = ~rows["value"].between(entry["lower"], entry["upper"])
        span = f"{entry['lower']:g} to {entry['upper']:g} ({entry['unit']})"
        yield "value", outside.reindex(table.index, fill_value=False), span
    yield "denominator", table["denominator"] <= 0, "a number above 0"
    beyond = (table["numerator"] < 0) | (table["numerator"] > table["denominator"])
    yield "numerator", beyond, "a number from 0 to the denominator"
    keys = keys_of(table)
    yield "period", keys.duplicated(), "each figure once"
    yield "measure", keys < keys.shift(fill_value=""), f"rows sorted by {', '.join(KEY)}"
    yield "note", table["note"].str.contains(r'[",\r\n]'), "a note without commas and quotes"


def _possible(label: str, frequency: str) -> bool:
    """Tell whether a text is the label of a period that there may be figures of."""
    if not fits(label, frequency):
        return False
    first, last = bounds(label, frequency)
    return bool(first >= EARLIEST and last <= pd.Timestamp.now())
