"""Any measure of any trust around any date, for a person with a notebook open.

What is found this way is exploratory, whatever it shows: whoever tries enough dates, peers and
designs finds one that stands out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import partial
from typing import TYPE_CHECKING, Any

from nhs_culture import periods
from nhs_culture.data.access import Data
from nhs_culture.designs import DESIGNS, PRIMARY, Refused
from nhs_culture.english import capitalised, short_name
from nhs_culture.errors import DataError, NhsCultureError
from nhs_culture.exhibits import Group, Note
from nhs_culture.exhibits.group import Exhibit
from nhs_culture.pages import choices, evidence, lead, months, trend
from nhs_culture.pages.words import words_of
from nhs_culture.register import PEER_GROUPS
from nhs_culture.studies.answer import Answer, answer
from nhs_culture.studies.question import question

if TYPE_CHECKING:
    from ipywidgets import VBox

__all__ = ["VIEWS", "Choice", "Explorer", "explored", "found", "measures"]

Exhibits = list[Exhibit]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What is asked; as for :func:`nhs_culture.studies.question`, with a key of :data:`VIEWS`."""

    trust: str
    measure: str
    date: str = ""
    peers: str = ""
    window: str = ""
    design: str = PRIMARY.name


def _told(asked: Answer, design: str) -> Exhibits:
    result = asked.result(design)
    label = "Refused" if isinstance(result, Refused) else DESIGNS[design].title
    return [Note(label=label, text=result.sentence(*words_of(asked)))]


def _synthetic(asked: Answer) -> Exhibits:
    chart = evidence.synthetic(asked)
    return [] if chart is None else [chart]


def _views() -> Mapping[str, Callable[[Answer], Exhibits]]:
    """Return every design, by its sentence unless it has a chart, and what looks at all of them."""
    by_chart: dict[str, Callable[[Answer], Exhibits]] = {
        PRIMARY.name: lambda asked: [evidence.placebos(asked)],
        "synthetic control": _synthetic,
    }
    in_words = {name: partial(_told, design=name) for name in DESIGNS}
    return {
        **in_words,
        **by_chart,
        "control chart": lambda asked: [months.control_chart(asked, months.usual(asked))],
        "every way of asking": lambda asked: list(choices.specifications(asked)),
    }


VIEWS = _views()
"""Name -> what it shows of an answer: a design, or another way of looking."""

_NEED_NO_DATE = (PRIMARY.name, "control chart")


def explored(data: Data, choice: Choice) -> Group:
    """Return the finding, the figure and what the design says; a refusal is a note.

    Input that is not understood is a note too: it names what was expected.
    """
    try:
        asked = answer(
            data,
            question(
                data,
                choice.trust,
                choice.measure,
                intervention=choice.date,
                peers=choice.peers,
                window=choice.window,
            ),
        )
        shown = Group(lead.headline(asked, "explore"), trend.trend(asked))
        undated = not asked.question.first_after and choice.design not in _NEED_NO_DATE
        if asked.own.empty or undated:
            return shown
        return Group(shown, *_outside(asked), *VIEWS[choice.design](asked))
    except NhsCultureError as error:
        return Group(Note(label="Not understood", text=_stopped(capitalised(str(error)))))


def _outside(asked: Answer) -> Exhibits:
    """Return the note that a date lies outside the figures; nothing where it does not."""
    date = asked.question.first_after
    first, last = (str(asked.own.index[i]) for i in (0, -1))
    if not date or first < date <= last:
        return []
    figures = f"The figures of {short_name(asked.question.trust_name)} run from "
    text = (
        f"{figures}{periods.in_words(first)} to {periods.in_words(last)}: there is nothing "
        f"{'before' if date <= first else 'after'} {periods.in_words(date)} to compare."
    )
    return [Note(label="Outside the data", text=text)]


def _stopped(text: str) -> str:
    return text if text.endswith((".", "?")) else f"{text}."


def found(data: Data, text: str) -> list[tuple[str, str]]:
    """Return the trusts whose code or name has every word of a search, as (label, code)."""
    words = text.casefold().split()
    trusts = data.register.trusts
    labels = {
        f"{row['name']} ({row['org_code']})": str(row["org_code"])
        for _, row in trusts.sort_values("name").iterrows()
        if all(
            word in f"{row['name']} {row['org_code']} {row['former_names']}".casefold()
            for word in words
        )
    }
    return list(labels.items())


