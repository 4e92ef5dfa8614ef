"""White staff and Black and minority ethnic (BME) staff of one trust, and the ratio of shares.

What is asked of a survey that holds the two apart is how far apart they stand, with the sampling
error of both, and where that ratio stands among trusts. A benchmark workbook holds five surveys,
all weighted by the occupations of the last: editions are never joined (:func:`surveys`).
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from nhs_culture.data.access import Data
from nhs_culture.loaders.publications.staff_survey_by_ethnicity import BASE_TOO_FEW
from nhs_culture.metrics.likelihood import RelativeLikelihood, relative_likelihood
from nhs_culture.metrics.place import Place, place
from nhs_culture.metrics.proportions import Interval, interval

__all__ = ["BME", "WHITE", "Apart", "Share", "apart", "ratios", "surveys"]

WHITE, BME = "white", "bme"
"""Subgroups of the panel."""


@dataclass(frozen=True, kw_only=True)
class Share:
    """How many of a group said so: a count and its base.

    Attributes
    ----------
    count, base
        People.
    too_few
        Whether more are known to have answered, so that the interval is too wide.
    """

    count: int
    base: int
    too_few: bool = False

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
        """Return a row for each group: count, base, share and its 95% interval, in percent.

        The last column tells whether the base is known to be too small.
        """
        groups = {BME: self.bme, WHITE: self.white}
        rows = [(g.count, g.base, g.percent, *g.interval, g.too_few) for g in groups.values()]
        columns = ["count", "base", "percent", "lower", "upper", "base_too_few"]
        return pd.DataFrame(rows, index=pd.Index(groups, name="group"), columns=columns)


def ratios(data: Data, measure: str, trust: str = "") -> pd.Series:
    """Return BME share over white share in the last survey that holds them apart, by ODS code.

    Parameters
    ----------
    data
        What is held.
    measure
        As in ``measures.csv``; a share of staff.
    trust
        One that is among them even as a part of a trust.

    Returns
    -------
    Series
        Descending, named after the survey; without those of which a share is not known or nobody
        white said so.
    """
    by_survey = _ratios(data, measure, trust, ())
    return by_survey[max(by_survey)]


def _ratios(data: Data, measure: str, trust: str, sources: tuple[str, ...]) -> dict[str, pd.Series]:
    """Return the ratios of :func:`ratios` in every survey of some sources, by survey."""
    bme, white = (
        data.wide(measure, also=trust, subgroup=group, sources=sources) for group in (BME, WHITE)
    )
    found = {}
    for period in bme.index.intersection(white.index):
        ratio = bme.loc[period] / white.loc[period].replace(0, float("nan"))
        known = ratio.dropna().sort_values(ascending=False, kind="stable")
        found[str(period)] = known.rename(str(period))
    return found


def apart(data: Data, trust: str, measure: str) -> Apart | None:
    """Return the two shares of a trust and their ratio; None where they are not held apart."""
    everyone = ratios(data, measure, trust)
    return _apart(data, trust, measure, everyone, ()) if trust in everyone.index else None


def surveys(data: Data, trust: str, measure: str) -> tuple[Apart, ...]:
    """Return every survey of the publication that holds the two groups of a trust most often.

    Those of another edition are weighted in another way and are left out.
    """
    held = data.series(trust, measure, column="source_id", subgroup=BME)
    if held.empty:
        return ()
    editions = data.register.measure(measure)["sources"].split(";")
    series = [_of_edition(data, trust, measure, edition) for edition in editions]
    return max(series, key=len)


def _of_edition(data: Data, trust: str, measure: str, edition: str) -> tuple[Apart, ...]:
    published = data.panel["source_id"] == edition
    apart_there = published & (data.panel["subgroup"] == BME) & (data.panel["measure"] == measure)
    if not apart_there.any():
        return ()
    found = _ratios(data, measure, trust, (edition,))
    return tuple(
        _apart(data, trust, measure, everyone, (edition,))
        for everyone in found.values()
        if trust in everyone.index
    )


def _apart(
    data: Data, trust: str, measure: str, everyone: pd.Series, sources: tuple[str, ...]
) -> Apart:
    period = str(everyone.name)

    def share(group: str) -> Share:
        percent, base, note = (
            data.series(trust, measure, column=column, subgroup=group, sources=sources)[period]
            for column in ("value", "denominator", "note")
        )
        return Share(
            count=round(percent * base / 100),
            base=round(base),
            too_few=BASE_TOO_FEW in str(note).split("; "),
        )

    source = data.series(trust, measure, column="source_id", subgroup=BME, sources=sources)
    return Apart(
        trust=trust,
        measure=measure,
        period=period,
        white=share(WHITE),
        bme=share(BME),
        everyone=everyone,
        source=str(source[period]),
    )
