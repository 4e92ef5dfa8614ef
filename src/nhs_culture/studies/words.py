"""The sentences of the pages: numbers in, plain English out, no word that says what caused what."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from nhs_culture import periods
from nhs_culture.designs import Refused
from nhs_culture.designs.peer_change import PeerChange
from nhs_culture.english import capitalised, p_value, short_name
from nhs_culture.metrics.place import place
from nhs_culture.studies.answer import Answer
from nhs_culture.studies.question import Question
from nhs_culture.units import Unit, unit
from nhs_culture.verdicts.labels import DISTINGUISHABLE, NOT_IDENTIFIABLE

__all__ = [
    "as_far_in_words",
    "change_in_words",
    "opening",
    "standing_in_words",
    "test_in_words",
    "words_of",
]


def words_of(answer: Answer) -> tuple[str, Unit]:
    """Return what a result is told with: the trust's name and the unit of its change."""
    return short_name(answer.question.trust_name), answer.estimate_unit


def opening(answer: Answer) -> str:
    """Return the one sentence that a page about a measure opens with."""
    asked = answer.question
    if answer.own.empty:
        return f"Nothing was published about {_phrase(asked)}."
    if isinstance(answer.change, Refused) or not answer.coincident.empty:
        return standing_in_words(answer)
    return change_in_words(answer, answer.change)


def standing_in_words(answer: Answer) -> str:
    """Return where the trust stood among its group when the figure was last published."""
    asked = answer.question
    last = str(answer.own.index[-1])
    value = float(answer.own.iloc[-1])
    told = f"{_subject(answer)} was {unit(asked.unit).value(value)} in {periods.in_words(last)}"
    others = pd.Series(answer.group.T[last]).dropna()
    if len(others) < 2:
        return f"{told}."
    return f"{told}: the {place(others, asked.trust).words()} trusts of its kind."


def change_in_words(answer: Answer, change: PeerChange) -> str:
    """Return how far the trust moved, and how much further than its peers."""
    asked = answer.question
    own = answer.group[asked.trust].reindex(asked.window).dropna()
    before, after = own[own.index < asked.first_after], own[own.index >= asked.first_after]
    moved = float(after.mean() - before.mean())
    levels = [unit(asked.unit).value(float(side.mean())) for side in (before, after)]
    against = "against" if levels[0] == levels[1] else "up from" if moved > 0 else "down from"
    return (
        f"{_subject(answer)} averaged {levels[1]} over {_stretch(after.index)}, {against} "
        f"{levels[0]} over {_stretch(before.index)}: "
        f"{_compared(answer, moved, change.estimate)}."
    )


def _compared(answer: Answer, moved: float, estimate: float) -> str:
    """Return how a change stands to that of the peers: both ways of moving are named."""
    own, others = answer.estimate_unit, "trusts that started at the same level"
    size = own.size(estimate)
    if not own.tells(estimate):
        return f"much the same change as at {others}"
    if unit(answer.question.unit).on_logarithms:
        return f"{size} {'ahead of' if estimate > 0 else 'behind'} {others}"
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
    return f"{change.as_far or 'None'} of {n} peers moved as far as {name}"


def test_in_words(answer: Answer) -> str:
    """Return what the test against the peers says, or why there is none."""
    change, name = answer.change, short_name(answer.question.trust_name)
    cannot = "Whether it moved more than elsewhere cannot be told."
    if isinstance(change, Refused):
        return f"{cannot} {change.error.told(name)}."
    if answer.verdict.label == NOT_IDENTIFIABLE:
        return f"{cannot} {answer.verdict.reason}"
    p = p_value(change.p_value)
    if answer.p_adjusted is not None and p_value(answer.p_adjusted) != p:
        p += f", or {p_value(answer.p_adjusted)} allowing for the measures asked about"
    if change.p_value > 0.2:
        told = f"Trusts without a registered programme often moved as far ({p})."
    elif change.p_value > 0.05:
        told = f"Some trusts without a registered programme moved as far ({p})."
    elif answer.verdict.label == DISTINGUISHABLE:
        told = f"Few trusts moved as far ({p})."
    else:
        told = f"Few trusts moved as far, but not so few that chance can be left out ({p})."
    return f"{told} {_interval(answer, change)}"


def _interval(answer: Answer, change: PeerChange) -> str:
    peers = f"{change.n_peers} peers"
    seen = (
        f" A difference of {answer.estimate_unit.size(answer.detectable)} would have been seen "
        "8 times in 10."
        if answer.detectable is not None
        else ""
    )
    if change.interval is None:
        return f"No 95% interval from {peers}.{seen}"
    between = answer.estimate_unit.interval(*change.interval)
    return f"95% interval of the difference {between}, {peers}.{seen}"


def _subject(answer: Answer) -> str:
    return capitalised(_phrase(answer.question))


def _phrase(asked: Question) -> str:
    return asked.phrase.format(trust=short_name(asked.trust_name))


def _stretch(labels: Iterable[object]) -> str:
    first, *rest = [periods.in_words(str(label)) for label in labels]
    return f"{first} to {rest[-1]}" if rest else first
