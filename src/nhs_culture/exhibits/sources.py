"""The sources: the publications that a page rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, ClassVar

from nhs_culture.exhibits.markup import safe_href

__all__ = ["Sources"]


LONG = 20
"""Entries that a page shows without being asked."""


@dataclass(frozen=True, kw_only=True)
class Sources:
    """The publications that a page rests on.

    Attributes
    ----------
    entries
        Mappings with ``title`` and, where known, ``producer``, ``url``, ``published``,
        ``licence``, ``sha256`` and ``note``; as in ``sources.csv`` and ``source.yml``.
    """

    MIME: ClassVar[str] = "application/vnd.nhs-culture.sources+json"

    entries: tuple[Mapping[str, str], ...]

    def record(self) -> dict[str, Any]:
        """Return the entries as JSON-ready values."""
        return {"entries": [{key: str(e[key]) for key in e} for e in self.entries]}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Sources:
        """Return what :meth:`record` wrote."""
        return cls(entries=tuple(record["entries"]))

    def html(self) -> str:
        """Return the list for a page; a long one opens on demand."""
        listed = f'<ul class="sources">{"".join(_item(e) for e in self.entries)}</ul>'
        if len(self.entries) <= LONG:
            return listed
        told = f"{len(self.entries)} documents and publications"
        return f"<details><summary>{told}</summary>{listed}</details>"

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        text = "\n".join(str(entry["title"]) for entry in self.entries)
        return {self.MIME: self.record(), "text/html": self.html(), "text/plain": text}


def _item(entry: Mapping[str, str]) -> str:
    known = {key: escape(str(value)) for key, value in entry.items() if str(value)}
    address = safe_href(str(entry.get("url", "")))
    title = known["title"]
    link = f'<a href="{escape(address)}">{title}</a>' if address else title
    details = [
        known.get("producer"),
        f"Published {known['published']}" if "published" in known else None,
        known.get("licence"),
        known.get("note"),
    ]
    text = ". ".join(detail.rstrip(".") for detail in details if detail)
    digest = (
        f'<span class="checksum">SHA-256 <code>{known["sha256"]}</code></span>'
        if "sha256" in known
        else ""
    )
    stop = "" if title.endswith(("?", "!", ".")) else "."
    return f"<li><cite>{link}</cite>{f'{stop} {text}.' if text else ''} {digest}</li>"
