"""What the marks of a chart are: written beside them on a wide screen, in a key on a narrow one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nhs_culture.charts.canvas import Canvas
from nhs_culture.charts.colours import ACCENT, INK, MUTED
from nhs_culture.charts.lettering import spread
from nhs_culture.charts.sheet import Sheet

__all__ = ["SIDE", "Label", "Legend", "beside"]

SIDE = 150.0
"""Room for labels to the right of a wide chart."""
_GAP = 8.0


@dataclass(frozen=True)
class Label:
    """What a mark is, and where it ends on the value axis."""

    text: str
    y: float
    colour: str
    mark: str = "line"  # or band
    dashes: tuple[float, ...] = ()

    @property
    def text_colour(self) -> str:
        """A colour that text can be read in beside the mark."""
        return self.colour if self.colour in {ACCENT, INK} else MUTED


@dataclass(frozen=True)
class Legend:
    """The key of a narrow chart: rows of labels, each in as many lines as it takes."""

    canvas: Canvas
    rows: tuple[tuple[Label, ...], ...]

    @classmethod
    def of(cls, canvas: Canvas, labels: Sequence[Label]) -> Legend:
        """Return the key; without rows on a wide canvas, which has the labels beside the marks."""
        rows: list[list[Label]] = []
        used = canvas.width
        for label in labels if canvas.narrow else ():
            width = cls._width(canvas, label)
            if used + width > canvas.width:
                rows.append([])
                used = 0.0
            rows[-1].append(label)
            used += width
        return cls(canvas, tuple(map(tuple, rows)))

    @staticmethod
    def _width(canvas: Canvas, label: Label) -> float:
        return canvas.font * 2.4 + canvas.width_of(label.text)

    def _lines(self, label: Label) -> list[str]:
        return self.canvas.wrapped(label.text, self.canvas.width - self.canvas.font * 1.6)

    @property
    def height(self) -> float:
        """Room that the key takes."""
        return sum(max(len(self._lines(one)) for one in row) for row in self.rows) * (
            self.canvas.line
        )

    def write(self, sheet: Sheet) -> None:
        """Write the key at the top of a drawing."""
        font, line = self.canvas.font, self.canvas.line
        y = line * 0.6
        for row in self.rows:
            x = 1.0
            for label in row:
                width = 3.0 if label.mark == "line" else font * 0.8
                sheet.rule(
                    (x, y), (x + font, y), label.colour, width, dashes=label.dashes, layer="over"
                )
                for number, text in enumerate(self._lines(label)):
                    sheet.text((x + font * 1.5, y + number * line), text, label.text_colour)
                x += self._width(self.canvas, label)
            y += max(len(self._lines(label)) for label in row) * line


def beside(sheet: Sheet, labels: Sequence[Label], room: float = SIDE) -> None:
    """Write labels to the right of a wide panel, none over another."""
    if sheet.canvas.narrow:
        return
    line = sheet.canvas.line
    texts = [
        sheet.canvas.wrapped(label.text, room - _GAP - 4, bold=label.colour == ACCENT)
        for label in labels
    ]
    heights = [len(lines) * line for lines in texts]
    centres = spread([sheet.y(label.y) for label in labels], heights, top=0.0)
    for label, lines, centre in zip(labels, texts, centres, strict=True):
        for number, text in enumerate(lines):
            y = centre + (number + 0.5 - len(lines) / 2) * line
            bold = label.colour == ACCENT
            sheet.text((sheet.right + _GAP, y), text, label.text_colour, bold=bold)
