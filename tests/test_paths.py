"""Where the project is, from wherever one works."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from copies import PROJECT, copied

from nhs_culture import paths
from nhs_culture.errors import ProjectError
from nhs_culture.paths import Project, cache_folder, find_project


@pytest.fixture(autouse=True)
def unnamed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NHS_CULTURE_PROJECT", raising=False)


def test_it_is_the_one_that_is_named_before_all_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = copied(tmp_path)
    monkeypatch.chdir(PROJECT.root)
    monkeypatch.setenv("NHS_CULTURE_PROJECT", str(other.root))
    assert find_project() == other


def test_it_is_the_nearest_above_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = copied(tmp_path / "a project é")
    inside = other.root / "somewhere" / "deep"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    assert find_project() == other


def test_elsewhere_it_is_the_checkout_that_the_package_is_installed_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_project() == PROJECT


def test_a_package_without_a_checkout_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(paths, "CHECKOUT", tmp_path)
    with pytest.raises(ProjectError, match="NHS_CULTURE_PROJECT=FOLDER"):
        find_project()


def test_a_named_folder_that_is_no_project_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NHS_CULTURE_PROJECT", str(tmp_path))
    with pytest.raises(ProjectError, match="expected the folder data/raw/register"):
        find_project()


def test_the_command_line_says_so_in_one_sentence(tmp_path: Path) -> None:
    code = "from nhs_culture.cli import main; main(['check'])"
    told = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={"NHS_CULTURE_PROJECT": str(tmp_path)},
        check=False,
    )
    assert told.returncode == 2
    assert told.stderr.strip() == (
        f"Error: {tmp_path}: not a project; expected the folder data/raw/register"
    )


def test_places_are_named_from_the_project(tmp_path: Path) -> None:
    project = copied(tmp_path)
    assert project.place(project.register / "claims.csv") == "data/raw/register/claims.csv"
    assert project == Project(Path(f"{tmp_path}/data/.."))


def test_copies_are_kept_where_the_user_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NHS_CULTURE_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.delenv("NHS_CULTURE_CACHE")
    assert cache_folder().name == "nhs-culture"
