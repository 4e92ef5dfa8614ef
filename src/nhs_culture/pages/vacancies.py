"""What printed vacancy rates say together with the official number of staff in post.

Vacancy rates of trusts were never published for England, but a rate is one minus staff in post over
establishment (the funded posts), and staff in post is official and monthly. A printed rate and the
staff in post of its month therefore give the establishment that the two imply, and a printed fall
gives the change in establishment that it takes. Nothing here says that a printed rate is right: the
arithmetic shows what else would have to be true.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

import numpy as np
import pandas as pd

from nhs_culture import charts, periods
from nhs_culture.charts import Event, Subject
from nhs_culture.data.panel import series
from nhs_culture.designs import Refused
from nhs_culture.english import listed, short_name
from nhs_culture.exhibits import Chart, Finding, Headline, Note, Sources, Table
from nhs_culture.metrics.place import place
from nhs_culture.pages import documents, subject, trend
from nhs_culture.pages.lead import replies
from nhs_culture.pages.words import change_in_words
from nhs_culture.register import read_register
from nhs_culture.studies.answer import Answer
from nhs_culture.studies.compared import comparable
from nhs_culture.units import FTE, PERCENT, PERCENT_CHANGE, Unit
from nhs_culture.verdicts.figures import figure_verdict
from nhs_culture.verdicts.printed import Claimed

__all__ = [
    "Movement",
    "Rate",
    "england",
    "england_rates",
    "establishments",
    "headline",
    "implied_change",
    "printed",
    "printed_movements",
    "printed_rates",
    "sources",
    "triangulation",
]

ENGLAND = "ENG"
_SOLE = ("exact", "rounded")
"""Precisions under which a printed figure is a value and not a bound."""
_BOUNDS = {"more_than": "over ", "less_than": "under ", "at_least": "at least "}
_STAFF_SOURCE = "NHS Workforce Statistics"


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A printed vacancy rate.

    Attributes
    ----------
    claim, who
        Identifier in ``claims.csv`` and who prints it.
    printed
        As a reader sees it.
    value, lower, upper
        In percent: as printed, and the ends of what rounds to it; NaN for a bound (*under 10%*).
    period
        As registered: a month, or a year where no month is printed.
    month
        The month that the rate is set beside: the period's own, or the one that ``evidence.csv``
        names for it, or the last of the year.
    """

    claim: str
    who: str
    printed: str
    value: float
    lower: float
    upper: float
    period: str
    month: str

    @property
    def months(self) -> list[str]:
        """Every month that the printed period may mean."""
        if len(self.period) == len("2016-09"):
            return [self.period]
        return periods.span(f"{self.period}-01", f"{self.period}-12", "month")


@dataclass(frozen=True, kw_only=True)
class Movement:
    """The change in establishment that a printed fall or rise of the vacancy rate takes.

    Attributes
    ----------
    start, end
        The printed rates.
    staff, establishment
        Growth in percent from the month of the one to that of the other: ``(estimate, lower,
        upper)``, the ends over every rounding and every month that the print leaves open.
    """

    start: Rate
    end: Rate
    staff: tuple[float, float, float]
    establishment: tuple[float, float, float]


def implied_change(staff: tuple[float, float], start: float, end: float) -> float:
    """Return the growth in establishment that two vacancy rates imply, in percent.

    Parameters
    ----------
    staff
        Staff in post before and after, over 0.
    start, end
        Vacancy rates in percent, under 100.
    """
    before, after = staff[0] / (1 - start / 100), staff[1] / (1 - end / 100)
    return 100 * (after / before - 1)


def printed_rates(trust: str) -> list[Rate]:
    """Return every vacancy rate that the documents print of all staff of a trust, by month."""
    claims = read_register().claims
    about = claims[
        (claims["org_code"] == trust)
        & (claims["measure"] == "vacancy_rate")
        & (claims["subgroup"] == "all")
    ]
    rates = [
        _rate(claim, end)
        for _, claim in about.iterrows()
        for end in ("from", "to")
        if math.isfinite(claim[f"value_{end}"])
    ]
    return sorted(rates, key=lambda rate: (rate.month, rate.who))


