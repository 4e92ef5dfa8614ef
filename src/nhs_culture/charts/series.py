"""Charts of figures over time."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd

from nhs_culture.charts import canvas as paper
from nhs_culture.charts.canvas import Canvas, Event, Label, Subject
from nhs_culture.english import capitalised, short_name
from nhs_culture.errors import DesignError
from nhs_culture.exhibits import Chart
from nhs_culture.units import Unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Panel", "gap", "lines", "small_multiples", "trend", "xmr"]

_PLACEBOS = 60  # more lines than these are not told apart
_SIDE = 150.0  # room for labels to the right of a wide chart
_DASHES = ("-", (0, (5, 2)), (0, (1.5, 1.5)), (0, (6, 2, 1.5, 2)))
_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class _Peers:
    """Quantiles of the peers by period, each of shape (n_periods,), and their number."""

    low: np.ndarray
    quarter: np.ndarray
    median: np.ndarray
    three_quarters: np.ndarray
    high: np.ndarray
    n: np.ndarray

    @property
    def all(self) -> np.ndarray:
        return np.concatenate([self.low, self.high])


def _peers_of(outcomes: pd.DataFrame, trust: str) -> _Peers:
    if trust not in outcomes.columns:
        raise DesignError(f"{trust} is not a column of the outcomes to draw")
    others = outcomes.drop(columns=trust)
    table = others.quantile(list(_QUANTILES), axis=1).to_numpy(dtype=float)
    low, quarter, median, three_quarters, high = table
    n = others.notna().sum(axis=1).to_numpy()
    return _Peers(low, quarter, median, three_quarters, high, n)


def trend(
    subject: Subject,
    outcomes: pd.DataFrame,
    *,
    title: str,
    events: Sequence[Event] = (),
    interval: pd.DataFrame | None = None,
    name: str = "trend",
) -> Chart:
    """Draw a trust's figures over time in front of its peers.

    Parameters
    ----------
    subject
        Whom and what; ``subject.trust`` is a column of ``outcomes``.
    outcomes
        Periods x trusts, in the measure's unit; the other columns are the peers. A missing figure
        is a gap in the line.
    title
        The finding that the chart shows.
    events
        Interventions and structural breaks.
    interval
        Periods x (``lower``, ``upper``): the sampling interval of the trust's figures.
    name
        Unique in the notebook.

    Raises
    ------
    DesignError
        When the trust is not in the outcomes, all its figures are missing or periods are unordered.
    """
    x = paper.days(outcomes.index, subject.frequency)
    own = _own(outcomes, subject)
    peers = _peers_of(outcomes, subject.trust)
    bars = _bars(interval, outcomes.index)
    labels = _trend_labels(subject, own, peers)

    def paint(figure: Figure, canvas: Canvas) -> None:
        values = np.concatenate([own, peers.all, *bars])
        axes = _time_panel(
            figure, canvas, subject, x=x, values=values, labels=labels, events=events
        )
        _paint_peers(axes, x, peers)
        _paint_own(axes, x, own, bars)

    wide, narrow = paper.drawings(paint, 400, 360)
    return Chart(
        name=name,
        title=title,
        subtitle=f"{_measure_and_unit(subject)}, {short_name(subject.trust_name)} and peers",
        alt=_trend_alt(subject, outcomes, peers) + paper.marked(events),
        data=_trend_data(outcomes, own, peers, bars),
        source=subject.source,
        unit=subject.unit.name,
        about=subject.about,
        svg=wide,
        narrow=narrow,
    )


def _own(outcomes: pd.DataFrame, subject: Subject) -> np.ndarray:
    if subject.trust not in outcomes.columns:
        raise DesignError(f"{subject.trust} is not a column of the outcomes to draw")
    own = outcomes[subject.trust].to_numpy(dtype=float)
    if not np.isfinite(own).any():
        raise DesignError(
            f"{subject.trust} has no figure for {subject.measure_name} in these periods"
        )
    return own


def _bars(interval: pd.DataFrame | None, index: pd.Index) -> tuple[np.ndarray, np.ndarray]:
    if interval is None:
        missing = np.full(len(index), np.nan)
        return missing, missing
    aligned = interval.reindex(index)
    return aligned["lower"].to_numpy(dtype=float), aligned["upper"].to_numpy(dtype=float)


def _last(values: np.ndarray) -> float:
    return float(values[np.flatnonzero(np.isfinite(values))[-1]])


def _trend_labels(subject: Subject, own: np.ndarray, peers: _Peers) -> list[Label]:
    labels = [Label(short_name(subject.trust_name), _last(own), paper.ACCENT)]
    if np.isfinite(peers.median).any():
        labels += [
            Label("Median peer", _last(peers.median), paper.PEER),
            Label("Half of peers", _last(peers.quarter), paper.INNER, "band"),
            Label("9 in 10 peers", _last(peers.low), paper.BAND, "band"),
        ]
    return labels


def _time_panel(
    figure: Figure,
    canvas: Canvas,
    subject: Subject,
    *,
    x: np.ndarray,
    values: np.ndarray,
    labels: Sequence[Label],
    events: Sequence[Event],
) -> Axes:
    """Return axes over time with room for the labels and the events, both written."""
    rows = paper.key_rows(canvas, labels)
    lines = len(rows) + len(events)
    axes = canvas.axes(
        figure,
        left=canvas.font * 4.2,
        right=canvas.font if canvas.narrow else _SIDE,
        top=lines * paper.line_height(canvas) + canvas.font * 1.1,
        bottom=canvas.font * 2.2,
    )
    room = (x[-1] - x[0]) * 0.02 or 30.0
    axes.set_xlim(x[0] - room, x[-1] + room)
    paper.value_axis(axes, subject.unit.tick, values)
    paper.time_ticks(axes, x, subject.frequency, canvas)
    paper.draw_key(figure, canvas, rows)
    paper.draw_side_labels(axes, canvas, labels, _SIDE - 12)
    paper.draw_events(axes, canvas, events)
    return axes


def _paint_peers(axes: Axes, x: np.ndarray, peers: _Peers) -> None:
    gx, low, quarter, median, three_quarters, high = paper.with_gaps(
        x, peers.low, peers.quarter, peers.median, peers.three_quarters, peers.high
    )
    axes.fill_between(gx, low, high, color=paper.BAND, linewidth=0, zorder=0.5)
    axes.fill_between(gx, quarter, three_quarters, color=paper.INNER, linewidth=0, zorder=0.6)
    axes.plot(gx, median, color=paper.PEER, linewidth=1.6, zorder=2)
    alone = _alone(median)
    for bottom, top, colour in ((low, high, paper.BAND), (quarter, three_quarters, paper.INNER)):
        axes.vlines(gx[alone], bottom[alone], top[alone], color=colour, linewidth=12, zorder=0.7)
    axes.plot(gx[alone], median[alone], "_", color=paper.PEER, ms=12, mew=1.6, zorder=2)


def _paint_own(
    axes: Axes, x: np.ndarray, own: np.ndarray, bars: tuple[np.ndarray, np.ndarray]
) -> None:
    gx, gy = paper.with_gaps(x, own)
    axes.plot(gx, gy, color=paper.ACCENT, linewidth=2.6, zorder=3)
    dots = np.isfinite(gy) if len(x) <= 24 else _alone(gy)
    axes.plot(gx[dots], gy[dots], "o", color=paper.ACCENT, ms=6.5, mew=0, zorder=4)
    nothing = np.full(len(x), np.nan)
    stems = np.column_stack([*bars, nothing]).ravel()
    axes.plot(np.repeat(x, 3), stems, color=paper.ACCENT, linewidth=1.3, zorder=3)


def _alone(values: np.ndarray) -> np.ndarray:
    """Return which values have no neighbour, so that no line would show them, (n,)."""
    known = np.concatenate([[False], np.isfinite(values), [False]])
    alone: np.ndarray = known[1:-1] & ~(known[:-2] | known[2:])
    return alone


def _measure_and_unit(subject: Subject) -> str:
    return f"{subject.measure_name} ({subject.unit.name})"


def _trend_alt(subject: Subject, outcomes: pd.DataFrame, peers: _Peers) -> str:
    own = outcomes[subject.trust].dropna()
    first, last = own.index[0], own.index[-1]
    unit = subject.unit
    text = f"Line chart. {subject.at_trust} stood at {unit.value(own.iloc[0])} in {_period(first)}"
    if len(own) > 1:
        text += f" and {unit.value(own.iloc[-1])} in {_period(last)}"
    known = np.flatnonzero(np.isfinite(peers.median))
    if known.size:
        start, end = known[0], known[-1]
        text += (
            f"; the median of its peers ({peers.n[start]} and {peers.n[end]} trusts) stood at "
            f"{unit.value(peers.median[start])} in {_period(outcomes.index[start])} and "
            f"{unit.value(peers.median[end])} in {_period(outcomes.index[end])}"
        )
    return text + "."


def _period(label: object) -> str:
    return f"{label:%B %Y}" if isinstance(label, pd.Timestamp) else str(label)


def _labels_of(index: pd.Index) -> list[str]:
    return [
        label.date().isoformat() if isinstance(label, pd.Timestamp) else str(label)
        for label in index
    ]


def _trend_data(
    outcomes: pd.DataFrame,
    own: np.ndarray,
    peers: _Peers,
    bars: tuple[np.ndarray, np.ndarray],
) -> pd.DataFrame:
    data = pd.DataFrame(
        {
            "period": _labels_of(outcomes.index),
            "trust": own,
            "trust_lower": bars[0],
            "trust_upper": bars[1],
            "peers_p05": peers.low,
            "peers_p25": peers.quarter,
            "peers_median": peers.median,
            "peers_p75": peers.three_quarters,
            "peers_p95": peers.high,
            "peers": peers.n,
        }
    )
    return data.dropna(axis=1, how="all").round(3)


def lines(
    subject: Subject,
    outcomes: pd.DataFrame,
    *,
    title: str,
    events: Sequence[Event] = (),
    name: str = "lines",
) -> Chart:
    """Draw a few named series, the subject's own in front.

    Parameters
    ----------
    subject
        ``subject.trust`` names the column to put in front.
    outcomes
        Periods x series; the column names are what the reader sees, other than the subject's own,
        which shows under its ``trust_name``. For regions, printed figures, a synthetic control.
    title, events, name
        As in :func:`trend`.
    """
    x = paper.days(outcomes.index, subject.frequency)
    own = _own(outcomes, subject)
    others = {str(c): outcomes[c].to_numpy(dtype=float) for c in outcomes if c != subject.trust}
    others = {label: values for label, values in others.items() if np.isfinite(values).any()}
    labels = [Label(short_name(subject.trust_name), _last(own), paper.ACCENT)]
    labels += [
        Label(label, _last(values), paper.PEER, dashes=_DASHES[number % len(_DASHES)])
        for number, (label, values) in enumerate(others.items())
    ]

    def paint(figure: Figure, canvas: Canvas) -> None:
        values = np.concatenate([own, *others.values()])
        axes = _time_panel(
            figure, canvas, subject, x=x, values=values, labels=labels, events=events
        )
        for number, series in enumerate(others.values()):
            gx, gy = paper.with_gaps(x, series)
            axes.plot(gx, gy, color=paper.PEER, linewidth=1.6, linestyle=labels[number + 1].dashes)
            alone = _alone(gy)
            axes.plot(gx[alone], gy[alone], "o", color=paper.PEER, ms=5.5, mew=0)
        missing = np.full(len(x), np.nan)
        _paint_own(axes, x, own, (missing, missing))

    wide, narrow = paper.drawings(paint, 380, 360)
    data = outcomes.round(3)
    data.insert(0, "period", _labels_of(outcomes.index))
    told = "; ".join(
        _first_and_last(label, pd.Series(values, outcomes.index), subject.unit)
        for label, values in ({subject.trust_name: own} | others).items()
    )
    return Chart(
        name=name,
        title=title,
        subtitle=_measure_and_unit(subject),
        alt=f"Line chart of {subject.measure_name}. {told}." + paper.marked(events),
        data=data,
        source=subject.source,
        unit=subject.unit.name,
        about=subject.about,
        svg=wide,
        narrow=narrow,
    )


def _first_and_last(label: str, series: pd.Series, unit: Unit) -> str:
    known = series.dropna()
    text = f"{label}: {unit.value(known.iloc[0])} in {_period(known.index[0])}"
    if len(known) > 1:
        text += f", {unit.value(known.iloc[-1])} in {_period(known.index[-1])}"
    return text


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


_KINDS = {
    "common": ("grey dots: common cause", paper.PEER, "o"),
    "better": ("blue diamonds: improving", paper.BETTER, "D"),
    "worse": ("orange squares: of concern", paper.WORSE, "s"),
    "up": ("purple triangles up: higher", paper.NEITHER, "^"),
    "down": ("purple triangles down: lower", paper.NEITHER, "v"),
}


def xmr(
    subject: Subject,
    values: pd.Series,
    result: XmrResult,
    *,
    title: str,
    events: Sequence[Event] = (),
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
        As in :func:`trend`.

    """
    known = values.dropna() if len(result.points) != len(values) else values
    if len(result.points) != len(known):
        raise DesignError(
            f"the XmR result has {len(result.points)} points, the series {len(known)} figures"
        )
    x = paper.days(known.index, subject.frequency)
    y = known.to_numpy(dtype=float)
    table = result.table()
    mean, lower, upper = (table[c].to_numpy(dtype=float) for c in ("mean", "lower", "upper"))
    kinds = np.array(_directions(result.points, y, mean, subject.higher_is))
    limits = (mean, lower, upper)

    def paint(figure: Figure, canvas: Canvas) -> None:
        labels = [] if canvas.narrow else _limit_labels(*limits)
        values = np.concatenate([y, lower, upper])
        axes = _time_panel(
            figure, canvas, subject, x=x, values=values, labels=labels, events=events
        )
        _paint_xmr(axes, x, y, limits, kinds)

    wide, narrow = paper.drawings(paint, 380, 360)
    return Chart(
        name=name,
        title=title,
        subtitle=f"{_measure_and_unit(subject)}, {short_name(subject.trust_name)}. "
        + _xmr_key(kinds)
        + (" Trial limits: they rest on fewer than 12 points." if result.trial else ""),
        alt=_xmr_alt(subject, known, limits, kinds) + paper.marked(events),
        data=_xmr_data(known, limits, list(result.points), kinds),
        source=subject.source,
        unit=subject.unit.name,
        about=subject.about,
        svg=wide,
        narrow=narrow,
    )


