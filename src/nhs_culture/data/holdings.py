"""What is held, what could be and is not, and which file would settle most claims."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from nhs_culture.data.access import Data
from nhs_culture.data.fetch import Download, downloads
from nhs_culture.loaders import IMPORTERS
from nhs_culture.loaders.tidy import AREAS
from nhs_culture.periods import stretch
from nhs_culture.register import OUTCOME

__all__ = ["Holding", "Lacking", "Wanted", "holdings", "not_held", "offered", "wanted"]


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


@dataclass(frozen=True)
class Wanted:
    """A file, or papers, beside which claims could be set that nothing stands beside.

    Attributes
    ----------
    file
        What it is.
    parts
        What of it the claims need, where they say so.
    claims
        Identifiers of the claims.
    trusts
        Codes of those that the claims are about; none of a claim about nobody in particular.
    outcomes
        How many of them are about what became of something, not about what was done or planned.
    """

    file: str
    parts: tuple[str, ...]
    claims: tuple[str, ...]
    trusts: tuple[str, ...]
    outcomes: int


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


def wanted(data: Data, code: str = "", among: Set[str] | None = None) -> list[Wanted]:
    """Return what would settle claims that nothing can be set beside, what settles most first.

    Parameters
    ----------
    data
        The register.
    code
        Of a trust or a council: only claims about it; all where empty.
    among
        Identifiers of the claims that are looked at; all where not given.
    """
    evidence = data.register.evidence
    open_claims = evidence[(evidence["relation"] == "none") & (evidence["needed"] != "")]
    claims = data.register.claims[["claim_id", "org_code", "about"]]
    told = open_claims[["claim_id", "needed"]].merge(claims, on="claim_id")
    told = told[told["org_code"] == code] if code else told
    told = told if among is None else told[told["claim_id"].isin(among)]
    parted = [need.partition(", ") for need in told["needed"]]
    told = told.assign(file=[file for file, *_ in parted], part=[part for *_, part in parted])
    files = [_wanted(str(file), rows) for file, rows in told.groupby("file")]
    return sorted(files, key=lambda one: (-len(one.claims), -one.outcomes, one.file))


def _wanted(file: str, rows: pd.DataFrame) -> Wanted:
    return Wanted(
        file=file,
        parts=tuple(filter(None, rows["part"].drop_duplicates())),
        claims=tuple(rows["claim_id"]),
        trusts=tuple(sorted(filter(None, rows["org_code"].unique()))),
        outcomes=int((rows["about"] == OUTCOME).sum()),
    )
