"""Vacancies: printed rates with the posts that they imply, and the official staff in post.

What is asked of a printed rate and what is asked of staff in post are two questions, and stand
apart: a verdict on the one says nothing of the other. The arithmetic is that of
:mod:`nhs_culture.studies.vacancies`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from nhs_culture import charts, periods
from nhs_culture.charts import Event, Subject
from nhs_culture.designs import Refused
from nhs_culture.english import listed, lower_first, short_name
from nhs_culture.exhibits import Chart, Finding, Group, Headline, Note, Reply, Sources, Table
from nhs_culture.metrics.place import place
from nhs_culture.pages import documents, subject, trend
from nhs_culture.pages.lead import replies
from nhs_culture.pages.words import change_in_words
from nhs_culture.studies.answer import Answer
from nhs_culture.studies.vacancies import (
    Movement,
    Rate,
    england_rates,
    implied_posts,
    peer_growth,
    posts_of,
    printed_movements,
    printed_rates,
    rate_had_posts_grown,
    rate_under,
    sharpest,
)
from nhs_culture.units import FTE, PERCENT, PERCENT_CHANGE, Unit
from nhs_culture.verdicts.figures import figure_verdict
from nhs_culture.verdicts.labels import FIGURE
from nhs_culture.verdicts.printed import Claimed
from nhs_culture.verdicts.rule import Verdict

__all__ = [
    "england",
    "establishments",
    "headline",
    "printed",
    "sources",
    "triangulation",
]

_STAFF_SOURCE = "NHS Workforce Statistics"
PRINTED = ("vacancy_rate", "vacancies")
"""Measures of the claims that this page is about."""
_STEPS = 41
"""Growths of posts that are tried."""


def headline(asked: Answer, notebook: str) -> Headline:
    """Return the first screen: what was printed and what it takes, or what staff in post did."""
    found = printed_movements(asked)
    reason = _as_printed(asked, found[0]) if found else _nothing_printed(asked)
    of_the_print = [_is_it_right(asked, found)] if found else documents.right(asked, PRINTED)
    of_staff = [
        replace(reply, question=f"Staff in post: {lower_first(reply.question)}")
        for reply in replies(asked)
    ]
    context = "Staff in post are official; vacancies of single trusts are not published."
    if found and not isinstance(asked.change, Refused):
        context = f"{change_in_words(asked, asked.change)} {context}"
    return Headline.of(asked.finding(notebook, reason), [*of_the_print, *of_staff], context)


def _is_it_right(asked: Answer, found: list[Movement]) -> Reply:
    verdict = _verdict(asked, found[0])
    first, *others = (
        f"{one.printed} ({one.start.who}) is right if posts changed by "
        f"{PERCENT_CHANGE.interval(*one.establishment[1:])} between the two"
        for one in found
    )
    return Reply(
        question=f"Vacancies: {lower_first(FIGURE.question)}",
        verdict=verdict.label,
        words="Cannot be told: the number of posts is not published",
        numbers=f"{first}, with rounding and with every month that the print leaves open"
        f"{''.join(f'; {other}' for other in others)}.",
    )


def _verdict(asked: Answer, movement: Movement) -> Verdict:
    return figure_verdict(
        Claimed(value=movement.end.value, unit=PERCENT.code),
        needs=f"the funded establishment of {short_name(asked.question.trust_name)}, month by "
        "month",
    )


def _as_printed(answer: Answer, movement: Movement) -> str:
    start, end, staff = movement.start, movement.end, movement.staff[0]
    return (
        f"As printed, vacancies at {short_name(answer.question.trust_name)} went from "
        f"{start.printed} in {periods.in_words(start.period)} to {end.printed} in "
        f"{periods.in_words(end.period)}. Staff in post, which are official, {_moved(staff)} in "
        f"between; both hold if the number of posts {_moved(movement.establishment[0])}, but that "
        "number was never published."
    )


def _moved(percent: float) -> str:
    return f"{'grew' if percent >= 0 else 'shrank'} by {PERCENT_CHANGE.size(percent)}"


def _nothing_printed(answer: Answer) -> str:
    own, name = answer.own, short_name(answer.question.trust_name)
    if own.empty:
        return f"Neither vacancies nor staff in post of {name} were published."
    nothing = "Its vacancy rate was neither published nor printed in the documents followed here."
    if not isinstance(answer.change, Refused) and answer.coincident.empty:
        return f"{change_in_words(answer, answer.change)} {nothing}"
    first, last = (
        f"{FTE.value(float(own.iloc[i]))} in {periods.in_words(str(own.index[i]))}" for i in (0, -1)
    )
    return f"Staff in post at {name} were {first} and {last}. {nothing}"


def _finding(answer: Answer, movement: Movement, notebook: str) -> Finding:
    """Return what a printed movement takes as a finding."""
    asked = answer.question
    estimate, lower, upper = movement.establishment
    verdict = _verdict(answer, movement)
    return Finding(
        trust=asked.trust,
        trust_name=asked.trust_name,
        measure="vacancy_rate",
        unit=PERCENT_CHANGE.code,
        design="description",
        status="exploratory",
        date=movement.end.month,
        estimate=estimate,
        lower=lower,
        upper=upper,
        figure_verdict=verdict.label,
        rule=verdict.rule,
        reason=(
            f"A move from {movement.start.printed} to {movement.end.printed} while staff in post "
            f"{_moved(movement.staff[0])} means that the number of posts {_moved(estimate)} "
            f"({PERCENT_CHANGE.interval(lower, upper)} with rounding and with every month that "
            "the print leaves open); that number is not published."
        ),
        notebook=notebook,
        sources=answer.sources,
    )


def printed(answer: Answer, rates: pd.DataFrame) -> Table | Note:
    """Return each printed rate with the staff in post of its month and the posts that they imply.

    The range holds every rounding of the rate and every month that its date may mean; a bound such
    as *under 10%* implies no number of posts.

    Parameters
    ----------
    answer
        On staff in post.
    rates
        As :func:`nhs_culture.studies.vacancies.what_it_takes` returns them.
    """
    if rates.empty:
        return Note(
            label="Printed", text="No document followed here prints a vacancy rate of the trust."
        )
    columns = ["when", "printed", "who", "staff", "posts", "lower", "upper"]
    return Table(
        name="printed-rates",
        caption=f"Vacancy rates of {answer.question.trust_name} as printed, and the number of "
        "posts (FTE) that each implies with the official staff in post",
        data=rates.assign(when=rates["when"].map(periods.in_words))[columns],
        source=_STAFF_SOURCE + " for staff in post; the documents named for the rates",
        formats=dict.fromkeys(columns[3:], ",.0f"),
        headers={
            "when": "When",
            "printed": "Printed",
            "who": "By",
            "staff": "Staff in post",
            "posts": "Posts implied",
            "lower": "from",
            "upper": "to",
        },
    )


def triangulation(asked: Answer, notebook: str) -> Group:
    """Return what the printed movement takes, beside the peers.

    Without a printed movement, return the posts that would leave the trust at England's rate.
    """
    found = printed_movements(asked)
    if found:
        first = found[0]
        others = peer_growth(asked, first)
        return Group(
            _finding(asked, first, notebook),
            _movements(first, found, others),
            _what_would_change(first),
            _growth(asked, first, others),
        )
    if asked.own.reindex(england_rates(asked.data)["month"]).isna().all():
        text = "No rate is printed, and no staff in post published for a month with England's rate."
        return Group(Note(label="Not testable", text=text))
    return Group(
        Note(
            label="Not testable",
            text="No document followed here prints how the vacancy rate of this trust moved. The "
            "table is arithmetic: it says what number of posts would leave the trust at England's "
            "rate, which need not be its own.",
        ),
        _at_england_rate(asked),
    )


def _at_england_rate(answer: Answer) -> Table:
    national = england_rates(answer.data)[["month", "rate"]]
    staff = answer.own.reindex(national["month"]).to_numpy(dtype=float)
    posts = [implied_posts(*pair) for pair in zip(staff, national["rate"], strict=True)]
    table = national.assign(staff=staff, posts=posts)
    return Table(
        name="england-rate",
        caption=f"Posts (FTE) that would leave {answer.question.trust_name} at England's rate",
        data=table.assign(month=table["month"].map(periods.in_words)),
        source=_STAFF_SOURCE + "; England's vacancies as printed",
        formats={"rate": ".1f", "staff": ",.0f", "posts": ",.0f"},
        headers={
            "month": "Month",
            "rate": "England's rate, %",
            "staff": "Staff in post",
            "posts": "Posts",
        },
    )


def _movements(first: Movement, found: list[Movement], others: pd.Series) -> Chart:
    """Return the growth in posts that each printed movement takes, beside staff in post."""
    rows = [
        (
            f"Posts if {one.printed}, as printed by {one.start.who}",
            *one.establishment,
        )
        for one in found
    ]
    rows += [
        ("Staff in post here", *first.staff),
        ("Staff in post, median and middle half of peers", *others.quantile([0.5, 0.25, 0.75])),
    ]
    grown = PERCENT_CHANGE.change
    told = "; ".join(
        f"{label}: {grown(estimate)} ({PERCENT_CHANGE.interval(lower, upper)})"
        for label, estimate, lower, upper in rows
    )
    chart = charts.estimates(
        pd.DataFrame(rows, columns=["label", "estimate", "lower", "upper"]),
        title=f"{_what_each_takes(found)}; staff in post "
        f"{_moved(first.staff[0])} here and {_moved(float(others.median()))} at the middle peer",
        subtitle=f"Change from {periods.in_words(first.start.month)} to "
        f"{periods.in_words(first.end.month)}. Bars: rounding and months left open; for peers, the "
        "middle half",
        unit=PERCENT_CHANGE,
        source=_STAFF_SOURCE + "; the documents named",
        name="movements",
    )
    return replace(chart, alt=f"Changes with their ranges. {told}.")


def _what_each_takes(found: list[Movement]) -> str:
    """Return ``15% to 8.7% holds if posts grew by 2.6%``, for each printed movement."""
    return "; ".join(
        f"{one.printed} holds if posts {_moved(one.establishment[0])}" for one in found
    )


def _what_would_change(movement: Movement) -> Chart:
    """Return the rate at the end under every growth of posts that the print leaves open."""
    start, end, (taken, least, most) = movement.start, movement.end, movement.establishment
    growth = np.linspace(math.floor(least), math.ceil(most), _STEPS)
    rates = [rate_under(movement, percent) for percent in growth]
    table = pd.DataFrame(rates, columns=["estimate", "lower", "upper"])
    table.insert(0, "assumed", growth)
    grown = PERCENT_CHANGE.change
    return charts.assumed(
        charts.Assumed(
            name="growth of posts (%)",
            told=lambda percent: f"Posts {grown(percent)}",
            tick=PERCENT_CHANGE.change_tick,
            figure=PERCENT.value,
            figure_tick=PERCENT.tick,
            interval=lambda low, high: f"{PERCENT.value(low)} to {PERCENT.value(high)}",
            marks=[
                (taken, f"{movement.printed}: {grown(taken)}"),
            ],
            reference=(end.value, f"Printed: {end.printed}"),
        ),
        table,
        title=f"What would change the verdict: {movement.printed} is right if posts "
        f"changed by {PERCENT_CHANGE.interval(least, most)}; had they grown by "
        f"{growth[-1]:.0f}%, the rate would have been {PERCENT.value(rates[-1][0])}",
        subtitle=f"Vacancy rate in {periods.in_words(end.month)} (%) by how the number of posts "
        f"changed from {periods.in_words(start.month)}, had the rate then been {start.printed}. "
        "Band: rounding of the first rate, and every month that the print leaves open",
        source=_STAFF_SOURCE + "; the documents named",
        unit=PERCENT.name,
        name="what-would-change",
    )


def _growth(answer: Answer, movement: Movement, others: pd.Series) -> Chart:
    """Return the growth in staff in post between the printed dates, a dot for each peer."""
    asked, own = answer.question, movement.staff[0]
    everyone = pd.concat([pd.Series({asked.trust: own}), others])
    at = place(everyone, asked.trust)
    rate = rate_had_posts_grown(movement, float(others.median()))
    return charts.distribution(
        _subject(answer, "Growth of staff in post", PERCENT_CHANGE),
        everyone,
        title=f"{short_name(asked.trust_name)} grew {at.words('most')}; "
        f"had its posts grown like the median peer's staff, the printed {movement.start.printed} "
        f"would have ended at {rate:.1f}%",
        interval=movement.staff[1:],
        name="growth",
    )


def establishments(answer: Answer) -> Chart | Note:
    """Return staff in post with the posts that printed rates imply; else staff in post alone."""
    asked, name = answer.question, short_name(answer.question.trust_name)
    if answer.own.empty:
        return Note(label="Missing", text="No figure of staff in post of this trust was published.")
    rates = {one.month: one for one in sharpest(printed_rates(answer.data.register, asked.trust))}
    points = pd.Series({m: posts_of(answer, r).posts for m, r in rates.items()}, dtype=float)
    points = points.dropna()
    if points.empty:
        return trend.trend(answer)
    months = _around(answer, points)
    table = pd.DataFrame({asked.trust: answer.own, "Posts implied by print": points})
    return charts.lines(
        _subject(answer, "Staff in post and posts", FTE),
        table.reindex(months),
        title=f"Posts implied by print at {name}: {_points_in_words(points, rates)}",
        events=_events(answer, months[0]),
        name="establishments",
    )


def _points_in_words(points: pd.Series, rates: Mapping[str, Rate]) -> str:
    return listed(
        f"{count:,.0f} in {periods.in_words(str(month))} (from {rates[str(month)].printed})"
        for month, count in points.items()
    )


def _around(answer: Answer, points: pd.Series) -> list[str]:
    """Return the months from two years before the first point to a year after the last."""
    first = periods.shift(str(points.index[0]), "month", -24)
    last = periods.shift(str(points.index[-1]), "month", 12)
    return periods.span(
        max(first, str(answer.own.index[0])), min(last, str(answer.own.index[-1])), "month"
    )


def _events(answer: Answer, first: str) -> list[Event]:
    """Return what happened at the trust from a month on."""
    return [one for one in subject.marks(answer) if one.date >= first]


def england(national: pd.DataFrame) -> Table:
    """Return England's vacancies, printed by newspapers from the official statistics.

    Parameters
    ----------
    national
        As :func:`nhs_culture.studies.vacancies.england_rates` returns them.
    """
    return Table(
        name="england",
        caption="Vacancies in England's trusts as printed, and the rate (percent) that they give "
        "with the official staff in post of the month",
        data=national.assign(month=national["month"].map(periods.in_words)),
        source=_STAFF_SOURCE + " for staff in post; the documents named for vacancies",
        formats={"vacancies": ",.0f", "staff": ",.0f", "rate": ".1f", "printed": ".1f"},
        headers={
            "month": "Month",
            "vacancies": "Vacancies, FTE",
            "staff": "Staff in post, FTE",
            "rate": "Rate worked out",
            "printed": "Rate printed",
            "document": "Vacancies printed in",
        },
    )


def sources(answer: Answer) -> Sources:
    """Return the publication behind staff in post and the documents that print vacancies."""
    return documents.printed_in(answer, PRINTED)


def _subject(answer: Answer, name: str, unit: Unit) -> Subject:
    asked = answer.question
    return Subject(
        trust=asked.trust,
        trust_name=asked.trust_name,
        measure=asked.measure,
        measure_name=name,
        unit=unit,
        frequency=asked.frequency,
        source=_STAFF_SOURCE,
        higher_is=asked.higher_is,
    )
