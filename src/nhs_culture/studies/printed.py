"""A sample of what is printed about trusts: whether levels are true, and changes a fair draw.

The sample was gathered without a look at the official figures. A printed level is true where an
official figure of the same survey agrees as closely as it is printed. Printed changes are a fair
draw where they lie among the changes of all trusts in the same years as any trust's would: half of
them above the median. Intervals let pages and trusts vary (:mod:`nhs_culture.metrics.clustered`),
as one page prints several figures, and one trust has several pages.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeVar

import numpy as np
import pandas as pd

from nhs_culture import periods
from nhs_culture.claims import SAMPLE
from nhs_culture.claims.apart import rounding
from nhs_culture.claims.proposed import change_alone
from nhs_culture.data.access import Data
from nhs_culture.designs.permutation import leave_one_out
from nhs_culture.errors import DataError
from nhs_culture.metrics.clustered import linked, median_interval, share_interval
from nhs_culture.metrics.proportions import Interval
from nhs_culture.units import PERCENT, unit
from nhs_culture.verdicts.lasting import HALF
from nhs_culture.verdicts.printed import Claimed, Evidence, Off, off, on_ten_points

__all__ = ["Direction", "Median", "Printed", "printed"]

FEWEST_YEARS = 5
"""Years of a trust's own that one of them is placed among."""
FEWEST_TRUSTS = 20
"""Trusts that a change is placed among."""
YEARS_ON = 3
BEYOND = 5
"""Of trusts that started alike, at most this share in percent went as far: beyond regression to
the mean."""
NINE_IN_TEN = 90
SURVEY = "survey"
_SIGN = {"better": 1, "neither": 1, "worse": -1}
"""Which way is good news; that more staff answer is printed as such."""


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
        Those of the staff survey with official figures at both ends, in the unit of the measure,
        for the better: ``change``, ``median`` (of all trusts), ``trusts``, ``percentile`` (among
        them), ``further`` (share that moved less far the way that is printed), ``alike`` (share in
        percent of trusts that went as far or further from their level), ``left`` (share of the
        difference from all trusts that was left three years on; NaN where not known).
    """

    data: Data
    claims: pd.DataFrame
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


def printed(data: Data) -> Printed:
    """Return what the sample of printed figures comes to."""
    claims = data.register.claims
    sample, figured = claims[claims["collection"] == SAMPLE], data.register.figured
    measures = [name for name in figured.index[figured["frequency"] == SURVEY] if data.holds(name)]
    surveyed = sample[sample["measure"].isin(measures) & (sample["subgroup"] == "all")]
    return Printed(
        data=data,
        claims=sample,
        levels=_levels(surveyed, data),
        directions=_directions(sample, data),
        changes=_changes(surveyed[surveyed["kind"] == "movement"], data),
    )


def _levels(claims: pd.DataFrame, data: Data) -> pd.DataFrame:
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
            **_whose(claim),
            "period": period,
            "end": end,
            "printed": shown,
            "official": nearest.value,
            "off": shown - nearest.value,
            "agrees": any(off(claimed, one) is Off.IN_PRINT for one in official),
            "inferred": bool(claim["period_inferred"]),
        }


def _whose(claim: pd.Series) -> dict[str, object]:
    copied = ("claim_id", "document", "org_code", "measure")
    return {name: claim[name] for name in copied} | {"kind": claim["kind_of_source"]}


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
    table = _for_the_better(data, str(level["measure"]), code)
    return (
        _percentile(table[code].dropna(), period, FEWEST_YEARS),
        _percentile(pd.Series(table.loc[period]).dropna(), code, FEWEST_TRUSTS),
    )


def _for_the_better(data: Data, measure: str, code: str) -> pd.DataFrame:
    """Return a measure, periods x trusts, turned so that more is better."""
    return data.wide(measure, also=code) * _SIGN[str(data.register.measure(measure)["higher_is"])]


def _percentile(values: pd.Series, of: str, fewest: int) -> float:
    """Return the share in percent of the others that lie below one; level ones count half."""
    others = values.drop(of)
    if len(values) < fewest:
        return math.nan
    return 100 * float((others < values[of]).mean() + (others == values[of]).mean() / 2)


def _directions(claims: pd.DataFrame, data: Data) -> pd.DataFrame:
    higher = data.register.measures.set_index("measure")["higher_is"].map(_SIGN)
    moved = claims[(claims["kind"] == "movement") & claims["value_to"].notna()]
    rows = [
        {
            **_whose(claim),
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
    table = _for_the_better(data, measure, str(claim["org_code"]))
    if not set(ends) <= set(table.index):
        return empty
    both = table.loc[ends].dropna(axis=1)
    return pd.DataFrame({"start": both.iloc[0], "change": both.iloc[1] - both.iloc[0]})


def _changes(claims: pd.DataFrame, data: Data) -> pd.DataFrame:
    found = [(claim, _everywhere(claim, data)) for _, claim in claims.iterrows()]
    rows = [
        _whose(claim) | _change(claim, everywhere, data)
        for claim, everywhere in found
        if claim["org_code"] in everywhere.index and len(everywhere) >= FEWEST_TRUSTS
    ]
    return pd.DataFrame(rows).drop_duplicates(["org_code", "measure", "period_from", "period_to"])


def _change(claim: pd.Series, everywhere: pd.DataFrame, data: Data) -> dict[str, object]:
    """Place the official change of a claim among the same change at all trusts."""
    code, higher = str(claim["org_code"]), data.register.measure(str(claim["measure"]))["higher_is"]
    printed_way = float(np.sign(_moved(claim)) * _SIGN[str(higher)]) or 1.0
    change, others = everywhere["change"], everywhere["change"].drop(code)
    percentile = _percentile(change, code, FEWEST_TRUSTS)
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
        "percentile": percentile,
        "further": percentile if printed_way > 0 else 100 - percentile,
        "alike": 100 * float((apart.drop(code) >= apart[code]).mean()),
        "left": _left(claim, everywhere, printed_way, data),
    }


def _left(claim: pd.Series, everywhere: pd.DataFrame, printed_way: float, data: Data) -> float:
    """Return the share of a lead over all trusts that was left some years on.

    NaN where the trust did not move further than they, or has no later figure.
    """
    later = periods.shift(str(claim["period_to"]), SURVEY, YEARS_ON)
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
