"""Agency and bank staff as a share of the pay bill: among trusts, as printed, and in England.

The arithmetic is that of :mod:`nhs_culture.studies.agency`.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from nhs_culture import charts, periods
from nhs_culture.charts import Event, Subject
from nhs_culture.claims import ledger
from nhs_culture.data.access import Data
from nhs_culture.designs import Refused
from nhs_culture.english import capitalised, counted, short_name
from nhs_culture.exhibits import Chart, Group, Headline, Note, Sources, Table
from nhs_culture.metrics.funnel import OverdispersedFunnel
from nhs_culture.metrics.place import place, places
from nhs_culture.pages import claims, documents, subject
from nhs_culture.pages.lead import replies
from nhs_culture.register import PEER_GROUPS
from nhs_culture.studies.agency import (
    SPENDING,
    by_chance,
    limits_of,
    moves,
    national_rule,
    national_spending,
    of_few,
    printed_falls,
    twice_printed,
)
from nhs_culture.studies.answer import Answer
from nhs_culture.studies.question import EVERY_TRUST
from nhs_culture.units import PERCENT, PERCENTAGE_POINTS, POUNDS

__all__ = [
    "change",
    "figures_by_year",
    "funnel",
    "headline",
    "national",
    "printed",
    "rival",
    "sources",
    "spread_in_words",
    "standings",
]


def headline(answer: Answer, notebook: str) -> Headline:
    """Return the first screen: the share, its place among trusts, and how it moved."""
    return Headline.of(
        answer.finding(notebook, _opening(answer)),
        [*documents.right(answer, SPENDING), *replies(answer)],
        context="" if answer.own.empty else _context(answer),
    )


def _opening(answer: Answer) -> str:
    name, own = short_name(answer.question.trust_name), answer.own
    if own.empty:
        return f"What {name} spends on agency and bank staff is not in the files held here."
    last = str(own.index[-1])
    told = (
        f"Agency and bank staff took {PERCENT.value(float(own[last]))} of staff costs at "
        f"{name} in {periods.in_words(last)}"
    )
    others = pd.Series(answer.group.T[last]).dropna()
    if len(others) > 1:
        at = place(others, answer.question.trust)
        told += f", the {at.words('largest share')} trusts of its kind"
    if len(own) == 1:
        return f"{told}."
    both = moves(answer)
    return (
        f"{told}. In {periods.in_words(str(own.index[-2]))} it was "
        f"{PERCENT.value(float(own.iloc[-2]))}; the share fell at {int((both < 0).sum())} of "
        f"the {len(both)} trusts of its kind with both years."
    )


def _context(answer: Answer) -> str:
    sentences = (
        _part_year(answer),
        _few_of_its_kind(answer),
        f"With {counted(len(answer.own), 'year')} there is no telling whether it moved more than "
        "elsewhere.",
        "A share of a pay bill is counted and not sampled, so the limits of the chart show how "
        "trusts differ and not what chance could do.",
    )
    return " ".join(filter(None, sentences))


def _few_of_its_kind(answer: Answer) -> str:
    few = of_few(answer)
    if few is None:
        return ""
    return f"Only {few} trusts of its kind have figures, too few for a funnel of their own."


def _part_year(answer: Answer) -> str:
    """Return a warning where a merger falls in a year of the trust's accounts."""
    own = answer.breaks[answer.breaks["org_code"] == answer.question.trust]
    for label in answer.own.index:
        first, last = periods.bounds(str(label), "financial_year")
        inside = own[pd.to_datetime(own["date"]).between(first, last)]
        if not inside.empty:
            what, date = inside.iloc[0][["what", "date"]]
            return (
                f"{what} ({periods.in_words(str(date)[:7])}): its accounts of "
                f"{periods.in_words(str(label))} may be of part of the year."
            )
    return ""


