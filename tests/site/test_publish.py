"""From trusts and notebooks to pages, through the real notebooks."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from copies import PROJECT

from nhs_culture import open_data
from nhs_culture.errors import DataError
from nhs_culture.site.jobs import catalogue, jobs, stale
from nhs_culture.site.publish import publish


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of two trusts: one with figures on everything, one that no longer exists."""
    folder = tmp_path_factory.mktemp("reports")
    work = jobs(["RP1", "RG2"], ["engagement", "absence"], folder)
    outcomes = publish(work, folder, workers=1)
    assert [outcome.status for outcome in outcomes] == ["ok"] * 4
    return folder


def test_every_notebook_says_what_it_is_about_and_has_no_outputs() -> None:
    for path in PROJECT.notebooks.glob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        assert {"title", "scope", "order"} <= set(notebook.metadata["nhs_culture"]), path
        assert notebook.metadata["kernelspec"]["name"] == "python3", path
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        assert not any(cell.outputs or cell.execution_count for cell in code), path


def test_places_in_the_reading_order_are_taken_once() -> None:
    places = [notebook.order for notebook in catalogue()]
    assert len(places) == len(set(places))


def test_pages_stand_where_the_overview_links_to(reports: Path) -> None:
    overview = (reports / "index.html").read_text()
    assert 'href="RP1/engagement.html"' in overview
    for page in ("RP1/engagement.html", "RP1/absence.html", "RP1/index.html", "methods.html"):
        assert (reports / page).is_file()


def test_no_link_is_dead_where_some_notebooks_were_left_out(reports: Path) -> None:
    for page in reports.rglob("*.html"):
        for target in re.findall(r'href="([^"#:]+\.html)', page.read_text()):
            assert (page.parent / target).is_file(), f"{page}: {target}"
    left_out = (reports / "RP1" / "vacancies.html").read_text()
    assert "This page has not been made." in left_out
    assert "nhs-culture reports --trust RP1 --notebook vacancies" in left_out


def test_the_page_opens_with_the_finding_and_its_verdict(reports: Path) -> None:
    page = (reports / "RP1" / "engagement.html").read_text()
    assert "would recommend it as a place to work averaged 70.5% over 2017 to 2019" in page
    assert "Did it move more than elsewhere?" in page
    assert "stood 17th highest of 225 trusts" in page
    assert "7.525" in page
    assert "papermill notebooks/engagement.ipynb" in page


def test_a_trust_without_figures_has_a_page_that_says_so(reports: Path) -> None:
    page = (reports / "RG2" / "absence.html").read_text()
    assert "Nothing was published about sickness absence" in page
    assert "Traceback" not in page


def test_findings_are_gathered_with_their_numbers(reports: Path) -> None:
    lines = (reports / "findings.csv").read_text().splitlines()
    rows = [line for line in lines if line.startswith("RP1,") and ",recommend_work," in line]
    assert len(rows) == 1
    assert "peer change" in rows[0]


def test_the_run_is_on_record(reports: Path) -> None:
    record = json.loads((reports / "run.json").read_text())
    assert record["pages"]["RP1/engagement.html"] == "engagement RP1"
    assert "data/raw/staff_survey_2019/figures.csv" in record["provenance"]["checksums"]


def test_a_second_run_has_nothing_to_do(reports: Path) -> None:
    work = jobs(["RP1", "RG2"], ["engagement", "absence"], reports)
    assert stale(work) == []


def test_an_unknown_trust_or_notebook_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="XXX"):
        jobs(["XXX"], [], tmp_path)
    with pytest.raises(DataError, match="No notebook 'engagment'"):
        jobs(["RP1"], ["engagment"], tmp_path)


def test_all_figures_can_be_taken_away_with_what_their_columns_mean(reports: Path) -> None:
    folder = reports / "downloads"
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    panel = open_data().panel
    for resource in package["resources"]:
        path = folder / resource["path"]
        parquet = resource["format"] == "parquet"
        table = pd.read_parquet(path) if parquet else pd.read_csv(path, low_memory=False)
        assert [one["name"] for one in resource["schema"]["fields"]] == list(table)
        assert len(table) == len(panel)
        assert resource["bytes"] == path.stat().st_size
    assert "panel.csv" in (reports / "downloads.html").read_text(encoding="utf-8")
