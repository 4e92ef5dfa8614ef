"""What is set beside a claim: one function for each test of ``evidence.csv``.

Each takes the claim and its row of ``evidence.csv`` and returns a :class:`Beside`: the figures for
the claim's end and start, and the words for them. Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from nhs_culture import open_data, periods
from nhs_culture.claims.expression import evaluate
from nhs_culture.claims.words import amount, span
from nhs_culture.claims.wres import BASE_SURVEY, printed_ratios, printed_share
from nhs_culture.data.panel import peers, series, wide
from nhs_culture.english import lower_first, ordinal
from nhs_culture.errors import Fault, RegisterError
from nhs_culture.metrics.place import Place, place
from nhs_culture.metrics.proportions import Interval, percentage_interval
from nhs_culture.periods import in_words
from nhs_culture.register import Register
from nhs_culture.units import PERCENT_CHANGE, unit

__all__ = ["BESIDE", "Beside", "Figure"]


@dataclass(frozen=True)
class Figure:
    """One figure, the respondents behind it (NaN where not known) and who published it."""

    value: float
    source_id: str
    base: float = float("nan")


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


def _nothing(claim: pd.Series, row: pd.Series, register: Register) -> Beside:
    return Beside()


def _value(claim: pd.Series, row: pd.Series, register: Register) -> Beside:
    """Give the published figure of the same period; of both ends where a start is given."""
    end = _published(row, row["period_to"])
    own = register.measure(row["measure"])["unit"]
    told = _told(end, own, row["period_to"])
    if not row["period_from"]:
        return Beside(end, end_shown=told)
    start = _published(row, row["period_from"])
    return Beside(end, start, told, _told(start, own, row["period_from"]))


def _change(claim: pd.Series, row: pd.Series, register: Register) -> Beside:
    """Give the difference between two periods."""
    start, end = _ends(row)
    own = register.measure(row["measure"])["unit"]
    moved = Figure(end.value - start.value, end.source_id)
    shown = f"{_difference(moved.value, own)} ({_movement(start, end, row, own)})"
    return Beside((moved,), end_shown=shown)


def _percent_change(claim: pd.Series, row: pd.Series, register: Register) -> Beside:
    """Give the difference between two periods in percent of the first."""
    start, end = _ends(row)
    own = register.measure(row["measure"])["unit"]
    moved = Figure(100 * (end.value / start.value - 1), end.source_id)
    shown = f"{PERCENT_CHANGE.change(moved.value)} ({_movement(start, end, row, own)})"
    return Beside((moved,), end_shown=shown)


def _rank(claim: pd.Series, row: pd.Series, register: Register) -> Beside:
    """Give the place among the trusts of the group, 1 for the highest, on each measure."""
    places = [_standing(row, measure) for measure in row["measure"].split(";")]
    figures = tuple(Figure(float(at.at), source) for at, _, source in places)
    shown = "; ".join(
        f"{ordinal(at.at)} of {at.of} ({_on(row, measure, register)})"
        for (at, _, _), measure in zip(places, row["measure"].split(";"), strict=True)
    )
    return Beside(figures, end_shown=shown)


def _share_below(claim: pd.Series, row: pd.Series, register: Register) -> Beside:
    """Give the share of the trusts of the group that stand lower."""
    at, group, source = _standing(row, row["measure"])
    share = 100 * float((group < group[row["org_code"]]).mean())
    shown = f"{share:.0f}% stood lower ({ordinal(at.at)} of {at.of}, {in_words(row['period_to'])})"
    return Beside((Figure(share, source),), end_shown=shown)


def _share_above(claim: pd.Series, row: pd.Series, register: Register) -> Beside:
    """Give the place as a share of the trusts of the group, from the top."""
    at, _, source = _standing(row, row["measure"])
    share = 100 * at.at / at.of
    shown = f"top {share:.0f}% ({ordinal(at.at)} of {at.of}, {in_words(row['period_to'])})"
    return Beside((Figure(share, source),), end_shown=shown)


def _total(claim: pd.Series, row: pd.Series, register: Register) -> Beside:
    """Give the sum over all trusts that have a figure."""
    known = wide(row["measure"]).loc[row["period_to"]].dropna()
    source = register.measure(row["measure"])["sources"].split(";")[0]
    own = register.measure(row["measure"])["unit"]
    total = float(known.sum())
    shown = f"{amount(total, own)} in {len(known)} trusts ({in_words(row['period_to'])})"
    return Beside((Figure(total, source),), end_shown=shown)


def _sampling(claim: pd.Series, row: pd.Series, register: Register) -> Beside:
    """Give the figure of all staff, and the sampling error of what is printed of BME staff."""
    beside = _value(claim, row, register)
    share = printed_share(claim)
    few, many = share.fewest, share.likely
    end = percentage_interval(share.end, many, decimals=0)
    start = percentage_interval(share.start, (few, many), decimals=0)
    note = (
        f"with the {many} BME answers estimated for {BASE_SURVEY}, {share.end:g}% can stand for "
        f"{_range(end, 0)}%, and with {few} (a sample) or more {share.start:g}% for "
        f"{_range(start, 0)}%"
    )
    return Beside(beside.end, end_shown=f"all staff {beside.shown}", note=note)


def _sampling_ratio(claim: pd.Series, row: pd.Series, register: Register) -> Beside:
    """Give the ratios of likelihoods that could stand behind the printed ones."""
    told = [
        f"{ratio.value:g} can stand for {_range(ratio.interval(ratio.cases))}"
        for ratio in printed_ratios(claim)
    ]
    note = f"if one in 200 to one in 50 of the staff are disciplined a year, {' and '.join(told)}"
    return Beside(note=note)


def _rise(claim: pd.Series, row: pd.Series, register: Register) -> Beside:
    """Give the difference between two periods, of which only the direction is claimed."""
    return _change(claim, row, register)


def _expression(claim: pd.Series, row: pd.Series, register: Register) -> Beside:
    """Give what follows from the figures of other claims."""
    value, used = evaluate(row["expression"], register.claims)
    documents = register.claims.set_index("claim_id")["document"]
    sources = [str(documents[name]) for name in used] or [claim["document"]]
    figures = (Figure(value, sources[0]),)
    own = unit(claim["unit"])  # a score to three decimals, where its scale was changed
    return Beside(figures, end_shown=f"{value:.4g}" if own.scale else amount(value, own.code))


BESIDE: dict[str, Callable[[pd.Series, pd.Series, Register], Beside]] = {
    "none": _nothing,
    "value": _value,
    "change": _change,
    "percent_change": _percent_change,
    "rise": _rise,
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


def _published(row: pd.Series, period: str, measure: str = "") -> tuple[Figure, ...]:
    """Return the figure of every source for one period.

    A financial year of a monthly measure is the mean of its months. For England, where only trusts
    are published, it is their mean weighted by headcount.
    """
    measure = measure or row["measure"]
    everything = open_data().panel
    rows = everything[
        (everything["measure"] == measure)
        & (everything["org_code"] == row["org_code"])
        & (everything["subgroup"] == "all")
    ]
    if row["sources"]:
        rows = rows[rows["source_id"].isin(row["sources"].split(";"))]
    found = rows[rows["period"] == period]
    if not found.empty:
        cells = found[["value", "denominator", "source_id"]].to_numpy()
        return tuple(Figure(float(v), str(s), float(base)) for v, base, s in cells)
    if periods.fits(period, "financial_year") and not rows.empty:
        first, last = periods.bounds(period, "financial_year")
        months = rows[(rows["period_start"] >= first) & (rows["period_end"] <= last)]
        if len(months) == 12:
            return (Figure(float(months["value"].mean()), str(months["source_id"].iloc[0])),)
    if row["org_code"] == "ENG":
        return (_mean_over_trusts(measure, period),)
    found = f"{row['claim_id']}: no figure of {measure} for {row['org_code']} in {period}"
    raise RegisterError(Fault(Path("data/raw/register/evidence.csv"), found, "one in the panel"))


def _mean_over_trusts(measure: str, period: str) -> Figure:
    values = wide(measure).loc[period].dropna()
    staff = wide("staff_headcount").loc[f"{period}-09"].reindex(values.index)
    known = staff.dropna()
    source = series(str(known.index[0]), measure, column="source_id")[period]
    mean = float(np.average(values[known.index], weights=known))
    return Figure(mean, str(source))


def _one(row: pd.Series, period: str, measure: str = "") -> Figure:
    return _published(row, period, measure)[0]


def _ends(row: pd.Series) -> tuple[Figure, Figure]:
    return _one(row, row["period_from"]), _one(row, row["period_to"])


def _standing(row: pd.Series, measure: str) -> tuple[Place, pd.Series, str]:
    """Return the trust's place, the figures of its group with its own, and the source."""
    sources = tuple(filter(None, row["sources"].split(";")))
    group = peers(row["org_code"], measure, row["among"], sources=sources)
    known = group.loc[row["period_to"]].dropna()
    source = series(row["org_code"], measure, column="source_id", sources=sources)
    return place(known, row["org_code"]), known, str(source[row["period_to"]])


def _on(row: pd.Series, measure: str, register: Register) -> str:
    return f"{lower_first(register.measure(measure)['name'])}, {in_words(row['period_to'])}"


def _told(figures: tuple[Figure, ...], code: str, period: str) -> str:
    """Say the figures of one period, each different one once, with intervals where known."""
    texts = []
    for figure in figures:
        text = amount(figure.value, code)
        if unit(code).share and np.isfinite(figure.base):
            text += f" [{_range(percentage_interval(figure.value, round(figure.base)))}]"
        texts.append(text)
    return f"{' or '.join(dict.fromkeys(texts))} ({in_words(period)})"


def _difference(value: float, code: str) -> str:
    """Return the difference of two levels, which for staff in post is no growth in percent."""
    own = unit(code)
    return f"{'+' if value > 0 else ''}{own.value(value)}" if own.grows else own.change(value)


def _movement(start: Figure, end: Figure, row: pd.Series, code: str) -> str:
    when = span(row["period_from"], row["period_to"])
    return f"{amount(start.value, code)} to {amount(end.value, code)}, {when}"


def _range(interval: Interval, digits: int = 1) -> str:
    return f"{interval.lower:.{digits}f} to {interval.upper:.{digits}f}"