def funnel(answer: Answer, bills: pd.DataFrame, fit: OverdispersedFunnel | Refused) -> Chart | Note:
    """Return the share against the size of the pay bill, with the spread between trusts.

    Parameters
    ----------
    answer
        To a question about a trust.
    bills
        As :func:`nhs_culture.studies.agency.pay_bills` returns it.
    fit
        The funnel of its shares on the scale of the arcsine of the root.
    """
    if isinstance(fit, Refused):
        return Note(label="Missing", text=f"{capitalised(_why_none(answer, fit))}.")
    asked, year = answer.question, periods.in_words(str(answer.own.index[-1]))
    limits, group = limits_of(bills, fit), _among(answer)
    own = float(bills["value"][asked.trust])
    low, high = (float(limits[f"{end}_95"][asked.trust]) for end in ("lower", "upper"))
    chart = charts.funnel(
        subject.subject(answer),
        bills,
        limits,
        title=f"{short_name(asked.trust_name)} spent {own:.1f}% on agency and bank staff in "
        f"{year}, {'inside' if low <= own <= high else 'outside'} the "
        f"usual range of {group}, {low:.1f}% to {high:.1f}%",
        size_name="staff costs, £m",
    )
    return replace(
        chart,
        subtitle=f"{asked.measure_name} (%), {group}. The limits hold 95% (solid) "
        "and 99.8% (dashed) of trusts that differ as widely as these do; chance alone would keep "
        "them far closer",
    )


def _why_none(answer: Answer, fit: Refused) -> str:
    """Return why there is no funnel, as the middle of a sentence."""
    if not answer.own.empty:
        return fit.error.reason
    return f"no pay bill of {short_name(answer.question.trust_name)} is in the files held here"


def _among(answer: Answer) -> str:
    """Return whom the trust is set among, in words."""
    if of_few(answer) is not None:
        return "trusts of every kind"
    peers = answer.question.peers
    return "trusts of its kind" if peers == PEER_GROUPS[0] else f"its peers ({peers})"


def spread_in_words(
    answer: Answer, bills: pd.DataFrame, fit: OverdispersedFunnel | Refused
) -> Note:
    """Return how much of the spread between trusts size and chance could account for.

    Parameters are those of :func:`funnel`.
    """
    if isinstance(fit, Refused):
        return Note(label="Refused", text=f"No funnel was computed: {_why_none(answer, fit)}.")
    trust = answer.question.trust
    low, high = by_chance(bills, fit, trust)
    limits = limits_of(bills, fit)
    least, most = (float(limits[f"{end}_95"][trust]) for end in ("lower", "upper"))
    return Note(
        label="How to read it",
        text=f"Were every post covered by agency or bank with one and the same probability, 95% of "
        f"trusts of this size would lie between {PERCENT.value(low)} and {PERCENT.value(high)} by "
        f"chance. The range in which trusts that differ as these do lie is {PERCENT.value(least)} "
        f"to {PERCENT.value(most)}, much the same for small trusts and large: size and chance "
        "account for little of it.",
    )


def standings(answer: Answer) -> Group:
    """Return where the trust stood among its peers, a chart for each year; none without figures."""
    return Group(*(_standing(answer, str(period)) for period in answer.own.index))


def _standing(answer: Answer, period: str) -> Chart:
    everyone = pd.Series(answer.group.T[period]).dropna()
    at = place(everyone, answer.question.trust)
    return charts.distribution(
        subject.subject(answer),
        everyone,
        title=f"In {periods.in_words(period)} {short_name(answer.question.trust_name)} had the "
        f"{at.words('largest share')} trusts",
        name=f"standing-{period}",
    )


def figures_by_year(answer: Answer) -> Table | Note:
    """Return agency and bank cost, staff costs and the share by year, with its place."""
    asked = answer.question
    if answer.own.empty:
        return Note(label="Missing", text="The trust has no row in the pay bills held here.")
    years = answer.own.index
    table = pd.DataFrame(
        {
            "year": [periods.in_words(str(label)) for label in years],
            "agency": answer.data.series(asked.trust, "agency_bank_cost").reindex(years).to_numpy()
            / 1e6,
            "staff": answer.data.series(asked.trust, "staff_cost").reindex(years).to_numpy() / 1e6,
            "share": answer.own.to_numpy(),
            **places(answer.group, asked.trust).to_dict("list"),
        }
    )
    return Table(
        name="figures",
        caption=f"Agency and bank staff in the accounts of {asked.trust_name}",
        data=table,
        source=subject.source_line(answer),
        formats={"agency": ",.1f", "staff": ",.1f", "share": ".1f"},
        headers={
            "year": "Financial year",
            "agency": "Agency and bank, £m",
            "staff": "Staff costs, £m",
            "share": "Share, %",
            "place": "Place",
            "of": "of",
        },
    )


