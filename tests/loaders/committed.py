"""The committed tables of data/raw, as the tests ask them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
from imports import read_table

RAW = Path(__file__).parents[2] / "data" / "raw"


def by_measure(source_id: str) -> pd.DataFrame:
    """Return the figures with one column per measure."""
    table = figures(source_id)
    return table.pivot_table("value", ["org_code", "period"], "measure")


@cache
def figures(source_id: str) -> pd.DataFrame:
    tables = [read_table(path) for path in sorted((RAW / source_id).glob("*.csv"))]
    return pd.concat(tables, ignore_index=True)


def measure(source_id: str, name: str) -> pd.DataFrame:
    table = figures(source_id)
    return table[table["measure"] == name]


def value(source_id: str, name: str, org_code: str, period: str, subgroup: str = "all") -> float:
    table = measure(source_id, name)
    key = {"org_code": org_code, "period": period, "subgroup": subgroup}
    found = table[(table[list(key)] == pd.Series(key)).all(axis=1)]
    assert len(found) == 1, (source_id, name, org_code, period, len(found))
    return float(found["value"].iloc[0])


def rank(table: pd.DataFrame, org_code: str) -> tuple[int, int]:
    """Return the place of a trust, the highest being first, and the number of trusts."""
    places = table.set_index("org_code")["value"].rank(ascending=False, method="min")
    return int(places[org_code]), len(places)
