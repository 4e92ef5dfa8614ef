"""The table: rows with a caption, and the same rows to take away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, ClassVar

import pandas as pd

from nhs_culture.english import true_minus
from nhs_culture.exhibits import cells
from nhs_culture.exhibits.cells import CellValue
from nhs_culture.exhibits.download import download_link
from nhs_culture.exhibits.markup import safe_href, slug

__all__ = ["Table"]

MISSING = "–"
_PROSE = 60
"""Letters: longer cells are sentences, which a narrow column would make towers of."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """A table with a caption; its first column names the rows.

    Attributes
    ----------
    name
        Short and unique among what is shown about the same; gives the id and the file name.
    caption
        What the table holds, in which unit.
    data
        The cells. Columns of numbers are set to the right.
    source
        Who published them; may be empty.
    unit
        Of the figures, as a reader knows it; empty where the columns have units of their own.
    about
        Trust and measure, such as ``RP1 recommend_work``; the page's own where empty.
    formats
        Column name to format specification, such as ``{"value": ".1f"}``.
    headers
        Column name to what the reader sees; the name itself where it is not given.
    hrefs
        Where the first cell of each row leads; nowhere where empty.
    folded
        Whether a page shows the caption alone until a reader opens it.
    """

    MIME: ClassVar[str] = "application/vnd.nhs-culture.table+json"

    name: str
    caption: str
    data: pd.DataFrame
    source: str = ""
    unit: str = ""
    about: str = ""
    formats: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    hrefs: Sequence[str] = ()
    folded: bool = False

    @property
    def stem(self) -> str:
        """The name of its file, without suffix; its id on a page is made from it."""
        return slug(f"{self.about} {self.name}")

    def record(self) -> dict[str, Any]:
        """Return the fields as JSON-ready values."""
        return {
            **vars(self),
            "data": cells.record(self.data),
            "formats": dict(self.formats),
            "headers": dict(self.headers),
            "hrefs": list(self.hrefs),
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Table:
        """Return what :meth:`record` wrote."""
        return cls(**{**record, "data": cells.from_record(record["data"])})

    def html(self) -> str:
        """Return the table for a page."""
        rows = cells.rows(self.data)
        columns = [str(column) for column in self.data.columns]
        numeric = [i > 0 and _is_numeric([row[i] for row in rows]) for i in range(len(columns))]
        head = "".join(
            f'<th scope="col"{_number_class(is_number)}>'
            f"{escape(str(self.headers.get(column, column)))}</th>"
            for column, is_number in zip(columns, numeric, strict=True)
        )
        hrefs = self.hrefs or [""] * len(rows)
        body = "".join(
            f"<tr>{self._row(row, columns, numeric, href)}</tr>"
            for row, href in zip(rows, hrefs, strict=True)
        )
        label = f"table-{self.stem}"
        table = (
            f'<div class="table"><section class="scroll" tabindex="0" '
            f'aria-labelledby="{label}"><table><caption id="{label}"><span>{escape(self.caption)}'
            f"</span></caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></section>"
            f"{self._foot()}</div>"
        )
        if not self.folded:
            return table
        return f"<details><summary>{escape(self.caption)}</summary>{table}</details>"

    def _row(self, row: list[CellValue], columns: list[str], numeric: list[bool], href: str) -> str:
        shown = [
            escape(_shown(value, self.formats.get(column, "")))
            for value, column in zip(row, columns, strict=True)
        ]
        address = escape(safe_href(href))
        first = f'<a href="{address}">{shown[0]}</a>' if address else shown[0]
        return f'<th scope="row">{first}</th>' + "".join(
            f"<td{_number_class(is_number) or _prose_class(cell)}>{cell}</td>"
            for cell, is_number in zip(shown[1:], numeric[1:], strict=True)
        )

    def _foot(self) -> str:
        source = f"<span>Source: {escape(self.source)}</span> " if self.source else ""
        link = download_link(
            self.data, self.stem, title=self.caption, unit=self.unit, source=self.source
        )
        return f'<p class="source">{source}{link}</p>'

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {
            self.MIME: self.record(),
            "text/html": self.html(),
            "text/plain": f"{self.caption}\n{self.data.to_string(index=False)}",
        }


def _is_numeric(column: list[CellValue]) -> bool:
    known = [cell for cell in column if cell is not None]
    return bool(known) and all(
        isinstance(cell, int | float) and not isinstance(cell, bool) for cell in known
    )


def _number_class(is_number: bool) -> str:
    return ' class="number"' if is_number else ""


_YEARS = range(1900, 2101)
"""Whole numbers that are years in a column without a format, and have no comma."""


def _prose_class(cell: str) -> str:
    return ' class="prose"' if len(cell) > _PROSE else ""


def _shown(value: CellValue, spec: str) -> str:
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return true_minus(format(value, spec or _usual(value)))
    return str(value)


def _usual(value: float) -> str:
    if isinstance(value, int):
        return "" if value in _YEARS else ","
    return ".3g" if abs(value) < 1 else ",.1f"
