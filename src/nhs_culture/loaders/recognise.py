"""Which publication a file belongs to: by its content, not by its name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from operator import attrgetter
from pkgutil import iter_modules

from nhs_culture.errors import NhsCultureError, SourceError
from nhs_culture.loaders import publications
from nhs_culture.loaders.publication import Importer
from nhs_culture.loaders.workbook import JsonFile, SourceFile, TextTable, Workbook

__all__ = ["IMPORTERS", "found", "importer_of"]


def found() -> tuple[Importer, ...]:
    """Return the importers of all modules of the folder ``publications``, in order of name.

    Raises
    ------
    NhsCultureError
        When a module holds no importer, or two importers give one source.
    """
    importers: dict[str, Importer] = {}
    for importer in _in_the_modules():
        source_id = importer.publication.source_id
        if source_id in importers:
            raise NhsCultureError(
                f"{publications.__name__}: two importers give the source {source_id!r}; expected "
                "one a source"
            )
        importers[source_id] = importer
    return tuple(importers.values())


def _in_the_modules() -> Iterator[Importer]:
    for part in sorted(iter_modules(publications.__path__), key=attrgetter("name")):
        module = import_module(f"{publications.__name__}.{part.name}")
        several = getattr(module, "IMPORTERS", None)
        for importer in several or (getattr(module, "IMPORTER", None),):
            if not isinstance(importer, Importer):
                raise NhsCultureError(f"{module.__file__}: expected an IMPORTER, or IMPORTERS")
            yield importer


IMPORTERS = found()
"""Every publication that can be imported."""


def importer_of(source: SourceFile) -> Importer:
    """Return the importer of a file, with the publication of the file's edition.

    Raises
    ------
    SourceError
        When the file is of no known publication, or looks like several.
    """
    fitting = [importer for importer in IMPORTERS if importer.recognises(source)]
    if len(fitting) == 1:
        (importer,) = fitting
        _check_end(source, importer)
        return replace(importer, publication=importer.edition(importer.publication, source))
    if fitting:
        names = " and ".join(importer.publication.source_id for importer in fitting)
        raise SourceError(f"{source.path.name}: looks like {names}; expected one publication")
    known = "; ".join(importer.publication.title for importer in IMPORTERS)
    raise SourceError(
        f"{source.path.name}: not a publication that can be imported ({_looks_like(source)}). "
        f"Expected one of: {known}"
    )


def _check_end(source: SourceFile, importer: Importer) -> None:
    if isinstance(source, TextTable) and importer.publication.line_end and not source.ended:
        raise SourceError(
            f"{source.path.name}: the last line has no line end, so the file may be cut off; "
            "expected a whole CSV: download it again, or add the line end if it is whole"
        )


def _looks_like(source: SourceFile) -> str:
    match source:
        case Workbook():
            return f"a workbook with the sheets {', '.join(source.sheets[:8])}"
        case TextTable(grid=grid):
            return f"a table with the columns {', '.join(grid.headings[:8])}"
        case JsonFile():
            return "a JSON document"
