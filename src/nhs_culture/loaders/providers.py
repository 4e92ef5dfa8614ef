"""Tell NHS provider trusts from the other organisations that the publications list."""

from __future__ import annotations

from typing import Any

import pandas as pd

from nhs_culture.loaders.grid import Grid
from nhs_culture.loaders.tidy import ODS_CODE

__all__ = ["LEFT_OUT", "named", "trusts"]

LEFT_OUT = (
    "Organisations that are not NHS provider trusts: regions and integrated care systems as "
    "totals, CCGs, ICBs, CSUs, primary care trusts, national bodies, social enterprises.",
    "RYK-X (Dudley and Walsall Mental Health Partnership before its code was reused) and G6V2S "
    "(North London NHS Foundation Trust, from November 2024): their codes are not of the form "
    "that the project keeps.",
)
"""What :func:`trusts` drops, for the records of the publications that list every organisation."""

_TRUST_NAME = r"NHS (?:Foundation )?Trust$"
_OTHER_CODES = frozenset({"RYK-X", "G6V2S"})
"""Trusts whose codes are not of the usual form; named in :data:`LEFT_OUT`."""


def trusts(grid: Grid, code: str, name: str) -> Grid:
    """Return the rows of NHS provider trusts.

    Parameters
    ----------
    grid
        Rows of all kinds of organisations, totals and notes.
    code, name
        The headings of the ODS code and of the organisation's name.

    Raises
    ------
    SourceError
        When a row is named like a trust and its code is not one, so that a spoilt code never
        drops a trust in silence.
    """
    codes, names = grid.text(code), grid.text(name)
    provider = codes.str.fullmatch(ODS_CODE)
    spoilt = ~provider & names.str.contains(_TRUST_NAME) & ~codes.isin(_OTHER_CODES)
    grid.refuse_rows(spoilt, code, "expected the ODS code of this trust (as RP1)")
    return grid.where(provider)


def named(
    code: pd.Series[str],
    name: pd.Series[str] | str,
    first_period: pd.Series[str] | str,
    last_period: pd.Series[str] | str,
    *,
    benchmark_group: pd.Series[str] | str = "",
    region: pd.Series[str] | str = "",
) -> pd.DataFrame:
    """Return organisations as one row per code and name, with the periods that they cover."""
    rows: pd.DataFrame = pd.DataFrame(
        {
            "code": code,
            "name": name,
            "first_period": first_period,
            "last_period": last_period,
            "benchmark_group": benchmark_group,
            "region": region,
        }
    )
    spans: dict[str, Any] = {
        "first_period": "min",
        "last_period": "max",
        "benchmark_group": "last",
        "region": "last",
    }
    rows = rows.dropna(subset=["first_period", "last_period"])
    return rows.sort_values("last_period").groupby(["code", "name"], as_index=False).agg(spans)
