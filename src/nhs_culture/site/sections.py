"""Sections that a page shows by their heading alone, until a reader opens them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

__all__ = ["DETAIL", "closed"]

DETAIL = "detail"
"""Tag of the cell of a notebook whose heading begins such a section."""

_HEADING = re.compile(r"<h2 .*?</h2>", re.DOTALL)


def closed(cells: Sequence[Any]) -> list[Any]:
    """Return the cells of a page with the sections folded that are tagged as detail.

    A section goes from the heading in a cell of text to the next, or to the end of the page.

    Parameters
    ----------
    cells
        Of a notebook, its text turned into HTML.
    """
    shown: list[Any] = []
    is_open = False
    for cell in cells:
        heading = _HEADING.search(cell.source) if cell.cell_type == "markdown" else None
        if heading:
            end = _END if is_open else ""
            is_open = DETAIL in cell.metadata.get("tags", [])
            cell.source = f"{end}{_begun(cell.source, heading) if is_open else cell.source}"
        shown.append(cell)
    return [*shown, *([_ending(cells[-1])] if is_open else [])]


_END = "</details>\n"


def _begun(html: str, heading: re.Match[str]) -> str:
    before, after = html[: heading.start()], html[heading.end() :]
    return f'{before}<details class="section"><summary>{heading[0]}</summary>{after}'


def _ending(like: Any) -> Any:  # noqa: ANN401 - nbformat has no types
    """Return a cell of text that ends the last section."""
    return type(like)({"cell_type": "markdown", "id": "end", "metadata": {}, "source": _END})
