"""Dots heaped up with one of them marked: what distributions and placebos are drawn as."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture.charts import marks
from nhs_culture.charts.canvas import Canvas
from nhs_culture.charts.colours import ACCENT, INNER, MUTED, PEER
from nhs_culture.charts.drawing import drawings
from nhs_culture.charts.reading import OTHERS, OWN
from nhs_culture.charts.scales import Scale
from nhs_culture.charts.sheet import Margins, Sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Marked", "heap", "ranked"]

Array = npt.NDArray[np.float64]

_COLUMNS = 72
"""Dots that would stand side by side from one end of the axis to the other."""
_COLUMNS_OF_FEW = 46
_FEW = 60
_FEWEST_ROWS = 5
_SIZE = 10.0
"""Of the dots as they are drawn; a sheet scales them to its columns."""


@dataclass(frozen=True)
class Marked:
    """What is marked in a heap: the trust, a line of reference, an interval."""

    own: float
    label: str
    reference: float
    reference_label: str
    interval: tuple[float, float] | None = None

    @property
    def ends(self) -> list[float]:
        """The values that the axis has to hold beside those of the others."""
        return [self.own, self.reference, *(self.interval or ())]


def heap(others: Array, marked: Marked, words: Callable[[float], str]) -> tuple[str, str]:
    """Return both drawings of a heap: a dot for each of the others, one value marked.

    Parameters
    ----------
    others
        Their values, in order, (n,).
    marked
        The value that is marked, and what is marked with it.
    words
        Labels of the axis.
    """
    scale = Scale.around(np.concatenate([others, marked.ends]), words)
    columns = _COLUMNS_OF_FEW if len(others) <= _FEW else _COLUMNS
    x, y = _heaped(others, scale, columns)
    rows = max(float(y.max(initial=0)) + 1, _FEWEST_ROWS)

    def draw(axes: Axes) -> None:
        marks.scatter(axes, x, y, PEER, _SIZE * 0.86, name=OTHERS)

    def furnish(canvas: Canvas) -> Sheet:
        return _sheet(canvas, (columns, rows), scale, marked)

    return drawings(draw, furnish)


def _heaped(values: Array, scale: Scale, columns: int) -> tuple[Array, Array]:
    """Return the positions of dots heaped in columns, each (n,); a dot is one high."""
    low, high = scale.limits
    width = (high - low) / columns
    column = np.floor((values - low) / width)
    below = pd.Series(column).groupby(column).cumcount()
    return low + (column + 0.5) * width, np.asarray(below, dtype=float) + 0.5


def _sheet(canvas: Canvas, size: tuple[int, float], scale: Scale, marked: Marked) -> Sheet:
    columns, rows = size
    side = max(canvas.font, scale.overhang(canvas) / 2)
    dot = (canvas.width - 2 * side) / columns
    label = canvas.wrapped(marked.label, canvas.width - 4, bold=True)
    top = (len(label) + 0.9) * canvas.line
    margins = Margins(side, side, top, canvas.font * 3.5)
    sheet = Sheet(canvas, margins, rows * dot, scale.limits, (0, rows), dot_scale=dot / _SIZE)
    sheet.rule((sheet.left, sheet.bottom), (sheet.right, sheet.bottom), INNER)
    scale.below(sheet)
    _reference(sheet, marked)
    _own(sheet, marked, label)
    return sheet


def _reference(sheet: Sheet, marked: Marked) -> None:
    x, font = sheet.x(marked.reference), sheet.canvas.font
    sheet.rule((x, sheet.bottom + 3), (x, sheet.top), MUTED, 1.1, dashes=(3, 3))
    sheet.text_within(x, sheet.bottom + font * 2.6, marked.reference_label)


def _own(sheet: Sheet, marked: Marked, label: list[str]) -> None:
    """Mark the trust by a stem to its label above the dots, its interval as a bar."""
    x, y, line = sheet.x(marked.own), sheet.top - 4, sheet.canvas.line
    sheet.rule((x, sheet.bottom), (x, y), ACCENT, 2, layer="over")
    if marked.interval:
        low, high = (sheet.x(bound) for bound in marked.interval)
        sheet.rule((low, y), (high, y), ACCENT, 4, layer="over")
    sheet.dots([(x, y)], ACCENT, 9, OWN)
    for number, text in enumerate(label):
        sheet.text_within(x, (number + 0.55) * line, text, ACCENT, bold=True)


def ranked(values: pd.Series, column: str) -> pd.DataFrame:
    """Return codes, figures and ranks, the highest first, ties in the order of their codes."""
    table = values.sort_index(kind="stable").sort_values(ascending=False, kind="stable")
    return pd.DataFrame(
        {
            "org_code": table.index.astype(str),
            column: table.to_numpy(dtype=float).round(4),
            "rank": table.rank(ascending=False, method="min").astype(int).to_numpy(),
        }
    )
