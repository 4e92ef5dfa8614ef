"""What a printed figure says: which other figures its wording is true of, and how it reads.

One margin for all. What is printed and what is official are rounded; beyond that, an official
figure has a :attr:`Evidence.margin`: how far it may lie from what the document means, by its
method, by sampling, or by a difference of definition or year. How far off a figure lies
(:class:`Off`) is what the verdicts rest on.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

from nhs_culture.errors import DesignError
from nhs_culture.metrics.arguments import real
from nhs_culture.metrics.checked import checked, each, kind, or_none
from nhs_culture.metrics.place import figure_at, normal_score
from nhs_culture.metrics.scores import to_ten_point
from nhs_culture.units import DATE, RANK, SCORE_0_10, SCORE_1_5, UNITS, unit

__all__ = [
    "REACH_OF_ABOUT",
    "WORDING",
    "Claimed",
    "Evidence",
    "Off",
    "beside",
    "off",
    "on_ten_points",
    "reach",
    "step",
]

REACH_OF_ABOUT = 0.1
"""How far from a figure "about" reaches, as a share of it, either way; for a year, one year.
"Almost" reaches as far, short of it alone; "little more than" twice as far, above it alone."""


class Off(IntEnum):
    """How far a figure lies from what is printed."""

    IN_PRINT = 0
    """The two agree, each within its own rounding."""
    WITHIN = 1
    """Within the margin."""
    UNKNOWN = 2
    """Further off than the rounding, and the margin is not known."""
    BEYOND = 3
    """Further off than the margin."""


WORDING = {
    "exact": "",
    "rounded": "",
    "approximate": "about ",
    "about": "about ",
    "almost": "almost ",
    "at_least": "at least ",
    "at_most": "at most ",
    "little_more_than": "little more than ",
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
        Of a near definition, population or date, not the same.
    margin
        How far it may lie from what the document means, beyond all rounding, in ``unit``; for
        places and percentiles in normal scores, as those in the middle move further than those
        at the ends. None where that is not known.
    independent
        Not published by, or taken from, those who make the claim.
    step
        Rounding of the figure itself, where it is not known more precisely.
    ranked
        How many a place is among.
    others
        The figures of all others that could stand in its place, in ``unit``.

    Raises
    ------
    DesignError
        When the value, the margin or the step is no number.
    """

    value: float
    unit: str
    source: str
    near: bool = False
    margin: float | None = 0.0
    independent: bool = True
    step: float = 0.0
    ranked: int = 0
    others: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a figure that is none."""
        real(self.value, "value", _NAME)
        real(self.step, "step", _NAME, lower=0)
        if self.margin is not None:
            real(self.margin, "margin", _NAME, lower=0)


@checked(claim=kind(Claimed), item=kind(Evidence), value=or_none(real))
def off(claim: Claimed, item: Evidence, value: float | None = None) -> Off:
    """Return how far an official figure lies from what is printed.

    Parameters
    ----------
    claim, item
        The two.
    value
        Another figure in the place of the official one.

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
    figure = on_ten_points(item.value if value is None else value, item.unit)
    for at_most in (Off.IN_PRINT, Off.WITHIN):
        low, high = reach(claim, item, at_most)
        if low <= figure <= high:
            return at_most
    return Off.UNKNOWN if item.margin is None else Off.BEYOND


@checked(claim=kind(Claimed), item=kind(Evidence), at_most=kind(Off))
def reach(claim: Claimed, item: Evidence, at_most: Off) -> tuple[float, float]:
    """Return the lowest and the highest figure that lies no further off, scores of ten.

    Infinite where the wording is true of everything above or below.
    """
    rounded = item.step / 2 * _stretch(item.unit)
    low, high = _accepted(claim)
    low, high = low - rounded, high + rounded
    if at_most is Off.IN_PRINT or not item.margin:
        return low, high
    return _moved(low, -item.margin, item), _moved(high, item.margin, item)


def _moved(end: float, by: float, item: Evidence) -> float:
    """Return an end of what is accepted, moved by the margin."""
    if not item.ranked:
        return end + by * _stretch(item.unit)
    of = item.ranked if item.unit == RANK.code else 0
    half = 0.5 if of else 0.0  # places are whole numbers
    return figure_at(normal_score(end, of) + by, of) + math.copysign(half, by)


@checked(claim=kind(Claimed), items=each(kind(Evidence)))
def beside(claim: Claimed, items: Sequence[Evidence]) -> str:
    """Say what stands beside what."""
    if claim.value is None:
        return ""
    decimals = max(0, math.ceil(-math.log10(_step(claim) / _stretch(claim.unit)) - 1e-9))
    printed = f"{WORDING[claim.precision]}{_show(claim.value, claim.unit, decimals)}"
    if claim.unit in _TEN_POINT:
        value = on_ten_points(claim.value, claim.unit)
        printed += f" ({_show(value, _TEN_POINT[claim.unit], 3)} on the ten-point scale)"
    others = [f"{one.source} has {_show(one.value, one.unit, decimals + 1)}" for one in items]
    return f"The document has {printed}; {'; '.join(others)}."


def _accepted(claim: Claimed) -> tuple[float, float]:
    """Return the lowest and the highest figure that the claim's wording is true of."""
    value = on_ten_points(claim.value or 0.0, claim.unit)
    # Decimals that are equal on paper may differ in their last bit.
    half = _step(claim) / 2 + 1e-9 * max(1.0, abs(value))
    short = max(REACH_OF_ABOUT * abs(value), half)
    match claim.precision:
        case "about" | "approximate":
            reach = 1.0 if claim.unit == DATE.code else short
            ends = value - reach, value + reach
        case "almost" if value < 0:
            ends = value - half, value + short
        case "almost":
            ends = value - short, value + half
        case "at_least":
            ends = value - half, math.inf
        case "more_than" | "little_more_than":
            widest = math.inf if claim.precision == "more_than" else 2 * REACH_OF_ABOUT * abs(value)
            ends = math.nextafter(value, math.inf), value + widest
        case "at_most":
            ends = -math.inf, value + half
        case "less_than":
            ends = -math.inf, math.nextafter(value, -math.inf)
        case _:
            ends = value - half, value + half
    return ends


@checked(value=real)
def on_ten_points(value: float, code: str) -> float:
    """Return a figure, scores on the ten-point scale."""
    if not isinstance(code, str) or code not in UNITS:
        reason = f"code is {code!r}; expected one of {', '.join(UNITS)}"
        raise DesignError(reason, design=_NAME, argument="code")
    if code not in _TEN_POINT:
        return value
    return to_ten_point(real(value, "value", _NAME, lower=1, upper=5))


def _stretch(code: str) -> float:
    return 2.5 if code in _TEN_POINT else 1.0


def _step(claim: Claimed) -> float:
    return step(claim) * _stretch(claim.unit)


@checked(claim=kind(Claimed))
def step(claim: Claimed) -> float:
    """Return the rounding of a claim, in its own unit."""
    if claim.value is None:
        reason = "the claim has no figure, only words; expected one"
        raise DesignError(reason, design=_NAME, argument="claim")
    if claim.step is not None:
        return claim.step
    exponent = int(Decimal(str(claim.value)).normalize().as_tuple().exponent)
    size = abs(claim.value or 0.0)
    if exponent > 0:
        whole = size < 1000 or claim.precision == "exact"
        exponent = 0 if whole else min(exponent, math.floor(math.log10(size)) - 1)
    return float(10.0**exponent)


def _show(value: float, code: str, decimals: int) -> str:
    return unit(code).exact(round(value, decimals))
