"""The organisations that the publications name, for the register of trusts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from nhs_culture.loaders.recognise import importer_of
from nhs_culture.loaders.workbook import open_source

__all__ = ["organisations"]


def organisations(paths: Iterable[Path]) -> pd.DataFrame:
    """Return every trust that the files name.

    Parameters
    ----------
    paths
        Official files. Those that print codes without names give rows with an empty name.

    Returns
    -------
    DataFrame
        One row per code, name and source: ``code``, ``name``, ``source``, ``first_period`` and
        ``last_period`` with figures, ``benchmark_group`` (as the source calls it) and ``region``,
        both empty where the source does not print them. Sorted by code, source and period.

    Raises
    ------
    SourceError
        When a file is not readable or not recognised.
    """
    seen = []
    for path in paths:
        source = open_source(path)
        importer = importer_of(source)
        found = importer.organisations(source)
        if not found.empty:
            seen.append(found.assign(source=importer.publication.source_id))
    spans = {
        "first_period": "min",
        "last_period": "max",
        "benchmark_group": "last",
        "region": "last",
    }
    together = pd.concat(seen).sort_values("last_period")
    merged = together.groupby(["code", "name", "source"], as_index=False).agg(spans)
    return merged.sort_values(["code", "source", "first_period"], ignore_index=True)[
        ["code", "name", "source", *spans]
    ]
