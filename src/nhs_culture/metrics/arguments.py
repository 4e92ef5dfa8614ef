"""What every function of numbers asks of its arguments: numbers, and within their limits.

Text, dates, truth values, missing and infinite values are refused by name before anything is
computed with them, so that no answer rests on what was never a number.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import inf, isfinite, isnan
from numbers import Integral, Real
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture.errors import DesignError

__all__ = ["fraction", "normal_reach", "real", "reals", "require_finite", "unbounded", "whole"]

FloatArray = npt.NDArray[np.float64]


def real(
    value: object, argument: str, function: str, *, lower: float = -inf, upper: float = inf
) -> float:
    """Return a number that is finite and from ``lower`` to ``upper``."""
    if not _is_number(value) or not lower <= float(value) <= upper:  # type: ignore[arg-type]
        raise _unexpected(value, argument, function, f"a number{_between(lower, upper)}")
    return float(value)  # type: ignore[arg-type]


def unbounded(value: object, argument: str, function: str) -> float:
    """Return a number that may be infinite."""
    if isinstance(value, bool) or not isinstance(value, Real) or isnan(value):
        raise _unexpected(value, argument, function, "a number, finite or not")
    return float(value)


def whole(
    value: object, argument: str, function: str, *, lower: int = 0, upper: float = inf
) -> int:
    """Return a whole number from ``lower`` to ``upper``."""
    known = isinstance(value, Integral) and not isinstance(value, bool)
    if not known or not lower <= int(value) <= upper:  # type: ignore[call-overload]
        raise _unexpected(value, argument, function, f"a whole number{_between(lower, upper)}")
    return int(value)  # type: ignore[call-overload,no-any-return]


def fraction(value: object, argument: str, function: str) -> float:
    """Return a number between 0 and 1, neither of them included."""
    number = real(value, argument, function)
    if not 0 < number < 1:
        raise _unexpected(value, argument, function, "a fraction between 0 and 1, such as 0.95")
    return number


def reals(values: object, argument: str, function: str, *, of: str = "") -> FloatArray:
    """Return numbers in a row, all finite, shape (n,); ``of`` says of what, for the error."""
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise _unexpected(values, argument, function, "numbers in a row")
    labels = getattr(values, "index", None)
    row = [*values]
    for place, value in enumerate(row):
        if not _is_number(value):
            at = labels[place] if isinstance(labels, pd.Index) else place
            where = " ".join(filter(None, (of, f"at {at}")))
            reason = f"{argument} has {value!r} {where}; expected a number"
            raise DesignError(reason, design=function, argument=argument)
    return np.array(row, dtype=float)


def normal_reach(level: object, function: str, argument: str = "level") -> float:
    """Return how many standard deviations hold a share ``level`` of a normal distribution."""
    return -NormalDist().inv_cdf((1 - fraction(level, argument, function)) / 2)


def require_finite(numbers: npt.ArrayLike, argument: str, function: str) -> None:
    """Refuse what came out of arguments that are numbers, but too large to compute with."""
    try:
        finite = bool(np.isfinite(np.asarray(numbers, dtype=float)).all())
    except (TypeError, ValueError):
        raise _unexpected(numbers, argument, function, "numbers") from None
    if not finite:
        reason = f"{argument} is too large or too uneven to compute with"
        raise DesignError(reason, design=function, argument=argument)


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and isfinite(value)


def _unexpected(value: object, argument: str, function: str, expected: str) -> DesignError:
    reason = f"{argument} is {value!r}; expected {expected}"
    return DesignError(reason, design=function, argument=argument)


def _between(lower: float, upper: float) -> str:
    if upper < inf:
        return f" from {lower:g} to {upper:g}"
    return "" if lower == -inf else f" of {lower:g} or more"
