"""Whether figures stand where their kind stands: a hundredfold is within the limits of many."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nhs_culture.loaders.tidy import AREAS
from nhs_culture.register import Register
from nhs_culture.units import (
    CASES,
    COUNT,
    FTE,
    PERCENT,
    RATIO,
    SCORE_0_10,
    SCORE_1_5,
    WTE,
    YEARS_OF_LIFE,
)

__all__ = ["moved_bases", "moved_levels", "odd_figures", "odd_levels"]

ENOUGH = 20
"""Organisations of which the middle is held to the usual one of a measure."""
WIDER = 10.0
"""By so much the usual span is wider where there are fewer, which may be small or special."""
MOVED = 3.0
"""Times that figures may be those of the same organisations in other periods. Among all figures
held, the middle of no measure in no period is half or twice that."""
BASES_MOVED = {"month": 1.5, "survey": 1.8}
"""Times that denominators may be those of the period before, by how often there are figures; as
values, where there are others. In the middle of all organisations months stay within 0.91 and 1.14
of what is held, for their days, and surveys within 0.92 and 1.26, through the years that went from
samples to everybody. A numerator moves as values do."""
SEVERAL = 3
"""Organisations of which the middle tells whether figures moved; an area does by itself."""
NEVER_NOTHING = frozenset(
    unit.code for unit in (SCORE_0_10, SCORE_1_5, YEARS_OF_LIFE, RATIO, FTE, WTE, COUNT, CASES)
)
"""Units in which an organisation that exists has more than nothing."""
COMMON = 10.0
"""Per cent: of all staff, there is somebody of whom is true what is true of so many elsewhere."""
GAP = 10.0
"""Times between neighbours that tell shares of one from per cents. In what is held it is 8."""
_SERIES = ["measure", "subgroup", "org_code"]


def odd_levels(table: pd.DataFrame, register: Register) -> pd.DataFrame:
    """Return the periods in which the middle of the organisations is not a usual one.

    A figure that is off by a hundredfold everywhere is within its limits and wrong; that the middle
    of all organisations moves so far is out of the question. Nothing, a zero, is no level.

    Returns
    -------
    DataFrame
        ``measure``, ``subgroup``, ``period``, ``median``, ``size`` (number of organisations), and
        of the register ``median_lower``, ``median_upper`` and ``unit``; the two limits wider where
        there are few organisations.
    """
    own = table[~table["org_code"].isin(AREAS) & (table["value"] != 0)]
    levels = own.groupby(["measure", "subgroup", "period"], observed=True)["value"]
    usual = register.figured[["median_lower", "median_upper", "unit"]]
    found = levels.agg(["median", "size"]).reset_index().join(usual, on="measure")
    wider = (found["size"] < ENOUGH).map({True: WIDER, False: 1.0})
    found["median_lower"] /= wider
    found["median_upper"] *= wider
    outside = (found["median"] < found["median_lower"]) | (found["median"] > found["median_upper"])
    return found[outside].reset_index(drop=True)


def odd_figures(table: pd.DataFrame, register: Register) -> pd.DataFrame:
    """Return single figures that are out of the question, with what was ``expected`` of each.

    A nothing is what programs write for an organisation that has ended; and a column may hold
    shares of one among per cents.

    Returns
    -------
    DataFrame
        Rows of the table, under their own index.
    """
    told = {
        "more than nothing; an organisation that has ended has no figure": _nothings,
        "per cent as the others are, and no share of one": _shares_of_one,
    }
    return pd.concat([table[odd(table, register)].assign(expected=e) for e, odd in told.items()])


def _nothings(table: pd.DataFrame, register: Register) -> pd.Series[bool]:
    unit, usual = (table["measure"].map(register.figured[c]) for c in ("unit", "median_lower"))
    never = unit.isin(NEVER_NOTHING) | ((unit == PERCENT.code) & (usual >= COMMON))
    return never & (table["value"] == 0) & (table["subgroup"] == "all")


def _shares_of_one(table: pd.DataFrame, register: Register) -> pd.Series[bool]:
    """Mark what is below a gap that per cents do not have, and fits the others a hundredfold."""
    percent = table["measure"].map(register.figured["unit"]) == PERCENT.code
    own = table[percent & (table["value"] > 0)].sort_values("value")
    groups = own.groupby(["measure", "subgroup", "period"], observed=True)["value"]
    following = groups.shift(-1)
    gap = (own["value"] <= 1) & (following > GAP * own["value"])
    fits = (100 * own["value"] > following / 2) & (own["value"] < groups.transform("max") / 50)
    keys = [own[name] for name in ("measure", "subgroup", "period")]
    below = (gap & fits)[::-1].groupby([key[::-1] for key in keys], observed=True).cummax()
    return below.reindex(table.index, fill_value=False)


def moved_levels(table: pd.DataFrame) -> pd.DataFrame:
    """Return the periods in which organisations stand far from where they stand in other periods.

    Parameters
    ----------
    table
        Figures of several periods, of one source or of all.

    Returns
    -------
    DataFrame
        ``measure``, ``subgroup``, ``period``, ``times`` (the figure over the middle of the other
        periods of the organisation, in the middle of all) and ``size``, the number of
        organisations. Areas such as England are judged apart.
    """
    kind = table["org_code"].where(table["org_code"].isin(AREAS), "")
    own = table.assign(kind=kind)[table["value"] > 0].drop_duplicates([*_SERIES, "period"])
    own = own[own.duplicated(_SERIES, keep=False)].sort_values([*_SERIES, "value"])
    own["times"] = own["value"] / _middle_of_the_others(own)
    periods = own.groupby(["measure", "subgroup", "kind", "period"], observed=True)["times"]
    found = periods.agg(times="median", size="size").reset_index()
    enough = found["size"] >= (found["kind"] == "").map({True: SEVERAL, False: 1})
    far = (found["times"] > MOVED) | (found["times"] < 1 / MOVED)
    return found[far & enough].drop(columns="kind").reset_index(drop=True)


def moved_bases(table: pd.DataFrame, register: Register) -> pd.DataFrame:
    """Return the periods in which numerators or denominators are far from those just before.

    Where both are off by as much, their quotient is right.

    Parameters
    ----------
    table
        Figures of one source, those of an earlier edition above those of a later one.

    Returns
    -------
    DataFrame
        ``count`` (``numerator`` or ``denominator``), ``measure``, ``subgroup``, ``period``,
        ``times`` (the count over that of the organisation in the period before, or in the edition
        before, in the middle of all organisations) and ``size``, their number. Areas are left out.
    """
    own = table[~table["org_code"].isin(AREAS)].astype({"numerator": float, "denominator": float})
    counts = ["numerator", "denominator"]
    long = own.melt([*_SERIES, "period"], counts, var_name="count", value_name="size")
    long = long[long["size"] > 0].sort_values("period", kind="stable")
    series = long.groupby([*_SERIES, "count"], observed=True)["size"]
    long["times"] = long["size"] / series.shift()
    long["edition"] = long.groupby([*_SERIES, "count", "period"], observed=True).cumcount()
    keys = ["count", "measure", "subgroup", "period", "edition"]
    periods = long.groupby(keys, observed=True)["times"]
    found = periods.agg(times="median", size="count").reset_index().drop(columns="edition")
    frequency = found["measure"].map(register.figured["frequency"])
    usual = frequency.map(BASES_MOVED).astype(float)
    limit = usual.where(found["count"] == "denominator").fillna(MOVED)
    far = (found["times"] > limit) | (found["times"] < 1 / limit)
    return found[far & (found["size"] >= SEVERAL)].reset_index(drop=True)


def _middle_of_the_others(own: pd.DataFrame) -> NDArray[np.float64]:
    """Return the median of each series without the figure itself.

    Parameters
    ----------
    own
        Figures in series of two or more, each series in order of its values.
    """
    values = own["value"].to_numpy(float)
    series = own.groupby(_SERIES, observed=True, sort=False)["value"]
    size, place = series.transform("size").to_numpy(), series.cumcount().to_numpy()
    first = np.arange(len(own)) - place
    below, above = ((size - 2) // 2, (size - 1) // 2)
    pair = (values[first + middle + (middle >= place)] for middle in (below, above))
    return np.asarray(sum(pair) / 2)
