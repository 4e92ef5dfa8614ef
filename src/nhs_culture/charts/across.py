"""Charts that compare trusts, estimates or documents rather than periods."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from nhs_culture.charts import canvas as paper
from nhs_culture.charts.canvas import Canvas, Label, Subject
from nhs_culture.english import capitalised, lower_first, short_name
from nhs_culture.errors import DesignError
from nhs_culture.exhibits import Chart
from nhs_culture.metrics.place import place
from nhs_culture.units import Unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "distribution",
    "dumbbell",
    "estimates",
    "funnel",
    "placebos",
    "slope",
    "specification_curve",
]


def distribution(
    subject: Subject,
    values: pd.Series,
    *,
    title: str,
    interval: tuple[float, float] | None = None,
    name: str = "distribution",
) -> Chart:
    """Draw where a trust stands among all others in one period: a dot for each.

    Parameters
    ----------
    subject
        Whom and what.
    values
        One figure a trust; the index holds the codes.
    title
        The finding that the chart shows.
    interval
        Sampling interval of the trust's own figure.
    name
        Unique in the notebook.

    Raises
    ------
    DesignError
        When the trust has no figure.
    """
    known = values.dropna().sort_values(kind="stable")
    if subject.trust not in known.index:
        raise DesignError(f"{subject.trust} has no figure for {subject.measure_name} to draw")
    own = float(known[subject.trust])
    standing = place(known, subject.trust)
    median = float(known.median())
    label = f"{short_name(subject.trust_name)}: {subject.unit.value(own)}, {standing.words()}"
    others = known.drop(subject.trust).to_numpy(dtype=float)
    shown = f"median {subject.unit.value(median)}"
    marks = _Marks(own, label, median, shown, interval)
    wide, narrow = _dots(others, marks, subject.unit.tick)
    return Chart(
        name=name,
        title=title,
        subtitle=f"{subject.measure_name}; each dot is one of {len(known)} trusts",
        alt=(
            f"Dot chart. {subject.at_trust} was "
            f"{subject.unit.value(own)}, the {standing.words()} "
            f"trusts, which range from {subject.unit.value(known.iloc[0])} "
            f"to {subject.unit.value(known.iloc[-1])} around a median of "
            f"{subject.unit.value(median)}."
        ),
        data=_ranked(known, "value"),
        source=subject.source,
        unit=subject.unit.name,
        about=subject.about,
        svg=wide,
        narrow=narrow,
    )


def placebos(
    subject: Subject,
    estimate: float,
    others: pd.Series,
    *,
    title: str,
    interval: tuple[float, float] | None = None,
    p_value: float | None = None,
    name: str = "placebos",
) -> Chart:
    """Draw a trust's estimate among the same statistic computed for each of its peers.

    Parameters
    ----------
    subject
        Whom and what.
    estimate
        The trust's own, in the measure's unit.
    others
        The peers' estimates; the index holds the codes.
    title
        The finding that the chart shows.
    interval
        95% interval of the estimate.
    p_value
        Share of trusts that moved at least as much; told in the alternative text.
    name
        Unique in the notebook.
    """
    rest = others.dropna().drop(subject.trust, errors="ignore")
    if rest.empty or not np.isfinite(estimate):
        raise DesignError(f"{subject.trust}: no estimate, or no peers to set it among")
    as_much = int((rest.abs() >= abs(estimate)).sum())
    told = subject.unit.change(estimate)
    label = f"{short_name(subject.trust_name)}: {told}"
    marks = _Marks(estimate, label, 0.0, "no change", interval)
    wide, narrow = _dots(rest.to_numpy(dtype=float), marks, subject.unit.change_tick)
    band = f" (95% interval {subject.unit.interval(*interval)})" if interval else ""
    chance = f"; p = {p_value:.2g}" if p_value is not None else ""
    return Chart(
        name=name,
        title=title,
        subtitle=f"Change in {lower_first(subject.measure_name)} ({subject.unit.difference.name}) "
        f"relative to peers; each dot is one of {len(rest)} peers",
        alt=(
            f"Dot chart. {subject.at_trust} moved by {told}{band} relative "
            f"to its peers; {as_much} of {len(rest)} peers moved by at least as much in either "
            f"direction{chance}."
        ),
        data=_ranked(pd.concat([pd.Series({subject.trust: estimate}), rest]), "estimate"),
        source=subject.source,
        unit=subject.unit.name,
        about=subject.about,
        svg=wide,
        narrow=narrow,
    )


def _ranked(values: pd.Series, column: str) -> pd.DataFrame:
    """Return codes, figures and ranks, the highest first, ties in the order of their codes."""
    table = values.sort_index(kind="stable").sort_values(ascending=False, kind="stable")
    return pd.DataFrame(
        {
            "org_code": table.index.astype(str),
            column: table.to_numpy(dtype=float).round(4),
            "rank": table.rank(ascending=False, method="min").astype(int).to_numpy(),
        }
    )


@dataclass(frozen=True)
class _Marks:
    """What is marked on a stack of dots: the trust, a line of reference, an interval."""

    own: float
    label: str
    reference: float
    reference_label: str
    interval: tuple[float, float] | None


def _dots(others: np.ndarray, marks: _Marks, words: Callable[[float], str]) -> tuple[str, str]:
    """Return both drawings of a stack of dots with one of them marked."""
    ends = np.array([marks.own, marks.reference, *(marks.interval or ())])
    limits = paper.padded(np.concatenate([others, ends]))
    heights = [
        115 + size * _stack(others, limits[0], (limits[1] - limits[0]) / columns)[1].max()
        for size, columns in ((8.0, 86), (6.0, 52))
    ]

    def paint(figure: Figure, canvas: Canvas) -> None:
        diameter = 6.0 if canvas.narrow else 8.0
        inner = canvas.width - 2 * canvas.font
        columns = inner / diameter
        width = (limits[1] - limits[0]) / columns
        x, height = _stack(others, limits[0], width)
        top = canvas.font * 3.4
        axes = canvas.axes(figure, canvas.font, canvas.font, top, canvas.font * 3.9)
        axes.grid(visible=False)
        axes.set_yticks([])
        axes.set_xlim(*limits)
        room = (canvas.height - top - canvas.font * 3.9) / diameter
        axes.set_ylim(0, max(room, height.max(initial=1) + 1))
        _horizontal_axis(axes, words)
        _reference_line(axes, canvas, marks)
        axes.plot(x, height, "o", color=paper.PEER, ms=diameter - 1.2, mew=0)
        _mark_own(axes, canvas, marks)

    return paper.drawings(paint, *heights)


def _stack(values: np.ndarray, start: float, width: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the positions of dots heaped in columns of this width, each (n,)."""
    ordered = np.sort(values)
    column = np.floor((ordered - start) / width)
    height = pd.Series(column).groupby(column).cumcount().to_numpy() + 0.5
    return start + (column + 0.5) * width, height


