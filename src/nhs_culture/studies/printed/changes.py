"""Printed changes: which way they go, and their place among the changes of all trusts."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from nhs_culture import periods
from nhs_culture.claims.proposed import change_alone
from nhs_culture.data.access import Data
from nhs_culture.designs.permutation import leave_one_out
from nhs_culture.studies.printed.among import (
    FEWEST_TRUSTS,
    SIGN,
    for_the_better,
    percentile,
    whose,
)

__all__ = ["YEARS_ON", "changes", "directions"]


YEARS_ON = 3
MONTHS = 12


def directions(claims: pd.DataFrame, data: Data) -> pd.DataFrame:
    """Return which way each printed change goes: see ``Printed.directions``."""
    higher = data.register.measures.set_index("measure")["higher_is"].map(SIGN)
    moved = claims[(claims["kind"] == "movement") & claims["value_to"].notna()]
    rows = [
        {
            **whose(claim),
            "period_from": claim["period_from"],
            "period_to": claim["period_to"],
            "better": int(np.sign(_moved(claim)) * higher[claim["measure"]]),
            "expected": _expected(claim, data),
        }
        for _, claim in moved.iterrows()
    ]
    return pd.DataFrame(rows)


def _moved(claim: pd.Series) -> float:
    start = 0.0 if change_alone(claim) else float(claim["value_from"])
    return float(claim["value_to"]) - start


def _expected(claim: pd.Series, data: Data) -> float:
    """Return the share of all trusts that moved for the better in the years of a claim."""
    moved = _everywhere(claim, data)
    return float((moved["change"] > 0).mean()) if len(moved) >= FEWEST_TRUSTS else math.nan


def _everywhere(claim: pd.Series, data: Data) -> pd.DataFrame:
    """Return ``start`` and ``change`` for the better of every trust in the years of a claim."""
    empty = pd.DataFrame(columns=["start", "change"], dtype=float)
    measure, ends = str(claim["measure"]), [claim["period_from"], claim["period_to"]]
    if measure not in data.register.figured.index or not data.holds(measure):
        return empty
    table = for_the_better(data, measure, str(claim["org_code"]))
    start, end = (_at(table, str(period)) for period in ends)
    both = pd.DataFrame({"start": start, "change": end - start}, dtype=float)
    return both.dropna() if len(both) else empty


def _at(table: pd.DataFrame, period: str) -> pd.Series:
    """Return the figures of a period: of a year of months, the mean of trusts with all twelve."""
    if period in table.index:
        return pd.Series(table.loc[period])
    if not periods.fits(period, "financial_year"):
        return pd.Series(dtype=float)
    first, last = (f"{day:%Y-%m}" for day in periods.bounds(period, "financial_year"))
    months = table.loc[(table.index >= first) & (table.index <= last)]
    return months.mean(skipna=False) if len(months) == MONTHS else pd.Series(dtype=float)


def changes(claims: pd.DataFrame, data: Data) -> pd.DataFrame:
    """Return the place of each printed change among all trusts': see ``Printed.changes``."""
    found = [(claim, _everywhere(claim, data)) for _, claim in claims.iterrows()]
    rows = [
        whose(claim) | _change(claim, everywhere, data)
        for claim, everywhere in found
        if claim["org_code"] in everywhere.index and len(everywhere) >= FEWEST_TRUSTS
    ]
    return pd.DataFrame(rows).drop_duplicates(["org_code", "measure", "period_from", "period_to"])


def _change(claim: pd.Series, everywhere: pd.DataFrame, data: Data) -> dict[str, object]:
    """Place the official change of a claim among the same change at all trusts."""
    code, higher = str(claim["org_code"]), data.register.measure(str(claim["measure"]))["higher_is"]
    printed_way = float(np.sign(_moved(claim)) * SIGN[str(higher)]) or 1.0
    change, others = everywhere["change"], everywhere["change"].drop(code)
    place = percentile(change, code, FEWEST_TRUSTS)
    level = everywhere[["start"]].to_numpy()
    apart = pd.Series(leave_one_out(change.to_numpy(), level)[0], everywhere.index) * printed_way
    return {
        "period_from": claim["period_from"],
        "period_to": claim["period_to"],
        "printed_way": int(printed_way),
        "start": float(everywhere["start"][code]),
        "change": float(change[code]),
        "median": float(others.median()),
        "trusts": len(everywhere),
        "percentile": place,
        "further": place if printed_way > 0 else 100 - place,
        "alike": 100 * float((apart.drop(code) >= apart[code]).mean()),
        "left": _left(claim, everywhere, printed_way, data),
    }


def _left(claim: pd.Series, everywhere: pd.DataFrame, printed_way: float, data: Data) -> float:
    """Return the share of a lead over all trusts that was left some years on.

    NaN where the trust did not move further than they, or has no later figure.
    """
    later = _years_on(str(claim["period_to"]))
    then = _everywhere(claim.to_frame().T.assign(period_to=later).iloc[0], data)
    code = claim["org_code"]
    if code not in then.index:
        return math.nan
    both = everywhere.index.intersection(then.index)
    lead, kept = (
        printed_way * float(moved["change"][code] - moved["change"][both].median())
        for moved in (everywhere, then)
    )
    return kept / lead if lead > 0 else math.nan


def _years_on(period: str) -> str:
    """Return the same survey, year or month some years on."""
    if periods.fits(period, "month"):
        return periods.shift(period, "month", MONTHS * YEARS_ON)
    year = "financial_year" if periods.fits(period, "financial_year") else "survey"
    return periods.shift(period, year, YEARS_ON)
