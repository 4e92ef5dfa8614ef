"""The few colours of all charts; each maps to a CSS variable, so that a page can set them."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "ACCENT",
    "BAND",
    "BETTER",
    "GRID",
    "INK",
    "INNER",
    "MUTED",
    "NEITHER",
    "PAPER",
    "PEER",
    "VARIABLES",
    "WORSE",
]

INK = "#1d2528"
MUTED = "#566267"
GRID = "#e3e7e9"
BAND = "#e9edee"
INNER = "#cdd6d9"
PEER = "#66747a"
ACCENT = "#0b6b63"
BETTER = "#1a75b2"
WORSE = "#b7560b"
NEITHER = "#5b3a9c"
PAPER = "#ffffff"

VARIABLES: Mapping[str, str] = {
    INK: "ink",
    MUTED: "muted",
    GRID: "grid",
    BAND: "band",
    INNER: "inner",
    PEER: "peer",
    ACCENT: "accent",
    BETTER: "better",
    WORSE: "worse",
    NEITHER: "neither",
    PAPER: "paper",
}
"""Colour to the name of its variable; the colour itself is what shows where none is set."""
