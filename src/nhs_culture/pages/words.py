"""The sentences of the pages: numbers in, plain English out, no word that says what caused what."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from nhs_culture import periods
from nhs_culture.designs import Refused
from nhs_culture.designs.peer_change import PeerChange
from nhs_culture.designs.permutation import LEVEL
from nhs_culture.designs.refusals import NotPlanned, TooFewPoints
from nhs_culture.english import capitalised, lower_first, short_name
from nhs_culture.metrics.place import place
from nhs_culture.pages.subject import programme
from nhs_culture.studies.answer import Answer
from nhs_culture.studies.question import Question
from nhs_culture.studies.stretch import between, in_words
from nhs_culture.units import Unit, unit
from nhs_culture.verdicts.labels import CHANGE, DISTINGUISHABLE

__all__ = [
    "against_comparable",
    "as_far_in_words",
    "called",
    "cannot_be_told",
    "change_in_words",
    "opening",
    "size_in_words",
    "standing_in_words",
    "with_breaks",
    "words_of",
]

MOST = 0.2
"""Where p is at most this, four in five peers or more moved less."""


def called(answer: Answer, period: str) -> str:
    """Return the short name that the trust had in a period, with its present one where it differs.

    ``Salford Royal (now Northern Care Alliance)``.
    """
    asked = answer.question
    last_day = periods.bounds(period, asked.frequency)[1]
    then = short_name(answer.data.register.name_on(asked.trust, last_day))
    now = short_name(asked.trust_name)
    return now if then == now else f"{then} (now {now})"


def words_of(answer: Answer) -> tuple[str, Unit]:
    """Return what a result is told with: the trust's name and the unit of its change."""
    return short_name(answer.question.trust_name), answer.estimate_unit


def opening(answer: Answer) -> str:
    """Return the one sentence that a page about a measure opens with."""
    asked = answer.question
    if answer.own.empty:
        return f"Nothing was published about {_phrase(asked, short_name(asked.trust_name))}."
    if isinstance(answer.change, Refused) or not answer.coincident.empty:
        return standing_in_words(answer)
    return change_in_words(answer, answer.change)


def standing_in_words(answer: Answer) -> str:
    """Return where the trust stood among its group when the figure was last published."""
    asked = answer.question
    last = str(answer.own.index[-1])
    value = float(answer.own.iloc[-1])
    told = (
        f"{_subject(answer, last)} was {unit(asked.unit).value(value)} in {periods.in_words(last)}"
    )
    others = pd.Series(answer.group.T[last]).dropna()
    if len(others) < 2:
        return f"{told}."
    kind = answer.data.register.kind(asked.trust)
    return f"{told}: {place(others, asked.trust).among(f'{kind}s of its kind')}."


def change_in_words(answer: Answer, change: PeerChange) -> str:
    """Return how far the trust moved, and how much further than its peers."""
    asked = answer.question
    own = answer.group[asked.trust].reindex(asked.window).dropna()
    before, after = own[own.index < asked.first_after], own[own.index >= asked.first_after]
    moved = float(after.mean() - before.mean())
    levels = [unit(asked.unit).value(float(side.mean())) for side in (before, after)]
    level = levels[0] == levels[1]
    against = "against" if level else "up from" if moved > 0 else "down from"
    subject = _subject(answer, str(after.index[-1]))
    return (
        f"{subject} averaged {levels[1]} over {_stretch(after.index)}, {against} "
        f"{levels[0]} over {_stretch(before.index)}{with_breaks(answer, own.index)}: "
        f"{_compared(answer, None if level else moved, change.estimate)}."
    )


def against_comparable(answer: Answer, change: PeerChange) -> str:
    """Return how a change stands to that of its peers, over which periods, and whether by chance.

    ``from the same level in 2008 to 2011, 14.3 percentage points above comparable trusts in 2012
    to 2015; could be chance``, no full stop.
    """
    asked, told = answer.question, answer.estimate_unit
    own = answer.own.reindex(asked.window).dropna()
    before, after = own[own.index < asked.first_after], own[own.index >= asked.first_after]
    way = "above" if change.estimate > 0 else "below"
    apart = (
        f"{told.size(change.estimate)} {way} comparable trusts"
        if told.tells(change.estimate)
        else "level with comparable trusts"
    )
    return (
        f"from the same level in {_stretch(before.index)}, {apart} in {_stretch(after.index)}; "
        f"{lower_first(CHANGE.cell(answer.verdict.label))}"
    )


def with_breaks(answer: Answer, labels: Iterable[object]) -> str:
    """Return what parts some periods: ``, with the merger of 2021 in between``; or nothing."""
    over = in_words(between(answer, labels))
    return f", with {over} in between" if over else ""


def _compared(answer: Answer, moved: float | None, estimate: float) -> str:
    """Return how a change stands to that of the peers: both ways of moving are named.

    Of two levels that are printed alike, ``moved`` is None and no way is named.
    """
    own, others = answer.estimate_unit, "trusts that started at the same level"
    size = own.size(estimate)
    if not own.tells(estimate):
        return f"much the same change as at {others}"
    if unit(answer.question.unit).on_logarithms:
        return f"{size} {'ahead of' if estimate > 0 else 'behind'} {others}"
    if moved is None:
        way = "more" if estimate > 0 else "less"
        return f"next to no change, {size} {way} than at {others}"
    elsewhere = moved - estimate
    if moved * elsewhere < 0 and own.tells(elsewhere):
        way, other = ("rise", "fell") if moved > 0 else ("fall", "rose")
        return f"a {way} where {others} {other}, {size} apart"
    further = "larger" if (moved >= 0) == (estimate >= 0) else "smaller"
    return f"a {'rise' if moved >= 0 else 'fall'} {size} {further} than at {others}"


def as_far_in_words(name: str, change: PeerChange) -> str:
    """Return how many peers moved at least as far as a trust, without a full stop."""
    n = change.n_peers
    if change.as_far == n:
        return f"All {n} peers moved at least as far as {name}"
    return f"{change.as_far or 'None'} of {n} peers (trusts of its kind) moved as far as {name}"


def size_in_words(answer: Answer, change: PeerChange) -> str:
    """Return how a change stands to those of the peers, for somebody with a minute."""
    if answer.verdict.label == DISTINGUISHABLE:
        return CHANGE.answer(DISTINGUISHABLE)
    if change.p_value <= LEVEL:
        return "Larger than at nearly all peers, but could be chance"
    if change.p_value <= MOST:
        return "Larger than at most peers, but could be chance"
    return "No larger than chance gives"


def cannot_be_told(answer: Answer) -> str:
    """Return why it cannot be told whether a trust moved more than elsewhere, no full stop."""
    change = answer.change
    if not isinstance(change, Refused):
        return answer.verdict.reason.rstrip(".")
    told = change.error.told(short_name(answer.question.trust_name))
    if not isinstance(change.error, NotPlanned | TooFewPoints):
        return told
    dates = [one.words for one in programme(answer.data.register, answer.question)]
    return f"{told}. The date is that of {dates[0]}" if dates else told


def _subject(answer: Answer, period: str) -> str:
    return capitalised(_phrase(answer.question, called(answer, period)))


def _phrase(asked: Question, name: str) -> str:
    return asked.phrase.format(trust=name)


def _stretch(labels: Iterable[object]) -> str:
    first, *rest = [periods.in_words(str(label)) for label in labels]
    return f"{first} to {rest[-1]}" if rest else first
