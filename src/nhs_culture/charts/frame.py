"""The frame of a chart over time: axes, labels and events around the marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture import periods
from nhs_culture.charts import timeline
from nhs_culture.charts.canvas import Canvas
from nhs_culture.charts.events import Flags
from nhs_culture.charts.labels import SIDE, Label, Legend, beside
from nhs_culture.charts.scales import Scale
from nhs_culture.charts.sheet import Margins, Sheet
from nhs_culture.charts.subject import Event
from nhs_culture.units import Unit

__all__ = ["Frame", "first_and_last", "labels_of", "period"]


@dataclass(frozen=True)
class Frame:
    """What stands around the marks of a chart over time.

    Attributes
    ----------
    x
        Where the periods stand, in days.
    frequency
        Of the periods.
    scale
        The value axis.
    labels
        What the marks are.
    events
        What is marked.
    heights
        Of the panel on a wide and on a narrow screen.
    """

    x: npt.NDArray[np.float64]
    frequency: str
    scale: Scale
    labels: Sequence[Label] = ()
    events: Sequence[Event] = ()
    heights: tuple[float, float] = (300, 240)

    def furnish(self, canvas: Canvas) -> Sheet:
        """Return the sheet of a canvas with all but the marks on it."""
        key = Legend.of(canvas, self.labels)
        left = self.scale.room(canvas)
        right = SIDE if self.labels and not canvas.narrow else canvas.font * 1.2
        xlim = timeline.around(self.x)
        marked = Flags.on(canvas, self.events, xlim, (left, canvas.width - right))
        top = key.height + marked.height + canvas.font * 0.9
        second = canvas.line if self.frequency == "survey" else 0.0
        margins = Margins(left, right, top, canvas.font * 2.1 + second)
        sheet = Sheet(canvas, margins, self.heights[canvas.narrow], xlim, self.scale.limits)
        self.scale.beside(sheet)
        timeline.below(sheet, timeline.marks(self.x, self.frequency), self.frequency)
        key.write(sheet)
        marked.draw(sheet)
        beside(sheet, self.labels)
        return sheet


def period(label: object) -> str:
    """Return a period as an alternative text names it."""
    return f"{label:%B %Y}" if isinstance(label, pd.Timestamp) else periods.in_words(str(label))


def labels_of(index: pd.Index) -> list[str]:
    """Return the labels of periods as text."""
    return [
        label.date().isoformat() if isinstance(label, pd.Timestamp) else str(label)
        for label in index
    ]


def first_and_last(label: str, series: pd.Series, unit: Unit) -> str:
    """Say where a series began and where it ended."""
    known = series.dropna()
    text = f"{label}: {unit.value(known.iloc[0])} in {period(known.index[0])}"
    if len(known) > 1:
        text += f", {unit.value(known.iloc[-1])} in {period(known.index[-1])}"
    return text
