"""The sheet that a chart is drawn on: a panel for its marks, and what is written around it.

Its marks (lines, bands, dots) are made by seaborn and matplotlib in the units of the data; what
stands around them (grid, ticks, labels) is written straight into the drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Literal, cast

import numpy as np

from nhs_culture.charts import elements
from nhs_culture.charts.canvas import Canvas
from nhs_culture.charts.colours import INK, MUTED
from nhs_culture.charts.elements import paint, pair, short

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Margins", "Sheet"]

Layer = Literal["under", "between", "over"]

_ANCHORS = {"start": "", "middle": ' text-anchor="middle"', "end": ' text-anchor="end"'}
_BASELINE = 0.36  # how far below the middle of a line its letters stand, as a share of the font


@dataclass(frozen=True)
class Margins:
    """What stands around the panel of the marks."""

    left: float
    right: float
    top: float
    bottom: float


@dataclass
class Sheet:
    """A canvas with the panel that the marks go to and whatever is written around them.

    Attributes
    ----------
    canvas
        The size.
    margins, panel
        Around the panel of the marks, and its height.
    xlim, ylim
        What the panel shows, in the units of the data.
    dot_scale
        Factor on the size of the marks that are dots.
    """

    canvas: Canvas
    margins: Margins
    panel: float
    xlim: tuple[float, float]
    ylim: tuple[float, float]
    dot_scale: float = 1.0
    _layers: dict[Layer, list[str]] = field(
        default_factory=lambda: {"under": [], "between": [], "over": []}
    )

    @property
    def height(self) -> float:
        """Height of the drawing."""
        return self.margins.top + self.panel + self.margins.bottom

    @property
    def left(self) -> float:
        """Left edge of the panel."""
        return self.margins.left

    @property
    def right(self) -> float:
        """Right edge of the panel."""
        return self.canvas.width - self.margins.right

    @property
    def top(self) -> float:
        """Upper edge of the panel."""
        return self.margins.top

    @property
    def bottom(self) -> float:
        """Lower edge of the panel."""
        return self.margins.top + self.panel

    def x(self, value: float) -> float:
        """Return where a value stands from left to right."""
        low, high = self.xlim
        return self.left + (value - low) / (high - low) * (self.right - self.left)

    def y(self, value: float) -> float:
        """Return where a value stands from top to bottom."""
        low, high = self.ylim
        return self.bottom - (value - low) / (high - low) * self.panel

    def rule(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        colour: str,
        width: float = 1,
        *,
        dashes: Sequence[float] = (),
        layer: Layer = "under",
    ) -> None:
        """Draw a level or an upright line between two points of the drawing.

        Under the marks, between the bands and all other marks, or over them.
        """
        to_x, to_y = end
        dashed = f' stroke-dasharray="{" ".join(map(short, dashes))}"' if dashes else ""
        across = f"H{short(to_x)}" if start[1] == to_y else f"V{short(to_y)}"
        self._layers[layer].append(
            f'<path d="M{pair(start)}{across}" '
            f'stroke="{paint(colour)}" stroke-width="{short(width)}"{dashed}/>'
        )

    def text(
        self,
        at: tuple[float, float],
        text: str,
        colour: str = INK,
        *,
        anchor: str = "start",
        bold: bool = False,
    ) -> None:
        """Write a line of text, its middle at the height of a point of the drawing."""
        font, weight = self.canvas.font, ' font-weight="600"' if bold else ""
        self._layers["over"].append(
            f'<text x="{short(at[0])}" y="{short(at[1] + font * _BASELINE)}"'
            f'{_ANCHORS[anchor]}{weight} fill="{paint(colour)}">{escape(text)}</text>'
        )

    def text_within(
        self, x: float, y: float, text: str, colour: str = MUTED, *, bold: bool = False
    ) -> None:
        """Write text centred on a point, moved sideways as far as it takes to fit."""
        half = self.canvas.width_of(text, bold=bold) / 2 + 1
        centre = min(max(x, half), self.canvas.width - half)
        self.text((centre, y), text, colour, anchor="middle", bold=bold)

    def dots(
        self, points: Sequence[tuple[float, float]], colour: str, size: float, name: str = ""
    ) -> None:
        """Draw round dots over the marks, under a name by which a page finds them."""
        self._layers["over"].append(elements.dots(points, paint(colour), size, name))

    def svg(self, axes: Axes) -> str:
        """Return the drawing with the marks of some axes."""
        bands, marks = self._marks(axes)
        under, between, over = self._layers.values()
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" '
            f'viewBox="0 0 {short(self.canvas.width)} {short(self.height)}" {self._scales} '
            f'font-family="system-ui,sans-serif" font-size="{short(self.canvas.font)}" '
            'aria-hidden="true">'
            f"{''.join((*under, *bands, *between, *marks, *over))}</svg>"
        )

    @property
    def _scales(self) -> str:
        """From where to where the panel goes and what stands there, for the page's script."""
        across = (short(self.left), short(self.right), *map(_plain, self.xlim))
        upwards = (short(self.bottom), short(self.top), *map(_plain, self.ylim))
        return f'data-x="{" ".join(across)}" data-y="{" ".join(upwards)}"'

    def _marks(self, axes: Axes) -> tuple[list[str], list[str]]:
        from nhs_culture.charts.svg import marks_of

        width, height = self.canvas.width, self.height
        cast("Figure", axes.figure).set_size_inches(width / 72, height / 72)
        axes.set_position(
            (
                self.left / width,
                1 - self.bottom / height,
                (self.right - self.left) / width,
                self.panel / height,
            )
        )
        axes.set_xlim(*self.xlim)
        axes.set_ylim(*self.ylim)
        return marks_of(axes, (width, height), self.dot_scale)


def _plain(end: float) -> str:
    """Return the end of a scale to seven digits, never with an exponent."""
    return np.format_float_positional(end, precision=7, fractional=False, trim="-")
