"""What the case studies were exposed to and when, and what other estimators make of them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from nhs_culture import periods
from nhs_culture.designs import DESIGNS, PRIMARY, Refused
from nhs_culture.designs.event_study import EventStudy
from nhs_culture.english import counted, lower_first, short_name
from nhs_culture.exhibits import Paragraph, Table
from nhs_culture.studies.answer import Answer
from nhs_culture.studies.everywhere import identified
from nhs_culture.studies.examined import examined

__all__ = ["estimators", "exposures", "marked"]

_DIGITS = {"day": 10, "month": 7, "year": 4}
"""How much of a date is printed."""


def exposures(asked: Sequence[Answer]) -> Table:
    """Return the programme and the date of each case study, and the first period after it."""
    once = {(one.question.trust, one.question.intervention): one for one in reversed(asked)}
    rows = [(short_name(one.question.trust_name), *_exposure(one)) for one in once.values()]
    columns = ["trust", "programme", "date", "after", "document"]
    return Table(
        name="exposures",
        caption="What the case studies are compared from: programme, date as printed, and first "
        "survey that counts as after",
        data=pd.DataFrame(rows[::-1], columns=columns),
        headers={
            "trust": "Trust",
            "programme": "Programme",
            "date": "Printed date",
            "after": "First period after",
            "document": "Document",
        },
    )


def _exposure(one: Answer) -> tuple[str, str, str, str]:
    register, asked = one.data.register, one.question
    after = periods.in_words(asked.first_after) if asked.first_after else "none"
    row = register.interventions.set_index("intervention_id").loc[asked.intervention]
    titles = register.sources.set_index("source_id")["title"]
    return str(row["name"]), _date(one), after, str(titles[str(row["document"])])


def _date(one: Answer) -> str:
    """Return the date of an intervention as exactly as it is printed."""
    row = one.data.register.interventions.set_index("intervention_id").loc[
        one.question.intervention
    ]
    printed = str(row["date"])[: _DIGITS.get(str(row["precision"]), 0)]
    return periods.in_words(printed) if printed else "not printed"


def marked(answer: Answer) -> Paragraph:
    """Say where the figure of the furthest change has its date, and on whom it rests."""
    asked, change = answer.question, answer.change
    path = examined(answer).path
    if isinstance(change, Refused) or not isinstance(path, EventStudy):
        return Paragraph(text="The test with the smallest p cannot be drawn year by year.")
    first, last = (periods.in_words(str(path.periods.index[at])) for at in (0, -1))
    peers = int(path.periods["n_peers"].min())
    return Paragraph(
        text=f"The date printed for {_whose(answer)} is {_date(answer)}, which the figure marks "
        f"at its start. The first survey that counts as after is that of "
        f"{periods.in_words(asked.first_after)}. {asked.note}. The figure rests on "
        f"{counted(peers, 'peer')} with a figure in every year drawn, {first} to {last}; the test "
        f"on the {change.n_peers} with one in every year of its window, which is shorter."
    )


def _whose(answer: Answer) -> str:
    """Return what was done, and where."""
    return f"{answer.question.intervention_name} at {short_name(answer.question.trust_name)}"


def estimators(asked: Sequence[Answer]) -> Table:
    """Return what every design makes of the planned questions that have an answer."""
    rows = [
        {
            "trust": short_name(one.question.trust_name),
            "measure": one.question.measure_name,
            "design": design.name,
            **_estimate(one, design.name),
        }
        for one in asked
        if identified(one)
        for design in DESIGNS.values()
    ]
    return Table(
        name="estimators",
        caption=f"The case studies on one measure by every design; the plan names the "
        f"{lower_first(PRIMARY.name)}, and verdicts rest on it alone",
        data=pd.DataFrame(rows),
        headers={
            "trust": "Trust",
            "measure": "Measure",
            "design": "Design",
            "difference": "Difference",
            "interval": "95% interval",
            "p": "p",
        },
        formats={"p": ".3f"},
    )


def _estimate(one: Answer, design: str) -> dict[str, str | float | None]:
    found = one.result(design)
    if isinstance(found, Refused):
        told = found.error.told(short_name(one.question.trust_name))
        return {"difference": told, "interval": "", "p": None}
    of = one.estimate_unit
    interval = of.interval(*found.interval) if found.interval else ""
    return {"difference": of.change(found.estimate), "interval": interval, "p": found.p_value}
