"""The peers of a trust over time: their median, half of them and nine in ten of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture.charts import marks
from nhs_culture.charts.colours import BAND, INNER, PEER
from nhs_culture.charts.labels import Label
from nhs_culture.charts.reading import in_words
from nhs_culture.charts.subject import Subject
from nhs_culture.charts.timeline import runs
from nhs_culture.errors import DesignError
from nhs_culture.units import Unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["QUANTILES", "Peers", "last", "own_values"]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Peers:
    """Quantiles of the peers by period, each of shape (n_periods,), and their number."""

    low: Array
    quarter: Array
    median: Array
    three_quarters: Array
    high: Array
    n: npt.NDArray[np.int64]

    @classmethod
    def of(cls, outcomes: pd.DataFrame, trust: str) -> Peers:
        """Return the quantiles of all columns but the trust's."""
        others = outcomes.drop(columns=trust)
        table = others.quantile(list(QUANTILES), axis=1).to_numpy(dtype=float)
        low, quarter, median, three_quarters, high = table
        n = others.notna().sum(axis=1).to_numpy()
        return cls(low, quarter, median, three_quarters, high, n)

    @property
    def ends(self) -> Array:
        """The values that an axis has to hold."""
        return np.concatenate([self.low, self.high])

    def labels(self) -> list[Label]:
        """Return what the marks are; nothing where there are no peers."""
        if not np.isfinite(self.median).any():
            return []
        return [
            Label("Median peer", last(self.median), PEER),
            Label("Half of peers", last(self.quarter), INNER, "band"),
            Label("9 in 10 peers", last(self.low), BAND, "band"),
        ]

    def rows(self, unit: Unit) -> dict[str, list[str]]:
        """Return what is read at each period: the median, and where nine in ten stand."""
        return {
            "Median peer": in_words(unit, self.median),
            "9 in 10 peers": in_words(unit, self.low, self.high),
        }

    def draw(self, axes: Axes, x: Array, frequency: str) -> None:
        """Draw the bands and the median before them."""
        within = runs(x, self.median, frequency)
        marks.band(axes, x, (self.low, self.high), within, BAND)
        marks.band(axes, x, (self.quarter, self.three_quarters), within, INNER)
        marks.trace(axes, x, self.median, within, PEER)
        lone = marks.alone(within)
        marks.dots(axes, x[lone], self.median[lone], PEER, 4.5, marker="D")

    def table(self) -> dict[str, npt.NDArray[Any]]:
        """Return the quantiles as columns of the data of a chart."""
        return {
            "peers_p05": self.low,
            "peers_p25": self.quarter,
            "peers_median": self.median,
            "peers_p75": self.three_quarters,
            "peers_p95": self.high,
            "peers": self.n,
        }


def own_values(outcomes: pd.DataFrame, subject: Subject) -> Array:
    """Return the trust's own figures, (n_periods,).

    Raises
    ------
    DesignError
        When the trust is not in the outcomes, or has no figure.
    """
    if subject.trust not in outcomes.columns:
        raise DesignError(f"{subject.trust} is not a column of the outcomes to draw")
    own = outcomes[subject.trust].to_numpy(dtype=float)
    if not np.isfinite(own).any():
        raise DesignError(
            f"{subject.trust} has no figure for {subject.measure_name} in these periods"
        )
    return np.asarray(own)


def last(values: Array) -> float:
    """Return the last known value."""
    return float(values[np.flatnonzero(np.isfinite(values))[-1]])
