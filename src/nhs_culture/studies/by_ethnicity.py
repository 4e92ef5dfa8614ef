"""White staff and Black and minority ethnic (BME) staff of one trust, and the ratio of shares.

One survey holds the two apart. What is asked of it is how far apart they stand, with the sampling
error of both, and where that ratio stands among trusts; whether it moved would take several.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from nhs_culture.data.access import Data
from nhs_culture.metrics.likelihood import RelativeLikelihood, relative_likelihood
from nhs_culture.metrics.place import Place, place
from nhs_culture.metrics.proportions import Interval, interval

__all__ = ["BME", "WHITE", "Apart", "Share", "apart", "ratios"]

WHITE, BME = "white", "bme"
"""Subgroups of the panel."""


@dataclass(frozen=True, kw_only=True)
class Share:
    """How many of a group said so: a count and its base."""

    count: int
    base: int

    @property
    def percent(self) -> float:
        """The share, 0-100."""
        return 100 * self.count / self.base

    @property
    def interval(self) -> Interval:
        """Wilson's 95% interval of the share, in percent."""
        lower, upper = interval(self.count, self.base)
        return Interval(100 * lower, 100 * upper)


@dataclass(frozen=True, kw_only=True, eq=False)
class Apart:
    """The shares of white and of BME staff of one trust in one survey.

    Attributes
    ----------
    trust, measure, period
        As in the panel.
    white, bme
        The two shares.
    everyone
        BME share over white share, by ODS code, of every trust that has both.
    source
        Identifier of the source.
    """

    trust: str
    measure: str
    period: str
    white: Share
    bme: Share
    everyone: pd.Series
    source: str

    @property
    def likelihood(self) -> RelativeLikelihood:
        """BME share over white share, with Koopman's 95% score interval."""
        return relative_likelihood(self.bme.count, self.bme.base, self.white.count, self.white.base)

    @property
    def place(self) -> Place:
        """Where the ratio stands among those of every trust, 1 for the highest."""
        return place(self.everyone, self.trust)

    def table(self) -> pd.DataFrame:
        """Return a row for each group: count, base, share and its 95% interval, in percent."""
        groups = {BME: self.bme, WHITE: self.white}
        rows = [(g.count, g.base, g.percent, *g.interval) for g in groups.values()]
        columns = ["count", "base", "percent", "lower", "upper"]
        return pd.DataFrame(rows, index=pd.Index(groups, name="group"), columns=columns)


def ratios(data: Data, measure: str) -> pd.Series:
    """Return BME share over white share in the last survey that holds them apart, by ODS code.

    Parameters
    ----------
    data
        What is held.
    measure
        As in ``measures.csv``; a share of staff.

    Returns
    -------
    Series
        Descending, named after the survey; without those of which a share is not known or nobody
        white said so.
    """
    bme, white = (data.wide(measure, subgroup=group) for group in (BME, WHITE))
    period = bme.index.intersection(white.index)[-1]
    found = bme.loc[period] / white.loc[period].replace(0, float("nan"))
    everyone: pd.Series = found.dropna().sort_values(ascending=False, kind="stable")
    return everyone.rename(str(period))


def apart(data: Data, trust: str, measure: str) -> Apart | None:
    """Return the two shares of a trust and their ratio; None where they are not held apart."""
    everyone = ratios(data, measure)
    if trust not in everyone.index:
        return None
    period = str(everyone.name)
    groups = {group: _share(data, trust, measure, group, period) for group in (WHITE, BME)}
    source = data.series(trust, measure, column="source_id", subgroup=BME)[period]
    return Apart(
        trust=trust,
        measure=measure,
        period=period,
        white=groups[WHITE],
        bme=groups[BME],
        everyone=everyone,
        source=str(source),
    )


def _share(data: Data, trust: str, measure: str, group: str, period: str) -> Share:
    count, base = (
        data.series(trust, measure, column=column, subgroup=group)[period]
        for column in ("numerator", "denominator")
    )
    return Share(count=round(count), base=round(base))
