"""Records, downloads and descriptor against the tables that they are about."""

from __future__ import annotations

from collections.abc import Iterator

from nhs_culture.data.check.held import HeldData
from nhs_culture.data.check.problem import Problem
from nhs_culture.data.datapackage import datapackage_file, datapackage_text
from nhs_culture.errors import RegisterError
from nhs_culture.loaders import IMPORTERS
from nhs_culture.register.sources import RECORD

__all__ = ["RULES"]


def _records(data: HeldData) -> Iterator[Problem]:
    """Look whether each record is about the figures beside it."""
    for source, record in data.records.items():
        figures = data.figures[data.figures["source"] == source]
        if len(figures) and set(figures["measure"]) != set(record.measures):
            there = ", ".join(sorted(figures["measure"].unique()))
            what = "measures are not those of the tables"
            yield Problem("error", f"data/raw/{source}/{RECORD}", 0, what, there)


def _downloads(data: HeldData) -> Iterator[Problem]:
    """Hold the checksums of the downloads against those of the files that were imported.

    What is offered may be a publication of which nothing has been imported yet.
    """
    known = {*data.register.sources["source_id"]}
    known |= {importer.publication.source_id for importer in IMPORTERS}
    for place, one in enumerate(data.offered):
        record = data.records.get(one.source_id)
        imported = {file.name: file.sha256 for file in record.files} if record else {}
        if one.sha256 and imported.get(one.file, one.sha256) != one.sha256:
            expected = f"the checksum in {one.source_id}/{RECORD}"
            what = f"sha256 of {one.file!r} is {one.sha256}"
            yield Problem("error", "data/raw/register/downloads.csv", place + 2, what, expected)
        if one.source_id not in known:
            what = f"source_id {one.source_id!r}"
            expected = "a source of sources.csv, or a publication that can be imported"
            yield Problem("error", "data/raw/register/downloads.csv", place + 2, what, expected)


def _descriptor(data: HeldData) -> Iterator[Problem]:
    path = datapackage_file(data.project)
    try:
        current = datapackage_text(data.project)
    except RegisterError:
        return
    if not path.is_file() or path.read_text(encoding="utf-8") != current:
        what = "does not describe the tables as they are"
        yield Problem("error", data.project.place(path), 0, what, "run `nhs-culture datapackage`")


RULES = (_records, _downloads, _descriptor)
