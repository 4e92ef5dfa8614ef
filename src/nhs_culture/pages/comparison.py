"""The five trusts that documents write about, side by side, and all the others over the same years.

Each trust is asked about over the window that the analysis plan gives it. How many other trusts
changed as much is counted over all of England, so that a rise is set beside every rise that nobody
wrote about.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from nhs_culture import open_data, periods
from nhs_culture.charts import Panel, small_multiples
from nhs_culture.claims import Judged, by_verdict, ledger
from nhs_culture.data.access import Data
from nhs_culture.designs import Refused
from nhs_culture.designs.peer_change import PeerChange, peer_change
from nhs_culture.english import capitalised, listed, number_word, p_value, sentence, short_name
from nhs_culture.exhibits import Chart, Group, Headline, Note, Sources, Table
from nhs_culture.exhibits.group import Exhibit
from nhs_culture.pages import choices, documents, subject
from nhs_culture.register import read_register
from nhs_culture.studies.answer import Answer, answer
from nhs_culture.studies.compared import compared
from nhs_culture.studies.question import Question, question
from nhs_culture.units import PERCENT, unit
from nhs_culture.verdicts.labels import CHANGE, DISTINGUISHABLE, FIGURE

__all__ = [
    "Everywhere",
    "as_much",
    "cases",
    "chart",
    "claimed",
    "council_programme",
    "everywhere",
    "furthest",
    "headline",
    "moved",
    "sources",
    "specifications",
]

MEASURE = "recommend_work"
WIGAN = "RRF"
COUNCIL = "E08000010"
DEAL = "The Wigan Deal"
_TOP = 5


@dataclass(frozen=True, eq=False)
class Everywhere:
    """What a case's question comes to at every trust in England with figures for its years.

    Attributes
    ----------
    case
        The question and its answer.
    changes
        A row per ODS code: ``before`` and ``after`` (means), ``raw`` (their difference) and
        ``relative`` (less what trusts from the same level changed by), in percentage points.
    """

    case: Answer
    changes: pd.DataFrame

    @property
    def others(self) -> pd.DataFrame:
        """The trusts that no document here is written about."""
        return self.changes.drop(index=list(self.case.data.register.studied), errors="ignore")

    def as_much(self, column: str) -> int:
        """Return how many of the others changed upwards by as much or more."""
        own = self.changes.loc[self.case.question.trust, column]
        return int((self.others[column] >= own).sum())


def cases(data: Data) -> tuple[Answer, ...]:
    """Return the planned question about recommending as a place to work for each trust.

    Each trust goes by the name that it had in the years of the question, as in the documents.
    """
    return tuple(
        answer(data, _named_then(data, question(data, code, MEASURE)))
        for code in data.register.studied
    )


def _named_then(data: Data, asked: Question) -> Question:
    last = periods.bounds(asked.window[-1], asked.frequency)[1]
    return replace(asked, trust_name=data.register.name_on(asked.trust, last))


def everywhere(of: Sequence[Answer]) -> tuple[Everywhere, ...]:
    """Ask each case's question, over its window, of every trust in England."""
    return tuple(Everywhere(case, _changes(case)) for case in of)


def _changes(case: Answer) -> pd.DataFrame:
    asked = case.question
    window = compared(case.data, asked, group="all")
    complete = window.dropna(how="all").dropna(axis=1)
    later = complete.index >= asked.first_after
    result = peer_change(window, asked.trust, asked.first_after)
    relative = result.peers["relative"].copy()
    relative[asked.trust] = result.estimate
    table = pd.DataFrame({"before": complete[~later].mean(), "after": complete[later].mean()})
    table["raw"] = table["after"] - table["before"]
    return table.assign(relative=relative).sort_values("relative", ascending=False)


def headline(over: Sequence[Everywhere]) -> Headline:
    """Return at how many of the trusts the share moved further than at their peers."""
    beyond = [one.case for one in over if one.case.verdict.label == DISTINGUISHABLE]
    fell = sum(_own(one)["raw"] < 0 for one in over)
    named = listed(_short(case) for case in beyond)
    told = (
        f"{capitalised(number_word(len(beyond)))} of the {number_word(len(over))} trusts that "
        f"documents write about{f' ({named})' if beyond else ''} saw the share of staff who would "
        "recommend it as a place to work move further than at its peers by more than chance "
        "readily gives; at "
        f"{number_word(fell)} of them the share fell."
    )
    rose = ". ".join(
        f"{_short(one.case)} rose by {PERCENT.size(float(_own(one)['raw']))}; "
        f"{one.as_much('raw')} of {len(one.others)} others rose as much"
        for one in over
        if _own(one)["raw"] > 0
    )
    return Headline(
        sentence=told,
        context="Each over the years that the analysis plan fixes, beside every trust in England "
        "that no document here is about and that had no merger or transfer of its own in these "
        f"years. {rose}.",
    )


