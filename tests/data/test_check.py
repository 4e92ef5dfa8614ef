"""Everything that is wrong with data/raw is found, with its file and row."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from copies import PROJECT, changed, copied, in_order

from nhs_culture import cli
from nhs_culture.data.check import Problem, check, failed
from nhs_culture.paths import Project

SMALL = ("staff_survey_2019", "staff_survey_2024", "recommend_work_2008_2023")
MONTHLY = ("sickness_absence_2013_2023", "sickness_absence_2024_2025", "workforce_2009_2025")


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return in_order(copied(tmp_path, *SMALL))


def problems(raw: Path) -> list[Problem]:
    return check(Project(raw.parents[1]))


def line(path: Path, start: str) -> str:
    return next(line for line in path.read_text().splitlines() if line.startswith(start))


def only(problems: list[Problem]) -> Problem:
    """Return the one problem that is not about the descriptor of the tables."""
    told = [problem for problem in problems if not problem.file.endswith("datapackage.json")]
    assert len(told) == 1, told
    return told[0]


def test_the_data_of_the_project_is_in_order() -> None:
    assert check(PROJECT) == []


def test_a_claim_without_a_source_and_without_evidence_is_named(raw: Path) -> None:
    claims = raw / "register" / "claims.csv"
    old = line(claims, "nhft-engagement-latest-2019")
    row = changed(claims, old, old.replace("nhft-engagement-latest-2019,cqc_2019", "unheard-of,"))
    told = [p for p in problems(raw) if p.file == "data/raw/register/claims.csv"]
    assert {problem.row for problem in told} == {row}
    expected = " ".join(problem.expected for problem in told)
    assert "the claim_ids in evidence.csv" in expected
    assert "the sources in sources.csv" in expected
    assert failed(told)


def test_a_figure_off_its_scale_is_named_with_file_and_row(raw: Path) -> None:
    table = raw / "staff_survey_2019" / "figures.csv"
    row = changed(table, line(table, "RP1,2019,engagement,"), "RP1,2019,engagement,all,74.8,,,")
    problem = next(p for p in problems(raw) if p.file == "data/raw/staff_survey_2019/figures.csv")
    assert (problem.severity, problem.row) == ("error", row)
    assert (problem.what, problem.expected) == ("value '74.8'", "2.5 to 10 (score_0_10)")


def test_figures_on_which_two_sources_disagree_are_named_with_both_rows(raw: Path) -> None:
    table = raw / "staff_survey_2019" / "figures.csv"
    printed = line(table, "RRF,2019,recommend_work,")
    row = changed(table, printed, "RRF,2019,recommend_work,all,17.69,,,")
    problem = only(problems(raw))
    assert problem.file == "data/raw/recommend_work_2008_2023/figures.csv"
    assert "recommend_work of RRF in 2019 is 71.7325" in problem.what
    assert f"staff_survey_2019 (row {row}) 17.69" in problem.what
    assert "at most 3 apart" in problem.expected


def test_a_difference_that_is_no_longer_known_is_an_error(raw: Path) -> None:
    differences = raw / "register" / "known_differences.csv"
    kept = [row for row in differences.read_text().splitlines(keepends=True) if ",R1F2," not in row]
    differences.write_text("".join(kept))
    assert "R1F2 in 2019" in only(problems(raw)).what


def test_orphans_are_named(raw: Path) -> None:
    changed(raw / "register" / "trusts.csv", "\nRRF,", "\nRRZ,")
    told = [problem.what for problem in problems(raw) if "figures)" in problem.what]
    assert any("org_code 'RRF'" in what for what in told)


def test_a_code_beside_the_name_of_another_trust_is_a_warning(raw: Path) -> None:
    claims = raw / "register" / "claims.csv"
    name = "RP1,Northamptonshire Healthcare NHS Foundation Trust"
    row = changed(claims, name, name.replace("RP1", "RP4"))
    told = [problem for problem in problems(raw) if problem.row == row]
    assert "Northamptonshire Healthcare NHS Foundation Trust' for RP4" in told[0].what
    assert told[0].severity == "warning"


def test_a_figure_twice_in_one_source_is_an_error(raw: Path) -> None:
    folder = raw / "staff_survey_2019"
    table = folder / "figures.csv"
    head, again = table.read_text().splitlines()[0], line(table, "RP1,2019,engagement,")
    (folder / "more.csv").write_text(f"{head}\n{again}\n")
    problem = only(problems(raw))
    assert (problem.file, problem.row) == ("data/raw/staff_survey_2019/more.csv", 2)
    assert "engagement of RP1 in 2019 is there twice" in problem.what


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda text: text.replace("licence:", "licensed:"), "no licence"),
        (lambda text: text.replace("id: staff", "id: stuff"), "id stuff_survey_2019"),
        (lambda text: text.replace("- engagement\n", ""), "measures are not those"),
        (lambda text: text.replace("sha256:\n- 40", "sha256:\n- XY"), "sha256 'XY"),
        (lambda text: "- [", "cannot be read"),
    ],
)
def test_a_damaged_record_is_named(raw: Path, change: Callable[[str], str], expected: str) -> None:
    record = raw / "staff_survey_2019" / "source.yml"
    record.write_text(change(record.read_text()))
    told = [p for p in problems(raw) if p.file == "data/raw/staff_survey_2019/source.yml"]
    assert any(expected in problem.what for problem in told)


def test_a_figure_outside_a_range_that_was_narrowed_is_named(raw: Path) -> None:
    measures = raw / "register" / "measures.csv"
    old = line(measures, "engagement,")
    changed(measures, old, old.replace(",2.5,10,", ",2.5,7.3,"))
    told = [p for p in problems(raw) if p.expected == "2.5 to 7.3 (score_0_10)"]
    assert {p.file for p in told} == {
        f"data/raw/staff_survey_{year}/figures.csv" for year in (2019, 2024)
    }


def test_a_stale_descriptor_is_an_error(raw: Path) -> None:
    record = raw / "staff_survey_2019" / "source.yml"
    record.write_text(record.read_text() + "\n")
    assert problems(raw) == []
    with (raw / "register" / "sources.csv").open("a") as stream:
        stream.write("new_source,article,A title,,,,,\n")
    problem = problems(raw)[0]
    assert problem.file == "data/raw/datapackage.json"
    assert "nhs-culture datapackage" in problem.expected


def test_a_checksum_of_a_download_that_is_not_the_imported_one_is_named(raw: Path) -> None:
    downloads = raw / "register" / "downloads.csv"
    row = changed(downloads, "40b2da6113", "50b2da6113")
    problem = only(problems(raw))
    assert (problem.file, problem.row) == ("data/raw/register/downloads.csv", row)


def test_a_register_that_cannot_be_read_is_one_problem(raw: Path) -> None:
    measures = raw / "register" / "measures.csv"
    measures.write_text(
        measures.read_text().replace("motivation_1_to_5,", 'motivation_1_to_5,"', 1)
    )
    problem = only(problems(raw))
    assert problem.file == "data/raw/register/measures.csv"
    assert problem.severity == "error"


@pytest.fixture(scope="module")
def monthly(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return in_order(copied(tmp_path_factory.mktemp("monthly"), *MONTHLY))


class TestMonths:
    @pytest.fixture
    def raw(self, monthly: Path, tmp_path: Path) -> Path:
        """The monthly tables, to be spoilt by one test."""
        return Path(shutil.copytree(monthly, tmp_path / "data" / "raw"))

    def test_a_step_in_staff_is_a_warning_until_it_is_registered(self, raw: Path) -> None:
        table = raw / "workforce_2009_2025" / "staff_fte_from_2018.csv"
        printed = line(table, "RP1,2024-06,staff_fte")
        row = changed(table, printed, "RP1,2024-06,staff_fte,all,470.5,,,")
        told = [problem for problem in problems(raw) if problem.severity == "warning"]
        assert [problem.row for problem in told] == [row, row + 1]
        assert "to 470.5 FTE in 2024-06" in told[0].what
        breaks = raw / "register" / "breaks.csv"
        breaks.write_text(
            breaks.read_text() + "RP1,2024-06-01,transfer,staff_fte,A step,,workforce_2009_2025\n"
        )
        assert not [p for p in problems(raw) if p.severity == "warning"]

    def test_a_figure_that_is_repeated_without_a_note_is_a_warning(self, raw: Path) -> None:
        table = raw / "workforce_2009_2025" / "staff_fte_before_2018.csv"
        printed = line(table, "RFS,2009-09,staff_fte")
        row = changed(table, printed, "RFS,2009-09,staff_fte,all,2823.99,,,")
        (problem,) = [problem for problem in problems(raw) if problem.severity == "warning"]
        assert (problem.row, problem.what) == (row, "staff_fte of RFS in 2009-09 has the note ''")
        assert "the same in 4 periods" in problem.expected

    def test_a_slipped_decimal_in_an_absence_rate_is_a_warning(self, raw: Path) -> None:
        table = raw / "sickness_absence_2013_2023" / "figures.csv"
        row = changed(
            table,
            line(table, "RP1,2016-05,sickness_absence"),
            "RP1,2016-05,sickness_absence,all,47.1,,,",
        )
        told = [problem for problem in problems(raw) if problem.severity == "warning"]
        assert [problem.row for problem in told] == [row, row + 1]

    def test_a_month_whose_file_was_cut_off_is_a_warning(self, raw: Path) -> None:
        table = raw / "sickness_absence_2024_2025" / "figures.csv"
        old = line(table, "ENG,2024-08,sickness_absence")
        cut = "ENG,2024-08,sickness_absence,all,4.9,1900000,40000000,sum of all organisations"
        row = changed(table, old, cut)
        told = [problem for problem in problems(raw) if problem.severity == "warning"]
        assert [problem.row for problem in told] == [row, row + 1]
        assert "is the file of 2024-08 whole?" in told[0].expected

    def test_a_month_that_two_sources_hold_is_looked_at_in_each(self, raw: Path) -> None:
        table = raw / "sickness_absence_2024_2025" / "figures.csv"
        next_month = line(table, "RP1,2024-04,sickness_absence")
        row = changed(
            table, next_month, f"RP1,2023-01,sickness_absence,all,9.9,990,10000,\n{next_month}"
        )
        told = only([problem for problem in problems(raw) if problem.severity == "error"])
        assert "sickness_absence of RP1 in 2023-01 is" in told.what
        assert f"sickness_absence_2024_2025 (row {row}) 9.9" in told.what

    def test_counts_in_another_unit_are_an_error(self, raw: Path) -> None:
        table = raw / "sickness_absence_2024_2025" / "figures.csv"
        rows = [row.split(",") for row in table.read_text().splitlines()]
        for row in rows[1:]:
            if row[1] == "2025-03":
                row[5:7] = [f"{float(count) / 2:.2f}" for count in row[5:7]]
        table.write_text("\n".join(map(",".join, rows)) + "\n")
        told = only([problem for problem in problems(raw) if problem.severity == "error"])
        assert "denominators of sickness_absence in 2025-03 are 0.5" in told.what

    def test_a_figure_from_before_its_trust_is_a_warning(self, raw: Path) -> None:
        table = raw / "workforce_2009_2025" / "staff_fte_before_2018.csv"
        old = line(table, "R0A,2017-10,staff_fte")
        row = changed(table, old, f"R0A,2017-09,staff_fte,all,21000.5,,,\n{old}")
        told = [p for p in problems(raw) if p.row == row and p.severity == "warning"]
        expected = {problem.expected for problem in told}
        assert "figures from 2017-10 on, its first_month in trusts.csv" in expected


def test_the_command_prints_a_table_and_fails_on_errors_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    warning = Problem("warning", "data/raw/x/figures.csv", 12, "a step", "a break")
    error = Problem("error", "data/raw/y/source.yml", 0, "no url", "a record")
    monkeypatch.setattr("nhs_culture.data.check.check", lambda _: [error, warning])
    result = CliRunner().invoke(cli.main, ["check"])
    assert result.exit_code == 2
    assert "error\tdata/raw/y/source.yml\tno url\ta record" in result.output
    assert "warning\tdata/raw/x/figures.csv:12\ta step\ta break" in result.output
    monkeypatch.setattr("nhs_culture.data.check.check", lambda _: [warning])
    result = CliRunner().invoke(cli.main, ["check"])
    assert result.exit_code == 0
    assert "0 errors, 1 warning." in result.output


SLIPPED = [
    ("council_life_expectancy", "E08000010,2009-2011,healthy_life_expectancy,male,58.9,", "5.89"),
    ("stability_index_2017_18", "RP1,2017/18,stability_index,all,86.64,", "8.66"),
    ("staff_survey_2019", "RRF,2019,engagement,all,", "0.717"),
]
"""A figure that is held, by the start of its row, and what a slip of the point makes of it."""


@pytest.mark.parametrize(("source", "start", "slipped"), SLIPPED)
def test_a_figure_that_nobody_can_have_is_an_error(
    tmp_path: Path, source: str, start: str, slipped: str
) -> None:
    raw = in_order(copied(tmp_path, source))
    table = raw / source / "figures.csv"
    held = line(table, start)
    cells = held.split(",")
    cells[4] = slipped
    row = changed(table, held, ",".join(cells))
    told = [one for one in problems(raw) if one.file == f"data/raw/{source}/figures.csv"]
    assert ("error", row) in {(one.severity, one.row) for one in told}


def test_deaths_that_do_not_make_their_ratio_are_an_error(tmp_path: Path) -> None:
    raw = in_order(copied(tmp_path, "shmi_releases_2011_2014"))
    table = raw / "shmi_releases_2011_2014" / "figures.csv"
    held = line(table, "RRF,2010-04/2011-03,shmi_observed,all,1713,")
    changed(table, held, held.replace(",1713,", ",2713,"))
    problem = only(problems(raw))
    assert problem.severity == "error"
    assert "shmi_release of RRF in 2010-04/2011-03 is 1.061" in problem.what
    assert "2,713 over" in problem.expected


def test_a_share_that_its_counts_do_not_make_is_an_error(tmp_path: Path) -> None:
    raw = in_order(copied(tmp_path, "turnover_benchmarking"))
    table = raw / "turnover_benchmarking" / "figures.csv"
    held = line(table, "RRF,2025-11,leaver_rate,")
    cells = held.split(",")
    row = changed(table, held, ",".join([*cells[:5], str(int(float(cells[5])) + 30), *cells[6:]]))
    problem = only(problems(raw))
    assert (problem.row, problem.file) == (row, "data/raw/turnover_benchmarking/figures.csv")
