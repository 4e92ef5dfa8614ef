"""Shares from 0 to 100 with their intervals, a row each, beside a line at what is fair."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nhs_culture.charts import marks
from nhs_culture.charts.drawing import drawings
from nhs_culture.charts.rows import Rows
from nhs_culture.exhibits import Chart
from nhs_culture.units import PERCENT

__all__ = ["shares"]


def shares(
    table: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    source: str,
    at: float = 50.0,
    about: str = "",
    name: str = "shares",
) -> Chart:
    """Draw shares in percent with their intervals, a row each, beside a line at what is fair.

    Parameters
    ----------
    table
        Columns ``label``, ``estimate``, ``lower``, ``upper`` from 0 to 100; the first row is the
        primary one. Ends are NaN where there is no interval.
    title, subtitle, source
        Of the chart.
    at
        Where the line stands.
    about, name
        As of :class:`~nhs_culture.exhibits.Chart`.
    """
    shown = table[["label", "estimate", "lower", "upper"]].reset_index(drop=True)
    numbers = shown[["estimate", "lower", "upper"]].to_numpy(dtype=float)
    labels = [str(label) for label in shown["label"]]
    rows = Rows.around(labels, [0.0, 100.0], PERCENT.tick, at)

    wide, narrow = drawings(lambda axes: marks.estimates(axes, numbers, 0), rows.furnish)
    told = "; ".join(
        f"{label}: {estimate:.0f}%" + (f" ({low:.0f} to {high:.0f})" if np.isfinite(low) else "")
        for label, (estimate, low, high) in zip(labels, numbers, strict=True)
    )
    return Chart(
        name=name,
        title=title,
        subtitle=subtitle,
        alt=f"Shares with 95% intervals beside a line at {at:.0f}%. {told}.",
        data=shown,
        source=source,
        unit=PERCENT.name,
        about=about,
        svg=wide,
        narrow=narrow,
    )
