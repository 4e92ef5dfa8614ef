"""The marks of charts, drawn by seaborn and matplotlib in the units of the data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from nhs_culture.charts.colours import ACCENT, PEER

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "alone",
    "band",
    "blocks",
    "dots",
    "dots_of",
    "estimates",
    "line",
    "line_and_dots",
    "scatter",
    "stems",
    "trace",
]

Array = npt.NDArray[np.float64]
Runs = npt.NDArray[np.int64]

_MANY = 24
"""With more periods the dots of a line are left out."""


def line(
    axes: Axes,
    x: Array,
    y: Array,
    runs: Runs,
    colour: str,
    *,
    width: float = 1.6,
    dashes: tuple[float, ...] = (),
    zorder: float = 2,
) -> None:
    """Draw a line that is whole within each run of values and broken between them."""
    import seaborn as sns

    known = (runs >= 0) & ~alone(runs)
    if not known.any():
        return
    sns.lineplot(
        x=x[known],
        y=y[known],
        units=runs[known],
        estimator=None,
        ax=axes,
        color=colour,
        linewidth=width,
        linestyle=(0, dashes) if dashes else "-",
        zorder=zorder,
        legend=False,
    )


def line_and_dots(axes: Axes, x: Array, y: Array, runs: Runs, colour: str) -> None:
    """Draw the line of the trust that a chart is about, a dot a figure where they are few."""
    line(axes, x, y, runs, colour, width=2.6, zorder=3)
    dots_of(axes, x, y, runs, colour)


def dots_of(axes: Axes, x: Array, y: Array, runs: Runs, colour: str) -> None:
    """Draw a dot a figure where they are few, else where no line would show it."""
    shown = np.isfinite(y) if len(x) <= _MANY else alone(runs)
    dots(axes, x[shown], y[shown], colour, 6.5, zorder=4)


def trace(
    axes: Axes,
    x: Array,
    y: Array,
    runs: Runs,
    colour: str,
    *,
    width: float = 1.6,
    zorder: float = 2,
) -> None:
    """Draw what :func:`line` draws as one path: a page has dozens of backdrops and small panels.

    Seaborn takes forty times as long for a line.
    """
    known = (runs >= 0) & ~alone(runs)
    ends = np.flatnonzero(np.diff(runs[known])) + 1
    broken = (np.insert(values[known], ends, np.nan) for values in (x, y))
    axes.plot(*broken, color=colour, linewidth=width, zorder=zorder)


def band(axes: Axes, x: Array, bounds: tuple[Array, Array], runs: Runs, colour: str) -> None:
    """Fill the room between two lines within each run; of a run of one value, as a bar."""
    low, high = bounds
    for run in range(runs.max(initial=-1) + 1):
        here = runs == run
        axes.fill_between(x[here], low[here], high[here], color=colour, linewidth=0, zorder=0.5)
    lone = alone(runs)
    axes.vlines(x[lone], low[lone], high[lone], color=colour, linewidth=12, zorder=0.6)


def blocks(axes: Axes, x: Array, half: Array, colour: str) -> None:
    """Fill the room within a distance of zero, a block a period as wide as periods lie apart."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    known = np.isfinite(half)
    reach = (float(np.diff(x).min()) if len(x) > 1 else 300.0) / 2
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)])
    sizes = np.column_stack([np.full(known.sum(), reach), half[known]])
    centres = np.column_stack([x[known], np.zeros(known.sum())])
    vertices = centres[:, None] + sizes[:, None] * corners
    if known.any():
        one = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]
        path = Path(vertices.reshape(-1, 2), one * len(centres))
        axes.add_patch(PathPatch(path, facecolor=colour, linewidth=0, zorder=0.5))


def dots(
    axes: Axes,
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    colour: str,
    size: float,
    *,
    marker: str = "o",
    zorder: float = 3,
    name: str = "",
) -> None:
    """Draw a dot for each value, under a name by which a page finds them."""
    axes.plot(x, y, marker, color=colour, ms=size, mew=0, zorder=zorder, gid=name or None)


def scatter(
    axes: Axes, x: npt.ArrayLike, y: npt.ArrayLike, colour: str, size: float, *, name: str
) -> None:
    """Draw a dot for each member of a distribution, under a name by which a page finds them."""
    import seaborn as sns

    sns.scatterplot(
        x=np.asarray(x),
        y=np.asarray(y),
        ax=axes,
        color=colour,
        s=size**2,
        linewidth=0,
        zorder=3,
        gid=name,
        legend=False,
    )


def stems(
    axes: Axes, x: Array, bounds: Sequence[Array], colour: str, width: float, *, zorder: float = 2.5
) -> None:
    """Draw an upright line from the lower to the upper end of each interval."""
    lower, upper = bounds
    ends = np.column_stack([lower, upper, np.full(len(x), np.nan)]).ravel()
    axes.plot(np.repeat(x, 3), ends, color=colour, linewidth=width, zorder=zorder)


def estimates(axes: Axes, numbers: Array, primary: int | None) -> None:
    """Draw estimates with their intervals, a row each, shape (n, 3); the primary in the accent."""
    for row, (estimate, lower, upper) in enumerate(numbers):
        colour = ACCENT if row == primary else PEER
        axes.plot([lower, upper], [row, row], color=colour, linewidth=2.2)
        axes.plot([estimate], [row], "o", color=colour, ms=8.5, mew=0)


def alone(runs: Runs) -> npt.NDArray[np.bool_]:
    """Return which values are the only one of their run, so that no line would show them, (n,)."""
    counts = np.bincount(runs[runs >= 0], minlength=1)
    found: npt.NDArray[np.bool_] = (runs >= 0) & (counts[np.maximum(runs, 0)] == 1)
    return found
