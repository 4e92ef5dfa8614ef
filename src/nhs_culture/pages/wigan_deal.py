"""A council's programme: what moved more than at other councils, what did not, what came after.

Which council, which programme and which dates are rows of the register; which measures bear on it
stands in :mod:`nhs_culture.pages.council_moves`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from nhs_culture import charts
from nhs_culture.charts import Event, Panel, Subject
from nhs_culture.claims import ledger
from nhs_culture.data.access import Data
from nhs_culture.designs.peer_change import PeerChange
from nhs_culture.designs.refusals import TooFewPoints
from nhs_culture.english import capitalised, counted, listed, lower_first, p_value
from nhs_culture.exhibits import Chart, Group, Headline, Note, Reply, Sources, Table
from nhs_culture.metrics.place import place
from nhs_culture.pages.council_moves import (
    AFTER,
    ALIKE,
    LIFE,
    WHILE,
    WHOM,
    change_in_words,
    from_start,
    moved_in_words,
    named,
    placed,
    since,
    titles,
    told_by,
    used,
)
from nhs_culture.pages.council_spending import spending_in_words
from nhs_culture.periods import in_words
from nhs_culture.studies.councils import EVERYONE, Between, Tried, starts, tried
from nhs_culture.units import unit
from nhs_culture.verdicts.labels import (
    CHANGE,
    FIGURE,
    LASTING,
    NOT_IDENTIFIABLE,
    NOT_KNOWN_YET,
)

__all__ = ["headline", "levels", "life_over_time", "printed", "sources"]

REBASED = f"{LIFE}_2026"
WORKERS = (
    "social_worker_absence",
    "social_worker_turnover",
    "social_worker_vacancy",
    "social_worker_agency",
)


def headline(data: Data, council: str) -> Headline:
    """Return the first screen: how far healthy life moved, before and since, among councils."""
    name = data.register.trust(council)["name"]
    up = [one for one in told_by(data, council, WHILE) if one.measure == LIFE]
    down = [one for one in told_by(data, council, AFTER) if one.measure == REBASED]
    if not up or not down:
        return Headline(sentence=f"No figures of {name} before and after a programme are held.")
    stood = since(data, up[0])
    tests = tried(data, council, [one[:3] for one in WHILE])
    return Headline(
        sentence=f"{moved_in_words(data, up[0])}{f', and stood at {stood}' if stood else ''}. In "
        f"the figures as re-based since, it {change_in_words(data, down[0])}.",
        replies=(
            Reply(
                question=CHANGE.question,
                verdict=NOT_IDENTIFIABLE,
                words="Cannot be told",
                numbers=f"{_lacking(tests)} {_later_starts(data, up)} {_usual(data, up)}",
            ),
            _left(data, up, down),
            *_other_measures(data, tests),
        ),
        context=f"{_besides(data, council)} Healthy life, deaths and smoking are of those who live "
        "there, not of the council’s work: who moves in and out, hospitals, wages and the pandemic "
        "are in them.",
    )


def _lacking(tests: list[Tried]) -> str:
    """Say how many periods before each printed start there are of healthy life."""
    found = {
        one.date[:4]: one.result.error
        for one in tests
        if one.measure == LIFE and not isinstance(one.result, PeerChange)
    }
    few = {year: error for year, error in found.items() if isinstance(error, TooFewPoints)}
    if not few:
        return "No document prints a start."
    needed = next(iter(few.values())).needed
    return (
        f"A test needs {needed} periods before a start, no year used twice: before the printed "
        f"starts, {listed(few)}, there are {listed(str(error.found) for error in few.values())}."
    )


def _later_starts(data: Data, up: list[Between]) -> str:
    """Say how far healthy life moved from each later start whose last figures are others."""
    told = [
        f"from the start in {date[:4]} ({in_words(moved[0].first)} to {in_words(moved[0].last)}), "
        f"{listed(_changed(data, one) for one in moved)}"
        for date in map(str, starts(data, up[0].council)["date"])
        if (moved := _from_another(data, up, date))
    ]
    return f"Counted {'; '.join(told)}." if told else ""


def _from_another(data: Data, up: list[Between], date: str) -> list[Between]:
    """Return the changes from the last figures before a start, but for those told already."""
    found = (
        from_start(data, one.council, (one.measure, one.subgroup), date, one.last) for one in up
    )
    return [one for one in found if one and one.first not in {told.first for told in up}]


def _changed(data: Data, one: Between) -> str:
    told = unit(data.register.measure(one.measure)["unit"])
    return f"{WHOM[one.subgroup]} {told.change(one.change)} ({placed(one)})"


def _usual(data: Data, up: list[Between]) -> str:
    """Say how far such figures move at other councils, where no interval is published."""
    told = unit(data.register.measure(up[0].measure)["unit"])
    usual = listed(
        f"by {told.interval(*one.usual)} ({WHOM[one.subgroup]}, {in_words(one.first)} to "
        f"{in_words(one.last)})"
        for one in up
    )
    return f"No interval of the figures is held; 95 in 100 of the other councils moved {usual}."


def _left(data: Data, up: list[Between], down: list[Between]) -> Reply:
    """Say what was left of the changes in the last figures on their basis, and what came since."""
    ways = {"a fall" if one.change < 0 else "a rise" for one in down}
    last = str(data.series(up[0].council, up[0].measure, subgroup=up[0].subgroup).index[-1])
    return Reply(
        question=LASTING.question,
        verdict=NOT_KNOWN_YET,
        words=f"{capitalised(listed(_what_stood(data, one, last) for one in up))} stood in "
        f"{in_words(last)}; what came since is {listed(sorted(ways))}",
        numbers=f"As re-based: {listed(_since_then(data, one) for one in down)}. These figures do "
        "not join on to the earlier ones.",
    )


def _what_stood(data: Data, one: Between, last: str) -> str:
    """Return ``of women +1.4 of the +2.6 years``."""
    told = unit(data.register.measure(one.measure)["unit"])
    own = data.series(one.council, one.measure, subgroup=one.subgroup)
    left = told.short(float(own[last]) - one.start)
    return f"of {WHOM[one.subgroup]} {left} of the {told.change(one.change)}"


def _since_then(data: Data, one: Between) -> str:
    told = unit(data.register.measure(one.measure)["unit"])
    return (
        f"{WHOM[one.subgroup]} {told.change(one.change)} ({placed(one)}; median of the others "
        f"{told.short(one.median)})"
    )


def _other_measures(data: Data, tests: list[Tried]) -> Iterator[Reply]:
    """Yield what the test says of the measures that have periods enough, a verdict at a time."""
    held = [one for one in tests if isinstance(one.result, PeerChange)]
    for label in dict.fromkeys(one.verdict.label for one in held):
        alike = [one for one in held if one.verdict.label == label]
        names = dict.fromkeys(lower_first(named(data, one.measure, one.subgroup)) for one in alike)
        told = [f"from {year}: {_differences(data, alike, year)}" for year in _years(alike)]
        untold = label == NOT_IDENTIFIABLE
        why = f" {alike[0].verdict.reason}" if untold else _too_early(tests, held)
        yield Reply(
            question=f"Did {listed(names)} move more than elsewhere?",
            verdict=label,
            words=CHANGE.answer(label),
            numbers=f"{capitalised('. '.join(told))}.{why}",
        )


def _too_early(tests: Iterable[Tried], held: Iterable[Tried]) -> str:
    """Say around which printed starts nothing has figures enough."""
    years = [year for year in _years(tests) if year not in _years(held)]
    return f" Around {listed(years)} nothing here has figures enough for a test." if years else ""


def _years(held: Iterable[Tried]) -> list[str]:
    return list(dict.fromkeys(one.date[:4] for one in held))


def _differences(data: Data, held: Iterable[Tried], year: str) -> str:
    return "; ".join(_difference(data, one) for one in held if one.date[:4] == year)


def _difference(data: Data, one: Tried) -> str:
    result, told = one.result, unit(data.register.measure(one.measure)["unit"])
    assert isinstance(result, PeerChange)
    interval = f"95% interval {told.span(*result.interval)}, " if result.interval else ""
    return (
        f"{lower_first(named(data, one.measure, one.subgroup))} {told.change(result.estimate)} "
        f"({interval}{counted(result.n_peers, 'council')}, {p_value(result.p_value)})"
    )


def _besides(data: Data, council: str) -> str:
    """Say what became of children in care and of spending, among councils."""
    told = [
        f"{moved_in_words(data, one)}."
        for one in told_by(data, council, WHILE)
        if one.measure in {"children_in_care", "council_spending"}
    ]
    return " ".join([*told, spending_in_words(data, council)])


def life_over_time(data: Data, council: str) -> Chart | Note:
    """Return healthy life expectancy over time among councils of its class, both editions apart."""
    asked = [(measure, group) for group in WHOM for measure in (LIFE, REBASED)]
    panels = [panel for measure, group in asked if (panel := _life(data, council, measure, group))]
    if not panels:
        return Note(label="Missing", text="No figure of this council is held.")
    return charts.small_multiples(
        panels,
        title=f"{data.register.measure(LIFE)['name']} of {WHOM[asked[0][1]]} in "
        f"{panels[0].subject.trust_name}: {'; re-based, '.join(map(_ends, panels[:2]))}",
        subtitle="Years, as first published and as re-based in 2026, on one scale; each figure is "
        "of three years and stands at the middle one. Line: the council. Grey line and bands: the "
        "median, half and nine in ten of the others of its class",
        source=titles(data, council, asked),
        about=f"{council} {LIFE}",
        name="life",
    )


def _ends(panel: Panel) -> str:
    own, told = panel.outcomes[panel.subject.trust], panel.subject.unit
    return ", ".join(
        f"{told.value(float(own.iloc[i]))} in {in_words(str(own.index[i]))}" for i in (0, -1)
    )


def _life(data: Data, council: str, measure: str, group: str) -> Panel | None:
    table = data.peers(council, measure, ALIKE, subgroup=group)
    if council not in table:
        return None
    own = table[council].dropna()
    edition = "re-based" if measure == REBASED else "as first published"
    return Panel(
        _subject(data, council, measure, f"{capitalised(WHOM[group])}, {edition}", group),
        table.loc[own.index],
        [
            Event(str(date)[: len("2011" if precision == "year" else "2011-01")], "a printed start")
            for date, precision in starts(data, council)[["date", "precision"]].to_numpy()
            if str(own.index[0])[:4] <= str(date)[:4] <= str(own.index[-1])[:4]
        ],
    )


def _subject(data: Data, council: str, measure: str, name: str, subgroup: str = "all") -> Subject:
    entry = data.register.measure(measure)
    return Subject(
        trust=council,
        trust_name=data.register.trust(council)["name"],
        measure=measure,
        measure_name=name,
        unit=unit(entry["unit"]),
        frequency=entry["frequency"],
        source=titles(data, council, [(measure, subgroup)]),
        higher_is=entry["higher_is"],
        kind="council",
    )


def levels(data: Data, council: str) -> Group:
    """Return where the council's own staff stood among councils in the last year published."""
    return Group(*(_level(data, council, measure) for measure in WORKERS))


