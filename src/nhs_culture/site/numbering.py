"""Numbers for what a text refers to: its figures and tables as they stand, references as cited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nhs_culture.exhibits import Chart, Paragraph, References, Table
from nhs_culture.notebooks.executed import bundles

__all__ = ["Numbers", "numbered"]

_CITED = re.compile(r"\[@([\w:-]+(?:; ?@[\w:-]+)*)\]")
_NUMBERED = (
    (Chart, "Figure", "fig", "title", "chart"),
    (Table, "Table", "tbl", "caption", "table"),
)


@dataclass(frozen=True)
class Numbers:
    """What each key that a text may refer to is called, and where on the page it stands."""

    names: Mapping[str, str]
    anchors: Mapping[str, str]

    def linked(self, html: str) -> str:
        """Return a page with the number in the place of each key, as a link."""
        return _CITED.sub(self._links, html) if self.names else html

    def _links(self, found: re.Match[str]) -> str:
        keys = _keys(found)
        told = ", ".join(f'<a href="#{self.anchors[key]}">{self.names[key]}</a>' for key in keys)
        return told if any(":" in key for key in keys) else f"[{told}]"


def numbered(notebook: Mapping[str, Any]) -> Numbers:
    """Give charts, tables and references of a notebook the numbers that a text refers to.

    Titles and captions begin with theirs; references stand in the order in which they are cited,
    and those that nothing cites are left out. A notebook without references stays as it is.

    Parameters
    ----------
    notebook
        Executed; its exhibits are changed in place.

    Raises
    ------
    ValueError
        When a text refers to something that is not there: names the key.
    """
    lists = [one[References.MIME] for one in bundles(notebook) if References.MIME in one]
    if not lists:
        return Numbers({}, {})
    names, anchors = _exhibits(notebook)
    known = {str(entry["key"]): entry for of in lists for entry in of["entries"]}
    cited = [key for key in _cited(notebook) if key not in names]
    missing = [key for key in cited if key not in known]
    if missing:
        raise ValueError(
            f"the text refers to {missing[0]!r}, and the page has nothing of that name"
        )
    for of in lists:
        of["entries"] = [known[key] for key in cited]
    numbers = {key: str(number) for number, key in enumerate(cited, start=1)}
    return Numbers(names | numbers, anchors | {key: f"ref-{key}" for key in cited})


def _exhibits(notebook: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """Put a number before each title and caption; return names and places by key."""
    names: dict[str, str] = {}
    anchors: dict[str, str] = {}
    for bundle in bundles(notebook):
        for kind, word, prefix, title, place in _NUMBERED:
            if kind.MIME in bundle:
                record = bundle[kind.MIME]
                key = f"{prefix}:{record['name']}"
                name = f"{word} {1 + sum(one.startswith(prefix) for one in names)}"
                record[title] = f"{name}. {record[title]}"
                names[key] = name.lower()
                anchors[key] = f"{place}-{kind.from_record(record).stem}"
    return names, anchors


def _cited(notebook: Mapping[str, Any]) -> list[str]:
    """Return every key that the text refers to, once, in the order of the text."""
    found = (match for text in _texts(notebook) for match in _CITED.finditer(text))
    return list(dict.fromkeys(key for match in found for key in _keys(match)))


def _texts(notebook: Mapping[str, Any]) -> Iterator[str]:
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            yield str(cell["source"])
        for bundle in bundles({"cells": [cell]}):
            if Paragraph.MIME in bundle:
                yield str(bundle[Paragraph.MIME]["text"])


def _keys(found: re.Match[str]) -> list[str]:
    return re.split(r"; ?@", found[1])
