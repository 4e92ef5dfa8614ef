"""Which file would settle the claims that nothing held can be set beside.

``needed`` of ``evidence.csv`` says which publication has what a claim is about, ``downloads.csv``
which files of it are offered and of which years. A file is named for a claim where it has its years
and an import of it reads its measure, of the people that the claim is about; the one that settles
most is taken first, and each claim is settled once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from nhs_culture.data.access import Data
from nhs_culture.data.fetch import Download
from nhs_culture.data.holdings import offered, published_as
from nhs_culture.register import OUTCOME

__all__ = ["Wanted", "in_words", "settled_by", "wanted"]

_EDITION = re.compile(r" \d{4}(?:/\d\d)?$")
"""The year that ends the name of one edition."""


@dataclass(frozen=True)
class Wanted:
    """A file, or papers, beside which claims could be set that nothing stands beside.

    Attributes
    ----------
    file
        What it is: the name of a file that is known to be offered, else of a publication.
    parts
        What of it the claims need, where they say so.
    claims
        Identifiers of the claims.
    trusts
        Codes of those that the claims are about; none of a claim about nobody in particular.
    outcomes
        How many of them are about what became of something, not about what was done or planned.
    page
        Where the file is offered; empty where no file is known.
    """

    file: str
    parts: tuple[str, ...]
    claims: tuple[str, ...]
    trusts: tuple[str, ...]
    outcomes: int
    page: str


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
    told = _waiting(data)
    told = told[told["org_code"] == code] if code else told
    told = told if among is None else told[told["claim_id"].isin(among)]
    known = settled_by(data)
    files = told["claim_id"].map(lambda claim: known[claim].file if claim in known else "")
    told = told.assign(file=files.mask(files == "", _publications(data, told)))
    pages = {one.file: one.page for one in known.values()}
    found = [_wanted(str(file), rows, pages) for file, rows in told.groupby("file")]
    return sorted(found, key=lambda one: (-len(one.claims), -one.outcomes, one.file))


def in_words(data: Data, claim: str, needed: str) -> str:
    """Return what a claim needs, with the file that is known to have it."""
    file = settled_by(data).get(claim) if needed else None
    return f"{needed} (offered as {file.file})" if file else needed


@lru_cache(maxsize=2)
def settled_by(data: Data) -> Mapping[str, Download]:
    """Return for each claim that waits for a file that is offered the one that has its years."""
    could = dict(_could_settle(data))
    found: dict[str, Download] = {}
    while could:
        best = max(could, key=lambda file: len(could[file]))  # the first listed of several
        found |= dict.fromkeys(sorted(could[best]), best)
        left = {file: claims - could[best] for file, claims in could.items()}
        could = {file: claims for file, claims in left.items() if claims}
    return found


def _could_settle(data: Data) -> Iterator[tuple[Download, set[str]]]:
    """Yield each file that is offered with every claim that it could settle."""
    waiting = _waiting(data)
    held = set(data.panel[["org_code", "measure", "period"]].itertuples(index=False, name=None))
    years = {row["claim_id"]: _years(row, held) for _, row in waiting.iterrows()}
    for file in offered(data):
        read = published_as(file.source_id)
        of_it = waiting[waiting["named"] == file.publication]
        claims = {
            one
            for one, measure, group in of_it[["claim_id", "measure", "subgroup"]].to_numpy()
            if read and read.gives(measure, group.lower())
            if years[one] and all(map(file.has, years[one]))
        }
        if claims:
            yield file, claims


def _waiting(data: Data) -> pd.DataFrame:
    """Return the claims that nothing can be set beside, and what would settle each."""
    evidence = data.register.evidence
    rows = evidence[(evidence["relation"] == "none") & (evidence["needed"] != "")]
    about = ["claim_id", "org_code", "measure", "subgroup", "about", "period_from", "period_to"]
    told = rows[["claim_id", "needed"]].merge(data.register.claims[about], on="claim_id")
    parted = [need.partition(", ") for need in told["needed"]]
    told = told.assign(
        publication=[name for name, *_ in parted], part=[part for *_, part in parted]
    )
    return told.assign(named=told["publication"].str.replace(_EDITION, "", regex=True))


def _publications(data: Data, waiting: pd.DataFrame) -> pd.Series[str]:
    """Return the publication of each claim, and that no year is printed where files have years."""
    undated = (waiting["period_from"] == "") & (waiting["period_to"] == "")
    by_year = waiting["named"].isin({one.publication for one in offered(data)})
    return waiting["publication"].mask(
        undated & by_year, waiting["publication"] + " of a year that is not printed"
    )


def _years(claim: pd.Series, held: Set[tuple[str, str, str]]) -> list[str]:
    """Return the ends of a claim that are not held, or both; none where no date is printed."""
    ends = [str(claim[end]) for end in ("period_from", "period_to") if claim[end]]
    lacking = [end for end in ends if (claim["org_code"], claim["measure"], end) not in held]
    return lacking or ends


def _wanted(file: str, rows: pd.DataFrame, pages: Mapping[str, str]) -> Wanted:
    return Wanted(
        file=file,
        parts=tuple(filter(None, rows["part"].drop_duplicates())),
        claims=tuple(rows["claim_id"]),
        trusts=tuple(sorted(filter(None, rows["org_code"].unique()))),
        outcomes=int((rows["about"] == OUTCOME).sum()),
        page=pages.get(file, ""),
    )
