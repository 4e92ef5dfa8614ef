"""A small SVG writer for matplotlib figures.

Matplotlib's own SVG carries ids, clip paths, a style on every element and the machine's fonts. This
one writes what a page needs: a view box, paths with coordinates to a tenth, colours as CSS
variables that a page can set for its light and its dark scheme, text as text in the reader's own
font, and nothing that depends on the clock or the machine. There are no ids, so any number of
drawings can stand on one page.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["to_svg"]

_COMMANDS = {1: "M", 2: "L", 3: "Q", 4: "C", 79: "Z"}
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
    renderer = _renderer(figure, colours)
    figure.draw(renderer)
    width, height = renderer.get_canvas_width_height()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_short(width)} {_short(height)}" '
        f'font-family="system-ui,sans-serif" aria-hidden="true">{"".join(renderer.parts)}</svg>'
    )


def _short(number: float) -> str:
    text = f"{number:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _path_data(vertices: np.ndarray, codes: np.ndarray | None) -> str:
    """Return the ``d`` of a path; a curve's control points share one letter."""
    if codes is None:
        codes = np.full(len(vertices), 2)
        codes[0] = 1
    parts: list[str] = []
    curve = 0
    for (x, y), code in zip(vertices, codes, strict=True):
        if code == 79:
            parts.append("Z")
            continue
        continues = curve > 0 or (code == 2 and parts and parts[-1][0] in "L ")
        parts.append(f"{' ' if continues else _COMMANDS[int(code)]}{_short(x)} {_short(y)}")
        curve = curve - 1 if curve else {3: 1, 4: 2}.get(int(code), 0)
    return "".join(parts)


def _renderer(figure: Figure, colours: Mapping[str, str]) -> Any:  # noqa: ANN401 - a local class
    from matplotlib.backend_bases import GraphicsContextBase, RendererBase
    from matplotlib.colors import to_hex
    from matplotlib.font_manager import FontProperties
    from matplotlib.path import Path
    from matplotlib.text import Text
    from matplotlib.transforms import Affine2D, Transform

    class SvgRenderer(RendererBase):
        """Writes each drawing call as one element."""

        def __init__(self) -> None:
            super().__init__()
            self.size = tuple(figure.get_size_inches() * 72)
            self.parts: list[str] = []

        def get_canvas_width_height(self) -> tuple[float, float]:
            return self.size

        def points_to_pixels(self, points: float) -> float:
            return points

        def _colour(self, colour: Any) -> str:  # noqa: ANN401 - matplotlib's colours are of any kind
            code = to_hex(colour)
            return f"var(--{colours[code]},{code})" if code in colours else code

        def _paint(self, gc: GraphicsContextBase, face: Any) -> str:  # noqa: ANN401
            fill = (
                "none" if face is None or (len(face) == 4 and face[3] == 0) else self._colour(face)
            )
            text = f' fill="{fill}"'
            if gc.get_linewidth() > 0 and gc.get_rgb()[3] > 0:
                text += f' stroke="{self._colour(gc.get_rgb())}"'
                text += f' stroke-width="{_short(gc.get_linewidth())}"'
                _, dashes = gc.get_dashes()
                if dashes is not None:
                    text += f' stroke-dasharray="{" ".join(_short(d) for d in dashes)}"'
            return text if text != ' fill="none"' else ""

        def draw_path(
            self,
            gc: GraphicsContextBase,
            path: Path,
            transform: Transform,
            rgbFace: Any = None,  # noqa: ANN401, N803 - matplotlib's own name
        ) -> None:
            paint = self._paint(gc, rgbFace)
            flipped = transform + Affine2D().scale(1, -1).translate(0, self.size[1])
            clean = path.cleaned(flipped, remove_nans=True)
            vertices, codes = clean.vertices[:-1], clean.codes[:-1]  # the last one is a STOP
            if paint and len(vertices):
                self.parts.append(f'<path d="{_path_data(vertices, codes)}"{paint}/>')

        def draw_markers(
            self,
            gc: GraphicsContextBase,
            marker_path: Path,
            marker_trans: Transform,
            path: Path,
            trans: Transform,
            rgbFace: Any = None,  # noqa: ANN401, N803 - matplotlib's own name
        ) -> None:
            points = trans.transform(path.vertices)
            points = points[np.isfinite(points).all(axis=1)]
            points[:, 1] = self.size[1] - points[:, 1]
            shape = marker_path.transformed(marker_trans)
            round_dot = shape.codes is not None and (shape.codes == 4).sum() == 24
            if round_dot and gc.get_linewidth() == 0 and rgbFace is not None:
                dots = "".join(f"M{_short(x)} {_short(y)}h0" for x, y in points)
                width = _short(np.ptp(shape.vertices[:, 0]))
                self.parts.append(
                    f'<path d="{dots}" fill="none" stroke="{self._colour(rgbFace)}" '
                    f'stroke-width="{width}" stroke-linecap="round"/>'
                )
                return
            data = "".join(
                _path_data(shape.vertices * [1, -1] + point, shape.codes) for point in points
            )
            if data:
                self.parts.append(f'<path d="{data}"{self._paint(gc, rgbFace)}/>')

        def draw_text(
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
                anchor = _ANCHORS[mtext.get_ha()]
            bold = ' font-weight="600"' if prop.get_weight() == "bold" else ""
            turn = f' transform="rotate({_short(-angle)} {_short(x)} {_short(y)})"' if angle else ""
            self.parts.append(
                f'<text x="{_short(x)}" y="{_short(y)}" font-size="{_short(prop.get_size())}"'
                f'{anchor}{bold}{turn} fill="{self._colour(gc.get_rgb())}">{escape(s)}</text>'
            )

        def draw_image(self, *_: Any, **__: Any) -> None:  # noqa: ANN401
            raise NotImplementedError("a chart of the project has no bitmap in it")

    return SvgRenderer()
