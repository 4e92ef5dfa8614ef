"""Value axes: room around the figures, ticks at round values, labels in the unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nhs_culture.charts.canvas import Canvas
from nhs_culture.charts.colours import GRID, MUTED
from nhs_culture.charts.sheet import Sheet
from nhs_culture.errors import DesignError

__all__ = ["GAP", "Scale", "padded"]

GAP = 6.0
"""Between the labels of an axis and its panel."""
_ROOM = 0.06

Words = Callable[[float], str]


@dataclass(frozen=True)
class Scale:
    """What a value axis shows: its ends, and its ticks with their labels."""

    limits: tuple[float, float]
    ticks: tuple[tuple[float, str], ...]

    @classmethod
    def around(cls, values: npt.ArrayLike, words: Words, ticks: int = 5) -> Scale:
        """Return a scale with a little room around the finite values.

        Raises
        ------
        DesignError
            When there is none.
        """
        return cls.between(padded(values), words, ticks)

    @classmethod
    def between(cls, limits: tuple[float, float], words: Words, ticks: int = 5) -> Scale:
        """Return a scale with these ends."""
        from matplotlib.ticker import MaxNLocator

        low, high = limits
        wanted = MaxNLocator(ticks, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
        shown = [float(at) for at in wanted if low <= at <= high]
        return cls(limits, tuple((at, words(at)) for at in shown))

    def room(self, canvas: Canvas) -> float:
        """Return how much room the labels need to the left of the panel."""
        return max((canvas.width_of(label) for _, label in self.ticks), default=0.0) + GAP + 2

    def overhang(self, canvas: Canvas) -> float:
        """Return how far labels below the panel may stand out to either side."""
        return max((canvas.width_of(label) / 2 for _, label in self.ticks), default=0.0)

    def beside(self, sheet: Sheet) -> None:
        """Draw lines across the panel, and write the labels to its left."""
        for at, label in self.ticks:
            y = sheet.y(at)
            sheet.rule((sheet.left, y), (sheet.right, y), GRID)
            sheet.text((sheet.left - GAP, y), label, MUTED, anchor="end")

    def below(self, sheet: Sheet, *, lines: bool = False) -> None:
        """Write the labels under the panel, and draw lines up from them where asked."""
        for at, label in self.ticks:
            x = sheet.x(at)
            if lines:
                sheet.rule((x, sheet.bottom), (x, sheet.top), GRID)
            sheet.text((x, sheet.bottom + sheet.canvas.font), label, MUTED, anchor="middle")


def padded(values: npt.ArrayLike) -> tuple[float, float]:
    """Return limits that leave a little room around the finite values."""
    known = np.asarray(values, dtype=float).ravel()
    finite = known[np.isfinite(known)]
    if not finite.size:
        raise DesignError("a chart needs at least one figure, all of them are missing")
    low, high = float(finite.min()), float(finite.max())
    room = (high - low) * _ROOM or abs(high) * 0.1 or 1.0
    return low - room, high + room
