"""Hospital mortality beside what is claimed of it: what the two do and do not say to each other.

The summary hospital-level mortality indicator (SHMI) is a ratio that is set to 1 for England in
every release; the claims count deaths and harm. The counts behind the ratio are held for the first
releases, and what follows from them and from the ratio alone is worked out exactly
(:mod:`nhs_culture.studies.mortality`); the rest is said to be unknown.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from nhs_culture import charts, periods
from nhs_culture.claims import Judged, ledger
from nhs_culture.designs import Refused
from nhs_culture.designs.peer_change import PeerChange
from nhs_culture.english import counted, short_name
from nhs_culture.exhibits import Chart, Group, Headline, Note, Table
from nhs_culture.metrics.place import place
from nhs_culture.pages import besides, claims, documents, evidence, first_to_last, trend
from nhs_culture.pages.lead import replies
from nhs_culture.pages.subject import about, source_line, subject
from nhs_culture.pages.words import called
from nhs_culture.studies.answer import Answer
from nhs_culture.studies.mortality import Deaths, first_and_last, incidents, must_have_fallen
from nhs_culture.units import COUNT, RATIO, unit

__all__ = [
    "claimed",
    "deaths_chart",
    "deaths_table",
    "findings",
    "headline",
    "not_contradicted",
    "over_time",
    "sources",
    "standings",
]

NOTEBOOK = "mortality"
ACUTE = "Acute and Acute & Community"
DEATHS = "hospital_deaths"
CLAIMED = (DEATHS, "patient_harm")
"""Measures of the claims that this page is about."""

_SMOKE = (
    "The publisher calls the SHMI a smoke alarm and not a measure of the quality of care: it says "
    "where to look."
)


def headline(shmi: Answer) -> Headline:
    """Return the first screen: the mortality indicator at both ends of the series, or why none."""
    if shmi.own.empty:
        record = shmi.finding(NOTEBOOK, _unpublished(shmi))
        held = shmi.question.trust in incidents(shmi.data)
        drawn = "What is drawn are reports of incidents: they count no deaths." if held else ""
        told = documents.right(shmi, CLAIMED)
        return Headline.of(record, [*told, *replies(shmi)], context=drawn)
    record = first_to_last.finding(shmi, NOTEBOOK)
    return Headline.of(
        replace(record, reason=_opening(shmi)),
        [*documents.right(shmi, CLAIMED), *replies(shmi)],
        context=f"{_highest(shmi)} {_SMOKE} {first_to_last.in_between(shmi)}".strip(),
    )


def _opening(shmi: Answer) -> str:
    told = first_to_last.in_words(shmi).rstrip(".")
    deaths = [e for e in _entries(shmi) if e.measure == DEATHS]
    if not deaths:
        return f"{told}."
    printed = deaths[0].printed.removeprefix("−")
    return (
        f"{told}; a ratio to what England's rates would give, it neither bears out nor refutes "
        f"the {printed} fewer deaths that are claimed."
    )


def _unpublished(shmi: Answer) -> str:
    asked, data = shmi.question, shmi.data
    kind = str(data.register.trust(asked.trust)["benchmark_group"])
    name = short_name(asked.trust_name)
    if kind != ACUTE:
        return (
            f"No hospital mortality indicator (SHMI) is published for {name}: it is published for "
            f"acute trusts that are not specialist, and this is a trust of the kind “{kind}”."
        )
    whole = asked.trust[:3]
    if whole != asked.trust and len(data.series(whole, asked.measure)):
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


def over_time(shmi: Answer) -> Group:
    """Return the indicator year by year among the acute trusts, drawn and in a table."""
    if shmi.own.empty:
        return Group(besides.missing(shmi))
    return Group(trend.trend(shmi), trend.by_period(shmi))


def deaths_chart(answer: Answer, found: pd.DataFrame) -> Chart | Note:
    """Return deaths observed and expected, a line each.

    Parameters
    ----------
    answer
        On ``shmi_observed``.
    found
        As :func:`nhs_culture.studies.mortality.deaths` returns it.
    """
    counted_deaths = first_and_last(found)
    if counted_deaths is None:
        text = "Deaths observed and expected of this trust are not in the releases held here."
        return Note(label="Missing", text=text)
    lines = found[["observed", "expected"]].rename(
        columns={"observed": answer.question.trust, "expected": "Expected at England’s rates"}
    )
    name = called(answer, counted_deaths.last)
    return charts.lines(
        subject(answer),
        lines,
        title=f"{_deaths_at(counted_deaths, 0)} at {name} and {_deaths_at(counted_deaths, 1)}",
        name="deaths",
    )


def _deaths_at(found: Deaths, end: int) -> str:
    """Return the deaths of one end: ``1,713 deaths in April 2010 to March 2011``."""
    when = periods.in_words((found.first, found.last)[end])
    return f"{COUNT.value(found.observed[end])} deaths in {when}"


def deaths_table(answer: Answer, found: pd.DataFrame) -> Table | Note:
    """Return the deaths of each release with the ratio, its interval and the place.

    Parameters
    ----------
    answer, found
        As of :func:`deaths_chart`.
    """
    if found.empty:
        return Note(label="No counts", text="Without counts there is no interval and no place.")
    return Table(
        name="deaths",
        about=about(answer),
        unit=COUNT.name,
        caption=f"Deaths in hospital or within 30 days, {answer.question.trust_name}: observed "
        "over expected in each release. Neighbours share nine of their twelve months; the interval "
        "is of chance alone, and trusts differ by more",
        data=found.reset_index(names="period").assign(
            period=lambda rows: rows["period"].map(periods.in_words)
        ),
        source=source_line(answer),
        formats={
            **dict.fromkeys(("observed", "expected", "place", "of"), ",.0f"),
            "excess": "+,.0f",
            **dict.fromkeys(("ratio", "lower", "upper"), RATIO.spec),
        },
        headers={
            "period": "Twelve months",
            "observed": "Observed",
            "expected": "Expected",
            "excess": "More than expected",
            "ratio": "Ratio",
            "lower": "95% from",
            "upper": "to",
            "place": "Place from the highest",
            "of": "of",
        },
    )


def standings(shmi: Answer, change: PeerChange | Refused) -> Group:
    """Return where the trust stood in the first and in the last year, and the changes between.

    Parameters
    ----------
    shmi
        On the indicator.
    change
        What the primary design says, shown where a date is asked for.
    """
    if shmi.own.empty:
        text = "Without a figure there is nothing to set among the acute trusts."
        return Group(Note(label="Not placed", text=text))
    return Group(
        *first_to_last.standings(shmi),
        first_to_last.slope(shmi),
        first_to_last.table([shmi]),
        evidence.placebos(shmi, change if shmi.tested else None),
    )


def claimed(shmi: Answer) -> Table | Note:
    """Return what is claimed of deaths and harm, beside what is published, with the verdicts."""
    entries = _entries(shmi)
    if not entries:
        return Note(
            label="Claims", text="No document followed here makes a claim about deaths or harm."
        )
    return documents.claimed(
        entries,
        caption="What is claimed of deaths and harm, and what is published nearest to it, which is "
        "not the same thing",
        beside="Published nearest to it",
    )


def findings(shmi: Answer) -> Group:
    """Return a finding for each claim about deaths or harm, with the verdict of the ledger."""
    return Group(*(replace(entry.finding(), notebook=NOTEBOOK) for entry in _entries(shmi)))


def _entries(shmi: Answer) -> list[Judged]:
    trust, printed = shmi.question.trust, shmi.data.register.claims
    if not ((printed["org_code"] == trust) & printed["measure"].isin(CLAIMED)).any():
        return []
    return [entry for entry in ledger(shmi.data, trust) if entry.measure in CLAIMED]


def sources(shmi: Answer, *others: Answer) -> Group:
    """Return the publications behind the figures, then the documents that print the claims."""
    entries = _entries(shmi)
    printing = claims.used(shmi.data, (replace(entry, sources=()) for entry in entries))
    return Group(documents.sources([shmi, *others]), printing if entries else None)


def not_contradicted(shmi: Answer, found: pd.DataFrame) -> Group:
    """Return what the figures say to a claim of fewer deaths, and what they cannot say.

    Parameters
    ----------
    shmi
        On the indicator.
    found
        As :func:`nhs_culture.studies.mortality.deaths` returns it.
    """
    asked, own = shmi.question, shmi.own
    printed = shmi.data.register.claims
    fewer = printed[(printed["org_code"] == asked.trust) & (printed["measure"] == DEATHS)]
    if fewer.empty or len(own) < 2:
        return Group()
    year, claim = str(fewer["period_to"].iloc[0]), abs(float(fewer["value_to"].iloc[0]))
    first, last = str(own.index[0]), year if year in own.index else str(own.index[-1])
    start, end = float(own[first]), float(own[last])
    counts = first_and_last(found)
    begins = counts.first[:4] if counts else first
    return Group(
        Note(label="What was counted", text=_counted(counts, claim)) if counts else None,
        Note(label="What a start before leaves open", text=_before(shmi, counts, claim))
        if counts
        else None,
        Note(label="What follows", text=_expected(first, last, start, end)),
        Note(
            label="Not contradicted",
            text=f"A fall before {begins}, where these figures begin; a fall in number where fewer "
            "deaths were expected, as with fewer or less ill patients, or with a fall in death "
            "rates that all of England shared, which setting England to 1 every year takes out; a "
            "fall in deaths on the wards alone, since the indicator also counts deaths within 30 "
            "days of discharge.",
        ),
        _beyond_england(first, last, start, end),
    )


def _beyond_england(first: str, last: str, start: float, end: float) -> Note:
    """Say whether deaths fell beside what England's rates lead to expect."""
    fell = end < start
    return Note(
        label="In its direction" if fell else "Not supported",
        text="A fall in deaths beyond the one that all of England shared: beside what was expected "
        f"by England's rates, deaths stood {'lower' if fell else 'higher'} in {last} than in "
        f"{first} ({RATIO.value(end)} and {RATIO.value(start)})"
        f"{'; whether by more than chance, the intervals above say' if fell else ''}.",
    )


