"""A trust's figures over time in front of its peers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture.charts import marks
from nhs_culture.charts.colours import ACCENT
from nhs_culture.charts.drawing import drawings
from nhs_culture.charts.frame import Frame, labels_of, period
from nhs_culture.charts.labels import Label
from nhs_culture.charts.peers import Peers, last, own_values
from nhs_culture.charts.reading import everyone, in_words, over_time
from nhs_culture.charts.scales import Scale
from nhs_culture.charts.subject import Event, Subject, marked
from nhs_culture.charts.timeline import days, runs
from nhs_culture.exhibits import Chart

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["trend"]

Array = npt.NDArray[np.float64]


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
        Unique among the charts about the subject.

    Raises
    ------
    DesignError
        When the trust is not in the outcomes, all its figures are missing or periods are unordered.
    """
    x = days(outcomes.index, subject.frequency)
    own = own_values(outcomes, subject)
    peers = Peers.of(outcomes, subject.trust)
    bars = _bars(interval, outcomes.index)

    def draw(axes: Axes) -> None:
        peers.draw(axes, x, subject.frequency)
        marks.stems(axes, x, bars, ACCENT, 1.3)
        marks.line_and_dots(axes, x, own, runs(x, own, subject.frequency), ACCENT)

    scale = Scale.around(np.concatenate([own, peers.ends, *bars]), subject.unit.tick)
    labels = [Label(subject.name, last(own), ACCENT), *peers.labels()]
    wide, narrow = drawings(draw, Frame(x, subject.frequency, scale, labels, events).furnish)
    return Chart(
        name=name,
        title=title,
        subtitle=f"{subject.in_unit}, {subject.name} and peers",
        alt=_alt(subject, outcomes, peers) + marked(events),
        data=_data(outcomes, own, peers, bars),
        source=subject.source,
        unit=subject.unit.name,
        about=subject.about,
        svg=wide,
        narrow=narrow,
        reading=over_time(x, outcomes.index, own, _rows(subject, own, bars, peers))
        | everyone(outcomes.drop(columns=subject.trust), scale.limits, subject.unit),
    )


def _rows(
    subject: Subject, own: Array, bars: tuple[Array, Array], peers: Peers
) -> dict[str, list[str]]:
    return {
        subject.name: in_words(subject.unit, own),
        "95% interval": in_words(subject.unit, *bars),
        **peers.rows(subject.unit),
    }


def _bars(interval: pd.DataFrame | None, index: pd.Index) -> tuple[Array, Array]:
    if interval is None:
        missing = np.full(len(index), np.nan)
        return missing, missing
    aligned = interval.reindex(index)
    return aligned["lower"].to_numpy(dtype=float), aligned["upper"].to_numpy(dtype=float)


def _alt(subject: Subject, outcomes: pd.DataFrame, peers: Peers) -> str:
    own, told = outcomes[subject.trust].dropna(), subject.unit.value
    text = f"Line chart. {subject.at_trust} stood at {told(own.iloc[0])} in {period(own.index[0])}"
    if len(own) > 1:
        text += f" and {told(own.iloc[-1])} in {period(own.index[-1])}"
    known = np.flatnonzero(np.isfinite(peers.median))
    if known.size:
        start, end = known[0], known[-1]
        text += (
            f"; the median of its peers ({peers.n[start]} and {peers.n[end]} {subject.kind}s) "
            "stood at "
            f"{told(peers.median[start])} in {period(outcomes.index[start])} and "
            f"{told(peers.median[end])} in {period(outcomes.index[end])}"
        )
    return text + "."


def _data(
    outcomes: pd.DataFrame, own: Array, peers: Peers, bars: tuple[Array, Array]
) -> pd.DataFrame:
    columns = {
        "period": labels_of(outcomes.index),
        "trust": own,
        "trust_lower": bars[0],
        "trust_upper": bars[1],
        **peers.table(),
    }
    return pd.DataFrame(columns).dropna(axis=1, how="all").round(3)
