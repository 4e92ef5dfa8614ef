"""What the official data say to figures that somebody has read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nhs_culture.designs import Refused
from nhs_culture.english import capitalised, counted, short_name
from nhs_culture.exhibits import Headline, Note, Reply
from nhs_culture.pages.lead import replies
from nhs_culture.pages.words import as_far_in_words, opening, standing_in_words
from nhs_culture.studies.judged import Opinion
from nhs_culture.units import RANK, unit
from nhs_culture.verdicts.labels import FIGURE

__all__ = ["answers", "compared", "headline", "unknown"]


def headline(opinion: Opinion) -> Headline:
    """Return what was typed, whether it is right, and whether it moved more than elsewhere."""
    asked = opinion.change.question
    return Headline(
        sentence=_typed(opinion),
        replies=tuple(answers(opinion)),
        context=opening(opinion.change),
        trust=asked.trust,
        trust_name=asked.trust_name,
        status=asked.status,
    )


def answers(opinion: Opinion) -> Iterator[Reply]:
    """Yield each question with its answer, that about the figure first."""
    figure = opinion.figure
    if figure is not None:
        passed = figure.chance
        chance = (
            f" {passed.passed or 'None'} of {counted(passed.of, 'other')} would have agreed."
            if passed
            else f" How many others would have agreed is {figure.agreeing}."
            if figure.agreeing
            else ""
        )
        accepted = f" {capitalised(figure.accepted)} would have agreed." if figure.accepted else ""
        yield Reply(
            question=FIGURE.question,
            verdict=figure.verdict,
            words=FIGURE.answer(figure.verdict),
            numbers=f"{capitalised(figure.reason)}{accepted}{chance}",
        )
    for known in opinion.registered:
        yield Reply(
            question="Is it right as a document prints it?",
            verdict=known.verdict,
            words=FIGURE.answer(known.verdict),
            numbers=f"{known.statement} {capitalised(known.reason)}",
        )
    yield from replies(opinion.change)


def compared(opinion: Opinion) -> Note | None:
    """Return what the second answer compares, and where the trust stands; None if it does not."""
    answer = opinion.change
    if isinstance(answer.change, Refused) or not answer.coincident.empty:
        return None
    name = short_name(answer.question.trust_name)
    told = f"{as_far_in_words(name, answer.change)}. {standing_in_words(answer)}"
    return Note(label="Compared", text=f"{opening(answer)} {told}")


def unknown(opinion: Opinion) -> Note | None:
    """Return what could not be known, and what would settle it; nothing where all is settled."""
    figure = opinion.figure
    if figure is None or not figure.needed:
        return None
    return Note(label="What would settle it", text=f"{capitalised(figure.needed)}.")


def _typed(opinion: Opinion) -> str:
    asked, figure = opinion.change.question, opinion.figure
    name = short_name(asked.trust_name)
    phrase = asked.phrase.format(trust=name) if asked.phrase else asked.measure_name
    if figure is None:
        return f"{capitalised(opening(opinion.change))}"
    when = f", {figure.period}" if figure.period else ""
    staff = opinion.claim["subgroup"]
    whom = "" if staff == "all" else f", of {staff} staff alone"
    return f"{capitalised(phrase)}{whom}, as printed: {_as_printed(figure.printed, opinion)}{when}."


def _as_printed(told: str, opinion: Opinion) -> str:
    """Return what was typed, with what it is taken for: a place for words, a scale for a score."""
    claim = opinion.claim
    words = str(claim["precision_words"])
    if claim["unit"] == RANK.code and words:
        return f"{words} ({told})"
    if words and not re.search(r"\d", words):
        return words
    own = unit(claim["unit"])
    return f"{told}, read as a {own.name}" if own.scale else told
