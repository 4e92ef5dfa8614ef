"""Charts with a labelled row for each entry, beside one value axis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nhs_culture.charts.canvas import Canvas
from nhs_culture.charts.colours import MUTED
from nhs_culture.charts.scales import Scale
from nhs_culture.charts.sheet import Margins, Sheet

__all__ = ["Rows"]

_MARK = 26.0
"""Room that the marks of a row take, below its label."""


@dataclass(frozen=True)
class Rows:
    """What stands around the marks: row ``i`` has its marks at ``y = i``, its label above.

    Attributes
    ----------
    labels
        One a row.
    scale
        The value axis, at the foot.
    line
        The value that a line stands at, where the axis goes beyond it on both sides.
    """

    labels: Sequence[str]
    scale: Scale
    line: float = 0.0

    @classmethod
    def around(
        cls,
        labels: Sequence[str],
        values: npt.ArrayLike,
        words: Callable[[float], str],
        line: float = 0.0,
    ) -> Rows:
        """Return rows whose axis holds these values."""
        return cls(labels, Scale.around(np.asarray(values, dtype=float), words), line)

    def furnish(self, canvas: Canvas, side: float = 0.0) -> Sheet:
        """Return the sheet of a canvas, with so much room on both sides of the panel."""
        texts = [canvas.wrapped(label, canvas.width - 4) for label in self.labels]
        label = max(map(len, texts)) * canvas.line
        pitch = label + _MARK
        n = len(texts)
        side = max(side, canvas.font, self.scale.overhang(canvas))
        top, bottom = -(label + _MARK / 2) / pitch, n - 1 + _MARK / 2 / pitch
        margins = Margins(side, side, 2, canvas.font * 2.1)
        sheet = Sheet(canvas, margins, n * pitch, self.scale.limits, (bottom, top))
        self.scale.below(sheet, lines=True)
        low, high = self.scale.limits
        if low < self.line < high:
            x = sheet.x(self.line)
            sheet.rule((x, sheet.bottom), (x, sheet.top), MUTED, 1.2)
        for row, lines in enumerate(texts):
            above = sheet.y(row) - _MARK / 2
            for number, text in enumerate(lines):
                sheet.text((1, above - (len(lines) - number - 0.5) * canvas.line), text)
        return sheet
