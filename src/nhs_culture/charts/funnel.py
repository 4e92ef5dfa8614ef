"""Figures against the size of the trusts, with the limits that trusts usually keep to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture.charts import marks
from nhs_culture.charts.canvas import Canvas
from nhs_culture.charts.colours import ACCENT, INK, MUTED, PEER
from nhs_culture.charts.drawing import drawings
from nhs_culture.charts.reading import OTHERS, OWN, dots
from nhs_culture.charts.scales import Scale
from nhs_culture.charts.sheet import Margins, Sheet
from nhs_culture.charts.subject import Subject
from nhs_culture.english import capitalised
from nhs_culture.errors import DesignError
from nhs_culture.exhibits import Chart

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["funnel"]

_DASHES = {"95": "-", "998": (0, (4, 3))}


def funnel(
    subject: Subject,
    table: pd.DataFrame,
    limits: pd.DataFrame,
    *,
    title: str,
    size_name: str,
    name: str = "funnel",
) -> Chart:
    """Draw figures against the size of the trusts, with the limits that chance allows.

    Parameters
    ----------
    subject
        Whom and what.
    table
        Columns ``value`` and ``size``, a row a code.
    limits
        Columns ``size``, ``centre``, ``lower_95``, ``upper_95``, ``lower_998``, ``upper_998``,
        ordered by size; the caller adjusts them for overdispersion.
    title
        The finding that the chart shows.
    size_name
        Such as ``staff costs, £m``.
    """
    known = table.dropna(subset=["value", "size"])
    if subject.trust not in known.index:
        raise DesignError(f"{subject.trust} has no figure for {subject.measure_name} to draw")
    edges, rest = limits.astype(float), known.drop(subject.trust)
    own, size = (float(known[c][subject.trust]) for c in ("value", "size"))
    shown = np.concatenate([known["value"], edges["lower_95"], edges["upper_95"]])
    scale = Scale.around(shown, subject.unit.tick)

    def draw(axes: Axes) -> None:
        _draw_limits(axes, edges, scale.limits)
        marks.scatter(axes, rest["size"], rest["value"], PEER, 5, name=OTHERS)

    def furnish(canvas: Canvas) -> Sheet:
        sheet = _sheet(canvas, scale, float(edges["size"].max()), size_name)
        _name(sheet, f"{subject.name}: {subject.unit.value(own)}", (size, own))
        return sheet

    wide, narrow = drawings(draw, furnish)
    return Chart(
        name=name,
        title=title,
        subtitle=f"{subject.measure_name} against {size_name}; limits hold 95% (solid) and 99.8% "
        "(dashed) of trusts that differ only by chance",
        alt=_alt(subject, known, edges),
        data=known[["value", "size"]].rename_axis("org_code").reset_index().round(4),
        source=subject.source,
        unit=subject.unit.name,
        about=subject.about,
        svg=wide,
        narrow=narrow,
        reading=dots(rest["value"], subject.trust, own, subject.unit.value),
    )


def _sheet(canvas: Canvas, scale: Scale, largest: float, size_name: str) -> Sheet:
    sizes = Scale.between((0.0, largest * 1.03), _number, 4 if canvas.narrow else 6)
    left, right = scale.room(canvas), max(canvas.font, sizes.overhang(canvas))
    margins = Margins(left, right, canvas.line * 2.4, canvas.font * 3.6)
    panel = 240.0 if canvas.narrow else 300.0
    sheet = Sheet(canvas, margins, panel, sizes.limits, scale.limits)
    scale.beside(sheet)
    sizes.below(sheet)
    below = sheet.bottom + canvas.font * 2.7
    sheet.text((canvas.width - 1, below), capitalised(size_name), MUTED, anchor="end")
    return sheet


def _number(value: float) -> str:
    return f"{value:,.10g}"


def _name(sheet: Sheet, label: str, point: tuple[float, float]) -> None:
    """Mark the trust by a stem to its name above the others, so that it hides none of them."""
    x, y, line = sheet.x(point[0]), sheet.y(point[1]), sheet.canvas.line
    lines = sheet.canvas.wrapped(label, sheet.canvas.width - 4, bold=True)
    top = sheet.top - (2.4 - len(lines)) * 0.3 * line
    sheet.rule((x, y), (x, top), ACCENT, 1)
    sheet.dots([(x, y)], ACCENT, 10, OWN)
    for number, text in enumerate(lines):
        sheet.text_within(x, top - (len(lines) - number - 0.5) * line, text, ACCENT, bold=True)


def _draw_limits(axes: Axes, edges: pd.DataFrame, scale: tuple[float, float]) -> None:
    low, high = scale
    size = edges["size"].to_numpy()
    for level, dashes in _DASHES.items():
        for end in ("lower", "upper"):
            limit = edges[f"{end}_{level}"].to_numpy()
            shown = np.where((limit >= low) & (limit <= high), limit, np.nan)
            axes.plot(size, shown, color=MUTED, linewidth=1, linestyle=dashes)
    axes.plot(size, edges["centre"], color=INK, linewidth=1.2)


def _beyond(known: pd.DataFrame, edges: pd.DataFrame) -> npt.NDArray[np.bool_]:
    lower, upper = (
        np.interp(known["size"], edges["size"], edges[c]) for c in ("lower_998", "upper_998")
    )
    values = known["value"].to_numpy(dtype=float)
    beyond: npt.NDArray[np.bool_] = np.logical_or(values < lower, values > upper)
    return beyond


def _alt(subject: Subject, known: pd.DataFrame, edges: pd.DataFrame) -> str:
    own, size = (float(known[c][subject.trust]) for c in ("value", "size"))
    at = {c: float(np.interp(size, edges["size"], edges[c])) for c in edges.columns}
    inside = at["lower_998"] <= own <= at["upper_998"]
    told = subject.unit.value
    return (
        f"Funnel plot of {len(known)} trusts. {subject.at_trust} is {told(own)}, "
        f"{'inside' if inside else 'outside'} the 99.8% limits of {told(at['lower_998'])} to "
        f"{told(at['upper_998'])} for its size; {int(_beyond(known, edges).sum())} trusts lie "
        f"outside theirs; the centre is {told(at['centre'])}."
    )
