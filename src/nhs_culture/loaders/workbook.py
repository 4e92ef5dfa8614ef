"""Read a file that somebody hands in: bounded, by its content, and without opening what it links.

Three kinds of content are known: a workbook (xlsx), a text table (CSV) and JSON. What a file is
called plays no part. Formulas are never computed and macros never run: the values saved in the
cells are read.
"""

from __future__ import annotations

import csv
import json
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from nhs_culture.errors import SourceError
from nhs_culture.loaders.grid import Grid, clean, grid_below_heading

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

__all__ = ["JsonFile", "SourceFile", "TextTable", "Workbook", "open_source"]

LARGEST_FILE = 250 * 2**20
"""Bytes. The largest of the publications, turnover by month since 2018, has some 180 MB."""
LARGEST_UNPACKED = 600 * 2**20
"""Bytes of a workbook when unpacked. The accounts of foundation trusts, the largest of the
publications, have over a million rows."""
MOST_PARTS = 1_000
"""Files inside a workbook. The publications have up to 109."""

LARGEST_SHEET = 2_000_000
"""Cells between the first and the last of a sheet: a reader makes room for every one of them. The
largest of the publications has 0.1 million."""

_CELL = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})""", re.IGNORECASE)
_FAR_CELL = re.compile(rb"""\br\s*=\s*["'](?:[A-Z]{3}\d|[A-Z]{1,2}\d{5})""", re.IGNORECASE)
"""A cell beyond column ZZ or row 9,999; without one a sheet has fewer cells than allowed."""

