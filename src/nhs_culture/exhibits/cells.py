"""Tables as JSON-ready cells, so that they survive an executed notebook."""

from __future__ import annotations

import math
from collections.abc import Mapping
from numbers import Integral, Real
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["CellValue", "from_record", "record", "rows"]

CellValue = str | int | float | bool | None


def rows(data: pd.DataFrame) -> list[list[CellValue]]:
    """Return the cells of a table: numbers, text, None for missing."""
    columns = [_cells(data.iloc[:, place]) for place in range(data.shape[1])]
    return [list(row) for row in zip(*columns, strict=True)]


def record(data: pd.DataFrame) -> dict[str, Any]:
    """Return a table as JSON-ready values; its index is left out."""
    return {"columns": [str(column) for column in data.columns], "rows": rows(data)}


def from_record(written: Mapping[str, Any]) -> pd.DataFrame:
    """Return the table that :func:`record` wrote."""
    return pd.DataFrame(written["rows"], columns=written["columns"], dtype=object)


def _cells(column: pd.Series) -> list[CellValue]:
    if column.dtype == np.float64:  # most cells of a page, none of which needs to be asked
        finite = np.isfinite(column.to_numpy())
        return [one if known else None for one, known in zip(column.tolist(), finite, strict=True)]
    return [_plain(value) for value in column]


def _plain(value: object) -> CellValue:
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return str(value)
