"""A file whose layout or figures are not as published is refused, with the place."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import publication_layouts as layouts
import pytest
from imports import import_file, read_table

from nhs_culture.errors import SourceError


def table(path: Path, into: Path) -> pd.DataFrame:
    """Import a file and return all its figures by organisation, measure and period."""
    figures = pd.concat([read_table(name) for name in import_file(path, into).tables])
    return figures.set_index(["org_code", "measure", "period"]).sort_index()


def refused(path: Path, into: Path) -> str:
    """Return the message of the refusal, after a check that nothing was written."""
    with pytest.raises(SourceError) as caught:
        import_file(path, into)
    assert not list(into.rglob("*.csv"))
    message = str(caught.value)
    assert path.name in message
    return message


def cell(rows: list[list[object]], row: int, heading: str, nth: int = 0) -> tuple[int, int]:
    """Return the position of a cell, from its row and its heading (the nth of that name)."""
    heads = next(cells for cells in rows if heading in cells)
    return row, [column for column, head in enumerate(heads) if head == heading][nth]


class TestStaffSurvey2019:
    def save(self, sheets: dict[str, list[list[object]]], folder: Path) -> Path:
        return layouts.save_workbook(sheets, folder / "any name.xlsx")

    def test_shares_become_percentages_with_their_bases(self, tmp_path: Path) -> None:
        figures = table(self.save(layouts.survey_2019(), tmp_path), tmp_path / "raw")
        assert figures.loc[("RP1", "recommend_work", "2019"), "value"] == 60
        assert figures.loc[("RP1", "recommend_work", "2019"), "denominator"] == 480
        assert figures.loc[("RP1", "engagement", "2019"), "value"] == 7.1
        assert figures.loc[("RP1", "ethnic_minority", "2019"), "value"] == 25
        assert figures.loc[("RRF", "response_rate", "2019"), "value"] == 50

    def test_added_rows_and_commissioners_are_dropped_and_sectors_kept(
        self, tmp_path: Path
    ) -> None:
        figures = table(self.save(layouts.survey_2019(), tmp_path), tmp_path / "raw")
        assert set(figures.index.get_level_values("org_code")) == {"RP1", "RRF", "R1F1"}

    def test_a_moved_column_and_an_extra_row_above_change_nothing(self, tmp_path: Path) -> None:
        plain = table(self.save(layouts.survey_2019(), tmp_path), tmp_path / "raw")
        sheets = layouts.survey_2019()
        sheets["MH LD"] = [["a remark"], *[[*row[1:], row[0]] for row in sheets["MH LD"]]]
        moved = table(self.save(sheets, tmp_path), tmp_path / "other")
        pd.testing.assert_frame_equal(plain, moved)

    def test_a_renamed_question_is_named(self, tmp_path: Path) -> None:
        sheets = layouts.survey_2019()
        heads = sheets["MH LD"][0]
        heads[heads.index("q21c_2019")] = "q25c_2019"
        message = refused(self.save(sheets, tmp_path), tmp_path / "raw")
        assert "sheet 'MH LD'" in message
        assert "lacks 'q21c_2019'" in message

    def test_a_question_that_counts_other_answers_is_refused(self, tmp_path: Path) -> None:
        sheets = layouts.survey_2019()
        sheets["Notes"] = [
            [row[0], "selecting Yes of all who answered"] if row[0] == "q14_20XX" else row
            for row in sheets["Notes"]
        ]
        message = refused(self.save(sheets, tmp_path), tmp_path / "raw")
        assert "q14_20XX" in message
        assert "Dont know" in message

    def test_notes_without_descriptions_are_refused(self, tmp_path: Path) -> None:
        sheets = layouts.survey_2019()
        sheets["Notes"] = [row[:1] for row in sheets["Notes"]]
        message = refused(self.save(sheets, tmp_path), tmp_path / "raw")
        assert "found 'no description'" in message

    @pytest.mark.parametrize(
        ("heading", "value", "expected"),
        [
            ("theme_engagement_2019", 11.2, "a score between 0 and 10"),
            ("q21c_2019", 61.0, "a share between 0 and 1"),
            ("q21c_2019", "n/a", "a share between 0 and 1"),
            ("q21c_n_2019", -3, "a count of people"),
            ("q25.1_2019", 0.9, "to sum to 1"),
        ],
    )
    def test_a_figure_off_its_scale_is_named(
        self, tmp_path: Path, heading: str, value: object, expected: str
    ) -> None:
        sheets = layouts.survey_2019()
        row, column = cell(sheets["Acute"], 2, heading)
        sheets["Acute"][row][column] = value
        message = refused(self.save(sheets, tmp_path), tmp_path / "raw")
        assert f"sheet 'Acute', row 3, column '{heading}'" in message
        assert expected in message

    def test_a_blank_is_a_missing_row(self, tmp_path: Path) -> None:
        sheets = layouts.survey_2019()
        row, column = cell(sheets["Acute"], 2, "q21c_2019")
        sheets["Acute"][row][column] = " "
        figures = table(self.save(sheets, tmp_path), tmp_path / "raw")
        assert ("RRF", "recommend_work", "2019") not in figures.index
        assert ("RRF", "recommend_care", "2019") in figures.index

    def test_a_trust_that_is_listed_and_has_no_figures_is_named(self, tmp_path: Path) -> None:
        sheets = layouts.survey_2019()
        del sheets["Acute"][2]
        message = refused(self.save(sheets, tmp_path), tmp_path / "raw")
        assert "sheet 'Trust Benchmark Groups': lists RRF" in message

    def test_a_trust_twice_is_refused(self, tmp_path: Path) -> None:
        sheets = layouts.survey_2019()
        sheets["MH LD"].append(list(sheets["MH LD"][1]))
        message = refused(self.save(sheets, tmp_path), tmp_path / "raw")
        assert "sheet 'MH LD', row 3, column 'trust': RP1 is already in row 2" in message

    def test_a_trust_with_a_spoilt_code_is_not_dropped_in_silence(self, tmp_path: Path) -> None:
        sheets = layouts.survey_2019()
        sheets["MH LD"][1][0] = "rp1"
        message = refused(self.save(sheets, tmp_path), tmp_path / "raw")
        assert "sheet 'MH LD', row 2, column 'trust'" in message


class TestStaffSurvey2024:
    def save(self, sheets: dict[str, list[list[object]]], folder: Path) -> Path:
        return layouts.save_workbook(sheets, folder / "survey.xlsx")

    def test_questions_are_matched_by_wording_whatever_their_number_and_place(
        self, tmp_path: Path
    ) -> None:
        plain = table(self.save(layouts.survey_2024(), tmp_path), tmp_path / "raw")
        sheets = layouts.survey_2024()
        for rows in sheets.values():
            rows[0] = [
                f"Q99{str(title)[3:]}" if str(title).startswith("Q2") else title
                for title in rows[0]
            ]
        sheets["a new name"] = sheets.pop("YOUR JOB")
        moved = table(self.save(sheets, tmp_path), tmp_path / "other")
        pd.testing.assert_frame_equal(plain, moved)

    def test_answers_that_count(self, tmp_path: Path) -> None:
        figures = table(self.save(layouts.survey_2024(), tmp_path), tmp_path / "raw")
        rp1 = figures.loc["RP1"].droplevel("period")
        assert rp1.loc["recommend_work", "value"] == 55
        assert rp1.loc["burnout", "value"] == 55
        assert rp1.loc["harassment_managers", "value"] == 90
        assert rp1.loc["ethnic_minority", "value"] == 30
        assert rp1.loc["engagement", "value"] == 7

    def test_dont_knows_are_left_out_of_equal_opportunities_and_its_base(
        self, tmp_path: Path
    ) -> None:
        figures = table(self.save(layouts.survey_2024(), tmp_path), tmp_path / "raw")
        fair = figures.loc[("RP1", "equal_opportunities", "2024")]
        assert (fair["value"], fair["denominator"]) == (75, 800)

    def test_answers_that_do_not_sum_to_100_are_named(self, tmp_path: Path) -> None:
        sheets = layouts.survey_2024()
        sheets["YOUR JOB"][5][6] = 12.0
        message = refused(self.save(sheets, tmp_path), tmp_path / "raw")
        assert "sheet 'YOUR JOB', row 6, column '% Never'" in message
        assert "sum to 100" in message

    def test_engagement_that_is_not_the_mean_of_its_parts_is_refused(self, tmp_path: Path) -> None:
        sheets = layouts.survey_2024()
        sheets["THEMES"][6][6] = 7.4
        message = refused(self.save(sheets, tmp_path), tmp_path / "raw")
        assert "sheet 'THEMES', row 7, column 'Staff Engagement - score'" in message
        assert "mean of motivation, involvement and advocacy" in message

    def test_a_score_outside_its_scale_is_named(self, tmp_path: Path) -> None:
        sheets = layouts.survey_2024()
        row, column = cell(sheets["THEMES"], 5, "Morale - score")
        sheets["THEMES"][row][column] = 61.0
        message = refused(self.save(sheets, tmp_path), tmp_path / "raw")
        assert "row 6, column 'Morale - score': expected a score between 0 and 10" in message

    def test_a_reworded_question_is_refused_with_the_nearest(self, tmp_path: Path) -> None:
        sheets = layouts.survey_2024()
        for rows in sheets.values():
            rows[0] = [str(t).replace("would recommend", "recommend") for t in rows[0]]
        message = refused(self.save(sheets, tmp_path), tmp_path / "raw")
        assert "'I would recommend my organisation as a place to work.'" in message
        assert "I recommend my organisation as a place to work." in message

    def test_a_missing_answer_is_refused(self, tmp_path: Path) -> None:
        sheets = layouts.survey_2024()
        heads = sheets["YOUR JOB"][4]
        heads[heads.index("% Often")] = "% Quite often"
        assert "'% Often'" in refused(self.save(sheets, tmp_path), tmp_path / "raw")

    def test_a_sheet_cut_off_below_its_headings_is_refused(self, tmp_path: Path) -> None:
        sheets = layouts.survey_2024()
        del sheets["THEMES"][5:]
        message = refused(self.save(sheets, tmp_path), tmp_path / "raw")
        assert "sheet 'THEMES': expected organisations below the headings" in message

    def test_another_year_is_not_taken_for_this_one(self, tmp_path: Path) -> None:
        path = self.save(layouts.survey_2024(year=2025), tmp_path)
        message = refused(path, tmp_path / "raw")
        assert "the survey of 2025; expected 2024" in message


class TestSicknessWorkbook:
    def save(self, sheets: dict[str, list[list[object]]], folder: Path) -> Path:
        return layouts.save_workbook(sheets, folder / "sickness.xlsx")

    def test_line_breaks_in_headings_dots_zeros_and_totals(self, tmp_path: Path) -> None:
        figures = table(self.save(layouts.sickness_workbook(), tmp_path), tmp_path / "raw")
        assert set(figures.index.get_level_values("org_code")) == {"ENG", "RP1", "RYH"}
        assert figures.loc[("RP1", "sickness_absence", "2013-04"), "value"] == 4.2
        assert figures.loc["RYH"].index.get_level_values("period").min() == "2013-06"
        assert len(figures.loc["ENG"]) == 9

    def test_swapped_months_are_refused(self, tmp_path: Path) -> None:
        sheets = layouts.sickness_workbook()
        heads = sheets["Table 4"][2]
        heads[8], heads[9] = heads[9], heads[8]
        message = refused(self.save(sheets, tmp_path), tmp_path / "raw")
        assert "sheet 'Table 4', column 'July 2013': expected 2013-06" in message

    def test_a_rate_that_is_no_percentage_is_named(self, tmp_path: Path) -> None:
        sheets = layouts.sickness_workbook()
        sheets["Table 4"][4][7] = 420
        message = refused(self.save(sheets, tmp_path), tmp_path / "raw")
        assert "sheet 'Table 4', row 5, column 'May 2013': expected a percentage" in message

    def test_trusts_far_from_england_are_refused(self, tmp_path: Path) -> None:
        sheets = layouts.sickness_workbook()
        for row in sheets["Table 1"][3:12]:
            row[1] = 9.0
        assert "England's rate" in refused(self.save(sheets, tmp_path), tmp_path / "raw")

    def test_a_table_of_england_without_months_is_refused(self, tmp_path: Path) -> None:
        sheets = layouts.sickness_workbook()
        sheets["Table 1"] = [row[1:] if len(row) > 1 else row for row in sheets["Table 1"]]
        message = refused(self.save(sheets, tmp_path), tmp_path / "raw")
        assert "sheet 'Table 1': expected months in the first column" in message

    def test_a_dropped_heading_is_named(self, tmp_path: Path) -> None:
        sheets = layouts.sickness_workbook()
        sheets["Table 4"][2][5] = "Code"
        message = refused(self.save(sheets, tmp_path), tmp_path / "raw")
        assert "sheet 'Table 4'" in message
        assert "row 3 comes nearest and lacks 'Org code'" in message


class TestSicknessCsv:
    def test_rate_numerator_denominator_and_the_sum_of_england(self, tmp_path: Path) -> None:
        path = layouts.save_csv(layouts.sickness_month(), tmp_path / "april.csv")
        figures = table(path, tmp_path / "raw").droplevel("measure")
        rp1, england = figures.loc[("RP1", "2024-04")], figures.loc[("ENG", "2024-04")]
        assert (rp1["value"], rp1["numerator"], rp1["denominator"]) == (5, 500, 10000)
        assert (england["numerator"], england["denominator"]) == (530, 11000)
        assert england["value"] == pytest.approx(100 * 530 / 11000, abs=1e-4)

    def test_a_byte_order_mark_is_no_part_of_the_heading(self, tmp_path: Path) -> None:
        path = layouts.save_csv(layouts.sickness_month(), tmp_path / "a.csv", "utf-8-sig")
        assert len(table(path, tmp_path / "raw")) == 2

    def test_windows_1252_is_refused_with_byte_and_line(self, tmp_path: Path) -> None:
        rows = layouts.sickness_month()
        rows[2][6] = "Trust – with a dash"
        path = layouts.save_csv(rows, tmp_path / "a.csv", "cp1252")
        message = refused(path, tmp_path / "raw")
        assert "a.csv, line 3: byte" in message
        assert "0x96" in message
        assert "expected a CSV in UTF-8" in message

    @pytest.mark.parametrize(
        ("column", "value", "place"),
        [
            (10, 5.2, "column 'SICKNESS_ABSENCE_RATE_PERCENT'"),
            (8, 20000.0, "column 'FTE_DAYS_LOST'"),
            (0, "30/13/2024", "column 'DATE'"),
            (0, "29/04/2024", "column 'DATE'"),
            (9, "many", "column 'FTE_DAYS_AVAILABLE'"),
            (5, "RP01", "column 'ORG_CODE'"),
        ],
    )
    def test_a_wrong_cell_is_named(
        self, tmp_path: Path, column: int, value: object, place: str
    ) -> None:
        rows = layouts.sickness_month()
        rows[1][column] = value
        message = refused(layouts.save_csv(rows, tmp_path / "a.csv"), tmp_path / "raw")
        assert f"row 2, {place}: expected" in message

    def test_duplicate_rows_are_refused(self, tmp_path: Path) -> None:
        rows = layouts.sickness_month()
        rows.append(rows[1])
        message = refused(layouts.save_csv(rows, tmp_path / "a.csv"), tmp_path / "raw")
        assert "row 4, column 'DATE': 30/04/2024 RP1 is already in row 2" in message

    def test_a_renamed_heading_is_refused_with_the_nearest(self, tmp_path: Path) -> None:
        rows = layouts.sickness_month()
        rows[0][9] = "FTE_DAYS_AVAIL"
        message = refused(layouts.save_csv(rows, tmp_path / "a.csv"), tmp_path / "raw")
        assert "expected one column 'FTE_DAYS_AVAILABLE', found 0" in message
        assert "'FTE_DAYS_AVAIL'" in message

    def test_a_short_row_is_refused(self, tmp_path: Path) -> None:
        rows = layouts.sickness_month()
        rows[2] = rows[2][:-1]
        message = refused(layouts.save_csv(rows, tmp_path / "a.csv"), tmp_path / "raw")
        assert "line 3: 10 fields; expected 11" in message


class TestWorkforce:
    def save(self, sheets: dict[str, list[list[object]]], folder: Path) -> Path:
        return layouts.save_workbook(sheets, folder / "workforce.xlsx")

    def test_zero_is_missing_and_headcount_is_quarterly(self, tmp_path: Path) -> None:
        figures = table(self.save(layouts.workforce(), tmp_path), tmp_path / "raw")
        assert set(figures.index.get_level_values("org_code")) == {"ENG", "RP1"}
        assert figures.loc[("RP1", "staff_fte", "2018-02"), "value"] == 2500.12
        assert list(figures.loc[("RP1", "staff_headcount")].index) == ["2017-12", "2018-03"]

    def test_england_that_is_not_the_sum_is_refused(self, tmp_path: Path) -> None:
        sheets = layouts.workforce()
        sheets["5. FTE"][7][8] = 1500.0
        message = refused(self.save(sheets, tmp_path), tmp_path / "raw")
        assert "sheet '5. FTE', row 5, column '2017-12-31'" in message
        assert "expected England to fit the sum of its organisations" in message

    def test_a_missing_month_is_refused(self, tmp_path: Path) -> None:
        sheets = layouts.workforce()
        for row in sheets["5. FTE"]:
            del row[8:9]
        message = refused(self.save(sheets, tmp_path), tmp_path / "raw")
        assert "expected 2017-12" in message


class TestCompiled:
    HEADS = ("org_code", "year", "pct_recommend_work", "weighting", "flag")

    def recommend(self) -> list[list[object]]:
        return [
            list(self.HEADS),
            ["RP1", 2013, 49.2, "unweighted", ""],
            ["RP1", 2014, 45.3, "unweighted", "SCRAMBLED_DO_NOT_USE"],
            ["RP1", 2021, 71.9, "weighted", ""],
        ]

    def test_the_scrambled_year_is_left_out_and_weighting_is_noted(self, tmp_path: Path) -> None:
        path = layouts.save_csv(self.recommend(), tmp_path / "a.csv")
        figures = table(path, tmp_path / "raw").droplevel(["org_code", "measure"])
        assert list(figures.index) == ["2013", "2021"]
        assert list(figures["note"]) == ["unweighted", "weighted"]

    @pytest.mark.parametrize(
        ("row", "column", "value", "expected"),
        [
            (2, 4, "", "expected a flag on every row of 2014"),
            (3, 3, "unweighted", "row 4, column 'weighting'"),
            (1, 2, 149.2, "row 2, column 'pct_recommend_work'"),
            (1, 0, "XYZ", "row 2, column 'org_code'"),
        ],
    )
    def test_a_wrong_cell_is_refused(
        self, tmp_path: Path, row: int, column: int, value: object, expected: str
    ) -> None:
        rows = self.recommend()
        rows[row][column] = value
        message = refused(layouts.save_csv(rows, tmp_path / "a.csv"), tmp_path / "raw")
        assert expected in message

    def test_a_half_year_below_half_of_both_neighbours_is_left_out(self, tmp_path: Path) -> None:
        counts = {"2009-03-31": 1000, "2009-09-30": 400, "2010-03-31": 1000, "2010-09-30": 450}
        rows: list[list[object]] = [
            ["org_code", "six_months_ending", "incidents_reported", "rate_as_published"],
            *[["RRF", ending, count, 3.7] for ending, count in counts.items()],
        ]
        figures = table(layouts.save_csv(rows, tmp_path / "a.csv"), tmp_path / "raw")
        periods = list(figures.index.get_level_values("period"))
        assert periods == ["2008/09-H2", "2009/10-H2", "2010/11-H1"]

    def test_pay_bill_is_matched_by_name(self, tmp_path: Path) -> None:
        path = layouts.save_json(layouts.pay_bill(), tmp_path / "pay.json")
        figures = table(path, tmp_path / "raw")
        assert figures.loc[("RP1", "agency_bank_cost", "2022/23"), "value"] == 11_594_000
        assert figures.loc[("RR8", "staff_cost", "2022/23"), "value"] == 900_000_000

    def test_an_agency_figure_below_a_thousand_pounds_is_no_figure(self, tmp_path: Path) -> None:
        content = layouts.pay_bill()
        content["The Leeds Teaching Hospitals NHS Trust"]["cost_groups"] = [
            {"name": "Salaries", "value": 899_999_990, "sta_codes": ["STA0230"]},
            {"name": "Agency", "value": 10, "sta_codes": ["STA0310", "STA0300"]},
        ]
        figures = table(layouts.save_json(content, tmp_path / "pay.json"), tmp_path / "raw")
        assert ("RR8", "staff_cost", "2022/23") in figures.index
        assert ("RR8", "agency_bank_cost", "2022/23") not in figures.index

    def test_unknown_names_are_listed(self, tmp_path: Path) -> None:
        content = layouts.pay_bill()
        content["Utopia NHS Trust"] = content["The Leeds Teaching Hospitals NHS Trust"]
        message = refused(layouts.save_json(content, tmp_path / "pay.json"), tmp_path / "raw")
        assert "Utopia NHS Trust" in message

    def test_groups_that_do_not_add_up_are_refused(self, tmp_path: Path) -> None:
        content = layouts.pay_bill()
        content["The Leeds Teaching Hospitals NHS Trust"]["total_staff_costs"] = 900_000_001
        message = refused(layouts.save_json(content, tmp_path / "pay.json"), tmp_path / "raw")
        assert "sum to 900000001" in message

    def test_a_pay_bill_of_an_unknown_year_is_refused(self, tmp_path: Path) -> None:
        content = layouts.pay_bill(total=250_000_000)
        message = refused(layouts.save_json(content, tmp_path / "pay.json"), tmp_path / "raw")
        assert "250000000" in message
        assert "anchor" in message
