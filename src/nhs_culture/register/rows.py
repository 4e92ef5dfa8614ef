"""The tables that are written by hand, read as text; what is wrong with one is named by its row."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from nhs_culture.errors import Fault, RegisterError

__all__ = ["appended", "read_rows"]


def read_rows(path: Path) -> pd.DataFrame:
    """Return a table with a column a heading and text in every cell; an empty one is ``""``.

    Raises
    ------
    RegisterError
        When the file is missing, or is not UTF-8 or not a table: names the row.
    """
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    rows: list[list[str]] = []
    above = 0
    try:
        for row in reader:
            if row and rows and len(row) != len(rows[0]):
                found, expected = f"{len(row)} cells", f"{len(rows[0])} as in the headings"
                raise RegisterError(Fault(path, found, expected, row=above + 1))
            rows += [row] if row else []
            above = reader.line_num
    except csv.Error as error:
        expected = "comma-separated values, a quote closed where it was opened"
        raise RegisterError(Fault(path, str(error), expected, row=above + 1)) from error
    return pd.DataFrame(rows[1:], columns=_headings(path, rows), dtype=str)


def appended(folder: Path, rows: Mapping[str, pd.DataFrame]) -> dict[Path, str]:
    """Return the tables of a folder with rows at their ends; nothing is written.

    Parameters
    ----------
    folder
        Where the tables are.
    rows
        Name of a table -> its new rows, the text of every cell under its heading; a heading that
        is not there is an empty cell.

    Returns
    -------
    dict
        Path of a table -> its text.
    """
    return {
        folder / f"{name}.csv": _longer(folder / f"{name}.csv", new) for name, new in rows.items()
    }


def _longer(path: Path, new: pd.DataFrame) -> str:
    headings, held = read_rows(path).columns, path.read_text(encoding="utf-8")
    ended = held if held.endswith("\n") else f"{held}\n"
    told = new.reindex(columns=headings, fill_value="")
    return ended + told.to_csv(index=False, header=False, lineterminator="\n")


def _text(path: Path) -> str:
    if not path.is_file():
        raise RegisterError(Fault(path, "the table is missing", "a table of the register"))
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise RegisterError(Fault(path, "bytes that are not UTF-8", "UTF-8", row=row)) from error


def _headings(path: Path, rows: list[list[str]]) -> list[str]:
    if not rows:
        raise RegisterError(Fault(path, "nothing", "a row of headings", row=1))
    twice = [name for name, times in Counter(rows[0]).items() if times > 1]
    if twice:
        raise RegisterError(Fault(path, f"the heading {twice[0]!r} twice", "each once", row=1))
    return rows[0]
