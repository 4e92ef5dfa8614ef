"""How wide text is and how it is broken into lines, in whatever font a reader has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

__all__ = ["line_height", "spread", "width_of", "wrapped"]

# Widths as shares of the font size in DejaVu Sans, the widest of the fonts that are common.
_WIDTHS = {
    **dict.fromkeys("'ijlIJ", 0.29),
    **dict.fromkeys(" .,;:|/’-f", 0.36),
    **dict.fromkeys("!()rt", 0.41),
    **dict.fromkeys("–sczkLF", 0.56),
    **dict.fromkeys("ABCDGHKNQORUVXZ&", 0.76),
    **dict.fromkeys("wM−+", 0.85),
    **dict.fromkeys("%mW", 0.98),
}
_USUAL = 0.64
_BOLD = 1.13


def width_of(text: str, font: float, *, bold: bool = False) -> float:
    """Return about how wide a line of text is, rather too wide than too narrow."""
    return sum(_WIDTHS.get(letter, _USUAL) for letter in text) * font * (_BOLD if bold else 1)


def line_height(font: float) -> float:
    """Return the distance between lines of text."""
    return font * 1.32


def wrapped(text: str, room: float, font: float, *, bold: bool = False) -> list[str]:
    """Return text in lines that fit, broken at blanks and hyphens.

    Nothing is cut off: a word too long for a line is broken anywhere.

    >>> wrapped("synthetic difference-in-differences", 110, 12)
    ['synthetic', 'difference-in-', 'differences']
    """
    lines: list[str] = []
    for word in re.findall(r"[^\s-]*-+|[^\s-]+|\s+", text.strip()):
        if lines and width_of(f"{lines[-1]}{word}".strip(), font, bold=bold) <= room:
            lines[-1] += " " if word.isspace() else word
            continue
        if word.isspace():
            continue
        lines.append("")
        for letter in word:
            if lines[-1] and width_of(lines[-1] + letter, font, bold=bold) > room:
                lines.append("")
            lines[-1] += letter
    return [line.strip() for line in lines] or [""]


def spread(wanted: Sequence[float], heights: Sequence[float], top: float = -np.inf) -> list[float]:
    """Return centres near the wanted ones at which blocks of these heights do not overlap.

    Parameters
    ----------
    wanted, heights
        Centre and height of each block, downwards.
    top
        Above which no block may reach.
    """
    order = np.argsort(wanted, kind="stable")
    centres = np.array(wanted, dtype=float)
    highest = top + np.array(heights, dtype=float) / 2
    for _ in range(200):
        moved = bool((centres < highest).any())
        centres = np.maximum(centres, highest)
        for low, high in pairwise(order):
            overlap = (heights[low] + heights[high]) / 2 - (centres[high] - centres[low])
            if overlap > 0.01:
                centres[low] -= overlap / 2
                centres[high] += overlap / 2
                moved = True
        if not moved:
            break
    return [float(centre) for centre in centres]
