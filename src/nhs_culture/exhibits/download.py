"""Tables to take away: CSV that a spreadsheet opens as data, with what it holds said inside.

A file begins with a byte order mark, without which Excel takes minus signs and arrows for other
letters. A download of an exhibit then says in three rows its title, its unit and its source, and
after an empty one comes the table; ``pandas.read_csv(file, skiprows=3)`` reads it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from html import escape
from urllib.parse import quote

import pandas as pd

from nhs_culture.exhibits.cells import CellValue, rows

__all__ = ["csv_text", "download_link"]

MARK = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def csv_text(data: pd.DataFrame, about: Mapping[str, str] | None = None) -> str:
    """Return a table as CSV that a spreadsheet reads as data, never as a formula.

    Text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line end gets an apostrophe in
    front, as OWASP advises; numbers stay numbers, negative ones too, and so does text that is
    nothing but a number.

    Parameters
    ----------
    data
        The table; its index is left out.
    about
        What stands above it, a row each: ``Title``, ``Unit``, ``Source``.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    if about:
        writer.writerows([name, _neutral(text)] for name, text in about.items())
        writer.writerow([])
    writer.writerow([_neutral(str(name)) for name in data.columns])
    writer.writerows([_csv_cell(value) for value in row] for row in rows(data))
    return MARK + stream.getvalue()


def download_link(data: pd.DataFrame, stem: str, *, title: str, unit: str, source: str) -> str:
    """Return a link that saves the table as ``stem.csv`` without any request."""
    about = {"Title": title, "Unit": unit or "as the columns say", "Source": source or "none named"}
    text = quote(csv_text(data, about), safe=" ,.:;()/-_'!*~@$+=")
    return (
        f'<a class="download" download="{escape(stem)}.csv" '
        f'href="data:text/csv;charset=utf-8,{escape(text)}">Download the data (CSV)</a>'
    )


def _csv_cell(value: CellValue) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(int(value) if float(value).is_integer() else value)
    return _neutral(value)


def _neutral(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # a lone \\r would go unquoted
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text
