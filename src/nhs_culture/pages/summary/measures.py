"""The published figures of a trust: drawn, tabled, and those that are missing."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from nhs_culture import periods
from nhs_culture.charts import Panel, Subject, small_multiples
from nhs_culture.english import counted, listed, lower_first
from nhs_culture.exhibits import Chart, Group, Note, Table
from nhs_culture.pages.subject import events
from nhs_culture.pages.summary.known import Summary
from nhs_culture.pages.summary.sources import publishers
from nhs_culture.studies.compared import breaks
from nhs_culture.studies.histories import History, better, key_measures
from nhs_culture.studies.question import EVERY_TRUST, question

__all__ = ["chart", "gaps", "latest"]


_KEY = (
    "Line: the trust. Grey line and bands: the median, half and nine in ten of the trusts of its "
    "kind. Each has its own scale, unless all are in one unit. Most measures are questions of one "
    "survey and move together"
)


def chart(about: Summary) -> Chart | Note:
    """Return small multiples of the measures that the plan asks about, against the peers.

    All others are in the table: :func:`latest`.
    """
    key = key_measures(about.data)
    chosen = [one for measure, one in about.histories.items() if measure in key and one.runs]
    if not chosen:
        return Note(
            label="No chart", text="No measure of this trust has figures for two periods or more."
        )
    return small_multiples(
        [_panel(about, one) for one in chosen],
        title=_standing(about),
        subtitle=_KEY,
        source=publishers(about),
        about=about.trust,
        name="key-measures",
    )


def _panel(about: Summary, one: History) -> Panel:
    row, register = one.measure, about.data.register
    subject = Subject(
        trust=about.trust,
        trust_name=about.trust_name,
        measure=str(row["measure"]),
        measure_name=one.name,
        unit=one.unit,
        frequency=str(row["frequency"]),
        source="",
        higher_is=str(row["higher_is"]),
    )
    asked = question(about.data, about.trust, subject.measure)
    broken = breaks(register, subject.measure, [about.trust, EVERY_TRUST])
    window = one.group.loc[one.own.index[0] : one.own.index[-1]]
    return Panel(subject, window, events(register, asked, broken))


def _standing(about: Summary) -> str:
    """Return on how many measures the trust stood better than its median peer, at the last."""
    ahead, of = better(about.histories.values())
    if not of:
        return f"{about.name} and the trusts of its kind"
    return (
        f"By its latest figures {about.name} stood better than the median trust of its kind on "
        f"{ahead} of {counted(of, 'measure', in_words=True)}"
    )


def latest(about: Summary) -> Table | Note:
    """Return every measure's first and latest figure beside the median peer, and the place."""
    rows = [_row(one) for one in about.histories.values()]
    if not rows:
        return Note(label="No figures", text="Nothing about this trust is in the files held here.")
    return Table(
        name="latest",
        caption=f"{about.name}: every measure, first and latest figure. Place 1 is the highest "
        "figure, whether high is good or not",
        data=pd.DataFrame(
            rows, columns=["measure", "first", "latest", "period", "median", "place"]
        ),
        source=publishers(about),
        headers={
            "measure": "Measure",
            "first": "First figure",
            "latest": "Latest",
            "period": "Of",
            "median": "Median peer then",
            "place": "Place",
        },
    )


def _row(one: History) -> tuple[str, str | None, str, str, str | None, str | None]:
    told, own, at = one.unit.value, one.own, one.place
    first = f"{told(float(own.iloc[0]))} ({periods.in_words(str(own.index[0]))})"
    return (
        one.name,
        first if one.runs else None,
        told(float(own.iloc[-1])),
        periods.in_words(one.last),
        None if at is None else told(one.median),
        None if at is None else f"{at.at} of {at.of}",
    )


def gaps(about: Summary) -> Group:
    """Return the measures that the trust has no figure on, and those that it has one of."""
    measured = about.data.measured(about.data.register.trusts["org_code"])
    have = [lower_first(one.name) for one in about.histories.values()]
    none = [
        lower_first(name)
        for code, name in measured[["measure", "name"]].to_numpy()
        if code not in about.histories
    ]
    once = [lower_first(one.name) for one in about.histories.values() if not one.runs]
    notes = [*_without_figures(have, none)]
    if once:
        text = f"On {listed(once)}: one period alone, so that nothing can have moved."
        notes.append(Note(label="One figure only", text=text))
    complete = Note(label="Complete", text="Every measure has figures for two periods.")
    return Group(*(notes or [complete]))


def _without_figures(have: Sequence[str], none: Sequence[str]) -> list[Note]:
    if not none:
        return []
    if not have:
        text = "Nothing is in the files held here."
    else:
        few = len(have) < len(none)
        text = f"On anything but {listed(have)}." if few else f"On {listed(none)}."
    return [Note(label="No figures", text=text)]
