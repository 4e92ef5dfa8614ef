"""The schema of the tables of data/raw, row by row."""

from __future__ import annotations

from pathlib import Path

import pytest
from imports import read_table

from nhs_culture.errors import Fault, RegisterError

HEADING = "org_code,period,measure,subgroup,value,numerator,denominator,note"
GOOD = (
    "R1F1,2019,engagement,all,6.5,,480,",
    "RP1,2019,engagement,all,7.4838,,2133,",
    "RP1,2024-04,sickness_absence,all,5.28,7123.5,134914.2,",
)


def saved(folder: Path, *rows: str, heading: str = HEADING) -> Path:
    path = folder / "figures.csv"
    path.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    return path


def test_a_good_table_is_read_as_numbers(tmp_path: Path) -> None:
    table = read_table(saved(tmp_path, *GOOD))
    assert list(table["org_code"]) == ["R1F1", "RP1", "RP1"]
    assert table.loc[1, "value"] == 7.4838
    assert table["numerator"].isna().tolist() == [True, True, False]


def fault(path: Path) -> Fault:
    """Return the one thing that is wrong with a table."""
    with pytest.raises(RegisterError) as caught:
        read_table(path)
    (found,) = caught.value.faults
    assert found.file == path
    assert str(found) == str(caught.value)
    return found


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("X01,2019,engagement,all,6.5,,,", "org_code"),
        ("rp1,2019,engagement,all,6.5,,,", "org_code"),
        ("R1F7,2019,engagement,all,6.5,,,", "org_code"),
        ("RP1,2019-13,engagement,all,6.5,,,", "period"),
        ("RP1,2019-03,engagement,all,6.5,,,", "period"),
        ("RP1,2019,sickness_absence,all,6.5,,,", "period"),
        ("RP1,19,engagement,all,6.5,,,", "period"),
        ("RP1,2019,happiness,all,6.5,,,", "measure"),
        ("RP1,2019,cqc_rating,all,3,,,", "measure"),
        ("RP1,2019,engagement,,6.5,,,", "subgroup"),
        ("RP1,2019,engagement,all,,,,", "value"),
        ("RP1,2019,engagement,all,nan,,,", "value"),
        ("RP1,2019,engagement,all,1e3,,,", "value"),
        ("RP1,2019,engagement,all,11,,,", "value"),
        ("RP1,2019,recommend_work,all,-1,,,", "value"),
        ("RP1,2019,engagement,all,6.5,,0,", "denominator"),
        ("RP1,2024-04,sickness_absence,all,5,7,6,", "numerator"),
    ],
)
def test_a_row_that_breaks_the_schema_is_named(tmp_path: Path, row: str, column: str) -> None:
    found = fault(saved(tmp_path, row))
    assert (found.row, found.column) == (2, column)


def test_the_row_is_the_line_of_the_file(tmp_path: Path) -> None:
    found = fault(saved(tmp_path, *GOOD[:2], GOOD[2].replace("5.28", "528")))
    assert (found.row, found.column, found.found) == (4, "value", "'528'")
    assert found.expected == "0 to 100 (percent)"


def test_the_same_figure_twice_is_refused(tmp_path: Path) -> None:
    found = fault(saved(tmp_path, GOOD[1], GOOD[1].replace("7.4838", "7.5")))
    assert (found.row, found.expected) == (3, "each figure once")


def test_rows_out_of_order_are_refused(tmp_path: Path) -> None:
    found = fault(saved(tmp_path, GOOD[1], GOOD[0]))
    assert found.row == 3
    assert "sorted" in found.expected


def test_other_columns_are_refused(tmp_path: Path) -> None:
    found = fault(saved(tmp_path, *GOOD, heading=HEADING.replace("note", "remark")))
    assert (found.row, found.expected.split(", ")[0]) == (1, "org_code")


def test_a_row_of_another_length_is_refused(tmp_path: Path) -> None:
    found = fault(saved(tmp_path, GOOD[0], GOOD[1] + ",more"))
    assert (found.row, found.found, found.expected) == (3, "9 fields", "8 fields")


def test_a_table_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "cannot be read" in fault(tmp_path / "absent.csv").found
