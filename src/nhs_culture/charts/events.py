"""Marks of what happened when: lines that rise to their labels above a panel.

What is dated by its year alone is a band as wide as the year, with the line where the year begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nhs_culture.charts.canvas import Canvas
from nhs_culture.charts.colours import BAND, INK, MUTED, PEER
from nhs_culture.charts.sheet import Sheet
from nhs_culture.charts.subject import Event
from nhs_culture.charts.timeline import day
from nhs_culture.english import listed
from nhs_culture.periods import in_words

__all__ = ["Flags", "inside", "legend", "rules"]

_DASHES = (3, 3)


@dataclass(frozen=True)
class _Row:
    """An event with its label in lines, which run to the left of its line where it is turned."""

    event: Event
    x: float
    lines: list[str]
    width: float
    turned: bool

    @property
    def across(self) -> tuple[float, float]:
        """From where to where the label goes."""
        return (self.x - self.width, self.x) if self.turned else (self.x, self.x + self.width)


@dataclass(frozen=True)
class Flags:
    """The events that fall on an axis, each with a row of text of its own, the lowest first."""

    canvas: Canvas
    rows: tuple[_Row, ...]

    @classmethod
    def on(
        cls,
        canvas: Canvas,
        events: Sequence[Event],
        xlim: tuple[float, float],
        panel: tuple[float, float],
    ) -> Flags:
        """Return the marks of a time axis that goes from the left to the right of a panel.

        A label runs to the right where it fits there on one line, or where there is more room. Of
        those that run one way, no line rises through the label of another; which of the two kinds
        stands below is chosen so that few lines rise through labels.
        """
        (low, high), (left, right) = xlim, panel
        shown = inside(events, xlim)
        places = [left + (day(e.date) - low) / (high - low) * (right - left) for e in shown]
        rows = [_row(canvas, event, x) for event, x in zip(shown, places, strict=True)]
        turned = sorted((row for row in rows if row.turned), key=lambda row: row.x)
        straight = sorted((row for row in rows if not row.turned), key=lambda row: -row.x)
        orders = ((*turned, *straight), (*straight, *turned))
        return cls(canvas, min(orders, key=_crossings))

    @property
    def height(self) -> float:
        """Room that the labels take above the panel."""
        return sum(len(row.lines) for row in self.rows) * self.canvas.line

    def draw(self, sheet: Sheet) -> None:
        """Draw the lines and write their labels."""
        font, line = self.canvas.font, self.canvas.line
        bottom = sheet.top - line * 0.15
        for row in self.rows:
            x, top = row.x, bottom - len(row.lines) * line
            _rule(sheet, row.event, top)
            colour = MUTED if row.event.kind == "break" else INK
            beside = x - font * 0.4 if row.turned else x + font * 0.4
            for number, text in enumerate(row.lines):
                y = top + (number + 0.5) * line
                sheet.text((beside, y), text, colour, anchor="end" if row.turned else "start")
            bottom = top


def _row(canvas: Canvas, event: Event, x: float) -> _Row:
    gap = canvas.font * 0.7
    before, behind = x - gap, canvas.width - x - gap
    turned = canvas.width_of(event.words) > behind and before > behind
    lines = canvas.wrapped(event.words, before if turned else behind)
    return _Row(event, x, lines, max(map(canvas.width_of, lines)) + gap, turned)


def _crossings(rows: Sequence[_Row]) -> int:
    """Return how many labels have the line of a higher row rise through them."""
    return sum(
        lower.across[0] < higher.x < lower.across[1]
        for place, lower in enumerate(rows)
        for higher in rows[place + 1 :]
    )


def inside(events: Iterable[Event], xlim: tuple[float, float]) -> list[Event]:
    """Return the events that fall on an axis."""
    low, high = xlim
    return [event for event in events if low <= day(event.date) <= high]


def rules(sheet: Sheet, events: Iterable[Event]) -> None:
    """Draw the lines alone, as in a small panel, of the events that fall on the axis."""
    for event in inside(events, sheet.xlim):
        _rule(sheet, event, sheet.top)


def legend(events: Sequence[Event]) -> str:
    """Say what lines without labels stand for: programmes with their dates, breaks by their kind.

    Nothing where no line is drawn.
    """
    dates: dict[str, list[str]] = {}
    for event in events:
        if event.kind == "intervention":
            dates.setdefault(event.label, []).append(in_words(event.date[: len("2011-01")]))
    programmes = [f"{name}, {listed(dict.fromkeys(when))}" for name, when in dates.items()]
    breaks = dict.fromkeys(event.label for event in events if event.kind == "break")
    kinds = (
        f"{'; '.join(programmes)} (solid)" if programmes else "",
        f"{listed(breaks)} (dashed)" if breaks else "",
    )
    return f"Upright lines: {'; '.join(filter(None, kinds))}" if any(kinds) else ""


def _rule(sheet: Sheet, event: Event, top: float) -> None:
    x, is_break = sheet.x(day(event.date)), event.kind == "break"
    dashes = _DASHES if is_break else ()
    colour = PEER if is_break else INK
    sheet.rule((x, sheet.bottom), (x, top), colour, 1.2, dashes=dashes, layer="between")
    if len(event.date) == len("2011"):
        end, middle = sheet.x(day(f"{event.date}-12-31")), (sheet.top + sheet.bottom) / 2
        until = min(end, sheet.right)
        sheet.rule((x, middle), (until, middle), BAND, sheet.bottom - sheet.top)
