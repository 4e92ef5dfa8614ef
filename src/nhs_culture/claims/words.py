"""Figures and dates of claims as a reader sees them."""

from __future__ import annotations

import math
import re

import pandas as pd

from nhs_culture import periods
from nhs_culture.charts import change_in_unit, in_unit, ordinal

__all__ = ["LOOSE", "amount", "change", "day", "printed", "span"]

LOOSE = {
    "about": "about ",
    "approximate": "about ",
    "at_least": "at least ",
    "at_most": "at most ",
    "more_than": "over ",
    "less_than": "under ",
}
"""Precisions that print no exact figure, and how they read."""
_RATINGS = {1: "inadequate", 2: "requires improvement", 3: "good", 4: "outstanding"}


def amount(value: float, unit: str) -> str:
    """Return a figure of the panel, or one worked out, in its unit."""
    if unit in {"percent_change", "percentage_points"}:
        return change(value, unit)
    if unit == "GBP":
        return _pounds(value)
    if unit == "rating":
        return _RATINGS.get(round(value), f"{value:g}")
    words = {"rank": ordinal(round(value)), "percentile": f"{value:.0f}%", "date": f"{value:.0f}"}
    return words.get(unit) or in_unit(value, unit)


def _pounds(value: float) -> str:
    size, sign = abs(value), "−" if value < 0 else ""
    if size >= 1e9:
        return f"{sign}£{size / 1e9:.3g}bn"
    if size >= 1e6 and size % 1e4 == 0:
        return f"{sign}£{size / 1e6:.4g}m"
    return f"{sign}£{size:,.0f}"


def change(value: float, unit: str) -> str:
    """Return a change with its sign."""
    return change_in_unit(value, "percent" if unit == "percentage_points" else unit)


def printed(claim: pd.Series) -> str:
    """Return the figure of a claim as its document prints it: ``62% → 76%``, ``4th of 138``."""
    value = claim["value_to"]
    if math.isnan(value):
        return claim["precision_words"] or "in words only"
    text = _digits(value, claim["unit"])
    if claim["unit"] == "percentile":
        text = f"{text} from the {'top' if 'top' in claim['precision_words'] else 'bottom'}"
    if not math.isnan(claim["rank_of"]):
        text += f" of {claim['rank_of']:.0f}"
    if not math.isnan(claim["value_from"]):
        return f"{_digits(claim['value_from'], claim['unit'])} → {text}"
    return LOOSE.get(claim["precision"], "") + text


def _digits(value: float, unit: str) -> str:
    """Return a printed figure with the digits that it was printed with."""
    size, sign = abs(value), "−" if value < 0 else ""
    if unit in {"rank", "rating", "date", "GBP"}:
        return amount(value, unit)
    formats = {
        "score_0_10": f"{value:.1f}",
        "score_1_5": f"{value:.2f}",
        "percent": f"{value:g}%",
        "percentile": f"{value:g}%",
        "percent_change": f"{sign or '+'}{size:g}%",
        "ratio": f"{value:g} times",
        "count": f"{sign}{size:,.0f}",
        "FTE": f"{size:,.0f} FTE",
    }
    return formats.get(unit, f"{value:g} {unit.replace('_', ' ')}")


def day(period: str) -> str:
    """Return a period or a date in words: ``June 2017``, ``2013/14``, ``2019``, ``1 May 2019``."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", period):
        return f"{int(period[-2:])} {periods.in_words(period[:-3])}"
    return periods.in_words(period)


def span(first: str, last: str) -> str:
    """Return ``2015 to 2018``; one end alone where the other is not printed."""
    return " to ".join(day(period) for period in (first, last) if period)
