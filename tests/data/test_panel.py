"""The panel: built of the tables, checked, written whole, and built again when they change."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest
from copies import PROJECT, changed, copied

from nhs_culture.data.panel import build, load_panel, panel_file
from nhs_culture.errors import RegisterError
from nhs_culture.paths import Project

INCIDENTS = "safety_incidents_2009_2020"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The register and the smallest source, to be spoilt."""
    return copied(tmp_path / "project", INCIDENTS)


def table(project: Project) -> Path:
    return project.raw / INCIDENTS / "figures.csv"


@contextmanager
def nobody_may_write_into(folder: Path) -> Iterator[None]:
    """Make a folder's name that of a file: not even the superuser can write below it then."""
    aside = folder.rename(folder.with_name("aside"))
    folder.write_text("")
    try:
        yield
    finally:
        folder.unlink()
        aside.rename(folder)


def test_every_figure_lies_within_its_measure_and_stands_once() -> None:
    panel = load_panel(PROJECT)
    key = ["measure", "org_code", "subgroup", "period", "source_id"]
    assert not panel.duplicated(key).any()
    assert panel["value"].notna().all()
    shares = panel[panel["denominator"].notna() & panel["numerator"].notna()]
    assert (shares["numerator"] <= shares["denominator"]).all()
    assert (panel["period_start"] <= panel["period_end"]).all()


def test_building_twice_gives_the_same_bytes(project: Project, tmp_path: Path) -> None:
    other = copied(tmp_path / "other", INCIDENTS)
    build(project)
    build(other)
    assert project.panel.read_bytes() == other.panel.read_bytes()


def test_a_changed_raw_table_is_noticed(project: Project) -> None:
    before = load_panel(project)
    changed(table(project), "RM3,2008/09-H2", "RA7,2008/09-H2")
    after = load_panel(project)
    assert "RA7" not in set(before["org_code"])
    assert "RA7" in set(after["org_code"])


def test_a_project_that_cannot_be_written_to_has_its_panel_in_the_cache(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NHS_CULTURE_CACHE", str(tmp_path / "cache"))
    before = build(project)
    changed(table(project), "RM3,2008/09-H2", "RA7,2008/09-H2")
    kept = project.panel.read_bytes()
    with nobody_may_write_into(project.panel.parent):
        after = load_panel(project)
    assert "RA7" in set(after["org_code"]) - set(before["org_code"])
    assert project.panel.read_bytes() == kept
    (cached,) = (tmp_path / "cache").rglob("*.parquet")
    assert panel_file(project) == cached


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("RM3,2008/09-H2", "XX3,2008/09-H2", "'XX3'"),
        ("RM3,2008/09-H2", "RM3,2009-03", "'2009-03'"),
        (",incidents_reported,", ",incidents,", "'incidents'"),
        ("RM3,2008/09-H2", "RA0,2008/09-H2", "no row for RA0"),
    ],
)
def test_a_spoilt_raw_table_is_refused_by_name(
    project: Project, old: str, new: str, found: str
) -> None:
    changed(table(project), old, new)
    with pytest.raises(RegisterError) as caught:
        build(project)
    assert [fault.found for fault in caught.value.faults] == [found]
    assert not list(project.root.glob("data/processed/*"))


def test_no_raw_tables_at_all(project: Project) -> None:
    shutil.rmtree(table(project).parent)
    with pytest.raises(RegisterError, match="no tables"):
        build(project)


def test_half_years_end_with_their_label(project: Project) -> None:
    panel = build(project)
    row = panel[panel["period"] == "2012/13-H1"].iloc[0]
    assert (row["period_start"], row["period_end"]) == (
        pd.Timestamp("2012-04-01"),
        pd.Timestamp("2012-09-30"),
    )


def test_a_region_that_is_none_is_refused(project: Project) -> None:
    changed(table(project), "RM3,2008/09-H2", "Y99,2008/09-H2")
    with pytest.raises(RegisterError, match="or ENG or a region"):
        build(project)
