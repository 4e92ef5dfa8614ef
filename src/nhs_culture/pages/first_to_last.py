"""A description: the last published figure beside the first, at a trust and at its peers.

Where a series is too short or too early for a design, this is what can be said. It is a change of
the trust's own figure, beside those of its peers, and no test of anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

from nhs_culture import charts, periods
from nhs_culture.designs import Refused
from nhs_culture.english import capitalised, ordinal, place, short_name
from nhs_culture.exhibits import Chart, Finding, Note, Table
from nhs_culture.metrics.place import TIED
from nhs_culture.metrics.proportions import Interval, percentage_difference
from nhs_culture.pages import subject, trend
from nhs_culture.pages.words import called, standing_in_words, with_breaks
from nhs_culture.studies.answer import Answer
from nhs_culture.studies.compared import dated
from nhs_culture.studies.stretch import MERGER, between, parted, stretch
from nhs_culture.studies.stretch import in_words as stretch_in_words
from nhs_culture.units import unit

__all__ = [
    "FirstToLast",
    "finding",
    "first_to_last",
    "in_between",
    "in_words",
    "slope",
    "standings",
    "table",
]

ALIKE = 0.5
"""Peers started alike when they lie within this many standard deviations of all peers' starts."""
FEWEST_ALIKE = 5
"""Of fewer that started alike no median is shown: it would be one trust's figure, or two's."""


@dataclass(frozen=True, kw_only=True, eq=False)
class FirstToLast:
    """The change from the first to the last published figure, at a trust and at its peers.

    Attributes
    ----------
    first, last
        Labels of the two periods.
    start, end
        The trust's figures, in the unit of the measure.
    interval
        95% sampling interval of their difference, for survey shares with known bases.
    peers
        Columns ``start`` and ``change``, a row for each peer that has both figures.
    """

    first: str
    last: str
    start: float
    end: float
    interval: Interval | None
    peers: pd.DataFrame

    @property
    def change(self) -> float:
        """The last figure less the first."""
        return self.end - self.start

    @property
    def rank(self) -> int:
        """Place of the change among those of the trust and its peers, 1 for the highest."""
        changes = self.peers["change"]
        return int((changes > self.change + TIED).sum()) + 1

    @property
    def alike(self) -> pd.Series:
        """Changes of the peers that started within half a standard deviation of the trust."""
        apart = (self.peers["start"] - self.start).abs()
        return self.peers.loc[apart <= ALIKE * self.peers["start"].std(), "change"]


def first_to_last(answer: Answer) -> FirstToLast | None:
    """Return the change from the first to the last published figure; None with fewer than two.

    Figures before a merger are another organisation's and are left out.
    """
    own = stretch(answer, (MERGER,)).own
    if len(own) < 2:
        return None
    first, last = (str(own.index[i]) for i in (0, -1))
    others = answer.group.drop(columns=answer.question.trust).loc[[first, last]].dropna(axis=1)
    return FirstToLast(
        first=first,
        last=last,
        start=float(answer.own[first]),
        end=float(answer.own[last]),
        interval=_sampling(answer, first, last),
        peers=pd.DataFrame({"start": others.loc[first], "change": others.diff().loc[last]}),
    )


def _sampling(answer: Answer, first: str, last: str) -> Interval | None:
    asked, bases = answer.question, answer.base
    if asked.frequency != "survey" or not unit(asked.unit).share:
        return None
    if bases[[first, last]].isna().any():
        return None
    return percentage_difference(
        float(answer.own[last]),
        round(bases[last]),
        float(answer.own[first]),
        round(bases[first]),
    )


def in_between(answer: Answer) -> str:
    """Return what parts the first figure of the trust from its last, a sentence.

    Whoever compares the two compares two organisations, or two methods; empty where nothing is
    registered.
    """
    told = dated(parted(answer))
    return f"Between the first figure and the last: {'; '.join(told)}." if told else ""


def in_words(answer: Answer) -> str:
    """Return one sentence: both figures, their difference and what the peers did."""
    found = first_to_last(answer)
    if found is None:
        return standing_in_words(answer) if len(answer.own) else _unpublished(answer)
    asked = answer.question
    told = asked.phrase.format(trust=called(answer, found.last))
    own = unit(asked.unit)
    start, end = (own.value(value) for value in (found.start, found.end))
    sentence = (
        f"{capitalised(told)} was {end} in {periods.in_words(found.last)}, after {start} in "
        f"{periods.in_words(found.first)}{with_breaks(answer, (found.first, found.last))}: "
        f"{own.change(found.change)}"
    )
    if found.interval:
        sentence += f" (95% sampling interval {own.span(*found.interval)})"
    if found.peers.empty:
        return f"{sentence}."
    median = own.short(float(found.peers["change"].median()))
    return f"{sentence}, where the middle one of {len(found.peers)} peers moved by {median}."


