"""The sentences of the pages: numbers in, plain English out, no word that says what caused what."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from nhs_culture import periods
from nhs_culture.charts import change_in_unit, highest, in_unit, short_name
from nhs_culture.charts.canvas import interval_in_unit, signed_range
from nhs_culture.designs import Refused
from nhs_culture.designs.peer_change import PeerChange
from nhs_culture.studies.answer import Answer
from nhs_culture.studies.question import Question
from nhs_culture.verdicts.rules import DISTINGUISHABLE, NOT_IDENTIFIABLE

__all__ = [
    "amount",
    "change_in_words",
    "opening",
    "p_in_words",
    "standing_in_words",
    "test_in_words",
    "unit_in_words",
    "words_of",
]


@dataclass(frozen=True)
class Words:
    """How changes of one unit are written."""

    unit: str

    def size(self, amount_: float, /) -> str:
        return amount(amount_, self.unit)

    def change(self, amount_: float, /) -> str:
        return change_in_unit(amount_, self.unit)

    def interval(self, lower: float, upper: float, /) -> str:
        return interval_in_unit(lower, upper, self.unit)


def words_of(answer: Answer) -> tuple[str, Words]:
    """Return what a result is told with: the trust's name and the unit of its change."""
    return short_name(answer.question.trust_name), Words(answer.estimate_unit)


def amount(value: float, unit: str) -> str:
    """Return the size of a change in its unit: ``11.1 percentage points``, ``0.12 points``."""
    digits = 1 if abs(value) >= 1 else 2
    if unit in ("percent", "percent_change"):
        return f"{abs(value):.{digits}f}%"
    if unit.startswith("score"):
        return f"{abs(value):.2f} points"
    return f"{abs(value):,.{digits}f} {unit}"


def unit_in_words(unit: str) -> str:
    """Return what stands after a number in a sentence: ``percent``, ``points``."""
    if unit in ("percent", "percent_change"):
        return "percent"
    return "points" if unit.startswith("score") else unit


def p_in_words(value: float) -> str:
    """Return a p-value: ``p = 0.039``, ``p < 0.001``."""
    return "p < 0.001" if value < 0.001 else f"p = {value:.{3 if value < 0.1 else 2}f}"


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
    told = f"{_subject(answer)} was {in_unit(value, asked.unit)} in {periods.in_words(last)}"
    others = pd.Series(answer.group.T[last]).dropna()
    if len(others) < 2:
        return f"{told}."
    place = int(others.rank(ascending=False, method="min")[asked.trust])
    return f"{told}: the {highest(place)} of {len(others)} trusts of its kind."


def change_in_words(answer: Answer, change: PeerChange) -> str:
    """Return how far the trust moved, and how much further than its peers."""
    asked = answer.question
    own = answer.group[asked.trust].reindex(asked.window).dropna()
    before, after = own[own.index < asked.first_after], own[own.index >= asked.first_after]
    moved = float(after.mean() - before.mean())
    levels = [in_unit(float(side.mean()), asked.unit) for side in (before, after)]
    against = "against" if levels[0] == levels[1] else "up from" if moved > 0 else "down from"
    return (
        f"{_subject(answer)} averaged {levels[1]} over {_stretch(after.index)}, {against} "
        f"{levels[0]} over {_stretch(before.index)}: "
        f"{_compared(answer, moved, change.estimate)}."
    )


def _compared(answer: Answer, moved: float, estimate: float) -> str:
    """Return how a change stands to that of the peers: both ways of moving are named."""
    size, others = amount(estimate, answer.estimate_unit), "trusts that started at the same level"
    if not float(re.sub(r"[^0-9.]", "", size)):
        return f"much the same change as at {others}"
    if answer.question.unit == "FTE":
        return f"{size} {'ahead of' if estimate > 0 else 'behind'} {others}"
    elsewhere = moved - estimate
    if moved * elsewhere < 0 and float(amount(elsewhere, "")):
        way, other = ("rise", "fell") if moved > 0 else ("fall", "rose")
        return f"a {way} where {others} {other}, {size} apart"
    further = "larger" if (moved >= 0) == (estimate >= 0) else "smaller"
    return f"a {'rise' if moved >= 0 else 'fall'} {size} {further} than at {others}"


def test_in_words(answer: Answer) -> str:
    """Return what the test against the peers says, or why there is none."""
    change, name = answer.change, short_name(answer.question.trust_name)
    cannot = "Whether it moved more than elsewhere cannot be told."
    if isinstance(change, Refused):
        return f"{cannot} {change.error.told(name)}."
    if answer.verdict.label == NOT_IDENTIFIABLE:
        return f"{cannot} {answer.verdict.reason}"
    p = p_in_words(change.p_value)
    if answer.p_adjusted is not None and p_in_words(answer.p_adjusted) != p:
        p += f", or {p_in_words(answer.p_adjusted)} allowing for the measures asked about"
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
        f" A difference of {amount(answer.detectable, answer.estimate_unit)} would have been seen "
        "8 times in 10."
        if answer.detectable is not None
        else ""
    )
    if change.interval is None:
        return f"No 95% interval from {peers}.{seen}"
    between, unit = signed_range(*change.interval), unit_in_words(answer.estimate_unit)
    return f"95% interval of the difference {between} {unit}, {peers}.{seen}"


def _subject(answer: Answer) -> str:
    phrase = _phrase(answer.question)
    return phrase[:1].upper() + phrase[1:]


def _phrase(asked: Question) -> str:
    return asked.phrase.format(trust=short_name(asked.trust_name))


def _stretch(labels: Iterable[object]) -> str:
    first, *rest = [periods.in_words(str(label)) for label in labels]
    return f"{first} to {rest[-1]}" if rest else first
