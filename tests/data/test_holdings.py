"""What is held, what is not, and which file would settle most claims."""

from __future__ import annotations

from click.testing import CliRunner

from nhs_culture import open_data
from nhs_culture.cli import main
from nhs_culture.data.holdings import holdings, not_held, wanted
from nhs_culture.loaders import IMPORTERS


def test_every_publication_that_is_held_is_told_with_its_trusts_and_years() -> None:
    told = {one.source_id: one for one in holdings(open_data())}
    assert set(told) == set(open_data().panel["source_id"].astype(str))
    survey = told["staff_survey_2019"]
    assert (survey.first, survey.last, survey.organisations) == ("2019", "2019", 225)
    months = told["sickness_absence_2013_2023"]
    assert (months.first, months.last) == ("April 2009", "January 2023")


def test_of_a_trust_only_its_own_figures_are_told() -> None:
    own = holdings(open_data(), "RP1")
    assert {one.organisations for one in own} == {1}
    assert "council_mortality" not in {one.source_id for one in own}


def test_a_publication_is_held_or_not() -> None:
    titles = {one.publication.title for one in IMPORTERS}
    lacking = {one.title: one for one in not_held(open_data())}
    assert set(lacking) < titles
    assert any("Vacancy Statistics" in title for title in lacking)
    assert all(one.files and one.measures for one in lacking.values())
    (benchmark,) = (one for title, one in lacking.items() if "benchmark" in title)
    assert "NSS-Benchmark-report-excel-data-for-2021-2025-v2.xlsx" in benchmark.files


def test_no_survey_that_is_held_is_said_to_settle_anything() -> None:
    held = set(open_data().panel["source_id"])
    years = {one.file[17:21] for one in wanted(open_data()) if "results by trust" in one.file}
    assert {"2016", "2023"} <= years
    assert not [year for year in years if f"staff_survey_{year}" in held]


def test_what_most_claims_of_an_outcome_wait_for_comes_first() -> None:
    files = wanted(open_data())
    counts = [len(one.claims) for one in files]
    settled = [(one.outcomes, len(one.claims)) for one in files]
    assert settled == sorted(settled, reverse=True)
    about = open_data().register.claims.set_index("claim_id")["about"]
    assert all(one.outcomes == (about[list(one.claims)] == "outcome").sum() for one in files)
    evidence = open_data().register.evidence
    waiting = evidence[(evidence["relation"] == "none") & (evidence["needed"] != "")]
    assert sum(counts) == len(waiting)
    assert all(one.trusts == ("RRF",) for one in wanted(open_data(), "RRF"))


def test_the_command_prints_all_three_and_knows_no_unknown_trust() -> None:
    told = CliRunner().invoke(main, ["data", "--trust", "rp1"])
    assert told.exit_code == 0
    for heading in ("Held", "Not held", "Would settle"):
        assert heading in told.output
    assert CliRunner().invoke(main, ["data", "--trust", "ZZZ"]).exit_code == 2


def test_what_is_no_organisation_is_counted_apart() -> None:
    told = {one.source_id: one for one in holdings(open_data())}
    questions = told["manager_questions_2012_2018"]
    assert (questions.organisations, questions.besides) == (246, 4)  # England, three parts


def test_a_file_that_is_offered_and_not_held_is_told_to_organisations_of_its_kind() -> None:
    files = {file for one in not_held(open_data(), "RRF") for file in one.files}
    assert "NHS Sickness Absence rates, July 2025.xlsx" in files
    assert "NHS Sickness Absence rates, January 2023.xlsx" not in files
    of_council = {file for one in not_held(open_data(), "E08000010") for file in one.files}
    assert not of_council & files
