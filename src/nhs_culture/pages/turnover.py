"""Who stayed, who left and who joined: levels among trusts of the kind, and no test of a change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from nhs_culture import charts, periods
from nhs_culture.data.access import Data
from nhs_culture.designs.inputs import FEWEST_A_SIDE
from nhs_culture.english import counted, short_name
from nhs_culture.exhibits import Chart, Group, Note
from nhs_culture.metrics.place import place
from nhs_culture.pages import documents, trend
from nhs_culture.pages.subject import subject
from nhs_culture.studies.answer import Answer, answer
from nhs_culture.studies.question import question
from nhs_culture.units import PERCENT

__all__ = ["turnover"]

MEASURES = ("stability_index", "leaver_rate", "joiner_rate", "leaver_rate_year")
SHOWN = 2
"""Periods of each that are drawn, the last ones."""
SERIES = 12
"""Periods from which on they are drawn over time, and the last alone among the trusts."""


def turnover(data: Data, trust: str, peers: str = "") -> Group:
    """Return who stayed, left and joined, each as a level among trusts of the kind."""
    asked = (
        question(data, trust, measure, peers=peers) for measure in MEASURES if data.holds(measure)
    )
    known = [one for each in asked if not (one := answer(data, each)).own.empty]
    if not known:
        text = "How many staff stayed, left or joined is not held for this trust."
        return Group(Note(label="Missing", text=text))
    drawn = [exhibit for one in known for exhibit in _drawn(one)]
    return Group(*drawn, _no_test(known), documents.sources(known))


def _drawn(one: Answer) -> Iterator[Chart | Note]:
    """Yield the last periods as levels; where there are many, all over time and the last alone."""
    over_time = len(one.own) >= SERIES
    if over_time:
        yield trend.trend(one)
    yield from (_level(one, str(period)) for period in one.own.index[-1 if over_time else -SHOWN :])


def _no_test(known: Sequence[Answer]) -> Note:
    """Say why a change is not tested here, and what would give a test."""
    held = max(len(one.own) for one in known)
    if held < 2 * FEWEST_A_SIDE:
        return Note(
            label="No test, and no calibration",
            text=f"At most {counted(held, 'period', in_words=True)} of each "
            f"{'is' if held == 1 else 'are'} held. A comparison takes {FEWEST_A_SIDE} before a "
            f"date and {FEWEST_A_SIDE} after, and whether it raises no more than its 5% of false "
            "alarms on turnover could not be tried on so few. The long file of joiners and leavers "
            "has every month since 2018: once it is imported, turnover can be put to every design.",
        )
    return Note(
        label="Not calibrated",
        text=f"{counted(held, 'period')} are held, and turnover can be put to every design around "
        "any date (explore.ipynb). Whether a test raises no more than its 5% of false alarms on it "
        "has not been tried, so that no verdict rests on one. `python benchmarks/calibration.py` "
        "tries it, with a made-up date at every trust: where 3% to 7% come out, in all and among "
        "small, middle and large trusts alike, “yes” under calibrated in measures.csv lets the "
        "test decide.",
    )


def _level(one: Answer, period: str) -> Chart:
    asked, own = one.question, float(one.own[period])
    everyone = pd.Series(one.group.T[period]).dropna()
    middle = PERCENT.value(float(everyone.drop(asked.trust).median()))
    at = place(everyone, asked.trust)
    return charts.distribution(
        subject(one),
        everyone,
        title=f"{asked.measure_name} at {short_name(asked.trust_name)} in "
        f"{periods.in_words(period)}: {PERCENT.value(own)}, the {at.words()} trusts of its kind, "
        f"where the middle one has {middle}",
        name=f"{asked.measure}-{period}".replace("_", "-").replace("/", "-"),
    )
