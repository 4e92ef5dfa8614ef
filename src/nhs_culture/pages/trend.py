"""The figures of a trust over time among its peers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nhs_culture import charts, periods
from nhs_culture.designs import Refused
from nhs_culture.english import listed, lower_first
from nhs_culture.exhibits import Chart, Group, Note, Table
from nhs_culture.metrics.place import Place, place, places
from nhs_culture.metrics.proportions import percentage_interval
from nhs_culture.pages.besides import missing
from nhs_culture.pages.subject import about, marks, source_line, subject
from nhs_culture.pages.words import against_comparable, called
from nhs_culture.studies.answer import Answer
from nhs_culture.studies.stretch import in_words, stretches
from nhs_culture.units import Unit, unit
from nhs_culture.verdicts.labels import NOT_IDENTIFIABLE

__all__ = ["by_period", "distribution", "slid", "standings", "trend"]


def trend(answer: Answer) -> Chart | Note:
    """Return the trust's figures over time among its peers, with what happened marked."""
    if answer.own.empty:
        return missing(answer)
    return charts.trend(
        subject(answer),
        answer.group,
        title=_trend_title(answer),
        events=marks(answer),
        interval=_sampling_intervals(answer),
    )


def standings(answer: Answer) -> Group:
    """Return where the trust stood among every trust, a chart for each survey that it has."""
    return Group(*(distribution(answer, str(period)) for period in answer.own.index))


def distribution(answer: Answer, period: str) -> Chart:
    """Return where the trust stood among every trust in one period: a dot for each."""
    asked = answer.question
    published = answer.data.peers(asked.trust, asked.measure, "all", subgroup=asked.subgroup).loc[
        [period]
    ]
    everyone = pd.Series(published.T[period]).dropna()
    name, when = called(answer, period), periods.in_words(period)
    whom = f"{answer.data.register.kind(asked.trust)}s"
    return charts.distribution(
        subject(answer, drawn=published),
        everyone,
        title=f"In {when} {name} stood {place(everyone, asked.trust).words()} {whom}",
        interval=_interval_at(answer, period),
        name=f"distribution-{period}",
    )


_SURVEYS = 3
"""The last surveys in each of which a trust fell back among its peers, that a page says so."""


def slid(answer: Answer, measure: str) -> str:
    """Say where the trust stood on a survey's measure if it fell back in each of the last three.

    Nothing where it did not, or where more is worse.
    """
    asked, register = answer.question, answer.data.register
    entry = register.figured.loc[measure]
    if (entry["frequency"], entry["higher_is"]) != ("survey", "better"):
        return ""
    table = answer.data.peers(asked.trust, measure, asked.peers)
    if asked.trust not in table:
        return ""
    last = places(table, asked.trust).tail(_SURVEYS)
    if len(last) < _SURVEYS or not (last["place"].diff().dropna() > 0).all():
        return ""
    told = listed(
        f"{Place(at, of).words()} in {periods.in_words(str(when))}"
        for when, at, of in last.itertuples()
    )
    return f"On {lower_first(str(entry['name']))} its place among its peers fell: {told}."


def by_period(answer: Answer) -> Table | Note:
    """Return the trust's figures with their base, interval, the median peer and the place.

    Months are averaged over financial years, and the number of months is given.
    """
    if answer.own.empty:
        return missing(answer)
    asked = answer.question
    group = answer.group if asked.frequency != "month" else _by_financial_year(answer.group)
    yearly = group[asked.trust].dropna()
    bounds = _sampling_intervals(answer)
    others = group.drop(columns=asked.trust).loc[yearly.index]
    table = pd.DataFrame(
        {
            "period": [periods.in_words(str(label)) for label in yearly.index],
            "value": yearly.to_numpy(),
            "lower": bounds["lower"].reindex(yearly.index).to_numpy(),
            "upper": bounds["upper"].reindex(yearly.index).to_numpy(),
            "base": _bases(answer).reindex(yearly.index).to_numpy(),
            "median": others.median(axis=1).to_numpy(),
            **places(group, asked.trust).to_dict("list"),
        }
    ).dropna(axis=1, how="all")
    return Table(
        name="figures",
        about=about(answer),
        unit=unit(asked.unit).name,
        caption=f"{asked.measure_name}, {asked.trust_name} and its peers ({unit(asked.unit).name})",
        data=table,
        source=source_line(answer),
        formats={
            **dict.fromkeys(("value", "lower", "upper", "median"), unit(asked.unit).spec),
            **dict.fromkeys(("base", "place", "of"), ",.0f"),
        },
        headers={
            "period": "Period",
            "value": f"This {answer.data.register.kind(asked.trust)}",
            "lower": "95% from",
            "upper": "to",
            "base": "Respondents" if asked.frequency == "survey" else "Months",
            "median": "Median peer",
            "place": "Place from the highest",
            "of": "of",
        },
    )


