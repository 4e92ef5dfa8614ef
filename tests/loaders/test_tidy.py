"""The schema of the tables of data/raw, row by row."""

from __future__ import annotations

from pathlib import Path

import pytest

from nhs_culture.errors import RegisterError
from nhs_culture.loaders import read_table

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


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("X01,2019,engagement,all,6.5,,,", "org_code"),
        ("rp1,2019,engagement,all,6.5,,,", "org_code"),
        ("R1F7,2019,engagement,all,6.5,,,", "org_code"),
        ("RP1,2019-13,engagement,all,6.5,,,", None),
        ("RP1,19,engagement,all,6.5,,,", "period"),
        ("RP1,2019,happiness,all,6.5,,,", "measure"),
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
def test_a_row_that_breaks_the_schema_is_named(
    tmp_path: Path, row: str, column: str | None
) -> None:
    path = saved(tmp_path, row)
    if column is None:
        assert len(read_table(path)) == 1  # 2019-13 reads as a financial year; the panel decides
        return
    with pytest.raises(RegisterError, match=rf"figures.csv, row 2, column '{column}'"):
        read_table(path)


def test_the_row_is_the_line_of_the_file(tmp_path: Path) -> None:
    path = saved(tmp_path, *GOOD[:2], GOOD[2].replace("5.28", "528"))
    with pytest.raises(
        RegisterError, match=r"row 4, column 'value': expected a percentage .* '528'"
    ):
        read_table(path)


def test_the_same_figure_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match=r"row 3, .* expected each figure once"):
        read_table(saved(tmp_path, GOOD[1], GOOD[1].replace("7.4838", "7.5")))


def test_rows_out_of_order_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match=r"row 3, .* sorted"):
        read_table(saved(tmp_path, GOOD[1], GOOD[0]))


def test_other_columns_are_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, *GOOD, heading=HEADING.replace("note", "remark"))
    with pytest.raises(RegisterError, match="row 1: expected the columns org_code"):
        read_table(path)


def test_a_row_of_another_length_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="row 3: expected 8 fields"):
        read_table(saved(tmp_path, GOOD[0], GOOD[1] + ",more"))


def test_a_table_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match=r"absent.csv: cannot be read"):
        read_table(tmp_path / "absent.csv")
