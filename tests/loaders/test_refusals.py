"""What the importers of surveys and councils refuse, and where they say that it is."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from imports import REGISTER, import_file, read_table
from small_publications import SMALL, Rows, Small

from nhs_culture.errors import SourceError
from nhs_culture.loaders.levels import odd_levels
from nhs_culture.loaders.publications.staff_survey_benchmark import PUBLICATION

Spoil = Callable[[dict[str, Rows]], object]


def small(source_id: str) -> Small:
    return next(one for one in SMALL if one.source_id == source_id)


def refused(source_id: str, spoil: Spoil, folder: Path) -> str:
    """Spoil a small publication and return what its import says of it."""
    publication = small(source_id)
    content = publication.build()
    spoil(content)
    path = publication.save(content, folder)
    with pytest.raises(SourceError) as caught:
        import_file(path, folder / "raw")
    assert path.name in str(caught.value)
    assert not (folder / "raw").exists()
    return str(caught.value)


def cell(row: int, heading: str, value: object, sheet: str = "") -> Spoil:
    """Return what writes a value into a row, counted from 1 as an editor does, by its heading."""

    def write(content: dict[str, Rows]) -> None:
        rows = content[sheet]
        rows[row - 1][rows[0].index(heading)] = value

    return write


MANAGERS = "manager_questions_2012_2018"
SCORES = "staff_survey_scores_2025"
FRAMEWORK = "oversight_framework_2025_26"
SPENDING = "council_spending_2010_2018"
WORKERS = "council_social_workers_2016_2025"


@pytest.mark.parametrize(
    ("source_id", "spoil", "said"),
    [
        (MANAGERS, cell(2, "YEAR", 2019), "row 2, column 'YEAR': expected 2012 to 2018"),
        (MANAGERS, cell(2, "7a_N", 400), "whole number of answers in other years"),
        (MANAGERS, cell(3, "7a_A", 30.5), "row 3, column '7a_A': expected a whole percentage"),
        (MANAGERS, cell(3, "7a_SD", 50), "sum to 100"),
        (
            MANAGERS,
            cell(2, "ORG_CODE", "rp1"),
            "expected the ODS code of an NHS trust (as RP1), or",
        ),
        (MANAGERS, cell(2, "ORG_CODE", "E08000010"), "column 'ORG_CODE'"),
        ("staff_survey_by_ethnicity_2024", cell(2, "White Rate", "0.237"), "column 'Likelihood"),
        ("staff_survey_by_ethnicity_2024", cell(2, "Trust", "RP1*"), "row 2, column 'Trust'"),
        (FRAMEWORK, cell(2, "Reporting_date", "2026"), "expected a survey of 2024 or 2025"),
        (FRAMEWORK, cell(2, "Median_value", 7.5), "expected the median of the quarter's trusts"),
        (FRAMEWORK, cell(2, "Units", "score"), "column 'Units': expected 'out of 10' for OF0084"),
        (FRAMEWORK, cell(2, "Value", ""), "expected a figure of every trust that is listed"),
        (SCORES, cell(2, "survey_date", "2024-12-01"), "expected 2025-12-01"),
        (SCORES, cell(6, "theme_engagement", 7.1), "row 6, column 'org_code'"),
        ("motivation_involvement_2017", cell(3, "q2a.Often", 60), "sum to about 100"),
        ("motivation_involvement_2017", cell(3, "Engagement.index", 4.9), "mean of q2a, q2b"),
        ("motivation_involvement_2017", cell(3, "q2a.Respondents", "1,23"), "q2a.Respondents"),
        ("shmi_releases_2011_2014", cell(2, "DATE", "2011-03-01"), "the month of a release"),
        ("shmi_releases_2011_2014", cell(2, "OBSERVED", 1713), "expected OBSERVED over EXPECTED"),
        ("stability_index_2017_18", cell(4, "STABILITY", "8"), "a number with two decimals"),
        ("turnover_benchmarking", cell(2, "PERIOD", "202510 to 202512"), "and the next one"),
        ("turnover_benchmarking", cell(2, "PERIOD", "205110 to 205111"), "expected 2018-01 to"),
        ("turnover_benchmarking", cell(2, "FTE", 1), "expected the staff groups to sum"),
        ("council_mortality", cell(2, "area_code", "E07000010"), "an upper-tier council"),
        ("council_mortality", cell(2, "area_code", "RRF"), "row 2, column 'area_code'"),
        ("council_mortality", cell(2, "period", "2010-12"), "expected 2010 to 2022"),
        ("council_mortality", cell(8, "value", 9999), "stand in the middle of the councils"),
        (SPENDING, cell(2, "class", "SD"), "row 2, column 'e_code': expected a code of its class"),
        (SPENDING, cell(2, "education", 1), "expected the sum of the services in the row"),
        (SPENDING, cell(2, "education", "12,345"), "row 2, column 'education'"),
        (SPENDING, cell(2, "year", "2015-16"), "column 'year'"),
        (WORKERS, cell(2, "la_number", "999"), "row 2, column 'la_number'"),
        (WORKERS, cell(2, "value", "q"), "row 2, column 'value'"),
        (WORKERS, cell(2, "value", "200%"), "row 2, column 'value'"),
    ],
)
def test_a_spoilt_cell_is_refused_with_its_place(
    source_id: str, spoil: Spoil, said: str, tmp_path: Path
) -> None:
    assert said in refused(source_id, spoil, tmp_path)


def test_a_trust_with_fewer_pulse_answers_keeps_its_response_and_loses_its_score(
    tmp_path: Path,
) -> None:
    publication = small("pulse_survey_2022")
    content = publication.build()
    for name, rows in list(content.items())[2:]:
        answers = rows[2][7]
        rows[2][7] = 40
        rows[1][7] += 40 - answers
        scores = [row[9] for row in rows[2:]]
        weights = [row[7] for row in rows[2:]]
        mean = sum(s * w for s, w in zip(scores, weights, strict=True)) / sum(weights)
        rows[1][9] = mean
        assert name in {"Engagement", "Advocacy", "Involvement", "Motivation"}
    report = import_file(publication.save(content, tmp_path), tmp_path / "raw")
    table = read_table(report.tables[0])
    rp1 = table[table["org_code"] == "RP1"]
    assert set(rp1["measure"]) == {"pulse_response_rate"}
    assert rp1["numerator"].to_list() == [40]
    assert report.left_out == ("1 trusts with fewer than 100 answers",)


def test_a_pulse_sheet_that_has_lost_a_trust_is_refused(tmp_path: Path) -> None:
    def lose(content: dict[str, Rows]) -> None:
        rows = content["Advocacy"]
        lost = rows.pop(3)
        rows[1][7] -= lost[7]
        rows[1][9] = sum(row[7] * row[9] for row in rows[2:]) / sum(row[7] for row in rows[2:])

    assert "RRF are in one of the two" in refused("pulse_survey_2022", lose, tmp_path)


def test_an_error_in_a_total_that_is_not_read_stops_nothing(tmp_path: Path) -> None:
    """As in the workbook of January 2022, where the score of a selection is #REF!."""
    publication = small("pulse_survey_2022")
    content = publication.build()
    selection = ["", "", "", "", "", "", "Selection (excluding suppressed)", 900, 9000, "#REF!"]
    content["Engagement"].append(selection)
    report = import_file(publication.save(content, tmp_path), tmp_path / "raw")
    assert report.trusts == 4


