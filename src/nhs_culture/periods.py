"""Periods by their labels, and the days that they cover.

A label says by itself how long its period is: a month ``2013-04``, a year or a survey ``2019``, a
financial year ``2022/23`` (April to March), its halves ``2022/23-H1`` (April to September) and
``2022/23-H2``, and its quarters ``2022/23-Q1`` (April to June) to ``2022/23-Q4``. A school year
(September to August) is labelled in the same way. Periods that overlap name both ends: three years
``2009-2011``, twelve months ``2010-04/2011-03``. The staff survey is labelled by its year, although
its fieldwork runs only from October to November. Labels of one kind are in order when they are
sorted as text.
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
    "stretch",
]

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_LABELS = {
    "month": re.compile(r"(\d{4})-(0[1-9]|1[0-2])"),
    "half_year": re.compile(r"(\d{4})/(\d{2})-H([12])"),
    "survey": re.compile(r"(\d{4})"),
    "year": re.compile(r"(\d{4})"),
    "financial_year": re.compile(r"(\d{4})/(\d{2})"),
    "school_year": re.compile(r"(\d{4})/(\d{2})"),
    "quarter": re.compile(r"(\d{4})/(\d{2})-Q([1-4])"),
    "three_years": re.compile(r"(\d{4})-(\d{4})"),
    "twelve_months": re.compile(r"(\d{4})-(\d{2})/(\d{4})-(\d{2})"),
}
_MONTHS = {
    "month": 1,
    "survey": 2,
    "quarter": 3,
    "half_year": 6,
    "year": 12,
    "financial_year": 12,
    "school_year": 12,
    "twelve_months": 12,
    "three_years": 36,
}
"""Months that a period covers."""
A_YEAR = {
    "month": 12,
    "quarter": 4,
    "half_year": 2,
    "financial_year": 1,
    "school_year": 1,
    "year": 1,
    "twelve_months": 4,
    "three_years": 1,
}
"""Periods that begin in a year. Twelve months are published every quarter, three years every year,
so that neighbours overlap."""
_NAMED = re.compile(
    rf"({'|'.join(name[:3] for name in calendar.month_name[1:])})[a-z]* (\d{{4}})", re.IGNORECASE
)
"""A month by its name, or its first letters."""
_HYPHENED = re.compile(r"(\d{4})-(\d{2})((?:-[HQ][1-4])?)", re.IGNORECASE)
"""Two years as they are often typed; a half or a quarter of a financial one may follow."""


@lru_cache(maxsize=4096)
def bounds(period: str, frequency: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first and the last day of a period.

    Parameters
    ----------
    period
        Its label.
    frequency
        ``month``, ``quarter``, ``half_year``, ``year``, ``financial_year``, ``school_year``,
        ``survey``, ``twelve_months`` or ``three_years``.

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
    start = _start(found, frequency) if found else None
    if start is None or containing(start, frequency) != period:
        raise ValueError(f"{period!r} is not the label of a {frequency.replace('_', ' ')}")
    return start, start + pd.offsets.MonthEnd(_MONTHS[frequency])


def _start(label: re.Match[str], frequency: str) -> pd.Timestamp | None:
    """Return the first day of a period by the parts of its label, None where there is no such."""
    year = int(label[1])
    months = {
        "survey": 10,
        "financial_year": 4,
        "school_year": 9,
        "half_year": 4 if label[0].endswith("1") else 10,
        "quarter": 3 * int(label[0][-1]) + 1,
    }
    month = months.get(frequency, 1)
    if frequency in {"month", "twelve_months"}:
        month = int(label[2])
    if month == 13:  # the fourth quarter is that of the next calendar year
        year, month = year + 1, 1
    return pd.Timestamp(year, month, 1) if 1 <= month <= 12 else None


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
    >>> read("2015–17", "three_years"), read("2022–23", "school_year")
    ('2015-2017', '2022/23')
    >>> read("January 2017", "month"), read("sept 2016", "month")
    ('2017-01', '2016-09')
    """
    plain = text.strip().replace("–", "-")
    if named := _NAMED.fullmatch(plain):
        months = [name[:3].lower() for name in calendar.month_name]
        plain = f"{named[2]}-{months.index(named[1].lower()):02d}"
    typed = _HYPHENED.fullmatch(plain)
    if typed and frequency == "three_years":
        return f"{typed[1]}-{typed[1][:2]}{typed[2]}"
    if typed and frequency in {"half_year", "financial_year", "school_year", "quarter"}:
        return f"{typed[1]}/{typed[2]}{typed[3].upper()}"
    return plain


