"""Official figures of all staff, the claims, and what is not held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nhs_culture.claims import Judged
from nhs_culture.english import listed
from nhs_culture.exhibits import Chart, Group, Note, Sources, Table
from nhs_culture.pages import besides, claims, documents, first_to_last, trend
from nhs_culture.pages.discrimination.asked import LEADING, NOTEBOOK
from nhs_culture.studies.answer import Answer, answer
from nhs_culture.studies.by_ethnicity import apart
from nhs_culture.studies.printed_wres import PrintedWres
from nhs_culture.studies.question import question

__all__ = ["claimed", "not_held", "official", "sources"]


def claimed(entries: Sequence[Judged]) -> Table | None:
    """Return every claim about discrimination and equal opportunities with its verdict."""
    if not entries:
        return None
    return documents.claimed(
        entries,
        caption="What is printed, whether the figure is right, and what it would take to tell. "
        "Beside it stand official figures of all staff: none is a figure of BME staff",
        beside="Official, all staff",
    )


def not_held(printed: PrintedWres, entries: Sequence[Judged]) -> Note:
    """Return where the WRES indicators of a trust are published, and what is held of them here."""
    titles = listed(f"“{title}”" for title in dict.fromkeys(e.document_title for e in entries))
    held = (
        f"Of the years before, only what {titles} prints of this trust’s is held here"
        if entries
        else "No document followed here prints any of this trust’s"
    )
    return Note(
        label="Minority staff",
        text="The WRES indicators of each trust are published every year by NHS England in the "
        "data of its WRES reports, and by the trust itself; those that come from the staff survey "
        f"stand in its benchmark report, with their numbers of respondents. {held}.",
    )


def official(printed: PrintedWres, asked: Answer) -> Group:
    """Return the official figures of one measure of all staff: over time, and among every trust.

    The finding is left out where the page has opened with it.
    """
    measure = asked.question.measure
    minority = printed.shares or apart(asked.data, printed.trust, LEADING)
    opened = measure == LEADING and not minority
    finding = None if opened else first_to_last.finding(asked, NOTEBOOK)
    if asked.own.empty:
        return Group(finding, besides.missing(asked))
    exhibits = [trend.trend(asked), trend.by_period(asked), *first_to_last.standings(asked)]
    return Group(finding, *(_named(exhibit, measure) for exhibit in exhibits))


def _named(exhibit: Chart | Table | Note, measure: str) -> Chart | Table | Note:
    """Return the exhibit under a name of its own, where several measures share a page."""
    if isinstance(exhibit, Note):
        return exhibit
    return replace(exhibit, name=f"{exhibit.name}-{measure}")


def sources(printed: PrintedWres, entries: Sequence[Judged], answers: Sequence[Answer]) -> Group:
    """Return the publications behind the figures, then the documents that print the claims."""
    data = answers[0].data
    behind = [*answers]
    if printed.ratios:
        behind.append(answer(data, question(data, printed.trust, "staff_headcount")))
    two = apart(data, printed.trust, LEADING)
    survey = Sources(entries=(data.register.source(two.source).entry,)) if two else None
    printing = claims.used(data, [replace(entry, sources=()) for entry in entries])
    return Group(documents.sources(behind), survey, printing if entries else None)