@pytest.mark.parametrize(
    ("sheet", "spoil", "said"),
    [
        ("MHLD", cell(2, "trust", "RP100", "MHLD"), "expected a column of ODS codes"),
        ("MHLD", cell(1, "theme_engagement_2022", "theme_engagement_2031", "MHLD"), "five"),
        ("MHLD", cell(1, "theme_diversity_2020", "theme_diversity_2019", "MHLD"), "five"),
        ("MHLD", cell(2, "theme_diversity_2020", 87.1, "MHLD"), "row 2"),
        ("MHLD", cell(1, "equal_eth_summary_1_2024", "fair_eth_1_2024", "MHLD"), "MHLD"),
        ("MHLD", cell(2, "q16b_eth_summary_n_2_2024", "", "MHLD"), "the base of a figure"),
        ("Lookup", cell(2, "Description", "Experienced violence", "Lookup"), "discrimination"),
    ],
)
def test_a_benchmark_workbook_is_read_strictly(
    sheet: str, spoil: Spoil, said: str, tmp_path: Path
) -> None:
    message = refused("staff_survey_benchmark", spoil, tmp_path)
    assert said.replace("five", "5 years") in message


def test_a_benchmark_workbook_gives_a_mental_health_trust_by_ethnic_group(tmp_path: Path) -> None:
    """What a user with the file gets that is in no other: RP1, five years, White and BME apart."""
    publication = small("staff_survey_benchmark")
    report = import_file(publication.save(publication.build(), tmp_path), tmp_path / "raw")
    assert report.source_id == "staff_survey_benchmark_2020_2024"
    table = read_table(report.tables[0])
    rp1 = table[(table["org_code"] == "RP1") & (table["measure"] == "discrimination_colleagues")]
    assert set(rp1["subgroup"]) == {"white", "bme"}
    assert rp1["period"].nunique() == 5
    assert rp1["denominator"].notna().all()
    ended = table[(table["org_code"] == "RP1") & (table["measure"] == "equality_diversity")]
    assert ended[["period", "value"]].to_numpy().tolist() == [["2020", 8.7]]
    assert {(one, group) for one, group in table[["measure", "subgroup"]].to_numpy()} == {
        (one, group)
        for one in PUBLICATION.measures
        for group in ("all", *PUBLICATION.groups)
        if PUBLICATION.gives(one, group) or (one in PUBLICATION.perhaps and group == "all")
    }


