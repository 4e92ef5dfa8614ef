"""What the sample of printed figures comes to: records that count and place."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import pandas as pd

from nhs_culture.data.access import Data
from nhs_culture.errors import DataError
from nhs_culture.metrics.clustered import linked, median_interval, share_interval
from nhs_culture.metrics.proportions import Interval
from nhs_culture.units import PERCENT
from nhs_culture.verdicts.lasting import HALF

__all__ = ["BEYOND", "Direction", "Median", "Printed"]


NINE_IN_TEN = 90


BEYOND = 5
"""Of trusts that started alike, at most this share in percent went as far: beyond regression to
the mean."""


@dataclass(frozen=True)
class Direction:
    """Which way the printed changes of one kind of source go.

    Attributes
    ----------
    kind
        As in ``claims.csv``; empty for all.
    better, worse, same
        Printed changes for the better, for the worse, and of nothing.
    clusters
        Groups of pages and trusts that share no page and no trust.
    share, interval
        Those for the better among those that changed, as a fraction, with its 95% interval.
    expected, of
        Share for the better among all trusts, on the same measures in the same years, over the
        ``of`` changes for which that is known; NaN where it is for none.
    """

    kind: str
    better: int
    worse: int
    same: int
    clusters: int
    share: float
    interval: Interval
    expected: float
    of: int


@dataclass(frozen=True)
class Median:
    """The median place of printed figures of one kind of source, in percent.

    Attributes
    ----------
    kind
        As in ``claims.csv``; empty for all.
    n, clusters
        Figures, and groups of pages and trusts that share none.
    median, interval
        50 for a fair draw; 100 is the best. The interval is None where clusters are too few.
    """

    kind: str
    n: int
    clusters: int
    median: float
    interval: Interval | None


_Kind = TypeVar("_Kind", Direction, Median)


@dataclass(frozen=True, eq=False)
class Printed:
    """What the sample comes to.

    Attributes
    ----------
    data
        The register and the panel.
    claims
        The claims of the sample, as in ``claims.csv``.
    facts
        How many things they print: what several print alike is one, and counted once in all else.
    levels
        A row for each printed level of the staff survey with an official figure: ``claim_id``,
        ``kind``, ``document``, ``org_code``, ``measure``, ``period``, ``end`` (from or to),
        ``printed``, ``official`` (the nearest of its sources), ``off`` (their difference),
        ``agrees`` (as closely as it is printed), ``inferred`` (the year is), ``own_years`` and
        ``all_trusts`` (place of the official figure among the trust's own years and among trusts,
        in percent, 100 for the best; NaN where too few).
    directions
        A row for each printed change: ``claim_id``, ``kind``, ``document``, ``org_code``,
        ``measure``, ``period_from``, ``period_to``, ``better`` (1, 0, -1) and ``expected`` (share
        of all trusts that moved for the better in these years; NaN where not known).
    changes
        Those of any measure with official figures at both ends, in the unit of the measure, for
        the better: ``change``, ``median`` (of all trusts), ``trusts``, ``percentile`` (among
        them), ``further`` (share that moved less far the way that is printed), ``alike`` (share in
        percent of trusts that went as far or further from their level), ``left`` (share of the
        difference from all trusts that was left three years on; NaN where not known).
    """

    data: Data
    claims: pd.DataFrame
    facts: int
    levels: pd.DataFrame
    directions: pd.DataFrame
    changes: pd.DataFrame

    @property
    def trusts(self) -> int:
        """Trusts that the sample is about."""
        return len(set(self.claims["org_code"]) & set(self.data.register.trusts["org_code"]))

    @property
    def pages(self) -> int:
        """Pages that it was gathered from."""
        return int(self.claims["document"].nunique())

    @property
    def agreeing(self) -> int:
        """Levels that the official figure agrees with as closely as they are printed."""
        return int(self.levels["agrees"].sum())

    @property
    def within_a_point(self) -> int:
        """Levels in percent that lie within a point of the official figure."""
        return int((self.percentages["off"].abs() <= 1).sum())

    @property
    def percentages(self) -> pd.DataFrame:
        """The levels that are shares in percent."""
        shares = self.levels["measure"].map(self.data.register.figured["unit"]) == PERCENT.code
        return self.levels[shares]

    @property
    def exceptions(self) -> pd.DataFrame:
        """The levels that do not agree, the furthest off first."""
        apart = self.levels[~self.levels["agrees"]]
        return apart.reindex(apart["off"].abs().sort_values(ascending=False).index)

    @cached_property
    def by_kind(self) -> tuple[Direction, ...]:
        """The directions of all, then of each kind of source, the most frequent first."""
        return tuple(_direction(kind, rows) for kind, rows in _kinds(self.directions))

    def of(self, kind: str) -> Direction:
        """Return the directions of one kind of source."""
        return _of(self.by_kind, kind)

    @cached_property
    def percentiles(self) -> tuple[Median, ...]:
        """Median percentile of the printed changes among all trusts, of all and by kind."""
        return _medians(self.changes, "percentile")

    @cached_property
    def good_years(self) -> tuple[Median, ...]:
        """Median place of the printed year among the trust's own, of all and by kind."""
        return _medians(self._latest, "own_years")

    @cached_property
    def good_trusts(self) -> tuple[Median, ...]:
        """Median place of the trust among all in the printed year, of all and by kind."""
        return _medians(self._latest, "all_trusts")

    def year_of(self, kind: str) -> Median:
        """Return the place of the printed years of one kind of source among the trusts' own."""
        return _of(self.good_years, kind)

    @property
    def percentile(self) -> Median:
        """The median percentile of all printed changes."""
        return _of(self.percentiles, "")

    @property
    def _latest(self) -> pd.DataFrame:
        """One level a trust, measure and year: that which a claim prints as the latest."""
        latest = self.levels[self.levels["end"] == "to"]
        return latest.drop_duplicates(["kind", "org_code", "measure", "period"])

    @property
    def nine_in_ten(self) -> int:
        """Changes larger, the way they are printed, than at nine in ten trusts."""
        return int((self.changes["further"] >= NINE_IN_TEN).sum())

    @property
    def of_england(self) -> int:
        """Changes of which all trusts' median makes half or more."""
        share = self.changes["median"] / self.changes["change"]
        return int((share >= HALF).sum())

    @property
    def beyond(self) -> int:
        """Changes beyond what one in twenty trusts from the same level show."""
        return int((self.changes["alike"] <= BEYOND).sum())

    @property
    def followed(self) -> int:
        """Changes that can be followed for three years."""
        return int(self.changes["left"].notna().sum())

    @property
    def lasting(self) -> int:
        """Of these, those with half or more left of what they were ahead of all trusts."""
        return int((self.changes["left"] >= HALF).sum())


