"""Discrimination and equal opportunities: printed figures of minority staff, official ones of all.

The Workforce Race Equality Standard (WRES) sets Black and minority ethnic (BME) staff beside white
staff. What is printed of it comes without the number of people behind it, so that every number that
it could rest on is put to it (:mod:`nhs_culture.claims.wres`). The official figures of the staff
survey that are held here are of all staff, and every exhibit made from them says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import comb, exp, hypot, log

import pandas as pd

from nhs_culture import charts, claims, open_data
from nhs_culture.claims.wres import (
    BASE_SURVEY,
    SAMPLE,
    Ratio,
    Share,
    printed_ratios,
    printed_share,
)
from nhs_culture.data.access import Data
from nhs_culture.data.panel import series
from nhs_culture.english import short_name, signed
from nhs_culture.exhibits import Chart, Finding, Headline, Note, Sources, Table
from nhs_culture.metrics.proportions import Interval, percentage_interval
from nhs_culture.pages import besides, documents, first_to_last, trend
from nhs_culture.pages.lead import labels_of, replies
from nhs_culture.register import read_register
from nhs_culture.studies.answer import Answer, answer
from nhs_culture.studies.question import question
from nhs_culture.units import PERCENT, PERCENTAGE_POINTS
from nhs_culture.verdicts.changes import refused

__all__ = [
    "Printed",
    "ask",
    "changes",
    "claimed",
    "composition",
    "findings",
    "headline",
    "minority",
    "not_held",
    "official",
    "printed",
    "ratios",
    "shares",
    "sources",
]

NOTEBOOK = "discrimination"

CLAIMED = (
    "discrimination_colleagues",
    "discrimination_public",
    "equal_opportunities",
    "disciplinary_likelihood",
    "wres_indicators_improved",
)
"""Measures of the claims that this page is about."""

_SHORT = {
    "discrimination_colleagues": "Discrimination",
    "equal_opportunities": "Equal opportunities",
}
_NO_PEERS = "two printed figures of one trust, and none of its peers are held"


@dataclass(frozen=True, kw_only=True)
class Printed:
    """What is printed of a trust's WRES indicators.

    Attributes
    ----------
    shares
        Movements of shares of BME staff.
    ratios
        The likelihood of entering the disciplinary process, first and last; empty where none is
        printed.
    improved, of
        How many indicators are said to have improved, of how many; None where not printed.
    entries
        The claims as judged in the ledger.
    """

    trust: str
    trust_name: str
    shares: tuple[Share, ...]
    ratios: tuple[Ratio, ...]
    improved: int | None
    of: int | None
    entries: tuple[claims.Judged, ...]


def printed(trust: str) -> Printed:
    """Return what documents print of a trust's BME staff, with the bases it may rest on."""
    data, register = open_data(), read_register()
    rows = register.claims[register.claims["org_code"] == trust]
    moved = rows[(rows["subgroup"] == "BME") & (rows["unit"] == PERCENT.code)]
    likelihood = rows[rows["measure"] == "disciplinary_likelihood"]
    counted = rows[rows["measure"] == "wres_indicators_improved"]
    used = set(rows.loc[rows["measure"].isin(CLAIMED), "claim_id"])
    name = str(register.trust(trust)["name"])
    return Printed(
        trust=trust,
        trust_name=name,
        shares=tuple(printed_share(claim, data) for _, claim in moved.iterrows()),
        ratios=tuple(r for _, claim in likelihood.iterrows() for r in printed_ratios(claim, data)),
        improved=None if counted.empty else int(counted["value_to"].iloc[0]),
        of=None if counted.empty else int(counted["rank_of"].iloc[0]),
        entries=tuple(e for e in claims.ledger(data, trust) if e.claim_id in used) if used else (),
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
    return answer(
        data,
        replace(
            asked,
            measure_name=f"{asked.measure_name} (all staff)",
            phrase=asked.phrase.replace("the share of staff", "the share of all staff"),
        ),
    )


def minority(wres: Printed) -> list[Chart | Table | Note | Finding]:
    """Return what is printed of BME staff with its sampling error, or where it is published."""
    if not wres.shares:
        return [not_held(wres)]
    tables = [shares(wres), *([ratios(wres)] if wres.ratios else [])]
    return [changes(wres), *tables, *findings(wres), claimed(wres), not_held(wres)]


def headline(wres: Printed, colleagues: Answer) -> Headline:
    """Return the first screen: the printed fall with its interval, or the official figure."""
    if not wres.shares:
        step = first_to_last.first_to_last(colleagues)
        between = f" In between: {'; '.join(step.steps)}." if step and step.steps else ""
        return Headline.of(
            first_to_last.finding(colleagues, NOTEBOOK),
            replies(colleagues),
            context="These are figures of all staff, whatever their ethnic group; none of minority "
            f"staff alone is held here.{_answered(colleagues)}{between}",
        )
    lead = _leading(wres)
    found = _share_finding(wres, lead)
    return Headline.of(
        found,
        labels_of(found),
        context=f"No number of respondents is printed. About {lead.likely} BME staff answered such "
        f"a question in the survey of {BASE_SURVEY}; {lead.fewest} would have, had the trust asked "
        f"a sample of {SAMPLE} with the response of 2015. Had it asked a sample both times, the "
        f"interval would run from {_whole(lead.difference(lead.fewest, lead.fewest))}. It is for "
        "chance among those who answer, not for who chooses to. Whether it fell more than "
        "elsewhere cannot be told: no figure of another trust's BME staff is held here.",
    )


def _answered(asked: Answer) -> str:
    """Say how many people answered in the first and in the last survey."""
    bases = asked.base.dropna()
    if len(bases) < 2:
        return ""
    first, last = (f"{bases.iloc[i]:,.0f} in {bases.index[i]}" for i in (0, -1))
    return f" The question was answered by {first} and {last}."


def _leading(wres: Printed) -> Share:
    by_measure = {share.measure: share for share in wres.shares}
    return by_measure.get("discrimination_colleagues", wres.shares[0])


def _ordered(wres: Printed) -> list[Share]:
    """Return the shares, the one that the page opens with first."""
    return sorted(wres.shares, key=lambda share: share != _leading(wres))


def changes(wres: Printed) -> Chart:
    """Draw the printed changes of shares of BME staff with the sampling error they may have."""
    rows = [
        (
            f"{_SHORT[share.measure]} ({first} and {last})",
            share.change,
            *share.difference(first, last),
        )
        for share in _ordered(wres)
        for _, first, last in share.scenarios
    ]
    columns = ["label", "estimate", "lower", "upper"]
    table = pd.DataFrame(rows, columns=columns)
    beyond = int(((table["lower"] > 0) | (table["upper"] < 0)).sum())
    years = f"{_leading(wres).first} and {_leading(wres).last}"
    return charts.estimates(
        table,
        title="Whether the changes are more than chance depends on how many BME staff answered: "
        f"{beyond} of {len(rows)} intervals leave out no change",
        subtitle=f"Printed changes among BME staff, {years} ({PERCENTAGE_POINTS.name}), with 95% "
        "sampling intervals; in brackets how many BME staff may have answered in each year",
        unit=PERCENT,
        source=_source(wres, "NHS Staff Survey 2019 for the numbers of respondents"),
        name="printed-changes",
    )


def shares(wres: Printed) -> Table:
    """Return each printed share with the interval it has if few or many BME staff answered."""
    rows = [
        (
            f"{_SHORT[share.measure]}, BME staff, {year}",
            value,
            *(bound for base in (n, share.fewest) for bound in percentage_interval(value, base, 0)),
        )
        for share in _ordered(wres)
        for year, value, n in (
            (share.first, share.start, share.likely),
            (share.last, share.end, share.likely),
        )
    ]
    many, few = (f"{s} BME answers" for s in _bases(wres))
    return Table(
        name="printed-shares",
        caption="Printed shares of BME staff, percent, with the 95% sampling interval if as many "
        f"answered as in the survey of {BASE_SURVEY} and if only a sample was asked",
        data=pd.DataFrame(rows, columns=["what", "value", "low", "high", "lowest", "highest"]),
        source=_source(wres, "NHS Staff Survey 2019 for the numbers of respondents"),
        formats={"value": ".0f"} | dict.fromkeys(("low", "high", "lowest", "highest"), ".1f"),
        headers={
            "what": "Printed",
            "value": "%",
            "low": f"With {many}: from",
            "high": "to",
            "lowest": f"With {few}: from",
            "highest": "to",
        },
    )


def _source(wres: Printed, official: str) -> str:
    return "; ".join([*dict.fromkeys(entry.document_title for entry in wres.entries), official])


def _bases(wres: Printed) -> tuple[str, str]:
    """Return the numbers of answers assumed, ``163 or 227``, many and few."""
    many = sorted({share.likely for share in wres.shares})
    few = sorted({share.fewest for share in wres.shares})
    return " or ".join(map(str, many)), " or ".join(map(str, few))


def ratios(wres: Printed) -> Table:
    """Return what each printed likelihood can stand for, by how many cases there were."""
    rows = [
        (
            f"{ratio.value:g} times, {ratio.year}",
            cases,
            "{} to {}".format(*ratio.minority_cases(cases)),
            *ratio.interval(cases),
        )
        for ratio in wres.ratios
        for cases in ratio.cases
    ]
    columns = ["what", "cases", "minority", "lower", "upper"]
    return Table(
        name="disciplinary",
        caption="How many times as likely BME staff are to be formally disciplined as white staff: "
        "as printed, and the 95% interval over the counts that print so, with few cases and with "
        "many",
        data=pd.DataFrame(rows, columns=columns),
        source=_source(wres, "NHS Workforce Statistics for the numbers of staff"),
        formats={"cases": ".0f", "lower": ".1f", "upper": ".1f"},
        headers={
            "what": "Printed",
            "cases": "Cases in all, assumed",
            "minority": "Of these BME",
            "lower": "95% from",
            "upper": "to",
        },
    )


def _quotient(earlier: Interval, later: Interval, values: tuple[float, float]) -> Interval:
    """Return the 95% interval of a later ratio over an earlier one, both known by intervals.

    References
    ----------
    Donner and Zou 2012, Statistical Methods in Medical Research 21, 347-359 (MOVER), on the log
    scale.
    """
    first, last = (log(value) for value in values)
    low, high = ([log(bound) for bound in interval] for interval in (earlier, later))
    return Interval(
        exp(last - first - hypot(last - high[0], low[1] - first)),
        exp(last - first + hypot(high[1] - last, first - low[0])),
    )


def _indicators_in_words(improved: int, of: int) -> str:
    chance = sum(comb(of, n) for n in range(improved, of + 1)) / 2**of
    return (
        f"{improved} of {of} indicators are said to have improved: were each as likely to rise as "
        f"to fall, {improved} or more would improve {chance:.0%} of the time, and more often if "
        "they move together."
    )


def claimed(wres: Printed) -> Table:
    """Return every claim about discrimination and equal opportunities with its verdict."""
    rows = [(e.statement, e.printed, e.official, e.verdict, e.needed) for e in wres.entries]
    return Table(
        name="claims",
        caption="What is printed, whether the figure is right, and what it would take to tell. "
        "Beside it stand official figures of all staff: none is a figure of BME staff",
        data=pd.DataFrame(rows, columns=["claim", "printed", "beside", "verdict", "needed"]),
        source=_source(wres, "NHS Staff Survey 2019"),
        headers={
            "claim": "Claim",
            "printed": "Printed",
            "beside": "Official, all staff",
            "verdict": "Is it right?",
            "needed": "It would take",
        },
    )


def composition(trust: str) -> Note:
    """Return how the share of respondents from ethnic minorities changed, which moves any mean."""
    shares = series(trust, "ethnic_minority")
    if len(shares) < 2:
        return Note(label="Who answers", text="Who answered is known for one survey at most.")
    first, last = (f"{shares.iloc[i]:.1f}% in {shares.index[i]}" for i in (0, -1))
    return Note(
        label="Who answers",
        text=f"Of those who answered, {first} and {last} were from ethnic minorities. A figure of "
        "all staff moves with who they are, even where nobody's experience does.",
    )


def findings(wres: Printed) -> list[Finding]:
    """Return a finding for each claim beside the one that the page opens with."""
    told = [_share_finding(wres, share) for share in wres.shares if share != _leading(wres)]
    if wres.ratios:
        told.append(_ratio_finding(wres))
    if wres.improved is not None and wres.of is not None:
        entry = _entry(wres, lambda e: e.measure == "wres_indicators_improved")
        told.append(_of_claim(entry, _indicators_in_words(wres.improved, wres.of)))
    return told


def _share_finding(wres: Printed, share: Share) -> Finding:
    entry = _entry(wres, lambda entry: entry.claim_id == share.claim)
    lower, upper = share.difference(share.fewest, share.likely)
    return replace(
        _of_claim(entry, _share_in_words(wres, share)),
        unit=PERCENTAGE_POINTS.code,
        estimate=share.change,
        lower=lower,
        upper=upper,
        sources=("staff_survey_2019",),
    )


def _share_in_words(wres: Printed, share: Share) -> str:
    what = {
        "discrimination_colleagues": "discrimination reported by BME staff",
        "equal_opportunities": "BME staff who believe in equal opportunities",
    }[share.measure]
    many, few = (_whole(share.difference(n, share.likely)) for n in (share.likely, share.fewest))
    enough = (
        f"with fewer than {share.enough} chance alone would do"
        if share.enough
        else "with so few chance alone would do"
    )
    return (
        f"The {'fall' if share.change < 0 else 'rise'} from {share.start:g}% to {share.end:g}% in "
        f"{what} at {short_name(wres.trust_name)} stands for a change of {many} "
        f"{PERCENTAGE_POINTS.name} (95% interval) if {share.likely} of them answered each time, "
        f"and of {few} if only {share.fewest} did in {share.first}: the numbers were not printed, "
        f"and {enough}."
    )


def _whole(interval: Interval) -> str:
    return " to ".join(signed(bound, 0) for bound in interval)


def _ratio_finding(wres: Printed) -> Finding:
    earlier, later = wres.ratios
    entry = _entry(wres, lambda entry: entry.measure == "disciplinary_likelihood")
    one, other = (ratio.interval(ratio.cases) for ratio in wres.ratios)
    spans = [f"{i.lower:.1f} to {i.upper:.1f}" for i in (one, other)]
    most = _quotient(
        earlier.interval(earlier.cases[1]),
        later.interval(later.cases[1]),
        (earlier.value, later.value),
    )
    tells = "includes" if most.lower <= 1 <= most.upper else "leaves out"
    reason = (
        f"With one in 200 to one in 50 staff disciplined a year, {earlier.value:g} times as likely "
        f"can stand for {spans[0]} and {later.value:g} times for {spans[1]}; even with the most "
        f"cases the later over the earlier is {most.lower:.2f} to {most.upper:.2f}, which {tells} "
        "no change."
    )
    return replace(
        _of_claim(entry, reason),
        estimate=later.value / earlier.value,
        lower=most.lower,
        upper=most.upper,
        sources=("staff_survey_2019", "workforce_2009_2025"),
    )


def _entry(wres: Printed, is_meant: Callable[[claims.Judged], bool]) -> claims.Judged:
    return next(entry for entry in wres.entries if is_meant(entry))


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


def not_held(wres: Printed) -> Note:
    """Return where the WRES indicators of a trust are published, and what is held of them here."""
    held = (
        "Only what one article prints of this trust's is held here"
        if wres.entries
        else "None of this trust's are held here, and no registered document prints any"
    )
    return Note(
        label="Minority staff",
        text="The WRES indicators of each trust are published every year by NHS England in the "
        "data of its WRES reports, and by the trust itself; those that come from the staff survey "
        f"stand in its benchmark report, with their numbers of respondents. {held}.",
    )


def official(wres: Printed, asked: Answer) -> list[Finding | Chart | Table | Note]:
    """Return the official figures of one measure: the finding, over time, and among every trust.

    The finding is left out where the page has opened with it.
    """
    opened = not wres.shares and asked.question.measure == "discrimination_colleagues"
    told = [] if opened else [first_to_last.finding(asked, NOTEBOOK)]
    if asked.own.empty:
        return [*told, besides.missing(asked)]
    exhibits = [
        trend.trend(asked),
        trend.by_period(asked),
        *first_to_last.standings(asked),
    ]
    return [*told, *(_named(exhibit, asked.question.measure) for exhibit in exhibits)]


def _named(exhibit: Chart | Table | Note, measure: str) -> Chart | Table | Note:
    """Return the exhibit under a name of its own, where several measures share a page."""
    if isinstance(exhibit, Note):
        return exhibit
    named = replace(exhibit, name=f"{exhibit.name}-{measure}")
    if isinstance(named, Table):
        return replace(named, headers={**named.headers, "place": "Place from the highest"})
    return named


def sources(wres: Printed, answers: Sequence[Answer]) -> list[Sources]:
    """Return the publications behind the figures, then the documents that print the claims."""
    behind = [*answers]
    if wres.ratios:
        data = answers[0].data
        behind.append(answer(data, question(data, wres.trust, "staff_headcount")))
    unsourced = (replace(entry, sources=()) for entry in wres.entries)
    printing = claims.used(open_data(), unsourced)
    return [documents.sources(behind), *([printing] if wres.entries else [])]
