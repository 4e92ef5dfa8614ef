"""Fields to type a figure into that somebody has read, and what the official data say to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from nhs_culture.data.access import Data
from nhs_culture.errors import NhsCultureError
from nhs_culture.exhibits import Note
from nhs_culture.exhibits.group import Exhibit
from nhs_culture.pages import judge as page
from nhs_culture.pages import trend
from nhs_culture.pages.explore import measures
from nhs_culture.studies.judged import judge

if TYPE_CHECKING:
    from ipywidgets import VBox

__all__ = ["Fields", "judged"]

_ASKED = {
    "trust": ("Trust", "code, name, or part of one"),
    "measure": ("Measure", "identifier or name"),
    "start": ("From", "52@2016; empty for a level"),
    "to": ("To", "63@2019, about 8.7%@2018, 3rd of 160@2015"),
    "subgroup": ("Of whom", "all; or such as bme"),
    "date": ("Programme", "when it began; empty: the period after the start"),
}
"""The fields by the names of :func:`nhs_culture.studies.judged.judge`: label, and what to type."""


def judged(data: Data, typed: dict[str, str]) -> Iterator[Exhibit]:
    """Yield what the official data say to typed figures, or the sentence on what is wrong."""
    try:
        opinion = judge(data, **typed)
    except NhsCultureError as error:
        yield Note(label="Not understood", text=str(error))
        return
    yield page.headline(opinion)
    yield trend.trend(opinion.change)
    if after := page.kept(opinion):
        yield after
    if lacking := page.unknown(opinion):
        yield lacking


class Fields:
    """Fields to type a figure into, and what is shown of it: judged anew when a field changes.

    Parameters
    ----------
    data
        The register and the panel.
    typed
        What the fields begin with, as :func:`nhs_culture.studies.judged.judge` takes it.

    Attributes
    ----------
    fields
        The fields, by name.
    shown
        The exhibits of what is typed, as HTML; empty until a field changes.
    """

    def __init__(self, data: Data, **typed: str) -> None:
        import ipywidgets as widgets

        self._data = data
        self.shown = widgets.HTML()
        names = tuple(name for name, _ in measures(data))
        self.fields = {
            name: widgets.Combobox(
                description=label,
                placeholder=hint,
                value=typed.get(name, ""),
                options=names if name == "measure" else (),
                continuous_update=False,
                layout=widgets.Layout(width="36em"),
            )
            for name, (label, hint) in _ASKED.items()
        }
        for field in self.fields.values():
            field.observe(self._changed, names="value")

    @property
    def typed(self) -> dict[str, str]:
        """What the fields say."""
        said = {name: field.value.strip() for name, field in self.fields.items()}
        return said | {"subgroup": said["subgroup"] or "all"}

    @property
    def box(self) -> VBox:
        """The fields above what is shown."""
        from ipywidgets import VBox

        return VBox([*self.fields.values(), self.shown])

    def _changed(self, _: object) -> None:
        exhibits = judged(self._data, self.typed)
        self.shown.value = "".join(one._repr_mimebundle_()["text/html"] for one in exhibits)

    def _repr_mimebundle_(self, **keywords: object) -> Any:  # noqa: ANN401 - as ipywidgets has it
        return self.box._repr_mimebundle_(**keywords)
