"""The official figures to set beside a claim, by rule: the same measure, trust, period, staff.

Where the very period was not published, the nearest that was stands in for it and is called near.
Where nothing was, what it would take is said. A claim of the register may be given better evidence
by hand; this is what anybody would look for first.
"""

from __future__ import annotations

import pandas as pd

from nhs_culture import periods
from nhs_culture.data.access import Data
from nhs_culture.errors import DataError

__all__ = ["proposed"]

_ENDS = ("period_from", "period_to")
_PLACES = {"top": "share_above", "bottom": "share_below"}


def proposed(claim: pd.Series, data: Data, *, end: str = "") -> pd.Series:
    """Return a row of ``evidence.csv`` for a claim.

    Parameters
    ----------
    claim
        A row of ``claims.csv``, as far as it is filled in.
    data
        The register and the panel.
    end
        ``top`` or ``bottom`` where the claim names an end of a ranking.
    """
    columns = data.register.evidence.columns
    trust, measure = str(claim["org_code"]), str(claim["measure"])
    known = _published(trust, measure, data)
    empty = dict.fromkeys(columns, "") | {"claim_id": claim["claim_id"]}
    if known.empty or str(claim["subgroup"]) != "all":
        return pd.Series(empty | _nothing(claim, data))
    asked = {one: str(claim[one]) for one in _ENDS if claim[one]}
    found = {one: _nearest(period, known, measure, data) for one, period in asked.items()}
    moved = [one for one in found if found[one] != asked[one]]
    row = {
        **empty,
        **found,
        "test": _test(claim, end),
        "measure": measure,
        "org_code": trust,
        "among": "all" if claim["kind"] in ("rank", "threshold") else "",
        "relation": "near" if moved else "same",
        "difference": "; ".join(_stands_in(asked[one], found[one]) for one in moved),
        "needed": _needed(claim, asked[moved[-1]], data) if moved else "",
    }
    return pd.Series(row)


def _published(trust: str, measure: str, data: Data) -> pd.Index:
    try:
        return data.series(trust, measure).index
    except DataError:
        return pd.Index([])


def _test(claim: pd.Series, end: str) -> str:
    if end:
        return _PLACES[end]
    return "rank" if claim["kind"] == "rank" else "value"


def _nearest(period: str, known: pd.Index, measure: str, data: Data) -> str:
    """Return the published period that is nearest, the later of two."""
    if period in known:
        return period
    frequency = str(data.register.measure(measure)["frequency"])
    start = periods.bounds(period, frequency)[0]
    away = {str(one): periods.bounds(str(one), frequency)[0] - start for one in known}
    return min(away, key=lambda one: (abs(away[one]), -away[one]))


def _stands_in(asked: str, found: str) -> str:
    return f"that of {periods.in_words(found)}, as none of {periods.in_words(asked)} is held"


def _nothing(claim: pd.Series, data: Data) -> dict[str, str]:
    whom = _whom(claim)
    return {
        "test": "none",
        "relation": "none",
        "difference": f"no figure{whom} at this trust is held",
        "needed": _needed(claim, str(claim["period_to"]), data),
    }


def _needed(claim: pd.Series, period: str, data: Data) -> str:
    """Return what would settle the claim: the latest publication of the measure, for its period."""
    entry = data.register.measure(str(claim["measure"]))
    when = f", {periods.in_words(period)}" if period else ""
    return f"{entry['name']}{_whom(claim)} at the trust{when}"


def _whom(claim: pd.Series) -> str:
    return "" if claim["subgroup"] == "all" else f" of {claim['subgroup']} staff"
