"""Figures and dates of claims as a reader sees them."""

from __future__ import annotations

import math

import pandas as pd

from nhs_culture.periods import in_words
from nhs_culture.units import (
    PERCENTILE,
    POUNDS,
    RATIO,
    unit,
)

__all__ = ["LOOSE", "amount", "printed", "span"]

LOOSE = {
    "about": "about ",
    "approximate": "about ",
    "at_least": "at least ",
    "at_most": "at most ",
    "more_than": "over ",
    "less_than": "under ",
}
"""Precisions that print no exact figure, and how they read."""


def amount(value: float, code: str) -> str:
    """Return a figure of the panel, or one worked out; of sums every digit, to compare them by."""
    return unit(code).exact(round(value)) if code == POUNDS.code else unit(code).value(value)


def printed(claim: pd.Series) -> str:
    """Return the figure of a claim as its document prints it: ``62% → 76%``, ``4th of 138``."""
    value = claim["value_to"]
    if math.isnan(value):
        return claim["precision_words"] or "in words only"
    text = _digits(value, claim["unit"])
    if claim["unit"] == PERCENTILE.code:
        text = f"{text} from the {'top' if 'top' in claim['precision_words'] else 'bottom'}"
    if not math.isnan(claim["rank_of"]):
        text += f" of {claim['rank_of']:.0f}"
    if not math.isnan(claim["value_from"]):
        return f"{_digits(claim['value_from'], claim['unit'])} → {text}"
    return LOOSE.get(claim["precision"], "") + text


def _digits(value: float, code: str) -> str:
    """Return a printed figure with the digits that it was printed with."""
    told = unit(code).exact(value)
    return f"{told} times" if code == RATIO.code else told


def span(first: str, last: str) -> str:
    """Return ``2015 to 2018``; one end alone where the other is not printed."""
    return " to ".join(in_words(period) for period in (first, last) if period)
