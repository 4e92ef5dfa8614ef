"""Discrimination and equal opportunities: minority staff as printed and as published, and all.

The Workforce Race Equality Standard (WRES) sets Black and minority ethnic (BME) staff beside white
staff. What is printed of it comes without the number of people behind it
(:mod:`nhs_culture.studies.printed_wres`); one survey publishes both groups of most trusts with
their numbers (:mod:`nhs_culture.studies.by_ethnicity`). Every other official figure held here is
of all staff, and every exhibit made from one says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from nhs_culture import charts, claims
from nhs_culture.claims.wres import BASE_SURVEY, SAMPLE, Share
from nhs_culture.data.access import Data
from nhs_culture.english import counted, listed, lower_first, sentence, short_name, signed
from nhs_culture.exhibits import Chart, Finding, Group, Headline, Note, Reply, Sources, Table
from nhs_culture.metrics.proportions import Interval, percentage_interval
from nhs_culture.pages import besides, documents, first_to_last, trend
from nhs_culture.pages.groups_over_time import surveys_held
from nhs_culture.pages.lead import labels_of, replies
from nhs_culture.studies.answer import Answer, answer
from nhs_culture.studies.by_ethnicity import BME, WHITE, Apart, apart, ratios
from nhs_culture.studies.printed_wres import IMPROVED, RATIO, PrintedWres
from nhs_culture.studies.question import question
from nhs_culture.units import PERCENT, PERCENTAGE_POINTS
from nhs_culture.units import RATIO as TIMES
from nhs_culture.verdicts.changes import refused
from nhs_culture.verdicts.labels import CHANGE, FIGURE, NOT_TESTABLE

__all__ = [
    "MEASURES",
    "ask",
    "claimed",
    "composition",
    "findings",
    "first_chart",
    "headline",
    "lay",
    "not_held",
    "official",
    "ratios_in_cases",
    "shares",
    "sources",
    "two_groups",
    "what_would_change",
]

NOTEBOOK = "discrimination"
LEADING = "discrimination_colleagues"
"""The measure that the page opens with."""
MEASURES = (LEADING, "discrimination_public", "equal_opportunities")
"""Measures held of all staff."""
BY_ETHNICITY = (LEADING, "harassment_staff", "harassment_public", "fair_careers")
"""Measures held of white and of BME staff apart."""
CLAIMED = (*MEASURES, RATIO, IMPROVED)
"""Measures of the claims that this page is about."""
_FEWER = 10
"""Answers fewer than those of a sample, with which the chart of what is not known begins."""
_STEPS = 41
"""Numbers of answers that are tried."""
_NO_PEERS = (
    "these are two printed figures of one trust, and none of its peers for those years are held"
)


def ask(
    data: Data,
    trust: str,
    measure: str,
    *,
    intervention: str = "",
    peers: str = "",
    window: str = "",
) -> Answer:
    """Return the official figures of a measure, named as those of all staff wherever they show.

    Parameters and errors are those of :func:`nhs_culture.studies.question`.
    """
    asked = question(data, trust, measure, intervention=intervention, peers=peers, window=window)
    name = f"{asked.measure_name} (all staff)"
    return answer(data, replace(asked, measure_name=name, phrase=_of("all", asked.phrase)))


def _of(whom: str, phrase: str) -> str:
    return phrase.replace("the share of staff", f"the share of {whom} staff")


def lay(data: Data, trust: str) -> tuple[claims.Judged, ...]:
    """Return the claims about discrimination and equal opportunities at a trust, judged."""
    register = data.register.claims
    if not ((register["org_code"] == trust) & register["measure"].isin(CLAIMED)).any():
        return ()
    return tuple(entry for entry in claims.ledger(data, trust) if entry.measure in CLAIMED)


def headline(printed: PrintedWres, colleagues: Answer) -> Headline:
    """Return the first screen: minority staff as printed or as published, else all staff."""
    two = apart(colleagues.data, printed.trust, LEADING)
    if printed.shares:
        return _of_the_printed(printed, colleagues)
    return _of_two_groups(two, colleagues) if two else _of_all_staff(colleagues)


def _of_the_printed(printed: PrintedWres, colleagues: Answer) -> Headline:
    lead = printed.shares[0]
    found = _share_finding(printed, lead, colleagues.data)
    asked = Reply(
        question="More than chance among those who answered?",
        verdict=NOT_TESTABLE,
        words=f"Depends on how many answered in {lead.first}"
        if lead.enough
        else "No: with so few chance alone would do",
        numbers=f"{_scenarios(lead)} How many did was not printed.",
    )
    entry = _entry(lay(colleagues.data, printed.trust), lambda one: one.claim_id == lead.claim)
    told = {FIGURE.question: f"It would take {entry.needed}.", CHANGE.question: sentence(_NO_PEERS)}
    judged = [replace(reply, numbers=told[reply.question]) for reply in labels_of(found)]
    return Headline.of(
        found,
        [*judged, asked],
        context=f"About {lead.likely} BME staff answered such a question in the survey of "
        f"{BASE_SURVEY}; {lead.fewest} would have, had the trust asked a sample of {SAMPLE} with "
        f"the response of 2015. The intervals are for chance among those who answer, not for who "
        f"chooses to. Whether it fell more than elsewhere cannot be told: no figure of another "
        f"trust’s BME staff is held here for those years.",
    )


def _scenarios(share: Share) -> str:
    enough = (
        f" With fewer than {share.enough} in {share.first}, chance alone would do."
        if share.enough
        else ""
    )
    many, few = (_whole(share.difference(n, share.likely)) for n in (share.likely, share.fewest))
    return (
        f"A change of {many} {PERCENTAGE_POINTS.name} (95% interval) if {share.likely} answered "
        f"each time; {few} if only {share.fewest} did in {share.first}.{enough}"
    )


def _of_two_groups(two: Apart, colleagues: Answer) -> Headline:
    found = _two_groups_finding(two, colleagues.data)
    ratio, place = two.likelihood, two.place
    asked = Reply(
        question="How far apart are the two groups?",
        verdict="description",
        words=f"{ratio.ratio:.1f} times as likely, where the middle trust has "
        f"{two.everyone.median():.1f}",
        numbers=f"95% interval {ratio.interval.lower:.1f} to {ratio.interval.upper:.1f}; "
        f"the {place.words('highest ratio')} trusts.",
    )
    moved = Reply(
        question=CHANGE.question,
        verdict=found.change_verdict,
        words="Cannot be told",
        numbers=sentence(surveys_held(colleagues.data, two.trust, two.measure)),
    )
    return Headline.of(
        found,
        [asked, moved],
        context=f"{two.bme.count} of {two.bme.base:,} BME staff and {two.white.count} of "
        f"{two.white.base:,} white staff who answered said so. A ratio can be high because one "
        "share is high or because the other is low: both are below.",
    )


def _of_all_staff(colleagues: Answer) -> Headline:
    step = first_to_last.first_to_last(colleagues)
    between = f" In between: {'; '.join(step.steps)}." if step and step.steps else ""
    return Headline.of(
        first_to_last.finding(colleagues, NOTEBOOK),
        replies(colleagues),
        context="These are figures of all staff, whatever their ethnic group; none of minority "
        f"staff alone is held here.{_answered(colleagues)}{between}",
    )


def _answered(asked: Answer) -> str:
    """Say how many people answered in the first and in the last survey."""
    bases = asked.base.dropna()
    if len(bases) < 2:
        return ""
    first, last = (f"{bases.iloc[i]:,.0f} in {bases.index[i]}" for i in (0, -1))
    return f" The question was answered by {first} and {last}."


def first_chart(printed: PrintedWres, colleagues: Answer) -> Chart | Note:
    """Return the chart of what the page opens with."""
    if printed.shares:
        return _changes(printed, colleagues.data)
    two = apart(colleagues.data, printed.trust, LEADING)
    return _ratio_among_trusts(two, colleagues.data) if two else trend.trend(colleagues)


def _changes(printed: PrintedWres, data: Data) -> Chart:
    """Draw the printed changes of shares of BME staff with the sampling error they may have."""
    found = printed.changes()
    many, few = (_more_than_chance(printed, scenario) for scenario in (0, -1))
    bases = found[["base_first", "base_last"]].astype(str).agg(" and ".join, axis=1)
    names = found["measure"].map(data.register.measures.set_index("measure")["name"])
    lead = printed.shares[0]
    return charts.estimates(
        found.assign(label=names + " (" + bases + ")"),
        title=f"Had as many BME staff answered as in the survey of {BASE_SURVEY}, {many} of "
        f"{len(printed.shares)} printed changes would be more than chance; had only a sample been "
        f"asked both times, {few or 'none'}",
        subtitle=f"Printed changes among BME staff, {lead.first} to {lead.last} "
        f"({PERCENTAGE_POINTS.name}), with 95% sampling intervals; in brackets how many BME staff "
        "may have answered in each year",
        unit=PERCENT,
        source=_source(printed, data),
        name="printed-changes",
    )


def _more_than_chance(printed: PrintedWres, scenario: int) -> int:
    """Return of how many changes the interval leaves out no change, under one pair of bases."""
    ends = [share.difference(*share.scenarios[scenario][1:]) for share in printed.shares]
    return sum(not interval.lower <= 0 <= interval.upper for interval in ends)


def _ratio_among_trusts(two: Apart, data: Data) -> Chart:
    name = short_name(data.register.trust(two.trust)["name"])
    entry = data.register.measure(two.measure)
    subject = charts.Subject(
        trust=two.trust,
        trust_name=data.register.trust(two.trust)["name"],
        measure=two.measure,
        measure_name=f"{entry['name']}: share of BME staff over share of white staff",
        unit=TIMES,
        frequency=entry["frequency"],
        source=data.register.source(two.source).entry["title"],
        higher_is=entry["higher_is"],
    )
    ratio = two.likelihood
    return charts.distribution(
        subject,
        two.everyone,
        title=f"BME staff at {name} were {ratio.ratio:.1f} times as likely as white staff to "
        f"report {lower_first(entry['name'])} in {two.period}: the {two.place.words('highest')} "
        "trusts",
        interval=ratio.interval,
        name="ratio-among-trusts",
    )


def shares(printed: PrintedWres, data: Data) -> Table | None:
    """Return each printed share with the interval it has if many or few BME staff answered."""
    if not printed.shares:
        return None
    names = data.register.measures.set_index("measure")["name"]
    table = printed.table()
    for base, ends in (("likely", ["low", "high"]), ("fewest", ["lowest", "highest"])):
        pairs = zip(table["share"], table[base], strict=True)
        table[ends] = [percentage_interval(percent, n, decimals=0) for percent, n in pairs]
    table.insert(0, "what", table["measure"].map(names) + ", BME staff, " + table["year"])
    return Table(
        name="printed-shares",
        caption="Printed shares of BME staff, percent, with the 95% sampling interval if as many "
        f"answered as in the survey of {BASE_SURVEY} and if only a sample was asked",
        data=table.drop(columns=["measure", "year"]),
        source=_source(printed, data),
        formats={"share": ".0f"} | dict.fromkeys(("low", "high", "lowest", "highest"), ".1f"),
        headers={
            "what": "Printed",
            "share": "%",
            "likely": "If answered by",
            "low": "from",
            "high": "to",
            "fewest": "If only by",
            "lowest": "from",
            "highest": "to",
        },
    )


def _source(printed: PrintedWres, data: Data) -> str:
    register = data.register
    ours = register.claims["claim_id"].isin([share.claim for share in printed.shares])
    documents = dict.fromkeys(register.claims.loc[ours, "document"])
    titles = [register.source(document).entry["title"] for document in documents]
    return "; ".join([*titles, f"NHS Staff Survey {BASE_SURVEY} for the numbers of respondents"])


def what_would_change(printed: PrintedWres, data: Data) -> Chart | None:
    """Return the leading printed change by how many answered in its first year."""
    if not printed.shares:
        return None
    lead = printed.shares[0]
    tried = np.linspace(max(lead.fewest - _FEWER, 2), lead.likely, _STEPS).round()
    answering = np.unique([*tried, lead.fewest, lead.enough or lead.likely])
    ends = [lead.difference(int(n), lead.likely) for n in answering]
    table = pd.DataFrame(ends, columns=["lower", "upper"])
    table.insert(0, "assumed", answering)
    table.insert(1, "estimate", lead.change)
    return charts.assumed(
        charts.Assumed(
            name=f"BME staff who answered in {lead.first}",
            told=lambda n: f"{n:.0f} answered in {lead.first}",
            tick=lambda n: f"{n:.0f}",
            figure=PERCENT.change,
            figure_tick=PERCENT.change_tick,
            interval=PERCENT.interval,
            marks=[
                (lead.fewest, f"{lead.fewest}: had a sample been asked"),
                (lead.likely, f"{lead.likely}: as in the survey of {BASE_SURVEY}"),
            ],
            reference=(0.0, "No change"),
        ),
        table,
        title=_tipping(lead),
        subtitle=f"Printed change of the share, {lead.first} to {lead.last} "
        f"({PERCENTAGE_POINTS.name}), with its 95% sampling interval, by how many answered in "
        f"{lead.first}; {lead.likely} are taken to have answered in {lead.last}",
        source=_source(printed, data),
        unit=PERCENTAGE_POINTS.name,
        name="what-would-change",
    )


def _tipping(share: Share) -> str:
    moved = f"{share.start:g}% in {share.first} and {share.end:g}% in {share.last}"
    if share.enough is None:
        return f"What would change the verdict: nothing, {moved} are within chance of each other"
    return (
        f"What would change the verdict: {moved} are further apart than chance alone gives if "
        f"{share.enough} or more BME staff answered in {share.first}, and not if fewer did"
    )


def ratios_in_cases(printed: PrintedWres, data: Data) -> Table | None:
    """Return what each printed likelihood can stand for, by how many cases there were."""
    if not printed.ratios:
        return None
    rows = [
        (
            f"{ratio.value:g} times, {ratio.year}",
            cases,
            "{} to {}".format(*ratio.minority_cases(cases)),
            *ratio.interval(cases),
        )
        for ratio in printed.ratios
        for cases in ratio.cases
    ]
    columns = ["what", "cases", "minority", "lower", "upper"]
    return Table(
        name="disciplinary",
        caption="How many times as likely BME staff are to be formally disciplined as white staff: "
        "as printed, and the 95% interval over the counts that print so, with few cases and with "
        "many",
        data=pd.DataFrame(rows, columns=columns),
        source=f"{_source(printed, data)}; NHS Workforce Statistics for the numbers of staff",
        formats={"cases": ".0f", "lower": ".1f", "upper": ".1f"},
        headers={
            "what": "Printed",
            "cases": "Cases in all, assumed",
            "minority": "Of these BME",
            "lower": "95% from",
            "upper": "to",
        },
    )


def two_groups(data: Data, trust: str) -> Table | Note:
    """Return the shares of white and of BME staff, and their ratio with its place among trusts."""
    known = [two for measure in BY_ETHNICITY if (two := apart(data, trust, measure))]
    if not known:
        return _other_trusts(data)
    names = data.register.measures.set_index("measure")["name"]
    table = pd.DataFrame([_row(two, names[two.measure]) for two in known])
    return Table(
        name="by-ethnicity",
        caption=f"BME and white staff apart in the survey of {known[0].period}, percent with 95% "
        "intervals, and how many times as likely BME staff were to say so. A place of 1 is the "
        "highest ratio; of acting fairly, a ratio under 1 is the worse one",
        data=table,
        source=data.register.source(known[0].source).entry["title"],
        formats={"ratio": ".2f", "place": ".0f", "of": ".0f"},
        headers={
            "what": "Share of staff who report",
            "bme": "BME staff",
            "white": "White staff",
            "ratio": "Ratio",
            "interval": "95% interval",
            "place": "Place",
            "of": "of",
        },
    )


def _row(two: Apart, name: str) -> dict[str, object]:
    ratio = two.likelihood
    told = {
        side: f"{share.percent:.1f} ({share.interval.lower:.1f} to {share.interval.upper:.1f}) "
        f"of {share.base:,}"
        for side, share in ((BME, two.bme), (WHITE, two.white))
    }
    interval = f"{ratio.interval.lower:.2f} to {ratio.interval.upper:.2f}"
    at = two.place
    numbers = {"ratio": ratio.ratio, "interval": interval, "place": at.at, "of": at.of}
    return {"what": name, **told, **numbers}


def _other_trusts(data: Data) -> Note:
    """Say what the survey that holds the two groups apart says of others, and why not of this."""
    everyone = ratios(data, LEADING)
    survey = str(everyone.name)
    bme, white = (
        float(data.wide(LEADING, subgroup=group).T[survey].median()) for group in (BME, WHITE)
    )
    return Note(
        label="Not this trust",
        text=f"White and BME staff are held apart for {counted(len(everyone), 'trust')} in the "
        f"survey of {survey} ({_kinds(data, everyone)}), and this trust is not among them. "
        f"There {PERCENT.value(bme)} of BME staff and {PERCENT.value(white)} of white staff at "
        "the middle trust reported discrimination "
        "by a manager or colleagues. Years and kinds of trust differ, so that no figure of this "
        "trust can be judged by these.",
    )


def _kinds(data: Data, everyone: pd.Series) -> str:
    """Return the kinds of the trusts of a survey, in words."""
    trusts = data.register.trusts
    kinds = trusts.loc[trusts["org_code"].isin(everyone.index), "benchmark_group"]
    return listed(sorted(kind.lower() for kind in kinds.unique() if kind))


def claimed(entries: Sequence[claims.Judged]) -> Table | None:
    """Return every claim about discrimination and equal opportunities with its verdict."""
    if not entries:
        return None
    return documents.claimed(
        entries,
        caption="What is printed, whether the figure is right, and what it would take to tell. "
        "Beside it stand official figures of all staff: none is a figure of BME staff",
        beside="Official, all staff",
    )


def composition(data: Data, trust: str) -> Note:
    """Return how the share of respondents from ethnic minorities changed, which moves any mean."""
    known = data.series(trust, "ethnic_minority")
    if len(known) < 2:
        return Note(label="Who answers", text="Who answered is known for one survey at most.")
    first, last = (f"{known.iloc[i]:.1f}% in {known.index[i]}" for i in (0, -1))
    return Note(
        label="Who answers",
        text=f"Of those who answered, {first} and {last} were from ethnic minorities. A figure of "
        "all staff moves with who they are, even where nobody's experience does.",
    )


def findings(printed: PrintedWres, entries: Sequence[claims.Judged], data: Data) -> Group:
    """Return a finding for each claim beside the one that the page opens with."""
    told = [_share_finding(printed, share, data) for share in printed.shares[1:]]
    if printed.ratios:
        told.append(_ratio_finding(printed, entries))
    if printed.chance_of_as_many is not None:
        reason = (
            f"{printed.improved} of {printed.of} indicators are said to have improved: were each "
            f"as likely to rise as to fall, {printed.improved} or more would improve "
            f"{printed.chance_of_as_many:.0%} of the time, and more often if they move together."
        )
        told.append(_of_claim(_entry(entries, lambda e: e.measure == IMPROVED), reason))
    return Group(*told)


def _share_finding(printed: PrintedWres, share: Share, data: Data) -> Finding:
    entry = _entry(lay(data, printed.trust), lambda entry: entry.claim_id == share.claim)
    lower, upper = share.difference(share.fewest, share.likely)
    return replace(
        _of_claim(entry, _share_in_words(printed, share, data)),
        unit=PERCENTAGE_POINTS.code,
        estimate=share.change,
        lower=lower,
        upper=upper,
        sources=("staff_survey_2019",),
    )


def _share_in_words(printed: PrintedWres, share: Share, data: Data) -> str:
    name = short_name(data.register.trust(printed.trust)["name"])
    phrase = data.register.measure(share.measure)["phrase"]
    what = _of("BME", phrase).format(trust=name)
    many, few = (_size(share.difference(n, share.likely)) for n in (share.likely, share.fewest))
    return (
        f"{what[0].upper()}{what[1:]} is printed as {share.start:g}% in {share.first} and "
        f"{share.end:g}% in {share.last}: a {'fall' if share.change < 0 else 'rise'} of "
        f"{many} {PERCENTAGE_POINTS.name} (95% interval) if {share.likely} of them answered each "
        f"time, and of {few} if only {share.fewest} did in {share.first}."
    )


def _size(interval: Interval) -> str:
    """Return the interval of a change without its sign, or with it where it holds no change."""
    if interval.lower <= 0 <= interval.upper:
        return _whole(interval)
    return " to ".join(f"{bound:.0f}" for bound in sorted(map(abs, interval)))


def _whole(interval: Interval) -> str:
    return " to ".join(signed(bound, 0) for bound in interval)


def _ratio_finding(printed: PrintedWres, entries: Sequence[claims.Judged]) -> Finding:
    earlier, later = printed.ratios
    spans = [
        f"{i.lower:.1f} to {i.upper:.1f}" for i in (r.interval(r.cases) for r in printed.ratios)
    ]
    most = printed.fall_of_ratio
    tells = "includes" if most.lower <= 1 <= most.upper else "leaves out"
    reason = (
        f"With one in 200 to one in 50 staff disciplined a year, {earlier.value:g} times as likely "
        f"can stand for {spans[0]} and {later.value:g} times for {spans[1]}; even with the most "
        f"cases the later over the earlier is {most.lower:.2f} to {most.upper:.2f}, which {tells} "
        "no change."
    )
    return replace(
        _of_claim(_entry(entries, lambda entry: entry.measure == RATIO), reason),
        estimate=later.value / earlier.value,
        lower=most.lower,
        upper=most.upper,
        sources=("staff_survey_2019", "workforce_2009_2025"),
    )


def _entry(
    entries: Sequence[claims.Judged], is_meant: Callable[[claims.Judged], bool]
) -> claims.Judged:
    return next(entry for entry in entries if is_meant(entry))


def _of_claim(entry: claims.Judged, reason: str) -> Finding:
    """Return the ledger's finding, with what sampling error says and no peers to judge a move."""
    verdict = refused(_NO_PEERS)
    return replace(
        entry.finding(),
        notebook=NOTEBOOK,
        reason=reason,
        change_verdict=verdict.label,
        rule=f"{entry.rule}; {verdict.rule}",
    )


