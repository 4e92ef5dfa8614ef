"""What a printed figure says: which other figures its wording is true of, and how it reads."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from nhs_culture.errors import DesignError
from nhs_culture.metrics.arguments import real
from nhs_culture.metrics.scores import to_ten_point
from nhs_culture.units import DATE, SCORE_0_10, SCORE_1_5, unit

__all__ = ["ABOUT", "WORDING", "Claimed", "Evidence", "agrees", "beside"]

ABOUT = 0.1
"""How far from a figure "about" reaches, as a share of it; for a year, one year."""

WORDING = {
    "exact": "",
    "rounded": "",
    "approximate": "about ",
    "about": "about ",
    "at_least": "at least ",
    "at_most": "at most ",
    "more_than": "more than ",
    "less_than": "less than ",
    "words": "",
}
"""Precision -> what a reason says before the figure."""

_NAME = "figure verdict"
_FINEST = 1e-9  # nothing is printed to more decimals
_TEN_POINT = {SCORE_1_5.code: SCORE_0_10.code}


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """A figure as a document prints it.

    Attributes
    ----------
    value
        None where there are only words.
    unit
        As in ``claims.csv``; a score on ``score_1_5`` is compared on ``score_0_10``.
    precision
        As in ``claims.csv``: one of :data:`WORDING`.
    step
        Rounding: 1 for a whole number, 0.01 for two decimals. None reads it off the value: its last
        decimal; of a round number from 1,000 on that is not exact, its last digit that is not
        zero, but the second at most (20 billion is to the nearest billion).

    Raises
    ------
    DesignError
        When the value or the step is no number, or the precision is not known.
    """

    value: float | None
    unit: str
    precision: str = "rounded"
    step: float | None = None

    def __post_init__(self) -> None:
        """Refuse a figure that is none."""
        if self.precision not in WORDING:
            reason = f"precision {self.precision!r}; expected {', '.join(WORDING)}"
            raise DesignError(reason, design=_NAME, argument="precision")
        if self.value is not None:
            real(self.value, "value", _NAME)
        if self.step is not None:
            real(self.step, "step", _NAME, lower=_FINEST)


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A figure to set beside the claim.

    Attributes
    ----------
    value
        In ``unit``, as precisely as it is known.
    unit
        As of :class:`Claimed`.
    source
        Who publishes it, as a reader would name it, with its date.
    near
        Of a near definition or date, not the same.
    tolerance
        For a near figure, how far the difference of definition or date may put the two apart, in
        ``unit``; None where that is not known.
    independent
        Not published by, or taken from, those who make the claim.
    step
        Rounding of the figure itself, where it is not known more precisely.

    Raises
    ------
    DesignError
        When the value, the tolerance or the step is no number.
    """

    value: float
    unit: str
    source: str
    near: bool = False
    tolerance: float | None = None
    independent: bool = True
    step: float = 0.0

    def __post_init__(self) -> None:
        """Refuse a figure that is none."""
        real(self.value, "value", _NAME)
        real(self.step, "step", _NAME, lower=0)
        if self.tolerance is not None:
            real(self.tolerance, "tolerance", _NAME, lower=0)


def agrees(claim: Claimed, item: Evidence) -> bool:
    """Return whether the claim's wording is true of another figure, within its own rounding.

    Raises
    ------
    DesignError
        When the two are in units that do not compare.
    """
    if _TEN_POINT.get(item.unit, item.unit) != _TEN_POINT.get(claim.unit, claim.unit):
        raise DesignError(
            f"the claim is in {claim.unit} and {item.source} in {item.unit}; expected one unit",
            design=_NAME,
            argument="evidence",
        )
    low, high = _accepted(claim)
    allowed = (item.step / 2 + (item.tolerance or 0.0)) * _stretch(item.unit)
    return low - allowed <= _on_ten_points(item.value, item.unit) <= high + allowed


def beside(claim: Claimed, items: Sequence[Evidence]) -> str:
    """Say what stands beside what."""
    if claim.value is None:
        return ""
    decimals = max(0, math.ceil(-math.log10(_step(claim) / _stretch(claim.unit)) - 1e-9))
    printed = f"{WORDING[claim.precision]}{_show(claim.value, claim.unit, decimals)}"
    if claim.unit in _TEN_POINT:
        value = _on_ten_points(claim.value, claim.unit)
        printed += f" ({_show(value, _TEN_POINT[claim.unit], 3)} on the ten-point scale)"
    others = [f"{one.source} has {_show(one.value, one.unit, decimals + 1)}" for one in items]
    return f"The document has {printed}; {'; '.join(others)}."


def _accepted(claim: Claimed) -> tuple[float, float]:
    """Return the lowest and the highest figure that the claim's wording is true of."""
    value = _on_ten_points(claim.value or 0.0, claim.unit)
    # Decimals that are equal on paper may differ in their last bit.
    half = _step(claim) / 2 + 1e-9 * max(1.0, abs(value))
    match claim.precision:
        case "about" | "approximate":
            reach = 1.0 if claim.unit == DATE.code else max(ABOUT * abs(value), half)
            return value - reach, value + reach
        case "at_least":
            return value - half, math.inf
        case "more_than":
            return math.nextafter(value, math.inf), math.inf
        case "at_most":
            return -math.inf, value + half
        case "less_than":
            return -math.inf, math.nextafter(value, -math.inf)
    return value - half, value + half


def _on_ten_points(value: float, code: str) -> float:
    """Return a figure, scores on the ten-point scale."""
    return to_ten_point(value) if code in _TEN_POINT else value


def _stretch(code: str) -> float:
    return 2.5 if code in _TEN_POINT else 1.0


def _step(claim: Claimed) -> float:
    """Return the rounding of a claim, on the scale of :func:`_on_ten_points`."""
    if claim.step is not None:
        return claim.step * _stretch(claim.unit)
    exponent = int(Decimal(str(claim.value)).normalize().as_tuple().exponent)
    size = abs(claim.value or 0.0)
    if exponent > 0:
        whole = size < 1000 or claim.precision == "exact"
        exponent = 0 if whole else min(exponent, math.floor(math.log10(size)) - 1)
    return float(10.0**exponent) * _stretch(claim.unit)


def _show(value: float, code: str, decimals: int) -> str:
    return unit(code).exact(round(value, decimals))
