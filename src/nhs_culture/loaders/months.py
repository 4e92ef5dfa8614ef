"""Tables with one column per month."""

from __future__ import annotations

from datetime import datetime
from itertools import zip_longest

import pandas as pd

from nhs_culture.errors import SourceError
from nhs_culture.loaders.grid import Grid
from nhs_culture.loaders.ranges import Range

__all__ = ["FIRST_MONTH", "long_months", "month_columns", "refuse_impossible"]

FIRST_MONTH = "2009-04"
"""Of the electronic staff record, which all monthly publications are from."""


def month_columns(grid: Grid, form: str, after: str) -> dict[str, str]:
    """Return the headings that are months, each with its period ``YYYY-MM``.

    Parameters
    ----------
    grid
        A table with months as columns, after other columns.
    form
        How the headings write a month, for :meth:`datetime.datetime.strptime`.
    after
        The heading that the first month comes after.

    Raises
    ------
    SourceError
        When there are no months, when another column stands between them, or when they do not
        follow each other without a gap: figures would be given to the wrong month.
    """
    periods = {
        heading: period for heading in grid.headings if (period := _period(heading, form)) != ""
    }
    if not periods:
        example = datetime(2019, 4, 30).strftime(form)
        raise SourceError(f"{grid.place()}: expected months as headings (as {example!r})")
    first = grid.headings.index(next(iter(periods)))
    expected = pd.period_range(next(iter(periods.values())), periods=len(periods), freq="M")
    if first == 0 or grid.headings[first - 1] != after:
        between = grid.headings[first - 1] if first else ""
        raise SourceError(
            f"{grid.place(column=between)}: expected {after!r} before the first month, "
            f"{grid.headings[first]!r}"
        )
    found = [heading for heading in grid.headings[first:] if heading]
    months = expected.strftime("%Y-%m")
    for heading, period in zip_longest(found, months, fillvalue="nothing after the last month"):
        if periods.get(heading) != period:
            raise SourceError(
                f"{grid.place(column=heading)}: expected {period}: the months must follow each "
                "other, each once, to the last"
            )
    _refuse_outside(grid, periods)
    return periods


def _refuse_outside(grid: Grid, periods: dict[str, str]) -> None:
    now = f"{datetime.now():%Y-%m}"
    for heading, period in periods.items():
        if not FIRST_MONTH <= period <= now:
            raise SourceError(f"{grid.place(column=heading)}: expected {FIRST_MONTH} to {now}")


def refuse_impossible(grid: Grid, column: str, month: pd.Series[str], first: str) -> None:
    """Refuse a month before the first of a publication, or one that has not been yet.

    Parameters
    ----------
    grid, column
        Where the months are from.
    month
        ``YYYY-MM``, or empty where there is none.
    first
        The first month that the publication can have.
    """
    now = f"{datetime.now():%Y-%m}"
    grid.refuse_rows((month < first) | (month > now), column, f"expected {first} to {now}")


def long_months(
    grid: Grid, code: str, months: dict[str, str], scale: Range, missing: str = ""
) -> pd.DataFrame:
    """Return a table with months as columns as one row per organisation and month.

    Returns
    -------
    DataFrame
        ``org_code``, ``period`` and ``value``; a missing figure and a zero are both left out: in
        the monthly publications a zero says that the organisation has no figure.
    """
    values = grid.matrix(list(months), scale, missing).rename(columns=months)
    long = values.assign(org_code=grid.text(code)).melt(
        "org_code", var_name="period", value_name="value"
    )
    return long[long["value"] > 0]


def _period(heading: str, form: str) -> str:
    """Return the month of a heading; empty where it is none, or a day that does not end its month.

    A day within a month may be that of the release.
    """
    try:
        day = datetime.strptime(heading, form)
    except ValueError:
        return ""
    return f"{day:%Y-%m}" if "%d" not in form or pd.Timestamp(day).is_month_end else ""
