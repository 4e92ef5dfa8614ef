"""NHS Workforce Statistics: staff of each organisation at the end of every month."""

from __future__ import annotations

import pandas as pd

from nhs_culture.errors import SourceError
from nhs_culture.loaders.grid import Grid
from nhs_culture.loaders.months import long_months, month_columns
from nhs_culture.loaders.providers import LEFT_OUT, named, trusts
from nhs_culture.loaders.publication import Importer, Publication
from nhs_culture.loaders.ranges import EQUIVALENTS, NUMBER, Range
from nhs_culture.loaders.tidy import figures
from nhs_culture.loaders.workbook import SourceFile, Workbook

__all__ = ["IMPORTER"]

CODE, NAME = "Organisation code", "Organisation name"
REGION_CODE, REGION = "NHS England region code", "NHS England region name"
SYSTEM = "ICS code"
HEADINGS = (REGION_CODE, REGION, SYSTEM, NAME, CODE)
MONTH = "%Y-%m-%d"
TIMESERIES = "Timeseries of total HCHS staff"
SERIES = {
    "staff_fte": ("Organisation - Full Time Equivalent", EQUIVALENTS),
    "staff_headcount": ("Organisation - Headcount", NUMBER),
}
QUARTER_ENDS = ("03", "06", "09", "12")
TOTAL_TOLERANCE = 1.0
"""FTE between England and the sum of its organisations."""
SPLIT = "2018"
"""Monthly FTE is kept in two tables, before and from this year, so that a diff stays readable."""

PUBLICATION = Publication(
    source_id="workforce_2009_2025",
    title="NHS Workforce Statistics, England and Organisation, Tables 4 and 5",
    producer="NHS England",
    url="https://digital.nhs.uk/data-and-information/publications/statistical/"
    "nhs-workforce-statistics",
    published="2025-08-28",
    measures=tuple(SERIES),
    left_out=(
        *LEFT_OUT,
        "Headcounts of months that do not end a quarter: headcount is only looked at beside FTE, "
        "which is here for every month.",
        "Staff groups (Tables 1 to 3).",
        "A zero is a missing figure: the organisation did not exist or had no staff on the record.",
    ),
    notes=(
        "Full-time equivalents are rounded to two decimals. England's FTE is the sum of all "
        "organisations, England's headcount is less: a person with two employers counts once.",
        "Transfers and mergers make steps; a code keeps its latest name for all months (RM3 is "
        "printed as the Northern Care Alliance throughout).",
        "The date of publication is that of the series' calendar; the workbook does not print it.",
    ),
    until="2025-05",
)


def _recognises(source: SourceFile) -> bool:
    return isinstance(source, Workbook) and any(
        TIMESERIES.lower() in source.title(sheet).lower() for sheet in source.sheets
    )


def _series(workbook: Workbook, wording: str) -> Grid:
    sheet = workbook.sheet_titled(f"(ICS) and {wording}")
    return workbook.table(sheet, HEADINGS)


def _providers(grid: Grid) -> tuple[Grid, dict[str, int]]:
    """Return the rows of trusts, and the number of rows of each other kind.

    England, regions and systems are totals: rows without an organisation, each of them once, so
    that a trust that lost its code and its name stands there as a system for the second time.
    """
    none = grid.text(CODE) + grid.text(NAME) == ""
    total = none & (grid.text(REGION_CODE) + grid.text(REGION) + grid.text(SYSTEM) != "")
    grid.where(total).unique(REGION_CODE, REGION, SYSTEM)
    kept, others = trusts(grid.where(~total), CODE, NAME)
    kept.unique(CODE)
    return kept, {**others, "totals of England, regions and systems": int(total.sum())}


def _england(grid: Grid, months: dict[str, str], scale: Range) -> pd.DataFrame:
    """Return England's figures, after a check that FTE adds up and headcount is not above."""
    national = grid.where(grid.text(REGION) == "England")
    if len(national.cells) != 1:
        raise SourceError(
            f"{grid.place(column=REGION)}: expected one row 'England', found {len(national.cells)}"
        )
    values = national.matrix(list(months), scale)
    members = grid.where((grid.text(CODE) != "") & (grid.text(NAME) != ""))
    total = members.matrix(list(months), scale).sum()
    short = values - total
    wrong = short > TOTAL_TOLERANCE
    if scale is EQUIVALENTS:
        wrong |= short < -TOTAL_TOLERANCE
    national.refuse(wrong, "expected England to fit the sum of its organisations")
    long = values.rename(columns=months).melt(var_name="period", value_name="value")
    return long.assign(org_code="ENG")


def _figures(workbook: Workbook, measure: str) -> pd.DataFrame:
    wording, scale = SERIES[measure]
    grid = _series(workbook, wording)
    months = month_columns(grid, MONTH, CODE)
    rows = pd.concat(
        [long_months(_providers(grid)[0], CODE, months, scale), _england(grid, months, scale)],
        ignore_index=True,
    )
    return figures(rows["org_code"], rows["period"], measure, rows["value"])


def _read(source: SourceFile) -> list[pd.DataFrame]:
    assert isinstance(source, Workbook)
    headcount, fte = (_figures(source, name) for name in ("staff_headcount", "staff_fte"))
    lost = set(fte["org_code"]) ^ set(headcount["org_code"])
    if lost:
        raise SourceError(
            f"{source.path.name}: {', '.join(sorted(lost))} have FTE or a headcount only; expected "
            "the same organisations in both"
        )
    spans = [f"{part['period'].min()} to {part['period'].max()}" for part in (headcount, fte)]
    if spans[0] != spans[1]:
        raise SourceError(
            f"{source.path.name}: headcount is for {spans[0]}, FTE for {spans[1]}; expected the "
            "same months in both"
        )
    quarterly = headcount[headcount["period"].str[-2:].isin(QUARTER_ENDS)]
    return [fte, quarterly]


def _tables(rows: pd.DataFrame) -> pd.Series[str]:
    part = (rows["period"] < SPLIT).map({True: f"_before_{SPLIT}", False: f"_from_{SPLIT}"})
    return rows["measure"] + part.where(rows["measure"] == "staff_fte", "")


def _organisations(source: SourceFile) -> pd.DataFrame:
    assert isinstance(source, Workbook)
    wording, _ = SERIES["staff_fte"]
    grid, _ = _providers(_series(source, wording))
    return named(grid.text(CODE), grid.text(NAME))


def _others(source: SourceFile) -> dict[str, int]:
    assert isinstance(source, Workbook)
    wording, _ = SERIES["staff_fte"]
    return _providers(_series(source, wording))[1]


IMPORTER = Importer(PUBLICATION, _recognises, _read, _tables, _organisations, _others)
