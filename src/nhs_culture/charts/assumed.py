"""What a figure would be under each value of something that is not known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from nhs_culture.charts.canvas import Canvas
from nhs_culture.charts.colours import ACCENT, BAND, MUTED
from nhs_culture.charts.drawing import drawings
from nhs_culture.charts.reading import points
from nhs_culture.charts.scales import Scale
from nhs_culture.charts.sheet import Margins, Sheet
from nhs_culture.english import capitalised
from nhs_culture.exhibits import Chart

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Assumed", "assumed"]


@dataclass(frozen=True, kw_only=True)
class Assumed:
    """What is assumed, and how it and the figure are said.

    Attributes
    ----------
    name
        What the lower axis shows, with its unit.
    told, tick
        A value of it in words, and as a label of its axis.
    figure, figure_tick
        The same of the figure.
    interval
        A range of the figure in words.
    marks
        Values of it that have a name: where they stand and what they are.
    reference
        A level of the figure that has one.
    """

    name: str
    told: Callable[[float], str]
    tick: Callable[[float], str]
    figure: Callable[[float], str]
    figure_tick: Callable[[float], str]
    interval: Callable[[float, float], str]
    marks: Sequence[tuple[float, str]]
    reference: tuple[float, str]


def assumed(
    what: Assumed,
    table: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    source: str,
    unit: str,
    about: str = "",
    name: str = "assumed",
) -> Chart:
    """Draw what a figure would be, with its range, under each value of what is not known.

    Parameters
    ----------
    what
        The two axes in words, and what is marked on them.
    table
        Columns ``assumed``, ``estimate``, ``lower``, ``upper``, ordered by the first.
    title, subtitle, source, unit, about, name
        As of :class:`~nhs_culture.exhibits.Chart`.
    """
    x, y, low, high = (
        table[column].to_numpy(dtype=float) for column in ("assumed", "estimate", "lower", "upper")
    )
    level, _ = what.reference
    scale = Scale.around(np.concatenate([low, high, [level]]), what.figure_tick)

    def draw(axes: Axes) -> None:
        axes.fill_between(x, low, high, color=BAND, linewidth=0, zorder=0.5)
        axes.axhline(level, color=MUTED, linewidth=1.2, linestyle=(0, (4, 3)))
        axes.plot(x, y, color=ACCENT, linewidth=2.6, zorder=3)

    def furnish(canvas: Canvas) -> Sheet:
        return _sheet(canvas, scale, what, (float(x[0]), float(x[-1])))

    wide, narrow = drawings(draw, furnish)
    said = [what.figure(value) for value in y]
    ranges = [what.interval(*ends) for ends in zip(low, high, strict=True)]
    heads = [what.told(value) for value in x]
    ends = [f"{heads[at]}: {said[at]} ({ranges[at]})" for at in (0, -1)]
    return Chart(
        name=name,
        title=title,
        subtitle=subtitle,
        alt=f"Line chart by {what.name}. {'; '.join(ends)}. Marked: "
        f"{'; '.join(label for _, label in (*what.marks, what.reference))}.",
        data=table.round(3),
        source=source,
        unit=unit,
        about=about,
        svg=wide,
        narrow=narrow,
        reading=points(x, heads, y, {"Figure": said, "From and to": ranges}),
    )


def _sheet(canvas: Canvas, scale: Scale, what: Assumed, ends: tuple[float, float]) -> Sheet:
    across = Scale.between(ends, what.tick, 4 if canvas.narrow else 6)
    line = canvas.line
    labels = [canvas.wrapped(label, canvas.width - 4) for _, label in what.marks]
    top = (sum(map(len, labels)) + 0.4) * line
    right = max(canvas.font, across.overhang(canvas))
    margins = Margins(scale.room(canvas), right, top, canvas.font * 3.6)
    sheet = Sheet(canvas, margins, 220.0, ends, scale.limits)
    scale.beside(sheet)
    across.below(sheet)
    under = sheet.bottom + canvas.font * 2.7
    sheet.text((canvas.width - 1, under), capitalised(what.name), MUTED, anchor="end")
    level, name = what.reference
    sheet.text((sheet.left + 3, sheet.y(level) - canvas.font * 0.8), name, MUTED)
    row = 0
    for (at, _), lines in zip(what.marks, labels, strict=True):
        x = sheet.x(at)
        sheet.rule(
            (x, sheet.bottom),
            (x, (row + len(lines)) * line + 2),
            MUTED,
            dashes=(3, 3),
            layer="between",
        )
        for text in lines:
            sheet.text_within(x, (row + 0.5) * line, text)
            row += 1
    return sheet
