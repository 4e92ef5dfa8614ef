"""From marks and a sheet to the drawing of a chart, in the two sizes that it is drawn in.

A chart has a drawing for a wide and one for a narrow screen, so that its text can be read on both.
Its marks are made once; what stands around them is laid out for each size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from nhs_culture.charts.canvas import NARROW, WIDE, Canvas
from nhs_culture.charts.sheet import Sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["drawing", "drawings"]

Furnish = Callable[[Canvas], Sheet]
Draw = Callable[["Axes"], None]


def drawings(draw: Draw, furnish: Furnish) -> tuple[str, str]:
    """Return the wide and the narrow SVG of a chart.

    Parameters
    ----------
    draw
        Draws the marks on axes, in the units of the data.
    furnish
        Returns the sheet of a canvas, with all but the marks on it.
    """
    with _bare_axes() as axes:
        draw(axes)
        return furnish(WIDE).svg(axes), furnish(NARROW).svg(axes)


def drawing(draw: Draw, sheet: Sheet) -> str:
    """Return the SVG of a chart in one size."""
    with _bare_axes() as axes:
        draw(axes)
        return sheet.svg(axes)


@contextmanager
def _bare_axes() -> Iterator[Axes]:
    """Give axes without ticks or marks, and take the marks away again."""
    from matplotlib import rc_context

    axes = _axes()
    try:
        with rc_context({"path.simplify": False, "lines.solid_capstyle": "butt"}):
            yield axes
    finally:
        for mark in (*axes.collections, *axes.patches, *axes.lines):
            mark.remove()


@cache
def _axes() -> Axes:
    """Return the axes that all charts are drawn on: to make them takes longer than to draw."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import NullLocator

    axes = Figure(dpi=72).add_axes((0, 0, 1, 1))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(NullLocator())  # the sheet writes the ticks
    return axes
