"""A page is stale when a row changes that it reads, and only then."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from analyses import shown
from copies import PROJECT, copied

from nhs_culture.batch import Outcome
from nhs_culture.batch.state import remember
from nhs_culture.paths import Project
from nhs_culture.register import read_register
from nhs_culture.register.about import BY_ORGANISATION
from nhs_culture.site.jobs import catalogue, jobs, stale

SOURCES = ("staff_survey_2019", "sickness_absence_2024_2025", "workforce_2009_2025")
TRUSTS = ("RP1", "RRF")
REMARK = {
    **dict.fromkeys(("claims", "trusts", "interventions", "measures"), "note"),
    "evidence": "needed",
    "breaks": "what",
}
"""A column of each table that is only told."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A copy of the project in which every page of two trusts has been made."""
    copy = copied(tmp_path_factory.mktemp("made") / "project", *SOURCES)
    differences = copy.register / "known_differences.csv"
    differences.write_text(differences.read_text().splitlines(keepends=True)[0])
    shutil.copytree(PROJECT.notebooks, copy.notebooks)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("NHS_CULTURE_PROJECT", str(copy.root))
        for step in stale(jobs(TRUSTS, [], copy.reports)):
            for path in (step.job.output, *step.job.products):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text("made")
            remember(Outcome(job=step.job, status="ok"), step.key)
        for step in stale(jobs(TRUSTS, [], copy.reports)):  # that read the others
            remember(Outcome(job=step.job, status="ok"), step.key)
        assert not due(copy)
        yield copy


@pytest.fixture
def project(made: Project) -> Iterator[Project]:
    """The same copy for each test: its tables are put back as they were."""
    tables = {path: path.read_text() for path in made.raw.rglob("*.csv")}
    yield made
    for path, text in tables.items():
        if path.read_text() != text:
            path.write_text(text)


def due(project: Project) -> dict[str, str]:
    steps = stale(jobs(TRUSTS, [], project.reports))
    return {step.job.name: step.reason for step in steps}


def pages(*trusts: str) -> set[str]:
    """Return the names of the jobs that read no other pages: of some trusts, and of the site."""
    return {
        f"{one.path.stem} {trust}".strip()
        for one in catalogue()
        for trust in (trusts if one.scope == "trust" else [""])
        if not one.reads
    }


def edited(project: Project, table: str, where: Callable[[pd.DataFrame], pd.Series]) -> None:
    path = project.register / f"{table}.csv"
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    place = rows.index[where(rows)][0]
    rows.loc[place, REMARK[table]] += " (looked at again)"
    rows.to_csv(path, index=False)


@pytest.mark.parametrize("table", ["claims", "evidence"])
def test_a_row_about_one_trust_leaves_the_pages_of_another_as_they_are(
    project: Project, table: str
) -> None:
    claims = read_register(project.register).claims
    about = set(claims.loc[claims["org_code"] == "RRF", "claim_id"])
    edited(project, table, lambda rows: rows["claim_id"].isin(about))
    told = due(project)
    changed = {name for name, reason in told.items() if reason == "rows changed"}
    assert changed == {*pages("RRF"), "trust RRF"}
    assert not {name for name in told if name.endswith("RP1")}


def test_a_row_about_england_is_read_by_every_page(project: Project) -> None:
    edited(project, "claims", lambda rows: rows["org_code"] == "ENG")
    changed = {name for name, reason in due(project).items() if reason == "rows changed"}
    assert changed >= pages(*TRUSTS)


@pytest.mark.parametrize("table", ["trusts", "breaks", "interventions", "measures"])
def test_a_row_of_another_table_is_read_by_every_page(project: Project, table: str) -> None:
    edited(project, table, lambda rows: rows.index == rows.index[0])
    reasons = due(project)
    assert {name for name, reason in reasons.items() if "data changed" in reason} >= pages(*TRUSTS)


def test_a_changed_figure_is_read_by_every_page(project: Project) -> None:
    path = project.raw / "staff_survey_2019" / "figures.csv"
    head, first, *rows = path.read_text().splitlines(keepends=True)
    cells = first.split(",")
    cells[4] = f"{float(cells[4]) + 0.0001:.4f}"
    path.write_text("".join([head, ",".join(cells), *rows]))
    assert set(due(project)) >= pages(*TRUSTS)


def test_a_page_shows_the_same_where_the_register_has_no_rows_about_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That a page about a trust reads no other rows is what its staleness rests on."""
    for folder in ("data/raw", "notebooks"):
        shutil.copytree(PROJECT.root / folder, tmp_path / "alone" / folder)
    alone = Project(tmp_path / "alone")
    claims = pd.read_csv(alone.register / "claims.csv", dtype=str, keep_default_na=False)
    own = claims.loc[claims["org_code"].isin(["REN", "ENG"]), "claim_id"]
    for name in (*BY_ORGANISATION, "front_page"):  # the pages of trusts read no front page
        path = alone.register / f"{name}.csv"
        rows = pd.read_csv(path, dtype=str, keep_default_na=False)
        rows[rows["claim_id"].isin(own)].to_csv(path, index=False)
    assert 0 < len(own) < len(claims)
    for page in (one.path for one in catalogue() if one.scope == "trust"):
        monkeypatch.setenv("NHS_CULTURE_PROJECT", str(PROJECT.root))
        expected = shown(page, trust="REN", reports=str(tmp_path))
        monkeypatch.setenv("NHS_CULTURE_PROJECT", str(alone.root))
        assert expected
        assert shown(page, trust="REN", reports=str(tmp_path)) == expected, page.stem
