"""The importer of the TAC data files, on synthetic files of their layout: no figure is real."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import publication_layouts as layouts
import pytest
from imports import apply, import_file, plan_import, read_table

from nhs_culture.errors import SourceError

Sheets = dict[str, list[list[object]]]


def save(sheets: Sheets, folder: Path, name: str = "accounts.xlsx") -> Path:
    return layouts.save_workbook(sheets, folder / name)


def figures(path: Path, into: Path) -> pd.Series:
    """Import a file and return its figures by organisation, period and measure."""
    report = import_file(path, into)
    table = pd.concat([read_table(name) for name in report.tables])
    return table.set_index(["org_code", "period", "measure"])["value"].sort_index()


def refused(sheets: Sheets, folder: Path, name: str = "accounts.xlsx") -> str:
    with pytest.raises(SourceError) as caught:
        import_file(save(sheets, folder, name), folder / "raw")
    assert not list(folder.rglob("*.csv"))
    return str(caught.value)


@pytest.mark.parametrize("later", [False, True])
def test_both_layouts_give_pounds_of_this_year_and_the_last(tmp_path: Path, later: bool) -> None:
    found = figures(save(layouts.trust_accounts(later=later), tmp_path), tmp_path / "raw")
    assert found["RP1", "2019/20", "staff_cost"] == 100_000_000
    assert found["RP1", "2019/20", "agency_cost"] == 3_000_000
    assert found["RRF", "2018/19", "agency_bank_cost"] == 1_500_000
    assert found["RP1", "2019/20", "average_wte"] == 4_800
    assert set(found.index.get_level_values("period")) == {"2018/19", "2019/20"}


def test_a_sub_code_without_a_row_is_nothing_spent(tmp_path: Path) -> None:
    found = figures(save(layouts.trust_accounts(), tmp_path), tmp_path / "raw")
    assert found["RP1", "2019/20", "external_bank_cost"] == 0
    assert found["RP1", "2019/20", "agency_bank_cost"] == 3_000_000


def wigan(sheets: Sheets, code: str) -> list[object]:
    """Return the row of this year's total of a sub-code."""
    return next(
        row
        for row in sheets["All Data"]
        if row[3] == "A09CY01" and row[5] == code and "Wigan" in str(row[0])
    )


def test_costs_that_do_not_add_up_are_refused(tmp_path: Path) -> None:
    sheets = layouts.trust_accounts()
    wigan(sheets, "STA0310")[1] = "TAC99"
    message = refused(sheets, tmp_path)
    row = 1 + sheets["All Data"].index(wigan(sheets, "STA0330"))
    assert f"row {row}, column 'Value number': expected the sum of this trust's staff" in message
    assert "found 100000" in message


@pytest.mark.parametrize("code", ["STA0330", "STA0490"])
def test_a_total_that_one_trust_lacks_is_named(tmp_path: Path, code: str) -> None:
    sheets = layouts.trust_accounts()
    wigan(sheets, code)[1] = "TAC99"
    message = refused(sheets, tmp_path)
    assert f"expected {code} under A09CY01 in the schedule TAC09 for every trust" in message
    assert "found none for RRF" in message


def test_trusts_and_foundation_trusts_of_a_year_are_two_sources(tmp_path: Path) -> None:
    files = [
        save(layouts.trust_accounts(), tmp_path, "a.xlsx"),
        save(layouts.trust_accounts(kind="NHS foundation trusts"), tmp_path, "b.xlsx"),
        save(layouts.trust_accounts("2020/21"), tmp_path, "c.xlsx"),
    ]
    reports = apply(plan_import(files, tmp_path / "raw"))
    assert {report.source_id for report in reports} == {
        "trust_accounts_2019_20",
        "foundation_trust_accounts_2019_20",
        "trust_accounts_2020_21",
    }
    assert "2019/20, NHS foundation trusts" in reports[1].title


def test_the_year_is_read_from_the_name_of_the_file_where_no_sheet_prints_it(
    tmp_path: Path,
) -> None:
    sheets = layouts.trust_accounts()
    sheets["Intro"] = [["NHS England"]]
    assert "expected the financial year" in refused(sheets, tmp_path)
    path = save(sheets, tmp_path, "TAC-data-in-NHS-trusts-accounts-for-2022-23.xlsx")
    assert import_file(path, tmp_path / "raw").source_id == "trust_accounts_2022_23"


def test_a_provider_that_is_not_listed_is_named(tmp_path: Path) -> None:
    sheets = layouts.trust_accounts()
    sheets["List of providers"].pop()
    message = refused(sheets, tmp_path)
    assert "sheet 'All Data'" in message
    assert "expected a name of the sheet of providers, found 'Wigan NHS Trust'" in message


def test_a_spoilt_code_does_not_drop_a_trust_in_silence(tmp_path: Path) -> None:
    sheets = layouts.trust_accounts()
    sheets["List of providers"][1][1] = "RPI!"
    assert "expected the ODS code of this trust" in refused(sheets, tmp_path)


def test_a_provider_that_is_no_trust_is_left_out(tmp_path: Path) -> None:
    sheets = layouts.trust_accounts()
    for rows in sheets.values():
        for row in rows:
            row[:] = ["Shared Services" if "Wigan" in str(cell) else cell for cell in row]
    sheets["List of providers"][2][1] = "0AB"
    found = figures(save(sheets, tmp_path), tmp_path / "raw")
    assert set(found.index.get_level_values("org_code")) == {"RP1"}


def test_an_amount_that_is_no_number_is_named_with_its_row(tmp_path: Path) -> None:
    sheets = layouts.trust_accounts()
    sheets["All Data"][1][6] = "n/a"
    message = refused(sheets, tmp_path)
    assert "row 2, column 'Value number'" in message
    assert "an amount in thousands of pounds" in message


def test_a_file_without_gross_staff_costs_is_refused(tmp_path: Path) -> None:
    sheets = layouts.trust_accounts()
    sheets["All Data"] = [row for row in sheets["All Data"] if row[5] != "STA0330"]
    assert "expected gross staff costs STA0330" in refused(sheets, tmp_path)


def test_a_figure_that_stands_there_twice_is_refused(tmp_path: Path) -> None:
    sheets = layouts.trust_accounts()
    sheets["All Data"].append(list(sheets["All Data"][1]))
    assert "is already in row 2" in refused(sheets, tmp_path)


def test_the_sub_codes_are_those_of_the_illustrative_files(nhs_shared: Path) -> None:
    from openpyxl import load_workbook

    from nhs_culture.loaders.publications import accounts

    for path in sorted((nhs_shared / "data/official").glob("*[Tt][Aa][Cc]*.xlsx")):
        book = load_workbook(path, read_only=True, data_only=True)
        labels: dict[str, str] = {}
        for row in book["TAC09 Staff"].iter_rows(values_only=True, max_row=46):
            for cell in row:
                if isinstance(cell, str) and cell.startswith("STA"):
                    labels[cell] = str(row[1]).strip()
        assert "agency/contract" in labels[accounts.AGENCY]
        assert "external bank" in labels[accounts.BANK]
        assert labels[accounts.GROSS] == "TOTAL GROSS STAFF COSTS"
        assert labels[accounts.WTE] == "Total average numbers"
        order = list(labels)
        assert tuple(order[: order.index(accounts.GROSS)]) == accounts.COMPONENTS
