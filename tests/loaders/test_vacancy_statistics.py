"""The importer of the vacancy workbook, on a synthetic file of its layout: no figure is real."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import publication_layouts as layouts
import pytest
from imports import import_file, read_table

from nhs_culture.errors import SourceError

Sheets = dict[str, list[list[object]]]
TOTAL = "Total 2018 onwards"
FIRST_ROW = 6  # of the first section, counted from 0: London, Acute
SECTION = 11  # rows of a section, so that the same row of the next is this much further


def figures(sheets: Sheets, folder: Path) -> pd.Series:
    """Import a workbook and return its figures by area, subgroup, measure and period."""
    report = import_file(layouts.save_workbook(sheets, folder / "vac.xlsx"), folder / "raw")
    table = pd.concat([read_table(name) for name in report.tables])
    return table.set_index(["org_code", "subgroup", "measure", "period"])["value"].sort_index()


def refused(sheets: Sheets, folder: Path) -> str:
    with pytest.raises(SourceError) as caught:
        import_file(layouts.save_workbook(sheets, folder / "vac.xlsx"), folder / "raw")
    assert not list(folder.rglob("*.csv"))
    return str(caught.value)


@pytest.mark.parametrize("shares", [True, False])
def test_regions_sectors_and_staff_groups_by_quarter(tmp_path: Path, shares: bool) -> None:
    found = figures(layouts.vacancy_statistics(shares=shares), tmp_path)
    assert found["Y56", "all", "vacancies", "2018-06"] == 1200.6
    assert found["Y63", "mental_health", "vacancies", "2019-03"] == 200.2
    assert found["ENG", "all", "vacancies", "2018-09"] == 2401.2
    assert found["Y56", "acute", "vacancy_rate", "2018-12"] == pytest.approx(8)
    assert found["ENG", "nursing", "vacancy_rate", "2018-06"] == pytest.approx(8.5)
    assert found["Y63", "medical_acute", "vacancies", "2018-06"] == 1000.4
    # 3 sheets, 2 measures, 7 rows, 4 quarters
    assert len(found) == 3 * 2 * 7 * 4


def test_a_sign_for_missing_and_a_blank_are_missing_rows(tmp_path: Path) -> None:
    sheets = layouts.vacancy_statistics()
    sheets[TOTAL][FIRST_ROW][2:4] = ["-", ""]
    sheets[TOTAL][FIRST_ROW + SECTION][3] = ""
    found = figures(sheets, tmp_path)
    assert list(found["Y56", "acute", "vacancies"].index) == ["2018-12", "2019-03"]


def test_a_region_is_kept_where_its_first_row_has_no_figures(tmp_path: Path) -> None:
    sheets = layouts.vacancy_statistics()
    for row in (FIRST_ROW + 3, FIRST_ROW + 3 + SECTION):
        sheets[TOTAL][row][2:] = [""] * 4
    found = figures(sheets, tmp_path)
    assert found["Y63", "mental_health", "vacancies", "2018-06"] == 200.2
    assert ("Y63", "acute", "vacancies", "2018-06") not in found.index


def test_a_total_that_is_not_the_sum_of_its_parts_is_named(tmp_path: Path) -> None:
    sheets = layouts.vacancy_statistics()
    sheets[TOTAL][FIRST_ROW + 2][2] = 1300
    message = refused(sheets, tmp_path)
    assert f"sheet '{TOTAL}', row 9, column '2018/19 Q1 (Jun-18)'" in message
    assert "expected the sum of its parts, found 1300" in message


@pytest.mark.parametrize("row", [FIRST_ROW, FIRST_ROW + 2])
def test_a_figure_that_has_gone_from_one_section_is_named(tmp_path: Path, row: int) -> None:
    sheets = layouts.vacancy_statistics()
    sheets[TOTAL][row][2] = ""
    message = refused(sheets, tmp_path)
    assert f"row {row + 1}, column '2018/19 Q1 (Jun-18)': expected a figure" in message


def test_a_total_without_a_figure_is_named(tmp_path: Path) -> None:
    sheets = layouts.vacancy_statistics()
    for row in (FIRST_ROW + 2, FIRST_ROW + 2 + SECTION):
        sheets[TOTAL][row][2] = ""
    assert "row 9, column '2018/19 Q1 (Jun-18)': expected a figure" in refused(sheets, tmp_path)


def test_a_rate_outside_those_of_its_parts_is_named(tmp_path: Path) -> None:
    sheets = layouts.vacancy_statistics()
    sheets[TOTAL][FIRST_ROW + SECTION + 2][2] = 0.13
    message = refused(sheets, tmp_path)
    assert "row 20, column '2018/19 Q1 (Jun-18)': expected a rate between" in message


def test_a_percentage_among_shares_is_named(tmp_path: Path) -> None:
    sheets = layouts.vacancy_statistics()
    sheets[TOTAL][FIRST_ROW + SECTION][2] = 8
    message = refused(sheets, tmp_path)
    assert "row 18, column '2018/19 Q1 (Jun-18)': expected a share" in message


def test_a_row_that_has_gone_from_the_rates_is_named(tmp_path: Path) -> None:
    sheets = layouts.vacancy_statistics()
    del sheets[TOTAL][FIRST_ROW + SECTION + 1]
    message = refused(sheets, tmp_path)
    assert "row 19: expected the regions and sectors of the vacant posts" in message
    assert "7 rows, found 6" in message


def test_a_sheet_that_has_gone_is_named(tmp_path: Path) -> None:
    sheets = layouts.vacancy_statistics()
    del sheets["Nursing 2018 onwards"]
    assert "no nursing 2018 onwards" in refused(sheets, tmp_path)


def test_sections_of_different_quarters_are_refused(tmp_path: Path) -> None:
    sheets = layouts.vacancy_statistics()
    sheets["Nursing 2018 onwards"] = [row[:5] for row in sheets["Nursing 2018 onwards"]]
    assert "2018-06 to 2019-03, in every section" in refused(sheets, tmp_path)


def test_an_unknown_region_is_named(tmp_path: Path) -> None:
    sheets = layouts.vacancy_statistics()
    sheets[TOTAL][FIRST_ROW][0] = "Mercia"
    message = refused(sheets, tmp_path)
    assert "row 7, column 'Region': expected a region (England, London" in message


def test_a_quarter_that_is_left_out_is_named(tmp_path: Path) -> None:
    sheets = layouts.vacancy_statistics()
    sheets[TOTAL][FIRST_ROW - 1][3] = "2018/19 Q3 (Dec-18)"
    assert "expected the quarter that ends in 2018-09" in refused(sheets, tmp_path)


def test_a_month_that_is_not_its_quarters_is_named(tmp_path: Path) -> None:
    sheets = layouts.vacancy_statistics()
    sheets[TOTAL][FIRST_ROW - 1][2] = "2018/19 Q1 (Sep-18)"
    assert "column '2018/19 Q1 (Sep-18)': expected a quarter" in refused(sheets, tmp_path)


def test_a_section_that_is_not_there_is_named(tmp_path: Path) -> None:
    sheets = layouts.vacancy_statistics()
    sheets[TOTAL] = [
        ["Rates" if "% vacancy rate" in str(cell) else cell for cell in row]
        for row in sheets[TOTAL]
    ]
    assert "expected one section titled '% vacancy rate'" in refused(sheets, tmp_path)
