"""Funnel limits: how far a unit of a given size lies from a target by chance alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture.errors import DesignError

__all__ = ["Funnel", "OverdispersedFunnel", "limits", "overdispersed_limits"]

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Funnel:
    """Poisson limits of a ratio of observed to expected events.

    Attributes
    ----------
    expected
        Expected events, shape (n,).
    lower, upper
        Limits of the ratio, shape (n,).
    target
        Ratio at the centre.
    level
        Share of units in control that lie within the limits.
    """

    expected: FloatArray
    lower: FloatArray
    upper: FloatArray
    target: float
    level: float

    def table(self) -> pd.DataFrame:
        """Return one row per expected number: expected, lower, target, upper."""
        return pd.DataFrame(
            {
                "expected": self.expected,
                "lower": self.lower,
                "target": self.target,
                "upper": self.upper,
            }
        )

    def sentence(self) -> str:
        """Return the limits at the smallest and the largest expectation in plain English."""
        few, many = int(self.expected.argmin()), int(self.expected.argmax())
        return (
            f"{self.level:.1%} limits around {self.target:g}: "
            f"{self.lower[few]:.2f} to {self.upper[few]:.2f} where {self.expected[few]:g} events "
            f"are expected, {self.lower[many]:.2f} to {self.upper[many]:.2f} where "
            f"{self.expected[many]:g} are."
        )


@dataclass(frozen=True, eq=False)
class OverdispersedFunnel:
    """Funnel limits that allow for real differences between units.

    Attributes
    ----------
    values, standard_errors
        What was given, shape (n,).
    lower, upper
        Limits, shape (n,), on the scale of the values.
    z
        Distance from the target in standard deviations, differences between units included.
    phi
        Overdispersion: mean squared winsorised z-score before the adjustment; 1 is none.
    tau
        Standard deviation between units; 0 where phi shows none.
    target, level
        Centre, and the share of units in control within the limits.
    """

    values: FloatArray
    standard_errors: FloatArray
    lower: FloatArray
    upper: FloatArray
    z: FloatArray
    phi: float
    tau: float
    target: float
    level: float

    def table(self) -> pd.DataFrame:
        """Return one row per unit: value, standard_error, lower, upper, z, outside."""
        return pd.DataFrame(
            {
                "value": self.values,
                "standard_error": self.standard_errors,
                "lower": self.lower,
                "upper": self.upper,
                "z": self.z,
                "outside": (self.values < self.lower) | (self.values > self.upper),
            }
        )

    def sentence(self) -> str:
        """Return how many units lie outside in plain English."""
        outside = int(((self.values < self.lower) | (self.values > self.upper)).sum())
        return (
            f"{outside} of {len(self.values)} units lie outside the {self.level:.1%} limits around "
            f"{self.target:.3g}; units differ by a standard deviation of {self.tau:.3g} beyond "
            f"chance (overdispersion {self.phi:.1f})."
        )


def limits(
    expected: Sequence[float] | FloatArray, target: float = 1, level: float = 0.95
) -> Funnel:
    """Return exact Poisson limits of observed over expected events.

    Parameters
    ----------
    expected
        Expected events per unit, over 0, shape (n,).
    target
        Ratio at the centre of the funnel.
    level
        0.95 and 0.998 are customary.

    Raises
    ------
    DesignError
        When an expected number is missing or not over 0, or the level is not between 0 and 1.

    References
    ----------
    Spiegelhalter 2005, Statistics in Medicine 24, 1185-1202, with the limits of FunnelPlotR: the
    exact interval of a count that equals its expectation.
    """
    from scipy.stats import chi2

    number = _positive(expected, "expected")
    tail = _tail(level)
    return Funnel(
        expected=number,
        lower=target * chi2.ppf(tail, 2 * number) / (2 * number),
        upper=target * chi2.isf(tail, 2 * (number + 1)) / (2 * number),
        target=target,
        level=level,
    )


def overdispersed_limits(
    values: Sequence[float] | FloatArray,
    standard_errors: Sequence[float] | FloatArray,
    target: float,
    level: float = 0.95,
    winsorise: float = 0.1,
) -> OverdispersedFunnel:
    """Return funnel limits widened by the differences between units (additive random effects).

    The values must be on a scale where they are roughly normal: the square root of a ratio, with
    standard error ``1 / (2 sqrt(expected))``; the arcsine of the root of a proportion, with
    ``1 / (2 sqrt(base))``; a mean as it is.

    Parameters
    ----------
    values, standard_errors
        One per unit, shape (n,), n of 3 or more.
    target
        Centre, on the same scale.
    level
        Share of units in control within the limits.
    winsorise
        Share of z-scores at each end drawn in to the quantile there before the differences
        between units are estimated, so that a few outliers do not excuse themselves.

    Raises
    ------
    DesignError
        When a value is missing, a standard error is not over 0 or there are under 3 units.

    References
    ----------
    Spiegelhalter 2005, Quality and Safety in Health Care 14, 347-351; Spiegelhalter and others
    2012, Journal of the Royal Statistical Society A 175, 1-47.
    """
    value, error = np.asarray(values, dtype=float), _positive(standard_errors, "standard_errors")
    if value.shape != error.shape or len(value) < 3 or not np.isfinite(value).all():
        raise DesignError(
            f"funnel: {value.size} values and {error.size} standard errors; expected as many of "
            "each, at least 3 and none missing"
        )
    phi, tau = _between((value - target) / error, error, winsorise)
    spread = np.hypot(error, tau)
    reach = -NormalDist().inv_cdf(_tail(level)) * spread
    return OverdispersedFunnel(
        values=value,
        standard_errors=error,
        lower=target - reach,
        upper=target + reach,
        z=(value - target) / spread,
        phi=phi,
        tau=tau,
        target=target,
        level=level,
    )


def _between(z: FloatArray, error: FloatArray, winsorise: float) -> tuple[float, float]:
    """Return the overdispersion and the standard deviation between units."""
    if not 0 <= winsorise < 0.5:
        raise DesignError(f"funnel: winsorise {winsorise!r}; expected a share from 0 to under 0.5")
    lowest, highest = np.quantile(z, [winsorise, 1 - winsorise])
    phi = float(np.mean(np.clip(z, lowest, highest) ** 2))
    weight = error**-2.0
    excess = len(z) * phi - (len(z) - 1)
    return phi, sqrt(max(excess / (weight.sum() - (weight**2).sum() / weight.sum()), 0.0))


def _positive(numbers: Sequence[float] | FloatArray, name: str) -> FloatArray:
    array = np.atleast_1d(np.asarray(numbers, dtype=float))
    if not (np.isfinite(array) & (array > 0)).all():
        raise DesignError(f"funnel: {name} must be numbers over 0, got {array.tolist()}")
    return array


def _tail(level: float) -> float:
    if not 0 < level < 1:
        raise DesignError(f"funnel: level {level!r}; expected a fraction between 0 and 1")
    return (1 - level) / 2
