"""Estimates with their intervals, a row each, beside a line at zero."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nhs_culture.charts import marks
from nhs_culture.charts.drawing import drawings
from nhs_culture.charts.rows import Rows
from nhs_culture.exhibits import Chart
from nhs_culture.units import Unit

__all__ = ["estimates"]


def estimates(
    table: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    unit: Unit,
    source: str,
    about: str = "",
    name: str = "estimates",
    primary: int | None = 0,
) -> Chart:
    """Draw estimates with their intervals, a row each, beside a line at zero.

    Parameters
    ----------
    table
        Columns ``label``, ``estimate``, ``lower``, ``upper`` in one unit.
    title, subtitle, source
        Of the chart.
    unit
        Of the figures; the estimates are differences of them.
    about, name
        As of :class:`~nhs_culture.exhibits.Chart`.
    primary
        The row that the page is about, in the accent; None where it is about none of them.
    """
    shown = table[["label", "estimate", "lower", "upper"]].reset_index(drop=True)
    numbers = shown[["estimate", "lower", "upper"]].to_numpy(dtype=float)
    labels = [
        f"{label}: {unit.change(row[0])}"
        for label, row in zip(shown["label"], numbers, strict=True)
    ]
    rows = Rows.around(labels, np.append(numbers.ravel(), 0.0), unit.change_tick)

    wide, narrow = drawings(lambda axes: marks.estimates(axes, numbers, primary), rows.furnish)
    told = "; ".join(
        f"{label} ({unit.interval(row[1], row[2])})"
        for label, row in zip(labels, numbers, strict=True)
    )
    return Chart(
        name=name,
        title=title,
        subtitle=subtitle,
        alt=f"Estimates with 95% intervals. {told}.",
        data=shown,
        source=source,
        unit=unit.difference.name,
        about=about,
        svg=wide,
        narrow=narrow,
    )
