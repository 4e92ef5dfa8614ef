"""The package installed by itself, away from the repository: with a project named, and without."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
JUDGE = "judge --trust RXM --measure recommend_work --from 52@2016 --to 63@2019"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what is in the wheel, and nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=PROJECT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    uv = Path(sys.executable).with_name("uv")
    install = [uv, "pip", "install", "--offline", "--no-deps", "--target", folder / "site", wheel]
    subprocess.run(install, check=True, capture_output=True)
    return folder / "site"


def run(
    installed: Path, folder: Path, *arguments: str, project: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder of its own, with the installed package before all others."""
    named = {"NHS_CULTURE_PROJECT": project} if project else {}
    kept = {name: text for name, text in os.environ.items() if name != "NHS_CULTURE_PROJECT"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1", **named},
        capture_output=True,
        text=True,
        check=False,
    )


def command(installed: Path) -> str:
    return str(installed / "bin" / "nhs-culture")


@pytest.mark.parametrize(
    "typed", [JUDGE, "claims --trust RP1", "findings", "import figures.csv", "reports"]
)
def test_without_a_project_it_says_in_a_sentence_what_to_do_and_writes_nothing(
    installed: Path, tmp_path: Path, typed: str
) -> None:
    before = sorted(installed.rglob("*"))
    ended = run(installed, tmp_path, command(installed), *typed.split())
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr == (
        f"Error: {tmp_path} is not in a project (a folder with data/raw/register). The package "
        "alone has no figures: work in a copy of the repository, or name one: "
        "NHS_CULTURE_PROJECT=FOLDER\n"
    )
    assert not list(tmp_path.iterdir())
    assert sorted(installed.rglob("*")) == before


def test_with_a_project_named_it_judges_and_lists(installed: Path, tmp_path: Path) -> None:
    project = str(PROJECT)
    judged = run(installed, tmp_path, command(installed), *JUDGE.split(), project=project)
    assert judged.returncode == 0, judged.stderr
    assert "Is the figure right?" in judged.stdout
    listed = run(
        installed, tmp_path, command(installed), "claims", "--trust", "RA7", project=project
    )
    assert listed.returncode == 0, listed.stderr
    assert "Printed: " in listed.stdout


def test_python_has_the_figures_of_the_project_that_is_named(
    installed: Path, tmp_path: Path
) -> None:
    code = (
        "import nhs_culture; print(nhs_culture.__file__); "
        "print(len(nhs_culture.open_data().series('RP1', 'recommend_work')))"
    )
    ended = run(installed, tmp_path, "-c", code, project=str(PROJECT))
    assert ended.returncode == 0, ended.stderr
    where, figures = ended.stdout.split()
    assert Path(where).is_relative_to(installed)
    assert int(figures) > 10
