"""Several trends side by side: one trust by many measures, or one measure at many trusts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture.charts import events as happenings
from nhs_culture.charts import marks, timeline
from nhs_culture.charts.canvas import Canvas
from nhs_culture.charts.colours import ACCENT
from nhs_culture.charts.drawing import drawing
from nhs_culture.charts.frame import first_and_last, labels_of
from nhs_culture.charts.peers import Peers, own_values
from nhs_culture.charts.reading import in_words, over_time
from nhs_culture.charts.scales import Scale
from nhs_culture.charts.sheet import Margins, Sheet
from nhs_culture.charts.subject import Event, Subject
from nhs_culture.errors import DesignError
from nhs_culture.exhibits import Chart

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Panel", "small_multiples"]

_SMALL = Canvas(230, 12, narrow=True)
_HEIGHT = 112.0


@dataclass(frozen=True)
class Panel:
    """One of several small charts: a subject, its outcomes (periods x trusts), what happened."""

    subject: Subject
    outcomes: pd.DataFrame
    events: Sequence[Event] = ()


@dataclass(frozen=True)
class _Figures:
    """What a panel draws."""

    panel: Panel
    heading: str
    x: npt.NDArray[np.float64]
    own: npt.NDArray[np.float64]
    peers: Peers

    @classmethod
    def of(cls, panel: Panel, heading: str) -> _Figures:
        subject, outcomes = panel.subject, panel.outcomes
        own = own_values(outcomes, subject)
        x = timeline.days(outcomes.index, subject.frequency)
        return cls(panel, heading, x, own, Peers.of(outcomes, subject.trust))

    @property
    def extent(self) -> npt.NDArray[np.float64]:
        return np.concatenate([self.own, self.peers.ends])


def small_multiples(
    panels: Sequence[Panel],
    *,
    title: str,
    subtitle: str,
    source: str,
    about: str = "",
    name: str = "small-multiples",
) -> Chart:
    """Draw several trends side by side.

    Panels in one unit are there to be compared and share both axes; otherwise each has its own.

    Parameters
    ----------
    panels
        One trust by many measures, or many trusts by one measure. The heading of a panel is the
        measure, or the trust where all panels share the measure.
    title, subtitle, source
        Of the whole. What the upright lines stand for that are drawn is put behind a subtitle.
    about, name
        As of :class:`~nhs_culture.exhibits.Chart`.

    Raises
    ------
    DesignError
        When there are no panels, or as in :func:`~nhs_culture.charts.trend`.
    """
    if not panels:
        raise DesignError("small multiples need at least one panel")
    compared = len({panel.subject.unit.code for panel in panels}) == 1
    by_trust = len({panel.subject.measure for panel in panels}) == 1 and len(panels) > 1
    headings = [p.subject.name if by_trust else p.subject.measure_name for p in panels]
    figures = [_Figures.of(*pair) for pair in zip(panels, headings, strict=True)]
    told = [
        first_and_last(p.heading, p.panel.outcomes[p.panel.subject.trust], p.panel.subject.unit)
        for p in figures
    ]
    shared = figures if compared else []
    sheets = [_sheet(one, shared or [one]) for one in figures]
    drawn = [
        event
        for panel, sheet in zip(panels, sheets, strict=True)
        for event in happenings.inside(panel.events, sheet.xlim)
    ]
    told_of_lines = happenings.legend(drawn) if subtitle else ""
    return Chart(
        name=name,
        title=title,
        subtitle=". ".join(filter(None, (subtitle, told_of_lines))),
        alt=f"{len(panels)} small line charts. {'; '.join(told)}.",
        data=pd.concat([_data(one) for one in figures], ignore_index=True),
        source=source,
        unit=panels[0].subject.unit.name if compared else "",
        about=about,
        svg=f'<div class="multiples">{"".join(map(_small, figures, sheets))}</div>',
        reading=[_reading(one) for one in figures],
    )


def _reading(one: _Figures) -> dict[str, Any]:
    unit, name = one.panel.subject.unit, one.panel.subject.name
    rows = {name: in_words(unit, one.own), "Median peer": in_words(unit, one.peers.median)}
    return over_time(one.x, one.panel.outcomes.index, one.own, rows)


def _small(one: _Figures, sheet: Sheet) -> str:
    """Return one small drawing; the page sets them in as many columns as there is room for."""
    subject = one.panel.subject

    def draw(axes: Axes) -> None:
        one.peers.draw(axes, one.x, subject.frequency)
        within = timeline.runs(one.x, one.own, subject.frequency)
        marks.trace(axes, one.x, one.own, within, ACCENT, width=2.6, zorder=3)
        marks.dots_of(axes, one.x, one.own, within, ACCENT)

    return drawing(draw, sheet)


def _sheet(one: _Figures, shared: Sequence[_Figures]) -> Sheet:
    """Return the sheet of a panel whose axes hold the figures of all that share them."""
    subject = one.panel.subject
    scale = Scale.around(np.concatenate([f.extent for f in shared]), subject.unit.tick, ticks=3)
    times = np.unique(np.concatenate([f.x for f in shared]))
    left = scale.room(_SMALL)
    text = _SMALL.wrapped(one.heading, _SMALL.width - 4, bold=True)
    margins = Margins(left, _SMALL.font, (max(len(text), 2) + 0.4) * _SMALL.line, 22)
    xlim = timeline.around(times, 0.05)
    sheet = Sheet(_SMALL, margins, _HEIGHT, xlim, scale.limits)
    scale.beside(sheet)
    timeline.below(sheet, _ends(times, subject.frequency))
    happenings.rules(sheet, one.panel.events)
    for number, line in enumerate(text):
        sheet.text((2, (number + 0.6) * _SMALL.line), line, bold=True)
    return sheet


def _ends(times: npt.NDArray[np.float64], frequency: str) -> list[tuple[float, str]]:
    """Return the first and the last period as ticks, one where they are the same year."""
    first, last = (timeline.marks(times[[end]], _yearly(frequency))[0] for end in (0, -1))
    return [last] if first[1] == last[1] else [first, last]


def _yearly(frequency: str) -> str:
    return frequency if frequency in {"financial_year", "three_years"} else "year"


def _data(one: _Figures) -> pd.DataFrame:
    subject, outcomes = one.panel.subject, one.panel.outcomes
    data = pd.DataFrame(
        {
            "trust": subject.trust,
            "measure": subject.measure_name,
            "period": labels_of(outcomes.index),
            "value": one.own.round(4),
            "peers_median": one.peers.median.round(4),
            "peers": one.peers.n,
        }
    )
    return data.dropna(subset="value")
