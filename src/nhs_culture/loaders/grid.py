"""A sheet or a text table as cells that know where they stand.

Every importer reads its figures through :class:`Grid`, so that whatever is wrong with a cell is
reported with its file, sheet, row and column.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from nhs_culture.errors import SourceError
from nhs_culture.loaders.ranges import Range

__all__ = ["FIGURES_ABOVE", "Grid", "clean", "grid_below_heading"]

HEADING_WITHIN = 15
"""A heading row is looked for in so many rows from the top."""
FIGURES_ABOVE = 2
"""A remark above the headings may hold so many numbers, a year for one."""
FIGURES_IN_A_REMARK = 3
"""A row of a workbook without a code and a name may count so many things."""
ANY_CODE = r"[A-Z0-9][A-Z0-9/-]{2,}"
"""How a code of an organisation of any kind looks."""
_NUMBER = re.compile(r"(?!-0*\.?0*$)-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:e-?[0-9]+)?")
"""A number as programs write it: no signs of plus, no commas, no zeros in front, and no -0."""


def clean(cell: object) -> str:
    """Return a heading without line breaks, doubled blanks and typographic quotes."""
    return re.sub(r"\s+", " ", str(cell)).strip().replace("’", "'").replace("‘", "'")


@dataclass(frozen=True)
class Grid:
    """The cells below one heading row.

    Parameters
    ----------
    path
        The file.
    sheet
        The sheet; empty for a text file.
    cells
        One column per heading, as printed after :func:`clean`; the index is the row number that a
        spreadsheet or an editor shows, counted from 1.
    """

    path: Path
    sheet: str
    cells: pd.DataFrame

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The headings, in the order of the file."""
        return tuple(map(str, self.cells.columns))

    def place(self, *, row: Hashable | None = None, column: str = "") -> str:
        """Name a place in the file: ``file.xlsx, sheet 'Acute', row 12, column 'rr_2019'``."""
        parts = [self.path.name]
        parts += [f"sheet {self.sheet!r}"] if self.sheet else []
        parts += [f"row {row}"] if row is not None else []
        parts += [f"column {column!r}"] if column else []
        return ", ".join(parts)

    def column(self, heading: str) -> pd.Series[Any]:
        """Return the cells under a heading.

        Raises
        ------
        SourceError
            When the heading is not there exactly once.
        """
        found = self.headings.count(heading)
        if found != 1:
            near = get_close_matches(heading, self.headings, n=3)
            hint = f"; the nearest are {', '.join(map(repr, near))}" if near and not found else ""
            raise SourceError(
                f"{self.place()}: expected one column {heading!r}, found {found}{hint}"
            )
        return self.cells[heading]

    def require(self, headings: Sequence[str]) -> None:
        """Check that each of the headings is there exactly once."""
        for heading in headings:
            self.column(heading)

    def text(self, heading: str) -> pd.Series[str]:
        """Return the cells under a heading as text without surrounding blanks."""
        return self.column(heading).astype(str).str.strip()

    def numbers(self, heading: str, scale: Range, missing: str = "") -> pd.Series[float]:
        """Return the cells under one heading as numbers: see :meth:`matrix`."""
        return self.matrix([heading], scale, missing)[heading]

    def matrix(self, headings: Sequence[str], scale: Range, missing: str = "") -> pd.DataFrame:
        """Return the cells under several headings as numbers.

        Parameters
        ----------
        headings
            Columns, each there once.
        scale
            What the numbers may be.
        missing
            A sign that stands for a missing figure. An empty cell always does.

        Returns
        -------
        DataFrame
            Floats; NaN where the figure is missing, and only there.

        Raises
        ------
        SourceError
            When a cell is neither a number nor missing, or is off the scale.
        """
        self.require(headings)
        cells = self.cells[list(headings)]
        text = pd.Series(cells.to_numpy().ravel()).astype(str).str.strip()
        values = pd.to_numeric(text, errors="coerce").to_numpy(dtype=float)
        written = text.str.fullmatch(_NUMBER).to_numpy(dtype=bool)
        good = written & (values >= scale.lower) & (values <= scale.upper)
        wrong = self._shaped(~(good | text.isin(["", missing]).to_numpy()), cells)
        self.refuse(wrong, f"expected {scale.words}")
        return self._shaped(values, cells)

    @staticmethod
    def _shaped(flat: np.ndarray[Any, Any], cells: pd.DataFrame) -> pd.DataFrame:
        return pd.DataFrame(flat.reshape(cells.shape), index=cells.index, columns=cells.columns)

    def refuse(self, wrong: pd.DataFrame, expected: str) -> None:
        """Raise for the first cell marked in ``wrong``, a table of booleans shaped as the cells."""
        rows, columns = np.nonzero(wrong.to_numpy())
        if len(rows):
            row, column = wrong.index[rows[0]], str(wrong.columns[columns[0]])
            found = self.cells.loc[row, column] if column in self.headings else "another value"
            more = f" (and {len(rows) - 1} more such cells)" if len(rows) > 1 else ""
            raise SourceError(
                f"{self.place(row=row, column=column)}: {expected}, found {found!r}{more}"
            )

    def refuse_rows(self, wrong: pd.Series[bool], column: str, expected: str) -> None:
        """Raise for the first row marked in ``wrong``, naming the column that it is about."""
        self.refuse(wrong.to_frame(column), expected)

    def bases(
        self, heading: str, scale: Range, of: pd.Series[float], missing: str = ""
    ) -> pd.Series[float]:
        """Return the bases under a heading; a figure of ``of`` without a base is refused."""
        base = self.numbers(heading, scale, missing)
        self.refuse_rows(of.notna() & base.isna(), heading, "expected the base of a figure")
        return base

    def remarks(self, code: str, name: str) -> pd.Series[bool]:
        """Mark the rows that are of no organisation: notes, headings of groups, empty rows.

        Such a row has nothing like a code under the heading ``code``, and no figures; in a workbook
        it may count something, if it has no name.
        """
        beside = self.cells.drop(columns=[code, name])
        numbers = beside.apply(pd.to_numeric, errors="coerce").notna().sum(axis=1)
        worded = pd.to_numeric(self.text(name).replace("", "0"), errors="coerce").isna()
        few = numbers <= (FIGURES_IN_A_REMARK if self.sheet else 0)
        coded = self.text(code).str.fullmatch(ANY_CODE).astype(bool)
        found: pd.Series[bool] = few & (~worded | (numbers == 0)) & ~coded
        return found

    def where(self, keep: pd.Series[bool]) -> Grid:
        """Return the rows marked in ``keep``, with their row numbers."""
        return Grid(self.path, self.sheet, self.cells[keep])

    def unique(self, *headings: str) -> None:
        """Check that no two rows have the same cells under the headings together."""
        keys = pd.concat([self.text(heading) for heading in headings], axis=1)
        repeated = keys.duplicated()
        if repeated.any():
            row = keys.index[repeated][0]
            first = keys.index[(keys == keys.loc[row]).all(axis=1)][0]
            key = " ".join(keys.loc[row])
            raise SourceError(
                f"{self.place(row=row, column=headings[0])}: {key} is already in row {first}; "
                "expected each once"
            )


