"""What documents print, and where figures come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from nhs_culture import periods
from nhs_culture.claims import Fact, Judged, facts, headlined, ledger
from nhs_culture.english import capitalised, listed, lower_first, ordinal
from nhs_culture.exhibits import Note, Reply, Sources, Table
from nhs_culture.metrics.scores import to_ten_point
from nhs_culture.pages.subject import about, source_line
from nhs_culture.register import OUTCOME
from nhs_culture.studies.answer import Answer
from nhs_culture.studies.question import EVERY_TRUST
from nhs_culture.units import RANK, SCORE_1_5
from nhs_culture.verdicts.labels import FIGURE, INDEPENDENT, UNPRINTED

__all__ = ["NOTHING_PRINTED", "claimed", "is_it_right", "printed", "printed_in", "right", "sources"]

NOTHING_PRINTED = Reply(
    question=FIGURE.question, verdict=UNPRINTED, words="No document here prints a figure"
)


def printed(answer: Answer) -> Table | Note:
    """Return what documents print about the measure at this trust, beside the official figure.

    Scores on the old scale from 1 to 5 are put on the scale from 0 to 10; beside a place or a
    change no official figure stands.
    """
    asked = answer.question
    claims = answer.data.register.claims
    own = claims[(claims["org_code"] == asked.trust) & (claims["measure"] == asked.measure)]
    own = own[own[["value_from", "value_to"]].notna().any(axis=1)]
    if own.empty:
        what = f"“{asked.measure_name}” at this trust"
        return Note(label="Claims", text=f"No document followed here prints a figure of {what}.")
    titles = answer.data.register.titles
    rows = [
        (
            _year_of(claim, end),
            _as_printed(claim, end),
            to_ten_point(claim[f"value_{end}"]) if claim["unit"] == SCORE_1_5.code else None,
            answer.own.get(str(claim[f"period_{end}"])[:4])
            if claim["unit"] in {asked.unit, SCORE_1_5.code}
            else None,
            titles[claim["document"]],
        )
        for _, claim in own.iterrows()
        for end in ("from", "to")
        if np.isfinite(claim[f"value_{end}"])
    ]
    columns = ["year", "printed", "ten_point", "official", "document"]
    table = pd.DataFrame(rows, columns=columns).drop_duplicates().sort_values(["year", "document"])
    known = table["official"].notna().any()
    beside = (
        "as published officially for the same year" if known else "no official figure beside it"
    )
    return Table(
        name="printed",
        about=about(answer),
        caption=f"{asked.measure_name} as printed, and {beside}",
        data=table.dropna(axis=1, how="all"),
        source=source_line(answer) if len(answer.own) else "",
        formats={"ten_point": ".3f", "official": ".2f"},
        headers={
            "year": "Year",
            "printed": "Printed",
            "ten_point": "From 0 to 10",
            "official": "Official",
            "document": "Document",
        },
    )


def claimed(entries: Sequence[Judged], *, caption: str, beside: str) -> Table:
    """Return claims with what stands beside them, the verdict, and what it would take to tell.

    Parameters
    ----------
    entries
        One or more claims of the ledger.
    caption
        Of the table.
    beside
        What the official figures are, as the heading of their column.
    """
    rows = [(e.statement, e.printed, e.official, FIGURE.cell(e.verdict), e.needed) for e in entries]
    return Table(
        name="claims",
        caption=caption,
        data=pd.DataFrame(rows, columns=["claim", "printed", "beside", "verdict", "needed"]),
        source="; ".join(dict.fromkeys(entry.document_title for entry in entries)),
        headers={
            "claim": "Claim",
            "printed": "Printed",
            "beside": beside,
            "verdict": FIGURE.question,
            "needed": "It would take",
        },
    )


def right(answer: Answer, measures: Iterable[str]) -> Iterator[Reply]:
    """Yield whether what documents print about the trust is right, or that none prints a figure.

    Parameters
    ----------
    answer
        Whom it is about.
    measures
        Those whose printed figures the page sets beside official ones, the one that it opens with
        first.
    """
    wanted = [*measures]
    told = facts(headlined(_outcomes(answer, wanted)))
    if not told:
        yield NOTHING_PRINTED
        return
    counts = Counter(one.verdict for one in told)
    if len(told) == 1:
        only = told[0].leading
        reply = is_it_right(only.verdict, only.reason, only.needed)
        yield replace(reply, numbers=f"{only.statement} {reply.numbers}")
        return
    known = set(answer.data.register.front_page["claim_id"])

    def told_first(one: Fact) -> tuple[int, bool]:
        best_known = bool(known & {entry.claim_id for entry in one.entries})
        return wanted.index(one.leading.measure), not best_known

    first = min(told, key=told_first).leading
    several = listed(
        f"{counts[label] if len(counts) > 1 else 'each'} {lower_first(FIGURE.cell(label))}"
        for label in FIGURE.labels
        if counts[label]
    )
    yield Reply(
        question=FIGURE.question,
        verdict=first.verdict,
        words=f"Of {len(told)} printed figures: {several}",
        numbers=f"Among them: {first.statement}",
    )


def _outcomes(answer: Answer, measures: Collection[str]) -> Iterator[Judged]:
    """Yield the claims about these outcomes of the trust."""
    for entry in ledger(answer.data, answer.question.trust):
        if entry.about == OUTCOME and entry.measure in measures:
            yield entry


def is_it_right(verdict: str, reason: str, needed: str) -> Reply:
    """Return whether a printed figure is right, what that rests on, and what would settle it.

    Parameters
    ----------
    verdict
        On the figure.
    reason
        Clauses parted by semicolons, the first of which is what stands beside the figure.
    needed
        The published data that would settle it; empty where it is settled.
    """
    because = f"{capitalised(reason.partition('; ')[0].rstrip('.'))}."
    settled = verdict in INDEPENDENT or not needed
    return Reply(
        question=FIGURE.question,
        verdict=verdict,
        words=FIGURE.answer(verdict),
        numbers=because if settled else f"{because} It would take {needed}.",
    )


def _year_of(claim: pd.Series, end: str) -> str:
    """Return the year that a figure is of, and whether the document leaves it to be inferred."""
    year = periods.in_words(str(claim[f"period_{end}"])[:4])
    return f"{year} (inferred)" if claim["period_inferred"] and end == "to" else year


def _as_printed(claim: pd.Series, end: str) -> str:
    words, value = claim["precision_words"], claim[f"value_{end}"]
    told = ordinal(int(value)) if claim["unit"] == RANK.code else f"{value:.10g}"
    return f"{told}{f' (“{words}”)' if words and end == 'to' else ''}"


def sources(answers: Iterable[Answer]) -> Sources:
    """Return the publications that the figures of some answers come from."""
    used = {
        source: answer.data.register.source(source).entry
        for answer in answers
        for source in answer.sources
    }
    return Sources(entries=tuple(used[source] for source in sorted(used)))


def printed_in(answer: Answer, measures: Iterable[str]) -> Sources:
    """Return the answer's publications, and the documents that print these measures.

    Of the trust itself and of England.
    """
    register = answer.data.register
    claims = register.claims
    concerned = claims["org_code"].isin([answer.question.trust, EVERY_TRUST])
    used = claims.loc[concerned & claims["measure"].isin(list(measures)), "document"]
    documents = register.sources["source_id"]
    entries = [register.source(source).entry for source in documents[documents.isin(used)]]
    return Sources(entries=(*sources([answer]).entries, *entries))
