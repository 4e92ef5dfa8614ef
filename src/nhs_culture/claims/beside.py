"""What is set beside a claim: one function for each test of ``evidence.csv``.

Each takes the claim, its row of ``evidence.csv`` with the ``subgroup`` that the figures beside it
are of, and the data, and returns a :class:`Beside`: the
figures for the claim's end and start, and the words for them. Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from nhs_culture import periods
from nhs_culture.claims.apart import mean_over_trusts, rounding
from nhs_culture.claims.expression import Sum, evaluate
from nhs_culture.claims.ranking import group_in_words
from nhs_culture.claims.words import amount, printed, span
from nhs_culture.claims.wres import BASE_SURVEY, printed_ratios, printed_share
from nhs_culture.data.access import Data
from nhs_culture.english import listed, lower_first, ordinal
from nhs_culture.errors import Fault, RegisterError
from nhs_culture.metrics.place import Place, place
from nhs_culture.metrics.proportions import Interval, percentage_interval
from nhs_culture.periods import in_words
from nhs_culture.units import COUNT, PERCENT_CHANGE, UNITS, unit

__all__ = ["BESIDE", "Beside", "Figure", "counts_ratings", "parts"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Figure:
    """One figure, and what is known of it.

    Attributes
    ----------
    value
        In the unit of the claim.
    source
        Identifier of who published it.
    measure, period
        What it is of; empty for what follows from printed figures.
    base
        Respondents behind it; NaN where not known.
    rounding
        Its last decimal.
    levels
        How many figures were subtracted or divided to get it: 1 for a level.
    mean
        Whether it is of England and a mean over trusts.
    group
        The trusts that a place is among.
    others
        The same of every other organisation, by code.
    """

    value: float
    source: str
    measure: str = ""
    period: str = ""
    base: float = float("nan")
    rounding: float = 0.0
    levels: int = 1
    mean: bool = False
    group: tuple[str, ...] = ()
    others: pd.Series = field(default_factory=lambda: pd.Series(dtype=float))


@dataclass(frozen=True)
class Beside:
    """What stands beside a claim.

    Attributes
    ----------
    end, start
        Figures for the printed figure and for the one that a movement starts from.
    end_shown, start_shown
        The same in words, with intervals where a base is known.
    note
        What else the figures say, without a full stop.
    """

    end: tuple[Figure, ...] = ()
    start: tuple[Figure, ...] = ()
    end_shown: str = ""
    start_shown: str = ""
    note: str = ""

    @property
    def shown(self) -> str:
        """Both ends in words, or the one that there is."""
        return " → ".join(filter(None, (self.start_shown, self.end_shown)))


def parts(cell: str) -> tuple[str, ...]:
    """Return what stands between the semicolons of a cell."""
    return tuple(filter(None, cell.split(";")))


def _nothing(claim: pd.Series, row: pd.Series, data: Data) -> Beside:
    return Beside()


def _value(claim: pd.Series, row: pd.Series, data: Data) -> Beside:
    """Give the published figures of the same period; of both ends where a start is given."""
    end, told = _levels(row, "period_to", data)
    start, told_start = _levels(row, "period_from", data)
    return Beside(end, start, told, told_start)


def _change(claim: pd.Series, row: pd.Series, data: Data) -> Beside:
    """Give the difference between two periods."""
    return _moved(row, data, lambda start, end: end - start)


def _percent_change(claim: pd.Series, row: pd.Series, data: Data) -> Beside:
    """Give the difference between two periods in percent of the first."""
    return _moved(row, data, lambda start, end: 100 * (end / start - 1), PERCENT_CHANGE.code)


def _rank(claim: pd.Series, row: pd.Series, data: Data) -> Beside:
    """Give the place among the trusts of the group, 1 for the highest, on each measure."""
    return _standing(row, data, _places, lambda _, at, on: f"{_at(at)} ({on})")


def _share_below(claim: pd.Series, row: pd.Series, data: Data) -> Beside:
    """Give the share of the trusts of the group that stand lower."""

    def below(known: pd.Series) -> pd.Series:
        return 100 * (known.rank(method="min") - 1) / len(known)

    return _standing(
        row, data, below, lambda share, at, on: f"{share:.0f}% stood lower, {_at(at)} ({on})"
    )


def _share_above(claim: pd.Series, row: pd.Series, data: Data) -> Beside:
    """Give the place as a share of the trusts of the group, from the top."""

    def above(known: pd.Series) -> pd.Series:
        return 100 * _places(known) / len(known)

    return _standing(row, data, above, lambda share, at, on: f"top {share:.0f}%, {_at(at)} ({on})")


def _total(claim: pd.Series, row: pd.Series, data: Data) -> Beside:
    """Give the sum over all trusts that have a figure."""
    measure = data.register.measure(row["measure"])
    known = _others(row, row["measure"], row["period_to"], data)
    if known.empty:
        raise _lacking(row, row["measure"], row["period_to"])
    total = Figure(
        value=float(known.sum()),
        source=parts(measure["sources"])[0],
        measure=row["measure"],
        period=row["period_to"],
    )
    told = amount(total.value, measure["unit"])
    shown = f"{told} in {len(known)} trusts ({in_words(row['period_to'])})"
    return Beside((total,), end_shown=shown)


def _sampling(claim: pd.Series, row: pd.Series, data: Data) -> Beside:
    """Give the figure of all staff, and the sampling error of what is printed of BME staff."""
    beside = _value(claim, pd.Series({**row, "subgroup": "all"}), data)
    share = printed_share(claim, data)
    few, many = share.fewest, share.likely
    end = percentage_interval(share.end, many, decimals=0)
    start = percentage_interval(share.start, (few, many), decimals=0)
    note = (
        f"with the {many} BME answers estimated for {BASE_SURVEY}, {share.end:g}% can stand for "
        f"{_range(end, 0)}%, and with {few} (a sample) or more {share.start:g}% for "
        f"{_range(start, 0)}%"
    )
    return Beside(beside.end, end_shown=f"all staff {beside.shown}", note=note)


def _sampling_ratio(claim: pd.Series, row: pd.Series, data: Data) -> Beside:
    """Give the ratios of likelihoods that could stand behind the printed ones."""
    told = [
        f"{ratio.value:g} can stand for {_range(ratio.interval(ratio.cases))}"
        for ratio in printed_ratios(claim, data)
    ]
    note = f"if one in 200 to one in 50 of the staff are disciplined a year, {' and '.join(told)}"
    return Beside(note=note)


def _expression(claim: pd.Series, row: pd.Series, data: Data) -> Beside:
    """Give what follows from the figures of other claims, and of the panel."""
    found = evaluate(row["expression"], data)
    documents = data.register.claims.set_index("claim_id")["document"]
    named = [str(documents[name]) for name in found.claims] or [claim["document"]]
    own = unit(claim["unit"])  # a score to three decimals, where its scale was changed
    told = f"{found.value:.4g}" if own.scale else amount(found.value, own.code)
    figure = Figure(
        value=found.value, source=(*found.sources, *named)[0], rounding=2 * found.half_step
    )
    return Beside((figure,), end_shown=f"{told}{_counted(claim, found, data)}")


def counts_ratings(claim: pd.Series, data: Data) -> bool:
    """Tell whether a claim counts what is otherwise said in words, such as ratings."""
    own = UNITS.get(str(data.register.measure(claim["measure"])["unit"]))
    return bool(claim["unit"] == COUNT.code and own and own.words)


def _counted(claim: pd.Series, found: Sum, data: Data) -> str:
    """Return which ratings are counted, where a claim counts ratings; else nothing."""
    if not counts_ratings(claim, data):
        return ""
    rows = data.register.claims.set_index("claim_id").loc[[*found.claims]]
    told = (f"{printed(row)} in {in_words(row['period_to'])[-4:]}" for _, row in rows.iterrows())
    return f" ({listed(told)})"


BESIDE: dict[str, Callable[[pd.Series, pd.Series, Data], Beside]] = {
    "none": _nothing,
    "value": _value,
    "change": _change,
    "percent_change": _percent_change,
    "rise": _change,
    "rank": _rank,
    "share_below": _share_below,
    "share_above": _share_above,
    "total": _total,
    "sampling": _sampling,
    "sampling_ratio": _sampling_ratio,
    "arithmetic": _expression,
    "other_source": _expression,
}
"""Test of ``evidence.csv`` to its function."""


def _levels(row: pd.Series, end: str, data: Data) -> tuple[tuple[Figure, ...], str]:
    """Return the figures of every measure and period at one end, and the words for them."""
    asked = [(m, p) for m in parts(row["measure"]) for p in parts(row[end])]
    found = [_published(row, period, measure, data) for measure, period in asked]
    told = [
        _named(row, measure, _told(figures, data.register.measure(measure)["unit"], period), data)
        for (measure, period), figures in zip(asked, found, strict=True)
    ]
    return tuple(figure for figures in found for figure in figures), "; ".join(told)


def _named(row: pd.Series, measure: str, told: str, data: Data) -> str:
    several = len(parts(row["measure"])) > 1
    return f"{lower_first(data.register.measure(measure)['name'])} {told}" if several else told


def _published(row: pd.Series, period: str, measure: str, data: Data) -> tuple[Figure, ...]:
    """Return the figure of every source for one period.

    A financial year of a monthly measure is the mean of its months. For England, where only trusts
    are published, it is their mean weighted by headcount.
    """
    rows = _of_the_group(row, measure, data)
    found = rows[rows["period"] == period]
    others = _others(row, measure, period, data)
    if not found.empty:
        cells = found[["value", "denominator", "source_id"]].to_numpy()
        return tuple(
            Figure(
                value=float(value),
                source=str(source),
                measure=measure,
                period=period,
                base=float(base),
                rounding=rounding(data, measure, str(source)),
                others=others,
            )
            for value, base, source in cells
        )
    if periods.fits(period, "financial_year") and not rows.empty:
        first, last = periods.bounds(period, "financial_year")
        months = rows[(rows["period_start"] >= first) & (rows["period_end"] <= last)]
        if len(months) == 12:
            mean, source = float(months["value"].mean()), str(months["source_id"].iloc[0])
            own = data.wide(measure, **_figures_of(row)).loc[[*months["period"]]]
            others = own.mean(skipna=False).dropna().drop(row["org_code"])
            return (
                Figure(value=mean, source=source, measure=measure, period=period, others=others),
            )
    if row["org_code"] == "ENG" and len(others):
        mean = mean_over_trusts(data, measure, period)
        source = str(data.series(str(others.index[0]), measure, column="source_id")[period])
        return (
            Figure(
                value=mean, source=source, measure=measure, period=period, mean=True, others=others
            ),
        )
    raise _lacking(row, measure, period)


def _lacking(row: pd.Series, measure: str, period: str) -> RegisterError:
    lacking = f"{row['claim_id']}: no figure of {measure} for {row['org_code']} in {period}"
    return RegisterError(Fault(_EVIDENCE, lacking, "one in the panel"))


_EVIDENCE = Path("data/raw/register/evidence.csv")


def _figures_of(row: pd.Series) -> dict[str, Any]:
    """Return whose figures, and of which sources, are set beside a claim."""
    return {"subgroup": row["subgroup"], "sources": parts(row["sources"])}


def _of_the_group(row: pd.Series, measure: str, data: Data) -> pd.DataFrame:
    everything, sources = data.panel, parts(row["sources"])
    rows: pd.DataFrame = everything[
        (everything["measure"] == measure)
        & (everything["org_code"] == row["org_code"])
        & (everything["subgroup"] == row["subgroup"])
    ]
    return rows[rows["source_id"].isin(sources)] if sources else rows


def _others(row: pd.Series, measure: str, period: str, data: Data) -> pd.Series:
    """Return the figures of all others in a period, by code; none where nothing is held."""
    table = data.wide(measure, **_figures_of(row))
    if period not in table.index:
        return pd.Series(dtype=float)
    figures = pd.Series(table.loc[period]).dropna()
    return figures.drop([code for code in figures.index if code == row["org_code"]])


def _moved(
    row: pd.Series,
    data: Data,
    difference: Callable[[pd.Series, pd.Series], pd.Series],
    code: str = "",
) -> Beside:
    """Give how far a figure moved between two periods, and how far all others did."""
    start = _published(row, row["period_from"], row["measure"], data)[0]
    end = _published(row, row["period_to"], row["measure"], data)[0]
    moved = float(difference(pd.Series([start.value]), pd.Series([end.value])).iloc[0])
    own = data.register.measure(row["measure"])["unit"]
    told = unit(code).change(moved) if code else _difference(moved, own)
    when = span(row["period_from"], row["period_to"])
    others = difference(start.others, end.others)
    figure = Figure(
        value=moved,
        source=end.source,
        measure=row["measure"],
        period=row["period_to"],
        levels=2,
        mean=end.mean,
        others=others[np.isfinite(others)],
    )
    shown = f"{told} ({amount(start.value, own)} to {amount(end.value, own)}, {when})"
    return Beside((figure,), end_shown=shown)


def _at(at: Place) -> str:
    return f"{ordinal(at.at)} of {at.of}"


def _places(known: pd.Series) -> pd.Series:
    return known.rank(method="min", ascending=False)


def _standing(
    row: pd.Series,
    data: Data,
    put: Callable[[pd.Series], pd.Series],
    says: Callable[[float, Place, str], str],
) -> Beside:
    """Give where a trust stands in its group, on each measure and in each period."""
    figures, told = [], []
    chosen = _figures_of(row)
    asked = product(parts(row["among"]), parts(row["measure"]), parts(row["period_to"]))
    for among, measure, period in asked:
        group = data.peers(row["org_code"], measure, among, **chosen)
        source = data.series(row["org_code"], measure, column="source_id", **chosen)
        if period not in source.index:
            raise _lacking(row, measure, period)
        known = pd.Series(group.loc[period]).dropna()
        stands, at = put(known), place(known, row["org_code"])
        figure = Figure(
            value=float(stands[row["org_code"]]),
            source=str(source[period]),
            measure=measure,
            period=period,
            group=tuple(str(code) for code in group),
            others=stands.drop(row["org_code"]),
        )
        figures.append(figure)
        on = f"{lower_first(data.register.measure(measure)['name'])}, {in_words(period)}"
        whom = group_in_words(among, str(row["org_code"]), data)
        told.append(says(figure.value, at, f"{whom}, {on}"))
    return Beside(tuple(figures), end_shown=listed(told))


def _told(figures: tuple[Figure, ...], code: str, period: str) -> str:
    """Say the figures of one period, each different one once, with intervals where known."""
    texts = []
    for figure in figures:
        text = amount(figure.value, code)
        if unit(code).share and np.isfinite(figure.base):
            text += f" [{_range(percentage_interval(figure.value, round(figure.base)))}]"
        texts.append(text)
    told = [one for one in dict.fromkeys(texts) if not any(f"{one} [" in more for more in texts)]
    return f"{' or '.join(told)} ({in_words(period)})"


def _difference(value: float, code: str) -> str:
    """Return the difference of two levels, which for staff in post is no growth in percent."""
    own = unit(code)
    return f"{'+' if value > 0 else ''}{own.value(value)}" if own.grows else own.change(value)


def _range(interval: Interval, digits: int = 1) -> str:
    return f"{interval.lower:.{digits}f} to {interval.upper:.{digits}f}"
