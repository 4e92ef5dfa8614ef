"""NHS Staff Survey benchmark workbooks: five years of scores, and race equality by ethnic group.

No such workbook was at hand when this was written: its layout is known from programs that read it.
So it is recognised by little and read by what these programs rely on, and anything else is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from nhs_culture.errors import SourceError
from nhs_culture.loaders.grid import HEADING_WITHIN, Grid, clean
from nhs_culture.loaders.providers import NO_TRUSTS
from nhs_culture.loaders.publication import Importer, Publication
from nhs_culture.loaders.ranges import BASE, SCORE, SHARE
from nhs_culture.loaders.tidy import ODS_CODE, figures
from nhs_culture.loaders.workbook import SourceFile, Workbook

__all__ = ["IMPORTER"]

SCORES = {"theme_engagement": "engagement", "theme_morale": "morale"}
ENDED = {"theme_diversity": "equality_diversity"}
"""A theme of the surveys up to 2020: a workbook may have it, of some of its years or of none."""
BY_ETHNICITY = {
    r"equal_eth_summary": "fair_careers",
    r"q\d+b_eth_summary": "discrimination_colleagues",
    r"har_from_pat_eth_summary": "harassment_public",
    r"har_from_staff_eth_summary": "harassment_staff",
}
"""Pattern of an item, and its measure: the number of the question on discrimination changes."""
DISCRIMINATION = ("discrimination", "manager")
"""What the lookup sheet must say of that question."""
GROUPS = {"1": "white", "2": "bme"}
YEARS = 5
FIRST_EDITION, LAST_EDITION = 2021, 2030
"""The last year of a workbook."""
_SCORED = re.compile(rf"(?:{'|'.join(SCORES | ENDED)})_(20\d\d)")

PUBLICATION = Publication(
    source_id="staff_survey_benchmark",
    title="NHS Staff Survey, data behind the benchmark reports",
    producer="Survey Coordination Centre at Picker, for NHS England",
    url="https://www.nhsstaffsurveys.com/results/",
    published="in March after the last survey",
    measures=(*SCORES.values(), *ENDED.values(), *BY_ETHNICITY.values()),
    of_groups=tuple(BY_ETHNICITY.values()),
    groups=tuple(GROUPS.values()),
    perhaps=tuple(ENDED.values()),
    left_out=(
        "The other scores: under the names of 2019 the project models no other.",
        "The questions that are not by ethnic group, and the response rate: under which headings "
        "they stand is not known.",
        "Sheets of integrated care boards and social enterprises.",
    ),
    notes=(
        "All five years are weighted by the occupation groups of the last: not the figures that "
        "were first published.",
        "Shares by ethnic group are of White staff (white) and of all others who gave an ethnic "
        "group (bme), with the number of those who answered; fair_careers counts don't-knows in.",
        "A cell without a figure is a suppressed one.",
    ),
)


def _data_sheets(workbook: Workbook) -> list[str]:
    return [sheet for sheet in workbook.sheets if _headings_of(workbook, sheet)]


def _headings_of(workbook: Workbook, sheet: str) -> list[str]:
    """Return the scores among the headings of a sheet."""
    top = (clean(cell) for row in workbook.rows(sheet)[:HEADING_WITHIN] for cell in row)
    return [cell for cell in top if _SCORED.fullmatch(cell)]


def _recognises(source: SourceFile) -> bool:
    """Tell by more than one year of a score: the workbook of 2019 has one."""
    if not isinstance(source, Workbook):
        return False
    years = {cell[-4:] for sheet in source.sheets for cell in _headings_of(source, sheet)}
    ethnic = any(
        "_eth_summary_" in str(cell)
        for sheet in source.sheets
        for row in source.rows(sheet)[:HEADING_WITHIN]
        for cell in row
    )
    return len(years) > 1 or ethnic


def _years(workbook: Workbook) -> list[str]:
    """Return the five years of the workbook."""
    found = sorted(
        {
            heading[-4:]
            for sheet in _data_sheets(workbook)
            for heading in _headings_of(workbook, sheet)
        }
    )
    last = int(found[-1]) if found else 0
    expected = [str(last - YEARS + 1 + place) for place in range(YEARS)]
    if found != expected or not FIRST_EDITION <= last <= LAST_EDITION:
        raise SourceError(
            f"{workbook.path.name}: expected scores of {YEARS} years that end between "
            f"{FIRST_EDITION} and {LAST_EDITION} (as theme_engagement_2020 to "
            f"theme_engagement_2024), found {', '.join(found) or 'none'}"
        )
    return found


def _edition(publication: Publication, source: SourceFile) -> Publication:
    assert isinstance(source, Workbook)
    years = _years(source)
    return replace(
        publication,
        source_id=f"{publication.source_id}_{years[0]}_{years[-1]}",
        title=f"{publication.title}, {years[0]} to {years[-1]}",
    )


def _items(grid: Grid) -> dict[str, str]:
    """Return the item of each measure by ethnic group, each found once."""
    there = {match[1] for head in grid.headings if (match := re.match(r"(\w+)_1_20\d\d$", head))}
    found = {}
    for pattern, measure in BY_ETHNICITY.items():
        items = sorted(item for item in there if re.fullmatch(pattern, item))
        if len(items) != 1:
            raise SourceError(
                f"{grid.place()}: expected one item {pattern} by ethnic group (as "
                f"equal_eth_summary_1_2024), found {', '.join(items) or 'none'}"
            )
        found[measure] = items[0]
    return found


def _check_wording(workbook: Workbook, item: str) -> None:
    """Check that the question on discrimination is the one that a lookup sheet says it is."""
    question = item.removesuffix("_eth_summary")
    said = [
        " ".join(row).lower()
        for sheet in workbook.sheets
        if sheet not in _data_sheets(workbook)
        for row in ([clean(cell) for cell in cells] for cells in workbook.rows(sheet))
        if any(re.fullmatch(rf"{question}(?:_\w+)?", cell) for cell in row)
    ]
    if not any(all(word in text for word in DISCRIMINATION) for text in said):
        raise SourceError(
            f"{workbook.path.name}: expected a lookup sheet that says that {question} is about "
            f"discrimination by a manager, found {said[:3] or 'no word of it'}"
        )


def _check_sheets(workbook: Workbook) -> None:
    """Check that no sheet has trusts without headings, or nothing: they would be left out."""
    known = _data_sheets(workbook)
    for sheet in (name for name in workbook.sheets if name not in known):
        cells = [clean(cell) for row in workbook.rows(sheet) for cell in row]
        lost = next((cell for cell in cells if re.fullmatch(ODS_CODE, cell)), "")
        if lost or not any(cells):
            raise SourceError(
                f"{workbook.path.name}, sheet {sheet!r}: expected headings in the first row (as "
                f"theme_engagement_2024), found {f'the code {lost}' if lost else 'an empty sheet'}"
            )


def _trusts(workbook: Workbook) -> Iterator[tuple[Grid, pd.Series[str]]]:
    """Yield the rows of each sheet with the code of their trust."""
    for sheet in _data_sheets(workbook):
        grid = workbook.table(sheet, _headings_of(workbook, sheet))
        filled = grid.where((grid.cells.astype(str) != "").any(axis=1))
        if _of_others(filled):
            continue
        heading = _code_heading(filled)
        code = filled.text(heading)
        filled.refuse_rows(
            ~code.str.fullmatch(ODS_CODE), heading, "expected the ODS code of an NHS trust (as RP1)"
        )
        filled.unique(heading)
        yield filled, code


def _of_others(grid: Grid) -> bool:
    """Tell a sheet of integrated care boards or social enterprises by its name and every code."""
    if "trust" in grid.sheet.lower() or not len(grid.cells):
        return False
    kinds = "|".join(NO_TRUSTS.values())
    return any(
        grid.text(heading).str.fullmatch(kinds).all()
        for heading in dict.fromkeys(filter(None, grid.headings))
        if grid.headings.count(heading) == 1
    )


def _code_heading(grid: Grid) -> str:
    """Return the heading of the first column that holds a code of a trust: its name varies."""
    for heading in dict.fromkeys(filter(None, grid.headings)):
        if grid.headings.count(heading) == 1 and grid.text(heading).str.fullmatch(ODS_CODE).any():
            return heading
    raise SourceError(f"{grid.place()}: expected a column of ODS codes (as RP1), found none")


def _read(source: SourceFile) -> list[pd.DataFrame]:
    assert isinstance(source, Workbook)
    years = _years(source)
    _check_sheets(source)
    parts = []
    for grid, code in _trusts(source):
        items = _items(grid)
        _check_wording(source, items["discrimination_colleagues"])
        for year in years:
            parts += _scores(grid, code, year)
            parts += _by_group(grid, code, items, year)
    return parts


def _scores(grid: Grid, code: pd.Series[str], year: str) -> list[pd.DataFrame]:
    return [
        figures(code, year, measure, grid.numbers(f"{item}_{year}", SCORE))
        for item, measure in (SCORES | ENDED).items()
        if item in SCORES or f"{item}_{year}" in grid.headings
    ]


def _by_group(
    grid: Grid, code: pd.Series[str], items: dict[str, str], year: str
) -> list[pd.DataFrame]:
    parts = []
    for measure, item in items.items():
        for number, group in GROUPS.items():
            share = grid.numbers(f"{item}_{number}_{year}", SHARE)
            base = grid.bases(f"{item}_n_{number}_{year}", BASE, share)
            rows = figures(code, year, measure, 100 * share, denominator=base.where(base > 0))
            parts.append(rows.assign(subgroup=group))
    return parts


IMPORTER = Importer(PUBLICATION, _recognises, _read, edition=_edition)
