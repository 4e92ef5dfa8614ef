"""Two periods as a line a trust."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from nhs_culture.charts.canvas import Canvas
from nhs_culture.charts.colours import ACCENT, INNER, MUTED
from nhs_culture.charts.drawing import drawings
from nhs_culture.charts.frame import period
from nhs_culture.charts.labels import Label, Legend, beside
from nhs_culture.charts.reading import OTHERS, OWN, in_words
from nhs_culture.charts.scales import Scale
from nhs_culture.charts.sheet import Margins, Sheet
from nhs_culture.charts.subject import Subject
from nhs_culture.errors import DesignError
from nhs_culture.exhibits import Chart

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["slope"]

_SIDE = 220.0


def slope(subject: Subject, outcomes: pd.DataFrame, *, title: str, name: str = "slope") -> Chart:
    """Draw two periods as a line a trust, the subject's in front.

    Parameters
    ----------
    subject
        Whom and what.
    outcomes
        Periods x trusts; the first and the last row are drawn, for trusts that have both.
    title
        The finding that the chart shows.
    name
        Unique among the charts about the subject.
    """
    ends = outcomes.iloc[[0, -1]].dropna(axis=1)
    if subject.trust not in ends.columns:
        raise DesignError(f"{subject.trust} has no figure at both ends of the slope")
    own = ends[subject.trust].to_numpy(dtype=float)
    scale = Scale.around(ends.to_numpy(dtype=float), subject.unit.tick)
    rest = ends.drop(columns=subject.trust)
    dates = [str(label) for label in ends.index]
    label = Label(f"{subject.name} {subject.unit.value(own[1])}", float(own[1]), ACCENT)

    def draw(axes: Axes) -> None:
        _draw_others(axes, rest)
        axes.plot([0, 1], own, color=ACCENT, linewidth=2.8, gid=OWN)

    def furnish(canvas: Canvas) -> Sheet:
        return _sheet(canvas, scale, dates, label)

    wide, narrow = drawings(draw, furnish)
    return Chart(
        name=name,
        title=title,
        subtitle=f"{subject.measure_name}, {dates[0]} and {dates[1]}; each line is one of "
        f"{ends.shape[1]} trusts",
        alt=_alt(subject, ends),
        data=ends.T.rename_axis("org_code").reset_index().round(4),
        source=subject.source,
        unit=subject.unit.name,
        about=subject.about,
        svg=wide,
        narrow=narrow,
        reading={
            "codes": " ".join([*map(str, rest.columns), subject.trust]),
            "told": in_words(subject.unit, *ends[[*rest.columns, subject.trust]].to_numpy(float)),
        },
    )


def _sheet(canvas: Canvas, scale: Scale, dates: list[str], label: Label) -> Sheet:
    key = Legend.of(canvas, [label])
    right = canvas.width_of(dates[1]) / 2 + 2 if canvas.narrow else _SIDE
    margins = Margins(scale.room(canvas), right, key.height + canvas.font, canvas.font * 2.1)
    sheet = Sheet(canvas, margins, 330.0 if canvas.narrow else 360.0, (-0.04, 1.04), scale.limits)
    scale.beside(sheet)
    for at, date in enumerate(dates):
        y = sheet.bottom + canvas.font * 1.1
        sheet.text((sheet.x(at), y), date, MUTED, anchor="middle")
    key.write(sheet)
    beside(sheet, [label], _SIDE)
    return sheet


def _draw_others(axes: Axes, ends: pd.DataFrame) -> None:
    """Draw all other trusts as one quiet path."""
    rest = ends.to_numpy(dtype=float)
    y = np.vstack([rest, np.full((1, rest.shape[1]), np.nan)]).T.ravel()
    axes.plot(np.tile([0.0, 1.0, np.nan], rest.shape[1]), y, color=INNER, linewidth=0.8, gid=OTHERS)


def _alt(subject: Subject, ends: pd.DataFrame) -> str:
    first, last = ends[subject.trust].to_numpy(dtype=float)
    change = ends.iloc[1] - ends.iloc[0]
    more = int((change > change[subject.trust]).sum())
    return (
        f"Slope chart. {subject.at_trust} stood at {subject.unit.value(first)} in "
        f"{period(ends.index[0])} and {subject.unit.value(last)} in {period(ends.index[1])}; "
        f"{more} of the other "
        f"{ends.shape[1] - 1} trusts rose by more or fell by less."
    )
