"""The paper that every chart is drawn on: sizes, colours, words and labels.

A chart is drawn twice, for a wide and for a narrow screen, so that its text can be read on both.
Colours are few and map to CSS variables, so that a page can set them for a dark scheme.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from nhs_culture.errors import DesignError
from nhs_culture.periods import bounds
from nhs_culture.units import Unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "Canvas",
    "Event",
    "Label",
    "Subject",
    "drawings",
]

INK = "#1d2528"
MUTED = "#566267"
GRID = "#e3e7e9"
BAND = "#e9edee"
INNER = "#cdd6d9"
PEER = "#7a878c"
ACCENT = "#0b6b63"
BETTER = "#1c7fc0"
WORSE = "#c95f0c"
NEITHER = "#5b3a9c"
PAPER = "#ffffff"

COLOURS: Mapping[str, str] = {
    INK: "ink",
    MUTED: "muted",
    GRID: "grid",
    BAND: "band",
    INNER: "inner",
    PEER: "peer",
    ACCENT: "accent",
    BETTER: "better",
    WORSE: "worse",
    NEITHER: "neither",
    PAPER: "paper",
}

_LETTER = 0.58  # mean width of a letter as a share of the font size, in the fonts readers have
_EPOCH = pd.Timestamp("1970-01-01")


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Whom and what a chart is about.

    Attributes
    ----------
    trust, trust_name
        ODS code and name.
    measure, measure_name
        As in ``measures.csv``; or another name in plain words, where something else is drawn.
    unit
        Of the figures.
    frequency
        ``survey``, ``month``, ``year``, ``half_year`` or ``financial_year``.
    source
        Who published the figures, in a line.
    higher_is
        ``better``, ``worse`` or ``neither``.
    """

    trust: str
    trust_name: str
    measure: str
    measure_name: str
    unit: Unit
    frequency: str
    source: str
    higher_is: str = "neither"

    @property
    def at_trust(self) -> str:
        """The measure at the trust, in words."""
        return f"{self.measure_name} at {self.trust_name}"

    @property
    def about(self) -> str:
        """Trust and measure, which the file of a chart's data is named after."""
        return f"{self.trust} {self.measure}"


@dataclass(frozen=True)
class Event:
    """Something marked on a time axis.

    Attributes
    ----------
    date
        ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.
    label
        A few words.
    kind
        ``intervention`` is a solid line, ``break`` (a merger, a new method) a dashed one.
    """

    date: str
    label: str
    kind: Literal["intervention", "break"] = "intervention"


@dataclass(frozen=True)
class Label:
    """What a mark is: written beside it on a wide screen, in a key on a narrow one."""

    text: str
    y: float
    colour: str
    mark: Literal["line", "band"] = "line"
    dashes: Any = "-"  # a line style of matplotlib


@dataclass(frozen=True)
class Canvas:
    """One of the two sizes of a chart, in units of the view box.

    Attributes
    ----------
    width, height
        Of the drawing.
    font
        Size of ordinary text.
    narrow
        Whether this is the drawing for a telephone.
    """

    width: float
    height: float
    font: float
    narrow: bool

    def letters(self, width: float) -> int:
        """Return how many letters fit into a width."""
        return max(int(width / (self.font * _LETTER)), 4)

    def width_of(self, text: str) -> float:
        """Return about how wide a text is, on the generous side."""
        return len(text) * self.font * _LETTER

    def axes(self, figure: Figure, left: float, right: float, top: float, bottom: float) -> Axes:
        """Return axes with these margins, in units of the view box."""
        axes = figure.add_axes(
            (
                left / self.width,
                bottom / self.height,
                (self.width - left - right) / self.width,
                (self.height - top - bottom) / self.height,
            )
        )
        quiet(axes, self.font)
        return axes


def drawings(
    paint: Callable[[Figure, Canvas], None], wide_height: float, narrow_height: float
) -> tuple[str, str]:
    """Return the wide and the narrow SVG of what ``paint`` draws."""
    sizes = (
        Canvas(720, wide_height, 13, narrow=False),
        Canvas(340, narrow_height, 12, narrow=True),
    )
    wide, narrow = (drawing(paint, canvas) for canvas in sizes)
    return wide, narrow


def drawing(paint: Callable[[Figure, Canvas], None], canvas: Canvas) -> str:
    """Return the SVG of what ``paint`` draws on one canvas."""
    import seaborn as sns
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    from nhs_culture.charts.svg import to_svg

    style = {
        **sns.axes_style("white"),
        "font.family": "DejaVu Sans",
        "font.size": canvas.font,
        "text.parse_math": False,
        "text.color": INK,
        "axes.unicode_minus": True,
        "lines.solid_capstyle": "butt",
        "path.simplify": False,
    }
    with rc_context(style):  # type: ignore[arg-type]
        figure = Figure(figsize=(canvas.width / 72, canvas.height / 72), dpi=72)
        figure.patch.set_visible(False)
        paint(figure, canvas)
        return to_svg(figure, COLOURS)


