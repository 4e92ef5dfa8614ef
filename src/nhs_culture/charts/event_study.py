"""How far a trust stood from its peers, period by period, with the band that trusts keep to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture.charts import marks
from nhs_culture.charts.colours import ACCENT, BAND, INNER, MUTED
from nhs_culture.charts.drawing import drawings
from nhs_culture.charts.frame import Frame, labels_of, period
from nhs_culture.charts.labels import Label
from nhs_culture.charts.peers import last
from nhs_culture.charts.reading import changes_in_words, over_time
from nhs_culture.charts.scales import Scale
from nhs_culture.charts.subject import Event, Subject, marked
from nhs_culture.charts.timeline import days, runs
from nhs_culture.exhibits import Chart

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["event_study"]

Array = npt.NDArray[np.float64]

_FIGURES = ("relative", "lower", "upper", "band", "band_at_once")


def event_study(
    subject: Subject,
    path: pd.DataFrame,
    *,
    title: str,
    events: Sequence[Event] = (),
    name: str = "event-study",
) -> Chart:
    """Draw how far a trust stood from its peers, period by period, in front of their bands.

    Parameters
    ----------
    subject
        Whom and what.
    path
        One row per period, in order: ``stage`` (``before``, ``after``, ``later``), ``relative``
        (how far the trust stood from where peers that started alike were) with ``lower`` and
        ``upper``, its 95% interval; ``band`` and ``band_at_once``: half the width of the bands
        around 0 that 95% of trusts keep in this period, and in all periods of the stage. In the
        unit of a difference; as :func:`nhs_culture.designs.event_study` gives them.
    title, events, name
        As in :func:`~nhs_culture.charts.trend`.
    """
    x = days(path.index, subject.frequency)
    own, lower, upper, band, together = (path[c].to_numpy(dtype=float) for c in _FIGURES)

    def draw(axes: Axes) -> None:
        for half, colour in ((together, BAND), (band, INNER)):
            marks.blocks(axes, x, half, colour)
        axes.axhline(0, color=MUTED, linewidth=1.2)
        marks.stems(axes, x, (lower, upper), ACCENT, 1.3)
        marks.line_and_dots(axes, x, own, runs(x, own, subject.frequency), ACCENT)

    values = np.concatenate([own, lower, upper, band, -band, together, -together])
    scale = Scale.around(values, subject.unit.change_tick)
    labels = [Label(subject.name, last(own), ACCENT), *_labels(band, together)]
    wide, narrow = drawings(draw, Frame(x, subject.frequency, scale, labels, events).furnish)
    return Chart(
        name=name,
        title=title,
        subtitle=f"{subject.measure_name} ({subject.unit.difference.name}): distance from peers "
        "that started alike, less the mean distance before. Bars: 95% intervals",
        alt=_alt(subject, path) + marked(events),
        data=path.assign(period=labels_of(path.index)).round(4),
        source=subject.source,
        unit=subject.unit.difference.name,
        about=subject.about,
        svg=wide,
        narrow=narrow,
        reading=over_time(x, path.index, own, _rows(subject, path)),
    )


def _rows(subject: Subject, path: pd.DataFrame) -> dict[str, list[str]]:
    own, lower, upper, band, _ = (path[c].to_numpy(dtype=float) for c in _FIGURES)
    return {
        subject.name: changes_in_words(subject.unit, own),
        "95% interval": changes_in_words(subject.unit, lower, upper),
        "95% of trusts": changes_in_words(subject.unit, -band, band),
    }


def _labels(band: Array, together: Array) -> list[Label]:
    known = np.isfinite(band).any(), np.isfinite(together).any()
    labels = (
        Label("95% of trusts, in each period", 0.0, INNER, "band"),
        Label("95% of trusts, in all periods together", 0.0, BAND, "band"),
    )
    return [label for label, there in zip(labels, known, strict=True) if there]


def _alt(subject: Subject, path: pd.DataFrame) -> str:
    own = path["relative"].astype(float)
    beyond = int((own.abs() > path["band"].astype(float)).sum())
    told = "; ".join(
        f"{stage}, from {subject.unit.change(float(some.iloc[0]))} in {period(some.index[0])} to "
        f"{subject.unit.change(float(some.iloc[-1]))} in {period(some.index[-1])}"
        for stage, some in own.groupby(path["stage"], sort=False)
    )
    return (
        f"Line chart of the distance of {subject.trust_name} from peers that started alike, in "
        f"{subject.measure_name}: {told}; in {beyond} of {len(own)} periods it lies outside the "
        "band that 95% of trusts keep in a period."
    )
