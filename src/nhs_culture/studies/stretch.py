"""The parts of a series that compare with themselves: those between its breaks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import pandas as pd

from nhs_culture import periods
from nhs_culture.english import listed
from nhs_culture.studies.answer import Answer
from nhs_culture.studies.compared import interruptions
from nhs_culture.studies.question import EVERY_TRUST

__all__ = ["MERGER", "Stretch", "between", "in_words", "parted", "stretch", "stretches"]

MERGER = "merger"
_WORDS = {
    MERGER: "the merger",
    "transfer": "the transfer of services",
    "method": "the change of method",
}
"""Kinds of ``breaks.csv`` that part a series. A pandemic is seen in the figures and parts none."""


@dataclass(frozen=True, eq=False)
class Stretch:
    """Some figures of a trust with no break between them.

    Attributes
    ----------
    own
        By period, in the unit of the measure; one alone where a break lies within its period.
    before
        The breaks that lie before its last figure, as of :func:`parted`.
    """

    own: pd.Series
    before: pd.DataFrame


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
    return between(answer, answer.own.index, kinds)


def between(
    answer: Answer, labels: Iterable[object], kinds: Collection[str] = (*_WORDS,)
) -> pd.DataFrame:
    """Return what parts the first of some periods from the last, as :func:`parted` does."""
    asked = answer.question
    published = answer.group.reindex(list(labels))
    codes = [asked.trust, EVERY_TRUST]
    found = interruptions(answer.data.register, published, asked.measure, codes)
    return found[found["kind"].isin(kinds)].sort_values("date", ignore_index=True)


def stretches(answer: Answer, kinds: Collection[str] = (*_WORDS,)) -> list[Stretch]:
    """Return the figures of a trust, parted where breaks of some kinds lie, by date.

    A month's stock is counted on its last day, and has who joins on the next: RA7 grew by 18% in
    the March before its merger in April 2020.
    """
    found, frequency = parted(answer, kinds), answer.question.frequency
    days = pd.to_datetime(found["date"])
    spans = [periods.bounds(str(at), frequency) for at in answer.own.index]
    ahead = pd.Timedelta(days=1 if frequency == "month" else 0)
    passed = [(int((days <= x).sum()), int((days <= y + ahead).sum())) for x, y in spans]
    parts = answer.own.groupby(pd.Index(passed, tupleize_cols=False), sort=False)
    return [Stretch(own, found.iloc[:end]) for (_, end), own in parts]


def stretch(answer: Answer, kinds: Collection[str] = (*_WORDS,)) -> Stretch:
    """Return the figures after the last break of some kinds; all of them where there is none."""
    parts = stretches(answer, kinds)
    return parts[-1] if parts else Stretch(answer.own, parted(answer, kinds))


def in_words(found: pd.DataFrame) -> str:
    """Return breaks as ``the merger of 2021``; empty for none."""
    return listed(
        dict.fromkeys(
            f"{_WORDS[kind]} of {str(date)[:4]}"
            for kind, date in found[["kind", "date"]].to_numpy()
        )
    )
