"""What was printed and what the official statistics say, a row each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture.charts.canvas import Canvas
from nhs_culture.charts.colours import ACCENT, INK, INNER, PAPER
from nhs_culture.charts.drawing import drawings
from nhs_culture.charts.rows import Rows
from nhs_culture.charts.sheet import Sheet
from nhs_culture.exhibits import Chart
from nhs_culture.units import Unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["dumbbell"]


def dumbbell(
    table: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    unit: Unit,
    source: str,
    about: str = "",
    name: str = "dumbbell",
) -> Chart:
    """Draw what was printed and what the official statistics say, a row each.

    Parameters
    ----------
    table
        Columns ``label``, ``printed``, ``official`` in one unit; either figure may be missing.
    title, subtitle, source
        Of the chart.
    unit
        Of the figures.
    about, name
        As of :class:`~nhs_culture.exhibits.Chart`.
    """
    pairs = table[["label", "printed", "official"]].reset_index(drop=True)
    numbers = pairs[["printed", "official"]].to_numpy(dtype=float)
    labels = [str(label) for label in pairs["label"]]
    rows = Rows.around(labels, numbers, unit.tick)

    def draw(axes: Axes) -> None:
        for row, (printed, official) in enumerate(numbers):
            axes.plot([printed, official], [row, row], color=INNER, linewidth=3)
            axes.plot([official], [row], "o", color=ACCENT, ms=9, mew=0, zorder=2.5)
            axes.plot([printed], [row], "D", mfc=PAPER, mec=INK, mew=1.8, ms=8, zorder=3)

    def furnish(canvas: Canvas) -> Sheet:
        known = numbers[np.isfinite(numbers)]
        widest = max(canvas.width_of(unit.value(figure)) for figure in known)
        sheet = rows.furnish(canvas, widest + canvas.font * 0.9)
        for row, pair in enumerate(numbers):
            _write(sheet, row, pair, unit)
        return sheet

    wide, narrow = drawings(draw, furnish)
    told = "; ".join(
        f"{label}: printed {unit.value(printed)}, official {unit.value(official)}"
        for label, (printed, official) in zip(labels, numbers, strict=True)
    )
    return Chart(
        name=name,
        title=title,
        subtitle=f"{subtitle}. Hollow diamond: as printed; filled dot: official statistics.",
        alt=f"Printed and official figures side by side. {told}.",
        data=pairs,
        source=source,
        unit=unit.name,
        about=about,
        svg=wide,
        narrow=narrow,
    )


def _write(sheet: Sheet, row: int, pair: npt.NDArray[np.float64], unit: Unit) -> None:
    """Write both values of a row outside their marks."""
    printed, official = pair
    for value, other, colour in ((printed, official, INK), (official, printed, ACCENT)):
        if not np.isfinite(value):
            continue
        right = value > other or (value == other and colour == ACCENT) or not np.isfinite(other)
        away = sheet.canvas.font * (0.75 if right else -0.75)
        at = (sheet.x(value) + away, sheet.y(row))
        sheet.text(at, unit.value(value), colour, anchor="start" if right else "end")
