"""The time axis: where periods and dates stand, where a line breaks, and what is labelled."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture.charts.canvas import Canvas
from nhs_culture.charts.colours import MUTED
from nhs_culture.charts.sheet import Sheet
from nhs_culture.errors import DesignError
from nhs_culture.periods import A_YEAR, bounds, in_words

__all__ = ["around", "below", "day", "days", "marks", "runs"]

Array = npt.NDArray[np.float64]

_EPOCH = pd.Timestamp("1970-01-01")
_DAYS = {"survey": 366.0} | {frequency: 366 / a_year for frequency, a_year in A_YEAR.items()}
"""The most days from the start of one period to that of the next."""
_MIDDLE = {"year": 6, "financial_year": 6, "twelve_months": 6, "three_years": 18}
"""Months from the first day of a period to where it stands."""
_SHARE = 0.02
_SURVEYS = "Survey, each autumn"


def days(index: pd.Index, frequency: str) -> Array:
    """Return where periods stand on a time axis: days since 1970 of their first day, (n,).

    Surveys are made in autumn, so that January 2017 stands between those of 2016 and 2017. What
    covers a whole year or three stands at its middle, so that what happened in the last of them is
    on the axis.

    Raises
    ------
    DesignError
        When a period does not read as its frequency or the periods are not in order.
    """
    if isinstance(index, pd.DatetimeIndex):
        starts = index
    else:
        try:
            starts = pd.DatetimeIndex([bounds(str(label), frequency)[0] for label in index])
        except ValueError as error:
            raise DesignError(f"the index of the figures to draw: {error}") from error
    middle = pd.DateOffset(months=_MIDDLE.get(frequency, 0))
    starts = pd.DatetimeIndex([start + middle for start in starts])
    if not starts.is_monotonic_increasing or not starts.is_unique:
        raise DesignError("the periods to draw are not in order, each once")
    return np.asarray((starts - _EPOCH) / pd.Timedelta(days=1), dtype=float)


def day(date: str) -> float:
    """Return where a date stands on the same axis."""
    return float((pd.Timestamp(date) - _EPOCH) / pd.Timedelta(days=1))


def runs(x: Array, values: Array, frequency: str) -> npt.NDArray[np.int64]:
    """Return the number of the unbroken run that each value belongs to, -1 for a missing one, (n,).

    A line is drawn within a run; one period without a figure ends it, whether the period stands
    there without a value or not at all.
    """
    known = np.flatnonzero(np.isfinite(values))
    found = np.full(len(x), -1)
    found[known] = np.cumsum(np.diff(x[known], prepend=x[known[:1]]) > _DAYS[frequency] * 1.2)
    return found


def around(x: Array, share: float = _SHARE) -> tuple[float, float]:
    """Return the ends of a time axis with a little room on both sides."""
    room = (x[-1] - x[0]) * share or 30.0
    return float(x[0] - room), float(x[-1] + room)


def marks(x: Array, frequency: str) -> list[tuple[float, str]]:
    """Return every year that there are figures for: where it stands, and its label."""
    dates = _EPOCH + pd.to_timedelta(x, unit="D")
    if A_YEAR.get(frequency, 1) > 1:
        years = range(dates[0].year + (dates[0].month > 1), dates[-1].year + 1)
        found = [(day(f"{year}-01-01"), str(year)) for year in years]
        return found or [(float(x[0]), f"{dates[0]:%Y-%m}")]
    label = _LABELS.get(frequency, _one_year)
    return [(float(at), label(date)) for at, date in zip(x, dates, strict=True)]


def _one_year(date: pd.Timestamp) -> str:
    return str(date.year)


def _financial(date: pd.Timestamp) -> str:
    return f"{date.year}/{(date.year + 1) % 100:02d}"


def _three_years(date: pd.Timestamp) -> str:
    """Return the three years that a day is in the middle of."""
    return in_words(f"{date.year - 1}-{date.year + 1}")


_LABELS = {"financial_year": _financial, "three_years": _three_years}


def below(sheet: Sheet, years: Sequence[tuple[float, str]], frequency: str = "") -> None:
    """Write years under the panel, as many as there is room for, the last one among them.

    Where the figures are those of surveys, the axis says that they stand in autumn.
    """
    canvas, y = sheet.canvas, sheet.bottom + sheet.canvas.font * 1.1
    for at, label in _fitting(sheet, years):
        sheet.text((_inside(canvas, sheet.x(at), label), y), label, MUTED, anchor="middle")
    if frequency == "survey":
        sheet.text((sheet.right, y + canvas.line), _SURVEYS, MUTED, anchor="end")


def _inside(canvas: Canvas, x: float, label: str) -> float:
    half = canvas.width_of(label) / 2
    return min(max(x, half), canvas.width - half)


def _fitting(sheet: Sheet, years: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """Return every year, every second, every third ... counted from the last, so that they fit."""
    last = int(years[-1][1][:4])
    needed = sheet.canvas.width_of(years[-1][1]) + sheet.canvas.font * 0.7
    for step in range(1, len(years) + int(years[-1][1][:4]) - int(years[0][1][:4]) + 2):
        kept = [year for year in years if (last - int(year[1][:4])) % step == 0]
        apart = np.diff([sheet.x(at) for at, _ in kept])
        if not apart.size or apart.min() >= needed:
            return kept
    return [years[-1]]
