"""What is held, what is not, and which file would settle most claims."""

from __future__ import annotations

from click.testing import CliRunner
from copies import PROJECT

from nhs_culture import open_data
from nhs_culture.claims import ledger
from nhs_culture.cli import main
from nhs_culture.data.fetch import downloads
from nhs_culture.data.holdings import holdings, not_held
from nhs_culture.data.wanted import settled_by, wanted
from nhs_culture.loaders import IMPORTERS


def test_every_publication_that_is_held_is_told_with_its_trusts_and_years() -> None:
    told = {one.source_id: one for one in holdings(open_data())}
    assert set(told) == set(open_data().panel["source_id"].astype(str))
    survey = told["staff_survey_2019"]
    assert (survey.covers, survey.organisations) == ("2019", 225)
    months = told["sickness_absence_2013_2023"]
    assert months.covers == "April 2009 to January 2023"
    assert months.covers in months.title  # a later edition has a title of its own


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
    (benchmark,) = (one for title, one in lacking.items() if "benchmark reports" in title)
    assert "NSS-Benchmark-report-excel-data-for-2021-2025-v2.xlsx" in benchmark.files


def test_no_survey_that_is_held_is_said_to_settle_anything() -> None:
    held = set(open_data().panel["source_id"])
    years = {
        one.file[17:21]
        for one in wanted(open_data())
        if one.file.startswith("NHS Staff Survey 20") and "results by trust" in one.parts
    }
    assert {"2015", "2016"} <= years  # before the first year of any file that is known
    assert not [year for year in years if f"staff_survey_{year}" in held]


def test_each_file_is_named_once_with_its_claims_and_what_settles_most_comes_first() -> None:
    files = wanted(open_data())
    assert len({one.file for one in files}) == len(files)
    settled = [(len(one.claims), one.outcomes) for one in files]
    assert settled == sorted(settled, reverse=True)
    about = open_data().register.claims.set_index("claim_id")["about"]
    assert all(one.outcomes == (about[list(one.claims)] == "outcome").sum() for one in files)
    evidence = open_data().register.evidence
    waiting = evidence[(evidence["relation"] == "none") & (evidence["needed"] != "")]
    named = [claim for one in files for claim in one.claims]
    assert sorted(named) == sorted(waiting["claim_id"])
    assert not any(" at the trust" in one.file for one in files)  # a figure is no file
    of_documents = open_data().register.claims.query("collection == 'documents'")["claim_id"]
    some = wanted(open_data(), among=set(of_documents))
    assert {claim for one in some for claim in one.claims} <= set(of_documents)
    assert all(one.outcomes <= len(one.claims) for one in some)
    assert all(one.trusts == ("RRF",) for one in wanted(open_data(), "RRF"))


def test_the_command_prints_all_parts_and_knows_no_unknown_trust() -> None:
    told = CliRunner().invoke(main, ["data", "--trust", "rp1"])
    assert told.exit_code == 0
    for heading in ("Held", "Missing", "Without a gap", "Would add", "Would settle"):
        assert heading in told.output
    assert CliRunner().invoke(main, ["data", "--trust", "ZZZ"]).exit_code == 2


def test_what_is_no_organisation_is_counted_apart() -> None:
    told = {one.source_id: one for one in holdings(open_data())}
    questions = told["manager_questions_2012_2018"]
    assert (questions.organisations, questions.besides) == (246, 4)  # England, three parts


def test_two_trusts_are_told_what_is_their_own() -> None:
    told = [CliRunner().invoke(main, ["data", "--trust", code]).output for code in ("RRF", "RXM")]
    wigan, derby = (output.partition("Would settle")[2] for output in told)
    assert "wwl-" in wigan
    assert "No claim about Derbyshire Healthcare" in derby


def test_the_file_is_named_that_has_the_years_of_a_claim() -> None:
    data = open_data()
    file = settled_by(data)
    claims = data.register.claims.set_index("claim_id")
    covers = {one: file[one].covers for one in file}
    assert covers["rmy-morale-2023"] == "2020 to 2024"
    assert covers["group-leaver-rate-2024-09"] == "2018-01 to 2025-11"
    assert not [one for one in file if max(claims.loc[one, ["period_from", "period_to"]]) == ""]
    named = {one.file: one for one in wanted(data)}
    assert named["Benchmark-report-Excel-data-for-2020-2024.xlsx"].page.startswith("https://")
    assert "rj1-staff-turnover-gstt" in (
        named["NHS Workforce Statistics on turnover of a year that is not printed"].claims
    )


def test_no_file_is_named_for_what_no_import_of_it_reads() -> None:
    data = open_data()
    claims = data.register.claims.set_index("claim_id")
    read = {one.publication.source_id: one.publication.measures for one in IMPORTERS}
    for claim, file in settled_by(data).items():
        assert claims.loc[claim, "measure"] in read[file.source_id], claim
    (survey,) = wanted(data, "RV9")  # whom to recommend is in the workbook, and is not read
    assert (survey.file, survey.page) == ("NHS Staff Survey 2023", "")
    assert set(survey.claims) == {"rv9-recommend-work-2023", "rv9-response-rate-2023"}
    groups = claims.loc[claims["measure"] == "harassment_staff"].index  # read by ethnic group only
    assert not set(groups) & set(settled_by(data))


def test_what_is_of_groups_alone_is_declared_so() -> None:
    panel = open_data().panel.astype({"measure": str, "subgroup": str})
    for one in (each.publication for each in IMPORTERS):
        figures = panel[panel["source_id"] == one.source_id]
        of_all = set(figures.loc[figures["subgroup"] == "all", "measure"])
        assert set(figures["measure"]) - of_all == (set(one.of_groups) if len(figures) else set())
        groups = set(figures.loc[figures["measure"].isin(one.of_groups), "subgroup"])
        assert groups == (set(one.groups) if len(figures) else set())


def test_a_claim_says_in_which_file_its_figure_is() -> None:
    entry = next(one for one in ledger(open_data(), "RMY") if one.claim_id == "rmy-morale-2023")
    assert entry.needed.endswith("(offered as Benchmark-report-Excel-data-for-2020-2024.xlsx)")
    assert entry.needed in entry.reason


def test_turnover_is_not_held_beyond_single_months() -> None:
    (turnover,) = (one for one in not_held(open_data()) if "turnover" in one.title)
    assert any("2009 to 2023" in file for file in turnover.files)


def test_a_file_has_what_its_years_have_in_them() -> None:
    file = next(one for one in downloads(PROJECT) if one.covers == "2018-01 to 2025-11")
    assert [file.has(one) for one in ("2017", "2018", "2025-11", "2025-12", "2026")] == [
        *(False, True, True, False, False)
    ]
