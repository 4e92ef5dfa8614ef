"""Printed levels beside the official figures of the same survey."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

import pandas as pd

from nhs_culture.claims.apart import rounding
from nhs_culture.claims.proposed import change_alone
from nhs_culture.data.access import Data
from nhs_culture.studies.printed.among import (
    FEWEST_TRUSTS,
    for_the_better,
    percentile,
    whose,
)
from nhs_culture.units import unit
from nhs_culture.verdicts.printed import Claimed, Evidence, Off, off, on_ten_points

__all__ = ["levels"]


FEWEST_YEARS = 5
"""Years of a trust's own that one of them is placed among."""


def levels(claims: pd.DataFrame, data: Data) -> pd.DataFrame:
    """Return what each printed level comes to: see ``Printed.levels``."""
    table = pd.DataFrame([row for _, claim in claims.iterrows() for row in _ends(claim, data)])
    places = [_places(row, data) for _, row in table.iterrows()]
    return table.assign(**pd.DataFrame(places, table.index, ["own_years", "all_trusts"]))


def _ends(claim: pd.Series, data: Data) -> Iterator[dict[str, object]]:
    """Yield what each printed level of a claim comes to beside the official figures."""
    own = unit(str(data.register.measure(str(claim["measure"]))["unit"]))
    if change_alone(claim) or (unit(claim["unit"]).scale is None) != (own.scale is None):
        return
    if claim["kind"] not in ("level", "movement"):
        return
    for end in ("from", "to"):
        value, period = float(claim[f"value_{end}"]), str(claim[f"period_{end}"])
        official = _official(data, claim, period)
        if math.isnan(value) or not official:
            continue
        shown = on_ten_points(value, claim["unit"])
        nearest = min(official, key=lambda one: abs(one.value - shown))
        claimed = Claimed(value=value, unit=claim["unit"], precision=claim["precision"])
        yield {
            **whose(claim),
            "period": period,
            "end": end,
            "printed": shown,
            "official": nearest.value,
            "off": shown - nearest.value,
            "agrees": any(off(claimed, one) is Off.IN_PRINT for one in official),
            "inferred": bool(claim["period_inferred"]),
        }


def _official(data: Data, claim: pd.Series, period: str) -> list[Evidence]:
    """Return the figure of every source for a trust and period."""
    rows = _by_trust(data).get((claim["org_code"], claim["measure"], period), [])
    own = str(data.register.measure(str(claim["measure"]))["unit"])
    return [
        Evidence(
            value=value, unit=own, source=source, step=_rounding(data, claim["measure"], source)
        )
        for value, source in rows
    ]


@lru_cache(maxsize=2)
def _by_trust(data: Data) -> dict[tuple[str, str, str], list[tuple[float, str]]]:
    """Return value and source of every figure of all staff, by trust, measure and period."""
    rows = data.panel[data.panel["subgroup"] == "all"]
    found: dict[tuple[str, str, str], list[tuple[float, str]]] = {}
    cells = (rows[name] for name in ("org_code", "measure", "period", "value", "source_id"))
    for code, measure, period, value, source in zip(*cells, strict=True):
        found.setdefault((str(code), str(measure), str(period)), []).append((value, str(source)))
    return found


_rounding = lru_cache(maxsize=256)(rounding)


def _places(level: pd.Series, data: Data) -> tuple[float, float]:
    """Return the place of a level's official figure among the trust's years, and among trusts."""
    code, period = str(level["org_code"]), str(level["period"])
    table = for_the_better(data, str(level["measure"]), code)
    return (
        percentile(table[code].dropna(), period, FEWEST_YEARS),
        percentile(pd.Series(table.loc[period]).dropna(), code, FEWEST_TRUSTS),
    )