def _no_trust(search: str) -> Note:
    text = f"No trust has “{search.strip()}” in its name, its former names or its code."
    return Note(label="No trust found", text=text)


def measures(data: Data) -> list[tuple[str, str]]:
    """Return the measures that figures of trusts are published on, as (name, measure)."""
    published = data.measured(data.register.trusts["org_code"])
    return [(str(name), str(one)) for name, one in published[["name", "measure"]].to_numpy()]


def _refuse_unknown(data: Data, trust: str, measure: str) -> None:
    data.register.trust(trust)
    entry = data.register.measure(measure)
    if measure not in dict(measures(data)).values():
        raise DataError(f"Nothing was published by trust on {entry['name']!r}")


class Explorer:
    """Fields to choose with, and what is shown of the choice: redrawn when a field changes.

    Attributes
    ----------
    search, trust, measure, date, peers, window, design
        The fields. ``search`` narrows the trusts that ``trust`` offers; an empty ``date``,
        ``peers`` or ``window`` takes the plan's.
    shown
        The exhibits of the present choice, as HTML.
    box
        All of it, to display.

    Raises
    ------
    DataError
        When the trust is unknown, or nothing was published on the measure.
    """

    def __init__(self, data: Data, trust: str = "RP1", measure: str = "recommend_work") -> None:
        import ipywidgets as widgets

        self._data = data
        _refuse_unknown(data, trust, measure)
        wide: dict[str, Any] = {
            "style": {"description_width": "7em"},
            "layout": widgets.Layout(width="36em"),
        }
        self.search = widgets.Text(description="Search", placeholder="name or code", **wide)
        self.trust = widgets.Dropdown(
            options=found(data, ""), value=trust, description="Trust", **wide
        )
        self.measure = widgets.Dropdown(
            options=measures(data), value=measure, description="Measure", **wide
        )
        self.date = widgets.Combobox(
            description="From", placeholder="as planned; or 2017, 2017-01", **wide
        )
        self.peers = widgets.Combobox(
            options=PEER_GROUPS, description="Peers", placeholder="as planned; or codes", **wide
        )
        self.window = widgets.Text(
            description="Window", placeholder="as planned; or periods before,after: 5,3", **wide
        )
        self.design = widgets.Dropdown(options=list(VIEWS), description="Design", **wide)
        self.shown = widgets.HTML()
        for field in (self.date, self.peers, self.window):
            field.continuous_update = False
        self.search.observe(self._narrow, names="value")
        for name in (field.name for field in fields(Choice)):
            getattr(self, name).observe(self._changed, names="value")
        self._changed()

    @property
    def box(self) -> VBox:
        """The fields above what is shown."""
        from ipywidgets import VBox

        chosen = [getattr(self, field.name) for field in fields(Choice)]
        return VBox([self.search, *chosen, self.shown])

    @property
    def choice(self) -> Choice:
        """What the fields say."""
        return Choice(**{field.name: getattr(self, field.name).value for field in fields(Choice)})

    def _narrow(self, _: object) -> None:
        options = found(self._data, self.search.value)
        chosen, codes = self.trust.value, dict(options).values()
        self.trust.unobserve(self._changed, names="value")  # new options choose one of them
        self.trust.options = options
        self.trust.value = chosen if chosen in codes else next(iter(codes), None)
        self.trust.observe(self._changed, names="value")
        if self.trust.value != chosen:
            self._changed()

    def _changed(self, _: object = None) -> None:
        if self.trust.value is None:
            self._show(Group(_no_trust(self.search.value)))
            return
        interventions = self._data.register.interventions
        own = interventions[interventions["org_code"] == self.trust.value]
        self.date.options = tuple(own["intervention_id"])
        self._show(explored(self._data, self.choice))

    def _show(self, exhibits: Group) -> None:
        self.shown.value = exhibits._repr_mimebundle_()["text/html"]

    def _repr_mimebundle_(self, **keywords: object) -> Any:  # noqa: ANN401 - as ipywidgets has it
        return self.box._repr_mimebundle_(**keywords)
