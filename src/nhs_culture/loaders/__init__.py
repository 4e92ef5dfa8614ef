"""Loaders: one module per publication, an official file in, a tidy table out.

``publications`` holds the importers, ``recognise`` finds the one of a file, ``import_files`` plans
an import, ``tidy`` checks and reads the tables of ``data/raw``. ``grid``, ``workbook``, ``months``,
``providers`` and ``ranges`` are what importers read files with.
"""

from __future__ import annotations

from nhs_culture.loaders.import_files import (
    ImportPlan,
    ImportReport,
    plan_import,
)
from nhs_culture.loaders.recognise import IMPORTERS
from nhs_culture.loaders.tidy import read_table

__all__ = [
    "IMPORTERS",
    "ImportPlan",
    "ImportReport",
    "plan_import",
    "read_table",
]
