"""What is odd about published figures and may be right is said, and noted beside each of them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import publication_layouts as layouts
import pytest
from imports import PROJECT, import_file, plan_import, read_table

from nhs_culture.loaders.remarks import REPEATED, WHOLE, remarked, remarks


def table(values: list[float], *, periods: bool, note: str = "") -> pd.DataFrame:
    """Return figures of one trust in several years, or of several trusts in one."""
    count = range(len(values))
    return pd.DataFrame(
        {
            "org_code": ["RP1" if periods else f"R{number:02d}" for number in count],
            "period": [str(2010 + number) if periods else "2019" for number in count],
            "measure": "recommend_work",
            "subgroup": "all",
            "value": values,
            "note": note,
        }
    )


@pytest.mark.parametrize(
    ("values", "noted"),
    [
        ([45.21, 45.21, 45.21, 45.21, 46.1], 4),
        ([45.21, 45.21, 45.21, 46.1, 45.21], 0),
        ([45.2, 45.2, 45.2, 45.2, 46.1], 0),  # so many decimals tell it from chance
        ([45, 45, 45, 45, 45], 0),
        ([2823, 2823, 2823, 2823, 2824], 4),
    ],
)
def test_a_figure_that_is_the_same_for_long_was_not_counted_anew(
    values: list[float], noted: int
) -> None:
    figures = table(values, periods=True, note="weighted")
    assert (remarked(figures)["note"] == f"weighted; {REPEATED}").sum() == noted
    assert len(remarks(figures)) == bool(noted)


@pytest.mark.parametrize(
    ("values", "noted"),
    [
        ([45.0] * 20 + [45.2], 20),
        ([45.0] * 16 + [45.2 + step / 10 for step in range(7)] * 2, 16),
        ([45.0, 46.0] + [45.2 + step / 10 for step in range(7)] * 2, 0),
        ([45.0] * 20, 0),
        ([45.0, 45.2], 0),
    ],
)
def test_whole_numbers_among_decimals_are_remarked_where_there_are_too_many(
    values: list[float], noted: int
) -> None:
    figures = table(values, periods=False)
    assert (remarked(figures)["note"] == WHOLE).sum() == noted
    assert len(remarks(figures)) == bool(noted)


def test_remarks_are_made_once_and_go_when_they_are_no_longer_true() -> None:
    figures = table([45.21] * 4, periods=True, note="weighted")
    once = remarked(figures)
    pd.testing.assert_frame_equal(remarked(once), once)
    assert set(remarked(once.iloc[:3])["note"]) == {"weighted"}


def test_an_import_says_what_is_odd_over_all_months_that_are_held(tmp_path: Path) -> None:
    into = tmp_path / "raw"
    for month in (4, 5, 6, 7):
        rows = layouts.sickness_month(2024, month, lost=1234.5)
        rows[1][-1] = "12.345"
        path = layouts.save_csv(rows, tmp_path / f"{month}.csv")
        report = plan_import([path], into).reports[0]
        if month < 7:
            assert not report.remarks
            import_file(path, into)
    said = {told.split(" is ")[0] for told in report.remarks}
    assert said == {"sickness_absence of RP1", "sickness_absence of ENG"}


def test_the_staff_of_chesterfield_and_moorfields_are_noted() -> None:
    """Eleven months of 2009/10 have one figure; Moorfields repeats each September for a year."""
    held = read_table(PROJECT.raw / "workforce_2009_2025" / "staff_fte_before_2018.csv")
    noted = held[held["note"] == REPEATED]
    assert set(noted["org_code"]) == {"RFS", "RP6"}
    assert set(noted.loc[noted["org_code"] == "RFS", "value"]) == {2823.99}
