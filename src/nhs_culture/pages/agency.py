"""Agency and bank staff as a share of the pay bill: among trusts, as printed, and in England.

A share of a pay bill is counted, not sampled: it has no sampling error. The funnel's limits say how
far trusts of a kind usually lie apart. What chance alone could do is taken from a model that is
stated: were every post covered by agency or bank with the same probability everywhere, the share
would vary as a proportion of so many posts does. The spread between trusts is many times that, and
the limits are widened to it (Spiegelhalter 2005, Quality and Safety in Health Care 14, 347-351).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from nhs_culture import charts, claims, open_data, periods
from nhs_culture.charts import Event, Subject
from nhs_culture.data.panel import peers, series, wide
from nhs_culture.english import sentence, short_name
from nhs_culture.errors import DesignError
from nhs_culture.exhibits import Chart, Headline, Note, Sources, Table
from nhs_culture.metrics.funnel import OverdispersedFunnel, overdispersed_limits
from nhs_culture.metrics.place import place, places
from nhs_culture.pages import documents, subject
from nhs_culture.pages.lead import replies
from nhs_culture.register import read_register
from nhs_culture.studies.answer import Answer
from nhs_culture.units import PERCENT, PERCENTAGE_POINTS, POUNDS

__all__ = [
    "Spread",
    "change",
    "figures_by_year",
    "funnel",
    "headline",
    "national",
    "printed",
    "rival",
    "sources",
    "spread",
    "spread_in_words",
    "standings",
]

ENGLAND = "ENG"
PRICE_CAP = "england-agency-price-cap-2015-11-23"
SPENDING = ("agency_spend", "agency_share", "locum_spend")
MISPRINTED = "wwl-agency-later"
"""The claim of the article that prints one year twice."""
SMALLEST_GROUP = 20
"""Trusts of a kind below which the funnel is drawn from trusts of every kind."""
LEVELS = (0.95, 0.998)


@dataclass(frozen=True, kw_only=True, eq=False)
class Spread:
    """The agency and bank shares of a group of trusts in one year, and their funnel.

    Attributes
    ----------
    period
        Financial year.
    group
        Whom the trust is set among, in words.
    table
        A row a trust, by ODS code: ``value`` (percent), ``size`` (staff costs, £m), ``posts``
        (WTE that a median trust has for such costs).
    limits
        By ``size``, ascending: ``centre``, ``lower_95``, ``upper_95``, ``lower_998``,
        ``upper_998``, in percent.
    fit
        The funnel on the scale of the arcsine of the root, at the narrower level.
    """

    period: str
    group: str
    table: pd.DataFrame
    limits: pd.DataFrame
    fit: OverdispersedFunnel


def spread(answer: Answer) -> Spread | DesignError:
    """Return the funnel of the last year that the trust has a share for.

    The group is the trust's peers as asked for, or every trust where they are fewer than
    :data:`SMALLEST_GROUP`.
    """
    asked = answer.question
    if answer.own.empty:
        return DesignError(f"no pay bill of {asked.trust} is in the files held here")
    period = str(answer.own.index[-1])
    group, words = answer.group, "trusts of its kind"
    if asked.peers != "benchmark group":
        words = f"its peers ({asked.peers})"
    if group.loc[period].notna().sum() < SMALLEST_GROUP:
        group, words = peers(asked.trust, asked.measure, "all"), "trusts of every kind"
    table = pd.DataFrame(
        {
            "value": group.loc[period],
            "size": wide("staff_cost").loc[period] / 1e6,
        }
    ).dropna()
    # Posts in proportion to pay, so that the accounts of part of a year count for that part.
    table["posts"] = table["size"] * _posts_per_million(period)
    return _funnelled(period, words, table.sort_values("size"))


def _funnelled(period: str, group: str, table: pd.DataFrame) -> Spread | DesignError:
    """Return the funnel of a table of shares, or the refusal where there are too few."""
    values = np.arcsin(np.sqrt(table["value"].to_numpy(dtype=float) / 100))
    errors = 1 / (2 * np.sqrt(table["posts"].to_numpy(dtype=float)))
    try:
        fits = {
            level: overdispersed_limits(values, errors, float(np.median(values)), level)
            for level in LEVELS
        }
    except DesignError as error:
        return error
    columns = {"size": table["size"], "centre": _percent(np.full(len(values), np.median(values)))}
    for level, name in zip(LEVELS, ("95", "998"), strict=True):
        columns[f"lower_{name}"] = _percent(fits[level].lower)
        columns[f"upper_{name}"] = _percent(fits[level].upper)
    limits = pd.DataFrame(columns)
    return Spread(period=period, group=group, table=table, limits=limits, fit=fits[LEVELS[0]])


def _posts_per_million(period: str) -> float:
    """Return the median trust's average staff (WTE) for each £m of staff costs."""
    per_pound = wide("average_wte").T[period] / wide("staff_cost").T[period]
    return 1e6 * float(per_pound.median())


