"""The estimate under every choice that could be defended, and the choices below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture.charts import marks
from nhs_culture.charts.canvas import Canvas
from nhs_culture.charts.colours import ACCENT, INK, INNER, MUTED, PEER
from nhs_culture.charts.drawing import drawings
from nhs_culture.charts.scales import Scale
from nhs_culture.charts.sheet import Margins, Sheet
from nhs_culture.charts.subject import Subject
from nhs_culture.english import lower_first
from nhs_culture.errors import DesignError
from nhs_culture.exhibits import Chart

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["specification_curve"]

_NUMBERS = ("estimate", "lower", "upper")
_GAP = 8.0


def specification_curve(
    subject: Subject,
    curve: pd.DataFrame,
    *,
    title: str,
    planned: int | None = None,
    name: str = "specification-curve",
) -> Chart:
    """Draw the estimate under every choice that could be defended, and the choices below it.

    Parameters
    ----------
    subject
        Whom and what.
    curve
        A row per specification: ``estimate``, ``lower``, ``upper`` in the unit of a difference;
        every further column is a choice, shown where it differs between rows. A specification
        without an estimate is left out, an interval may be missing.
    planned
        Position in ``curve`` of the specification that was laid down in advance.
    name
        Unique among the charts about the subject.
    """
    found = curve["estimate"].to_numpy(dtype=float)
    order = np.argsort(found, kind="stable")[: np.isfinite(found).sum()]
    if not order.size:
        raise DesignError("a specification curve needs at least one estimate")
    ranked = curve.iloc[order].reset_index(drop=True)
    places = np.flatnonzero(order == planned)
    mark = int(places[0]) if places.size else None
    shown = _Curve(subject, ranked, mark)
    wide, narrow = drawings(shown.draw, shown.furnish)
    return Chart(
        name=name,
        title=title,
        subtitle=f"Change in {lower_first(subject.measure_name)} "
        f"({subject.unit.difference.name}) under {len(ranked)} ways of asking, with 95% "
        "intervals; below, the choices that each makes",
        alt=_alt(subject, ranked, mark),
        data=ranked.assign(planned=np.arange(len(ranked)) == mark).round(4),
        source=subject.source,
        unit=subject.unit.difference.name,
        about=subject.about,
        svg=wide,
        narrow=narrow,
    )


class _Curve:
    """A curve as it is drawn: estimates in order, and below them what each of them chose."""

    def __init__(self, subject: Subject, ranked: pd.DataFrame, mark: int | None) -> None:
        self.change = subject.unit.change
        self.ranked = ranked
        self.mark = mark
        self.choices = _choices(ranked)
        self.y, lower, upper = (ranked[c].to_numpy(dtype=float) for c in _NUMBERS)
        self.bounds = lower, upper
        values = np.concatenate([self.y, lower, upper, [0.0]])
        self.scale = Scale.around(values, subject.unit.change_tick)

    def draw(self, axes: Axes) -> None:
        x = np.arange(len(self.y), dtype=float)
        axes.axhline(0, color=MUTED, linewidth=1.2)
        size = _size(len(x), 0.5, 7.0)
        marks.stems(axes, x, self.bounds, INNER, max(size * 0.45, 1))
        marks.dots(axes, x, self.y, PEER, size)
        if self.mark is not None:
            here = [self.mark]
            marks.stems(axes, x[here], [bound[here] for bound in self.bounds], ACCENT, 2.2)
            marks.dots(axes, x[here], self.y[here], ACCENT, 8)

    def furnish(self, canvas: Canvas) -> Sheet:
        widest = max(canvas.width_of(option) for _, options in self.choices for option in options)
        share = 0.42 if canvas.narrow else 0.34
        left = max(min(widest + _GAP, canvas.width * share), self.scale.room(canvas))
        rows = [(text, where) for text, where in self._rows(canvas, left - _GAP)]
        below = sum(len(text) for text, _ in rows) * canvas.line + canvas.font * 1.5
        margins = Margins(left, 10, canvas.line * 1.6, below)
        panel = 190.0 if canvas.narrow else 220.0
        sheet = Sheet(canvas, margins, panel, (-1, len(self.y)), self.scale.limits)
        self.scale.beside(sheet)
        if self.mark is not None:
            text = f"As planned: {self.change(self.y[self.mark])}"
            sheet.text_within(sheet.x(self.mark), canvas.line * 0.7, text, ACCENT, bold=True)
        self._write(sheet, rows)
        return sheet

    def _rows(
        self, canvas: Canvas, room: float
    ) -> list[tuple[list[str], npt.NDArray[np.int64] | None]]:
        """Return each row of text in lines, with the places of the estimates that chose it."""
        rows: list[tuple[list[str], npt.NDArray[np.int64] | None]] = []
        for choice, options in self.choices:
            name = choice.replace("_", " ")
            rows.append((canvas.wrapped(name, room, bold=True), None))
            taken = self.ranked[choice].astype(str).to_numpy()
            rows += [(canvas.wrapped(o, room), np.flatnonzero(taken == o)) for o in options]
        return rows

    def _write(
        self, sheet: Sheet, rows: list[tuple[list[str], npt.NDArray[np.int64] | None]]
    ) -> None:
        line, size = sheet.canvas.line, _size(len(self.y), 0.45, 5.5)
        top = sheet.bottom + sheet.canvas.font
        for lines, where in rows:
            for number, text in enumerate(lines):
                colour = MUTED if where is not None else INK
                y = top + (number + 0.5) * line
                sheet.text((1, y), text, colour, bold=where is None)
            y = top + len(lines) * line / 2
            if where is not None:
                sheet.dots([(sheet.x(at), y) for at in where], PEER, size)
                if self.mark in where:
                    sheet.dots([(sheet.x(float(self.mark or 0)), y)], ACCENT, size + 1.5)
            top += len(lines) * line


def _size(number: int, share: float, most: float) -> float:
    """Return the size of dots so many of which stand side by side."""
    return float(np.clip(500 / number * share, 2.2, most))


def _choices(ranked: pd.DataFrame) -> list[tuple[str, list[str]]]:
    """Return each choice that differs between rows, with the options taken.

    Raises
    ------
    DesignError
        When there is none.
    """
    names = [str(c) for c in ranked.columns if c not in _NUMBERS]
    taken = [(name, sorted(set(ranked[name].astype(str)))) for name in names]
    found = [(name, options) for name, options in taken if len(options) > 1]
    if not found:
        raise DesignError("a specification curve needs a choice that differs between its rows")
    return found


def _alt(subject: Subject, ranked: pd.DataFrame, mark: int | None) -> str:
    found = ranked["estimate"].to_numpy(dtype=float)
    told = subject.unit.change
    text = (
        f"Specification curve of {len(ranked)} estimates of the change in "
        f"{lower_first(subject.measure_name)} at {subject.trust_name}: from {told(found[0])} to "
        f"{told(found[-1])}, the median {told(float(np.median(found)))}; "
        f"{int((found > 0).sum())} are above zero."
    )
    if mark is not None:
        text += f" The one laid down in advance is {told(found[mark])}."
    return text
