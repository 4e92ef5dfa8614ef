"""Where figures and claims come from: documents, publications, and the files of a publication.

A source has a row in ``sources.csv``. A publication whose figures are in ``data/raw`` has a record
beside them, ``source.yml``, which says what the publication itself says of it, and which files the
figures were read from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nhs_culture.errors import Fault, RegisterError

__all__ = ["RECORD", "File", "Record", "Source", "read_record", "record_of", "record_text"]

RECORD = "source.yml"
"""The name of a record, in the folder of its source."""

_REQUIRED = ("id", "producer", "title", "url", "licence", "published")
_LISTS = ("retrieved_as", "sha256", "covers", "left_out", "notes", "measures")
_FILES = ("retrieved_as", "sha256", "covers")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class File:
    """A published file: its name, checksum and the periods that it covers.

    ``covers`` is one period or two, as ``2013-04 to 2023-01``.
    """

    name: str
    sha256: str
    covers: str

    def has(self, period: str) -> bool:
        """Tell whether a period is among those that the file covers."""
        first, _, last = self.covers.partition(" to ")
        return first <= period <= (last or first)


@dataclass(frozen=True)
class Record:
    """What ``source.yml`` says of a publication.

    Attributes
    ----------
    source_id
        The folder below ``data/raw``.
    title, producer, url, licence, published
        As the producer gives them; ``published`` as precise as it is known.
    files
        Those that the figures were read from.
    measures
        The measures that the source gives.
    left_out, notes
        What is in the files and not in the tables, and why; traps and decisions.
    compiled_by
        Repository and commit, when somebody else extracted the figures from the official files.
    """

    source_id: str
    title: str
    producer: str
    url: str
    licence: str
    published: str
    files: tuple[File, ...] = ()
    measures: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    compiled_by: str = ""


@dataclass(frozen=True)
class Source:
    """A document or a publication, by the register and, where it has one, by its record.

    Attributes
    ----------
    source_id, kind
        As in ``sources.csv``: ``official``, ``compiled``, ``seed`` or ``article``.
    name
        What a line below a chart calls it.
    title, producer, published, url, licence
        As the publication's own record has them, else as the register has; empty where not known.
    note
        A remark of the register.
    """

    source_id: str
    kind: str
    name: str
    title: str
    producer: str
    published: str
    url: str
    licence: str
    note: str = ""

    @property
    def entry(self) -> dict[str, str]:
        """What a list of sources says of it: the cells of title to published that are known."""
        cells = ("title", "producer", "url", "licence", "published")
        return {cell: getattr(self, cell) for cell in cells if getattr(self, cell)}


def read_record(path: Path) -> Record:
    """Read the record of a source.

    Raises
    ------
    RegisterError
        With everything that is wrong with it.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RegisterError(Fault(path, f"cannot be read: {error}", "a record")) from error
    return record_of(text, path)


def record_of(text: str, path: Path) -> Record:
    """Return what the text of a record says, as :func:`read_record` does of the file ``path``."""
    import yaml

    try:
        cells = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise RegisterError(Fault(path, f"cannot be read: {error}", "a record")) from error
    faults = [*_faults(path, cells)]
    if faults:
        raise RegisterError(*faults)
    lists = {name: [str(cell) for cell in cells.get(name) or ()] for name in _LISTS}
    return Record(
        source_id=cells["id"],
        **{name: str(cells[name]) for name in _REQUIRED[1:]},
        files=tuple(File(*file) for file in zip(*(lists[name] for name in _FILES), strict=True)),
        measures=tuple(lists["measures"]),
        left_out=tuple(lists["left_out"]),
        notes=tuple(lists["notes"]),
        compiled_by=str(cells.get("compiled_by", "")),
    )


def record_text(record: Record) -> str:
    """Return ``source.yml`` as :func:`read_record` reads it."""
    import yaml

    cells: dict[str, Any] = {
        "id": record.source_id,
        **{name: getattr(record, name) for name in _REQUIRED[1:]},
        "retrieved_as": [file.name for file in record.files],
        "sha256": [file.sha256 for file in record.files],
        "covers": [file.covers for file in record.files],
        "compiled_by": record.compiled_by,
        **{name: list(getattr(record, name)) for name in ("left_out", "notes", "measures")},
    }
    written = {key: value for key, value in cells.items() if value != ""}
    return yaml.safe_dump(written, sort_keys=False, allow_unicode=True, width=100)


def _faults(path: Path, cells: Any) -> Iterator[Fault]:  # noqa: ANN401 - whatever YAML holds
    expected = f"a record with {', '.join((*_REQUIRED, *_FILES))}"
    if not isinstance(cells, dict):
        yield Fault(path, "no record", expected)
        return
    for name in (*_REQUIRED, *_FILES):
        if not cells.get(name):
            yield Fault(path, f"no {name}", expected)
    for name in _LISTS:
        if not isinstance(cells.get(name) or [], list):
            yield Fault(path, f"{name} is {cells[name]!r}", "a list")
            return
    if cells.get("id", path.parent.name) != path.parent.name:
        yield Fault(path, f"id {cells['id']}", f"the folder's name, {path.parent.name}")
    if len({len(cells.get(name) or ()) for name in _FILES}) > 1:
        yield Fault(path, "lists of other lengths", f"{', '.join(_FILES)} of equal length")
    for digest in cells.get("sha256") or ():
        if not _SHA256.fullmatch(str(digest)):
            yield Fault(path, f"sha256 {digest!r}", "64 hexadecimal digits")
