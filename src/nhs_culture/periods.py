"""Periods by their labels, and the days that they cover.

A label says by itself how long its period is: a month ``2013-04``, a year or a survey ``2019``, a
financial year ``2022/23`` (April to March), and its halves ``2022/23-H1`` (April to September) and
``2022/23-H2``. The staff survey is labelled by its year, although its fieldwork runs only from
October to November. Labels of one kind are in order when they are sorted as text.
"""

from __future__ import annotations

import calendar
import re
from functools import lru_cache

import pandas as pd

__all__ = [
    "A_YEAR",
    "bounds",
    "containing",
    "fits",
    "in_words",
    "numbered",
    "read",
    "shift",
    "span",
]

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_LABELS = {
    "month": re.compile(r"(\d{4})-(0[1-9]|1[0-2])"),
    "half_year": re.compile(r"(\d{4})/(\d{2})-H([12])"),
    "survey": re.compile(r"(\d{4})"),
    "year": re.compile(r"(\d{4})"),
    "financial_year": re.compile(r"(\d{4})/(\d{2})"),
}
A_YEAR = {"month": 12, "half_year": 2, "financial_year": 1, "year": 1}
"""Periods in a year."""
_HYPHENED = re.compile(r"(\d{4})-(\d{2})((?:-H[12])?)", re.IGNORECASE)
"""A financial year as it is often typed."""


def bounds(period: str, frequency: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first and the last day of a period.

    Parameters
    ----------
    period
        Its label.
    frequency
        ``month``, ``year``, ``survey``, ``financial_year`` or ``half_year``.

    Raises
    ------
    ValueError
        When the label is not of a period of that frequency.

    Examples
    --------
    >>> [day.date().isoformat() for day in bounds("2022/23-H2", "half_year")]
    ['2022-10-01', '2023-03-31']
    """
    pattern = _LABELS.get(frequency)
    found = pattern.fullmatch(period) if pattern else None
    if not found or ("/" in period and not _follows(*found.groups())):
        raise ValueError(f"{period!r} is not a {frequency.replace('_', ' ')}")
    first, months = {
        "month": (period, 1),
        "half_year": (f"{found[1]}-{'04' if period.endswith('1') else '10'}", 6),
        "survey": (f"{found[1]}-10", 2),
        "year": (f"{found[1]}-01", 12),
        "financial_year": (f"{found[1]}-04", 12),
    }[frequency]
    start = pd.Timestamp(f"{first}-01")
    return start, start + pd.offsets.MonthEnd(months)


def _follows(first: str, second: str, *_: str) -> bool:
    """Tell whether two years, the second of two digits, follow each other."""
    return (int(first) + 1) % 100 == int(second)


def fits(period: str, frequency: str) -> bool:
    """Tell whether a text is the label of a period of this frequency."""
    try:
        bounds(period, frequency)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=4096)
def numbered(label: str) -> tuple[str, int] | None:
    """Return the kind of a label and the number of its period among those of its kind.

    None where the text is no label. A survey is numbered as the year that it is labelled by.

    >>> numbered("2013-04"), numbered("2012/13-H2"), numbered("2012/13"), numbered("spring")
    (('month', 24159), ('half_year', 4025), ('financial_year', 2012), None)
    """
    for kind, a_year in A_YEAR.items():
        if fits(label, kind):
            start = bounds(label, kind)[0]
            return kind, (12 * start.year + start.month - 1) * a_year // 12
    return None


def read(text: str, frequency: str) -> str:
    """Return the label that was meant by what somebody typed; what it may be is not checked.

    >>> read(" 2022-23 ", "financial_year"), read("2011-12", "month"), read("2019", "survey")
    ('2022/23', '2011-12', '2019')
    """
    typed = _HYPHENED.fullmatch(text.strip())
    if typed and frequency in {"half_year", "financial_year"}:
        return f"{typed[1]}/{typed[2]}{typed[3].upper()}"
    return text.strip()


def containing(day: pd.Timestamp | str, frequency: str) -> str:
    """Return the label of the period that a day falls in.

    Raises
    ------
    ValueError
        When the text is not a date.

    Examples
    --------
    >>> [containing("2012-02-01", kind) for kind in ("month", "year", "half_year")]
    ['2012-02', '2012', '2011/12-H2']
    """
    date = pd.Timestamp(day)
    if frequency == "month":
        return f"{date:%Y-%m}"
    if frequency not in {"half_year", "financial_year"}:
        return str(date.year)
    first = date.year - (date.month < 4)
    half = f"-H{1 if 4 <= date.month < 10 else 2}" if frequency == "half_year" else ""
    return f"{first}/{(first + 1) % 100:02d}{half}"


def shift(period: str, frequency: str, by: int) -> str:
    """Return the label of the period that comes ``by`` periods later.

    >>> shift("2019-11", "month", 3), shift("2011/12-H2", "half_year", -1)
    ('2020-02', '2011/12-H1')
    """
    start = bounds(period, frequency)[0]
    return containing(start + pd.DateOffset(months=12 * by // A_YEAR.get(frequency, 1)), frequency)


def span(first: str, last: str, frequency: str) -> list[str]:
    """Return the labels from the first period to the last, both included."""
    labels = [first]
    while labels[-1] < last:
        labels.append(shift(labels[-1], frequency, 1))
    return labels


def in_words(label: str) -> str:
    """Return the label of a period, or a date, for a reader.

    >>> in_words("2011-12"), in_words("2011/12"), in_words("2019"), in_words("2019-05-01")
    ('December 2011', '2011/12', '2019', '1 May 2019')
    >>> in_words("2012/13-H1"), in_words("2012/13-H2")
    ('April to September 2012', 'October 2012 to March 2013')
    """
    if day := _DAY.fullmatch(label):
        return f"{int(day[3])} {_month(label[:7])}"
    if fits(label, "half_year"):
        first, last = (f"{day:%Y-%m}" for day in bounds(label, "half_year"))
        return f"{_month(first).removesuffix(f' {last[:4]}')} to {_month(last)}"
    return _month(label) if fits(label, "month") else label


def _month(label: str) -> str:
    return f"{calendar.month_name[int(label[5:])]} {label[:4]}"
