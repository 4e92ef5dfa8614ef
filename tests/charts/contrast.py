"""The contrast of the colours of charts, in each scheme of the pages."""

import re
from importlib.resources import files

import numpy as np


def luminance(colour):
    """Relative luminance as WCAG 2.2 defines it."""
    digits = colour.lstrip("#")
    pairs = [c * 2 for c in digits] if len(digits) == 3 else re.findall("..", digits)
    parts = [int(pair, 16) / 255 for pair in pairs]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


STYLE = files("nhs_culture.site").joinpath("template/nhs_culture/style.css").read_text("utf-8")
SCHEMES = [
    dict(re.findall(r"--(\w+):(#\w+)", scheme)) for scheme in re.findall(r":root{(.*?)}", STYLE)
]  # light, dark, print
BACKDROPS = {"grid", "band", "inner", "paper"}


def painted(drawn, attribute, within):
    return set(re.findall(rf'<(?:{within})[^>]*{attribute}="var\(--(\w+)', drawn))


def faint(drawn):
    """Text below 4.5 to 1 on paper, and what else has a meaning below 3 to 1 on a band."""
    text = painted(drawn, "fill", "text")
    marks = painted(drawn, "stroke", "path|line") | painted(drawn, "fill", "path")
    return {
        name
        for scheme in SCHEMES
        for name in (marks - BACKDROPS) | text
        if contrast(scheme[name], scheme["inner"]) < 3
        or (name in text and contrast(scheme[name], scheme["paper"]) < 4.5)
    }
