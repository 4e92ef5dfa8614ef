"""A small SVG writer for the marks of a chart.

Matplotlib's own SVG carries ids, clip paths, a style on every element and the machine's fonts. This
one writes what a page needs: paths with coordinates to a tenth and colours as CSS variables that a
page can set for its light and its dark scheme. There are no ids, so any number of drawings can
stand on one page, and nothing depends on the clock or the machine.

Imported where a chart is drawn, since it brings matplotlib with it. Clipping is not written: draw
inside the axes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.colors import to_hex
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Transform

from nhs_culture.charts import elements
from nhs_culture.charts.elements import paint, pair, short

__all__ = ["marks_of"]

BANDS = 1.0
"""What is drawn below this order is a band."""

_MOVE, _LINE, _QUADRATIC, _CUBIC, _CLOSE = 1, 2, 3, 4, 79  # as matplotlib codes them
_MANY = 600
_COMMANDS = {_MOVE: "M", _QUADRATIC: "Q", _CUBIC: "C"}


def marks_of(
    axes: Axes, size: tuple[float, float], dots: float = 1.0
) -> tuple[list[str], list[str]]:
    """Return the marks of axes as elements of a drawing: bands, and what stands before them.

    Parameters
    ----------
    axes
        Of a figure at 72 dots per inch, so that one point is one unit of the view box.
    size
        Of the view box.
    dots
        Factor on the size of markers.
    """
    bands, others = MarksRenderer(size, dots), MarksRenderer(size, dots)
    marks = (*axes.collections, *axes.patches, *axes.lines)
    for mark in sorted(marks, key=lambda mark: mark.get_zorder()):
        # the axes themselves would draw ticks and titles too, which is dear
        mark.draw(bands if mark.get_zorder() < BANDS else others)
    return bands.parts, others.parts


def _path_data(vertices: np.ndarray, codes: np.ndarray | None) -> str:
    """Return the ``d`` of a path.

    Straight lines are written as steps from the point before, which takes half the room; the steps
    are differences of rounded positions, so that nothing adds up. A path of very many points is a
    backdrop, which whole units are fine enough for.
    """
    points = np.round(vertices, 0 if len(vertices) > _MANY else 1)
    kinds = [_MOVE] + [_LINE] * (len(points) - 1) if codes is None else codes.tolist()
    steps = np.diff(points, axis=0, prepend=np.zeros((1, 2)))
    parts: list[str] = []
    previous, controls = 0, 0
    for point, step, code in zip(points.tolist(), steps.tolist(), kinds, strict=True):
        if code == _CLOSE:
            parts.append("Z")
        elif code == _LINE:
            follows = previous == _LINE
            parts.append(("" if follows else "l") + pair(step, follows))
        else:
            parts.append(("" if controls else _COMMANDS[code]) + pair(point, bool(controls)))
            controls = controls - 1 if controls else {_QUADRATIC: 1, _CUBIC: 2}.get(code, 0)
        previous = code
    return "".join(parts)


class MarksRenderer(RendererBase):
    """Writes each drawing call as one element to ``parts``."""

    def __init__(self, size: tuple[float, float], dots: float) -> None:
        super().__init__()
        self.size = size
        self.dots = dots
        self.parts: list[str] = []
        self._flip = Affine2D().scale(1, -1).translate(0, size[1])
        self._name = ""

    def get_canvas_width_height(self) -> tuple[float, float]:
        return self.size

    def open_group(self, s: str, gid: str | None = None) -> None:
        self._name = gid or ""

    def points_to_pixels(self, points: Any) -> Any:  # noqa: ANN401
        return points

    def _colours(self, gc: GraphicsContextBase, face: Any) -> str:  # noqa: ANN401
        text = f' fill="{_fill(face)}"'
        if gc.get_linewidth() > 0 and gc.get_rgb()[3] > 0:
            text += f' stroke="{paint(to_hex(gc.get_rgb()))}"'
            text += f' stroke-width="{short(gc.get_linewidth())}"'
            _, dashes = gc.get_dashes()
            if dashes is not None:
                text += f' stroke-dasharray="{" ".join(short(float(d)) for d in np.ravel(dashes))}"'
        return text if text != ' fill="none"' else ""

    def draw_path(
        self,
        gc: GraphicsContextBase,
        path: Path,
        transform: Transform,
        rgbFace: Any = None,  # noqa: ANN401, N803
    ) -> None:
        colours = self._colours(gc, rgbFace)
        clean = path.cleaned(transform + self._flip, remove_nans=True, curves=True)
        vertices = np.asarray(clean.vertices, dtype=float)[:-1]  # the last one is a STOP
        codes = np.asarray(clean.codes)[:-1]
        if colours and len(vertices):
            name = elements.named(self._name)
            self.parts.append(f'<path d="{_path_data(vertices, codes)}"{colours}{name}/>')

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
        outline = np.asarray(shape.vertices, dtype=float) * self.dots
        codes = None if shape.codes is None else np.asarray(shape.codes)
        round_dot = codes is not None and (codes == _CUBIC).sum() == 24
        if round_dot and gc.get_linewidth() == 0 and rgbFace is not None:
            if len(points):
                size = float(np.ptp(outline[:, 0]))
                self.parts.append(elements.dots(points.tolist(), _fill(rgbFace), size, self._name))
            return
        data = "".join(_path_data(outline * [1, -1] + point, codes) for point in points)
        if data:
            self.parts.append(f'<path d="{data}"{self._colours(gc, rgbFace)}/>')

    def draw_image(self, *_: Any, **__: Any) -> None:  # noqa: ANN401
        raise NotImplementedError("a chart of the project has no bitmap in it")


def _fill(face: Any) -> str:  # noqa: ANN401 - matplotlib's colours are of any kind
    if face is None or (len(face) == 4 and face[3] == 0):
        return "none"
    return paint(to_hex(face))