def _of(found: Iterable[_Kind], kind: str) -> _Kind:
    """Return that of one kind of source, or raise ``DataError`` where the sample has none."""
    known = {one.kind: one for one in found}
    if kind not in known:
        raise DataError(f"The sample of claims.csv prints too little of the kind {kind!r}")
    return known[kind]


def _kinds(rows: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield all rows, then those of each kind of source, the most frequent first."""
    yield "", rows
    for kind in rows["kind"].value_counts().index:
        yield str(kind), rows[rows["kind"] == kind]


def _direction(kind: str, rows: pd.DataFrame) -> Direction:
    moved = rows[rows["better"] != 0]
    whom = moved["org_code"].where(moved["org_code"] != "", moved["document"])
    clusters = linked(moved["document"], whom)
    better = (moved["better"] > 0).to_numpy()
    known = rows["expected"].dropna()
    return Direction(
        kind=kind,
        better=int(better.sum()),
        worse=int((~better).sum()),
        same=len(rows) - len(moved),
        clusters=int(np.unique(clusters).size),
        share=float(better.mean()),
        interval=share_interval(better, clusters),
        expected=float(known.mean()) if len(known) else math.nan,
        of=len(known),
    )


def _medians(rows: pd.DataFrame, column: str) -> tuple[Median, ...]:
    known = rows[rows[column].notna()]
    return tuple(_median(kind, part, column) for kind, part in _kinds(known))


def _median(kind: str, rows: pd.DataFrame, column: str) -> Median:
    clusters = linked(rows["document"], rows["org_code"])
    return Median(
        kind=kind,
        n=len(rows),
        clusters=int(np.unique(clusters).size),
        median=float(rows[column].median()),
        interval=median_interval(rows[column].to_numpy(), clusters),
    )
