"""Whom and what the exhibits of an answer are about."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from nhs_culture.charts import Event, Subject
from nhs_culture.data.access import Data
from nhs_culture.english import short_name
from nhs_culture.errors import DesignError
from nhs_culture.exhibits import Note
from nhs_culture.register import Register
from nhs_culture.studies.answer import Answer
from nhs_culture.studies.question import Question
from nhs_culture.units import Unit, unit

__all__ = [
    "about",
    "events",
    "marks",
    "programme",
    "refused",
    "source_line",
    "sources_of",
    "subject",
]


def subject(answer: Answer, of: Unit | None = None, drawn: pd.DataFrame | None = None) -> Subject:
    """Return whom and what a chart of the answer is about, in its own unit or another.

    What is drawn is the trust and its peers, or a table of periods x ODS codes.
    """
    asked = answer.question
    return Subject(
        trust=asked.trust,
        trust_name=asked.trust_name,
        measure=asked.measure,
        measure_name=asked.measure_name,
        unit=of or unit(asked.unit),
        frequency=asked.frequency,
        source=source_line(answer, drawn),
        higher_is=asked.higher_is,
        kind=answer.data.register.kind(asked.trust),
    )


def about(answer: Answer) -> str:
    """Return what the name of a file begins with: whom and what it is about."""
    return f"{answer.question.trust} {answer.question.measure}"


def source_line(answer: Answer, drawn: pd.DataFrame | None = None) -> str:
    """Return the titles of the publications that the figures come from, those of others too.

    The figures are those of the trust and its peers, or of a table of periods x ODS codes.
    """
    if answer.own.empty:
        return ""
    asked, table = answer.question, answer.group if drawn is None else drawn
    return sources_of(answer.data, {asked.measure: table}, asked.subgroup)


def sources_of(data: Data, tables: Mapping[str, pd.DataFrame], subgroup: str = "all") -> str:
    """Return the titles of the publications behind tables of several measures, in a line.

    Parameters
    ----------
    data
        What is held.
    tables
        Measure -> periods x ODS codes.
    subgroup
        Whose figures they are.
    """
    found = {
        one
        for name, table in tables.items()
        for one in data.publishers(name, table, subgroup=subgroup)
    }
    return "; ".join(data.register.titles[one] for one in sorted(found))


def events(register: Register, asked: Question, breaks: pd.DataFrame) -> list[Event]:
    """Return what is marked on charts: the intervention asked about, and the breaks in the series.

    Parameters
    ----------
    register
        Holds the dates of interventions.
    asked
        The question.
    breaks
        As of :class:`Answer`.
    """
    marked = breaks[(breaks["org_code"] == asked.trust) | (breaks["kind"] != "pandemic")]
    found = [
        Event(str(date)[:7], _few_words(str(kind)), "break")
        for date, kind in marked[["date", "kind"]].to_numpy()
    ]
    return [*found, *programme(register, asked)]


def programme(register: Register, asked: Question) -> list[Event]:
    """Return the programme that a question asks about, with its date; none where none is named."""
    if not asked.intervention:
        return []
    interventions = register.interventions.set_index("intervention_id")
    day, precision = interventions.loc[asked.intervention, ["date", "precision"]]
    known = len("2011") if precision == "year" else len("2011-01")
    return [Event(str(day)[:known], asked.intervention_name)]


def _few_words(kind: str) -> str:
    return {"merger": "merger", "transfer": "services transferred", "method": "new method"}[kind]


def refused(what: str, answer: Answer, error: DesignError) -> Note:
    """Return the note that says that something was not computed, and why."""
    told = error.told(short_name(answer.question.trust_name))
    return Note(label="Refused", text=f"{what} was not computed. {told}.")


def marks(answer: Answer) -> list[Event]:
    """Return what is marked on charts of an answer."""
    return events(answer.data.register, answer.question, answer.breaks)