def grid_below_heading(
    path: Path, sheet: str, rows: Sequence[Sequence[object]], required: Sequence[str]
) -> Grid:
    """Find the heading row by what it says and return the cells below it.

    Parameters
    ----------
    path, sheet
        Where the rows are from, for messages.
    rows
        All rows, from the first of the sheet on, of equal length.
    required
        Headings that must be there, as :func:`clean` returns them.

    Raises
    ------
    SourceError
        When no row near the top has them all: names what the best row lacks.
    """
    wanted = set(required)
    lacking = [wanted - set(map(clean, row)) for row in rows[:HEADING_WITHIN]]
    if not lacking:
        raise SourceError(f"{path.name}, sheet {sheet!r}: expected a heading row, found no cells")
    top = min(range(len(lacking)), key=lambda number: len(lacking[number]))
    if lacking[top]:
        missing = ", ".join(repr(name) for name in required if name in lacking[top])
        where = f"{path.name}, sheet {sheet!r}" if sheet else path.name
        raise SourceError(
            f"{where}: no row among the first {HEADING_WITHIN} has all expected headings; row "
            f"{top + 1} comes nearest and lacks {missing}"
        )
    _refuse_figures_above(path, sheet, rows[:top])
    below = rows[top + 1 :]
    cells = pd.DataFrame(
        below,
        columns=[clean(cell) for cell in rows[top]],
        index=pd.RangeIndex(top + 2, top + 2 + len(below)),
        dtype=object,
    )
    grid = Grid(path, sheet, cells)
    _refuse_unlabelled(grid)
    return grid


def _refuse_unlabelled(grid: Grid) -> None:
    """Refuse figures without a heading: the headings may have slipped away from their columns."""
    unlabelled = grid.cells.loc[:, [not heading for heading in grid.headings]]
    for row, cells in zip(unlabelled.index, unlabelled.to_numpy(), strict=True):
        if any(isinstance(cell, int | float) for cell in cells):
            raise SourceError(
                f"{grid.place(row=row)}: expected a heading above every figure, found one without: "
                "have the headings slipped?"
            )


def _refuse_figures_above(path: Path, sheet: str, above: Sequence[Sequence[object]]) -> None:
    """Refuse a row of figures that stands above its headings: it would be left out in silence."""
    for number, row in enumerate(above, start=1):
        figures = sum(isinstance(cell, int | float) for cell in row)
        if figures > FIGURES_ABOVE:
            raise SourceError(
                f"{path.name}, sheet {sheet!r}, row {number}: expected no figures above the "
                f"headings in row {len(above) + 1}, found {figures}"
            )
