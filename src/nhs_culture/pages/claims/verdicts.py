"""Facts and claims with their verdicts, as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from nhs_culture.claims.facts import Fact, facts
from nhs_culture.claims.judged import NAMES, Judged
from nhs_culture.english import counted, lower_first
from nhs_culture.exhibits import Group, Note, Table
from nhs_culture.pages.claims.named import in_short
from nhs_culture.register import OUTCOME
from nhs_culture.verdicts import labels
from nhs_culture.verdicts.figures import LEAST_FAVOURABLE_FIRST

__all__ = ["by_verdict", "checked", "documents"]


_VERDICTS = (*labels.FIGURE.labels,)
"""From the strongest support to none."""


_SOURCE = "the documents named; official statistics as listed under Sources"


def checked(entries: Sequence[Judged]) -> Group:
    """Return every fact that an independent figure has a part in, the least favourable first.

    Those with a figure of the same definition, population and year stand open; those with near ones
    alone, which make a claim no more than plausible, open on demand.
    """
    near = {labels.MORE_PLAUSIBLE, labels.LESS_PLAUSIBLE}
    tested = [fact for fact in facts(entries) if fact.leading.independent]
    tested.sort(key=lambda fact: LEAST_FAVOURABLE_FIRST.index(fact.verdict))
    same, others = (
        [fact.leading for fact in tested if (fact.verdict in near) is is_near]
        for is_near in (False, True)
    )
    if not tested:
        text = "No printed figure has an official one beside it."
        return Group(Note(label="Nothing to check", text=text))
    caption = (
        f"{labels.FIGURE.question} {counted(len(same), 'fact')} beside an official figure of the "
        "same definition, population and year"
    )
    plausible = (
        f"Is it plausible? {counted(len(others), 'fact')} beside figures of a near definition or "
        "year alone"
    )
    return Group(
        _compared("checked", caption, same) if same else None,
        _compared("plausible", plausible, others, near=True) if others else None,
    )


def _compared(name: str, caption: str, entries: Sequence[Judged], *, near: bool = False) -> Table:
    rows = [
        (
            _matter(e),
            labels.FIGURE.cell(e.verdict),
            e.printed,
            e.official,
            e.accepted,
            e.agreeing,
        )
        for e in entries
    ]
    columns = ["what", "verdict", "printed", "official", "accepted", "chance"]
    return Table(
        name=name,
        caption=caption,
        folded=near,
        data=pd.DataFrame(rows, columns=columns),
        headers={
            "what": "What is printed of",
            "verdict": labels.FIGURE.question,
            "printed": "Printed",
            "official": "Official figure",
            "accepted": "Within the margin" if near else "Would have agreed",
            "chance": "Others within it" if near else "Others that would",
        },
        source=_SOURCE,
    )


def _matter(entry: Judged) -> str:
    when = f", {entry.period}" if entry.period else ""
    return f"{in_short(entry)}: {lower_first(entry.measure_name)}{when}"


def by_verdict(entries: Sequence[Judged]) -> Table:
    """Return the number of facts about outcomes of each verdict about each organisation."""
    found = [(fact.leading.trust_name, fact.verdict) for fact in _outcomes(entries)]
    frame = pd.DataFrame(found, columns=["who", "verdict"])
    counts = pd.crosstab(frame["who"], frame["verdict"]).reindex(columns=_VERDICTS, fill_value=0)
    counts.insert(0, "facts", counts.sum(axis=1))
    counts = counts.sort_values("facts", ascending=False, kind="stable")
    return Table(
        name="verdicts",
        caption="Facts about outcomes, by organisation and verdict",
        folded=True,
        data=counts.rename_axis(columns=None).reset_index(),
        headers={"who": "About", "facts": "Facts"} | {v: labels.FIGURE.cell(v) for v in _VERDICTS},
        source=_SOURCE,
    )


def _outcomes(entries: Sequence[Judged]) -> list[Fact]:
    return [fact for fact in facts(entries) if fact.about == OUTCOME]


def documents(entries: Sequence[Judged]) -> Group:
    """Return the ledger: a table for each organisation, each claim with its verdict and why."""
    counts = Counter(entry.trust for entry in entries)
    subjects = sorted(counts, key=lambda code: (code in NAMES, -counts[code], code))
    return Group(*(_table(code, [e for e in entries if e.trust == code]) for code in subjects))


def _table(code: str, entries: Sequence[Judged]) -> Table:
    ordered = sorted(entries, key=lambda entry: _VERDICTS.index(entry.verdict))
    rows = [
        (e.statement, e.printed, e.official, labels.FIGURE.cell(e.verdict), e.agreeing, e.why)
        for e in ordered
    ]
    columns = ["claim", "printed", "beside", "verdict", "chance", "why"]
    return Table(
        name=f"claims-{code or 'others'}",
        caption=f"{ordered[0].trust_name}: {counted(len(ordered), 'claim')}",
        folded=True,
        data=pd.DataFrame(rows, columns=columns),
        headers={
            "claim": "Claim",
            "printed": "Printed",
            "beside": "Beside it",
            "verdict": labels.FIGURE.question,
            "chance": "Others that would agree",
            "why": "Why",
        },
        source=_SOURCE,
    )
