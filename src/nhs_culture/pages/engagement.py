"""What the page on staff engagement shows beside the series: each publication, and the pulse."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from nhs_culture import periods
from nhs_culture.exhibits import Group, Note, Table
from nhs_culture.pages import trend
from nhs_culture.pages.subject import about
from nhs_culture.studies.answer import Answer
from nhs_culture.studies.pulse import LEAST_RESPONSE
from nhs_culture.units import PERCENT, SCORE_0_10

__all__ = ["parts", "publications", "pulse_surveys"]


def publications(answer: Answer, found: pd.DataFrame) -> Table | Note:
    """Return each publication's figure of the trust, and its place among the trusts in it.

    Parameters
    ----------
    answer
        Whom and what it is about.
    found
        As :func:`nhs_culture.studies.publications.by_publication` returns it.
    """
    asked = answer.question
    if found.empty:
        return Note(label="Publications", text="No publication held here has the trust.")
    titles = answer.data.register.titles
    return Table(
        name="publications",
        about=about(answer),
        unit=SCORE_0_10.name,
        caption=f"{asked.measure_name}, {asked.trust_name}, in each publication and among all "
        "trusts that it covers",
        data=found.assign(
            source=found["source"].map(titles), period=found["period"].map(periods.in_words)
        ),
        formats={"value": SCORE_0_10.spec, **dict.fromkeys(("place", "of", "level"), ",.0f")},
        headers={
            "source": "Publication",
            "period": "Survey",
            "value": "Score",
            "place": "Place from the highest",
            "of": "of",
            "level": "Others level with it",
        },
    )


def parts(answers: Iterable[Answer]) -> Group:
    """Return the tables of the parts of engagement that are held for the trust."""
    return Group(*(trend.by_period(one) for one in answers if not one.own.empty))


def pulse_surveys(answer: Answer, found: pd.DataFrame) -> Table | Note:
    """Return the scores of the pulse surveys with the response that they rest on.

    Parameters
    ----------
    answer
        On ``pulse_engagement``.
    found
        As :func:`nhs_culture.studies.pulse.pulse` returns it.
    """
    asked = answer.question
    if found.empty:
        return Note(label="Pulse survey", text="No pulse survey of this trust is held here.")
    titles = answer.data.register.titles
    sources = answer.data.register.measure(asked.measure)["sources"].split(";")
    rows = found.reset_index()
    return Table(
        name="pulse",
        about=about(answer),
        unit=SCORE_0_10.name,
        caption=f"{asked.measure_name}, {asked.trust_name}: no score and no place where fewer than "
        f"{PERCENT.value(LEAST_RESPONSE)} of staff answered",
        data=rows.assign(period=rows["period"].map(periods.in_words)),
        source="; ".join(titles[source] for source in sources),
        formats={
            "response": PERCENT.spec,
            "answers": ",.0f",
            **dict.fromkeys(("score", "median"), SCORE_0_10.spec),
            **dict.fromkeys(("place", "of"), ",.0f"),
        },
        headers={
            "period": "Month",
            "response": "Response (%)",
            "answers": "Answers",
            "score": "Score",
            "median": "Median trust",
            "place": "Place from the highest",
            "of": "of",
        },
    )
