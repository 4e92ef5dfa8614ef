"""A few named series over time, the subject's own in front."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture.charts import marks
from nhs_culture.charts.colours import ACCENT, PEER
from nhs_culture.charts.drawing import drawings
from nhs_culture.charts.frame import Frame, first_and_last, labels_of
from nhs_culture.charts.labels import Label
from nhs_culture.charts.peers import last, own_values
from nhs_culture.charts.reading import in_words, over_time
from nhs_culture.charts.scales import Scale
from nhs_culture.charts.subject import Event, Subject, marked
from nhs_culture.charts.timeline import days, runs
from nhs_culture.exhibits import Chart

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["lines"]

Array = npt.NDArray[np.float64]

_DASHES: tuple[tuple[float, ...], ...] = ((), (5, 2), (1.5, 1.5), (6, 2, 1.5, 2))


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
        As in :func:`~nhs_culture.charts.trend`.
    """
    x = days(outcomes.index, subject.frequency)
    own = own_values(outcomes, subject)
    others = {str(c): outcomes[c].to_numpy(dtype=float) for c in outcomes if c != subject.trust}
    others = {label: values for label, values in others.items() if np.isfinite(values).any()}
    beside = [
        Label(label, last(values), PEER, dashes=_DASHES[number % len(_DASHES)])
        for number, (label, values) in enumerate(others.items())
    ]

    def draw(axes: Axes) -> None:
        for label, values in zip(beside, others.values(), strict=True):
            within = runs(x, values, subject.frequency)
            marks.line(axes, x, values, within, PEER, dashes=label.dashes)
            lone = marks.alone(within)
            marks.dots(axes, x[lone], values[lone], PEER, 5.5)
        marks.line_and_dots(axes, x, own, runs(x, own, subject.frequency), ACCENT)

    scale = Scale.around(np.concatenate([own, *others.values()]), subject.unit.tick)
    labels = [Label(subject.name, last(own), ACCENT), *beside]
    wide, narrow = drawings(draw, Frame(x, subject.frequency, scale, labels, events).furnish)
    named = {subject.name: own, **others}
    return Chart(
        name=name,
        title=title,
        subtitle=subject.in_unit,
        alt=_alt(subject, outcomes.index, {subject.trust_name: own, **others}) + marked(events),
        data=_data(outcomes),
        source=subject.source,
        unit=subject.unit.name,
        about=subject.about,
        svg=wide,
        narrow=narrow,
        reading=over_time(
            x,
            outcomes.index,
            own,
            {label: in_words(subject.unit, one) for label, one in named.items()},
        ),
    )


def _alt(subject: Subject, index: pd.Index, every: Mapping[str, Array]) -> str:
    told = "; ".join(
        first_and_last(label, pd.Series(values, index), subject.unit)
        for label, values in every.items()
    )
    return f"Line chart of {subject.measure_name}. {told}."


def _data(outcomes: pd.DataFrame) -> pd.DataFrame:
    data = outcomes.round(3)
    data.insert(0, "period", labels_of(outcomes.index))
    return data