def test_a_benchmark_workbook_may_have_boards_on_a_sheet_of_their_own(tmp_path: Path) -> None:
    publication = small("staff_survey_benchmark")
    content = publication.build()
    trusts = content["Acute Specialist Trusts"]
    content["ICBs"] = [trusts[0], ["QHM", *trusts[1][1:]], ["QOQ", *trusts[2][1:]]]
    table = read_table(import_file(publication.save(content, tmp_path), tmp_path / "raw").tables[0])
    assert not table["org_code"].str.startswith("Q").any()
    content["ICBs"][1][0] = "RP1"  # a trust among them: nobody is left out in silence
    with pytest.raises(SourceError, match="sheet 'ICBs', row 3"):
        import_file(publication.save(content, tmp_path), tmp_path / "again")


def test_no_row_of_leavers_is_nobody_and_a_lost_one_is_found(tmp_path: Path) -> None:
    publication = small("turnover_benchmarking")
    content = publication.build()
    rows = content[""]
    kept = [row for row in rows if not (row[7] == "RP1" and row[1] == "Leavers")]
    stock = {row[1]: row for row in kept if row[7] == "RP1" and row[10] == "All staff groups"}
    assert "joiners less leavers" in refused(
        "turnover_benchmarking",
        lambda content: content[""].clear() or content[""].extend(kept),
        tmp_path,
    )
    start, joined = stock["Denominator at start of period"], stock["Joiners"]
    stock["Denominator at end of period"][11] = start[11] + joined[11]
    report = import_file(publication.save({"": kept}, tmp_path), tmp_path / "raw")
    table = read_table(report.tables[0])
    left = table[(table["org_code"] == "RP1") & (table["measure"] == "leaver_rate")]
    assert left["value"].to_list() == [0]


def test_twelve_months_in_one_file_give_a_year_of_turnover(tmp_path: Path) -> None:
    publication = small("turnover_benchmarking")
    heads, *rows = publication.build()[""]
    months = pd.period_range("2023-03", "2024-03", freq="M")
    long = [
        [f"{first:%Y%m} to {last:%Y%m}", *row[1:]]
        for first, last in itertools.pairwise(months)
        for row in rows
    ]
    path = publication.save({"": [heads, *long]}, tmp_path)
    table = read_table(import_file(path, tmp_path / "raw").tables[0])
    year = table[(table["org_code"] == "RP1") & (table["measure"] == "leaver_rate_year")]
    assert year[["period", "numerator", "denominator"]].to_numpy().tolist() == [
        ["2023/24", 12 * 43, 5000]
    ]


@pytest.mark.parametrize("factor", [0.01, 0.1])
def test_figures_that_are_all_too_small_are_another_unit(tmp_path: Path, factor: float) -> None:
    codes = [code for code in REGISTER.trusts["org_code"] if len(code) == 3][:25]
    rows: Rows = [["org_code", "year", "pct_recommend_work", "weighting", "flag"]]
    rows += [[code, 2019, (55 + n) * factor, "unweighted", ""] for n, code in enumerate(codes)]
    publication = small("recommend_work_2008_2023")
    path = publication.save({"": rows}, tmp_path)
    with pytest.raises(SourceError, match=r"recommend_work in 2019 is .* in the middle of 25"):
        import_file(path, tmp_path / "raw")


def test_every_measure_that_is_held_of_many_has_a_usual_level() -> None:
    """And the figures that are held keep to it."""
    raw = REGISTER.folder.parent
    for path in sorted(raw.glob("*/figures*.csv")):
        table = read_table(path)
        assert odd_levels(table, REGISTER).empty, path
        own = table[table["org_code"] != "ENG"]
        sizes = own.groupby(["measure", "subgroup", "period"]).size()
        many = set(sizes[sizes >= 20].index.get_level_values("measure"))
        assert REGISTER.figured.loc[sorted(many), "median_lower"].notna().all(), path
