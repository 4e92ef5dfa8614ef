"""Whom and what a chart is about, and what happened in the time that it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from nhs_culture import periods
from nhs_culture.english import short_name
from nhs_culture.units import Unit

__all__ = ["Event", "Subject", "marked"]


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Whom and what a chart is about.

    Attributes
    ----------
    trust, trust_name
        ODS code and name.
    measure, measure_name
        As in ``measures.csv``; or another name in plain words, where something else is drawn.
    unit
        Of the figures.
    frequency
        ``survey``, ``month``, ``year``, ``half_year`` or ``financial_year``.
    source
        Who published the figures, in a line.
    higher_is
        ``better``, ``worse`` or ``neither``.
    kind
        What the units are: ``trust`` or ``council``.
    """

    trust: str
    trust_name: str
    measure: str
    measure_name: str
    unit: Unit
    frequency: str
    source: str
    higher_is: str = "neither"
    kind: str = "trust"

    @property
    def name(self) -> str:
        """The trust's name without its legal form."""
        return short_name(self.trust_name)

    @property
    def at_trust(self) -> str:
        """The measure at the trust, in words."""
        return f"{self.measure_name} at {self.trust_name}"

    @property
    def in_unit(self) -> str:
        """The measure with its unit in brackets."""
        return f"{self.measure_name} ({self.unit.name})"

    @property
    def about(self) -> str:
        """Trust and measure, which the file of a chart's data is named after."""
        return f"{self.trust} {self.measure}"


@dataclass(frozen=True)
class Event:
    """Something marked on a time axis.

    Attributes
    ----------
    date
        ``YYYY`` where no more is known, ``YYYY-MM`` or ``YYYY-MM-DD``.
    label
        A few words.
    kind
        ``intervention`` is a solid line, ``break`` (a merger, a new method) a dashed one.
    """

    date: str
    label: str
    kind: Literal["intervention", "break"] = "intervention"

    @property
    def words(self) -> str:
        """The label with its month, or its year where no more is known."""
        return f"{self.label}, {periods.in_words(self.date[:7])}"


def marked(events: Sequence[Event]) -> str:
    """Return the sentence of an alternative text that names what is marked."""
    if not events:
        return ""
    told = (f"{event.label} ({periods.in_words(str(event.date))})" for event in events)
    return f" Marked: {'; '.join(told)}."
