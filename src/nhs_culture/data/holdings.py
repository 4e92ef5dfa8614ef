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
    first, last
        The first and the last period, in words.
    figures
        How many.
    """

    source_id: str
    title: str
    measures: int
    organisations: int
    first: str
    last: str
    figures: int


@dataclass(frozen=True)
class Lacking:
    """One publication that can be imported and of which nothing is held.

    Attributes
    ----------
    title, page
        The publication.
    files
        Names of those that are known to be offered.
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
            first=in_words(str(rows.sort_values("period_start")["period"].iloc[0])),
            last=in_words(str(rows.sort_values("period_end")["period"].iloc[-1])),
            figures=len(rows),
        )
        for source, rows in panel.groupby("source_id", observed=True)
    ]


def not_held(data: Data) -> list[Lacking]:
    """Return each publication that can be imported and is not held."""
    held = set(data.panel["source_id"].astype(str))
    offered, names = downloads(data.project), data.register.figured["name"]
    return [
        Lacking(
            title=one.publication.title,
            page=one.publication.url,
            files=tuple(x.file for x in offered if x.source_id == one.publication.source_id),
            measures=tuple(str(names[name]) for name in one.publication.measures),
        )
        for one in IMPORTERS
        if not any(source.startswith(one.publication.source_id) for source in held)
    ]


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
