"""What a drawing is written with: short numbers, colours that a page can set, dots."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from nhs_culture.charts.colours import VARIABLES

__all__ = ["dots", "named", "paint", "pair", "short"]


def short(number: float) -> str:
    """Return a number to a tenth in as few letters as SVG allows: ``12``, ``.5``, ``-.5``."""
    return _tenths(round(number * 10))


@lru_cache(maxsize=1 << 16)
def _tenths(number: int) -> str:
    """Return a number of tenths as :func:`short` does; thousands stand on a page, few differ."""
    text = f"{number / 10:.1f}".removesuffix(".0")
    if text == "-0":
        return "0"
    if text.startswith("0."):
        return text[1:]
    return f"-{text[2:]}" if text.startswith("-0.") else text


def pair(point: Sequence[float], follows: bool = False) -> str:
    """Return two numbers with no more blanks between them than needed."""
    x, y = short(point[0]), short(point[1])
    return f"{' ' if follows and x[0] != '-' else ''}{x}{'' if y[0] == '-' else ' '}{y}"


def paint(colour: str) -> str:
    """Return a colour as the variable that a page may set, with itself to fall back on."""
    return f"var(--{VARIABLES[colour]},{colour})" if colour in VARIABLES else colour


def named(name: str) -> str:
    """Return the attribute by which a page finds marks again; nothing without a name."""
    return f' data-marks="{name}"' if name else ""


def dots(points: Sequence[Sequence[float]], stroke: str, size: float, name: str = "") -> str:
    """Return round dots as lines of no length with round ends: a fraction of the letters."""
    steps, x, y = [], 0.0, 0.0
    for point in points:
        at = round(point[0], 1), round(point[1], 1)
        steps.append(f"m{pair((at[0] - x, at[1] - y))}h0")
        x, y = at
    return (
        f'<path d="{"".join(steps)}" fill="none" stroke="{stroke}" '
        f'stroke-width="{short(size)}" stroke-linecap="round"{named(name)}/>'
    )
