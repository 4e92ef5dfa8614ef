"""Every measure that anything was published on about a trust, beside the trusts of its kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from nhs_culture.data.access import Data
from nhs_culture.metrics.place import Place, place
from nhs_culture.units import Unit, unit

__all__ = ["History", "better", "histories", "key_measures"]


@dataclass(frozen=True, eq=False)
class History:
    """One measure of a trust and of trusts of its kind, as published, and by whom.

    Attributes
    ----------
    measure
        Row of ``measures.csv``.
    group
        Periods x ODS codes: the trust and those of its benchmark group.
    trust
        ODS code.
    sources
        Identifiers of the publications.
    """

    measure: pd.Series
    group: pd.DataFrame
    trust: str
    sources: frozenset[str]

    @cached_property
    def own(self) -> pd.Series:
        """The trust's published figures."""
        return self.group[self.trust].dropna()

    @property
    def name(self) -> str:
        """The measure in words."""
        return str(self.measure["name"])

    @property
    def unit(self) -> Unit:
        """The unit of the figures."""
        return unit(self.measure["unit"])

    @property
    def runs(self) -> bool:
        """Whether there are figures for two periods or more."""
        return len(self.own) > 1

    @property
    def last(self) -> str:
        """Label of the period of the latest figure."""
        return str(self.own.index[-1])

    @cached_property
    def median(self) -> float:
        """The median peer's figure in the period of the latest one; NaN without peers."""
        return float(self._latest.drop(self.trust).median())

    @property
    def place(self) -> Place | None:
        """The place among the group in that period; None without others."""
        return place(self._latest, self.trust) if len(self._latest) > 1 else None

    @cached_property
    def _latest(self) -> pd.Series:
        return pd.Series(self.group.loc[self.last]).dropna()

    @property
    def better(self) -> bool | None:
        """Whether the latest figure is better than the median peer's; None where none is."""
        higher_is = self.measure["higher_is"]
        if higher_is == "neither" or self.unit.grows or pd.isna(self.median):
            return None
        ahead = float(self.own.iloc[-1]) - self.median
        return bool(ahead > 0 if higher_is == "better" else ahead < 0)


def histories(data: Data, trust: str) -> dict[str, History]:
    """Return every measure that something was published on about a trust.

    Parameters
    ----------
    data
        What is held.
    trust
        ODS code.

    Returns
    -------
    dict
        Identifier of the measure -> its history, in the order of ``measures.csv``.
    """
    found = {}
    for _, row in data.measured([trust]).iterrows():
        measure = str(row["measure"])
        used = data.series(trust, measure, column="source_id")
        if not used.empty:
            found[measure] = History(row, data.peers(trust, measure), trust, frozenset(used))
    return found


def key_measures(data: Data) -> set[str]:
    """Return the measures that the plan asks about, and those that the primary test holds on."""
    measures = data.register.measures
    calibrated = measures.loc[measures["calibrated"] == "yes", "measure"]
    return {*data.register.analysis_plan["measure"], *calibrated}


def better(of: Iterable[History]) -> tuple[int, int]:
    """Return on how many measures the trust stood better than its median peer, and of how many."""
    sides = [one.better for one in of if one.better is not None]
    return sum(sides), len(sides)
