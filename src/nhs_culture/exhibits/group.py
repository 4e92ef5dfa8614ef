"""The group: several exhibits at once, in their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from nhs_culture.exhibits.chart import Chart
from nhs_culture.exhibits.finding import Finding
from nhs_culture.exhibits.headline import Headline
from nhs_culture.exhibits.note import Note
from nhs_culture.exhibits.paragraph import Paragraph
from nhs_culture.exhibits.references import References
from nhs_culture.exhibits.sources import Sources
from nhs_culture.exhibits.table import Table

__all__ = ["Exhibit", "Group", "bundles", "read"]

Exhibit = Headline | Chart | Table | Paragraph | References | Sources | Note | Finding

_KINDS: tuple[type[Exhibit], ...] = (
    *(Headline, Chart, Table, Paragraph),
    *(References, Sources, Note, Finding),
)


class Group:
    """Several exhibits as one object, which Jupyter shows and a page reads in order.

    Parameters
    ----------
    parts
        Exhibits, and groups of them, which are taken apart; None stands for nothing to show.

    Examples
    --------
    >>> group = Group(Note(label="Care", text="Two years."), None, Group())
    >>> [part.label for part in group]
    ['Care']
    """

    MIME: ClassVar[str] = "application/vnd.nhs-culture.group+json"

    def __init__(self, *parts: Exhibit | Group | None) -> None:
        self.parts: tuple[Exhibit, ...] = tuple(
            one
            for part in parts
            if part is not None
            for one in (part if isinstance(part, Group) else (part,))
        )

    def __iter__(self) -> Iterator[Exhibit]:
        return iter(self.parts)

    def __len__(self) -> int:
        return len(self.parts)

    def __getitem__(self, place: int) -> Exhibit:
        return self.parts[place]

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        shown = [part._repr_mimebundle_() for part in self]
        return {
            self.MIME: [
                {kind: part[kind] for kind in part if not kind.startswith("text/")}
                for part in shown
            ],
            "text/html": "".join(part["text/html"] for part in shown),
            "text/plain": "\n\n".join(part["text/plain"] for part in shown),
        }


def bundles(output: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return what an output holds, a MIME bundle for each exhibit of a group.

    Parameters
    ----------
    output
        The ``data`` of an output of an executed notebook: MIME type to content.
    """
    return list(output[Group.MIME]) if Group.MIME in output else [output]


def read(bundle: Mapping[str, Any]) -> Exhibit | None:
    """Return the exhibit that a MIME bundle holds, None where it holds none."""
    for kind in _KINDS:
        if kind.MIME in bundle:
            return kind.from_record(bundle[kind.MIME])
    return None
