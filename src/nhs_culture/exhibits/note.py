"""The note: a sentence that must not be missed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, ClassVar

__all__ = ["Note"]


@dataclass(frozen=True, kw_only=True)
class Note:
    """A sentence that must not be missed: what is missing, refused or to be read with care.

    Attributes
    ----------
    label
        One or two words, such as ``Missing``, ``Refused``, ``Care``.
    text
        The sentence.
    """

    MIME: ClassVar[str] = "application/vnd.nhs-culture.note+json"

    label: str
    text: str

    def record(self) -> dict[str, Any]:
        """Return the fields as JSON-ready values."""
        return dict(vars(self))

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Note:
        """Return what :meth:`record` wrote."""
        return cls(**record)

    def html(self) -> str:
        """Return the note for a page."""
        return f'<p class="note"><strong>{escape(self.label)}.</strong> {escape(self.text)}</p>'

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {
            self.MIME: self.record(),
            "text/html": self.html(),
            "text/plain": f"{self.label}. {self.text}",
        }
