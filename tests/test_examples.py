"""Every command and example of the documents runs as it is typed, in a copy of the project."""

from __future__ import annotations

import importlib.util
import json
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

from nhs_culture import open_data
from nhs_culture.cli import main
from nhs_culture.designs import PRIMARY, Design
from nhs_culture.register.about import BY_ORGANISATION
from nhs_culture.studies import compared, question

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
    "nhs-culture check": ("nhs-culture check --help", "is run by tests/data/test_check.py"),
}
"""What is run in the place of what cannot be in a test, and why not."""

SHOWN = {
    "text": "what a file holds",
    "json": "what a notebook says of itself",
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


def test_contributing_says_how_a_notebook_becomes_a_page() -> None:
    """Its example is what a notebook has, and its table names all that any notebook has."""
    held = [
        json.loads(path.read_text())["metadata"]["nhs_culture"]
        for path in (PROJECT / "notebooks").glob("*.ipynb")
    ]
    (shown,) = (code for language, code in fenced(CONTRIBUTING) if language == "json")
    assert json.loads(shown)["nhs_culture"] in held
    told = CONTRIBUTING.split("## I have a page")[1].split("## ")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", told, flags=re.MULTILINE)) == set().union(*held)
    scopes = {about["scope"] for about in held}
    assert all(f"`{scope}`" in told for scope in scopes)


def files(project: Path) -> dict[Path, bytes]:
    """Return what git would hold of a project."""
    left_out = {"processed", "__pycache__"}
    return {
        path: path.read_bytes()
        for path in project.rglob("*")
        if path.is_file()
        and not any(part in left_out or part.startswith(".") for part in path.parts)
    }


def touched(before: dict[Path, bytes], project: Path, steps: list[str]) -> tuple[set[str], ...]:
    """Return the names of the changed files: those that somebody wrote, and those of commands."""
    typed = {name for step in steps for name in re.findall(r"^cat >>? (\S+)", step, re.MULTILINE)}
    now = files(project)
    changed = {path.relative_to(project) for path in now if now[path] != before.get(path)}
    by_hand = {path for path in changed if str(path) in typed}
    return {path.name for path in by_hand}, {path.name for path in changed - by_hand}


def counted() -> dict[str, tuple[set[str], set[str]]]:
    """Return what the table of CONTRIBUTING counts, by what is brought in."""
    found = {}
    for row in re.findall(r"^\| (a .*) \|$", CONTRIBUTING, flags=re.MULTILINE):
        brought, *cells = row.split(" | ")
        *by_hand, written = (set(re.findall(r"`([\w.]+)`", cell)) for cell in cells)
        said = [int(cell[0]) if cell != "none" else 0 for cell in cells[:2]]
        assert said == [len(names) for names in by_hand], row
        assert ("no Python" in row) is not any(name.endswith(".py") for name in by_hand[0])
        found[brought] = (set().union(*by_hand), written)
    return found


def design_in(path: Path) -> Design:
    """Return the design of a module that stands in a copy."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.DESIGN


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
    said, tables = "", counted()
    for section in CONTRIBUTING.split("\n## I have ")[1:]:
        held = files(copy)
        typed = [code for language, code in fenced(section) if language == "sh"]
        steps = [step for step in typed if "~/Downloads" not in step]  # a file that the reader has
        for step in steps:
            ended = run(step, copy)
            assert ended.returncode == 0, step + ended.stdout + ended.stderr
            said += ended.stdout
        if steps:
            assert touched(held, copy, steps) == tables.pop(section.splitlines()[0])
    assert not tables
    for path, text in before.items():
        assert path.read_text().startswith(text), path
    assert said.count("0 errors") == CONTRIBUTING.count("nhs-culture check\n")
    assert "data/raw/example_vacancies" in said
    written = [str(path) for path in copy.rglob("*.py") if path.read_text() != before.get(path)]
    for style in ("ruff check", "ruff format --check"):
        ended = run(f"{style} {' '.join(written)}", copy)
        assert ended.returncode == 0, ended.stdout
    (added,) = (path for path in copy.glob("src/nhs_culture/designs/*.py") if path not in before)
    assert_another_answer(design_in(added))


def assert_another_answer(design: Design) -> None:
    """Hold that a design is no other name for the primary one: it answers otherwise."""
    data = open_data()
    for trust in data.register.studied:
        asked = question(data, trust, "recommend_work")
        panel = compared(data, asked)
        own, first = (
            one.run(panel, trust, asked.first_after).estimate for one in (design, PRIMARY)
        )
        assert own != pytest.approx(first, rel=1e-6)