def _horizontal_axis(axes: Axes, words: Callable[[float], str]) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: words(value)))


def _reference_line(axes: Axes, canvas: Canvas, marks: _Marks) -> None:
    axes.axhline(0, color=paper.INNER, linewidth=1)
    axes.axvline(
        marks.reference, color=paper.MUTED, linewidth=1.1, linestyle=(0, (3, 3)), zorder=0.5
    )
    axes.annotate(
        marks.reference_label,
        (marks.reference, 0),
        xycoords=axes.get_xaxis_transform(),
        xytext=(0, -canvas.font * 2.7),
        textcoords="offset points",
        ha="center",
        va="center",
        color=paper.MUTED,
        annotation_clip=False,
    )


def _mark_own(axes: Axes, canvas: Canvas, marks: _Marks) -> None:
    """Mark the trust by a stem to its label above the dots, its interval as a bar."""
    across = axes.get_xaxis_transform()
    axes.axvline(marks.own, color=paper.ACCENT, linewidth=2, zorder=2)
    if marks.interval:
        axes.plot(marks.interval, [1.02, 1.02], transform=across, color=paper.ACCENT, linewidth=4)
    axes.plot([marks.own], [1.02], "o", transform=across, color=paper.ACCENT, ms=9, mew=0)
    left, right = axes.get_xlim()
    share = (marks.own - left) / (right - left)
    panel = axes.get_position().height * canvas.height
    lines = textwrap.wrap(marks.label, canvas.letters(canvas.width * 0.95))[:2]
    for number, line in enumerate(reversed(lines)):
        y = 1 + (canvas.font * 1.3 + number * paper.line_height(canvas)) / panel
        paper.text_within(axes, canvas, (share, y), line)


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
        A row per specification: ``estimate``, ``lower``, ``upper`` in the measure's unit; every
        further column is a choice, shown where it differs between rows. A specification without an
        estimate is left out, an interval may be missing.
    planned
        Position in ``curve`` of the specification that was laid down in advance.
    name
        Unique in the notebook.
    """
    found = curve["estimate"].to_numpy(dtype=float)
    order = np.argsort(found, kind="stable")[: np.isfinite(found).sum()]
    if not order.size:
        raise DesignError("a specification curve needs at least one estimate")
    ranked = curve.iloc[order].reset_index(drop=True)
    places = np.flatnonzero(order == planned)
    mark = int(places[0]) if places.size else None
    options = _options(ranked)
    if not options:
        raise DesignError("a specification curve needs a choice that differs between its rows")
    rows = len(options) + len({choice for choice, _ in options})

    def paint(figure: Figure, canvas: Canvas) -> None:
        left = min(
            max(canvas.width_of(option) for _, option in options) + 6,
            canvas.width * (0.45 if canvas.narrow else 0.36),
        )
        below = rows * canvas.font * 1.45
        top = canvas.axes(figure, left, 10, 8 + paper.line_height(canvas), below + 22)
        _paint_estimates(top, canvas, ranked, mark, subject.unit)
        bottom = canvas.axes(figure, left, 10, canvas.height - below - 4, 4)
        _paint_choices(bottom, canvas, ranked, options, mark)

    wide, narrow = paper.drawings(paint, 250 + rows * 19, 240 + rows * 17.5)
    return Chart(
        name=name,
        title=title,
        subtitle=f"Change in {lower_first(subject.measure_name)} ({subject.unit.difference.name}) "
        f"under {len(ranked)} specifications with 95% intervals; below, the choices of each",
        alt=_curve_alt(subject, ranked, mark),
        data=ranked.assign(planned=np.arange(len(ranked)) == mark).round(4),
        source=subject.source,
        unit=subject.unit.name,
        about=subject.about,
        svg=wide,
        narrow=narrow,
    )


def _options(ranked: pd.DataFrame) -> list[tuple[str, str]]:
    """Return each choice with each option taken, for the choices that differ between rows."""
    choices = [str(c) for c in ranked.columns if c not in {"estimate", "lower", "upper"}]
    taken = {choice: sorted(set(ranked[choice].astype(str))) for choice in choices}
    return [(c, option) for c, options in taken.items() for option in options if len(options) > 1]


def _curve_alt(subject: Subject, ranked: pd.DataFrame, mark: int | None) -> str:
    found = ranked["estimate"].to_numpy(dtype=float)
    excludes = int(
        ((ranked["lower"].astype(float) > 0) | (ranked["upper"].astype(float) < 0)).sum()
    )

    def told(value: float) -> str:
        return subject.unit.change(float(value))

    text = (
        f"Specification curve of {len(ranked)} estimates of the change in "
        f"{lower_first(subject.measure_name)} at {subject.trust_name}: from {told(found[0])} to "
        f"{told(found[-1])}, the median {told(np.median(found))}; {int((found > 0).sum())} are "
        f"above zero and {excludes} have an interval that leaves out zero."
    )
    if mark is not None:
        text += f" The one laid down in advance is {told(found[mark])}."
    return text


def _paint_estimates(
    axes: Axes, canvas: Canvas, ranked: pd.DataFrame, mark: int | None, unit: Unit
) -> None:
    x = np.arange(len(ranked), dtype=float)
    y, lower, upper = (ranked[c].to_numpy(dtype=float) for c in ("estimate", "lower", "upper"))
    axes.set_xlim(-1, len(ranked))
    axes.set_xticks([])
    paper.value_axis(axes, unit.change_tick, np.concatenate([y, lower, upper, [0.0]]))
    axes.axhline(0, color=paper.MUTED, linewidth=1.2)
    size = float(np.clip(canvas.width / len(ranked) * 0.5, 2.2, 7))
    stems = np.column_stack([lower, upper, np.full(len(x), np.nan)]).ravel()
    axes.plot(np.repeat(x, 3), stems, color=paper.INNER, linewidth=max(size * 0.45, 1))
    axes.plot(x, y, "o", color=paper.PEER, ms=size, mew=0)
    if mark is not None:
        axes.plot([mark, mark], [lower[mark], upper[mark]], color=paper.ACCENT, linewidth=2.2)
        axes.plot([mark], [y[mark]], "o", color=paper.ACCENT, ms=8, mew=0)
        share = (mark + 1) / (len(ranked) + 1)
        height = axes.get_position().height * canvas.height
        text = f"As planned: {unit.change(y[mark])}"
        paper.text_within(axes, canvas, (share, 1 + canvas.font * 0.8 / height), text)


def _paint_choices(
    axes: Axes,
    canvas: Canvas,
    ranked: pd.DataFrame,
    options: list[tuple[str, str]],
    mark: int | None,
) -> None:
    axes.set_xlim(-1, len(ranked))
    axes.set_xticks([])
    axes.set_yticks([])
    axes.grid(visible=False)
    row, previous = 0, ""
    rows = len(options) + len({choice for choice, _ in options})
    axes.set_ylim(rows - 0.2, -0.8)
    size = float(np.clip(canvas.width / len(ranked) * 0.45, 2, 5.5))
    for choice, option in options:
        if choice != previous:
            _row_text(axes, canvas, row, choice.replace("_", " "), weight="bold")
            row, previous = row + 1, choice
        _row_text(axes, canvas, row, option, weight="normal")
        here = np.flatnonzero((ranked[choice].astype(str) == option).to_numpy())
        axes.plot(here, np.full(len(here), row), "o", color=paper.PEER, ms=size, mew=0)
        if mark is not None and mark in here:
            axes.plot([mark], [row], "o", color=paper.ACCENT, ms=size + 1.5, mew=0)
        row += 1


def _row_text(axes: Axes, canvas: Canvas, row: int, text: str, weight: str) -> None:
    left = axes.get_position().x0 * canvas.width
    axes.text(
        -(left - 2) / (canvas.width * axes.get_position().width),
        row,
        textwrap.shorten(text, canvas.letters(left - 4), placeholder="…"),
        transform=axes.get_yaxis_transform(),
        va="center",
        weight=weight,
        color=paper.INK if weight == "bold" else paper.MUTED,
    )


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
    own, size = float(known["value"][subject.trust]), float(known["size"][subject.trust])
    edges, rest = limits.astype(float), known.drop(subject.trust)
    at = {c: float(np.interp(size, edges["size"], edges[c])) for c in edges.columns}
    outside = int(_beyond(known, edges).sum())

    def paint(figure: Figure, canvas: Canvas) -> None:
        axes = canvas.axes(
            figure, canvas.font * 4.2, canvas.font, canvas.font * 2.2, canvas.font * 4
        )
        _paint_funnel(axes, rest, edges, subject.unit, np.append(known["value"], own))
        _name_in_funnel(axes, canvas, subject, (size, own))
        _horizontal_size(axes, canvas, size_name)

    wide, narrow = paper.drawings(paint, 400, 340)
    inside = at["lower_998"] <= own <= at["upper_998"]
    return Chart(
        name=name,
        title=title,
        subtitle=f"{subject.measure_name} against {size_name}; limits hold 95% (solid) and 99.8% "
        "(dashed) of trusts that differ only by chance",
        alt=(
            f"Funnel plot of {len(known)} trusts. {subject.at_trust} is "
            f"{subject.unit.value(own)}, {'inside' if inside else 'outside'} the 99.8% "
            f"limits of {subject.unit.value(at['lower_998'])} to "
            f"{subject.unit.value(at['upper_998'])} for its size; {outside} trusts lie "
            f"outside theirs; the centre is {subject.unit.value(at['centre'])}."
        ),
        data=known[["value", "size"]].rename_axis("org_code").reset_index().round(4),
        source=subject.source,
        unit=subject.unit.name,
        about=subject.about,
        svg=wide,
        narrow=narrow,
    )


def _paint_funnel(
    axes: Axes, rest: pd.DataFrame, edges: pd.DataFrame, unit: Unit, values: np.ndarray
) -> None:
    shown = np.concatenate([values, edges["lower_95"], edges["upper_95"]])
    paper.value_axis(axes, unit.tick, shown.astype(float))
    axes.set_xlim(0, float(edges["size"].max()) * 1.03)
    _paint_limits(axes, edges)
    axes.plot(rest["size"], rest["value"], "o", color=paper.PEER, ms=5, mew=0)


def _name_in_funnel(
    axes: Axes, canvas: Canvas, subject: Subject, point: tuple[float, float]
) -> None:
    """Mark the trust by a stem to its name above the others, so that it hides none of them."""
    size, own = point
    bottom, top = axes.get_ylim()
    axes.plot([size, size], [own, top], color=paper.ACCENT, linewidth=1, zorder=1)
    axes.plot([size], [own], "o", color=paper.ACCENT, ms=10, mew=0)
    above = canvas.font * 0.9 / (axes.get_position().height * canvas.height)
    label = f"{short_name(subject.trust_name)}: {subject.unit.value(own)}"
    paper.text_within(axes, canvas, (size / axes.get_xlim()[1], 1 + above), label)
    axes.set_ylim(bottom, top)


def _beyond(known: pd.DataFrame, edges: pd.DataFrame) -> np.ndarray:
    lower, upper = (
        np.interp(known["size"], edges["size"], edges[c]) for c in ("lower_998", "upper_998")
    )
    values = known["value"].to_numpy(dtype=float)
    beyond: np.ndarray = np.logical_or(values < lower, values > upper)
    return beyond


def _paint_limits(axes: Axes, edges: pd.DataFrame) -> None:
    low, high = axes.get_ylim()
    size = edges["size"].to_numpy()
    for column, dashes in (
        ("lower_95", "-"),
        ("upper_95", "-"),
        ("lower_998", (0, (4, 3))),
        ("upper_998", (0, (4, 3))),
    ):
        limit = edges[column].to_numpy()
        shown = np.where((limit >= low) & (limit <= high), limit, np.nan)
        axes.plot(size, shown, color=paper.MUTED, linewidth=1, linestyle=dashes)
    axes.plot(size, edges["centre"], color=paper.INK, linewidth=1.2)


def _horizontal_size(axes: Axes, canvas: Canvas, size_name: str) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(4 if canvas.narrow else 6))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    axes.annotate(
        capitalised(size_name),
        (1, 0),
        xycoords="axes fraction",
        xytext=(0, -canvas.font * 3),
        textcoords="offset points",
        ha="right",
        va="center",
        color=paper.MUTED,
        annotation_clip=False,
    )


def slope(
    subject: Subject,
    outcomes: pd.DataFrame,
    *,
    title: str,
    highlights: Mapping[str, str] | None = None,
    name: str = "slope",
) -> Chart:
    """Draw two periods as a line a trust, a few of them named.

    Parameters
    ----------
    subject
        Whom and what.
    outcomes
        Periods x trusts; the first and the last row are drawn, for trusts that have both.
    title
        The finding that the chart shows.
    highlights
        Further trusts to name: code to name.
    """
    ends = outcomes.iloc[[0, -1]].dropna(axis=1)
    if subject.trust not in ends.columns:
        raise DesignError(f"{subject.trust} has no figure at both ends of the slope")
    named = {subject.trust: subject.trust_name, **(highlights or {})}
    named = {code: short_name(label) for code, label in named.items() if code in ends}
    labels = [
        Label(
            f"{label} {subject.unit.value(float(ends[code].iloc[1]))}",
            float(ends[code].iloc[1]),
            paper.ACCENT if code == subject.trust else paper.INK,
        )
        for code, label in named.items()
    ]
    dates = [str(label) for label in ends.index]

    def paint(figure: Figure, canvas: Canvas) -> None:
        rows = paper.key_rows(canvas, labels)
        top = len(rows) * paper.line_height(canvas) + canvas.font
        side = 20.0 if canvas.narrow else 260.0
        axes = canvas.axes(figure, canvas.font * 4.2, side, top, canvas.font * 2.2)
        paper.value_axis(axes, subject.unit.tick, ends.to_numpy(dtype=float).ravel())
        axes.set_xlim(-0.04, 1.04)
        axes.set_xticks([0, 1], dates)
        _paint_slopes(axes, ends, list(named), subject.trust)
        paper.draw_key(figure, canvas, rows)
        paper.draw_side_labels(axes, canvas, labels, side - 12)

    wide, narrow = paper.drawings(paint, 420, 400)
    return Chart(
        name=name,
        title=title,
        subtitle=f"{subject.measure_name}, {dates[0]} and {dates[1]}; each line is one of "
        f"{ends.shape[1]} trusts",
        alt=_slope_alt(subject, ends),
        data=ends.T.rename_axis("org_code").reset_index().round(4),
        source=subject.source,
        unit=subject.unit.name,
        about=subject.about,
        svg=wide,
        narrow=narrow,
    )


def _paint_slopes(axes: Axes, ends: pd.DataFrame, named: list[str], trust: str) -> None:
    """Draw the unnamed trusts as one quiet path, the named ones over it."""
    rest = ends.drop(columns=named).to_numpy(dtype=float)
    y = np.vstack([rest, np.full((1, rest.shape[1]), np.nan)]).T.ravel()
    x = np.tile([0.0, 1.0, np.nan], rest.shape[1])
    axes.plot(x, y, color=paper.INNER, linewidth=0.8)
    for code in reversed(named):
        colour, width = (paper.ACCENT, 2.8) if code == trust else (paper.INK, 1.6)
        axes.plot([0, 1], ends[code].to_numpy(dtype=float), color=colour, linewidth=width)


def _slope_alt(subject: Subject, ends: pd.DataFrame) -> str:
    first, last = ends[subject.trust].to_numpy(dtype=float)
    change = ends.iloc[1] - ends.iloc[0]
    more = int((change > change[subject.trust]).sum())
    return (
        f"Slope chart. {subject.at_trust} stood at "
        f"{subject.unit.value(first)} in {ends.index[0]} and "
        f"{subject.unit.value(last)} in {ends.index[1]}; {more} of the other "
        f"{ends.shape[1] - 1} trusts rose by more or fell by less."
    )


def dumbbell(
    table: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    unit: Unit,
    source: str,
    name: str = "dumbbell",
) -> Chart:
    """Draw what was printed and what the official statistics say, a row each.

    Parameters
    ----------
    table
        Columns ``label``, ``printed``, ``official`` in one unit; either figure may be missing.
    title, subtitle, source
        Of the chart.
    unit
        As in :class:`Subject`.
    name
        Unique in the notebook.
    """
    pairs = table[["label", "printed", "official"]].reset_index(drop=True)
    numbers = pairs[["printed", "official"]].to_numpy(dtype=float)

    def draw_row(axes: Axes, canvas: Canvas, row: int) -> None:
        printed, official = numbers[row]
        axes.plot([printed, official], [row, row], color=paper.INNER, linewidth=3)
        axes.plot([printed], [row], "D", mfc=paper.PAPER, mec=paper.INK, mew=1.8, ms=8, zorder=3)
        axes.plot([official], [row], "o", color=paper.ACCENT, ms=9, mew=0, zorder=2.5)
        _row_values(axes, canvas, row, (printed, official), unit)

    labels = [str(label) for label in pairs["label"]]
    wide, narrow = _rows_chart(labels, numbers.ravel(), draw_row, unit.tick)
    told = "; ".join(
        f"{label}: printed {unit.value(printed)}, official {unit.value(official)}"
        for label, (printed, official) in zip(labels, numbers, strict=True)
    )
    return Chart(
        name=name,
        title=title,
        subtitle=f"{subtitle}. Hollow diamond: as printed; filled dot: official statistics.",
        unit=unit.name,
        alt=f"Printed and official figures side by side. {told}.",
        data=pairs,
        source=source,
        svg=wide,
        narrow=narrow,
    )


def _row_values(
    axes: Axes, canvas: Canvas, row: int, pair: tuple[float, float], unit: Unit
) -> None:
    """Write both values outside their marks."""
    printed, official = pair
    for value, other, colour in (
        (printed, official, paper.INK),
        (official, printed, paper.ACCENT),
    ):
        if not np.isfinite(value):
            continue
        right = (
            value > other or (value == other and colour == paper.ACCENT) or not np.isfinite(other)
        )
        axes.annotate(
            unit.value(value),
            (value, row),
            xytext=(canvas.font * (0.75 if right else -0.75), 0),
            textcoords="offset points",
            ha="left" if right else "right",
            va="center",
            color=colour,
        )


def estimates(
    table: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    unit: Unit,
    source: str,
    name: str = "estimates",
) -> Chart:
    """Draw estimates with their intervals, a row each, beside a line at zero.

    Parameters
    ----------
    table
        Columns ``label``, ``estimate``, ``lower``, ``upper`` in one unit; the first row is the
        primary one.
    title, subtitle, source
        Of the chart.
    unit
        As in :class:`Subject`.
    name
        Unique in the notebook.
    """
    shown = table[["label", "estimate", "lower", "upper"]].reset_index(drop=True)
    numbers = shown[["estimate", "lower", "upper"]].to_numpy(dtype=float)

    def draw_row(axes: Axes, canvas: Canvas, row: int) -> None:
        estimate, lower, upper = numbers[row]
        colour = paper.ACCENT if row == 0 else paper.PEER
        axes.plot([lower, upper], [row, row], color=colour, linewidth=2.2)
        axes.plot([estimate], [row], "o", color=colour, ms=8.5, mew=0)

    labels = [
        f"{label}: {unit.change(row[0])}"
        for label, row in zip(shown["label"], numbers, strict=True)
    ]
    wide, narrow = _rows_chart(labels, np.append(numbers.ravel(), 0.0), draw_row, unit.change_tick)
    told = "; ".join(
        f"{label} ({unit.interval(row[1], row[2])})"
        for label, row in zip(labels, numbers, strict=True)
    )
    return Chart(
        name=name,
        title=title,
        subtitle=subtitle,
        unit=unit.difference.name,
        alt=f"Estimates with 95% intervals. {told}.",
        data=shown,
        source=source,
        svg=wide,
        narrow=narrow,
    )


def _rows_chart(
    labels: list[str],
    values: np.ndarray,
    draw_row: Callable[[Axes, Canvas, int], None],
    words: Callable[[float], str],
) -> tuple[str, str]:
    """Return both drawings of a chart with a labelled row for each entry."""
    low, high = paper.padded(values)
    extra = (high - low) * 0.14  # for the figures written beside the marks

    def paint(figure: Figure, canvas: Canvas) -> None:
        axes = canvas.axes(figure, canvas.font, canvas.font, canvas.font * 0.6, canvas.font * 2.2)
        axes.grid(visible=False)
        axes.grid(visible=True, axis="x", color=paper.GRID, linewidth=1)
        axes.set_yticks([])
        axes.set_xlim(low - extra, high + extra)
        axes.set_ylim(len(labels) - 0.5, -0.85)
        _horizontal_axis(axes, words)
        if low < 0 < high:
            axes.axvline(0, color=paper.MUTED, linewidth=1.2)
        for row, label in enumerate(labels):
            text = textwrap.shorten(label, canvas.letters(canvas.width - 24), placeholder="…")
            axes.text(0, row - 0.42, text, transform=axes.get_yaxis_transform(), va="center")
            draw_row(axes, canvas, row)

    return paper.drawings(paint, 50 + 50 * len(labels), 50 + 50 * len(labels))
