"""Whether figures stand where their kind stands: a hundredfold is within the limits of many."""

from __future__ import annotations

import pandas as pd

from nhs_culture.loaders.tidy import AREAS
from nhs_culture.register import Register

__all__ = ["moved_levels", "odd_levels"]

ENOUGH = 20
"""Organisations of which the middle is held to the usual one of a measure."""
WIDER = 10.0
"""By so much the usual span is wider where there are fewer, which may be small or special."""
MOVED = 3.0
"""Times that figures may be those of the same organisations in other periods. Among all figures
held, the middle of no measure in no period is half or twice that."""
SEVERAL = 3
"""Organisations of which the middle tells whether figures moved; an area does by itself."""


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
    positive = table.assign(kind=kind)[table["value"] > 0]
    groups = positive.groupby(["measure", "subgroup", "kind"], observed=True)
    found = [_moved(own) for _, own in groups]
    columns = ["measure", "subgroup", "period", "times", "size"]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=columns)


def _moved(own: pd.DataFrame) -> pd.DataFrame:
    """Return the periods of one measure of one subgroup that are far from the others."""
    least = 1 if own["kind"].iloc[0] else SEVERAL
    wide = own.pivot_table("value", "period", "org_code", aggfunc="first", observed=True)
    times = pd.DataFrame({period: _times(wide, str(period)) for period in wide.index}).T
    found = pd.DataFrame({"times": times.median(axis=1), "size": times.notna().sum(axis=1)})
    far = (found["times"] > MOVED) | (found["times"] < 1 / MOVED)
    found = found[far & (found["size"] >= least)].rename_axis("period").reset_index()
    return found.assign(measure=own["measure"].iloc[0], subgroup=own["subgroup"].iloc[0])


def _times(wide: pd.DataFrame, period: str) -> pd.Series[float]:
    """Return each organisation's figure of a period over the middle of its others."""
    found: pd.Series[float] = wide.T[period] / wide.drop(index=period).median()
    return found
