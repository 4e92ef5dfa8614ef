"""Bring published files into ``data/raw``: plan what would change, then write it whole or not.

Planning reads and checks everything and writes nothing, so that a dry run is a plan that nobody
writes, and a file that cannot be read leaves every table as it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from pathlib import Path

import pandas as pd

from nhs_culture import periods
from nhs_culture.errors import Fault, RegisterError, SourceError
from nhs_culture.files import checksum
from nhs_culture.loaders.levels import moved_bases, moved_levels, odd_figures, odd_levels
from nhs_culture.loaders.providers import unheard
from nhs_culture.loaders.publication import Importer, Publication
from nhs_culture.loaders.rankings import exchanged, fits, turned
from nhs_culture.loaders.recognise import importer_of
from nhs_culture.loaders.remarks import remarked, remarks
from nhs_culture.loaders.tidy import AREAS, KEY, keys_of, read_table, table_text, tidied
from nhs_culture.loaders.workbook import open_source
from nhs_culture.register import Register
from nhs_culture.register.sources import RECORD, File, Record, read_record, record_text

__all__ = ["ImportPlan", "ImportReport", "PlannedSource", "plan_import"]

MOST_CHANGES = 5
"""So many changed figures are named in a report."""


@dataclass(frozen=True)
class ImportReport:
    """What an import of one source changes, or would change.

    Parameters
    ----------
    source_id, title
        The publication that the files were recognised as.
    files
        Names of the files.
    tables
        Paths of the tables.
    rows, trusts, periods
        Numbers of figures, organisations and periods in the source after the import.
    new, changed, gone
        Numbers of figures that were not there before, that are there with another value, base or
        note, and that were there and no longer are.
    first_changes
        The first few figures that change or go, each as ``RP1 2019 engagement: 7.4 -> 7.5``.
    left_out
        How many rows of the files are of each kind that the tables leave out, as ``139 clinical
        commissioning groups``.
    unheard
        Trusts that the register does not know, or not by the name in the files.
    absent
        Trusts that have a figure in the period before one of the files and none in that, and
        periods between those held and those of the files of which there is nothing.
    remarks
        What is odd about the figures and is noted beside them.
    """

    source_id: str
    title: str
    files: tuple[str, ...]
    tables: tuple[Path, ...]
    rows: int
    trusts: int
    periods: int
    new: int
    changed: int
    gone: int
    first_changes: tuple[str, ...]
    left_out: tuple[str, ...]
    unheard: tuple[str, ...]
    absent: tuple[str, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class PlannedSource:
    """One source as it would be written: the text of each file by its path."""

    report: ImportReport
    texts: dict[Path, str]
    obsolete: tuple[Path, ...]


@dataclass(frozen=True)
class ImportPlan:
    """What importing a set of files would write, source by source."""

    sources: tuple[PlannedSource, ...]

    @property
    def reports(self) -> tuple[ImportReport, ...]:
        """The report of each source."""
        return tuple(source.report for source in self.sources)

    @property
    def texts(self) -> dict[Path, str]:
        """The text of each file of all sources."""
        return {path: text for source in self.sources for path, text in source.texts.items()}

    @property
    def gone(self) -> tuple[Path, ...]:
        """The tables that no source writes any longer."""
        return tuple(path for source in self.sources for path in source.obsolete)


@dataclass(frozen=True)
class _Part:
    """One file of a source: its figures and what goes on record about it."""

    file: File
    figures: pd.DataFrame
    names: pd.DataFrame
    others: Mapping[str, int]


def plan_import(paths: Iterable[Path], into: Path, register: Register) -> ImportPlan:
    """Recognise, read and check files, and compare them with what is there; write nothing.

    Parameters
    ----------
    paths
        Official files, in any order. Those that belong to one source are taken together.
    into
        The folder with one folder per source.
    register
        Says what each measure may be.

    Raises
    ------
    SourceError
        When a file is not readable, not recognised, or breaks what its publication says.
    RegisterError
        When a table that is already there breaks the schema.
    """
    parts: dict[str, list[_Part]] = {}
    importers: dict[str, Importer] = {}
    for path in paths:
        source = open_source(path)
        importer = importer_of(source)
        source_id = importer.publication.source_id
        importers[source_id] = importer
        figures = tidied(importer.read(source), path, register)
        _refuse_levels(figures, path, register)
        file = File(path.name, checksum(path), _covers(figures))
        part = _Part(file, figures, importer.organisations(source), importer.others(source))
        parts.setdefault(source_id, []).append(part)
    return ImportPlan(
        tuple(
            _planned(importer, parts[source_id], into / source_id, register)
            for source_id, importer in importers.items()
        )
    )


def _refuse_levels(figures: pd.DataFrame, path: Path, register: Register) -> None:
    """Refuse figures that are in another unit than the measure, or no figures at all."""
    for odd in odd_levels(figures, register).itertuples():
        raise SourceError(
            f"{path.name}: {odd.measure} in {odd.period} is {odd.median:g} in the middle of "
            f"{odd.size} organisations; expected {odd.median_lower:g} to {odd.median_upper:g} "
            f"({odd.unit}): is it printed in another unit?"
        )
    for odd in odd_figures(figures, register).itertuples():
        raise SourceError(
            f"{path.name}: {odd.org_code} {odd.period} {odd.measure} is {odd.value:g}; expected "
            f"{odd.expected}"
        )


def _refuse_moves(
    figures: pd.DataFrame, present: pd.DataFrame, files: list[File], register: Register
) -> None:
    """Refuse figures that are far from those of other periods, or of the edition before."""
    named = " and ".join(file.name for file in files)
    before = present.assign(period=present["period"] + " as held")
    for odd in moved_levels(pd.concat([figures, before])).itertuples():
        raise SourceError(
            f"{named}: {odd.measure} in {odd.period} is "
            f"{odd.times:.2g} times what it is in other periods or in the edition before, in the "
            f"middle of {odd.size} organisations; expected about as much: is it "
            "printed in another unit?"
        )
    for odd in moved_bases(pd.concat([present, figures]), register).itertuples():
        raise SourceError(
            f"{named}: the {odd.count}s of {odd.measure} in {odd.period} are {odd.times:.2g} times "
            f"those of the period or the edition before, in the middle of {odd.size} "
            "organisations; expected about as many: are they printed in another unit?"
        )


def _refuse_rankings(figures: pd.DataFrame, present: pd.DataFrame, files: list[File]) -> None:
    """Refuse figures by which organisations do not stand among each other as they did before."""
    named = " and ".join(file.name for file in files)
    found = fits(figures, present)
    for measure, period in turned(found):
        raise SourceError(
            f"{named}: on {measure} organisations that stood high before stand low in {period}; "
            "expected them to stand about as they did: are the answers counted from the other end?"
        )
    for one, other, period in exchanged(found):
        raise SourceError(
            f"{named}: {one} in {period} is like {other} before, and {other} like {one}; expected "
            "each to be like itself: are the two columns exchanged?"
        )


def _covers(figures: pd.DataFrame) -> str:
    """Return the first and the last period, as ``2013-04 to 2023-01``, or the one period."""
    first, last = figures["period"].min(), figures["period"].max()
    return str(first) if first == last else f"{first} to {last}"


def _planned(
    importer: Importer, parts: list[_Part], folder: Path, register: Register
) -> PlannedSource:
    publication = importer.publication
    _check_parts(importer, parts)
    if folder.is_symlink():
        raise RegisterError(Fault(folder, f"a link to {folder.readlink()}", "a folder"))
    present, on_record = _present(folder, register)
    kept = present.iloc[:0]
    files = [part.file for part in parts]
    if publication.files == "periods":
        replaced = set().union(*(part.figures["period"] for part in parts))
        kept = present[~present["period"].isin(replaced)]
        covered = {file.covers for file in files}
        files += [file for file in on_record if file.covers not in covered]
    together = pd.concat([kept, *(part.figures for part in parts)])
    figures = remarked(together.sort_values(KEY, ignore_index=True))
    _refuse_moves(figures, present, [part.file for part in parts], register)
    _refuse_rankings(figures, present, [part.file for part in parts])
    tables = {
        folder / f"{name}.csv": table_text(rows)
        for name, rows in figures.groupby(importer.tables(figures), sort=True)
    }
    texts = {**tables, folder / RECORD: record_text(_record(importer, files, figures))}
    obsolete = tuple(path for path in sorted(folder.glob("*.csv")) if path not in tables)
    report = _report(importer, parts, figures, present, tables=tuple(tables), register=register)
    return PlannedSource(report, texts, obsolete)


def _check_parts(importer: Importer, parts: list[_Part]) -> None:
    """Refuse files that would give the same figures twice."""
    names = [part.file.name for part in parts]
    if importer.publication.files == "whole" and len(parts) > 1:
        raise SourceError(
            f"{' and '.join(names)}: all are {importer.publication.title!r}; expected one file"
        )
    seen: dict[str, str] = {}
    for part in parts:
        for period in part.figures["period"].unique():
            if period in seen:
                raise SourceError(
                    f"{seen[period]} and {part.file.name}: both give {period}; expected each "
                    "period once"
                )
            seen[period] = part.file.name


def _present(folder: Path, register: Register) -> tuple[pd.DataFrame, tuple[File, ...]]:
    """Return the figures of a source as they are, and the files on its record."""
    tables = [read_table(path, register) for path in sorted(folder.glob("*.csv"))]
    if not tables:
        columns = ["org_code", "period", "measure", "subgroup", "value", "numerator"]
        return pd.DataFrame(columns=[*columns, "denominator", "note"]), ()
    return pd.concat(tables, ignore_index=True), read_record(folder / RECORD).files


def _record(importer: Importer, files: Iterable[File], figures: pd.DataFrame) -> Record:
    """Return the record of a source: the publication, its files and the measures that they give."""
    publication = importer.publication
    given = set(figures["measure"])
    title, published = _edition(publication, figures["period"])
    return Record(
        source_id=publication.source_id,
        title=title,
        producer=publication.producer,
        url=publication.url,
        licence=publication.licence,
        published=published,
        files=tuple(sorted(files, key=attrgetter("covers"))),
        measures=tuple(measure for measure in publication.measures if measure in given),
        left_out=publication.left_out,
        notes=publication.notes,
        compiled_by=publication.compiled_by,
    )


def _edition(publication: Publication, covered: pd.Series[str]) -> tuple[str, str]:
    """Return title and date of what is on record, by the periods that it covers."""
    if not publication.until:
        return publication.title, publication.published
    first, last = covered.min(), covered.max()
    published = publication.published
    if last != publication.until:
        published = f"after {periods.in_words(last)}"
    span = f"{periods.in_words(first)} to {periods.in_words(last)}"
    return f"{publication.title}, {span}", published


def _report(
    importer: Importer,
    parts: list[_Part],
    figures: pd.DataFrame,
    present: pd.DataFrame,
    *,
    tables: tuple[Path, ...],
    register: Register,
) -> ImportReport:
    names = pd.concat([part.names for part in parts])
    after, before = _lines(figures), _lines(present)
    both = after.index.intersection(before.index)
    changed = both[(after.loc[both] != before.loc[both]).to_numpy()]
    gone = before.index.difference(after.index)
    return ImportReport(
        source_id=importer.publication.source_id,
        title=importer.publication.title,
        files=tuple(part.file.name for part in parts),
        tables=tables,
        rows=len(figures),
        trusts=figures["org_code"].nunique(),
        periods=figures["period"].nunique(),
        new=len(after.index.difference(before.index)),
        changed=len(changed),
        gone=len(gone),
        first_changes=tuple(
            _change(before[key], after.get(key, "")) for key in [*changed, *gone][:MOST_CHANGES]
        ),
        absent=(
            *_absent(figures, {part.file.covers for part in parts}, register),
            *(_gaps(figures, parts) if importer.publication.files == "periods" else ()),
        ),
        remarks=tuple(remarks(figures)),
        unheard=(*unheard(names, register), *_unknown(figures, names, register)),
        left_out=tuple(
            f"{count:,} {kind}" for kind, count in _counted(part.others for part in parts).items()
        ),
    )


def _unknown(figures: pd.DataFrame, names: pd.DataFrame, register: Register) -> Iterator[str]:
    """Yield the codes that the register does not know, of files that have no names to tell by."""
    known = {*register.organisations["org_code"], *AREAS, *names["org_code"]}
    for code in sorted(set(figures["org_code"]) - known):
        yield f"{code}: in neither trusts.csv nor councils.csv"


def _absent(figures: pd.DataFrame, added: set[str], register: Register) -> Iterator[str]:
    """Yield which trusts stop having figures with a period that is added, and are not known to end.

    Nobody sees from one file alone that a trust is missing in it.
    """
    last = register.trusts.set_index("org_code")["last_month"]
    held = figures.groupby("period")["org_code"].agg(set)
    for before, period in pairwise(held.index):
        stopped = last[last.index.isin(held[before] - held[period])]
        missing = stopped.index[(stopped == last.max()) | (stopped >= period[:7])].sort_values()
        if period in added and len(missing):
            shown = [
                *missing[:MOST_CHANGES],
                *([f"{len(missing)} in all"] if len(missing) > MOST_CHANGES else []),
            ]
            yield f"figures for {before} and none for {period}: {', '.join(shown)}"


def _gaps(figures: pd.DataFrame, parts: list[_Part]) -> Iterator[str]:
    """Yield which periods beside those of the files have no figures, though their like have.

    Periods follow each other as the closest two do: three months apart where a survey is quarterly.
    """
    added = set().union(*(part.figures["period"] for part in parts))
    labels = {label: periods.numbered(label) for label in sorted(figures["period"].unique())}
    steps = [
        (before, period, after[1] - first[1])
        for (before, first), (period, after) in pairwise(labels.items())
        if first and after and first[0] == after[0]
    ]
    usual = min((step for _, _, step in steps), default=1)
    for before, period, step in steps:
        missing = (step - 1) // usual
        if missing and added & {before, period}:
            yield f"no figures between {before} and {period}: {missing} missing"


def _counted(counts: Iterable[Mapping[str, int]]) -> Counter[str]:
    """Return how much there is of each kind in all files together, nothing left out."""
    total = Counter[str]()
    for one in counts:
        total.update(one)
    return +total


def _change(before: str, after: str) -> str:
    """Return what happens to a figure, from its lines before and after; empty where it goes."""
    org_code, period, measure, subgroup, old, *old_rest = before.split(",")
    new, *new_rest = after.split(",")[4:] or ["gone"]
    if new == old:
        old, new = (", ".join([old, *filter(None, rest)]) for rest in (old_rest, new_rest))
    group = "" if subgroup == "all" else f" {subgroup}"
    return f"{org_code} {period} {measure}{group}: {old} -> {new}"


def _lines(figures: pd.DataFrame) -> pd.Series[str]:
    """Return each figure as the line that is written for it, by its key."""
    if figures.empty:
        return pd.Series(dtype=str)
    lines = table_text(figures).splitlines()[1:]
    return pd.Series(lines, index=keys_of(figures).to_numpy())