def _rate(claim: pd.Series, end: str) -> Rate:
    evidence = read_register().evidence.set_index("claim_id")
    value, period = float(claim[f"value_{end}"]), str(claim[f"period_{end}"])
    half = _half_step(value) if claim["precision"] in _SOLE else math.nan
    named = str(evidence["period_" + end].get(claim["claim_id"], ""))
    return Rate(
        claim=claim["claim_id"],
        who=claim["who"],
        printed=f"{_BOUNDS.get(claim['precision'], '')}{value:g}%",
        value=value if math.isfinite(half) else math.nan,
        lower=value - half,
        upper=value + half,
        period=period,
        month=named if named.startswith(period) and len(named) == 7 else _last_month(period),
    )


def _half_step(value: float) -> float:
    """Return half of the last printed decimal: 0.05 for 15.7, 0.5 for 15."""
    exponent = int(Decimal(f"{value:g}").as_tuple().exponent)
    return float(10.0 ** min(exponent, 0)) / 2


def _last_month(period: str) -> str:
    return period if len(period) == 7 else f"{period}-12"


def printed_movements(answer: Answer) -> list[Movement]:
    """Return what each printed movement takes of the establishment; none without staff in post."""
    rates = [rate for rate in printed_rates(answer.question.trust) if math.isfinite(rate.value)]
    found = []
    for claim in dict.fromkeys(rate.claim for rate in rates):
        ends = [rate for rate in rates if rate.claim == claim]
        if len(ends) == 2 and all(_staff(answer, rate).size for rate in ends):
            found.append(_movement(answer, *ends))
    return found


def _movement(answer: Answer, start: Rate, end: Rate) -> Movement:
    before, after = _staff(answer, start), _staff(answer, end)
    own = (float(answer.own[start.month]), float(answer.own[end.month]))
    slowest, fastest = (before.max(), after.min()), (before.min(), after.max())
    return Movement(
        start=start,
        end=end,
        staff=(_growth_of(own), _growth_of(slowest), _growth_of(fastest)),
        establishment=(
            implied_change(own, start.value, end.value),
            implied_change(slowest, start.upper, end.lower),
            implied_change(fastest, start.lower, end.upper),
        ),
    )


def _growth_of(staff: tuple[float, float]) -> float:
    return 100 * (staff[1] / staff[0] - 1)


def _staff(answer: Answer, rate: Rate) -> np.ndarray:
    """Return staff in post in every month that a printed rate may be of, (n,)."""
    found: np.ndarray = answer.own.reindex(rate.months).dropna().to_numpy(dtype=float)
    return found


def headline(answer: Answer, notebook: str) -> Headline:
    """Return the first screen: what was printed and what it takes, or what staff in post did."""
    found = printed_movements(answer)
    reason = _as_printed(answer, _most_precise(found)) if found else _nothing_printed(answer)
    context = "The questions are put to staff in post: vacancies by trust are not published."
    if found and not isinstance(answer.change, Refused):
        context = f"{change_in_words(answer, answer.change)} {context}"
    return Headline.of(answer.finding(notebook, reason), replies(answer), context)


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
    grown = PERCENT_CHANGE.change
    verdict = figure_verdict(
        Claimed(value=movement.end.value, unit=PERCENT.code),
        needs=f"the funded establishment of {short_name(asked.trust_name)}, month by month",
    )
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
            f"A move from {movement.start.printed} to {movement.end.printed} with staff in post "
            f"{grown(movement.staff[0])} takes a change of {grown(estimate)} in the number of "
            f"posts ({PERCENT_CHANGE.interval(lower, upper)} with rounding and with every month "
            "that the print leaves open); that number is not published."
        ),
        notebook=notebook,
        sources=tuple(sorted(set(answer.sources))),
    )


def _most_precise(found: list[Movement]) -> Movement:
    return min(found, key=lambda one: one.start.upper - one.start.lower)


