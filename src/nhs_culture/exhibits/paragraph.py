"""The paragraph: sentences of a text that were made from numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, ClassVar

__all__ = ["Paragraph"]


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """Sentences of a text that were made from numbers.

    Attributes
    ----------
    text
        The sentences. ``[@key]`` cites a reference, a figure or a table of the same page, as in
        Pandoc's Markdown.
    label
        What it is about, as in a structured abstract; may be empty.
    """

    MIME: ClassVar[str] = "application/vnd.nhs-culture.paragraph+json"

    text: str
    label: str = ""

    def record(self) -> dict[str, Any]:
        """Return the fields as JSON-ready values."""
        return dict(vars(self))

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Paragraph:
        """Return what :meth:`record` wrote."""
        return cls(**record)

    def html(self) -> str:
        """Return the paragraph for a page."""
        label = f"<strong>{escape(self.label)}.</strong> " if self.label else ""
        return f"<p>{label}{escape(self.text)}</p>"

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        label = f"{self.label}. " if self.label else ""
        return {
            self.MIME: self.record(),
            "text/html": self.html(),
            "text/plain": f"{label}{self.text}",
        }
