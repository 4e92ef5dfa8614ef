"""Every command and example of the documents runs as it is typed, in a copy of the project."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
README = (PROJECT / "README.md").read_text()
CONTRIBUTING = (PROJECT / "CONTRIBUTING.md").read_text()

INSTEAD = {
    "make reports": "make --dry-run reports",  # a minute and a half, and .ci/run runs it
    "make test": "make --dry-run test",  # is what runs this
    "make lab": "make --dry-run lab",  # waits for a browser
    "reports --trust RXM": "reports --trust RXM --notebook mortality",
    "reports --all-trusts": "reports --all-trusts --dry-run",
    "import FILE...": "import --help",
    "conda env create -f environment.yml && conda activate nhs-culture": "true",  # fetches
}
"""What is run in the place of what takes minutes, a network or a person."""


def blocks(text: str) -> Iterator[str]:
    """Yield the indented code of a document."""
    for block in re.findall(r"(?:^    .*\n|^\n(?=    ))+", text, flags=re.MULTILINE):
        yield textwrap.dedent(block).strip("\n")


def commands() -> list[str]:
    """Return what the README tells to type into a shell."""
    lines = [line for block in blocks(README) for line in block.splitlines()]
    typed = [re.sub(r"\s+#.*", "", line) for line in lines]
    return [line for line in typed if re.match(r"make |papermill |\.venv/bin/", line)]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, with this environment as its own."""
    folder = tmp_path_factory.mktemp("copy") / "project"
    built = shutil.ignore_patterns(".*", "_build", "_reference", "__pycache__", "screenshots")
    shutil.copytree(PROJECT, folder, ignore=built)
    shutil.rmtree(folder / "reports")
    (folder / "reports").mkdir()
    (folder / ".venv").symlink_to(sys.prefix)
    return folder


def run(command: str, project: Path) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([f"{sys.prefix}/bin", os.environ["PATH"]])
    own = {"PATH": path, "PYTHONPATH": str(project / "src"), "NHS_CULTURE_PROJECT": str(project)}
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=project,
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_readme_has_commands_to_type() -> None:
    assert len(commands()) > 10


@pytest.mark.parametrize("command", commands())
def test_the_commands_of_the_readme_run(command: str, project: Path) -> None:
    typed = command
    for slow, quick in INSTEAD.items():
        if typed.endswith(slow):
            typed = typed.removesuffix(slow) + quick
    ended = run(typed, project)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_python_of_the_readme_runs(project: Path) -> None:
    (code,) = [block for block in blocks(README) if block.startswith("from ")]
    script = project / "example.py"
    script.write_text(code)
    ended = run(f"python {script}", project)
    assert ended.returncode == 0, ended.stderr


def test_contributing_can_be_followed_step_by_step(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What was there before is kept, and `check` finds nothing wrong with what was added."""
    copy = tmp_path_factory.mktemp("contributing") / "project"
    shutil.copytree(project, copy, symlinks=True)
    before = {path: path.read_text() for path in copy.rglob("*.py")}
    said = ""
    for step in re.findall(r"^```sh\n(.*?)^```$", CONTRIBUTING, flags=re.MULTILINE | re.DOTALL):
        if "~/Downloads" in step:  # a file that the reader has
            continue
        ended = run(step, copy)
        assert ended.returncode == 0, step + ended.stdout + ended.stderr
        said += ended.stdout
    for path, text in before.items():
        assert path.read_text().startswith(text), path
    assert said.count("0 errors") == CONTRIBUTING.count("nhs-culture check\n")
    assert "data/raw/example_vacancies" in said
