"""The chart: a figure with its sentence, its data and its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, ClassVar

import pandas as pd

from nhs_culture.exhibits import cells
from nhs_culture.exhibits.download import download_link
from nhs_culture.exhibits.markup import data_block, slug

__all__ = ["Chart"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Chart:
    """A figure with its sentence, its data and its source.

    Attributes
    ----------
    name
        Short and unique among what is shown about the same; gives the id and the file name.
    title
        The finding that the chart shows.
    subtitle
        What is measured, in which unit, of whom.
    alt
        One sentence that says what the chart shows, with its numbers.
    data
        The figures that are drawn, as a tidy table.
    source
        Who published them.
    svg, narrow
        The drawing for a wide and for a narrow screen; the second may be empty.
    unit
        Of the figures, as a reader knows it.
    about
        Trust and measure, such as ``RP1 recommend_work``; the page's own where empty.
    reading
        The figures behind the marks, which a page answers a pointer with; one for each drawing
        where several stand side by side. Empty where all figures are written beside the marks.
    """

    MIME: ClassVar[str] = "application/vnd.nhs-culture.chart+json"

    name: str
    title: str
    alt: str
    data: pd.DataFrame
    source: str
    svg: str
    narrow: str = ""
    subtitle: str = ""
    unit: str = ""
    about: str = ""
    reading: Mapping[str, Any] | Sequence[Mapping[str, Any]] = ()

    @property
    def stem(self) -> str:
        """The name of its file, without suffix; its id on a page is made from it."""
        return slug(f"{self.about} {self.name}")

    def record(self) -> dict[str, Any]:
        """Return the fields as JSON-ready values."""
        return {**vars(self), "data": cells.record(self.data)}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Chart:
        """Return what :meth:`record` wrote."""
        return cls(**{**record, "data": cells.from_record(record["data"])})

    def html(self) -> str:
        """Return the figure for a page, which picks the drawing that fits the screen."""
        drawn = (
            f'<div class="wide">{self.svg}</div><div class="narrow">{self.narrow}</div>'
            if self.narrow
            else self.svg
        )
        image = f'<div role="img" aria-label="{escape(self.alt)}">{drawn}</div>'
        return self._figure(f'<div class="drawing">{image}</div>{data_block(self.reading)}')

    def _figure(self, drawing: str) -> str:
        subtitle = f'<span class="subtitle">{escape(self.subtitle)}</span>' if self.subtitle else ""
        link = download_link(
            self.data,
            self.stem,
            title=". ".join(filter(None, (self.title, self.subtitle))),
            unit=self.unit,
            source=self.source,
        )
        return (
            f'<figure class="chart" id="chart-{self.stem}"><figcaption>'
            f'<strong class="title">{escape(self.title)}</strong> {subtitle}</figcaption>'
            f'{drawing}<p class="source"><span>Source: {escape(self.source)}</span> '
            f"{link}</p></figure>"
        )

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        drawing = (
            f'<div role="img" aria-label="{escape(self.alt)}" '
            f'style="max-width:720px;background:#fff">{self.svg}</div>'
        )
        return {
            self.MIME: self.record(),
            "text/html": self._figure(drawing),
            "text/plain": f"{self.title}\n{self.alt}",
        }
