"""How far a trust stood from its synthetic control, in front of placebos."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture.charts import marks
from nhs_culture.charts.colours import ACCENT, INNER, MUTED, PEER
from nhs_culture.charts.drawing import drawings
from nhs_culture.charts.frame import Frame, labels_of, period
from nhs_culture.charts.labels import Label
from nhs_culture.charts.peers import QUANTILES, last
from nhs_culture.charts.reading import changes_in_words, over_time
from nhs_culture.charts.scales import Scale
from nhs_culture.charts.subject import Event, Subject, marked
from nhs_culture.charts.timeline import days, runs
from nhs_culture.exhibits import Chart

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["gap"]

Array = npt.NDArray[np.float64]

_SHOWN = 60  # more lines than these are not told apart


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
        Observed minus synthetic, one a period, in the unit of a difference.
    placebos
        Periods x peers: the same difference for each peer treated as if it were the trust.
    title, events, name
        As in :func:`~nhs_culture.charts.trend`.
    """
    x = days(difference.index, subject.frequency)
    own = difference.to_numpy(dtype=float)
    rest = placebos.reindex(difference.index).to_numpy(dtype=float)
    shown = _some(rest)
    scale = _scale(subject, own, rest)

    def draw(axes: Axes) -> None:
        _draw_placebos(axes, x, shown, scale.limits)
        axes.axhline(0, color=MUTED, linewidth=1.2)
        marks.line(axes, x, own, runs(x, own, subject.frequency), ACCENT, width=2.6, zorder=3)

    labels = [
        Label(subject.name, last(own), ACCENT),
        Label(f"{_count(shown, rest)} peers treated alike", 0.0, PEER),
    ]
    wide, narrow = drawings(draw, Frame(x, subject.frequency, scale, labels, events).furnish)
    return Chart(
        name=name,
        title=title,
        subtitle=f"{subject.measure_name} ({subject.unit.difference.name}): observed minus "
        "synthetic control",
        alt=_alt(subject, difference, rest) + marked(events),
        data=_data(difference, rest),
        source=subject.source,
        unit=subject.unit.difference.name,
        about=subject.about,
        svg=wide,
        narrow=narrow,
        reading=over_time(
            x, difference.index, own, {subject.name: changes_in_words(subject.unit, own)}
        ),
    )


def _scale(subject: Subject, own: Array, rest: Array) -> Scale:
    """Return a scale as long upwards as downwards, that all but the furthest placebos fit on."""
    high = float(np.nanquantile(np.abs(rest), 0.99)) if rest.size else 0.0
    reach = max(high, float(np.nanmax(np.abs(own))))
    return Scale.around([-reach, reach], subject.unit.change_tick)


def _some(placebos: Array) -> Array:
    """Return at most 60 placebos, spread evenly over where they end, (n_periods, n)."""
    if placebos.shape[1] <= _SHOWN:
        return placebos
    order = np.argsort(placebos[-1], kind="stable")
    return placebos[:, order[np.linspace(0, len(order) - 1, _SHOWN).astype(int)]]


def _count(shown: Array, placebos: Array) -> str:
    drawn, known = shown.shape[1], placebos.shape[1]
    return str(known) if drawn == known else f"{drawn} of {known}"


def _draw_placebos(axes: Axes, x: Array, rest: Array, limits: tuple[float, float]) -> None:
    """Draw all placebos as one path, broken where one leaves the panel."""
    low, high = limits
    stretched = np.tile(np.append(x, np.nan), rest.shape[1])
    line = np.vstack([rest, np.full((1, rest.shape[1]), np.nan)]).T.ravel()
    line = np.where((line >= low) & (line <= high), line, np.nan)
    axes.plot(stretched, line, color=INNER, linewidth=0.7)


def _alt(subject: Subject, difference: pd.Series, rest: Array) -> str:
    known = difference.dropna()
    at = difference.index.get_loc(known.index[-1])
    end = float(known.iloc[-1])
    further = int((np.abs(rest[at]) > abs(end)).sum())
    return (
        f"Line chart. {subject.at_trust} less that of its synthetic control was "
        f"{subject.unit.change(end)} in {period(known.index[-1])}; of {rest.shape[1]} peers "
        f"treated alike, {further} stood further from theirs."
    )


def _data(difference: pd.Series, placebos: Array) -> pd.DataFrame:
    quantiles = pd.DataFrame(placebos).quantile(list(QUANTILES), axis=1).to_numpy(dtype=float)
    names = ("p05", "p25", "median", "p75", "p95")
    columns = {f"placebos_{name}": row for name, row in zip(names, quantiles, strict=True)}
    data = {"period": labels_of(difference.index), "difference": difference.to_numpy(dtype=float)}
    return pd.DataFrame({**data, **columns, "placebos": placebos.shape[1]}).round(3)
