"""One measure of one trust around one date: the question, the data that bear on it, the answer.

A notebook asks a :func:`question`, whose defaults are a row of the analysis plan, and gets an
:class:`Answer`, which holds the figures, the designs that could be computed, the verdict and the
finding. All notebooks go this way, so that every page means the same by the same words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from nhs_culture.errors import DataError, DesignError
from nhs_culture.findings import Finding
from nhs_culture.models import (
    InterruptedTimeSeries,
    PeerChange,
    SyntheticControl,
    interrupted_time_series,
    peer_change,
    smallest_detectable,
    synthetic_control,
)
from nhs_culture.panel import FREQUENCY, peers, series
from nhs_culture.register import read_register

__all__ = ["Answer", "Question", "answer", "question"]

DESCRIPTION = "description"
PEER_CHANGE = "peer change"
PANDEMIC = pd.Timestamp("2020-03-01")
"""Monthly series end in February 2020 unless the notebook is told otherwise."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked: did this measure move at this trust around this date?

    Attributes
    ----------
    trust, trust_name, measure, measure_name, unit
        As in the register; ``unit`` is what an estimate is in.
    intervention, intervention_name
        Identifier and name; empty where a date was given instead.
    first_after
        Label of the first period that counts as after, such as ``2017`` or ``2017-01``.
    before, after
        Length of the window on each side, in periods.
    peers
        Who the trust is compared with, as in :func:`nhs_culture.panel.peers`.
    design
        ``peer change`` or ``description``.
    status
        ``planned`` for a row of the analysis plan as it stands, ``exploratory`` otherwise.
    note
        Why the plan asks this.
    """

    trust: str
    trust_name: str
    measure: str
    measure_name: str
    unit: str
    intervention: str
    intervention_name: str
    first_after: pd.Period
    before: int
    after: int
    peers: str
    design: str
    status: str
    note: str

    @property
    def window(self) -> tuple[pd.Period, pd.Period]:
        """First and last period of the window."""
        return self.first_after - self.before, self.first_after + self.after - 1


def question(
    trust: str, measure: str, *, intervention: str = "", peers: str = "", window: str = ""
) -> Question:
    """Return the planned question about a measure of a trust, or the one asked instead.

    Parameters
    ----------
    trust
        ODS code.
    measure
        As in ``measures.csv``.
    intervention
        Identifier in ``interventions.csv``, or the first period after it (``2017``, ``2017-01``,
        ``2017-01-15``); the plan's where empty.
    peers
        ``benchmark group``, ``region``, ``all`` or ODS codes; the plan's where empty.
    window
        Periods before and after, as ``5,3``; the plan's where empty.

    Raises
    ------
    DataError
        When the trust, the measure, the intervention or the window is not understood.
    """
    register = read_register()
    row, entry = register.trust(trust), register.measure(measure)
    plan = _plan(trust, measure)
    frequency = FREQUENCY[entry["frequency"]]
    identifier, name, first_after = _intervention(
        intervention or plan["intervention_id"] or plan["first_after"], frequency
    )
    if not intervention:
        first_after = pd.Period(plan["first_after"], frequency)
    before, after = _window(window) if window else (int(plan["before"]), int(plan["after"]))
    own_row = plan["org_code"] == trust and not (intervention or peers or window)
    asked = PEER_CHANGE if intervention or window else plan["design"]
    return Question(
        trust=trust,
        trust_name=row["name"],
        measure=measure,
        measure_name=entry["name"],
        unit=_estimate_unit(entry["unit"]),
        intervention=identifier,
        intervention_name=name,
        first_after=first_after,
        before=before,
        after=after,
        peers=peers or plan["peers"],
        design=asked,
        status="planned" if own_row else "exploratory",
        note=plan["note"] if not (intervention or window) else "",
    )


def _plan(trust: str, measure: str) -> pd.Series:
    """Return the trust's row of the plan, or the row for every trust without one of its own."""
    plan = read_register().analysis_plan
    of_measure = plan[plan["measure"] == measure]
    for code in (trust, "ENG"):
        found = of_measure[of_measure["org_code"] == code]
        if not found.empty:
            return found.iloc[0]
    return pd.Series(
        {
            "org_code": "",
            "intervention_id": "",
            "first_after": "2017",
            "before": 5,
            "after": 3,
            "peers": "benchmark group",
            "design": DESCRIPTION,
            "note": "",
        }
    )


def _intervention(asked: str, frequency: str) -> tuple[str, str, pd.Period]:
    interventions = read_register().interventions.set_index("intervention_id")
    if asked in interventions.index:
        row = interventions.loc[asked]
        return asked, row["name"], pd.Period(row["date"], frequency)
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", asked):
        raise DataError(
            f"intervention {asked!r} is neither an identifier in interventions.csv nor a date "
            "such as 2017, 2017-01 or 2017-01-15"
        )
    try:
        return "", "", pd.Period(asked, frequency)
    except ValueError as error:
        raise DataError(f"intervention {asked!r} is not a date: {error}") from error


def _window(window: str) -> tuple[int, int]:
    found = re.fullmatch(r"\s*(\d+)\s*,\s*(\d+)\s*", window)
    if not found:
        raise DataError(f"window {window!r}: expected periods before and after, such as 5,3")
    return int(found[1]), int(found[2])


def _estimate_unit(unit: str) -> str:
    return {"percent": "percentage points", "FTE": "percent"}.get(unit, unit)


@dataclass(frozen=True, kw_only=True, eq=False)
class Answer:
    """The data that bear on a question, and what the designs make of them.

    Attributes
    ----------
    question
        What was asked.
    own
        The trust's published values by period; empty where nothing was published.
    base
        Respondents (or FTE days) behind each value; NaN where not known.
    group
        Periods x ODS codes: the trust and its peers, as published.
    breaks
        Rows of ``breaks.csv`` that fall within the window: the trust's own and England's.
    change
        The primary design; None where it was refused or not asked for.
    refusal
        Why there is no answer from the primary design; empty where there is one.
    """

    question: Question
    own: pd.Series
    base: pd.Series
    group: pd.DataFrame
    breaks: pd.DataFrame
    change: PeerChange | None
    refusal: str

    @property
    def outcomes(self) -> pd.DataFrame:
        """Periods x ODS codes within the window, in the unit of the estimate."""
        first, last = self.question.window
        return _modelled(self.group.loc[first:last], self.question)

    @cached_property
    def detectable(self) -> float | None:
        """Change that the primary design would have seen 8 times in 10; None where refused."""
        if self.change is None:
            return None
        asked = self.question
        return smallest_detectable(self.outcomes, asked.trust, str(asked.first_after)).estimate

    @cached_property
    def synthetic(self) -> SyntheticControl | str:
        """The synthetic control of the same window, or why there is none."""
        asked = self.question
        try:
            return synthetic_control(self.outcomes.dropna(axis=1), asked.trust, asked.first_after)
        except DesignError as error:
            return str(error)

    @cached_property
    def segmented(self) -> InterruptedTimeSeries | str:
        """Segmented regression on the trust alone, which knows nothing of its peers, or why not."""
        asked = self.question
        season = 12 if asked.first_after.freqstr == "M" else None
        try:
            return interrupted_time_series(
                self.outcomes[asked.trust], asked.first_after, season=season
            )
        except DesignError as error:
            return str(error)
