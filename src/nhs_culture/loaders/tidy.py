"""The tables of ``data/raw``: one schema for every source, checked when written and when read.

A table has the columns of :data:`COLUMNS`, one row per figure, sorted by measure, organisation,
subgroup and period. A missing figure is a missing row.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd

from nhs_culture.errors import RegisterError, SourceError
from nhs_culture.loaders.measures import MEASURES

__all__ = [
    "AREAS",
    "COLUMNS",
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

ODS_CODE = r"(?:[RT][A-Z0-9]{2}|R1F[1-4])"
"""An NHS provider trust, or one of the four sectors of the Isle of Wight NHS Trust."""
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
        rf"{'|'.join(AREAS)}|{ODS_CODE}",
        "an ODS code of an NHS trust, or ENG or a region (Y56 to Y63)",
    ),
    "period": (
        r"\d{4}|\d{4}-(?:0[1-9]|1[0-2])|\d{4}-\d{2}",
        "a year, a month or a financial year",
    ),
    "measure": ("|".join(MEASURES), "a measure of the register"),
    "subgroup": (r"[a-z0-9_]+", "'all' or a subgroup in lower case"),
}
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
        A key of :data:`~nhs_culture.loaders.measures.MEASURES`.
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


def tidied(parts: list[pd.DataFrame], path: Path) -> pd.DataFrame:
    """Put figures together, round and sort them, and check them against the schema.

    Raises
    ------
    SourceError
        When the figures of ``path`` break the schema: names the first that does.
    """
    table = pd.concat(parts, ignore_index=True)[list(COLUMNS)]
    decimals = table["measure"].map(lambda measure: MEASURES[measure].decimals)
    for places in decimals.unique():
        rows = decimals == places
        table.loc[rows, "value"] = table.loc[rows, "value"].round(places)
    table[["numerator", "denominator"]] = table[["numerator", "denominator"]].round(2)
    table = table.sort_values(KEY, ignore_index=True)
    problem = _first_problem(table)
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


def read_table(path: Path) -> pd.DataFrame:
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
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RegisterError(f"{path}: cannot be read: {error}") from error
    if not rows or tuple(rows[0]) != COLUMNS:
        raise RegisterError(f"{path}, row 1: expected the columns {', '.join(COLUMNS)}")
    uneven = next((n for n, row in enumerate(rows, start=1) if len(row) != len(COLUMNS)), None)
    if uneven:
        raise RegisterError(f"{path}, row {uneven}: expected {len(COLUMNS)} fields")
    text = pd.DataFrame(rows[1:], columns=list(COLUMNS), index=range(2, len(rows) + 1), dtype=str)
    for name in _NUMBERS:
        blank = (text[name] == "") & (name != "value")
        _refuse(path, text, name, ~blank & ~text[name].str.fullmatch(_NUMBER), "a number")
    table = text.assign(**{name: pd.to_numeric(text[name]).astype(float) for name in _NUMBERS})
    problem = _first_problem(table)
    if problem:
        row, column, expected = problem
        _refuse(path, text, column, pd.Series(text.index == row, text.index), expected)
    return table.reset_index(drop=True)


def _written(number: float) -> str:
    if np.isnan(number):
        return ""
    return f"{number:.4f}".rstrip("0").rstrip(".")


def _refuse(
    path: Path, text: pd.DataFrame, column: str, wrong: pd.Series[bool], expected: str
) -> None:
    if wrong.any():
        row = text.index[wrong][0]
        found = text.loc[row, column]
        raise RegisterError(
            f"{path}, row {row}, column {column!r}: expected {expected}, found {found!r}"
        )


def _first_problem(table: pd.DataFrame) -> tuple[int, str, str] | None:
    """Return row, column and what was expected there, for the first figure that breaks a rule."""
    for column, wrong, expected in _rules(table):
        if wrong.any():
            return table.index[wrong][0], column, expected
    return None


def _rules(table: pd.DataFrame) -> list[tuple[str, pd.Series[bool], str]]:
    rules = [
        (name, ~table[name].str.fullmatch(pattern), expected)
        for name, (pattern, expected) in _PATTERNS.items()
    ]
    if any(wrong.any() for _, wrong, _ in rules):
        return rules
    for measure, rows in table.groupby("measure", observed=True):
        scale = MEASURES[str(measure)]
        outside = ~rows["value"].between(scale.lower, scale.upper)
        rules.append(("value", outside.reindex(table.index, fill_value=False), scale.words))
    keys = keys_of(table)
    rules += [
        ("denominator", table["denominator"] <= 0, "a number above 0"),
        (
            "numerator",
            (table["numerator"] < 0) | (table["numerator"] > table["denominator"]),
            "a number from 0 to the denominator",
        ),
        ("period", keys.duplicated(), "each figure once"),
        ("measure", keys < keys.shift(fill_value=""), f"rows sorted by {', '.join(KEY)}"),
        ("note", table["note"].str.contains(r'[",\r\n]'), "a note without commas and quotes"),
    ]
    return rules
