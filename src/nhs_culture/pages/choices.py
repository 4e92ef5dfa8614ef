"""The same question asked in every defensible way."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from nhs_culture import charts, periods
from nhs_culture.designs import DESIGNS, PRIMARY
from nhs_culture.designs.specification_curve import SpecificationCurve, specification_curve
from nhs_culture.exhibits import Group, Note
from nhs_culture.pages.subject import subject
from nhs_culture.pages.words import cannot_be_told, words_of
from nhs_culture.studies.answer import Answer
from nhs_culture.studies.compared import compared
from nhs_culture.studies.examined import LAST_MONTH
from nhs_culture.verdicts.labels import NOT_IDENTIFIABLE

__all__ = ["specifications"]


def specifications(answer: Answer) -> Group:
    """Return the estimate under every defensible choice: one chart, one sentence.

    None where the question itself is refused: other windows and peers do not mend what it lacks.
    """
    if not answer.tested:
        return Group()
    if answer.verdict.label == NOT_IDENTIFIABLE:
        why = f"Not asked in other ways either. {cannot_be_told(answer)}."
        return Group(Note(label="No curve", text=why))
    curve = _curve(answer)
    told = Note(label="In words", text=curve.sentence(*words_of(answer)))
    answered = curve.table().dropna(subset="estimate")
    if answered.empty:
        return Group(replace(told, label="Refused"))
    shown = pd.DataFrame(
        {
            "estimate": answered["estimate"],
            "lower": answered["lower"],
            "upper": answered["upper"],
            "Design": answered["title"],
            "Counted from": answered["date"],
            "Window": answered["first"] + " to " + answered["last"],
            "Peers": answered["peers"],
        }
    )
    above = int((answered["estimate"] > 0).sum())
    small = int((curve.tested["p_value"] <= 0.05).sum())
    chart = charts.specification_curve(
        subject(answer, answer.estimate_unit),
        shown,
        title=(
            f"{_some(above, len(answered))} ways of asking {_find(above)} a difference above zero; "
            f"{_some(small, len(curve.tested), 'none')} that compare with peers {_find(small)} "
            "p at most 0.05, unadjusted"
        ),
        planned=_planned(answer, answered),
    )
    return Group(chart, told)


def _some(found: int, of: int, nothing: str = "None") -> str:
    return f"{found or nothing} of {'the ' if nothing.islower() else ''}{of}"


def _find(found: int) -> str:
    return "finds" if found <= 1 else "find"


def _curve(answer: Answer) -> SpecificationCurve:
    asked = answer.question

    def panel(first: str, last: str, group: str) -> pd.DataFrame:
        return compared(
            answer.data, asked, window=periods.span(first, last, asked.frequency), group=group
        )

    return specification_curve(
        panel,
        asked.trust,
        _dates(answer),
        [(asked.window[0], asked.window[-1]), *_other_windows(answer)],
        ("benchmark group", "all"),
        designs=DESIGNS.values(),
    )


def _dates(answer: Answer) -> list[str]:
    """Return every first period after that the register gives a reason for."""
    asked = answer.question
    interventions = answer.data.register.interventions
    own = interventions[interventions["org_code"] == asked.trust]
    dated = own[own["precision"].isin(("day", "month", "quarter", "year"))]
    near = {periods.containing(str(day), asked.frequency) for day in dated["date"]}
    inside = {date for date in near if asked.window[2] <= date <= asked.window[-3]}
    return sorted({asked.first_after, *inside})


def _other_windows(answer: Answer) -> list[tuple[str, str]]:
    """Return one window a little wider on both sides and one that goes on for as long again."""
    asked = answer.question
    first, last = asked.window[0], asked.window[-1]
    step = 12 if asked.frequency == "month" else 2
    limit = LAST_MONTH if asked.frequency == "month" else "2020"
    later = min(periods.shift(last, asked.frequency, step), limit)
    earlier = max(periods.shift(first, asked.frequency, -step), str(answer.group.index[0]))
    return sorted({(earlier, last), (first, later)} - {(first, last)})


def _planned(answer: Answer, answered: pd.DataFrame) -> int | None:
    asked = answer.question
    own = answered[
        (answered["title"] == PRIMARY.title)
        & (answered["date"] == asked.first_after)
        & (answered["first"] == asked.window[0])
        & (answered["last"] == asked.window[-1])
        & (answered["peers"] == asked.peers)
    ]
    return None if own.empty else int(own.index[0])