def _percent(angle: np.ndarray) -> np.ndarray:
    """Return percentages from arcsines of roots, held between 0 and 100."""
    share: np.ndarray = 100 * np.sin(np.clip(angle, 0, np.pi / 2)) ** 2
    return share


def headline(answer: Answer, notebook: str) -> Headline:
    """Return the first screen: the share, its place among trusts, and how it moved."""
    found = spread(answer)
    return Headline.of(
        answer.finding(notebook, _opening(answer)),
        replies(answer),
        context=_context(answer, found) if isinstance(found, Spread) else "",
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
    moves = _moves(answer)
    return (
        f"{told}. In {periods.in_words(str(own.index[-2]))} it was "
        f"{PERCENT.value(float(own.iloc[-2]))}; the share fell at {int((moves < 0).sum())} of "
        f"the {len(moves)} trusts of its kind with both years."
    )


def _moves(answer: Answer) -> pd.Series:
    """Return the change between the trust's last two years at each trust of the group, by code."""
    return answer.group.reindex(answer.own.index[-2:]).diff().iloc[-1].dropna()


def _context(answer: Answer, found: Spread) -> str:
    sentences = (
        _part_year(answer),
        _few_of_its_kind(answer, found),
        "With two years there is no telling whether it moved more than elsewhere.",
        "A share of a pay bill is counted and not sampled, so the limits of the chart show how "
        "trusts differ and not what chance could do.",
    )
    return " ".join(filter(None, sentences))


def _few_of_its_kind(answer: Answer, found: Spread) -> str:
    own = int(pd.Series(answer.group.T[found.period]).notna().sum())
    if own >= SMALLEST_GROUP:
        return ""
    return f"Only {own} trusts of its kind have figures, too few for a funnel of their own."


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


def funnel(answer: Answer) -> Chart | Note:
    """Return the share against the size of the pay bill, with the spread between trusts."""
    found = spread(answer)
    if isinstance(found, DesignError):
        return Note(label="Missing", text=sentence(str(found)))
    asked = answer.question
    own = float(found.table["value"][asked.trust])
    low, high = (float(found.limits[f"{end}_95"][asked.trust]) for end in ("lower", "upper"))
    chart = charts.funnel(
        subject.subject(answer),
        found.table,
        found.limits,
        title=f"{short_name(asked.trust_name)} spent {own:.1f}% on agency and bank staff in "
        f"{periods.in_words(found.period)}, {'inside' if low <= own <= high else 'outside'} the "
        f"range of {low:.1f}% to {high:.1f}% that 95% of {found.group} would keep to",
        size_name="staff costs, £m",
    )
    return replace(
        chart,
        subtitle=f"{asked.measure_name} (%), {found.group}. The limits hold 95% (solid) "
        "and 99.8% (dashed) of trusts that differ as widely as these do; chance alone would keep "
        "them far closer",
    )


def spread_in_words(answer: Answer) -> Note:
    """Return how much of the spread between trusts size and chance could account for."""
    found = spread(answer)
    if isinstance(found, DesignError):
        return Note(label="Refused", text=f"No funnel was computed: {found}.")
    chance, apart = float(np.median(found.fit.standard_errors)), found.fit.tau
    return Note(
        label="How to read it",
        text=(
            "Were every post covered by agency or bank with one and the same probability, shares "
            f"would differ by a standard deviation of {chance:.3f} on the scale of the limits (the "
            f"arcsine of the root). Beyond that, trusts differ by {apart:.3f}, "
            f"{apart / chance:.0f} times as much, and small trusts hardly more than large ones: "
            "the limits are nearly level, and size accounts for little."
        ),
    )


def standings(answer: Answer) -> list[Chart]:
    """Return where the trust stood among its peers, a chart for each year; none without figures."""
    return [_standing(answer, str(period)) for period in answer.own.index]


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
    """Return agency and bank cost, staff costs and the share by year, with the median peer."""
    asked = answer.question
    if answer.own.empty:
        return Note(label="Missing", text="The trust has no row in the pay bills held here.")
    years = answer.own.index
    others = answer.group.drop(columns=asked.trust).loc[years]
    table = pd.DataFrame(
        {
            "year": [periods.in_words(str(label)) for label in years],
            "agency": series(asked.trust, "agency_bank_cost").reindex(years).to_numpy() / 1e6,
            "staff": series(asked.trust, "staff_cost").reindex(years).to_numpy() / 1e6,
            "share": answer.own.to_numpy(),
            "median": others.median(axis=1).to_numpy(),
            **places(answer.group, asked.trust).to_dict("list"),
        }
    )
    return Table(
        name="figures",
        caption=f"Agency and bank staff in the accounts of {asked.trust_name}",
        data=table,
        source=subject.source_line(answer),
        formats={"agency": ",.1f", "staff": ",.1f", "share": ".1f", "median": ".1f"},
        headers={
            "year": "Financial year",
            "agency": "Agency and bank, £m",
            "staff": "Staff costs, £m",
            "share": "Share, %",
            "median": "Median peer, %",
            "place": "Place",
            "of": "of",
        },
    )


def change(answer: Answer) -> Chart | Note:
    """Return the change between the last two years among that of every peer: a description."""
    if len(answer.own) < 2:
        return Note(label="Not described", text="The trust has no share in two years.")
    moves, asked = _moves(answer), answer.question
    rest = moves.drop(asked.trust)
    further = int((rest < float(moves[asked.trust])).sum())
    return charts.distribution(
        replace(
            subject.subject(answer), measure_name="Change in the share", unit=PERCENTAGE_POINTS
        ),
        moves.round(2),
        title=f"The share fell by more at {further} of {len(rest)} peers",
        name="change",
    )


def printed(trust: str) -> list[Table | Note]:
    """Return what documents print of agency and locum spending at a trust, with the verdicts."""
    entries = [entry for entry in claims.ledger(open_data(), trust) if entry.measure in SPENDING]
    if not entries:
        return [Note(label="Claims", text="No registered document prints agency spending of it.")]
    care = [_misprint()] if MISPRINTED in {entry.claim_id for entry in entries} else []
    return [*claims.documents(entries), *care]


def _misprint() -> Note:
    """Return what the article's two sums say, and what they cannot say for want of a year."""
    sums = read_register().claims.set_index("claim_id")["value_to"]
    earlier, later = sums["wwl-agency-earlier"], sums[MISPRINTED]
    return Note(
        label="Misprint",
        text=(
            f"The article of 2016 gives {POUNDS.exact(earlier)} for one year and "
            f"{POUNDS.exact(later)} for the next, {100 * (1 - later / earlier):.0f}% less, and "
            "prints 2015/16 for both. One of the two is a misprint, and which one cannot be told "
            "from it: either the years are "
            "2014/15 and 2015/16, of which the second has four months of the price cap, or 2015/16 "
            "and 2016/17, of which the second lies wholly under it."
        ),
    )


def national() -> Chart:
    """Return England's agency spending as printed, with the price cap marked."""
    spent = _national_spending()
    years = periods.span(str(spent.index[0]), str(spent.index[-1]), "financial_year")
    cap = read_register().interventions.set_index("intervention_id").loc[PRICE_CAP]
    told = [
        f"{POUNDS.value(sum_)} in {periods.in_words(str(year))}" for year, sum_ in spent.items()
    ]
    subject = Subject(
        trust=ENGLAND,
        trust_name="England",
        measure="agency_spend",
        measure_name="Agency spending in England as printed",
        unit=POUNDS,
        frequency="financial_year",
        source="HFMA, Staffing Industry and a parliamentary answer, from official accounts",
        higher_is="worse",
    )
    return charts.lines(
        subject,
        pd.DataFrame({ENGLAND: spent.reindex(years)}),
        title=f"Agency spending in England: {', '.join(told)}",
        events=[Event(str(cap["date"]), "national price cap")],
        name="national",
    )


def _national_spending() -> pd.Series:
    """Return England's agency spending of whole years as printed, in pounds by year.

    Of two figures for a year the one printed with more digits is taken.
    """
    rows = read_register().claims
    whole = rows[
        (rows["org_code"] == ENGLAND)
        & (rows["measure"] == "agency_spend")
        & (rows["subgroup"] == "all")
        & (rows["kind"] == "money")
    ]
    digits = whole["value_to"].map(lambda pounds: len(f"{pounds:.0f}".rstrip("0")))
    ordered = whole.assign(digits=digits).sort_values(["period_to", "digits"])
    return ordered.drop_duplicates("period_to", keep="last").set_index("period_to")["value_to"]


def rival() -> Note:
    """Return what a local fall after 2015 has to be read against."""
    values = read_register().claims.set_index("claim_id")["value_to"]
    half, less = values["england-agency-2016-17-ytd"], -values["england-agency-2016-17-fall"]
    return Note(
        label="Rival explanation",
        text=(
            "On 23 November 2015 the price of agency staff was capped in every trust on one day. "
            f"In the first half of 2016/17 England spent {POUNDS.exact(half)}, "
            f"{POUNDS.exact(less)} or {100 * less / (half + less):.0f}% less than a year before: a "
            "fall of that size at one trust is no more than England's. It did not last: spending "
            "was higher again in 2022/23, and lower in the two years after."
        ),
    )


def sources(answer: Answer) -> Sources:
    """Return the pay bills and the documents that print agency spending."""
    return documents.printed_in(answer, SPENDING)
