"""Over which periods a measure may be read as one series, for studies of every trust."""

from __future__ import annotations

import pandas as pd

from nhs_culture import periods
from nhs_culture.data.access import Data
from nhs_culture.designs.inputs import FEWEST_A_SIDE
from nhs_culture.register import OTHER_BODIES
from nhs_culture.studies.compared import breaks
from nhs_culture.studies.examined import LAST_MONTH

__all__ = ["around", "every_period"]

_ENOUGH = 20
"""Trusts with a figure that make a period one to compare in."""
_WINDOWS = {"month": (24, 36)}
_WINDOW = (5, 4)
"""Periods before and after a date; a shorter stretch will do where the series begins or ends."""
_FEWEST = {"month": 12}


def every_period(data: Data, measure: str) -> pd.DataFrame:
    """Return a measure at every trust over the periods that compare with one another.

    Returns
    -------
    DataFrame
        Every period (a missing one as a row of NaN) x ODS codes, as published: from the first
        period with 20 trusts to the last before the method changed for all of England, and of
        monthly series to the last before the pandemic.
    """
    frequency = data.register.measure(measure)["frequency"]
    table = data.wide(measure)
    table = table[table.notna().sum(axis=1) >= _ENOUGH]
    if table.empty:
        return table
    labels = periods.span(str(table.index[0]), str(table.index[-1]), frequency)
    ends = [
        periods.containing(day, frequency)
        for day in breaks(data.register, measure, OTHER_BODIES).query("kind == 'method'")["date"]
    ]
    last = min([label for label in ends if label > labels[0]], default="9999")
    limit = LAST_MONTH if frequency == "month" else "9999"
    return table.reindex([label for label in labels if label < last and label <= limit])


def around(table: pd.DataFrame, date: str, frequency: str) -> list[str]:
    """Return the labels of the window around a date.

    Parameters
    ----------
    table
        Of :func:`every_period`.
    date
        Label of the first period after.
    frequency
        Of the measure.

    Returns
    -------
    list
        Up to 5 periods before and 4 after, of months 24 and 36; none where fewer than 3 of either,
        of months 12, have figures.
    """
    before, after = _WINDOWS.get(frequency, _WINDOW)
    needed = _FEWEST.get(frequency, FEWEST_A_SIDE)
    first = periods.shift(date, frequency, -before)
    last = periods.shift(date, frequency, after - 1)
    inside = table.loc[(table.index >= first) & (table.index <= last)]
    known = inside.index[inside.notna().any(axis=1)]
    if (known < date).sum() < needed or (known >= date).sum() < needed:
        return []
    return [str(label) for label in inside.index]
