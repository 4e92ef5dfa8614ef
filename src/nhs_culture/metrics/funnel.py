"""Funnel limits: how far a unit of a given size lies from a target by chance alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture.errors import DesignError
from nhs_culture.metrics.arguments import normal_reach, real, reals, require_finite

__all__ = ["OverdispersedFunnel", "overdispersed_limits"]

_NAME = "funnel"
FEWEST = 3
"""Units that a spread can be told from."""

FloatArray = npt.NDArray[np.float64]


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

    def limits(self, level: float) -> tuple[FloatArray, FloatArray]:
        """Return the lower and the upper limits at another level, each of shape (n,)."""
        half = normal_reach(level, _NAME) * np.hypot(self.standard_errors, self.tau)
        return self.target - half, self.target + half

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
    value, error = reals(values, "values", _NAME), reals(standard_errors, "standard_errors", _NAME)
    centre, reach = real(target, "target", _NAME), normal_reach(level, _NAME)
    if len(value) < FEWEST or len(error) != len(value):
        reason = f"{len(value)} values; expected {FEWEST} or more, each with its standard error"
        raise DesignError(reason, design=_NAME, argument="values")
    if not (error > 0).all():
        reason = f"standard_errors has {error.min():g}; expected numbers over 0"
        raise DesignError(reason, design=_NAME, argument="standard_errors")
    share = real(winsorise, "winsorise", _NAME, lower=0, upper=0.499)
    with np.errstate(all="ignore"):  # what overflows is refused
        phi, tau = _between((value - centre) / error, error, share)
        spread = np.hypot(error, tau)
        z, half = (value - centre) / spread, reach * spread
    require_finite([phi, tau, *z, *half], "values", _NAME)
    return OverdispersedFunnel(
        values=value,
        standard_errors=error,
        lower=centre - half,
        upper=centre + half,
        z=z,
        phi=phi,
        tau=tau,
        target=centre,
        level=level,
    )


def _between(z: FloatArray, error: FloatArray, winsorise: float) -> tuple[float, float]:
    """Return the overdispersion and the standard deviation between units."""
    lowest, highest = np.quantile(z, [winsorise, 1 - winsorise])
    phi = float(np.mean(np.clip(z, lowest, highest) ** 2))
    weight = (error.min() / error) ** 2  # in units of the smallest error, so that nothing overflows
    excess = len(z) * phi - (len(z) - 1)
    apart = max(excess / (weight.sum() - (weight**2).sum() / weight.sum()), 0.0)
    return phi, float(error.min()) * sqrt(apart)
