"""What a chart answers to a pointer or a key: the figures behind its marks, in words.

A page carries them once, beside both drawings of a chart. Where the marks stand it reads from the
drawing itself: a dot from the path of the dots, whose order is that of the codes, and a period from
the scales that every drawing has written on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture import periods
from nhs_culture.charts.frame import labels_of
from nhs_culture.units import Unit

__all__ = [
    "OTHERS",
    "OWN",
    "changes_in_words",
    "dots",
    "everyone",
    "in_words",
    "over_time",
    "points",
]

OTHERS, OWN = "others", "own"
"""What the marks of the other trusts and of the chart's own are called in a drawing."""

Array = npt.NDArray[np.float64]
Reading = dict[str, Any]

_LETTERS = "".join(chr(code) for code in range(35, 127) if chr(code) not in "&'<>\\`")
"""Digits that figures are written in, in the order of their value."""
_MISSING, _BEYOND = " ", "!"


def dots(others: pd.Series, trust: str, own: float, told: Callable[[float], str]) -> Reading:
    """Return the trusts behind the dots of a drawing.

    Parameters
    ----------
    others
        Figures by code, in the order in which they are drawn.
    trust, own
        Whom the chart is about, and its figure.
    told
        How a figure is said.
    """
    return {
        "codes": " ".join([*map(str, others.index), trust]),
        "told": [told(float(figure)) for figure in (*others, own)],
    }


def over_time(x: Array, index: pd.Index, own: Array, rows: Mapping[str, Sequence[str]]) -> Reading:
    """Return what stands at each period of a drawing over time, whose labels are the index."""
    return points(x, [periods.in_words(label) for label in labels_of(index)], own, rows)


def points(
    x: Array, heads: Sequence[str], own: Array, rows: Mapping[str, Sequence[str]]
) -> Reading:
    """Return what stands at each place from left to right.

    Parameters
    ----------
    x
        Where they stand, in the units of the lower axis, (n,).
    heads
        What stands there, such as the period.
    own
        The line that the pointer follows, (n,).
    rows
        What is read, by its name: its figure in words at each place, empty where it has none.
    """
    return {
        "at": [int(at) if float(at).is_integer() else round(float(at), 3) for at in x],
        "when": list(heads),
        "y": [round(float(y), 4) if np.isfinite(y) else None for y in own],
        "rows": [[name, list(told)] for name, told in rows.items() if any(told)],
    }


def in_words(unit: Unit, *values: Array) -> list[str]:
    """Return figures, or ranges of two of them, in words; nothing for what is not known."""
    return _told(lambda *row: " to ".join(map(unit.value, row)), values)


def changes_in_words(unit: Unit, *values: Array) -> list[str]:
    """Return differences, or ranges of two of them, in words; nothing for what is not known."""
    return _told(unit.change if len(values) == 1 else unit.interval, values)


def _told(told: Callable[..., str], values: Sequence[Array]) -> list[str]:
    table = np.column_stack(values)
    return [told(*row) if np.isfinite(row).all() else "" for row in table]


def everyone(others: pd.DataFrame, limits: tuple[float, float], unit: Unit) -> Reading:
    """Return the figures of all other trusts, packed, so that any of them can be drawn as a line.

    Every figure is a whole number of units of its last decimal, counted from the lower end of the
    axis and written in as many letters as the upper end takes. A figure beyond the axis cannot be
    drawn, and a measure that stands high where a trust is large has too many of them.

    Parameters
    ----------
    others
        Periods x trusts.
    limits
        The ends of the value axis.
    unit
        Of the figures.
    """
    if unit.grows or others.empty:
        return {}
    step = 10.0**-unit.decimals
    low, high = (round(limit / step) for limit in limits)
    width = 1 if high - low < len(_LETTERS) else 2
    counted = (others / step).round() - low
    return {
        "codes": " ".join(map(str, others.columns)),
        "from": low,
        "width": width,
        "form": [unit.before, unit.decimals, unit.after],
        "letters": _LETTERS,
        "lines": _packed(counted.to_numpy(), high - low, width),
    }


def _packed(counted: Array, most: int, width: int) -> list[str]:
    """Return the figures of each column as letters, (n_columns,)."""
    within = (counted >= 0) & (counted <= most)
    digits = np.divmod(np.where(within, counted, 0).astype(np.int64), len(_LETTERS))[-width:]
    letters, nothing = np.array([*_LETTERS]), np.where(np.isfinite(counted), _BEYOND, _MISSING)
    written = np.stack([np.where(within, letters[digit], nothing) for digit in digits], axis=-1)
    return ["".join(line) for line in np.swapaxes(written, 0, 1).reshape(counted.shape[1], -1)]