def containing(day: pd.Timestamp | str, frequency: str) -> str:
    """Return the label of the period that a day falls in.

    Of periods that overlap it is the one that begins in the month or the year of the day.

    Raises
    ------
    ValueError
        When the text is not a date.

    Examples
    --------
    >>> [containing("2012-02-01", kind) for kind in ("month", "year", "half_year")]
    ['2012-02', '2012', '2011/12-H2']
    >>> [containing("2012-02-01", kind) for kind in ("quarter", "twelve_months", "three_years")]
    ['2011/12-Q4', '2012-02/2013-01', '2012-2014']
    """
    date = pd.Timestamp(day)
    match frequency:
        case "month":
            return f"{date:%Y-%m}"
        case "twelve_months":
            first = date.to_period("M")
            return f"{first}/{first + 11}"
        case "three_years":
            return f"{date.year}-{date.year + 2}"
        case "school_year":
            return _two_years(date.year - (date.month < 9))
        case "financial_year" | "half_year" | "quarter":
            months = (date.month - 4) % 12
            part = {"half_year": f"-H{months // 6 + 1}", "quarter": f"-Q{months // 3 + 1}"}
            return _two_years(date.year - (date.month < 4)) + part.get(frequency, "")
    return str(date.year)


def _two_years(first: int) -> str:
    return f"{first}/{(first + 1) % 100:02d}"


@lru_cache(maxsize=4096)
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


@lru_cache(maxsize=4096)
def in_words(label: str) -> str:
    """Return the label of a period, or a date, for a reader.

    >>> in_words("2011-12"), in_words("2011/12"), in_words("2019"), in_words("2019-05-01")
    ('December 2011', '2011/12', '2019', '1 May 2019')
    >>> in_words("2012/13-H1"), in_words("2012/13-H2")
    ('April to September 2012', 'October 2012 to March 2013')
    >>> in_words("2009-2011"), in_words("2010-04/2011-03"), in_words("2024/25-Q4")
    ('2009–11', 'April 2010 to March 2011', 'January to March 2025')
    """
    if day := _DAY.fullmatch(label):
        return f"{int(day[3])} {_month(label[:7])}"
    if fits(label, "three_years"):
        first, last = label.split("-")
        return f"{first}–{last[2:] if last[:2] == first[:2] else last}"
    for kind in ("half_year", "quarter", "twelve_months"):
        if fits(label, kind):
            first, last = (f"{day:%Y-%m}" for day in bounds(label, kind))
            return f"{_month(first).removesuffix(f' {last[:4]}')} to {_month(last)}"
    return _month(label) if fits(label, "month") else label


def stretch(first: str, last: str) -> str:
    """Return the periods from one label to another for a reader; of spans themselves, both.

    >>> stretch("2013-04", "2023-01"), stretch("2024/25-Q4", "2025/26-Q1")
    ('April 2013 to January 2023', 'January to March 2025, and so on until April to June 2025')
    """
    begin, end = in_words(first), in_words(last)
    if begin == end:
        return begin
    return f"{begin}, and so on until {end}" if " to " in begin + end else f"{begin} to {end}"


def _month(label: str) -> str:
    return f"{calendar.month_name[int(label[5:])]} {label[:4]}"
