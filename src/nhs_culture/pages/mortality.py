"""Hospital mortality beside what is claimed of it: what the two do and do not say to each other.

The summary hospital-level mortality indicator (SHMI) is a ratio that is set to 1 for England every
year; the claims count deaths and harm. Neither can be put into the terms of the other without the
counts behind the ratio, which are published and not held here. What follows from the ratio alone is
worked out exactly; the rest is said to be unknown.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from nhs_culture import charts, claims, open_data, periods
from nhs_culture.charts import Subject
from nhs_culture.data.panel import series
from nhs_culture.english import short_name
from nhs_culture.exhibits import Chart, Finding, Headline, Note, Sources, Table
from nhs_culture.metrics.place import place
from nhs_culture.pages import besides, documents, evidence, first_to_last, trend
from nhs_culture.pages.lead import replies
from nhs_culture.register import read_register
from nhs_culture.studies.answer import Answer, answer
from nhs_culture.studies.question import question
from nhs_culture.units import COUNT, unit
from nhs_culture.verdicts.changes import refused

__all__ = [
    "claimed",
    "findings",
    "headline",
    "incidents",
    "incidents_finding",
    "not_contradicted",
    "over_time",
    "sources",
    "standings",
]

NOTEBOOK = "mortality"
ACUTE = "Acute and Acute & Community"
CLAIMED = ("hospital_deaths", "patient_harm")
"""Measures of the claims that this page is about."""
STEP = 1.5
"""Reports that are this many times those of six months before stand out as a step."""

_SMOKE = (
    "The publisher calls the SHMI a smoke alarm and not a measure of the quality of care: it says "
    "where to look. How far a trust may lie from 1 by chance depends on the deaths expected there, "
    "which are not held here."
)


def headline(shmi: Answer) -> Headline:
    """Return the first screen: the mortality indicator at both ends of the series, or why none."""
    if shmi.own.empty:
        record = shmi.finding(NOTEBOOK, _unpublished(shmi))
        held = len(series(shmi.question.trust, "incidents_reported")) > 0
        drawn = "What is drawn are reports of incidents: they count no deaths. " if held else ""
        return Headline.of(record, replies(shmi), context=drawn.strip())
    record = first_to_last.finding(shmi, NOTEBOOK)
    return Headline.of(
        replace(record, reason=_opening(shmi)),
        replies(shmi),
        context=f"{_highest(shmi)} {_SMOKE}{_steps(shmi)}",
    )


def _opening(shmi: Answer) -> str:
    told = first_to_last.in_words(shmi).rstrip(".")
    deaths = [e for e in _entries(shmi.question.trust) if e.measure == "hospital_deaths"]
    if not deaths:
        return f"{told}."
    printed = deaths[0].printed.removeprefix("−")
    return (
        f"{told}; a ratio to what England's rates would give, it neither bears out nor refutes "
        f"the {printed} fewer deaths that are claimed."
    )


def _unpublished(shmi: Answer) -> str:
    asked = shmi.question
    kind = str(read_register().trust(asked.trust)["benchmark_group"])
    name = short_name(asked.trust_name)
    if kind != ACUTE:
        return (
            f"No hospital mortality indicator (SHMI) is published for {name}: it is published for "
            f"acute trusts that are not specialist, and this is a trust of the kind “{kind}”."
        )
    whole = asked.trust[:3]
    if whole != asked.trust and len(series(whole, asked.measure)):
        return (
            f"No hospital mortality indicator (SHMI) is published for {name} alone: it is "
            f"published for the trust as a whole, {whole}."
        )
    return f"No hospital mortality indicator (SHMI) of {name} is in the files held here."


def _highest(shmi: Answer) -> str:
    """Say where the last figure stands, and what it means."""
    last = str(shmi.own.index[-1])
    value, group = float(shmi.own[last]), pd.Series(shmi.group.T[last]).dropna()
    off = 100 * (value - 1)
    told = (
        "as many deaths as"
        if abs(off) < 0.5
        else f"{abs(off):.0f}% {'more' if off > 0 else 'fewer'} deaths than"
    )
    figure = unit(shmi.question.unit).value(value)
    return (
        f"{figure} means {told} expected for such patients at England's rates of that year: the "
        f"{place(group, shmi.question.trust).words()} acute trusts."
    )


def _steps(shmi: Answer) -> str:
    found = first_to_last.first_to_last(shmi)
    return f" In between: {'; '.join(found.steps)}." if found and found.steps else ""


def over_time(shmi: Answer) -> list[Chart | Table | Note]:
    """Return the indicator year by year among the acute trusts, drawn and in a table."""
    if shmi.own.empty:
        return [besides.missing(shmi)]
    return [trend.trend(shmi), trend.by_period(shmi)]


def standings(shmi: Answer) -> list[Chart | Table | Note]:
    """Return where the trust stood in the first and in the last year, and the changes between."""
    if shmi.own.empty:
        text = "Without a figure there is nothing to set among the acute trusts."
        return [Note(label="Not placed", text=text)]
    return [
        *first_to_last.standings(shmi),
        first_to_last.slope(shmi),
        first_to_last.table([shmi]),
        evidence.placebos(shmi),
    ]


def claimed(trust: str) -> Table | Note:
    """Return what is claimed of deaths and harm, beside what is published, with the verdicts."""
    entries = _entries(trust)
    if not entries:
        return Note(
            label="Claims", text="No registered document makes a claim about deaths or harm."
        )
    rows = [(e.statement, e.printed, e.official, e.verdict, e.needed) for e in entries]
    return Table(
        name="claims",
        caption="What is claimed of deaths and harm, and what is published nearest to it, which is "
        "not the same thing",
        data=pd.DataFrame(rows, columns=["claim", "printed", "beside", "verdict", "needed"]),
        source="; ".join(dict.fromkeys(entry.document_title for entry in entries)),
        headers={
            "claim": "Claim",
            "printed": "Printed",
            "beside": "Published nearest to it",
            "verdict": "Is it right?",
            "needed": "It would take",
        },
    )


def findings(trust: str) -> list[Finding]:
    """Return a finding for each claim about deaths or harm, with the verdict of the ledger."""
    return [replace(entry.finding(), notebook=NOTEBOOK) for entry in _entries(trust)]


def _entries(trust: str) -> list[claims.Judged]:
    about = read_register().claims
    if not ((about["org_code"] == trust) & about["measure"].isin(CLAIMED)).any():
        return []
    return [entry for entry in claims.ledger(open_data(), trust) if entry.measure in CLAIMED]


def sources(shmi: Answer) -> list[Sources]:
    """Return the publications behind the figures, then the documents that print the claims."""
    entries = _entries(shmi.question.trust)
    printing = claims.used(open_data(), (replace(entry, sources=()) for entry in entries))
    reports = answer(open_data(), question(open_data(), shmi.question.trust, "incidents_reported"))
    return [documents.sources([shmi, reports]), *([printing] if entries else [])]


def not_contradicted(shmi: Answer) -> list[Note]:
    """Return what the indicator says to a claim of fewer deaths, and what it cannot say."""
    asked, own = shmi.question, shmi.own
    about = read_register().claims
    deaths = about[(about["org_code"] == asked.trust) & (about["measure"] == "hospital_deaths")]
    if deaths.empty or len(own) < 2:
        return []
    printed = str(deaths["period_to"].iloc[0])
    first, last = str(own.index[0]), printed if printed in own.index else str(own.index[-1])
    start, end = float(own[first]), float(own[last])
    return [
        Note(label="What follows", text=_expected(first, last, start, end)),
        Note(
            label="Not contradicted",
            text=f"A fall before {first}, where this series begins; a fall in number where fewer "
            "deaths were expected, as with fewer or less ill patients, or with a fall in death "
            "rates that all of England shared, which setting England to 1 every year takes out; a "
            "fall in deaths on the wards alone, since the indicator also counts deaths within 30 "
            "days of discharge.",
        ),
        Note(
            label="Not supported",
            text="A fall in deaths beyond the one that all of England shared: beside what was "
            f"expected by England's rates, deaths stood {'higher' if end > start else 'lower'} in "
            f"{last} than in {first}.",
        ),
    ]


def _expected(first: str, last: str, start: float, end: float) -> str:
    """Say by how much the deaths expected must have fallen for a claim of fewer deaths to hold."""
    told = (
        "Deaths are the indicator times the deaths expected. From "
        f"{first} to {last} the indicator went from {start:.2f} to {end:.2f}"
    )
    if end <= start:
        return f"{told}: had as many been expected in both years, fewer died in the later one."
    return (
        f"{told}, so that fewer deaths in the later year would mean that the number expected had "
        f"fallen by over {100 * (1 - start / end):.0f}%. The numbers expected are published, and "
        "not held here."
    )


def incidents(trust: str) -> list[Chart | Note]:
    """Return the incidents reported at the trust beside the others known, and how to read them."""
    trusts = read_register().trusts.set_index("org_code")["name"]
    everything = open_data().panel
    rows = everything[everything["measure"] == "incidents_reported"]
    names = {code: short_name(trusts[code]) for code in sorted(set(rows["org_code"]))}
    if trust not in names:
        listed = "; ".join(names.values())
        return [
            Note(
                label="Incidents",
                text=f"Patient safety incidents reported are held here for {listed} only.",
            )
        ]
    columns = names | {trust: trust}
    known = {columns[code]: series(code, "incidents_reported") for code in names}
    table = pd.DataFrame(known).sort_index()
    return [_incidents_chart(trust, table), _neither(table[trust].dropna())]


def _incidents_chart(trust: str, table: pd.DataFrame) -> Chart:
    register = read_register()
    own = table[trust].dropna()
    entry = register.measure("incidents_reported")
    titles = register.sources.set_index("source_id")["title"]
    return charts.lines(
        Subject(
            trust=trust,
            trust_name=str(register.trust(trust)["name"]),
            measure=entry["measure"],
            measure_name=entry["name"],
            unit=COUNT,
            frequency="half_year",
            source=titles[entry["sources"]],
        ),
        table,
        title=f"Safety incidents of any severity reported: {_at(own, 0)}, {_at(own, -1)}",
        name="incidents",
    )


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


def incidents_finding(trust: str) -> list[Finding]:
    """Return the finding on incidents reported, where there are figures."""
    own = series(trust, "incidents_reported")
    if own.empty:
        return []
    name = str(read_register().trust(trust)["name"])
    verdict = refused("three trusts are no peers, and reports count no harm")
    return [
        Finding(
            trust=trust,
            trust_name=name,
            measure="incidents_reported",
            unit=COUNT.code,
            design="description",
            status="exploratory",
            notebook=NOTEBOOK,
            estimate=float(own.iloc[-1] - own.iloc[0]),
            change_verdict=verdict.label,
            rule=verdict.rule,
            reason=f"Patient safety incidents reported at {short_name(name)} were {_at(own, -1)} "
            f"and {_at(own, 0)}: without their severity, the number of patients and peers that is "
            "neither proof nor refutation of less harm.",
            sources=tuple(sorted(set(series(trust, "incidents_reported", column="source_id")))),
        )
    ]


def _at(own: pd.Series, place: int) -> str:
    return f"{own.iloc[place]:,.0f} in the half-year to {_half(own.index[place])}"


def _half(label: object) -> str:
    """Return the last month of a half-year in words."""
    end = periods.bounds(str(label), "half_year")[1]
    return periods.in_words(f"{end:%Y-%m}")
