"""What the official data say to figures that somebody has read."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from nhs_culture.claims.judged import Judged
from nhs_culture.designs import Refused
from nhs_culture.english import capitalised, counted, lower_first, short_name
from nhs_culture.exhibits import Headline, Note, Reply
from nhs_culture.pages.lead import afterwards, replies
from nhs_culture.pages.words import as_far_in_words, opening, standing_in_words
from nhs_culture.studies.judged import Opinion, Stated
from nhs_culture.units import RANK, unit
from nhs_culture.verdicts.labels import FIGURE

__all__ = ["answers", "compared", "headline", "kept", "unknown"]


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
    for one in opinion.stated:
        yield from _on_the_figure(one, FIGURE.question if len(opinion.stated) < 2 else "")
    yield from replies(opinion.change)


def _on_the_figure(stated: Stated, question: str) -> Iterator[Reply]:
    """Yield whether what is stated is right, and whether another figure on the same is.

    Where the register has this very figure with another verdict, it knows more of what the document
    means: its verdict is given, and why the other would be.
    """
    figure = stated.figure
    if figure is not None:
        asked = question or f"Is the figure of {figure.period} right?"
        other = next((one for one in stated.same if one.verdict != figure.verdict), None)
        if other is None and not figure.accepted:  # what the register sets beside it says more
            figure = next(iter(stated.same), figure)
        numbers = _numbers(figure) + "".join(f" {one.statement}" for one in stated.same[:1])
        if other is not None:
            numbers = (
                f"{other.statement} {capitalised(other.reason)} Read as no more than "
                f"“{figure.measure_name}”, the answer would be “{FIGURE.answer(figure.verdict)}”; "
                f"{lower_first(figure.reason)}"
            )
        yield _reply(asked, other or figure, numbers)
    for known in stated.registered:
        if known not in stated.same:
            numbers = f"{known.statement} {capitalised(known.reason)}"
            yield _reply("Is what a document prints of the same right?", known, numbers)


def _reply(question: str, figure: Judged, numbers: str) -> Reply:
    return Reply(
        question=question,
        verdict=figure.verdict,
        words=FIGURE.answer(figure.verdict),
        numbers=numbers,
    )


def _numbers(figure: Judged) -> str:
    """Return which statistic is compared, how, what would have agreed, and of how many others."""
    passed = figure.chance
    chance = (
        f" {passed.passed or 'None'} of {counted(passed.of, 'other')} would have agreed."
        if passed
        else f" How many others would have agreed is {figure.agreeing}."
        if figure.agreeing
        else ""
    )
    accepted = f" {capitalised(figure.accepted)} would have agreed." if figure.accepted else ""
    beside = f"Compared with “{figure.measure_name}”. " if figure.accepted else ""
    return f"{beside}{capitalised(figure.reason)}{accepted}{chance}"


def compared(opinion: Opinion) -> Note | None:
    """Return what the second answer compares, and where the trust stands; None if it does not."""
    answer = opinion.change
    if isinstance(answer.change, Refused) or not answer.coincident.empty:
        return None
    name = short_name(answer.question.trust_name)
    told = f"{as_far_in_words(name, answer.change)}. {standing_in_words(answer)}"
    return Note(label="Compared", text=f"{opening(answer)} {told}")


def kept(opinion: Opinion) -> Note | None:
    """Return how the trust stood against its peers after the typed period; None if not compared."""
    told = afterwards(opinion.change)
    return Note(label="Afterwards, against its peers", text=told) if told else None


def unknown(opinion: Opinion) -> Note | None:
    """Return what could not be known, and what would settle it; nothing where all is settled."""
    figures = [one.figure for one in opinion.stated if one.figure]
    needed = [capitalised(one) for one in dict.fromkeys(figure.needed for figure in figures) if one]
    if not needed:
        return None
    return Note(label="What would settle it", text=f"{'. '.join(needed)}.")


def _typed(opinion: Opinion) -> str:
    asked, figure = opinion.change.question, opinion.figure
    name = short_name(asked.trust_name)
    phrase = asked.phrase.format(trust=name) if asked.phrase else asked.measure_name
    if figure is None:
        return f"{capitalised(opening(opinion.change))}"
    told = ", then ".join(_end(one) for one in opinion.stated)
    return f"{capitalised(phrase)}{_whom(opinion)}, as printed: {told}."


def _whom(opinion: Opinion) -> str:
    """Return whom typed figures are of, where the official figures are of all."""
    asked, group = opinion.change.question, str(opinion.claim["subgroup"])
    if group == "all" or asked.subgroup != "all":
        return ""
    return f" ({opinion.change.data.register.people(asked.trust, group)} alone)"


def _end(stated: Stated) -> str:
    """Return what was typed with its period."""
    figure = stated.figure
    if figure is None:
        return ""
    when = f", {figure.period}" if figure.period else ""
    return f"{_as_printed(figure.printed, stated.claim)}{when}"


def _as_printed(told: str, claim: pd.Series) -> str:
    """Return what was typed, with what it is taken for: a place for words, a scale for a score."""
    words = str(claim["precision_words"])
    if claim["unit"] == RANK.code and words:
        return f"{words} ({told})"
    if words and (not re.search(r"\d", words) or re.search(r"\b(?:in|out of) \w+$", words)):
        return words
    own = unit(claim["unit"])
    return f"{told}, read as a {own.name}" if own.scale else told
