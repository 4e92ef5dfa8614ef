"""The trusts that documents write about, side by side, and all the others over the same years.

Each trust is asked about over the window that the analysis plan gives it. What its own page cannot
tell, because of a merger or for want of a date, is not told here either.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

import pandas as pd

from nhs_culture import periods
from nhs_culture.charts import Panel, small_multiples
from nhs_culture.data.access import Data
from nhs_culture.designs import Refused
from nhs_culture.designs.peer_change import PeerChange
from nhs_culture.designs.permutation import LEVEL
from nhs_culture.english import capitalised, counted, listed, lower_first, number_word, short_name
from nhs_culture.exhibits import Chart, Headline, Note, Sources, Table
from nhs_culture.pages import documents, subject
from nhs_culture.pages.words import MOST, cannot_be_told, size_in_words
from nhs_culture.studies.answer import Answer
from nhs_culture.studies.everywhere import Everywhere, identified, screens
from nhs_culture.studies.examined import examined
from nhs_culture.units import Unit, unit
from nhs_culture.verdicts.labels import CHANGE, COURSE, DISTINGUISHABLE, LASTING

__all__ = [
    "as_much",
    "chart",
    "discovered",
    "furthest",
    "headline",
    "sources",
    "tested",
    "untested",
]

_TOP = 5


def headline(cases: Sequence[Answer], over: Sequence[Everywhere]) -> Headline:
    """Return at how many trusts the measure moved further than at peers, and who else did.

    Parameters
    ----------
    cases
        The question about each case study.
    over
        Those that have an answer, with every other trust: at least one.
    """
    beyond = [one.case for one in over if one.case.verdict.label == DISTINGUISHABLE]
    told = capitalised(number_word(len(beyond)))
    named = f" ({listed(_short(case) for case in beyond)})" if beyond else ""
    n = counted(len(over), "case study", in_words=True)
    measure = cases[0].question.measure_name
    as_much = "; ".join(
        f"{_short(one.case)} {_way(one)} by {_unit(one).size(float(one.own['raw']))}, and "
        f"{one.as_much('raw')} of {len(one.others)} other trusts of any kind by as much or more"
        for one in over
    )
    return Headline(
        sentence=f"On “{measure}”, {as_much}. {told} of the {n} that can be compared{named} "
        f"{'stand' if len(beyond) > 1 else 'stands'} out, once all that was asked is allowed for.",
        context=f"{_out_of_reach(over)}Each over the years that the analysis plan fixes. The "
        "others are all trusts in England that no document here is about, and that had no merger "
        f"or transfer of their own in these years.{_left_out(cases)}",
    )


def _out_of_reach(over: Sequence[Everywhere]) -> str:
    """Say where none could have: peers too few for so many questions."""
    least = [one.case.p_least for one in over]
    if not all(p is not None and p > LEVEL for p in least):
        return ""
    return (
        "With so many questions and so few peers not even the largest change of all could have "
        "stood out. "
    )


def _way(one: Everywhere) -> str:
    return "rose" if float(one.own["raw"]) > 0 else "fell"


def _unit(one: Everywhere) -> Unit:
    return one.case.estimate_unit


def _left_out(cases: Sequence[Answer]) -> str:
    names = [_short(case) for case in cases if not identified(case)]
    return (
        f" What became of {listed(names)} cannot be told: the reasons are below." if names else ""
    )


def _short(case: Answer) -> str:
    return short_name(case.question.trust_name)


def chart(cases: Sequence[Answer], over: Sequence[Everywhere]) -> Chart:
    """Return the measure over all periods at each trust, in front of its peers, on one scale."""
    most = max(over, key=lambda one: float(one.own["raw"]))
    least = min(over, key=lambda one: float(one.own["raw"]))
    asked = cases[0].question
    said = listed(
        f"{end} at {_short(one.case)} ({_unit(one).change(float(one.own['raw']))})"
        for end, one in (("most", most), ("least", least))
    )
    return small_multiples(
        [_panel(case) for case in cases if not case.own.empty],
        title=f"{asked.measure_name}: of the trusts that can be compared, up {said}, each over its "
        "own years"
        if most is not least
        else f"{asked.measure_name} at each of the case studies",
        subtitle=f"{asked.measure_name} ({unit(asked.unit).name}), every period, one scale. Line: "
        "the trust. Grey line and bands: the median, half and nine in ten of the trusts of its "
        "kind",
        source=_published(cases),
        name="case-studies",
    )


def _panel(case: Answer) -> Panel:
    outcomes = case.group.loc[case.own.index[0] :]
    return Panel(subject.subject(case), outcomes, subject.marks(case))


def _published(cases: Iterable[Answer]) -> str:
    register = next(iter(cases)).data.register
    used = sorted({str(source) for case in cases for source in case.sources})
    return "; ".join(dict.fromkeys(register.source(one).producer for one in used))


def tested(asked: Sequence[Answer]) -> Table | Note:
    """Return every planned test of the case studies in one table, adjusted for their number."""
    rows = [
        _tested(case, case.change)
        for case in asked
        if not isinstance(case.change, Refused) and identified(case)
    ]
    if not rows:
        return Note(label="No test", text="No planned question about a case study has an answer.")
    names = {
        "asked": "Trust and measure",
        "verdict": CHANGE.question,
        "p": "p",
        "across": "p across all",
        "holm": "p within the trust",
        "own": "Before → after",
        "difference": "More than at peers (95% interval)",
        "course": COURSE.question,
        "lasting": LASTING.question,
    }
    return Table(
        name="tested",
        caption=f"All {len(rows)} planned tests of the case studies. p: by permutation; within the "
        "trust: after Holm's adjustment; across all: the share of false discoveries among those "
        "as small. The last two questions are asked where p is at most 0.2",
        data=pd.DataFrame(rows, columns=list(names)),
        source=_published(asked),
        formats=dict.fromkeys(("p", "across", "holm"), ".3f"),
        headers=names,
    )


def _tested(case: Answer, change: PeerChange) -> tuple[str | float | None, ...]:
    course = lasting = None
    if change.p_value <= MOST:
        further = examined(case)
        course = COURSE.answer(further.course_verdict.label)
        later = further.lasting_verdict
        lasting = LASTING.answer(later.label) if later else None
    adjusted = (change.p_value, case.p_across, case.p_adjusted)
    return (
        f"{_short(case)}: {lower_first(case.question.measure_name)}",
        size_in_words(case, change),
        *adjusted,
        _change_of_own(case),
        _difference(case, change),
        course,
        lasting,
    )


def untested(asked: Sequence[Answer]) -> Table | Note:
    """Return every planned question without an answer, and why."""
    rows = [
        (_short(case), case.question.measure_name, f"{capitalised(cannot_be_told(case))}.")
        for case in asked
        if not identified(case)
    ]
    if not rows:
        return Note(label="Nothing left out", text="Every planned question has an answer.")
    return Table(
        name="not-tested",
        caption="Planned questions that cannot be answered, and what is lacking",
        data=pd.DataFrame(rows, columns=["trust", "measure", "why"]),
        headers={"trust": "Trust", "measure": "Measure", "why": "Why"},
    )


def _difference(case: Answer, change: PeerChange) -> str:
    """Return the estimate with its interval."""
    told = case.estimate_unit.change(change.estimate)
    if change.interval is None:
        return told
    return f"{told} ({case.estimate_unit.span(*change.interval)})"


def _years(case: Answer) -> str:
    """Return the periods with figures on each side: ``2012 to 2016, 2017 to 2019``."""
    asked = case.question
    known = [str(label) for label in case.own.reindex(asked.window).dropna().index]
    before = [label for label in known if label < asked.first_after]
    after = known[len(before) :]
    if asked.frequency == "month":
        start = periods.in_words(asked.first_after)
        return f"{len(before)} months before {start}, {len(after)} from then"
    return ", ".join(
        f"{periods.in_words(side[0])} to {periods.in_words(side[-1])}"
        for side in (before, after)
        if side
    )


def _change_of_own(case: Answer) -> str:
    asked = case.question
    known = case.own.reindex(asked.window).dropna()
    later = known.index >= asked.first_after
    before, after = float(known[~later].mean()), float(known[later].mean())
    return f"{unit(asked.unit).value(before)} → {unit(asked.unit).value(after)}"


def discovered(data: Data) -> Table:
    """Return how many trusts stand out when all are asked, and how many would by chance."""
    rows = [
        (
            asked.measure_name,
            f"{periods.in_words(asked.window[0])} to {periods.in_words(asked.window[-1])}",
            found.tests,
            found.found,
            found.expected_false,
        )
        for asked, found in screens(data)
    ]
    return Table(
        name="screens",
        caption="The planned question put to every trust in England: how many have p at most 0.05, "
        "and how many of these are to be expected where nothing moved",
        data=pd.DataFrame(rows, columns=["measure", "years", "tests", "found", "false"]),
        formats={"false": ".0f"},
        headers={
            "measure": "Measure",
            "years": "Window",
            "tests": "Trusts",
            "found": "With p at most 0.05",
            "false": "Expected by chance",
        },
    )


def as_much(over: Sequence[Everywhere]) -> Table:
    """Return how many trusts in England, written about by nobody here, changed as much."""
    rows = [
        (
            _short(one.case),
            _years(one.case),
            float(one.own["raw"]),
            f"{one.as_much('raw')} of {len(one.others)}",
            float(one.own["relative"]),
            f"{one.as_much('relative')} of {len(one.others)}",
        )
        for one in over
    ]
    return Table(
        name="as-much",
        caption=f"{over[0].case.question.measure_name}: the change of each trust "
        f"({_unit(over[0]).name}), and the trusts in England that no document here is about and "
        "that changed as much or more the same way",
        data=pd.DataFrame(rows, columns=["trust", "years", "raw", "raw_n", "relative", "rel_n"]),
        source=f"{_published([one.case for one in over])}; all trusts with a figure in every "
        "period of the years",
        formats={"raw": "+.1f", "relative": "+.1f"},
        headers={
            "trust": "Trust",
            "years": "Before and after",
            "raw": "Change",
            "raw_n": "Others with as much",
            "relative": "More than at trusts from the same level",
            "rel_n": "Others with as much, so counted",
        },
    )


def furthest(over: Sequence[Everywhere]) -> Table:
    """Return the trusts that rose furthest over the years of each case, whoever they are."""
    register = over[0].case.data.register
    names: dict[Hashable, str] = dict(
        register.trusts[["org_code", "name"]].itertuples(index=False, name=None)
    )
    windows = {tuple(one.case.question.window): one for one in reversed(over)}
    rows = [
        (
            f"{short_name(names[code])} ({code})",
            _years(one.case),
            place,
            *(float(row[column]) for column in ("before", "after", "raw", "relative")),
            "yes" if code in register.studied else "no",
        )
        for one in reversed(windows.values())
        for place, (code, row) in enumerate(one.changes.head(_TOP).iterrows(), start=1)
    ]
    columns = ["trust", "years", "place", "before", "after", "raw", "relative", "written"]
    return Table(
        name="furthest",
        caption=f"The {number_word(_TOP)} trusts in England that rose furthest beyond trusts from "
        f"the same level over each set of years: {over[0].case.question.measure_name}",
        data=pd.DataFrame(rows, columns=columns),
        source=_published([one.case for one in over]),
        formats={
            **dict.fromkeys(("before", "after"), ".1f"),
            **dict.fromkeys(("raw", "relative"), "+.1f"),
        },
        headers={
            "trust": "Trust",
            "years": "Years",
            "place": "Place",
            "before": "Before",
            "after": "After",
            "raw": "Change",
            "relative": "Beyond trusts from the same level",
            "written": "A case study",
        },
    )


def sources(asked: Sequence[Answer]) -> Sources:
    """Return the publications that the figures come from."""
    return documents.sources(asked)
