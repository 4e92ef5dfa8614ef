"""What a user who adds a benchmark workbook then reads, on a small synthetic one."""

from __future__ import annotations

import shutil

import pytest
from imports import PROJECT, import_file
from small_publications import SMALL

from nhs_culture.data.access import Data, opened
from nhs_culture.exhibits import Note, Table
from nhs_culture.pages import discrimination
from nhs_culture.pages.groups_over_time import over_the_surveys
from nhs_culture.paths import Project
from nhs_culture.studies.by_ethnicity import apart, surveys

MEASURE = "discrimination_colleagues"
YEARS = ["2020", "2021", "2022", "2023", "2024"]


@pytest.fixture(scope="module")
def with_workbook(tmp_path_factory: pytest.TempPathFactory) -> Data:
    """A project with the register, the survey of 2024 by ethnic group, and a small workbook."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("register", "staff_survey_by_ethnicity_2024"):
        shutil.copytree(PROJECT.raw / name, folder / "data" / "raw" / name)
    publication = next(one for one in SMALL if one.source_id == "staff_survey_benchmark")
    import_file(publication.save(publication.build(), folder), folder / "data" / "raw")
    return opened(Project(folder))


def test_a_trust_that_only_the_workbook_has_gets_its_five_surveys(with_workbook: Data) -> None:
    table = over_the_surveys(with_workbook, surveys(with_workbook, "RP1", MEASURE))

    assert isinstance(table, Table)
    assert list(table.data["survey"]) == YEARS
    assert "2020 to 2024" in table.source
    last = apart(with_workbook, "RP1", MEASURE)
    assert last is not None
    assert last.period == "2024"
    assert last.bme.count == round(last.bme.percent * last.bme.base / 100)
    assert isinstance(discrimination.two_groups(with_workbook, "RP1", [last]), Table)


def test_a_trust_in_both_has_one_edition_over_time(with_workbook: Data) -> None:
    """The survey of 2024 apart is weighted in no way, the workbook by the occupations of 2024."""
    editions = {two.source for two in surveys(with_workbook, "RRF", MEASURE)}

    assert editions == {"staff_survey_benchmark_2020_2024"}
    assert [two.period for two in surveys(with_workbook, "RRF", MEASURE)] == YEARS


def test_without_the_workbook_the_page_says_what_would_give_a_trend(with_workbook: Data) -> None:
    held = [surveys(with_workbook, trust, MEASURE) for trust in ("RA7", "RP7")]
    one, none = (over_the_surveys(with_workbook, found) for found in held)

    assert isinstance(one, Note)
    assert "in one survey only." in one.text
    assert isinstance(none, Note)
    assert "in no survey." in none.text
