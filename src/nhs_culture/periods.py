"""Periods as the publications print them, and the days that they cover.

Three kinds are in use: a month ``2013-04``, a year ``2019`` and a financial year ``2022-23``. The
staff survey is labelled by its year, although its fieldwork runs only from October to November.
"""

from __future__ import annotations

import calendar
import re

import pandas as pd

__all__ = ["bounds", "containing", "fits", "in_words", "shift", "span"]

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_YEAR = re.compile(r"\d{4}")
_FINANCIAL_YEAR = re.compile(r"(\d{4})-(\d{2})")


def bounds(period: str, frequency: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first and the last day of a period.

    Parameters
    ----------
    period
        ``YYYY-MM`` for a month, ``YYYY`` for a year or a survey, ``YYYY-YY`` for a financial year,
        ``YYYY-MM`` of the last month for a half-year.
    frequency
        ``month``, ``year``, ``survey``, ``financial_year`` or ``half_year``.

    Raises
    ------
    ValueError
        When the period does not read as its frequency.
    """
    match frequency:
        case "month" if _MONTH.fullmatch(period):
            start = pd.Timestamp(f"{period}-01")
            return start, start + pd.offsets.MonthEnd(0)
        case "half_year" if _MONTH.fullmatch(period):
            end = pd.Timestamp(f"{period}-01") + pd.offsets.MonthEnd(0)
            return end - pd.offsets.MonthBegin(6), end
        case "year" if _YEAR.fullmatch(period):
            return pd.Timestamp(f"{period}-01-01"), pd.Timestamp(f"{period}-12-31")
        case "survey" if _YEAR.fullmatch(period):
            return pd.Timestamp(f"{period}-10-01"), pd.Timestamp(f"{period}-11-30")
        case "financial_year" if (found := _FINANCIAL_YEAR.fullmatch(period)) and (
            (int(found[1]) + 1) % 100 == int(found[2])
        ):
            return pd.Timestamp(f"{found[1]}-04-01"), pd.Timestamp(f"{int(found[1]) + 1}-03-31")
    raise ValueError(f"{period!r} is not a {frequency.replace('_', ' ')}")


def fits(period: str, frequency: str) -> bool:
    """Tell whether a text is the label of a period of this frequency."""
    try:
        bounds(period, frequency)
    except ValueError:
        return False
    return True


_SPACING = {
    "month": "M",
    "half_year": "M",
    "survey": "Y-DEC",
    "year": "Y-DEC",
    "financial_year": "Y-MAR",
}


def containing(day: pd.Timestamp | str, frequency: str) -> str:
    """Return the label of the period that a day falls in.

    Raises
    ------
    ValueError
        When the text is not a date.
    """
    period = pd.Period(day, _SPACING[frequency])
    if frequency == "financial_year":
        return f"{period.year - 1}-{period.year % 100:02d}"
    return str(period)


def shift(period: str, frequency: str, by: int) -> str:
    """Return the label of the period that comes ``by`` periods later."""
    last = pd.Period(bounds(period, frequency)[1], _SPACING[frequency])
    steps = by * 6 if frequency == "half_year" else by
    return containing((last + steps).start_time, frequency)


def span(first: str, last: str, frequency: str) -> list[str]:
    """Return the labels from the first period to the last, both included."""
    labels = [first]
    while labels[-1] < last:
        labels.append(shift(labels[-1], frequency, 1))
    return labels


def in_words(period: str) -> str:
    """Return a label for a reader: ``January 2017``, ``2022/23``, ``2019``."""
    if month := _MONTH.fullmatch(period):
        return f"{calendar.month_name[int(month[2])]} {month[1]}"
    return period.replace("-", "/")