def _level(data: Data, council: str, measure: str) -> Chart | Note:
    own = data.series(council, measure)
    entry = data.register.measure(measure)
    if own.empty:
        return Note(label="Missing", text=f"No figure on {lower_first(entry['name'])} is held.")
    last = str(own.index[-1])
    everyone = pd.Series(data.peers(council, measure, EVERYONE).T[last]).dropna()
    subject = _subject(data, council, measure, entry["name"])
    at, alike = place(everyone, council), data.peers(council, measure, ALIKE).T[last].dropna()
    return charts.distribution(
        subject,
        everyone,
        title=f"{entry['name']} in {subject.trust_name}: {subject.unit.value(float(own[last]))} in "
        f"{in_words(last)}, the {at.words()} councils and of its class the "
        f"{place(alike, council).words()}",
        name=f"level-{measure}".replace("_", "-"),
    )


def printed(data: Data, council: str) -> Table | Note:
    """Return what documents print of the council: the dates of a start, and figures."""
    entries = ledger(data, council)
    if not entries:
        return Note(label="Printed", text="No document here prints anything of this council.")
    return Table(
        name="printed",
        caption=f"What {counted(len({one.document for one in entries}), 'document')} print of "
        f"{entries[0].trust_name}",
        data=pd.DataFrame(
            {
                "what": [one.statement for one in entries],
                "printed": [one.printed for one in entries],
                "document": [one.document_title for one in entries],
                "verdict": [FIGURE.cell(one.verdict) for one in entries],
                "why": [one.why for one in entries],
            }
        ),
        headers={
            "what": "Claim",
            "printed": "Printed",
            "document": "Document",
            "verdict": FIGURE.question,
            "why": "Why",
        },
    )


def sources(data: Data, council: str) -> Sources:
    """Return the publications behind the figures, and the documents that print of the council."""
    asked = [(measure, group) for measure, group, *_ in (*WHILE, *AFTER)]
    behind = used(data, council, [*asked, *((measure, "all") for measure in WORKERS)])
    documents = dict.fromkeys(one.document for one in ledger(data, council))
    return Sources(entries=tuple(data.register.source(one).entry for one in (*behind, *documents)))