def quiet(axes: Axes, font: float) -> None:
    """Leave of the axes only thin horizontal lines and muted figures."""
    import seaborn as sns

    sns.despine(ax=axes, left=True, bottom=True)
    axes.patch.set_visible(False)
    axes.tick_params(length=0, labelsize=font, labelcolor=MUTED, pad=5)
    axes.grid(visible=False)
    axes.grid(visible=True, axis="y", color=GRID, linewidth=1)
    axes.set_axisbelow(True)


def value_axis(
    axes: Axes, words: Callable[[float], str], values: np.ndarray, ticks: int = 5
) -> None:
    """Give the y axis room around the values, and ticks that ``words`` labels."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.set_ylim(*padded(values))
    axes.yaxis.set_major_locator(MaxNLocator(ticks, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: words(value)))


def text_within(
    axes: Axes, canvas: Canvas, at: tuple[float, float], text: str, weight: str = "bold"
) -> None:
    """Write accented text centred on a point, moved sideways as far as it takes to fit.

    ``at`` is a share of the axes' width and height.
    """
    panel = axes.get_position()
    half = canvas.width_of(text) / 2 + 2
    wanted = (panel.x0 + at[0] * panel.width) * canvas.width
    centre = min(max(wanted, half), canvas.width - half)
    axes.text(
        (centre / canvas.width - panel.x0) / panel.width,
        at[1],
        text,
        transform=axes.transAxes,
        ha="center",
        va="center",
        color=ACCENT,
        weight=weight,
    )


def padded(values: np.ndarray) -> tuple[float, float]:
    """Return limits that leave a little room around the finite values."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        raise DesignError("a chart needs at least one figure, all of them are missing")
    low, high = float(finite.min()), float(finite.max())
    room = (high - low) * 0.06 or abs(high) * 0.1 or 1.0
    return low - room, high + room


def days(index: pd.Index, frequency: str) -> np.ndarray:
    """Return where periods stand on a time axis: days since 1970 of their first day, (n,).

    Raises
    ------
    DesignError
        When a period does not read as its frequency or the periods are not in order.
    """
    if isinstance(index, pd.DatetimeIndex):
        starts = index
    else:
        try:
            starts = pd.DatetimeIndex([bounds(str(label), frequency)[0] for label in index])
        except ValueError as error:
            raise DesignError(f"the index of the figures to draw: {error}") from error
    if not starts.is_monotonic_increasing or not starts.is_unique:
        raise DesignError("the periods to draw are not in order, each once")
    return np.asarray((starts - _EPOCH) / pd.Timedelta(days=1), dtype=float)


def day(date: str) -> float:
    """Return where a date stands on the same axis."""
    return float((pd.Timestamp(date) - _EPOCH) / pd.Timedelta(days=1))