def _two_groups_finding(two: Apart, data: Data) -> Finding:
    trust_name = data.register.trust(two.trust)["name"]
    verdict = refused(surveys_held(data, two.trust, two.measure))
    ratio, at = two.likelihood, two.place
    what = _of("BME", data.register.measure(two.measure)["phrase"])
    return Finding(
        trust=two.trust,
        trust_name=trust_name,
        measure=two.measure,
        subgroup="BME",
        unit=TIMES.code,
        design="description",
        status="exploratory",
        notebook=NOTEBOOK,
        estimate=ratio.ratio,
        lower=ratio.interval.lower,
        upper=ratio.interval.upper,
        n_peers=at.of - 1,
        rank=at.at,
        change_verdict=verdict.label,
        rule=verdict.rule,
        reason=f"{what[0].upper()}{what[1:].format(trust=short_name(trust_name))} was "
        f"{PERCENT.value(two.bme.percent)} in {two.period}, beside "
        f"{PERCENT.value(two.white.percent)} of white staff: {ratio.ratio:.1f} times as high (95% "
        f"interval {ratio.interval.lower:.1f} to {ratio.interval.upper:.1f}), the "
        f"{at.words('highest ratio')} trusts.",
        sources=(two.source,),
    )


def not_held(printed: PrintedWres, entries: Sequence[claims.Judged]) -> Note:
    """Return where the WRES indicators of a trust are published, and what is held of them here."""
    titles = listed(f"“{title}”" for title in dict.fromkeys(e.document_title for e in entries))
    held = (
        f"Of the years before, only what {titles} prints of this trust’s is held here"
        if entries
        else "No registered document prints any of this trust’s"
    )
    return Note(
        label="Minority staff",
        text="The WRES indicators of each trust are published every year by NHS England in the "
        "data of its WRES reports, and by the trust itself; those that come from the staff survey "
        f"stand in its benchmark report, with their numbers of respondents. {held}.",
    )