def _limit_labels(mean: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> list[Label]:
    return [
        Label("Upper limit", _last(upper), paper.MUTED),
        Label("Mean", _last(mean), paper.MUTED),
        Label("Lower limit", _last(lower), paper.MUTED),
    ]


def _paint_xmr(
    axes: Axes,
    x: np.ndarray,
    y: np.ndarray,
    limits: tuple[np.ndarray, np.ndarray, np.ndarray],
    kinds: np.ndarray,
) -> None:
    mean, lower, upper = limits
    step = "steps-mid"  # limits change at once where they were rebased
    for limit in (lower, upper):
        axes.plot(x, limit, color=paper.MUTED, linewidth=1.2, linestyle=(0, (4, 3)), drawstyle=step)
    axes.plot(x, mean, color=paper.MUTED, linewidth=1.2, drawstyle=step)
    gx, gy = paper.with_gaps(x, y)
    axes.plot(gx, gy, color=paper.INNER, linewidth=1.6)
    size = 6.0 if len(y) <= 60 else 4.8
    for kind, (_, colour, marker) in _KINDS.items():
        here = kinds == kind
        axes.plot(x[here], y[here], marker, color=colour, ms=size, mew=0, zorder=3)


def _xmr_data(
    values: pd.Series,
    limits: tuple[np.ndarray, np.ndarray, np.ndarray],
    points: list[str],
    kinds: np.ndarray,
) -> pd.DataFrame:
    mean, lower, upper = limits
    data = {
        "period": _labels_of(values.index),
        "value": values.to_numpy(dtype=float),
        "mean": mean,
        "lower_limit": lower,
        "upper_limit": upper,
        "point": points,
        "variation": kinds,
    }
    return pd.DataFrame(data).round(3)


def _directions(
    points: Sequence[str], y: np.ndarray, mean: np.ndarray, higher_is: str
) -> list[str]:
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


def _rises(points: Sequence[str], y: np.ndarray, at: int) -> bool:
    """Return whether the run that a trend point belongs to goes up."""
    neighbour = at - 1 if at > 0 and (at + 1 == len(y) or points[at + 1] != "trend") else at + 1
    return bool((y[at] - y[neighbour]) * (at - neighbour) > 0)


def _xmr_key(kinds: np.ndarray) -> str:
    shapes = "; ".join(text for kind, (text, _, _) in _KINDS.items() if kind in kinds)
    return f"{capitalised(shapes)}. Solid line: mean; dashed lines: process limits."


def _xmr_alt(
    subject: Subject,
    values: pd.Series,
    limits: tuple[np.ndarray, np.ndarray, np.ndarray],
    kinds: np.ndarray,
) -> str:
    mean, lower, upper = limits

    def told(number: float) -> str:
        return subject.unit.value(number)

    special = int((kinds != "common").sum())
    return (
        f"XmR chart. {subject.at_trust}, {len(values)} figures from "
        f"{_period(values.index[0])} to {_period(values.index[-1])}: mean {told(mean[-1])}, limits "
        f"{told(lower[-1])} to {told(upper[-1])}; {special} of the points show special cause "
        f"variation ({int((kinds == 'better').sum())} improving, "
        f"{int((kinds == 'worse').sum())} of concern); the last figure is "
        f"{told(float(values.iloc[-1]))}."
    )


def gap(
    subject: Subject,
    difference: pd.Series,
    placebos: pd.DataFrame,
    *,
    title: str,
    events: Sequence[Event] = (),
    name: str = "gap",
) -> Chart:
    """Draw how far a trust stood from its synthetic control, in front of the placebos.

    Parameters
    ----------
    subject
        Whom and what.
    difference
        Observed minus synthetic, one a period, in the measure's unit.
    placebos
        Periods x peers: the same difference for each peer treated as if it were the trust.
    title, events, name
        As in :func:`trend`.
    """
    x = paper.days(difference.index, subject.frequency)
    own = difference.to_numpy(dtype=float)
    rest = placebos.reindex(difference.index).to_numpy(dtype=float)
    shown = _some(rest)
    high = float(np.nanquantile(np.abs(rest), 0.99)) if rest.size else 0.0
    limits = np.array([-1, 1]) * max(high, float(np.nanmax(np.abs(own))))
    labels = [
        Label(short_name(subject.trust_name), _last(own), paper.ACCENT),
        Label(f"{_count(shown, rest)} peers treated alike", 0.0, paper.PEER),
    ]

    def paint(figure: Figure, canvas: Canvas) -> None:
        axes = _time_panel(
            figure, canvas, subject, x=x, values=limits, labels=labels, events=events
        )
        paper.value_axis(axes, subject.unit.change_tick, limits)
        _paint_gap(axes, x, own, shown)

    wide, narrow = paper.drawings(paint, 380, 360)
    return Chart(
        name=name,
        title=title,
        subtitle=f"{subject.measure_name} ({subject.unit.difference.name}): "
        "observed minus synthetic control",
        alt=_gap_alt(subject, difference, rest) + paper.marked(events),
        data=_gap_data(difference, rest),
        source=subject.source,
        unit=subject.unit.name,
        about=subject.about,
        svg=wide,
        narrow=narrow,
    )


def _some(placebos: np.ndarray) -> np.ndarray:
    """Return at most 60 placebos, spread evenly over where they end, (n_periods, n)."""
    if placebos.shape[1] <= _PLACEBOS:
        return placebos
    order = np.argsort(placebos[-1], kind="stable")
    return placebos[:, order[np.linspace(0, len(order) - 1, _PLACEBOS).astype(int)]]


def _count(shown: np.ndarray, placebos: np.ndarray) -> str:
    drawn, known = shown.shape[1], placebos.shape[1]
    return str(known) if drawn == known else f"{drawn} of {known}"


def _gap_data(difference: pd.Series, placebos: np.ndarray) -> pd.DataFrame:
    spread = pd.DataFrame(placebos).quantile(list(_QUANTILES), axis=1).to_numpy(dtype=float)
    names = ("p05", "p25", "median", "p75", "p95")
    columns = {f"placebos_{name}": row for name, row in zip(names, spread, strict=True)}
    data = {"period": _labels_of(difference.index), "difference": difference.to_numpy(dtype=float)}
    return pd.DataFrame({**data, **columns, "placebos": placebos.shape[1]}).round(3)


def _paint_gap(axes: Axes, x: np.ndarray, own: np.ndarray, rest: np.ndarray) -> None:
    """Draw all placebos as one path, broken where one leaves the panel."""
    low, high = axes.get_ylim()
    stretched = np.tile(np.append(x, np.nan), rest.shape[1])
    line = np.vstack([rest, np.full((1, rest.shape[1]), np.nan)]).T.ravel()
    line = np.where((line >= low) & (line <= high), line, np.nan)
    axes.plot(stretched, line, color=paper.INNER, linewidth=0.7)
    axes.axhline(0, color=paper.MUTED, linewidth=1.2)
    axes.plot(x, own, color=paper.ACCENT, linewidth=2.6)


def _gap_alt(subject: Subject, difference: pd.Series, rest: np.ndarray) -> str:
    known = difference.dropna()
    at = difference.index.get_loc(known.index[-1])
    last = float(known.iloc[-1])
    further = int((np.abs(rest[at]) > abs(last)).sum())
    return (
        f"Line chart. {subject.at_trust} less that of its synthetic "
        f"control was {subject.unit.change(last)} in {_period(known.index[-1])}; "
        f"of {rest.shape[1]} peers treated alike, {further} stood further from theirs."
    )


@dataclass(frozen=True)
class Panel:
    """One of several small charts: a subject and its outcomes, periods x trusts."""

    subject: Subject
    outcomes: pd.DataFrame


def small_multiples(
    panels: Sequence[Panel],
    *,
    title: str,
    subtitle: str,
    source: str,
    name: str = "small-multiples",
) -> Chart:
    """Draw several trends side by side, each on its own scale.

    Parameters
    ----------
    panels
        One trust by many measures, or many trusts by one measure. The heading of a panel is the
        measure, or the trust where all panels share the measure.
    title, subtitle, source
        Of the whole.
    name
        Unique in the notebook.

    Raises
    ------
    DesignError
        When there are no panels, or as in :func:`trend`.
    """
    if not panels:
        raise DesignError("small multiples need at least one panel")
    by_trust = len({panel.subject.measure_name for panel in panels}) == 1 and len(panels) > 1
    headings = [
        short_name(p.subject.trust_name) if by_trust else p.subject.measure_name for p in panels
    ]

    told = [
        _first_and_last(heading, p.outcomes[p.subject.trust], p.subject.unit)
        for p, heading in zip(panels, headings, strict=True)
    ]
    drawn = "".join(_small(panel, heading) for panel, heading in zip(panels, headings, strict=True))
    return Chart(
        name=name,
        title=title,
        subtitle=subtitle,
        alt=f"{len(panels)} small line charts. {'; '.join(told)}.",
        data=pd.concat([_small_data(p) for p in panels], ignore_index=True),
        source=source,
        svg=f'<div class="multiples">{drawn}</div>',
    )


def _small(panel: Panel, heading: str) -> str:
    """Return one small drawing; the page sets them in as many columns as there is room for."""
    subject, outcomes = panel.subject, panel.outcomes
    x = paper.days(outcomes.index, subject.frequency)
    own = _own(outcomes, subject)
    peers = _peers_of(outcomes, subject.trust)
    nothing = np.full(len(x), np.nan)

    def paint(figure: Figure, canvas: Canvas) -> None:
        text = textwrap.wrap(heading, canvas.letters(canvas.width * 0.95))[:2]
        above = paper.line_height(canvas) * 2.6
        axes = canvas.axes(figure, canvas.font * 3.6, canvas.font, above, canvas.font * 2)
        room = (x[-1] - x[0]) * 0.05 or 30.0
        axes.set_xlim(x[0] - room, x[-1] + room)
        paper.value_axis(axes, subject.unit.tick, np.concatenate([own, peers.all]), ticks=3)
        ends = _end_ticks(x, subject.frequency)
        axes.set_xticks([at for at, _ in ends], [text for _, text in ends])
        _paint_peers(axes, x, peers)
        _paint_own(axes, x, own, (nothing, nothing))
        for number, line in enumerate(text):
            y = 1 - (number + 0.9) * paper.line_height(canvas) / canvas.height
            figure.text(2 / canvas.width, y, line, weight="bold", va="baseline")

    return paper.drawing(paint, Canvas(230, 170, 12, narrow=True))


def _end_ticks(x: np.ndarray, frequency: str) -> list[tuple[float, str]]:
    """Return the first and the last period as ticks, one where they are the same."""
    dates = pd.Timestamp("1970-01-01") + pd.to_timedelta(x[[0, -1]], unit="D")
    texts = [
        f"{d.year}/{(d.year + 1) % 100:02d}" if frequency == "financial_year" else str(d.year)
        for d in dates
    ]
    return list(dict(zip(map(float, x[[0, -1]]), texts, strict=True)).items())


def _small_data(panel: Panel) -> pd.DataFrame:
    subject, outcomes = panel.subject, panel.outcomes
    peers = _peers_of(outcomes, subject.trust)
    data = pd.DataFrame(
        {
            "trust": subject.trust,
            "measure": subject.measure_name,
            "period": _labels_of(outcomes.index),
            "value": outcomes[subject.trust].to_numpy(dtype=float).round(4),
            "peers_median": peers.median.round(4),
            "peers": peers.n,
        }
    )
    return data.dropna(subset="value")