def with_gaps(x: np.ndarray, *columns: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return the arrays with a missing value wherever a period was left out.

    A line then stops before the gap and starts again after it.
    """
    if len(x) < 3:
        return (x, *columns)
    steps = np.diff(x)
    after = np.flatnonzero(steps > 1.5 * np.median(steps)) + 1
    middles = (x[after] + x[after - 1]) / 2
    return (
        np.insert(x, after, middles),
        *(np.insert(column.astype(float), after, np.nan) for column in columns),
    )


def time_ticks(axes: Axes, x: np.ndarray, frequency: str, canvas: Canvas) -> None:
    """Label the years that there are figures for, as many as there is room for."""
    dates = _EPOCH + pd.to_timedelta(x, unit="D")
    if frequency in {"month", "half_year"}:
        years = range(dates[0].year + (dates[0].month > 1), dates[-1].year + 1)
        marks = [(day(f"{year}-01-01"), str(year)) for year in years] or [
            (float(x[0]), f"{dates[0]:%Y-%m}")
        ]
    elif frequency == "financial_year":
        marks = [
            (float(at), f"{d.year}/{(d.year + 1) % 100:02d}")
            for at, d in zip(x, dates, strict=True)
        ]
    else:
        marks = [(float(at), str(d.year)) for at, d in zip(x, dates, strict=True)]
    room = axes.get_position().width * canvas.width
    span = dates[-1].year - dates[0].year + 1
    step = max(int(np.ceil(span * canvas.font * _LETTER * (len(marks[0][1]) + 2) / room)), 1)
    last = int(marks[-1][1][:4])
    kept = [mark for mark in marks if (last - int(mark[1][:4])) % step == 0]
    axes.set_xticks([at for at, _ in kept], [text for _, text in kept])


def line_height(canvas: Canvas) -> float:
    """Return the distance between lines of text."""
    return canvas.font * 1.32


def key_rows(canvas: Canvas, labels: Sequence[Label]) -> list[list[Label]]:
    """Return the rows of the key of a narrow chart; none on a wide one."""
    if not canvas.narrow:
        return []
    rows: list[list[Label]] = [[]]
    used = 0.0
    for label in labels:
        width = key_width(canvas, label)
        if rows[-1] and used + width > canvas.width:
            rows.append([])
            used = 0.0
        rows[-1].append(label)
        used += width
    return rows


def key_width(canvas: Canvas, label: Label) -> float:
    """Return the room that a label takes in the key."""
    return canvas.font * (2.6 + _LETTER * len(label.text))


def draw_key(figure: Figure, canvas: Canvas, rows: Sequence[Sequence[Label]]) -> None:
    """Write the key at the top of a narrow chart."""
    from matplotlib.lines import Line2D

    for number, row in enumerate(rows):
        x, y = 2.0, canvas.height - (number + 0.75) * line_height(canvas)
        for label in row:
            swatch = Line2D(
                [x / canvas.width, (x + canvas.font) / canvas.width],
                [(y + canvas.font * 0.1) / canvas.height] * 2,
                color=label.colour,
                linewidth=3.0 if label.mark == "line" else canvas.font * 0.8,
                linestyle=label.dashes,
            )
            figure.add_artist(swatch)
            figure.text(
                (x + canvas.font * 1.4) / canvas.width,
                y / canvas.height,
                label.text,
                color=text_colour(label),
                va="center",
            )
            x += key_width(canvas, label)


def text_colour(label: Label) -> str:
    """Return a colour that text can be read in beside its mark."""
    return label.colour if label.colour in {ACCENT, INK} else MUTED


def draw_side_labels(axes: Axes, canvas: Canvas, labels: Sequence[Label], room: float) -> None:
    """Write the labels of a wide chart to the right of the axes, none over another."""
    if canvas.narrow:
        return
    inverse = axes.transAxes.inverted()
    height = line_height(canvas)
    fit = canvas.letters(room * 0.95)
    wrapped = [textwrap.wrap(label.text, fit) or [""] for label in labels]
    wanted = [float(axes.transData.transform((0, label.y))[1]) for label in labels]
    centres = spread(wanted, [len(lines) * height for lines in wrapped])
    for label, lines, centre in zip(labels, wrapped, centres, strict=True):
        for number, line in enumerate(lines):
            y = centre + (len(lines) / 2 - number - 0.5) * height
            axes.text(
                1 + 8 / (axes.get_position().width * canvas.width),
                float(inverse.transform((0, y))[1]),
                line,
                transform=axes.transAxes,
                color=text_colour(label),
                weight="bold" if label.colour == ACCENT else "normal",
                va="center",
            )


def spread(wanted: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Return centres near the wanted ones at which blocks of these heights do not overlap."""
    order = np.argsort(wanted, kind="stable")
    centres = np.array(wanted, dtype=float)
    for _ in range(200):
        moved = False
        for low, high in pairwise(order):
            overlap = (heights[low] + heights[high]) / 2 - (centres[high] - centres[low])
            if overlap > 0.01:
                centres[low] -= overlap / 2
                centres[high] += overlap / 2
                moved = True
        if not moved:
            break
    return [float(centre) for centre in centres]


def draw_events(axes: Axes, canvas: Canvas, events: Sequence[Event]) -> None:
    """Mark each event by a line that rises to its own row of text above the axes."""
    left, right = axes.get_xlim()
    panel = axes.get_position()
    height = panel.height * canvas.height
    for row, event in enumerate(inside(axes, events)):
        x = day(event.date)
        top = 1 + (row + 0.9) * line_height(canvas) / height
        is_break = event.kind == "break"
        axes.plot(
            [x, x],
            [0, top],
            transform=axes.get_xaxis_transform(),
            color=PEER if is_break else INK,
            linewidth=1.2,
            linestyle=(0, (3, 3)) if is_break else "-",
            clip_on=False,
            zorder=1.5,
        )
        share = (x - left) / (right - left)
        end = panel.x0 * canvas.width + share * panel.width * canvas.width
        turned = share > 0.5
        room = (end if turned else canvas.width - end) - canvas.font * 0.7
        axes.annotate(
            textwrap.shorten(event.label, canvas.letters(room * 1.1), placeholder="…"),
            (x, top - 0.45 * line_height(canvas) / height),
            xycoords=axes.get_xaxis_transform(),
            xytext=(-canvas.font * 0.4 if turned else canvas.font * 0.4, 0),
            textcoords="offset points",
            ha="right" if turned else "left",
            va="center",
            color=MUTED if is_break else INK,
            annotation_clip=False,
        )


def inside(axes: Axes, events: Sequence[Event]) -> list[Event]:
    """Return the events that fall on the axis, lowest row first.

    Labels of the right half run to the left and those of the left half to the right; in this order
    no line rises through the label of another event of its half.
    """
    left, right = axes.get_xlim()
    middle = (left + right) / 2
    shown = [(day(event.date), event) for event in events if left <= day(event.date) <= right]
    late = sorted((pair for pair in shown if pair[0] > middle), key=lambda pair: pair[0])
    early = sorted((pair for pair in shown if pair[0] <= middle), key=lambda pair: -pair[0])
    return [event for _, event in (*late, *early)]


def marked(events: Sequence[Event]) -> str:
    """Return the sentence of an alternative text that names what is marked."""
    if not events:
        return ""
    listed = "; ".join(f"{event.label} ({event.date})" for event in events)
    return f" Marked: {listed}."
