"""Loaders: one module per publication, an official file in, a tidy table out.

``import_files`` plans and applies an import, ``recognise`` finds the importer of a file,
``tidy.read_table`` reads and checks a table of ``data/raw``, ``organisations`` lists the trusts
that the files name.
"""

from __future__ import annotations

from nhs_culture.loaders.import_files import (
    ImportPlan,
    ImportReport,
    apply,
    import_file,
    plan_import,
)
from nhs_culture.loaders.organisations import organisations
from nhs_culture.loaders.recognise import IMPORTERS
from nhs_culture.loaders.tidy import read_table

__all__ = [
    "IMPORTERS",
    "ImportPlan",
    "ImportReport",
    "apply",
    "import_file",
    "organisations",
    "plan_import",
    "read_table",
]
