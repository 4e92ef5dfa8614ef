"""Patient safety incidents reported: a count that neither proves less harm nor refutes it."""

from __future__ import annotations

import pandas as pd

from nhs_culture import charts, periods
from nhs_culture.english import listed, short_name
from nhs_culture.exhibits import Finding, Group, Note
from nhs_culture.pages.subject import subject
from nhs_culture.studies.answer import Answer
from nhs_culture.studies.mortality import incidents
from nhs_culture.units import COUNT
from nhs_culture.verdicts.changes import refused

__all__ = ["finding", "reported"]

STEP = 1.5
"""Reports that are this many times those of six months before stand out as a step."""


def reported(answer: Answer) -> Group | Note:
    """Return the reports of the trust beside the others known, and how to read them."""
    everyone = incidents(answer.data)
    known = answer.data.register.trust_names.map(short_name)
    trust = answer.question.trust
    if trust not in everyone:
        held = listed(known[everyone.columns])
        text = f"Patient safety incidents reported are held here for {held} only."
        return Note(label="Incidents", text=text)
    own = everyone[trust].dropna()
    chart = charts.lines(
        subject(answer),
        everyone.rename(columns=known.drop(trust).to_dict()),
        title=f"Safety incidents of any severity reported: {_at(own, 0)}, {_at(own, -1)}",
        name="incidents",
    )
    return Group(chart, _neither(own))


def _neither(own: pd.Series) -> Note:
    return Note(
        label="Neither proof nor refutation",
        text="More reports can mean more harm, or staff who report more of it. The count holds "
        "incidents of every severity, most of which, across England, harmed nobody, and takes no "
        f"account of how many patients were treated.{_step(own)} Reports by degree of harm, with "
        "severe harm and death apart, are published for each trust and not held here.",
    )


def _step(own: pd.Series) -> str:
    """Say where reports rose by a half or more within six months, if they did."""
    before = [periods.shift(str(label), "half_year", -1) for label in own.index]
    growth = own / own.reindex(before).to_numpy()
    if not growth.max() >= STEP:
        return ""
    return (
        f" In the half-year to {_half(growth.idxmax())} reports here were {growth.max():.1f} times "
        "those of the half-year before: a step like that is more like a change in what is reported "
        "or uploaded than in what happens to patients."
    )


def finding(answer: Answer, notebook: str) -> Finding | None:
    """Return the finding on incidents reported; None where there are no figures."""
    own, asked = answer.own, answer.question
    if own.empty:
        return None
    verdict = refused("three trusts are no peers, and reports count no harm")
    return Finding(
        trust=asked.trust,
        trust_name=asked.trust_name,
        measure=asked.measure,
        unit=COUNT.code,
        design="description",
        status="exploratory",
        notebook=notebook,
        estimate=float(own.iloc[-1] - own.iloc[0]),
        change_verdict=verdict.label,
        rule=verdict.rule,
        reason=f"Patient safety incidents reported at {short_name(asked.trust_name)} were "
        f"{_at(own, -1)} and {_at(own, 0)}: without their severity, the number of patients and "
        "peers that is neither proof nor refutation of less harm.",
        sources=answer.sources,
    )


def _at(own: pd.Series, place: int) -> str:
    return f"{own.iloc[place]:,.0f} in the half-year to {_half(own.index[place])}"


def _half(label: object) -> str:
    """Return the last month of a half-year in words."""
    end = periods.bounds(str(label), "half_year")[1]
    return periods.in_words(f"{end:%Y-%m}")
