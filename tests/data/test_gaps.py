"""What is missing of a trust's own measures, and which file would fill it."""

from __future__ import annotations

from nhs_culture import open_data
from nhs_culture.data.gaps import Gap, Missing, extensions, gaps


def _gap(code: str, name: str) -> Gap:
    return next(one for one in gaps(open_data(), code) if name in one.measures)


def test_months_that_nobody_has_are_told_with_the_file_that_has_them() -> None:
    absence = _gap("RRF", "Sickness absence")
    assert absence.held == ("April 2013 to January 2023", "April 2024 to March 2025")
    (lacking,) = absence.missing
    assert lacking.words == "February 2023 to March 2024"
    assert (lacking.others, lacking.file) == (0, "NHS Sickness Absence rates, July 2025.xlsx")


def test_a_survey_that_others_have_and_one_trust_has_not_is_told_apart() -> None:
    missing = {one.words: one for one in _gap("REN", "Staff engagement").missing}
    assert missing["2020 to 2023"].others == 0
    assert missing["2025"].others > 0
    assert "2021-2025" in missing["2025"].file


def test_a_quarterly_count_has_no_gap_between_its_quarters() -> None:
    assert _gap("RRF", "Staff in post (headcount)").missing == ()


def test_nothing_is_missing_before_a_trust_began() -> None:
    starts = [one.first for gap in gaps(open_data(), "G6V2S") for one in gap.missing]
    assert [start for start in starts if start < "2024"] == []
    assert all(  # it began in November 2024
        when.startswith("2025") or "2025" in when
        for one in extensions(open_data(), "G6V2S")
        for _, when in one.measures
    )


def test_a_survey_without_a_known_file_is_named_by_its_years() -> None:
    assert Missing("2014", "2014", 0, "NHS Staff Survey 2014") in (
        _gap("RRF", "Recommend as a place to work").missing
    )


def test_what_a_file_would_add_differs_between_trusts_and_kinds() -> None:
    of_trust = {file: one for one in extensions(open_data(), "RP1") for file in one.files}
    benchmark = dict(of_trust["NSS-Benchmark-report-excel-data-for-2021-2025-v2.xlsx"].measures)
    assert benchmark["Staff engagement"] == "2021 to 2023"  # 2024 and 2025 are held
    assert benchmark["Harassment by staff (white staff and BME staff)"] == "2021 to 2025"
    assert "Harassment by staff" not in benchmark
    assert not {file for one in extensions(open_data(), "E08000010") for file in one.files}


def test_a_survey_year_that_nobody_has_is_missing_too() -> None:
    gap = _gap("RXM", "Look forward to going to work")
    assert gap.held == ("2019", "2024")
    assert [(one.words, one.others) for one in gap.missing] == [("2020 to 2023", 0)]
    public = _gap("RXM", "Harassment by patients or the public")
    assert "2020" in {one.words[:4] for one in public.missing}


def test_a_file_with_groups_alone_fills_no_gap_of_all() -> None:
    years = {
        one.words: one.file for one in _gap("RV9", "Harassment by patients or the public").missing
    }
    assert years["2020 to 2023"] == "NHS Staff Survey 2020 to 2023"
    assert _gap("RV9", "Response rate").missing[-1].file == "NHS Staff Survey 2021 to 2025"


def test_what_is_held_of_groups_alone_is_told_with_them() -> None:
    name = "Healthy life expectancy at birth (female residents and male residents)"
    assert _gap("E08000010", name).held == ("2009–11 to 2018–20",)
    names = [name for gap in gaps(open_data(), "E08000010") for name in gap.measures]
    assert "Preventable deaths under 75" in names  # of all, and of both sexes besides
