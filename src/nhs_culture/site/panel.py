"""The whole panel for whoever wants to go on with it: CSV, Parquet, and what the columns mean."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from nhs_culture.data.datapackage import panel_package_text
from nhs_culture.files import checksum, replacing, write_text

__all__ = ["write_panel"]


def write_panel(panel: Path, folder: Path) -> tuple[Path, Path, Path]:
    """Write the panel beside the other downloads, where it is not there already.

    Parameters
    ----------
    panel
        The Parquet file that pages are made from.
    folder
        Where downloads are offered.

    Returns
    -------
    tuple of Path
        ``panel.csv``, ``panel.parquet`` and ``datapackage.json``, which describes the two.
    """
    table, copy, package = (
        folder / name for name in ("panel.csv", "panel.parquet", "datapackage.json")
    )
    if not (copy.is_file() and table.is_file() and checksum(copy) == checksum(panel)):
        with replacing(table) as temporary:
            _write_csv(panel, temporary)
        with replacing(copy) as temporary:
            shutil.copyfile(panel, temporary)
    write_text(package, panel_package_text(table, copy))
    return table, copy, package


def _write_csv(panel: Path, path: Path) -> None:
    """Write the panel as text with its byte order mark; a tenth of the time that pandas takes."""
    import pyarrow as pa
    from pyarrow import csv, parquet

    table = parquet.read_table(panel)
    plain = {
        name: column.cast(_plain(column.type, pa))
        for name, column in zip(table.column_names, table.columns, strict=True)
    }
    with path.open("wb") as stream:
        stream.write("\ufeff".encode())
        csv.write_csv(pa.table(plain), stream)


def _plain(kind: Any, pa: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return the type that a column is written as: categories as text, instants as days."""
    if pa.types.is_dictionary(kind):
        return kind.value_type
    return pa.date32() if pa.types.is_timestamp(kind) else kind
