"""What the tables of programmes and their members must hold."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from nhs_culture.register.columns import ADDRESS, SINCE, YES, Columns, one_of, optional, text
from nhs_culture.register.tables import Register

__all__ = ["members", "programmes"]

CHOSEN = ("joined", "placed", "improved", "awarded")
"""How members came to be members: they signed up, the regulator placed them at their worst, they
were named because they had improved, or they were given a distinction."""
DATED = {10: "day", 7: "month", 4: "year", 0: ""}
"""Precision of a date by the length of its label."""


def programmes() -> Columns:
    """Return the columns of ``programmes.csv``."""
    return {
        "programme_id": text(unique=True),
        "name": text(unique=True),
        "what": text(),
        "chosen": text(one_of(", ".join(CHOSEN), CHOSEN)),
        "pooled": optional(one_of("yes, or nothing", YES)),
        "note": optional(),
    }


def members(register: Register) -> pa.DataFrameSchema:
    """Return the schema of ``programme_members.csv``: dates in order, nobody a member twice."""
    known = one_of("the programmes in programmes.csv", register.programmes["programme_id"])
    trusts = one_of("the codes in trusts.csv, or nothing", {*register.trusts["org_code"], ""})
    exact = pa.Check(
        lambda table: table["precision"] == table["joined"].str.len().map(DATED),
        error="the precision of the date in column joined: day, month, year, or nothing",
    )
    today = f"{pd.Timestamp.now():%Y-%m-%d}"
    begun = pa.Check(
        lambda table: ~_earlier(pd.Series(today, table.index), table["joined"]),
        error="joined not after today",
    )
    in_order = pa.Check(
        lambda table: (table["ended"] == "") | ~_earlier(table["ended"], table["joined"]),
        error="ended not before joined",
    )
    once = pa.Check(lambda table: ~_again(table), error="a member once, or after its last spell")
    columns = {
        "programme_id": text(known),
        "org_code": optional(trusts),
        "name": text(),
        "joined": optional(SINCE),
        "ended": optional(SINCE),
        "precision": optional(),
        "weak": optional(one_of("yes, or nothing", YES)),
        "note": optional(),
        "source": text(),
        "url": text(ADDRESS),
    }
    return pa.DataFrameSchema(columns, checks=[exact, begun, in_order, once])


def _again(members: pd.DataFrame) -> pd.Series:
    """Tell which rows name a member again while its spell before had not ended."""
    known = members[members["org_code"] != ""].sort_values("joined", kind="stable")
    before = known.groupby(["programme_id", "org_code"])[["joined", "ended"]].shift()
    open_still = (before["ended"] == "") | _earlier(known["joined"], before["ended"].fillna(""))
    return (before["joined"].notna() & open_still).reindex(members.index, fill_value=False)


def _earlier(one: pd.Series, other: pd.Series) -> pd.Series:
    """Tell which dates are earlier than others, as far as both are known."""
    pairs = zip(one, other, strict=True)
    cut = [(a[: len(b)], b[: len(a)]) for a, b in pairs]
    return pd.Series([a < b for a, b in cut], one.index)