_ANY_CELL = re.compile(rb"<(?:row|c)[\s/>]", re.IGNORECASE)
"""Rows and cells also where they do not say their place."""
_WITHOUT_VALUE = re.compile(
    rb"""<c\b[^<>]{0,200}(?:\bt=["']e["']|>\s{0,9}<f\b[^<>]{0,200}(?:/>|>[^<]{0,8192}</f>)"""
    rb"""\s{0,9}(?:<v\s?/>|<v></v>)?\s{0,9}</c>)"""
)
"""A cell that shows an error (#REF!), or a formula whose value was not saved."""
_PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""", re.IGNORECASE)
WITHOUT_VALUE = "an error or a formula without a saved value"
"""What such a cell reads as: no number and no code, so that whoever needs it refuses it."""

_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

_OTHER_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0", "an old .xls workbook or one with a password"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xff\xfe", "text in UTF-16"),
    (b"\xfe\xff", "text in UTF-16"),
)
_DAMAGE = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error),
    *(EOFError, NotImplementedError, OSError, RuntimeError, ValueError),
)
"""What reading a damaged or encrypted archive raises."""
_EXPECTED = "expected an .xlsx workbook, a CSV in UTF-8 or JSON"


@dataclass(frozen=True)
class Workbook:
    """An xlsx workbook in memory."""

    path: Path
    content: bytes = field(repr=False)
    _rows: dict[str, list[list[Any]]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def _reader(self) -> CalamineWorkbook:
        import python_calamine as calamine

        try:
            return calamine.CalamineWorkbook.from_filelike(BytesIO(self.content))
        except (calamine.CalamineError, OSError, ValueError) as error:
            raise SourceError(
                f"{self.path.name}: not a readable .xlsx workbook: {error}"
            ) from error

    @cached_property
    def sheets(self) -> tuple[str, ...]:
        """The names of the sheets."""
        return tuple(self._reader.sheet_names)

    def rows(self, sheet: str) -> list[list[Any]]:
        """Return all rows of a sheet from its first on, all of the same length."""
        import python_calamine as calamine

        if sheet not in self.sheets:
            raise SourceError(f"{self.path.name}: expected a sheet {sheet!r}, found {self.sheets}")
        if sheet not in self._rows:
            try:
                found = self._reader.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            except (calamine.CalamineError, OSError, ValueError) as error:
                raise SourceError(
                    f"{self.path.name}, sheet {sheet!r}: cannot be read: {error}"
                ) from error
            self._rows[sheet] = _with_errors(found, self._part(sheet))
        return self._rows[sheet]

    def _part(self, sheet: str) -> bytes:
        """Return the XML of a sheet, nothing where the archive does not say which part it is."""
        with zipfile.ZipFile(BytesIO(self.content)) as archive:
            book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
            links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
            of = {
                one.get("name"): one.get(f"{{{_RELATION}}}id")
                for one in book.iter()
                if one.get("name")
            }
            target = {one.get("Id"): one.get("Target", "") for one in links}[of[sheet]]
            return archive.read(posixpath.normpath(posixpath.join("/xl", target)).lstrip("/"))

    def title(self, sheet: str) -> str:
        """Return the first cell of a sheet that is not empty."""
        cells = (clean(cell) for row in self.rows(sheet)[:20] for cell in row)
        return next((cell for cell in cells if cell), "")

    def table(self, sheet: str, required: Sequence[str]) -> Grid:
        """Return the cells of a sheet below the row that has the required headings."""
        return grid_below_heading(self.path, sheet, self.rows(sheet), required)

    def sheet_titled(self, wording: str) -> str:
        """Return the sheet whose title contains a wording, wherever it stands and is called."""
        found = [name for name in self.sheets if wording.lower() in self.title(name).lower()]
        if len(found) != 1:
            raise SourceError(
                f"{self.path.name}: expected one sheet with {wording!r} in its title, found "
                f"{', '.join(map(repr, found)) or 'none'} among {', '.join(map(repr, self.sheets))}"
            )
        return found[0]


@dataclass(frozen=True)
class TextTable:
    """A CSV in memory, the heading in its first row.

    Parameters
    ----------
    path
        The file.
    grid
        Its cells.
    ended
        Whether the last line has a line end: a file without one may be cut off in a number.
    """

    path: Path
    grid: Grid
    ended: bool


@dataclass(frozen=True)
class JsonFile:
    """A JSON document in memory."""

    path: Path
    content: Any


SourceFile = Workbook | TextTable | JsonFile


def open_source(path: Path) -> SourceFile:
    """Open a file by its content.

    Raises
    ------
    SourceError
        When it is not there, not a plain file, too large, damaged, or of no known kind.
    """
    if path.is_symlink():
        raise SourceError(f"{path}: expected a file, found a link to {path.readlink()}: give that")
    if not path.is_file():
        kind = "a folder" if path.is_dir() else "a device or pipe" if path.exists() else "none"
        raise SourceError(f"{path}: expected a file, found {kind}")
    if (size := path.stat().st_size) > LARGEST_FILE:
        raise SourceError(f"{path.name}: {size} bytes; expected at most {LARGEST_FILE}")
    content = path.read_bytes()
    if content.startswith(b"PK"):
        _check_archive(path, content)
        return Workbook(path, content)
    for signature, kind in _OTHER_KINDS:
        if content.startswith(signature):
            raise SourceError(f"{path.name}: this is {kind}; {_EXPECTED}")
    return _open_text(path, _decoded(path, content))


def _check_archive(path: Path, packed: bytes) -> None:
    """Refuse an archive that is damaged, is no workbook, or unpacks to more than it should."""
    try:
        with zipfile.ZipFile(BytesIO(packed)) as archive:
            _check_parts(path, archive)
            for part in archive.namelist():
                content = archive.read(part)
                _check_extent(path, part, content)
                _check_values(path, part, content)
    except SourceError:
        raise
    except _DAMAGE as error:
        raise SourceError(
            f"{path.name}: a damaged or truncated .xlsx workbook ({error}); download it again"
        ) from error


def _check_parts(path: Path, archive: zipfile.ZipFile) -> None:
    """Check names and sizes before anything is unpacked."""
    names = archive.namelist()
    if "xl/workbook.xml" not in names:
        raise SourceError(f"{path.name}: a zip archive without a workbook; {_EXPECTED}")
    if len(set(names)) < len(names):
        raise SourceError(f"{path.name}: a workbook with two parts of one name; {_EXPECTED}")
    unpacked = sum(part.file_size for part in archive.infolist())
    if len(names) > MOST_PARTS or unpacked > LARGEST_UNPACKED:
        raise SourceError(
            f"{path.name}: unpacks to {unpacked} bytes in {len(names)} parts; expected at most "
            f"{LARGEST_UNPACKED} bytes in {MOST_PARTS} parts"
        )


def _check_extent(path: Path, part: str, sheet: bytes) -> None:
    """Refuse a sheet whose last cell is so far out that memory would not do."""
    if sheet.count(b"<") > LARGEST_SHEET:
        count = sum(1 for _ in _ANY_CELL.finditer(sheet))
        if count > LARGEST_SHEET:
            raise SourceError(
                f"{path.name}, {part}: {count} rows and cells; expected at most {LARGEST_SHEET}"
            )
    if not _FAR_CELL.search(sheet):
        return
    row, widest = 0, set[bytes]()
    for found in _CELL.finditer(sheet):  # a million rows: no list of them
        row = max(row, int(found[2]))
        widest.add(found[1].upper())
    column = max(map(_column_number, widest), default=0)
    if row * column > LARGEST_SHEET:
        raise SourceError(
            f"{path.name}, {part}: reaches to row {row} and column {column}; expected at most "
            f"{LARGEST_SHEET} cells"
        )


def _check_values(path: Path, part: str, sheet: bytes) -> None:
    """Refuse a sheet with a cell that would be read as empty though it is not."""
    if b"<!DOCTYPE" in sheet:
        raise SourceError(f"{path.name}, {part}: declares XML entities; expected plain cells")
    for found in _WITHOUT_VALUE.finditer(sheet):
        if not _PLACE.search(found[0]):
            raise SourceError(
                f"{path.name}, {part}, one cell: {WITHOUT_VALUE}; expected values: open the "
                "workbook in a spreadsheet, mend it and save it"
            )


def _with_errors(rows: list[list[Any]], sheet: bytes) -> list[list[Any]]:
    """Return the rows with a text where a cell would be read as empty though it is not."""
    for found in _WITHOUT_VALUE.finditer(sheet):
        place = _PLACE.search(found[0])
        if place:
            row, column = int(place[2]) - 1, _column_number(place[1].upper()) - 1
            width = max(column + 1, len(rows[0]) if rows else 0)
            rows += [[""] * width for _ in range(row + 1 - len(rows))]
            for one in rows:
                one.extend([""] * (width - len(one)))
            rows[row][column] = WITHOUT_VALUE
    return rows


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _decoded(path: Path, content: bytes) -> str:
    """Decode UTF-8, with or without a byte order mark; anything else is refused with its place."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceError(
            f"{path.name}, line {line}: byte {error.start} is 0x{content[error.start]:02X}, which "
            "is not UTF-8 (a CSV saved by Excel is often Windows-1252); expected a CSV in UTF-8: "
            "save it as 'CSV UTF-8' and import it again"
        ) from error
    if "\0" in text:
        raise SourceError(f"{path.name}: binary content; {_EXPECTED}")
    return text