def _unpublished(answer: Answer) -> str:
    asked = answer.question
    phrase = asked.phrase.format(trust=short_name(asked.trust_name))
    return f"No figure is held here on {phrase}."


def finding(answer: Answer, notebook: str) -> Finding:
    """Return the record: the trust's own change as the estimate, unless a design gave another."""
    record = answer.finding(notebook, in_words(answer))
    found = first_to_last(answer)
    if found is None or not isinstance(answer.change, Refused):
        return record
    return replace(
        record,
        estimate=found.change,
        lower=found.interval.lower if found.interval else None,
        upper=found.interval.upper if found.interval else None,
        n_peers=len(found.peers),
        rank=found.rank,
    )


def table(answers: Iterable[Answer]) -> Table | Note:
    """Return the changes of several measures beside those of the peers, a row each."""
    known = [(answer, found) for answer in answers if (found := first_to_last(answer))]
    if not known:
        return Note(label="No change", text="No measure here has two figures to compare.")
    rows = [
        (
            answer.question.measure_name,
            f"{periods.in_words(found.first)} to {periods.in_words(found.last)}",
            found.change,
            found.interval.lower if found.interval else None,
            found.interval.upper if found.interval else None,
            found.peers["change"].median(),
            found.alike.median() if len(found.alike) >= FEWEST_ALIKE else None,
            len(found.alike),
            ordinal(found.rank),
            len(found.peers) + 1,
        )
        for answer, found in known
    ]
    columns = ["measure", "between", "change", "lower", "upper", "median", "alike", "n", "place"]
    asked = known[0][0].question
    own = unit(asked.unit)
    told = own.difference.name if own.share else "the unit of each measure"
    spec = "+.1f" if own.share else "+.2f"
    return Table(
        name="first-to-last",
        caption=f"From the first to the last figure at {asked.trust_name} and at its peers, in "
        f"{told}: a description, no test",
        data=pd.DataFrame(rows, columns=[*columns, "of"]).dropna(axis=1, how="all"),
        formats=dict.fromkeys(("change", "lower", "upper", "median", "alike"), spec),
        headers={
            "measure": "Measure",
            "between": "Between",
            "change": "This trust",
            "lower": "95% from",
            "upper": "to",
            "median": "Median peer",
            "alike": "Median peer that started alike",
            "n": "Peers that started alike",
            "place": "Place of the change from the highest",
            "of": "of",
        },
    )


def standings(answer: Answer) -> list[Chart]:
    """Return where the trust stood among every trust in the first and in the last period.

    The titles count from the highest figure and say whether that is good or bad.
    """
    ends = dict.fromkeys(str(answer.own.index[i]) for i in (0, -1))
    return [_standing(answer, period) for period in ends]


def _standing(answer: Answer, period: str) -> Chart:
    asked = answer.question
    chart = trend.distribution(answer, period)
    at = int(chart.data.set_index("org_code")["rank"][asked.trust])
    sense = {"better": ", and higher is better", "worse": ", and higher is worse"}
    return replace(
        chart,
        title=f"In {periods.in_words(period)} {called(answer, period)} had the "
        f"{place(at, len(chart.data), 'highest figure')} trusts{sense.get(asked.higher_is, '')}",
    )


def slope(answer: Answer) -> Chart | Note:
    """Return the first and the last figure of the trust and its peers, a line each."""
    found = first_to_last(answer)
    if found is None:
        return Note(label="No change", text="There are not two figures to compare.")
    asked = answer.question
    ends = answer.group.loc[[found.first, found.last]]
    name = called(answer, found.last)
    over = stretch_in_words(between(answer, [found.first, found.last]))
    when = f"From {found.first} to {found.last}{f', over {over},' if over else ''}"
    return charts.slope(
        subject.subject(answer),
        ends,
        title=(
            f"{when} {name} moved by {unit(asked.unit).change(found.change)}: the "
            f"{place(found.rank, len(found.peers) + 1, 'highest change')} trusts"
        ),
        name=f"slope-{asked.measure}",
    )
