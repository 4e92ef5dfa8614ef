"""The publications and documents behind the page of a trust."""

from __future__ import annotations

from nhs_culture.exhibits import Sources
from nhs_culture.pages import organisation
from nhs_culture.pages.summary.known import Summary

__all__ = ["publishers", "sources"]


def sources(about: Summary) -> Sources:
    """Return the publications and documents that the page rests on."""
    register, left = about.data.register, about.concluded
    used = {source for one in (*left.findings, *about.claims) for source in one.sources}
    used |= _published_by(about)
    judged = {one.claim for one in about.claims}
    used |= set(register.claims.loc[register.claims["claim_id"].isin(judged), "document"])
    acts = organisation.acts(register, about.trust, about.last_day)
    used |= {document for rows in acts for document in rows["document"]}
    known = [one for one in register.sources["source_id"] if one in used]
    return Sources(entries=tuple(register.source(one).entry for one in known))


def _published_by(about: Summary) -> set[str]:
    return {source for one in about.histories.values() for source in one.sources}


def publishers(about: Summary) -> str:
    """Return the publications behind the figures in a line."""
    rows = about.data.register.sources
    used = rows[rows["source_id"].isin(_published_by(about))]
    producers = (
        used["author_or_producer"].str.split("[;,]", regex=True).str[0]
    )  # then, who compiled it
    return ", ".join(dict.fromkeys(producers)) or "none"
