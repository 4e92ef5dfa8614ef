"""The two sizes that a chart is drawn in, and how text fits into them."""

from __future__ import annotations

from dataclasses import dataclass

from nhs_culture.charts import lettering

__all__ = ["NARROW", "WIDE", "Canvas"]


@dataclass(frozen=True)
class Canvas:
    """One of the two sizes of a chart, in units of the view box."""

    width: float
    font: float
    narrow: bool

    @property
    def line(self) -> float:
        """The distance between lines of text."""
        return lettering.line_height(self.font)

    def width_of(self, text: str, *, bold: bool = False) -> float:
        """Return about how wide a text is, on the generous side."""
        return lettering.width_of(text, self.font, bold=bold)

    def wrapped(self, text: str, room: float, *, bold: bool = False) -> list[str]:
        """Return a text in lines that fit into a width."""
        return lettering.wrapped(text, room, self.font, bold=bold)


WIDE = Canvas(720, 13, narrow=False)
NARROW = Canvas(340, 12, narrow=True)
