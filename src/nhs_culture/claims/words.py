"""Figures and dates of claims as a reader sees them."""

from __future__ import annotations

import math

import pandas as pd

from nhs_culture.periods import in_words
from nhs_culture.units import COUNT, PERCENTILE, RANK, RATIO, SCORE_1_5, Unit, unit
from nhs_culture.verdicts.printed import Evidence

__all__ = ["LOOSE", "amount", "likelihood", "printed", "ranged", "span"]

LOOSE = {
    "about": "about ",
    "approximate": "about ",
    "almost": "almost ",
    "at_least": "at least ",
    "at_most": "at most ",
    "more_than": "over ",
    "less_than": "under ",
    "little_more_than": "little over ",
}
"""Precisions that print no exact figure, and how they read."""


def amount(value: float, code: str) -> str:
    """Return a figure of the panel, or one worked out; of sums every digit, to compare them by."""
    own = unit(code)
    return own.exact(round(value)) if own.before and math.isfinite(value) else own.value(value)


def printed(claim: pd.Series, step: float = math.nan) -> str:
    """Return the figure of a claim as its document prints it: ``62% → 76%``, ``4th of 138``.

    A sum that is printed to less than ten thousand, its ``step``, is told in full.
    """
    value = claim["value_to"]
    if math.isnan(value):
        return claim["precision_words"] or "in words only"
    if claim["unit"] == PERCENTILE.code:
        return str(claim["precision_words"])  # an end of a ranking has no figure of its own
    text = _digits(value, claim["unit"], step)
    if not math.isnan(claim["rank_of"]):
        text += f" of {claim['rank_of']:.0f}"
    if not math.isnan(claim["value_from"]):
        return f"{_digits(claim['value_from'], claim['unit'], step)} → {text}"
    return LOOSE.get(claim["precision"], "") + text


def _digits(value: float, code: str, step: float = math.nan) -> str:
    """Return a printed figure with the digits that it was printed with."""
    if unit(code).before and step < _FULL:
        return f"{unit(code).before}{value:,.0f}"
    shown = value if value == round(value, 4) else round(value, 1)  # two thirds, said in words
    told = unit(code).exact(shown)
    return f"{told} times" if code == RATIO.code else told


def span(first: str, last: str) -> str:
    """Return ``2015 to 2018``; one end alone where the other is not printed."""
    return " to ".join(in_words(period) for period in (first, last) if period)


def ranged(low: float, high: float, item: Evidence) -> str:
    """Return which official figures agree: ``55.1% to 58.9%``, ``1st to 14th``, ``up to 20.5%``."""
    own = unit(item.unit)
    if own is SCORE_1_5:
        low, high = (round(1 + end / 2.5, 3) for end in (low, high))
    pounds = own.before and math.isfinite(high - low)
    if pounds or own.words is not None or (own is COUNT and low > -math.inf):
        low, high = math.ceil(low - _LEAST), math.floor(high + _LEAST)
    if own is RANK:
        low, high = max(1, low), min(item.ranked or high, high)
    if own is PERCENTILE:
        low, high = (-math.inf if low <= 0 else low), (math.inf if high >= 100 else high)
    if low == high:
        return _digits(low, own.code, step=1)
    if math.isinf(high):
        return "anything" if math.isinf(low) else f"{_end(low, own)} and above"
    return (
        f"up to {_end(high, own)}" if math.isinf(low) else f"{_end(low, own)} to {_end(high, own)}"
    )


def _end(figure: float, own: Unit) -> str:
    """Return an end of what agrees; of scores of five the digit in which half a step shows."""
    return own.exact(figure) if own is SCORE_1_5 else amount(figure, own.code)


_FULL = 10_000.0  # of sums: in millions two decimals are told
_LEAST = 1e-6  # what normal scores and back leave
_FEW = 0.1
_MANY = 10.0  # times; a ratio of tails is not known more closely


def likelihood(least: float, most: float) -> str:
    """Return how many times as likely: ``2.4 times``, ``1.4 to 5.5 times``, ``over ten times``."""
    low, high = (_times(times) for times in (least, most))
    return f"{low} times" if low == high else f"{low} to {high} times"


def _times(times: float) -> str:
    if times < _FEW:
        return f"under {_FEW}"
    return f"{times:.1f}" if times <= _MANY else "over ten"
