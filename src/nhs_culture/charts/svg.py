"""A small SVG writer for matplotlib figures.

Matplotlib's own SVG carries ids, clip paths, a style on every element and the machine's fonts. This
one writes what a page needs: a view box, paths with coordinates to a tenth, colours as CSS
variables that a page can set for its light and its dark scheme, text as text in the reader's own
font, and nothing that depends on the clock or the machine. There are no ids, so any number of
drawings can stand on one page.

Imported where a chart is drawn, since it brings matplotlib with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Transform

__all__ = ["to_svg"]

_MOVE, _LINE, _QUADRATIC, _CUBIC, _CLOSE = 1, 2, 3, 4, 79  # as matplotlib codes them
_MANY = 600
_COMMANDS = {_MOVE: "M", _QUADRATIC: "Q", _CUBIC: "C"}
_ANCHORS = {"left": "", "center": ' text-anchor="middle"', "right": ' text-anchor="end"'}


def to_svg(figure: Figure, colours: Mapping[str, str]) -> str:
    """Return a figure as an ``<svg>`` element for a page.

    Parameters
    ----------
    figure
        Drawn at 72 dots per inch, so that one point is one unit of the view box.
    colours
        ``#rrggbb`` to the name of the CSS variable that stands for it; the colour itself is the
        fallback where the page does not set the variable.

    Notes
    -----
    Clipping is not written: draw inside the axes.
    """
    width, height = figure.get_size_inches() * 72
    renderer = SvgRenderer((float(width), float(height)), colours)
    figure.draw(renderer)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_short(width)} {_short(height)}" '
        f'font-family="system-ui,sans-serif" aria-hidden="true">{"".join(renderer.parts)}</svg>'
    )


def _short(number: float) -> str:
    """Return a number to a tenth in as few letters as SVG allows: ``12``, ``.5``, ``-.5``."""
    text = f"{number:.1f}".removesuffix(".0")
    return "0" if text == "-0" else re.sub(r"^(-?)0\.", r"\1.", text)


def _path_data(vertices: np.ndarray, codes: np.ndarray | None) -> str:
    """Return the ``d`` of a path.

    Straight lines are written as steps from the point before, which takes half the room; the steps
    are differences of rounded positions, so that nothing adds up. A path of very many points is a
    backdrop, which whole units are fine enough for.
    """
    if codes is None:
        codes = np.full(len(vertices), _LINE)
        codes[0] = _MOVE
    points = np.round(vertices, 0 if len(vertices) > _MANY else 1)
    parts: list[str] = []
    previous, controls, at = 0, 0, np.zeros(2)
    for point, code in zip(points, codes.tolist(), strict=True):
        if code == _CLOSE:
            parts.append("Z")
        elif code == _LINE:
            parts.append(("" if previous == _LINE else "l") + _pair(point - at, previous == _LINE))
            at = point
        else:
            letter = "" if controls else _COMMANDS[code]
            parts.append(letter + _pair(point, bool(controls)))
            controls = controls - 1 if controls else {_QUADRATIC: 1, _CUBIC: 2}.get(code, 0)
            at = point
        previous = code
    return "".join(parts)


def _pair(point: np.ndarray, follows: bool) -> str:
    """Return two numbers with no more blanks between them than needed."""
    x, y = _short(point[0]), _short(point[1])
    return f"{' ' if follows and x[0] != '-' else ''}{x}{'' if y[0] == '-' else ' '}{y}"


class SvgRenderer(RendererBase):
    """Writes each drawing call of a figure as one element to ``parts``."""

    def __init__(self, size: tuple[float, float], colours: Mapping[str, str]) -> None:
        super().__init__()
        self.size = size
        self.colours = colours
        self.parts: list[str] = []

    def get_canvas_width_height(self) -> tuple[float, float]:
        return self.size

    def points_to_pixels(self, points: Any) -> Any:  # noqa: ANN401
        return points

    def _colour(self, colour: Any) -> str:  # noqa: ANN401 - matplotlib's colours are of any kind
        code = to_hex(colour)
        return f"var(--{self.colours[code]},{code})" if code in self.colours else code

    def _paint(self, gc: GraphicsContextBase, face: Any) -> str:  # noqa: ANN401
        fill = "none" if face is None or (len(face) == 4 and face[3] == 0) else self._colour(face)
        text = f' fill="{fill}"'
        if gc.get_linewidth() > 0 and gc.get_rgb()[3] > 0:
            text += f' stroke="{self._colour(gc.get_rgb())}"'
            text += f' stroke-width="{_short(gc.get_linewidth())}"'
            _, dashes = gc.get_dashes()
            if dashes is not None:
                text += (
                    f' stroke-dasharray="{" ".join(_short(float(d)) for d in np.ravel(dashes))}"'
                )
        return text if text != ' fill="none"' else ""

    def draw_path(
        self,
        gc: GraphicsContextBase,
        path: Path,
        transform: Transform,
        rgbFace: Any = None,  # noqa: ANN401, N803
    ) -> None:
        paint = self._paint(gc, rgbFace)
        flipped = transform + Affine2D().scale(1, -1).translate(0, self.size[1])
        clean = path.cleaned(flipped, remove_nans=True, curves=True)
        vertices = np.asarray(clean.vertices, dtype=float)[:-1]  # the last one is a STOP
        codes = np.asarray(clean.codes)[:-1]
        if paint and len(vertices):
            self.parts.append(f'<path d="{_path_data(vertices, codes)}"{paint}/>')

    def draw_markers(  # noqa: PLR0917 - matplotlib's own signature
        self,
        gc: GraphicsContextBase,
        marker_path: Path,
        marker_trans: Transform,
        path: Path,
        trans: Transform,
        rgbFace: Any = None,  # noqa: ANN401, N803
    ) -> None:
        points = np.asarray(trans.transform(path.vertices))
        points = points[np.isfinite(points).all(axis=1)] * [1, -1] + [0, self.size[1]]
        shape = marker_path.transformed(marker_trans)
        outline = np.asarray(shape.vertices, dtype=float)
        codes = None if shape.codes is None else np.asarray(shape.codes)
        round_dot = codes is not None and (codes == _CUBIC).sum() == 24
        if round_dot and gc.get_linewidth() == 0 and rgbFace is not None:
            steps = np.diff(np.round(points, 1), axis=0, prepend=[[0, 0]])
            dots = "".join(f"m{_pair(step, follows=False)}h0" for step in steps)
            width = _short(np.ptp(outline[:, 0]))
            self.parts.append(
                f'<path d="{dots}" fill="none" stroke="{self._colour(rgbFace)}" '
                f'stroke-width="{width}" stroke-linecap="round"/>'
            )
            return
        data = "".join(_path_data(outline * [1, -1] + point, codes) for point in points)
        if data:
            self.parts.append(f'<path d="{data}"{self._paint(gc, rgbFace)}/>')

    def draw_text(  # noqa: PLR0917 - matplotlib's own signature
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: Any = False,  # noqa: ANN401
        mtext: Text | None = None,
    ) -> None:
        anchor = ""
        if mtext is not None:
            position = mtext.get_unitless_position()
            x = float(mtext.get_transform().transform(position)[0])
            anchor = _ANCHORS[str(mtext.get_horizontalalignment())]
        bold = ' font-weight="600"' if prop.get_weight() == "bold" else ""
        turn = f' transform="rotate({_short(-angle)} {_short(x)} {_short(y)})"' if angle else ""
        self.parts.append(
            f'<text x="{_short(x)}" y="{_short(y)}" font-size="{_short(prop.get_size())}"'
            f'{anchor}{bold}{turn} fill="{self._colour(gc.get_rgb())}">{escape(s)}</text>'
        )

    def draw_image(self, *_: Any, **__: Any) -> None:  # noqa: ANN401
        raise NotImplementedError("a chart of the project has no bitmap in it")
