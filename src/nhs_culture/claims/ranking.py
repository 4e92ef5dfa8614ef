"""Which group of trusts a printed place is among, by the number that it says are ranked."""

from __future__ import annotations

import math

import pandas as pd

from nhs_culture.data.access import Data
from nhs_culture.english import listed, ordinal
from nhs_culture.errors import DataError
from nhs_culture.metrics.place import place

__all__ = ["GROUPS", "group_in_words", "ranked_among", "stands_among"]

GROUPS = {"all": "all {kind}s", "benchmark group": "its kind", "region": "its region"}
"""Groups that organisations are placed in, as ``evidence.csv`` has them, and how they read."""
_NEARLY = 0.1
"""Share by which a number ranked may miss that of a group: not all who are ranked are held."""


def ranked_among(claim: pd.Series, period: str, data: Data) -> str:
    """Return the group that the number ranked fits best, all where it is not said; else nothing.

    Parameters
    ----------
    claim
        A row of ``claims.csv`` that prints a place.
    period
        The period that the place is set beside.
    data
        The register and the panel.
    """
    of = float(claim["rank_of"])
    if math.isnan(of):
        return "all"
    off = {name: abs(len(known) - of) for name, known in _known(claim, period, data).items()}
    fits = {name: gap for name, gap in off.items() if gap <= _NEARLY * of}
    return min(fits, key=lambda name: fits[name], default="")


def group_in_words(group: str, code: str, data: Data) -> str:
    """Return the group that a trust or a council is placed in, as it reads."""
    return GROUPS[group].format(kind=data.register.kind(code))


def stands_among(claim: pd.Series, period: str, data: Data) -> str:
    """Say that no group is of the number ranked, and where the trust stood in each."""
    code = str(claim["org_code"])
    places = {
        group_in_words(name, code, data): place(known, code)
        for name, known in _known(claim, period, data).items()
    }
    told = (f"{ordinal(at.at)} of {at.of} ({whom})" for whom, at in places.items())
    many = f"{claim['rank_of']:.0f} {data.register.kind(code)}s"
    return f"no group held has {many}: it was {listed(told)}"


def _known(claim: pd.Series, period: str, data: Data) -> dict[str, pd.Series]:
    """Return the figures of each group in a period."""
    code, measure, whom = (str(claim[one]) for one in ("org_code", "measure", "subgroup"))
    found = {}
    for name in GROUPS:
        try:
            group = data.peers(code, measure, name, subgroup=whom.lower())
        except DataError:
            continue
        if period in group.index:
            found[name] = pd.Series(group.loc[period]).dropna()
    return found