def change(answer: Answer) -> Chart | Note:
    """Return the change between the last two years among that of every peer: a description."""
    if len(answer.own) < 2:
        return Note(label="Not described", text="The trust has no share in two years.")
    every, asked = moves(answer), answer.question
    rest = every.drop(asked.trust)
    further = int((rest < float(every[asked.trust])).sum())
    return charts.distribution(
        replace(
            subject.subject(answer), measure_name="Change in the share", unit=PERCENTAGE_POINTS
        ),
        every.round(2),
        title=f"The share fell by more at {further} of {len(rest)} peers",
        name="change",
    )


def printed(data: Data, trust: str) -> Group:
    """Return what documents print of agency and locum spending at a trust, with the verdicts."""
    entries = [entry for entry in ledger(data, trust) if entry.measure in SPENDING]
    if not entries:
        text = "No document followed here prints agency spending of this trust."
        return Group(Note(label="Claims", text=text))
    return Group(claims.documents(entries), *_misprints(data, trust))


def _misprints(data: Data, trust: str) -> list[Note]:
    """Return what two sums printed for one year say, and what they cannot say for want of one."""
    cap = national_rule(data.register)
    of_the_cap = (
        ""
        if cap is None
        else f" By the one reading fewer months lie under the national rule of "
        f"{periods.in_words(str(cap['date'])[:7])} than by the other."
    )
    return [
        Note(
            label="Misprint",
            text=f"“{data.register.source(one.document).entry['title']}” gives "
            f"{POUNDS.exact(one.earlier)} for one year and {POUNDS.exact(one.later)} for the next, "
            f"{one.percent:.0f}% less, and prints {one.period} for both. One of the two is a "
            "misprint, and which one cannot be told from it: either the first sum is of the year "
            f"before, or the second of the year after.{of_the_cap}",
        )
        for one in twice_printed(data.register, trust)
    ]


def national(data: Data) -> Chart:
    """Return England's agency spending as printed, with the price cap marked."""
    printed = national_spending(data.register)
    documents_used = dict.fromkeys(printed["document"])
    titles = [data.register.source(one).entry["title"] for one in documents_used]
    spent = printed["pounds"]
    years = periods.span(str(spent.index[0]), str(spent.index[-1]), "financial_year")
    cap = national_rule(data.register)
    told = [
        f"{POUNDS.value(sum_)} in {periods.in_words(str(year))}" for year, sum_ in spent.items()
    ]
    subject = Subject(
        trust=EVERY_TRUST,
        trust_name="England",
        measure="agency_spend",
        measure_name="Agency spending in England as printed",
        unit=POUNDS,
        frequency="financial_year",
        source="; ".join(titles),
        higher_is="worse",
    )
    return charts.lines(
        subject,
        pd.DataFrame({EVERY_TRUST: spent.reindex(years)}),
        title=f"Agency spending in England: {', '.join(told)}",
        events=[] if cap is None else [Event(str(cap["date"]), cap["name"])],
        name="national",
    )


def rival(data: Data) -> Group:
    """Return what a local fall has to be read against: what England did under a national rule."""
    cap, spent = national_rule(data.register), national_spending(data.register)["pounds"]
    falls = printed_falls(data.register)
    if cap is None or not falls:
        return Group()
    fall, last = falls[0], spent.iloc[-3:]
    since = ", ".join(f"{POUNDS.value(sum_)} in {year}" for year, sum_ in last.items())
    return Group(
        Note(
            label="Rival explanation",
            text=f"{cap['what']}, from {periods.in_words(str(cap['date'])[:7])} in every trust. In "
            f"{fall.period} ({fall.part}) England spent {POUNDS.exact(fall.spent)}, "
            f"{POUNDS.exact(fall.less)} or {fall.percent:.0f}% less than in the same months a year "
            f"before: a fall of that size at one trust is no more than England’s. Whole years "
            f"since: {since}.",
        )
    )


def sources(answer: Answer) -> Sources:
    """Return the pay bills and the documents that print agency spending."""
    return documents.printed_in(answer, SPENDING)