def printed(answer: Answer) -> Table | Note:
    """Return each printed rate with the staff in post of its month and the posts that they imply.

    The range holds every rounding of the rate and every month that its date may mean; a bound such
    as *under 10%* implies no number of posts.
    """
    rates = printed_rates(answer.question.trust)
    if not rates:
        return Note(
            label="Printed", text="No document followed here prints a vacancy rate of the trust."
        )
    rows = [
        (
            periods.in_words(rate.period),
            rate.printed,
            rate.who,
            *_posts(answer, rate),
        )
        for rate in rates
    ]
    columns = ["when", "printed", "who", "staff", "posts", "lower", "upper"]
    return Table(
        name="printed-rates",
        caption=f"Vacancy rates of {answer.question.trust_name} as printed, and the number of "
        "posts (FTE) that each implies with the official staff in post",
        data=pd.DataFrame(rows, columns=columns),
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


def _posts(answer: Answer, rate: Rate) -> tuple[float, float, float, float]:
    """Return staff in post and the posts that a printed rate implies, with their range.

    All are NaN for a bound, and where nothing was published for the month.
    """
    staff = _staff(answer, rate)
    if not staff.size or not math.isfinite(rate.value):
        return math.nan, math.nan, math.nan, math.nan
    own = float(answer.own[rate.month])
    return (
        own,
        own / (1 - rate.value / 100),
        float(staff.min()) / (1 - rate.lower / 100),
        float(staff.max()) / (1 - rate.upper / 100),
    )


def triangulation(answer: Answer, notebook: str) -> list[Finding | Chart | Table | Note]:
    """Return what the printed movement takes, beside the peers.

    Without a printed movement, return the posts that would leave the trust at England's rate.
    """
    found = printed_movements(answer)
    if found:
        first = _most_precise(found)
        others = _peer_growth(answer, first)
        return [
            _finding(answer, first, notebook),
            _movements(first, found, others),
            _growth(answer, first, others),
        ]
    if answer.own.reindex(england_rates()["month"]).isna().all():
        text = "No rate is printed, and no staff in post published for a month with England's rate."
        return [Note(label="Not testable", text=text)]
    return [
        Note(
            label="Not testable",
            text="No document followed here prints how the vacancy rate of this trust moved. The "
            "table is arithmetic: it says what number of posts would leave the trust at England's "
            "rate, which need not be its own.",
        ),
        _at_england_rate(answer),
    ]


def _at_england_rate(answer: Answer) -> Table:
    national = england_rates()[["month", "rate"]]
    staff = answer.own.reindex(national["month"]).to_numpy(dtype=float)
    table = national.assign(staff=staff, posts=staff / (1 - national["rate"] / 100))
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
            f"Posts if {one.start.printed} to {one.end.printed}, as printed by {one.start.who}",
            *one.establishment,
        )
        for one in sorted(found, key=lambda one: one is not first)
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
        title=f"The printed rates take {grown(first.establishment[0])} in posts; staff in post "
        f"changed by {grown(first.staff[0])} here and {grown(float(others.median()))} at the "
        "median peer",
        subtitle=f"Change from {periods.in_words(first.start.month)} to "
        f"{periods.in_words(first.end.month)}. Bars: rounding and months left open; for peers, the "
        "middle half",
        unit=PERCENT_CHANGE,
        source=_STAFF_SOURCE + "; the documents named",
        name="movements",
    )
    return replace(chart, alt=f"Changes with their ranges. {told}.")


def _peer_growth(answer: Answer, movement: Movement) -> pd.Series:
    """Return the growth in staff in post of each peer between two months, in percent, by code.

    Peers with a merger or a transfer of their own in between are left out.
    """
    asked = answer.question
    months = periods.span(movement.start.month, movement.end.month, asked.frequency)
    logs = comparable(answer.data.register, answer.group, asked.measure, months, keep=asked.trust)
    others = logs.drop(columns=asked.trust).dropna(axis=1)
    growth: pd.Series = np.expm1((others.iloc[-1] - others.iloc[0]) / 100) * 100
    return growth


def _growth(answer: Answer, movement: Movement, others: pd.Series) -> Chart:
    """Return the growth in staff in post between the printed dates, a dot for each peer."""
    asked, own = answer.question, movement.staff[0]
    everyone = pd.concat([pd.Series({asked.trust: own}), others])
    at = place(everyone, asked.trust)
    rate = _rate_had_posts_grown(movement, float(others.median()))
    return charts.distribution(
        _subject(answer, "Growth of staff in post", PERCENT_CHANGE),
        everyone,
        title=f"{short_name(asked.trust_name)} grew {at.words('most')}; "
        "had its posts grown like the median peer's staff, the rate would have ended at "
        f"{rate:.1f}%",
        interval=movement.staff[1:],
        name="growth",
    )