def _own(one: Everywhere) -> pd.Series:
    return pd.Series(one.changes.loc[one.case.question.trust])


def _short(case: Answer) -> str:
    return short_name(case.question.trust_name)


def chart(over: Sequence[Everywhere]) -> Chart:
    """Return the share over all surveys at each trust, in front of its peers."""
    rose = [one for one in over if _own(one)["raw"] > 0]
    most = max(rose, key=lambda one: float(_own(one)["raw"]))
    least = min(over, key=lambda one: float(_own(one)["raw"]))
    said = " and ".join(
        f"{'rose' if value > 0 else 'fell'} by {PERCENT.size(value)} at {_short(one.case)}"
        for one in (most, least)
        for value in [float(_own(one)["raw"])]
    )
    return small_multiples(
        [_panel(one.case) for one in over],
        title=f"The share who would recommend their trust as a place to work {said}, each over its "
        "own years",
        subtitle="Recommend as a place to work (%), every survey. Line: the trust. Grey line and "
        "bands: the median, half and nine in ten of the trusts of its kind. Upright lines: the "
        "programme (solid), mergers and new methods (dashed)",
        source="NHS Staff Survey",
        name="five-trusts",
    )


def _panel(case: Answer) -> Panel:
    about = replace(subject.subject(case), source="NHS Staff Survey")
    outcomes = case.group.loc[case.own.index[0] :]
    return Panel(about, outcomes, subject.marks(case))


def moved(data: Data) -> list[Table]:
    """Return every planned question about the five trusts with what the peers say to it."""
    plan = data.register.analysis_plan
    asked = [
        answer(data, question(data, code, measure))
        for code in data.register.studied
        for measure in plan.loc[plan["org_code"] == code, "measure"]
    ]
    tested = [_tested(one, one.change) for one in asked if not isinstance(one.change, Refused)]
    refused = [
        (_short(one), one.question.measure_name, f"{one.change.error.told(_short(one))}.")
        for one in asked
        if isinstance(one.change, Refused)
    ]
    return [_tested_table(tested), _refused_table(refused)]


def _tested_table(rows: Sequence[tuple[str, ...]]) -> Table:
    columns = ["trust", "measure", "own", "difference", "p", "verdict"]
    return Table(
        name="moved",
        caption="Planned questions with an answer: the mean before and after, and the change "
        "beyond that of trusts that started at the same level, with its 95% interval",
        data=pd.DataFrame(rows, columns=columns),
        source="NHS Staff Survey, NHS Sickness Absence Rates, NHS Workforce Statistics",
        headers={
            "trust": "Trust",
            "measure": "Measure",
            "own": "Before → after",
            "difference": "More than at peers",
            "p": "p, adjusted",
            "verdict": CHANGE.question,
        },
    )


def _refused_table(rows: Sequence[tuple[str, ...]]) -> Table:
    return Table(
        name="not-tested",
        caption="Planned questions without an answer",
        data=pd.DataFrame(rows, columns=["trust", "measure", "why"]),
        headers={"trust": "Trust", "measure": "Measure", "why": "Why"},
    )


def _tested(case: Answer, result: PeerChange) -> tuple[str, ...]:
    adjusted = case.p_adjusted
    return (
        _short(case),
        case.question.measure_name,
        f"{_change_of_own(case)} ({_years(case)})",
        _difference(case, result),
        p_value(result.p_value if adjusted is None else adjusted),
        case.verdict.label,
    )


def _difference(case: Answer, result: PeerChange) -> str:
    """Return the estimate with its interval."""
    own = case.estimate_unit
    told = own.change(result.estimate)
    return told if result.interval is None else f"{told} ({own.span(*result.interval)})"


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


def as_much(over: Sequence[Everywhere]) -> Table:
    """Return how many trusts in England, written about by nobody here, changed as much."""
    rows = [
        (
            _short(one.case),
            _years(one.case),
            float(_own(one)["raw"]),
            f"{one.as_much('raw')} of {len(one.others)}",
            float(_own(one)["relative"]),
            f"{one.as_much('relative')} of {len(one.others)}",
        )
        for one in over
    ]
    return Table(
        name="as-much",
        caption="Recommend as a place to work: the change of each trust (percentage points), and "
        "the trusts in England that no document here is about and that rose as much or more",
        data=pd.DataFrame(rows, columns=["trust", "years", "raw", "raw_n", "relative", "rel_n"]),
        source="NHS Staff Survey; all trusts with a figure in every survey of the years",
        formats={"raw": "+.1f", "relative": "+.1f"},
        headers={
            "trust": "Trust",
            "years": "Before and after",
            "raw": "Change",
            "raw_n": "Others with as much",
            "relative": "More than at trusts from the same level",
            "rel_n": "Others with as much",
        },
    )