def _counted(found: Deaths, claim: float) -> str:
    """Say how many died in the first and the last year held, beside the number claimed."""
    before, after = (RATIO.value(ratio) for ratio in found.ratios)
    return (
        f"{_deaths_at(found, 0)} and {_deaths_at(found, 1)}: {_more(found.more)}, where "
        f"{_more(found.more_expected)} were expected, so that the ratio went from {before} to "
        f"{after}. The claim is of {counted(round(claim), 'death')} fewer, and does not say "
        "between which years, nor whether in one year or in all."
    )


def _more(deaths: float) -> str:
    """Return a difference as ``50 more`` or ``26 fewer``."""
    return f"{COUNT.value(abs(deaths))} {'more' if deaths >= 0 else 'fewer'}"


def _before(shmi: Answer, found: Deaths, claim: float) -> str:
    """Say what an earlier start leaves open: what the years before the counts must have been."""
    asked, register = shmi.question, shmi.data.register
    needed = found.before(claim)
    dated = register.interventions.set_index("intervention_id")["date"]
    day = str(dated.get(asked.intervention, ""))
    begun = (
        f"What it is credited to is dated {day[:4]}, and no deaths are held before "
        if day and day < found.first
        else "No deaths are held before "
    )
    since = periods.in_words(found.first.partition("/")[0])
    return (
        f"{begun}{since}. For {COUNT.value(claim)} fewer by then, an earlier year must have had "
        f"{COUNT.value(needed)} deaths, {100 * (needed / found.observed[0] - 1):.0f}% more than "
        f"the {COUNT.value(found.observed[0])} of the first year held: nothing here rules that out "
        "or bears it out."
    )


def _expected(first: str, last: str, start: float, end: float) -> str:
    """Say by how much the deaths expected must have fallen for a claim of fewer deaths to hold."""
    told = (
        "Deaths are the indicator times the deaths expected. From "
        f"{first} to {last} the indicator went from {start:.2f} to {end:.2f}"
    )
    fallen = must_have_fallen(start, end)
    if fallen is None:
        return f"{told}: had as many been expected in both years, fewer died in the later one."
    return (
        f"{told}, so that fewer deaths in the later year would mean that the number expected had "
        f"fallen by over {100 * fallen:.0f}%. The numbers expected are published, and held here "
        "for the first years only."
    )
