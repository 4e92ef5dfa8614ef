"""The part of a series that compares with itself: what came after its last break."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from nhs_culture import periods
from nhs_culture.english import listed
from nhs_culture.studies.answer import Answer
from nhs_culture.studies.compared import interruptions
from nhs_culture.studies.question import EVERY_TRUST

__all__ = ["MERGER", "Stretch", "in_words", "parted", "stretch"]

MERGER = "merger"
_WORDS = {
    MERGER: "the merger",
    "transfer": "the transfer of services",
    "method": "the change of method",
}
"""Kinds of ``breaks.csv`` that part a series. A pandemic is seen in the figures and parts none."""


@dataclass(frozen=True, eq=False)
class Stretch:
    """The figures of a trust from the last break of its series on.

    Attributes
    ----------
    own
        By period, in the unit of the measure; the last alone where the break lies within it.
    since
        The break, as ``since the merger of October 2021``; empty where there is none.
    """

    own: pd.Series
    since: str


def parted(answer: Answer, kinds: Collection[str] = (*_WORDS,)) -> pd.DataFrame:
    """Return what parts the first figure of a trust from its last, by date.

    Parameters
    ----------
    answer
        About the trust.
    kinds
        As in ``breaks.csv``.

    Returns
    -------
    DataFrame
        Rows as of :func:`nhs_culture.studies.compared.interruptions`: those of the trust, and those
        of a method that is everybody's.
    """
    asked = answer.question
    published = answer.group.reindex(answer.own.index)
    codes = [asked.trust, EVERY_TRUST]
    found = interruptions(answer.data.register, published, asked.measure, codes)
    return found[found["kind"].isin(kinds)].sort_values("date", ignore_index=True)


def stretch(answer: Answer, kinds: Collection[str] = (*_WORDS,)) -> Stretch:
    """Return the figures after the last break of some kinds; all of them where there is none."""
    found = parted(answer, kinds)
    if found.empty:
        return Stretch(answer.own, "")
    frequency, last = answer.question.frequency, pd.Timestamp(found["date"].iloc[-1])
    begun = [periods.bounds(str(label), frequency)[0] for label in answer.own.index]
    after = answer.own[[day >= last for day in begun]]
    since = f"since {in_words(found.tail(1))}"
    return Stretch(answer.own.iloc[-1:] if after.empty else after, since)


def in_words(found: pd.DataFrame) -> str:
    """Return breaks as ``the merger of October 2021``; empty for none."""
    return listed(
        f"{_WORDS[kind]} of {periods.in_words(str(date)[:7])}"
        for kind, date in found[["kind", "date"]].to_numpy()
    )