def _rate_had_posts_grown(movement: Movement, percent: float) -> float:
    """Return the rate at the end, had it started as printed and posts grown by so much."""
    filled = 1 - movement.start.value / 100
    return 100 * (1 - filled * (1 + movement.staff[0] / 100) / (1 + percent / 100))


def establishments(answer: Answer) -> Chart | Note:
    """Return staff in post with the posts implied by what is printed of the trust, or of England.

    Where no rate of the trust is printed, the posts are those that would leave it at England's
    rate: arithmetic, and not a statement about the trust.
    """
    asked, name = answer.question, short_name(answer.question.trust_name)
    if answer.own.empty:
        return Note(label="Missing", text="No figure of staff in post of this trust was published.")
    rates = {rate.month: rate for rate in _sharpest(printed_rates(asked.trust))}
    points = pd.Series({m: _posts(answer, r)[1] for m, r in rates.items()}, dtype=float).dropna()
    label, title = (
        "Posts implied by print",
        f"Posts implied by print at {name}: {_points_in_words(points)}",
    )
    if points.empty:
        national = england_rates().set_index("month")["rate"]
        points = (answer.own.reindex(national.index) / (1 - national / 100)).dropna()
        label = "Posts at England's rate"
        if points.empty:
            return trend.trend(answer)
        last = str(points.index[-1])
        title = (
            f"{name} had {answer.own[last]:,.0f} FTE in post in {periods.in_words(last)}; at "
            f"England's vacancy rate of {national[last]:.1f}% that would be {points[last]:,.0f} "
            "posts"
        )
    months = _around(answer, points)
    table = pd.DataFrame({asked.trust: answer.own, label: points}).reindex(months)
    return charts.lines(
        _subject(answer, "Staff in post and posts", FTE),
        table,
        title=title,
        events=_events(answer, months[0]),
        name="establishments",
    )


def _points_in_words(points: pd.Series) -> str:
    return listed(
        f"{count:,.0f} in {periods.in_words(str(month))}" for month, count in points.items()
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


def _sharpest(rates: list[Rate]) -> list[Rate]:
    """Return the most precisely printed rate of each month."""
    by_month: dict[str, Rate] = {}
    for rate in rates:
        held = by_month.get(rate.month)
        if math.isfinite(rate.value) and (
            held is None or rate.upper - rate.lower < held.upper - held.lower
        ):
            by_month[rate.month] = rate
    return list(by_month.values())


@cache
def england_rates() -> pd.DataFrame:
    """Return England's vacancies as printed, with the rate that official staff in post give.

    Returns
    -------
    DataFrame
        ``month``, ``vacancies`` and ``staff`` in FTE, ``rate`` = vacancies over the two together
        and ``printed``, the rate printed for the month (NaN where none is), in percent, and
        ``document``; by month.
    """
    claims = read_register().claims
    national = claims[(claims["org_code"] == ENGLAND) & (claims["subgroup"] == "all")]
    posts = national[national["measure"] == "vacancies"].set_index("period_to")
    printed = national[national["measure"] == "vacancy_rate"].set_index("period_to")["value_to"]
    staff = series(ENGLAND, "staff_fte").reindex(posts.index)
    titles = read_register().sources.set_index("source_id")["title"]
    table = pd.DataFrame(
        {
            "month": posts.index,
            "vacancies": posts["value_to"].to_numpy(),
            "staff": staff.to_numpy(),
            "rate": (100 * posts["value_to"] / (posts["value_to"] + staff)).to_numpy(),
            "printed": printed.reindex(posts.index).to_numpy(),
            "document": posts["document"].map(titles).to_numpy(),
        }
    )
    return table.sort_values("month", ignore_index=True)


def england() -> Table:
    """Return England's vacancies, printed by newspapers from the official statistics."""
    table = england_rates()
    return Table(
        name="england",
        caption="Vacancies in England's trusts as printed, and the rate (percent) that they give "
        "with the official staff in post of the month",
        data=table.assign(month=table["month"].map(periods.in_words)),
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
    return documents.printed_in(answer, ("vacancy_rate", "vacancies"))


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
