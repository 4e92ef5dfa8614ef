"""Words on a terminal: a label in a column of its own, the text beside it, wrapped to the width."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable

__all__ = ["entries"]

_NARROWEST = 40
_WIDEST = 110


def entries(rows: Iterable[tuple[str, str]], width: int = 0) -> str:
    """Return labelled paragraphs, the labels in a column as wide as the widest.

    Parameters
    ----------
    rows
        Label and text; line ends in the text begin a new line.
    width
        Of the terminal in characters; asked of the terminal where 0.
    """
    labelled = list(rows)
    columns = width or shutil.get_terminal_size().columns
    column = max((len(label) for label, _ in labelled), default=0) + 2
    room = min(max(columns, _NARROWEST + column), _WIDEST + column) - column
    lines = []
    for label, text in labelled:
        wrapped = [part for line in text.split("\n") for part in _wrapped(line, room)]
        heads = [label.ljust(column), *[" " * column] * (len(wrapped) - 1)]
        lines += [f"{head}{part}".rstrip() for head, part in zip(heads, wrapped, strict=True)]
    return "\n".join(lines)


def _wrapped(line: str, room: int) -> list[str]:
    """Return a line over several, broken at spaces only: half an address leads nowhere."""
    return textwrap.wrap(line, room, break_long_words=False, break_on_hyphens=False) or [""]
