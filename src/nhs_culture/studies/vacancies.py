"""What a printed vacancy rate takes: the posts that it implies with the official staff in post.

Vacancy rates of trusts were never published for England, but a rate is one minus staff in post over
establishment (the funded posts), and staff in post is official and monthly. A printed rate and the
staff in post of its month therefore give the establishment that the two imply, and a printed fall
gives the change in establishment that it takes. Nothing here says that a printed rate is right: the
arithmetic shows what else would have to be true.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import numpy as np
import pandas as pd

from nhs_culture import periods
from nhs_culture.data.access import Data
from nhs_culture.register import Register
from nhs_culture.studies.answer import Answer
from nhs_culture.studies.compared import comparable
from nhs_culture.studies.question import EVERY_TRUST

__all__ = [
    "Movement",
    "Posts",
    "Rate",
    "england_rates",
    "implied_change",
    "implied_posts",
    "peer_growth",
    "posts_of",
    "printed_movements",
    "printed_rates",
    "rate_had_posts_grown",
    "rate_under",
    "sharpest",
    "what_it_takes",
]

_SOLE = ("exact", "rounded")
"""Precisions under which a printed figure is a value and not a bound."""
_BOUNDS = {"more_than": "over ", "less_than": "under ", "at_least": "at least "}


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

    @property
    def printed(self) -> str:
        """Both rates: ``15% to 8.7%``."""
        return f"{self.start.printed} to {self.end.printed}"


class Posts(NamedTuple):
    """Staff in post, and the posts that a printed rate implies, with the ends of their range."""

    staff: float
    posts: float
    lower: float
    upper: float


def implied_posts(staff: float, rate: float) -> float:
    """Return the number of posts that staff in post and a vacancy rate in percent imply.

    Examples
    --------
    >>> implied_posts(900, rate=10)
    1000.0
    """
    return staff / (1 - rate / 100)


def implied_change(staff: tuple[float, float], start: float, end: float) -> float:
    """Return the growth in establishment that two vacancy rates imply, in percent.

    Parameters
    ----------
    staff
        Staff in post before and after, over 0.
    start, end
        Vacancy rates in percent, under 100.
    """
    before, after = implied_posts(staff[0], start), implied_posts(staff[1], end)
    return 100 * (after / before - 1)


def printed_rates(register: Register, trust: str) -> list[Rate]:
    """Return every dated vacancy rate that the documents print of all staff of a trust, by month.

    One without a date cannot be set beside staff in post; the ledger of claims has it.
    """
    claims = register.claims
    about = claims[
        (claims["org_code"] == trust)
        & (claims["measure"] == "vacancy_rate")
        & (claims["subgroup"] == "all")
    ]
    rates = [
        _rate(register, claim, end)
        for _, claim in about.iterrows()
        for end in ("from", "to")
        if math.isfinite(claim[f"value_{end}"]) and claim[f"period_{end}"]
    ]
    return sorted(rates, key=lambda rate: (rate.month, rate.who))


def _rate(register: Register, claim: pd.Series, end: str) -> Rate:
    evidence = register.evidence.set_index("claim_id")
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
    """Return what each printed movement takes of the establishment; none without staff in post.

    The best known stands first: one of the front page, then as the documents are registered.
    """
    best_known = set(answer.data.register.front_page["claim_id"])
    rates = [
        rate
        for rate in printed_rates(answer.data.register, answer.question.trust)
        if math.isfinite(rate.value)
    ]
    found = []
    for claim in dict.fromkeys(rate.claim for rate in rates):
        ends = [rate for rate in rates if rate.claim == claim]
        if len(ends) == 2 and all(_staff(answer, rate).size for rate in ends):
            found.append(_movement(answer, *ends))
    return sorted(found, key=lambda one: one.start.claim not in best_known)


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


def posts_of(answer: Answer, rate: Rate) -> Posts:
    """Return staff in post and the posts that a printed rate implies, with their range.

    All are NaN for a bound, and where nothing was published for the month.
    """
    staff = _staff(answer, rate)
    if not staff.size or not math.isfinite(rate.value):
        return Posts(math.nan, math.nan, math.nan, math.nan)
    own = float(answer.own[rate.month])
    return Posts(
        own,
        implied_posts(own, rate.value),
        implied_posts(float(staff.min()), rate.lower),
        implied_posts(float(staff.max()), rate.upper),
    )


def what_it_takes(answer: Answer) -> pd.DataFrame:
    """Return every printed rate with the staff in post of its month and the posts it implies.

    Returns
    -------
    DataFrame
        ``month``, ``rate`` (percent; NaN for a bound), ``staff``, ``posts``, ``lower`` and
        ``upper`` (FTE), and ``when``, ``printed`` and ``who`` as printed: a row each, by month;
        none where no rate is printed.
    """
    rates = printed_rates(answer.data.register, answer.question.trust)
    rows = [
        (rate.month, rate.value, *posts_of(answer, rate), rate.period, rate.printed, rate.who)
        for rate in rates
    ]
    columns = ["month", "rate", "staff", "posts", "lower", "upper", "when", "printed", "who"]
    return pd.DataFrame(rows, columns=columns)


def peer_growth(answer: Answer, movement: Movement) -> pd.Series:
    """Return the growth in staff in post of each peer between two months, in percent, by code.

    Peers with a merger or a transfer of their own in between are left out.
    """
    asked = answer.question
    months = periods.span(movement.start.month, movement.end.month, asked.frequency)
    logs = comparable(answer.data.register, answer.group, asked.measure, months, keep=asked.trust)
    others = logs.drop(columns=asked.trust).dropna(axis=1)
    growth: pd.Series = np.expm1((others.iloc[-1] - others.iloc[0]) / 100) * 100
    return growth


def rate_had_posts_grown(movement: Movement, percent: float) -> float:
    """Return the rate at the end, had it started as printed and posts grown by so much."""
    return _rate_at_end(movement.start.value, movement.staff[0], percent)


def rate_under(movement: Movement, percent: float) -> tuple[float, float, float]:
    """Return the same with the ends that rounding and months left open give it."""
    start, (staff, slowest, fastest) = movement.start, movement.staff
    pairs = ((start.value, staff), (start.lower, fastest), (start.upper, slowest))
    own, lower, upper = (_rate_at_end(rate, grown, percent) for rate, grown in pairs)
    return own, lower, upper


def _rate_at_end(start: float, staff: float, posts: float) -> float:
    """Return a vacancy rate after staff in post and posts grew, all in percent."""
    return 100 * (1 - (1 - start / 100) * (1 + staff / 100) / (1 + posts / 100))


def sharpest(rates: list[Rate]) -> list[Rate]:
    """Return the most precisely printed rate of each month."""
    by_month: dict[str, Rate] = {}
    for rate in rates:
        held = by_month.get(rate.month)
        if math.isfinite(rate.value) and (
            held is None or rate.upper - rate.lower < held.upper - held.lower
        ):
            by_month[rate.month] = rate
    return list(by_month.values())


def england_rates(data: Data) -> pd.DataFrame:
    """Return England's vacancies as printed, with the rate that official staff in post give.

    Returns
    -------
    DataFrame
        ``month``, ``vacancies`` and ``staff`` in FTE, ``rate`` = vacancies over the two together
        and ``printed``, the rate printed for the month (NaN where none is), in percent, and
        ``document``; by month.
    """
    claims = data.register.claims
    national = claims[(claims["org_code"] == EVERY_TRUST) & (claims["subgroup"] == "all")]
    posts = national[national["measure"] == "vacancies"].set_index("period_to")
    printed = national[national["measure"] == "vacancy_rate"].set_index("period_to")["value_to"]
    staff = data.series(EVERY_TRUST, "staff_fte").reindex(posts.index)
    titles = data.register.titles
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
