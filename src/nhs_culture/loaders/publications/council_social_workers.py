"""Children's social work workforce by council, 2016 to 2025, with children in need and in care."""

from __future__ import annotations

import pandas as pd

from nhs_culture.loaders.grid import Grid
from nhs_culture.loaders.publication import Importer, Publication
from nhs_culture.loaders.ranges import Range
from nhs_culture.loaders.tidy import figures
from nhs_culture.loaders.workbook import SourceFile, TextTable

__all__ = ["IMPORTER"]

MEASURE, CODE, AREA, YEAR, VALUE = "measure", "la_number", "area", "period", "value"
YEARS = tuple(map(str, range(2016, 2026)))
MEASURES = {
    "LAC": "children_in_care",
    "CIN": "children_in_need",
    "CPP_rate": "child_protection",
    "Work_Force_SWAbsence": "social_worker_absence",
    "Work_Force_TO_Rate": "social_worker_turnover",
    "Work_Force_Vac_Rate": "social_worker_vacancy",
    "Work_Force_Agecy_Rate": "social_worker_agency",
    "Work_Force_AvgNumCase_SW": "social_worker_caseload",
}
ENGLAND = "970"
COUNCIL, REGION = r"[2-8]\d\d|9[0-4]\d", r"98\d|990"
SIGNS = ("-", "c", "z", "x")
"""Not available, confidential, not applicable, not given."""
FIGURE = Range(0, 2_000, "a figure from 0 to 2,000")
MIDDLE = (0.2, 0.8)
"""England's figure stands between these shares of the councils; it stood from 0.40 to 0.58."""

PUBLICATION = Publication(
    source_id="council_social_workers_2016_2025",
    title="Children's social work workforce, and children in need and in care, by council",
    producer="Department for Education",
    url="https://explore-education-statistics.service.gov.uk/find-statistics/"
    "children-s-social-work-workforce",
    published="2026",
    measures=tuple(MEASURES.values()),
    left_out=(
        "Regions.",
        "Figures that are not available (-), confidential (c) or do not apply (z, x).",
    ),
    notes=(
        "Put together from tables of the department.",
        "Begins in 2016, after every printed start of the Wigan Deal: levels beside other "
        "councils, no before.",
        "Children in care, in need and with a protection plan are per 10,000 children on 31 March, "
        "social workers on 30 September. Children in care are whole numbers here.",
        "Buckinghamshire, North Yorkshire and Somerset have the code of the council that took the "
        "county's place within its boundary.",
    ),
)


def _recognises(source: SourceFile) -> bool:
    signs = {CODE, AREA, MEASURE, YEAR}
    return isinstance(source, TextTable) and len(signs & set(source.grid.headings)) >= 3


def _whole(source: SourceFile) -> Grid:
    """Return all rows: every measure and year of every council, region and England."""
    assert isinstance(source, TextTable)
    grid = source.grid
    grid.require([MEASURE, CODE, AREA, YEAR, VALUE])
    grid.unique(MEASURE, CODE, YEAR)
    grid.refuse_rows(
        ~grid.text(MEASURE).isin(MEASURES), MEASURE, f"expected one of {', '.join(MEASURES)}"
    )
    grid.refuse_rows(~grid.text(YEAR).isin(YEARS), YEAR, f"expected {YEARS[0]} to {YEARS[-1]}")
    code = grid.text(CODE)
    grid.refuse_rows(
        ~code.str.fullmatch(f"{COUNCIL}|{REGION}|{ENGLAND}"),
        CODE,
        "expected a number of the Department for Education (as 359), 970 for England",
    )
    grid.refuse_rows(
        code.map(code.value_counts()) != grid.text(MEASURE).nunique() * grid.text(YEAR).nunique(),
        CODE,
        "expected every measure and year of this council",
    )
    return grid


def _values(grid: Grid) -> pd.Series[float]:
    """Return the figures, NaN where a sign stands for one."""
    plain = grid.text(VALUE).where(~grid.text(VALUE).isin(SIGNS), "")
    return Grid(grid.path, grid.sheet, grid.cells.assign(**{VALUE: plain})).numbers(VALUE, FIGURE)


def _check_england(grid: Grid, value: pd.Series[float]) -> None:
    """Check that England stands in the middle of the councils of its year."""
    key = [grid.text(MEASURE), grid.text(YEAR)]
    code = grid.text(CODE)
    national = code == ENGLAND
    england = value.where(national).groupby(key).transform("first")
    councils = code.str.fullmatch(COUNCIL) & value.notna()
    below = (value < england).astype(float).where(councils).groupby(key).transform("mean")
    outside = national & ~below.between(*MIDDLE)
    grid.refuse_rows(outside, VALUE, "expected England to stand in the middle of the councils")


def _read(source: SourceFile) -> list[pd.DataFrame]:
    grid = _whole(source)
    value = _values(grid)
    _check_england(grid, value)
    measure, code = grid.text(MEASURE), grid.text(CODE)
    kept = ~code.str.fullmatch(REGION)
    area = code.replace({ENGLAND: "ENG"})
    return [
        figures(area[of], grid.text(YEAR)[of], name, value[of])
        for printed, name in MEASURES.items()
        for of in [kept & (measure == printed)]
    ]


def _others(source: SourceFile) -> dict[str, int]:
    grid = _whole(source)
    region = grid.text(CODE).str.fullmatch(REGION)
    return {
        "rows of regions": int(region.sum()),
        "figures not given": int((_values(grid).isna() & ~region).sum()),
    }


IMPORTER = Importer(PUBLICATION, _recognises, _read, others=_others)
