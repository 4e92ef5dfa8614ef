"""What is held, what could be and is not, and which file would settle most claims."""

from __future__ import annotations

from dataclasses import dataclass

from nhs_culture.data.access import Data
from nhs_culture.data.fetch import downloads
from nhs_culture.loaders import IMPORTERS
from nhs_culture.loaders.tidy import AREAS
from nhs_culture.periods import in_words
from nhs_culture.register import OUTCOME

__all__ = ["Holding", "Lacking", "Wanted", "holdings", "not_held", "wanted"]


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
    first, last
        The first and the last period, in words.
    figures
        How many.
    """

    source_id: str
    title: str
    measures: int
    organisations: int
    besides: int
    first: str
    last: str
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
    claims
        Identifiers of the claims.
    trusts
        Codes of those that the claims are about; none of a claim about nobody in particular.
    outcomes
        How many of them are about what became of something, not about what was done or planned.
    """

    file: str
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
            first=in_words(str(rows.sort_values("period_start")["period"].iloc[0])),
            last=in_words(str(rows.sort_values("period_end")["period"].iloc[-1])),
            figures=len(rows),
        )
        for source, rows in panel.groupby("source_id", observed=True)
    ]


def not_held(data: Data, code: str = "") -> list[Lacking]:
    """Return each publication that can be imported and of which nothing or not every file is held.

    Parameters
    ----------
    data
        What is held.
    code
        Of a trust or a council: only what has figures of its kind; all where empty.
    """
    held = set(data.panel["source_id"].astype(str))
    names, kind = data.register.figured["name"], _measures_of_councils(data)
    is_council = code in set(data.register.councils["org_code"])
    found = []
    for publication in (one.publication for one in IMPORTERS):
        files, there = _lacking_files(data, publication.source_id), publication.source_id
        if not files and any(source.startswith(there) for source in held):
            continue
        if code and is_council == kind.isdisjoint(publication.measures):
            continue
        measures = tuple(str(names[name]) for name in publication.measures)
        found.append(Lacking(publication.title, publication.url, files, measures))
    return found


def _measures_of_councils(data: Data) -> set[str]:
    councils = data.panel["org_code"].isin(data.register.councils["org_code"])
    return set(data.panel.loc[councils, "measure"].astype(str))


def _lacking_files(data: Data, source: str) -> tuple[str, ...]:
    """Return the files of a source that are known to be offered and are not in its record."""
    record = data.register.records.get(source)
    have = {file.name for file in record.files} if record else set()
    offered = (one.file for one in downloads(data.project) if one.source_id == source)
    return tuple(file for file in offered if file not in have)


def wanted(data: Data, trust: str = "") -> list[Wanted]:
    """Return what would settle claims that nothing can be set beside, most outcomes first."""
    evidence = data.register.evidence
    open_claims = evidence[(evidence["relation"] == "none") & (evidence["needed"] != "")]
    claims = data.register.claims[["claim_id", "org_code", "about"]]
    told = open_claims[["claim_id", "needed"]].merge(claims, on="claim_id")
    told = told[told["org_code"] == trust] if trust else told
    files = [
        Wanted(
            file=str(file),
            claims=tuple(rows["claim_id"]),
            outcomes=int((rows["about"] == OUTCOME).sum()),
            trusts=tuple(sorted(filter(None, rows["org_code"].unique()))),
        )
        for file, rows in told.groupby("needed")
    ]
    return sorted(files, key=lambda one: (-one.outcomes, -len(one.claims), one.file))
