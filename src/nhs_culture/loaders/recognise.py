"""Which publication a file belongs to: by its content, not by its name."""

from __future__ import annotations

from dataclasses import replace

from nhs_culture.errors import SourceError
from nhs_culture.loaders import (
    accounts,
    acute_staff_survey,
    pay_bill,
    recommend_work,
    safety_incidents,
    sickness_csv,
    sickness_workbook,
    staff_survey_2019,
    staff_survey_2024,
    staff_survey_experience,
    vacancies,
    workforce,
)
from nhs_culture.loaders.publication import Importer
from nhs_culture.loaders.workbook import JsonFile, SourceFile, TextTable, Workbook

__all__ = ["IMPORTERS", "importer_of"]

IMPORTERS: tuple[Importer, ...] = (
    staff_survey_2019.IMPORTER,
    staff_survey_2024.IMPORTER,
    staff_survey_experience.IMPORTER,
    recommend_work.IMPORTER,
    acute_staff_survey.EARLIER,
    acute_staff_survey.LATER,
    sickness_workbook.IMPORTER,
    sickness_csv.IMPORTER,
    workforce.IMPORTER,
    safety_incidents.IMPORTER,
    pay_bill.IMPORTER,
    accounts.IMPORTER,
    vacancies.IMPORTER,
)
"""Every publication that can be imported."""


def importer_of(source: SourceFile) -> Importer:
    """Return the importer of a file, with the publication of the file's edition.

    Raises
    ------
    SourceError
        When the file is of no known publication, or looks like several.
    """
    found = [importer for importer in IMPORTERS if importer.recognises(source)]
    if len(found) == 1:
        return replace(found[0], publication=found[0].edition(found[0].publication, source))
    if found:
        names = " and ".join(importer.publication.source_id for importer in found)
        raise SourceError(f"{source.path.name}: looks like {names}; expected one publication")
    known = "; ".join(importer.publication.title for importer in IMPORTERS)
    raise SourceError(
        f"{source.path.name}: not a publication that can be imported ({_looks_like(source)}). "
        f"Expected one of: {known}"
    )


def _looks_like(source: SourceFile) -> str:
    match source:
        case Workbook():
            return f"a workbook with the sheets {', '.join(source.sheets[:8])}"
        case TextTable(grid=grid):
            return f"a table with the columns {', '.join(grid.headings[:8])}"
        case JsonFile():
            return "a JSON document"
