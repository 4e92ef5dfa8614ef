"""The season of a monthly series, and the series without it.

Sickness is higher every winter. A chart that asks whether months behave as one steady process would
find winters out of the ordinary, so that the season is taken out before: by STL (Cleveland,
Cleveland, McRae and Terpenning 1990, Journal of Official Statistics 6, 3-73), which splits a
series into trend, season and remainder. The season is the same every year, so that it takes no
noise with it, and the weights are robust, so that a single month moves it little.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from nhs_culture.errors import DesignError
from nhs_culture.metrics.arguments import reals

__all__ = ["FEWEST_YEARS", "Seasonal", "seasonal"]

FEWEST_YEARS = 3
"""With fewer whole years a season cannot be told from what happened in single months."""


@dataclass(frozen=True, eq=False)
class Seasonal:
    """A monthly series taken apart.

    Attributes
    ----------
    values
        The series, by month.
    season
        What each month stands above or below the year it is part of; over a year about nothing.
    strength
        Share of the ups and downs around the trend that the season accounts for, 0 to 1 (Hyndman
        and Athanasopoulos 2021, Forecasting: Principles and Practice, section 4.3).
    """

    values: pd.Series
    season: pd.Series
    strength: float

    @property
    def adjusted(self) -> pd.Series:
        """The series without its season, NaN in months without a figure."""
        return self.values - self.season


def seasonal(values: pd.Series) -> Seasonal:
    """Take a monthly series apart.

    Parameters
    ----------
    values
        By month (``2013-04``), in order; months without a figure may be left out or NaN. To find
        the season, they are filled in between their neighbours.

    Raises
    ------
    DesignError
        When the series covers fewer than three years, has figures for fewer than three quarters
        of its months, or is no series of numbers by month, each once and in order.
    """
    from statsmodels.tsa.seasonal import STL

    by_month, known = _by_month(values)
    whole = by_month if known.empty else by_month.resample("M").asfreq()
    if len(whole) < 12 * FEWEST_YEARS or len(known) < 0.75 * len(whole):
        raise DesignError(
            f"seasons: {len(known)} of {len(whole)} months have a figure; expected "
            f"{12 * FEWEST_YEARS} months or more, three quarters of them with a figure",
            design="seasons",
            argument="values",
        )
    filled = whole.interpolate().to_numpy()
    same = 10 * len(filled) + 1  # so long a window, of degree 0, makes all years alike
    parts = STL(filled, period=12, seasonal=same, seasonal_deg=0, robust=True).fit()
    season = pd.Series(parts.seasonal, whole.index)
    around = parts.seasonal + parts.resid
    spread = float(np.var(around))
    return Seasonal(
        values=values,
        season=pd.Series(season[by_month.index].to_numpy(), known.index).reindex(values.index),
        strength=max(0.0, 1 - float(np.var(parts.resid)) / spread) if spread else 0.0,
    )


def _by_month(values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return the figures by period and by label, or say why the series has no months."""
    wrong = "expected a series by month (2013-04), each once and in order"
    if not isinstance(values, pd.Series):
        raise DesignError(wrong, design="seasons", argument="values")
    known = pd.Series(reals(values.dropna(), "values", "seasons"), values.dropna().index)
    try:
        months = pd.PeriodIndex(known.index, freq="M")
    except (TypeError, ValueError) as error:
        raise DesignError(wrong, design="seasons", argument="values") from error
    if not (months.is_unique and months.is_monotonic_increasing):
        raise DesignError(wrong, design="seasons", argument="values")
    return pd.Series(known.to_numpy(), months), known
