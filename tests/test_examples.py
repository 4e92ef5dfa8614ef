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

import click
import pytest
from copies import copied, in_order

from nhs_culture.cli import main
from nhs_culture.register.about import BY_ORGANISATION

PROJECT = Path(__file__).parents[1]
README = (PROJECT / "README.md").read_text()
CONTRIBUTING = (PROJECT / "CONTRIBUTING.md").read_text()
DOCUMENTS = [*PROJECT.glob("*.md"), *(PROJECT / "docs").glob("*.md")]

INSTEAD = {
    "make reports": ("make --dry-run reports", "takes minutes"),
    "make test": ("make --dry-run test", "runs this"),
    "reports --trust RXM": ("reports --trust RXM --notebook mortality", "takes minutes"),
    "reports --all-trusts": ("reports --all-trusts --dry-run", "takes half an hour"),
    "import FILE...": ("import --help", "needs a file of the reader's"),
}
"""What is run in the place of what cannot be in a test, and why not."""

SHOWN = {
    "text": "what a file holds",
    "{toctree}": "built by make docs",
    "{include}": "built by make docs",
    "{eval-rst}": "built by make docs",
}
"""Languages of blocks that nobody types."""


FENCED = r"^```([^\s`]*)[^\n]*\n(.*?)^```$"


def blocks(text: str) -> Iterator[str]:
    """Yield the indented code of a document."""
    unfenced = re.sub(FENCED, "", text, flags=re.MULTILINE | re.DOTALL)
    for block in re.findall(r"(?:^    .*\n|^\n(?=    ))+", unfenced, flags=re.MULTILINE):
        yield textwrap.dedent(block).strip("\n")


def fenced(text: str) -> list[tuple[str, str]]:
    """Return language and code of each fenced block of a document."""
    return re.findall(FENCED, text, flags=re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    """Return what the README tells to type into a shell."""
    typed = [
        re.sub(r"\s+#.*", "", line)
        for block in blocks(README)
        for line in block.splitlines()
        if not block.startswith("from ")
    ]
    return list(filter(None, typed))


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


def test_all_but_a_few_commands_of_the_readme_run_as_they_stand() -> None:
    told = [line for line in commands() if any(line.endswith(slow) for slow in INSTEAD)]
    assert len(told) == len(INSTEAD)
    assert len(commands()) > 2 * len(told)


def test_every_block_of_every_document_is_run_or_shown_only() -> None:
    """Here what CONTRIBUTING and README tell to type is run; no other document has any."""
    for path in DOCUMENTS:
        text = path.read_text()
        languages = {language for language, _ in fenced(text)} - set(SHOWN)
        assert languages <= ({"sh"} if text == CONTRIBUTING else set()), path.name
        assert text == README or not list(blocks(text)), path.name


@pytest.mark.parametrize("command", commands())
def test_the_commands_of_the_readme_run(command: str, project: Path) -> None:
    typed = command
    for slow, (quick, _) in INSTEAD.items():
        if typed.endswith(slow):
            typed = typed.removesuffix(slow) + quick
    ended = run(typed, project)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr


def test_what_the_documents_name_within_a_sentence_is_there() -> None:
    """Commands, targets of make and scripts, each with the options that it is named with."""
    targets = (PROJECT / "Makefile").read_text()
    for path in DOCUMENTS:
        for named in re.findall(
            r"`((?:\S+/)?(?:nhs-culture|make|python) [^`\n]+)`", path.read_text()
        ):
            program, what, *given = named.split()
            if program == "make":
                assert re.search(rf"^{what}:", targets, flags=re.MULTILINE), (path.name, named)
            elif program == "python":
                script = (PROJECT / what).read_text()
                assert all(one in script for one in given if one.startswith("-")), (
                    path.name,
                    named,
                )
            else:
                command = main.commands[what]
                if isinstance(command, click.Group) and given and given[0] in command.commands:
                    command = command.commands[given[0]]
                takes = {option for one in command.params for option in one.opts}
                assert takes.issuperset(one for one in given if one.startswith("-")), named


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
    shutil.copytree(project, copy, symlinks=True, ignore=shutil.ignore_patterns("raw"))
    small = copied(copy, "recommend_work_2008_2023")  # few figures and no claims are checked soon
    for name in (*BY_ORGANISATION, "front_page"):
        table = small.register / f"{name}.csv"
        table.write_text(table.read_text().splitlines(keepends=True)[0])
    in_order(small)
    before = {path: path.read_text() for path in copy.rglob("*.py")}
    said = ""
    steps = [code for language, code in fenced(CONTRIBUTING) if language == "sh"]
    own = [step for step in steps if "~/Downloads" in step]  # of a file that the reader has
    assert len(own) == 1
    for step in (one for one in steps if one not in own):
        ended = run(step, copy)
        assert ended.returncode == 0, step + ended.stdout + ended.stderr
        said += ended.stdout
    for path, text in before.items():
        assert path.read_text().startswith(text), path
    assert said.count("0 errors") == CONTRIBUTING.count("nhs-culture check\n")
    assert "data/raw/example_vacancies" in said
    written = [str(path) for path in copy.rglob("*.py") if path.read_text() != before.get(path)]
    for style in ("ruff check", "ruff format --check"):
        ended = run(f"{style} {' '.join(written)}", copy)
        assert ended.returncode == 0, ended.stdout