def _open_text(path: Path, text: str) -> TextTable | JsonFile:
    start = text.lstrip()[:200].lower()
    if not start:
        raise SourceError(f"{path.name}: the file is empty; {_EXPECTED}")
    if start.startswith("<"):
        raise SourceError(f"{path.name}: this is a web page or XML, whatever its name; {_EXPECTED}")
    if start.startswith(("{", "[")):
        return JsonFile(path, _parsed_json(path, text))
    return TextTable(path, _parsed_csv(path, text), text.endswith(("\n", "\r")))


def _parsed_json(path: Path, text: str) -> object:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        if len(set(keys)) < len(keys):
            twice = next(key for key in keys if keys.count(key) > 1)
            raise SourceError(f"{path.name}: {twice!r} is there twice; expected each once")
        return dict(pairs)

    try:
        return json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        raise SourceError(f"{path.name}, line {error.lineno}: not JSON: {error.msg}") from error
    except RecursionError as error:
        raise SourceError(f"{path.name}: nested too deeply to be a publication") from error


def _parsed_csv(path: Path, text: str) -> Grid:
    import pandas as pd

    reader = csv.reader(StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    known: dict[str, str] = {}
    try:
        for row in reader:
            if rows and row and len(row) != len(rows[0]):
                raise SourceError(
                    f"{path.name}, line {reader.line_num}: {len(row)} fields; expected "
                    f"{len(rows[0])} as in the heading"
                )
            if row:
                rows.append([known.setdefault(cell, cell) for cell in row])  # long files repeat
                lines.append(reader.line_num)
    except csv.Error as error:
        raise SourceError(f"{path.name}, line {reader.line_num}: not a CSV: {error}") from error
    headings = [clean(cell) for cell in rows[0]]
    if len(rows) == 1:
        raise SourceError(f"{path.name}: expected rows below the heading, found none")
    return Grid(path, "", pd.DataFrame(rows[1:], columns=headings, index=lines[1:], dtype=object))
