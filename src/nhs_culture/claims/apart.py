"""How far figures lie apart that ought to be alike, measured on all trusts that have both.

Two sources of one measure, two years, two definitions: each distance is the one that
:data:`QUANTILE` of all trusts stay within. Nothing is typed; what cannot be measured is None.
Places are compared as normal scores, on which the middle and the ends of a ranking move alike.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations

import numpy as np
import pandas as pd

from nhs_culture.data.access import Data
from nhs_culture.errors import DataError
from nhs_culture.units import PERCENT, unit

__all__ = [
    "FEWEST_PAIRS",
    "QUANTILE",
    "Codes",
    "between_definitions",
    "between_sources",
    "between_years",
    "mean_over_trusts",
    "of_the_mean",
    "rounding",
    "sources",
]

QUANTILE = 0.95
"""Share of all trusts whose two figures lie no further apart: one for every claim."""
FEWEST_PAIRS = 20
"""Pairs of figures that a quantile is taken of at least."""
Codes = tuple[str, ...]
"""Codes of the trusts that a place is among; none where figures are meant and no places."""
_DECIMALS = 4  # that figures are kept with


@lru_cache(maxsize=2)
def sources(data: Data) -> pd.DataFrame:
    """Return how far every two sources of a measure lie apart.

    Returns
    -------
    DataFrame
        ``measure``, ``first``, ``second``, ``pairs`` (trusts and periods in both), and of their
        distances, in the unit of the measure, ``median``, ``within`` (:data:`QUANTILE`) and
        ``largest``.
    """
    key = ["measure", "org_code", "period"]
    whole = (data.panel["subgroup"] == "all") & ~data.panel["org_code"].isin(data.register.parts)
    own = data.panel.loc[whole, [*key, "source_id", "value"]]
    several = own[own.duplicated(key, keep=False)].astype(dict.fromkeys((*key, "source_id"), str))
    both = several.merge(several, on=key, suffixes=("", "_other"))
    both = both[both["source_id"] < both["source_id_other"]]
    both["apart"] = (both["value"] - both["value_other"]).abs()
    apart = both.groupby(["measure", "source_id", "source_id_other"])["apart"]
    table = apart.agg(pairs="size", median="median", within=_within, largest="max").reset_index()
    return table.rename(columns={"source_id": "first", "source_id_other": "second"})


def between_sources(data: Data, measure: str, source: str, group: Codes = ()) -> float:
    """Return how far a source lies from the others of its measure, the furthest of them.

    A measure with one source is given what is the furthest among the measures of its unit and
    frequency, as its method is no better known; 0 where no two sources share any.
    """
    if group:
        return _between_places(data, measure, source, group)
    table = sources(data)
    table = table[table["pairs"] >= FEWEST_PAIRS]
    of_source = (table["first"] == source) | (table["second"] == source)
    shared = table[(table["measure"] == measure) & of_source]
    if shared.empty:
        own = data.register.measure(measure)
        alike = data.register.measures[
            (data.register.measures["unit"] == own["unit"])
            & (data.register.measures["frequency"] == own["frequency"])
        ]
        shared = table[table["measure"].isin(alike["measure"])]
    return float(shared["within"].max()) if len(shared) else 0.0


def _between_places(data: Data, measure: str, source: str, group: Codes) -> float:
    """Return the same of the places in a group, as normal scores."""
    table = sources(data)[lambda rows: rows["measure"] == measure]
    others = sorted({*table["first"], *table["second"]} - {source})
    own = _scores(data, measure, group, (source,))
    apart = [_distances(own, _scores(data, measure, group, (other,))) for other in others]
    return max((_within(one) for one in apart if len(one) >= FEWEST_PAIRS), default=0.0)


@lru_cache(maxsize=64)
def between_years(data: Data, measure: str, years: int, group: Codes = ()) -> float | None:
    """Return how far figures of a trust lie apart that are so many years apart.

    The shortest span of at least so many years that is held; in percent of the first where
    figures stand high at large trusts (:attr:`nhs_culture.units.Unit.grows`).
    """
    table = _table(data, measure, group)
    if not group and unit(data.register.measure(measure)["unit"]).grows:
        table = table.where(table > 0).map(math.log) * 100
    moved = _by_span(table)
    long_enough = (pd.concat(moved[span]) for span in sorted(moved) if span >= years)
    known = (_within(apart) for apart in long_enough if len(apart) >= FEWEST_PAIRS)
    return next(known, None)


def _by_span(table: pd.DataFrame) -> dict[int, list[pd.Series]]:
    """Return how far everyone moved between every two like periods, by the years between them."""
    moved: dict[int, list[pd.Series]] = {}
    for first, last in combinations([str(label) for label in table.index], 2):
        if first[4:] == last[4:]:
            span = int(last[:4]) - int(first[:4])
            moved.setdefault(span, []).append(_row(table, last).sub(_row(table, first)).abs())
    return moved


def _row(table: pd.DataFrame, period: str) -> pd.Series:
    return pd.Series(table.loc[period])


def between_definitions(
    data: Data, measure: str, meant: Iterable[str], group: Codes = ()
) -> float | None:
    """Return how far two measures of one trust and period lie apart, the furthest of several.

    Parameters
    ----------
    measure
        That is known.
    meant
        Those that it stands for.
    group
        The trusts that a place is among; figures themselves are compared where there are none.
    """
    own = _table(data, measure, group)
    apart = [_distances(own, _table(data, other, group)) for other in meant if other != measure]
    known = [_within(one) for one in apart if len(one) >= FEWEST_PAIRS]
    return max(known) if known else None


@lru_cache(maxsize=2)
def of_the_mean(data: Data) -> float | None:
    """Return how far the mean of all trusts lies from the published figure of England.

    On every percentage that is published for both; the largest of so few.
    """
    gaps = [
        abs(float(england) - mean_over_trusts(data, measure, str(period)))
        for measure in _percentages(data)
        for period, england in data.series("ENG", measure).items()
        if str(period) in _held(data, measure).index
    ]
    return max(gaps, default=None)


def mean_over_trusts(data: Data, measure: str, period: str) -> float:
    """Return the mean of all trusts in one survey, each weighted by its headcount of September."""
    values = data.wide(measure).loc[period].dropna()
    staff = data.wide("staff_headcount").reindex([f"{period}-09"]).iloc[0].reindex(values.index)
    staff = staff.dropna()
    if staff.empty:
        raise DataError(f"No headcounts of September {period} to weigh the trusts by")
    return float(np.average(values[staff.index], weights=staff))


@lru_cache(maxsize=64)
def rounding(data: Data, measure: str, source: str) -> float:
    """Return the last decimal that a source gives of a measure: 0.01 for two decimals."""
    rows = data.panel[(data.panel["measure"] == measure) & (data.panel["source_id"] == source)]
    values = rows["value"]
    exact = (
        digits
        for digits in range(_DECIMALS)
        if np.allclose(values, values.round(digits), rtol=0, atol=1e-9)
    )
    return float(10.0 ** -next(exact, _DECIMALS))


def _percentages(data: Data) -> list[str]:
    surveyed = data.register.measures
    surveyed = surveyed[(surveyed["unit"] == PERCENT.code) & (surveyed["frequency"] == "survey")]
    england = set(data.panel.loc[data.panel["org_code"] == "ENG", "measure"])
    return [measure for measure in surveyed["measure"] if measure in england]


def _within(apart: pd.Series) -> float:
    return float(apart.dropna().quantile(QUANTILE))


def _distances(one: pd.DataFrame, other: pd.DataFrame) -> pd.Series:
    """Return the distances of what both have, whatever the period and trust."""
    apart = one.sub(other).abs().to_numpy().ravel()
    return pd.Series(apart, dtype=float).dropna()


def _held(data: Data, measure: str, chosen: tuple[str, ...] = ()) -> pd.DataFrame:
    try:
        return data.wide(measure, sources=chosen)
    except DataError:
        return pd.DataFrame()


def _table(data: Data, measure: str, group: Codes) -> pd.DataFrame:
    return _scores(data, measure, group) if group else _held(data, measure)


@lru_cache(maxsize=64)
def _scores(data: Data, measure: str, group: Codes, chosen: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return the places of the trusts of a group as normal scores, the highest figure highest."""
    from scipy.special import ndtri

    table = _held(data, measure, chosen)
    table = table[[code for code in table if code in set(group)]]
    ranks = table.rank(axis="columns")
    shares = (ranks - 0.5).div(ranks.notna().sum(axis="columns"), axis="index")
    return pd.DataFrame(ndtri(shares.to_numpy(dtype=float)), shares.index, shares.columns)