def furthest(over: Sequence[Everywhere]) -> Table:
    """Return the trusts that rose furthest over the years of each case, whoever they are."""
    names: dict[Hashable, str] = dict(
        read_register().trusts[["org_code", "name"]].itertuples(index=False, name=None)
    )
    windows = {tuple(one.case.question.window): one for one in reversed(over)}
    rows = [
        (
            f"{short_name(names[code])} ({code})",
            _years(one.case),
            place,
            row["before"],
            row["after"],
            row["raw"],
            row["relative"],
            code in read_register().studied,
        )
        for one in reversed(windows.values())
        for place, (code, row) in enumerate(one.changes.head(_TOP).iterrows(), start=1)
    ]
    columns = ["trust", "years", "place", "before", "after", "raw", "relative", "written"]
    return Table(
        name="furthest",
        caption=f"The {_TOP} trusts in England that rose furthest beyond trusts from the same "
        "level over each set of years: recommend as a place to work, %",
        data=pd.DataFrame(rows, columns=columns),
        source="NHS Staff Survey",
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
            "written": "One of the five",
        },
    )


def claimed() -> list[Table]:
    """Return how the claims about the five trusts fare, and those on what is measured here."""
    studied = read_register().studied
    entries = [one for one in ledger(open_data()) if one.trust in studied]
    summed = by_verdict(entries)
    return [summed, _claimed_of_staff(entries)]


def _claimed_of_staff(entries: Sequence[Judged]) -> Table:
    plan = read_register().analysis_plan
    planned = set(plan["measure"])
    rows = [
        (short_name(one.trust_name), one.statement, one.printed, one.official or None, one.verdict)
        for one in entries
        if one.measure in planned
    ]
    return Table(
        name="claimed-of-staff",
        caption="What documents print about the measures compared here, and the official figure",
        data=pd.DataFrame(rows, columns=["trust", "claim", "printed", "official", "verdict"]),
        source="the documents named on the page of claims",
        headers={
            "trust": "Trust",
            "claim": "Claim",
            "printed": "Printed",
            "official": "Beside it",
            "verdict": FIGURE.question,
        },
    )


def specifications(of: Sequence[Answer]) -> Group:
    """Return the estimate of each trust under every defensible choice, or the refusal."""
    shown: list[Exhibit] = []
    for case in of:
        untested = [Note(label="", text=sentence(case.question.note))]
        shown += [_named(exhibit, case) for exhibit in choices.specifications(case) or untested]
    return Group(*shown)


def _named(exhibit: Exhibit, case: Answer) -> Exhibit:
    name = _short(case)
    if isinstance(exhibit, Chart):
        title = f"{name}: {exhibit.title}"
        return replace(exhibit, name=f"{exhibit.name}-{case.question.trust}", title=title)
    return replace(exhibit, label=name) if isinstance(exhibit, Note) else exhibit


def council_programme(data: Data) -> list[Table | Note]:
    """Return the change at Wigan's hospitals around each start that sources give the Deal."""
    interventions = data.register.interventions
    deals = interventions[(interventions["org_code"] == COUNCIL) & (interventions["name"] == DEAL)]
    rows = [
        _deal(
            answer(
                data,
                question(data, WIGAN, MEASURE, intervention=str(row["intervention_id"])),
            ),
            row,
        )
        for _, row in deals.iterrows()
    ]
    columns = ["start", "own", "difference", "p", "verdict", "source"]
    table = Table(
        name="wigan-deal",
        caption="Recommend as a place to work at Wrightington, Wigan and Leigh around each year "
        "in which sources let the council's Deal begin",
        data=pd.DataFrame(rows, columns=columns),
        source="NHS Staff Survey",
        headers={
            "start": "Start",
            "own": "Before → after",
            "difference": "More than at peers",
            "p": "p",
            "verdict": CHANGE.question,
            "source": "Who says so",
        },
    )
    care = Note(
        label="Care",
        text="The Wigan Deal is Wigan Council's programme with residents and its own staff. The "
        "hospital trust is another employer, so its staff survey says nothing on the Deal; nor "
        "can these years tell it from the trust's own Go Engage, which also began in 2011.",
    )
    return [care, table]


def _deal(case: Answer, row: pd.Series) -> tuple[str | None, ...]:
    start, told = str(row["date"])[:4], str(row["note"]).partition(";")[0]
    result = case.change
    if isinstance(result, Refused):
        return start, None, None, None, case.verdict.label, told
    return (
        start,
        f"{_change_of_own(case)} ({_years(case)})",
        _difference(case, result),
        p_value(result.p_value),
        case.verdict.label,
        told,
    )


def sources(of: Sequence[Answer]) -> Sources:
    """Return the publications that the figures come from."""
    data = of[0].data
    plan = data.register.analysis_plan
    codes: Mapping[str, list[str]] = {
        code: list(plan.loc[plan["org_code"] == code, "measure"]) for code in data.register.studied
    }
    further = [
        answer(data, question(data, code, one)) for code, ones in codes.items() for one in ones
    ]
    return documents.sources([*of, *further])