def official(printed: PrintedWres, asked: Answer) -> Group:
    """Return the official figures of one measure of all staff: over time, and among every trust.

    The finding is left out where the page has opened with it.
    """
    measure = asked.question.measure
    minority = printed.shares or apart(asked.data, printed.trust, LEADING)
    opened = measure == LEADING and not minority
    finding = None if opened else first_to_last.finding(asked, NOTEBOOK)
    if asked.own.empty:
        return Group(finding, besides.missing(asked))
    exhibits = [trend.trend(asked), trend.by_period(asked), *first_to_last.standings(asked)]
    return Group(finding, *(_named(exhibit, measure) for exhibit in exhibits))


def _named(exhibit: Chart | Table | Note, measure: str) -> Chart | Table | Note:
    """Return the exhibit under a name of its own, where several measures share a page."""
    if isinstance(exhibit, Note):
        return exhibit
    named = replace(exhibit, name=f"{exhibit.name}-{measure}")
    if isinstance(named, Table):
        return replace(named, headers={**named.headers, "place": "Place from the highest"})
    return named


def sources(
    printed: PrintedWres, entries: Sequence[claims.Judged], answers: Sequence[Answer]
) -> Group:
    """Return the publications behind the figures, then the documents that print the claims."""
    data = answers[0].data
    behind = [*answers]
    if printed.ratios:
        behind.append(answer(data, question(data, printed.trust, "staff_headcount")))
    two = apart(data, printed.trust, LEADING)
    survey = Sources(entries=(data.register.source(two.source).entry,)) if two else None
    printing = claims.used(data, [replace(entry, sources=()) for entry in entries])
    return Group(documents.sources(behind), survey, printing if entries else None)
