"""Columns of the hand-written tables: what may stand in a cell, in words to act on."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import pandera.pandas as pa

__all__ = [
    "ADDRESS",
    "ADDRESS_OR_NOTHING",
    "DECIMALS",
    "DFE",
    "FINANCE",
    "MONTH",
    "ODS",
    "ONS",
    "PERIOD",
    "PERIODS",
    "PHRASE",
    "SINCE",
    "YES",
    "Columns",
    "day",
    "number",
    "one_of",
    "optional",
    "places",
    "text",
]

Columns = dict[str, pa.Column]

ODS = pa.Check.str_matches(r"^(?:[RT][A-Z0-9]{2}[0-9]?|G6V2S)$", error="an ODS code of a trust")
ONS = pa.Check.str_matches(r"^E(?:0[689]|10)\d{6}$", error="an ONS code of an upper-tier council")
FINANCE = pa.Check.str_matches(r"^(E\d{4})?$", error="a finance code as E4210, or nothing")
DFE = pa.Check.str_matches(r"^(\d{3})?$", error="a number of three digits, or nothing")
DECIMALS = pa.Check.isin((0, 1, 2, 3, 4), error="a whole number from 0 to 4")
PERIOD = pa.Check.str_matches(
    r"^(\d{4}s?|\d{4}-(0[1-9]|1[0-2])(-\d{2})?|\d{4}/\d{2}(-H[12])?)?$",
    error="a date, a period as 2019, 2013-04, 2022/23 or 2022/23-H1, a decade, or nothing",
)
SINCE = pa.Check.str_matches(
    r"^(\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?)?$",
    error="a year, month or day as 2014, 2014-01 or 2014-01-15, or nothing",
)
ADDRESS = pa.Check.str_matches(r"^https?://\S+$", error="an address that begins with http")
ADDRESS_OR_NOTHING = pa.Check.str_matches(
    r"^(https?://\S+)?$", error="an address that begins with http, or nothing"
)
MONTH = pa.Check.str_matches(r"^(\d{4}-(0[1-9]|1[0-2]))?$", error="a month as 2014-01, or nothing")
PHRASE = pa.Check.str_matches(
    r"^([^{}]*\{trust\}[^{}]*)?$",
    error="words with {trust} for the name, or nothing",
)
PERIODS = pa.Check(
    lambda cells: (cells >= 1) & (cells % 1 == 0),
    ignore_na=False,
    error="a whole number above nought",
)
YES = ("yes", "")
_PRESENT = pa.Check.str_length(min_value=1, error="something, but it is empty")


def one_of(what: str, known: Iterable[str]) -> pa.Check:
    """Return the check that each part of a cell between semicolons is a known word."""
    allowed = set(known)
    return pa.Check(
        lambda cell: set(cell.split(";")) <= allowed, element_wise=True, error=f"one of {what}"
    )


def text(*checks: pa.Check, unique: bool = False) -> pa.Column:
    """Return a column of text in which no cell is empty."""
    return pa.Column(str, [_PRESENT, *checks], unique=unique, report_duplicates="exclude_first")


def optional(*checks: pa.Check) -> pa.Column:
    """Return a column of text in which a cell may be empty."""
    return pa.Column(str, list(checks))


def number(*checks: pa.Check) -> pa.Column:
    """Return a column of numbers, of which some may be missing."""
    return pa.Column(float, list(checks), nullable=True)


def places() -> pa.Column:
    """Return a column that numbers the rows in the order in which they are shown."""
    given = pa.Check(pd.notna, ignore_na=False, element_wise=True, error="a number, to order by")
    return pa.Column(float, given, nullable=True, unique=True, report_duplicates="exclude_first")


def day(*, empty: bool = False) -> pa.Column:
    """Return a column of days that have been: nobody knows what was done on one to come."""
    told = "a date YYYY-MM-DD that is not to come" + (", or nothing" if empty else "")

    def been(cells: pd.Series) -> pd.Series:
        days = pd.to_datetime(cells, format="%Y-%m-%d", errors="coerce")
        right = cells.str.fullmatch(r"\d{4}-\d{2}-\d{2}") & (days <= pd.Timestamp.now())
        return right | (cells == "") if empty else right

    return pa.Column(str, pa.Check(been, error=told))