def _trend_title(answer: Answer) -> str:
    """Return what was found against comparable trusts; else how far the trust moved.

    How far it moved stands beside the middle peer and over no break of its series. Over a merger,
    a transfer or a change of method two figures are not of one thing: the longest stretch without
    any is told, and where the figures stood last.
    """
    asked, parts = answer.question, stretches(answer)
    if not isinstance(answer.change, Refused) and answer.verdict.label != NOT_IDENTIFIABLE:
        name = f"{asked.measure_name} at {called(answer, asked.window[-1])}"
        return f"{name}: {against_comparable(answer, answer.change)}"
    longest, last = max(reversed(parts), key=lambda part: len(part.own)), parts[-1]
    name = f"{asked.measure_name} at {called(answer, str(longest.own.index[-1]))}"
    if longest is last:
        since = f" since {in_words(last.before.tail(1))}" if len(last.before) else ""
        middle = _middle_peer(answer, last.own)
        beside = f"; at the middle peer {middle}" if middle else ""
        return f"{name}{since}: {_course(answer, last.own)}{beside}"
    over, end = last.before.iloc[len(longest.before) :], last.own.iloc[-1:]
    then, now = (
        f" (middle peer {x})" if (x := _middle_peer(answer, own)) else ""
        for own in (longest.own, end)
    )
    return (
        f"{name}: {_course(answer, longest.own)}{then}, and, after {in_words(over)}, "
        f"{_course(answer, end)}{now}"
    )


def _course(answer: Answer, own: pd.Series) -> str:
    """Return ``up from 53.9% in 2012 to 75.8% in 2020``; of one figure ``75.8% in 2020``."""
    told = unit(answer.question.unit)
    first, last = (told.value(float(own.iloc[i])) for i in (0, -1))
    if len(own) == 1:
        return f"{last} in {_when(own, -1)}"
    went = "" if first == last else "up " if own.iloc[-1] > own.iloc[0] else "down "
    ends = f"{went}from {first} in {_when(own, 0)} to {last} in {_when(own, -1)}"
    return f"{ends}{_beyond_ends(own, told)}"


def _beyond_ends(own: pd.Series, told: Unit) -> str:
    """Return the figure that lies furthest beyond both ends: ``, highest 77.8% in 2015``."""
    low, high = sorted((float(own.iloc[0]), float(own.iloc[-1])))
    over, under = float(own.max()) - high, low - float(own.min())
    which, value = ("highest", high + over) if over >= under else ("lowest", low - under)
    if max(over, under) <= 0 or told.value(value) in {told.value(low), told.value(high)}:
        return ""
    at = own.to_numpy().tolist().index(own.max() if which == "highest" else own.min())
    return f", {which} {told.value(value)} in {_when(own, at)}"


def _when(own: pd.Series, at: int) -> str:
    return periods.in_words(str(own.index[at]))


def _middle_peer(answer: Answer, own: pd.Series) -> str:
    """Return where the middle peer stood at the ends of some figures: ``from 53.7% to 67.6%``."""
    told = unit(answer.question.unit)
    peers = answer.group.drop(columns=answer.question.trust).median(axis=1)
    ends = [float(peers[own.index[i]]) for i in (0, -1)]
    if told.grows or not np.isfinite(ends).all():
        return ""
    first, last = map(told.value, ends)
    return f"from {first} to {last}" if len(own) > 1 else last


def _by_financial_year(months: pd.DataFrame) -> pd.DataFrame:
    """Return the mean over the published months of each financial year."""
    return months.groupby(_financial_years(months.index)).mean()


def _financial_years(months: pd.Index) -> list[str]:
    return [periods.containing(f"{month}-01", "financial_year") for month in months]


def _bases(answer: Answer) -> pd.Series:
    """Return respondents by survey, or the number of published months by financial year."""
    if answer.question.frequency != "month":
        return answer.base
    return answer.own.groupby(_financial_years(answer.own.index)).count()


def _sampling_intervals(answer: Answer) -> pd.DataFrame:
    """Return the sampling interval of each survey percentage with a base, NaN elsewhere."""
    rows = {period: _interval_at(answer, str(period)) for period in answer.own.index}
    table = pd.DataFrame.from_dict(
        {period: bounds or (np.nan, np.nan) for period, bounds in rows.items()},
        orient="index",
        columns=["lower", "upper"],
    )
    return table.reindex(answer.group.index)


def _interval_at(answer: Answer, period: str) -> tuple[float, float] | None:
    asked = answer.question
    base = float(answer.base.get(period, np.nan))
    if asked.frequency != "survey" or not unit(asked.unit).share or not np.isfinite(base):
        return None
    lower, upper = percentage_interval(float(answer.own[period]), round(base))
    return lower, upper
