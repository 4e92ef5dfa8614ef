"""XmR charts in the colours of Making Data Count, each with a shape of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture.charts import marks
from nhs_culture.charts.canvas import Canvas
from nhs_culture.charts.colours import BETTER, INNER, MUTED, NEITHER, PEER, WORSE
from nhs_culture.charts.drawing import drawings
from nhs_culture.charts.frame import Frame, labels_of, period
from nhs_culture.charts.labels import Label
from nhs_culture.charts.peers import last
from nhs_culture.charts.reading import in_words, over_time
from nhs_culture.charts.scales import Scale
from nhs_culture.charts.sheet import Sheet
from nhs_culture.charts.subject import Event, Subject, marked
from nhs_culture.charts.timeline import days, runs
from nhs_culture.english import capitalised
from nhs_culture.errors import DesignError
from nhs_culture.exhibits import Chart

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["xmr"]

Array = npt.NDArray[np.float64]
Limits = tuple[Array, Array, Array]
"""Mean, lower and upper limit at each point."""

_KINDS = {
    "common": ("grey dots: common cause", PEER, "o"),
    "better": ("blue diamonds: improving", BETTER, "D"),
    "worse": ("orange squares: of concern", WORSE, "s"),
    "up": ("purple triangles up: higher", NEITHER, "^"),
    "down": ("purple triangles down: lower", NEITHER, "v"),
}


class XmrResult(Protocol):
    """What :func:`nhs_culture.metrics.spc.xmr` returns, as far as the chart needs it."""

    @property
    def points(self) -> Sequence[str]:
        """Per point ``common``, ``high``, ``low``, ``trend``, ``shift`` or ``two_in_three``."""

    @property
    def trial(self) -> bool:
        """Whether limits rest on fewer than 12 points."""

    def table(self) -> pd.DataFrame:
        """Return a row per point with ``mean``, ``lower`` and ``upper``."""


def xmr(
    subject: Subject,
    values: pd.Series,
    result: XmrResult,
    *,
    title: str,
    events: Sequence[Event] = (),
    published: pd.Series | None = None,
    name: str = "xmr",
) -> Chart:
    """Draw an XmR chart in the colours of Making Data Count, each with a shape of its own.

    Parameters
    ----------
    subject
        ``higher_is`` decides which direction is an improvement (blue diamonds) and which is of
        concern (orange squares); ``neither`` gives purple triangles.
    values
        One figure a period.
    result
        What :func:`nhs_culture.metrics.spc.xmr` returned for the known figures, or for all.
    title, events, name
        As in :func:`~nhs_culture.charts.trend`.
    published
        The figures as published, where the values are those with the season taken out.
    """
    known = _pointed(values, result)
    x = days(known.index, subject.frequency)
    y = known.to_numpy(dtype=float)
    limits = mean, lower, upper = _limits(result)
    kinds = np.array(_directions(result.points, y, mean, subject.higher_is))

    def draw(axes: Axes) -> None:
        _draw_limits(axes, x, limits)
        marks.line(axes, x, y, runs(x, y, subject.frequency), INNER)
        _draw_points(axes, x, y, kinds)

    scale = Scale.around(np.concatenate([y, lower, upper]), subject.unit.tick)

    def furnish(canvas: Canvas) -> Sheet:
        labels = () if canvas.narrow else _labels(limits)
        return Frame(x, subject.frequency, scale, labels, events).furnish(canvas)

    wide, narrow = drawings(draw, furnish)
    adjusted = "" if published is None else ", seasonally adjusted"
    return Chart(
        name=name,
        title=title,
        subtitle=f"{subject.in_unit}{adjusted}, {subject.name}. {_key(kinds)}"
        + (" Trial limits: they rest on fewer than 12 points." if result.trial else ""),
        alt=f"XmR chart. {subject.at_trust}{adjusted}, {_alt(subject, known, limits, kinds)}"
        + marked(events),
        data=_data(known, limits, list(result.points), kinds, published),
        source=subject.source,
        unit=subject.unit.name,
        about=subject.about,
        svg=wide,
        narrow=narrow,
        reading=over_time(x, known.index, y, _rows(subject, y, limits, kinds)),
    )


def _pointed(values: pd.Series, result: XmrResult) -> pd.Series:
    """Return the figures that the result has a point for each of: all, or the known ones."""
    known = values if len(result.points) == len(values) else values.dropna()
    if len(result.points) != len(known):
        raise DesignError(
            f"the XmR result has {len(result.points)} points, the series {len(known)} figures"
        )
    return known


def _limits(result: XmrResult) -> Limits:
    table = result.table()
    mean, lower, upper = (table[c].to_numpy(dtype=float) for c in ("mean", "lower", "upper"))
    return mean, lower, upper


def _rows(subject: Subject, y: Array, limits: Limits, kinds: Array) -> dict[str, list[str]]:
    mean, lower, upper = limits
    return {
        subject.name: in_words(subject.unit, y),
        "Mean": in_words(subject.unit, mean),
        "Limits": in_words(subject.unit, lower, upper),
        "Variation": [_KINDS[kind][0].partition(": ")[2] for kind in kinds],
    }


def _labels(limits: Limits) -> list[Label]:
    mean, lower, upper = limits
    return [
        Label("Upper limit", last(upper), MUTED),
        Label("Mean", last(mean), MUTED),
        Label("Lower limit", last(lower), MUTED),
    ]


def _draw_limits(axes: Axes, x: Array, limits: Limits) -> None:
    mean, lower, upper = limits
    step = "steps-mid"  # limits change at once where they were rebased
    for limit in (lower, upper):
        axes.plot(x, limit, color=MUTED, linewidth=1.2, linestyle=(0, (4, 3)), drawstyle=step)
    axes.plot(x, mean, color=MUTED, linewidth=1.2, drawstyle=step)


def _draw_points(axes: Axes, x: Array, y: Array, kinds: Array) -> None:
    size = 6.0 if len(y) <= 60 else 4.8
    for kind, (_, colour, marker) in _KINDS.items():
        here = kinds == kind
        marks.dots(axes, x[here], y[here], colour, size, marker=marker)


def _data(
    values: pd.Series,
    limits: Limits,
    points: list[str],
    kinds: Array,
    published: pd.Series | None,
) -> pd.DataFrame:
    mean, lower, upper = limits
    as_published = {} if published is None else {"published": published.reindex(values.index)}
    data = {
        "period": labels_of(values.index),
        **{name: column.to_numpy(dtype=float) for name, column in as_published.items()},
        "value": values.to_numpy(dtype=float),
        "mean": mean,
        "lower_limit": lower,
        "upper_limit": upper,
        "point": points,
        "variation": kinds,
    }
    return pd.DataFrame(data).round(3)


def _directions(points: Sequence[str], y: Array, mean: Array, higher_is: str) -> list[str]:
    """Return per point ``common``, ``better``, ``worse``, ``up`` or ``down``."""
    names = {
        "better": {True: "better", False: "worse"},
        "worse": {True: "worse", False: "better"},
    }.get(higher_is, {True: "up", False: "down"})
    kinds = []
    for i, point in enumerate(points):
        if point == "common":
            kinds.append("common")
        elif point == "trend":
            kinds.append(names[_rises(points, y, i)])
        else:
            kinds.append(names[bool(y[i] > mean[i])])
    return kinds


def _rises(points: Sequence[str], y: Array, at: int) -> bool:
    """Return whether the run that a trend point belongs to goes up."""
    neighbour = at - 1 if at > 0 and (at + 1 == len(y) or points[at + 1] != "trend") else at + 1
    return bool((y[at] - y[neighbour]) * (at - neighbour) > 0)


def _key(kinds: Array) -> str:
    shapes = "; ".join(text for kind, (text, _, _) in _KINDS.items() if kind in kinds)
    return f"{capitalised(shapes)}. Solid line: mean; dashed lines: process limits."


def _alt(subject: Subject, values: pd.Series, limits: Limits, kinds: Array) -> str:
    mean, lower, upper = limits
    told = subject.unit.value
    special = int((kinds != "common").sum())
    return (
        f"{len(values)} figures from {period(values.index[0])} to "
        f"{period(values.index[-1])}: mean {told(mean[-1])}, limits {told(lower[-1])} to "
        f"{told(upper[-1])}; {special} of the points show special cause variation "
        f"({int((kinds == 'better').sum())} improving, {int((kinds == 'worse').sum())} of "
        f"concern); the last figure is {told(float(values.iloc[-1]))}."
    )
