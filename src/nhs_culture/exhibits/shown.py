"""What a notebook shows: a headline, charts, tables, sources and notes.

Each exhibit is a record that shows itself twice: as HTML in a live notebook, and as JSON under a
MIME type of its own in the executed copy, from which :mod:`nhs_culture.site` makes the page.
Whatever comes from data is escaped here, once.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from numbers import Integral, Real
from typing import Any, ClassVar
from urllib.parse import quote

import numpy as np
import pandas as pd

from nhs_culture.exhibits.finding import MIME as FINDING
from nhs_culture.exhibits.finding import Finding

__all__ = [
    "Chart",
    "Exhibit",
    "Headline",
    "Note",
    "Sources",
    "Table",
    "csv_text",
    "download_link",
    "read",
    "safe_href",
    "slug",
    "verdicts_html",
]

MISSING = "–"

Cell = str | int | float | bool | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def slug(text: str) -> str:
    """Return lower-case letters, digits and hyphens: an id or the stem of a file name."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "item"


def safe_href(address: str) -> str:
    """Return a web or relative address as it is, and nothing for any other scheme."""
    scheme = re.match(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*):", address)
    return address if scheme is None or scheme[1].lower() in {"http", "https"} else ""


def csv_text(data: pd.DataFrame) -> str:
    """Return a table as CSV that a spreadsheet reads as data, never as a formula.

    Text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line end gets an apostrophe in
    front, as OWASP advises; numbers stay numbers, negative ones too, and so does text that is
    nothing but a number.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([_neutral(str(name)) for name in data.columns])
    writer.writerows([_csv_cell(value) for value in row] for row in _rows(data))
    return stream.getvalue()


def _rows(data: pd.DataFrame) -> list[list[Cell]]:
    """Return the cells as JSON-ready values: numbers, text, None for missing."""
    return [[_plain(value) for value in row] for row in data.itertuples(index=False, name=None)]


def _plain(value: object) -> Cell:
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return str(value)


def _csv_cell(value: Cell) -> str:
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


def download_link(data: pd.DataFrame, name: str) -> str:
    """Return a link that saves the table as ``name.csv`` without any request."""
    text = quote(csv_text(data), safe=" ,.:;()/-_'!*~@$+=")
    return (
        f'<a class="download" download="{escape(slug(name))}.csv" '
        f'href="data:text/csv;charset=utf-8,{escape(text)}">Download the data (CSV)</a>'
    )


def verdicts_html(figure_verdict: str, change_verdict: str) -> str:
    """Return the two verdicts, each beside its question; nothing for one that was not given."""
    asked = (
        ("Is the figure right?", figure_verdict),
        ("Did it move more than elsewhere?", change_verdict),
    )
    items = "".join(
        f'<div><dt>{question}</dt><dd class="verdict verdict-{slug(verdict)}">'
        f"{escape(verdict)}</dd></div>"
        for question, verdict in asked
        if verdict
    )
    return f'<dl class="verdicts">{items}</dl>' if items else ""


@dataclass(frozen=True, kw_only=True)
class Headline:
    """The first screen: the finding in plain English and its verdicts.

    Attributes
    ----------
    sentence
        One sentence with the numbers.
    figure_verdict, change_verdict
        As in :class:`~nhs_culture.exhibits.finding.Finding`; empty where not judged.
    context
        A sentence or two that a reader needs before believing the first one.
    trust, trust_name
        ODS code and name; empty on a page about no single trust.
    status
        ``planned``, ``exploratory`` or empty.
    finding
        The record behind the sentence, for ``findings.csv``; it travels beside the headline.
    """

    MIME: ClassVar[str] = "application/vnd.nhs-culture.headline+json"

    sentence: str
    figure_verdict: str = ""
    change_verdict: str = ""
    context: str = ""
    trust: str = ""
    trust_name: str = ""
    status: str = ""
    finding: Finding | None = None

    @classmethod
    def of(cls, finding: Finding, context: str = "") -> Headline:
        """Return the headline that says what a finding says."""
        return cls(
            sentence=finding.reason,
            figure_verdict=finding.figure_verdict,
            change_verdict=finding.change_verdict,
            context=context,
            trust=finding.trust,
            trust_name=finding.trust_name,
            status=finding.status,
            finding=finding,
        )

    def record(self) -> dict[str, Any]:
        """Return what the page shows as JSON-ready values: all but the finding."""
        return {name: value for name, value in vars(self).items() if name != "finding"}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Headline:
        """Return what :meth:`record` wrote."""
        return cls(**record)

    def html(self) -> str:
        """Return the sentence and its verdicts, which stand above the first chart of a page."""
        return (
            f'<div class="headline"><p class="sentence">{escape(self.sentence)}</p>'
            f"{verdicts_html(self.figure_verdict, self.change_verdict)}</div>"
        )

    def context_html(self) -> str:
        """Return what stands below the first chart."""
        status = {
            "planned": "As laid down in the analysis plan.",
            "exploratory": "Exploratory: not laid down in the analysis plan.",
        }.get(self.status, "")
        context = f'<p class="context">{escape(self.context)}</p>' if self.context else ""
        return context + (f'<p class="status">{status}</p>' if status else "")

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        shown = {
            self.MIME: self.record(),
            "text/html": self.html() + self.context_html(),
            "text/plain": self.sentence,
        }
        return shown if self.finding is None else {FINDING: self.finding.record(), **shown}


@dataclass(frozen=True, kw_only=True, eq=False)
class Chart:
    """A figure with its sentence, its data and its source.

    Attributes
    ----------
    name
        Short and unique in the notebook; gives the id and the name of the CSV.
    title
        The finding that the chart shows.
    subtitle
        What is measured, in which unit, of whom.
    alt
        One sentence that says what the chart shows, with its numbers.
    data
        The figures that are drawn, as a tidy table.
    source
        Who published them.
    svg, narrow
        The drawing for a wide and for a narrow screen; the second may be empty.
    """

    MIME: ClassVar[str] = "application/vnd.nhs-culture.chart+json"

    name: str
    title: str
    alt: str
    data: pd.DataFrame
    source: str
    svg: str
    narrow: str = ""
    subtitle: str = ""

    def record(self) -> dict[str, Any]:
        """Return the fields as JSON-ready values."""
        return {**vars(self), "data": _table_record(self.data)}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Chart:
        """Return what :meth:`record` wrote."""
        return cls(**{**record, "data": _table_from_record(record["data"])})

    def html(self) -> str:
        """Return the figure for a page, which picks the drawing that fits the screen."""
        if not self.narrow:
            return self._figure(f'<div role="img" aria-label="{escape(self.alt)}">{self.svg}</div>')
        return self._figure(
            f'<div role="img" aria-label="{escape(self.alt)}">'
            f'<div class="wide">{self.svg}</div><div class="narrow">{self.narrow}</div></div>'
        )

    def _figure(self, drawing: str) -> str:
        subtitle = f'<span class="subtitle">{escape(self.subtitle)}</span>' if self.subtitle else ""
        return (
            f'<figure class="chart" id="chart-{slug(self.name)}"><figcaption>'
            f'<strong class="title">{escape(self.title)}</strong> {subtitle}</figcaption>'
            f'{drawing}<p class="source"><span>Source: {escape(self.source)}</span> '
            f"{download_link(self.data, self.name)}</p></figure>"
        )

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        drawing = (
            f'<div role="img" aria-label="{escape(self.alt)}" '
            f'style="max-width:720px;background:#fff">{self.svg}</div>'
        )
        return {
            self.MIME: self.record(),
            "text/html": self._figure(drawing),
            "text/plain": f"{self.title}\n{self.alt}",
        }


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """A table with a caption; its first column names the rows.

    Attributes
    ----------
    name
        Short and unique in the notebook.
    caption
        What the table holds, in which unit.
    data
        The cells. Columns of numbers are set to the right.
    source
        Who published them; may be empty.
    formats
        Column name to format specification, such as ``{"value": ".1f"}``.
    headers
        Column name to what the reader sees; the name itself where it is not given.
    """

    MIME: ClassVar[str] = "application/vnd.nhs-culture.table+json"

    name: str
    caption: str
    data: pd.DataFrame
    source: str = ""
    formats: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def record(self) -> dict[str, Any]:
        """Return the fields as JSON-ready values."""
        return {
            **vars(self),
            "data": _table_record(self.data),
            "formats": dict(self.formats),
            "headers": dict(self.headers),
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Table:
        """Return what :meth:`record` wrote."""
        return cls(**{**record, "data": _table_from_record(record["data"])})

    def html(self) -> str:
        """Return the table for a page."""
        rows = _rows(self.data)
        columns = [str(column) for column in self.data.columns]
        numeric = [i > 0 and _is_numeric([row[i] for row in rows]) for i in range(len(columns))]
        head = "".join(
            f'<th scope="col"{_number_class(is_number)}>'
            f"{escape(str(self.headers.get(column, column)))}</th>"
            for column, is_number in zip(columns, numeric, strict=True)
        )
        body = "".join(f"<tr>{self._row(row, columns, numeric)}</tr>" for row in rows)
        label = f"table-{slug(self.name)}"
        source = f"<span>Source: {escape(self.source)}</span> " if self.source else ""
        return (
            f'<div class="table"><div class="scroll" tabindex="0" role="region" '
            f'aria-labelledby="{label}"><table><caption id="{label}"><span>{escape(self.caption)}'
            f"</span></caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
            f'<p class="source">{source}{download_link(self.data, self.name)}</p></div>'
        )

    def _row(self, row: list[Cell], columns: list[str], numeric: list[bool]) -> str:
        cells = [
            escape(_shown(value, self.formats.get(column, "")))
            for value, column in zip(row, columns, strict=True)
        ]
        return f'<th scope="row">{cells[0]}</th>' + "".join(
            f"<td{_number_class(is_number)}>{cell}</td>"
            for cell, is_number in zip(cells[1:], numeric[1:], strict=True)
        )

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {
            self.MIME: self.record(),
            "text/html": self.html(),
            "text/plain": f"{self.caption}\n{self.data.to_string(index=False)}",
        }


def _table_record(data: pd.DataFrame) -> dict[str, Any]:
    return {"columns": [str(column) for column in data.columns], "rows": _rows(data)}


def _table_from_record(record: Mapping[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(record["rows"], columns=record["columns"], dtype=object)


def _is_numeric(cells: list[Cell]) -> bool:
    known = [cell for cell in cells if cell is not None]
    return bool(known) and all(
        isinstance(cell, int | float) and not isinstance(cell, bool) for cell in known
    )


def _number_class(is_number: bool) -> str:
    return ' class="number"' if is_number else ""


def _shown(value: Cell, spec: str) -> str:
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return format(value, spec or _usual(value)).replace("-", "−")  # a true minus sign
    return str(value)


def _usual(value: float) -> str:
    return "" if isinstance(value, int) else ".3g" if abs(value) < 1 else ",.1f"


@dataclass(frozen=True, kw_only=True)
class Sources:
    """The publications that a page rests on.

    Attributes
    ----------
    entries
        Mappings with ``title`` and, where known, ``producer``, ``url``, ``published``,
        ``licence``, ``sha256`` and ``note``; as in ``sources.csv`` and ``source.yml``.
    """

    MIME: ClassVar[str] = "application/vnd.nhs-culture.sources+json"

    entries: tuple[Mapping[str, str], ...]

    def record(self) -> dict[str, Any]:
        """Return the entries as JSON-ready values."""
        return {"entries": [{key: str(e[key]) for key in e} for e in self.entries]}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Sources:
        """Return what :meth:`record` wrote."""
        return cls(entries=tuple(record["entries"]))

    def html(self) -> str:
        """Return the list for a page."""
        return f'<ul class="sources">{"".join(_source_item(e) for e in self.entries)}</ul>'

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        text = "\n".join(str(entry["title"]) for entry in self.entries)
        return {self.MIME: self.record(), "text/html": self.html(), "text/plain": text}


def _source_item(entry: Mapping[str, str]) -> str:
    known = {key: escape(str(value)) for key, value in entry.items() if str(value)}
    address = safe_href(str(entry.get("url", "")))
    title = known["title"]
    link = f'<a href="{escape(address)}">{title}</a>' if address else title
    details = [
        known.get("producer"),
        f"published {known['published']}" if "published" in known else None,
        known.get("licence"),
        known.get("note"),
    ]
    text = ". ".join(detail.rstrip(".") for detail in details if detail)
    digest = (
        f'<span class="checksum">SHA-256 <code>{known["sha256"]}</code></span>'
        if "sha256" in known
        else ""
    )
    return f"<li><cite>{link}</cite>{'. ' + text + '.' if text else ''} {digest}</li>"


@dataclass(frozen=True, kw_only=True)
class Note:
    """A sentence that must not be missed: what is missing, refused or to be read with care.

    Attributes
    ----------
    label
        One or two words, such as ``Missing``, ``Refused``, ``Care``.
    text
        The sentence.
    """

    MIME: ClassVar[str] = "application/vnd.nhs-culture.note+json"

    label: str
    text: str

    def record(self) -> dict[str, Any]:
        """Return the fields as JSON-ready values."""
        return dict(vars(self))

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Note:
        """Return what :meth:`record` wrote."""
        return cls(**record)

    def html(self) -> str:
        """Return the note for a page."""
        return f'<p class="note"><strong>{escape(self.label)}.</strong> {escape(self.text)}</p>'

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {
            self.MIME: self.record(),
            "text/html": self.html(),
            "text/plain": f"{self.label}. {self.text}",
        }


Exhibit = Headline | Chart | Table | Sources | Note

_KINDS: tuple[type[Headline | Chart | Table | Sources | Note], ...] = (
    Headline,
    Chart,
    Table,
    Sources,
    Note,
)


def read(bundle: Mapping[str, Any]) -> Exhibit | None:
    """Return the exhibit that a notebook output holds, None where it holds no exhibit.

    Parameters
    ----------
    bundle
        The ``data`` of an output of an executed notebook: MIME type to content.
    """
    for kind in _KINDS:
        if kind.MIME in bundle:
            return kind.from_record(bundle[kind.MIME])
    return None
