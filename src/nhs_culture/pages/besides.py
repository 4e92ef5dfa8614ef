"""What happened besides, and what is missing."""

from __future__ import annotations

import pandas as pd

from nhs_culture import periods
from nhs_culture.english import listed
from nhs_culture.exhibits import Note, Table
from nhs_culture.pages.subject import about
from nhs_culture.studies.answer import Answer
from nhs_culture.units import unit

__all__ = ["breaks", "missing"]


def breaks(answer: Answer) -> Table | Note:
    """Return the mergers, transfers and changes of method that bear on the series."""
    rows = answer.breaks
    if rows.empty:
        return Note(label="Breaks", text="No merger, transfer or change of method is known.")
    titles = answer.data.register.titles
    return Table(
        name="breaks",
        about=about(answer),
        caption="What makes a step in the series",
        data=pd.DataFrame(
            {
                "date": rows["date"].str[:7].map(periods.in_words),
                "what": rows["what"],
                "size": rows["size"].replace("", None),
                "source": rows["document"].map(titles),
            }
        ),
        headers={"date": "Month", "what": "What", "size": "Staff in post", "source": "Seen in"},
    )


def missing(answer: Answer) -> Note:
    """Return what was not published about the measure, or what does not compare."""
    entry = answer.data.register.measure(answer.question.measure)
    note = f" {entry['note']}." if entry["note"] else ""
    have = [str(label) for label in answer.own.index]
    if not have:
        kind = answer.data.register.kind(answer.question.trust)
        return Note(label="Missing", text=f"No figure of this {kind} is held here.{note}")
    gaps = sorted(set(periods.span(have[0], have[-1], answer.question.frequency)) - set(have))
    told = f"No figure for {_stretch(gaps)}." if gaps else "No period is missing in between."
    return Note(label="Missing", text=f"{told}{_elsewhere(answer, gaps)}{note}")


def _elsewhere(answer: Answer, gaps: list[str]) -> str:
    """Say what other publications have of the periods that a series lacks."""
    asked, panel = answer.question, answer.data.panel
    mine = (panel["org_code"] == asked.trust) & (panel["measure"] == asked.measure)
    found = panel[mine & (panel["subgroup"] == asked.subgroup) & panel["period"].isin(gaps)]
    if found.empty:
        return ""
    titles, of = answer.data.register.titles, unit(asked.unit)
    figures = (
        f"{of.value(row['value'])} for {periods.in_words(row['period'])} "
        f"({titles[row['source_id']]})"
        for _, row in found.iterrows()
    )
    return (
        f" Elsewhere stands {listed(figures)}: not joined to this series, because the two are not "
        "made alike."
    )


def _stretch(labels: list[str]) -> str:
    words = [periods.in_words(label) for label in labels]
    return listed(words) if len(words) <= 4 else f"{words[0]} to {words[-1]}"
