"""What is held, and what could be and is not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from nhs_culture.data.access import Data
from nhs_culture.data.fetch import Download, downloads
from nhs_culture.loaders import IMPORTERS
from nhs_culture.loaders.publication import Publication
from nhs_culture.loaders.tidy import AREAS
from nhs_culture.periods import stretch

__all__ = ["Holding", "Lacking", "holdings", "not_held", "offered", "published_as"]


@dataclass(frozen=True)
class Holding:
    """One publication of which figures are held.

    Attributes
    ----------
    source_id, title
        The publication.
    measures, organisations
        How many there are in it; England, its regions and parts of trusts are no organisations.
    besides
        How many of those there are.
    covers
        The first and the last period, in words.
    figures
        How many.
    """

    source_id: str
    title: str
    measures: int
    organisations: int
    besides: int
    covers: str
    figures: int


@dataclass(frozen=True)
class Lacking:
    """One publication that can be imported and of which nothing, or not every file, is held.

    Attributes
    ----------
    title, page
        The publication.
    files
        Names of those that are known to be offered and are not held.
    measures
        What it would give, in words.
    """

    title: str
    page: str
    files: tuple[str, ...]
    measures: tuple[str, ...]


def holdings(data: Data, trust: str = "") -> list[Holding]:
    """Return the publications of which figures are held, of one trust or of all."""
    panel = data.panel[data.panel["org_code"] == trust] if trust else data.panel
    none = {*AREAS, *data.register.parts}  # no organisations of their own
    return [
        Holding(
            source_id=str(source),
            title=data.register.source(str(source)).title,
            measures=rows["measure"].nunique(),
            organisations=rows.loc[~rows["org_code"].isin(none), "org_code"].nunique(),
            besides=rows.loc[rows["org_code"].isin(none), "org_code"].nunique(),
            covers=stretch(
                str(rows.sort_values("period_start")["period"].iloc[0]),
                str(rows.sort_values("period_end")["period"].iloc[-1]),
            ),
            figures=len(rows),
        )
        for source, rows in panel.groupby("source_id", observed=True)
    ]


def not_held(data: Data) -> list[Lacking]:
    """Return each publication that can be imported of which nothing, or not every file, is held."""
    held = set(data.panel["source_id"].astype(str))
    names = data.register.figured["name"]
    found = []
    for publication in (one.publication for one in IMPORTERS):
        files, there = _lacking_files(data, publication.source_id), publication.source_id
        if files or not any(source.startswith(there) for source in held):
            measures = tuple(str(names[name]) for name in publication.measures)
            found.append(Lacking(publication.title, publication.url, files, measures))
    return found


def _lacking_files(data: Data, source: str) -> tuple[str, ...]:
    return tuple(one.file for one in offered(data) if one.source_id == source)


@lru_cache(maxsize=2)
def offered(data: Data) -> tuple[Download, ...]:
    """Return the files that are known to be offered and are on no record."""
    have = {file.name for record in data.register.records.values() for file in record.files}
    return tuple(one for one in downloads(data.project) if one.file not in have)


@cache
def published_as(source: str) -> Publication | None:
    """Return the publication that files of a source are imported as; None where none can be."""
    known = (one.publication for one in IMPORTERS)
    return next((one for one in known if one.source_id == source), None)
