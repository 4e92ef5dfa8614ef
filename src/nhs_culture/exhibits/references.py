"""The references: what a text cites, in the order in which it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from html import escape
from typing import Any, ClassVar

from nhs_culture.exhibits.markup import safe_href

__all__ = ["Reference", "References"]


@dataclass(frozen=True, kw_only=True)
class Reference:
    """One publication.

    Attributes
    ----------
    key
        What it is cited by.
    text
        The publication in full, without its address.
    url
        Where it is; may be empty.
    """

    key: str
    text: str
    url: str = ""

    def html(self) -> str:
        """Return the entry for a page."""
        address = escape(safe_href(self.url))
        link = f' <a href="{address}">{address.removeprefix("https://")}</a>' if address else ""
        return f'<li id="ref-{escape(self.key)}">{escape(self.text)}{link}</li>'


@dataclass(frozen=True, kw_only=True)
class References:
    """What a text may cite; a page lists those that it does, numbered in the order of citation."""

    MIME: ClassVar[str] = "application/vnd.nhs-culture.references+json"

    entries: tuple[Reference, ...]

    def record(self) -> dict[str, Any]:
        """Return the entries as JSON-ready values."""
        return {"entries": [asdict(one) for one in self.entries]}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> References:
        """Return what :meth:`record` wrote."""
        return cls(entries=tuple(Reference(**one) for one in record["entries"]))

    def html(self) -> str:
        """Return the list for a page."""
        return f'<ol class="references">{"".join(one.html() for one in self.entries)}</ol>'

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        text = "\n".join(f"[@{one.key}] {one.text}" for one in self.entries)
        return {self.MIME: self.record(), "text/html": self.html(), "text/plain": text}
