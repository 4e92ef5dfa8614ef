"""What the documents say of the code is so."""

from __future__ import annotations

import json
import re
from pathlib import Path

import yaml

from nhs_culture.english import number_word
from nhs_culture.loaders.workbook import LARGEST_FILE, LARGEST_UNPACKED
from nhs_culture.verdicts.changes import CHANGE_RULES
from nhs_culture.verdicts.course import COURSE_RULES
from nhs_culture.verdicts.figures import FIGURE_RULES
from nhs_culture.verdicts.lasting import LASTING_RULES

PROJECT = Path(__file__).parents[1]
DOCUMENTS = [*PROJECT.glob("*.md"), *(PROJECT / "docs").glob("*.md")]


def test_the_methods_print_every_rule_as_the_code_holds_it() -> None:
    methods = (PROJECT / "docs" / "methods.md").read_text()
    for rule in (*FIGURE_RULES, *CHANGE_RULES, *COURSE_RULES, *LASTING_RULES):
        assert f"| {rule.name} | {rule.label} | {rule.sentence} |" in methods


def test_the_documents_name_the_largest_file_that_is_read() -> None:
    told = re.findall(r"more\s+than (\d+) MB", (PROJECT / "docs" / "reliability.md").read_text())
    assert {int(size) * 2**20 for size in told} == {LARGEST_FILE, LARGEST_UNPACKED}


def test_links_between_the_documents_lead_somewhere() -> None:
    for document in DOCUMENTS:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_no_document_counts_the_case_studies_or_what_is_written_about_them() -> None:
    """A row of the register changes such a number, and nobody would think of the prose."""
    words = "|".join(map(number_word, range(3, 10)))
    counted = rf"\b({words}|\d+) (case studies|documents|articles)\b"
    told = {path: path.read_text() for path in DOCUMENTS if path.name != "CHANGELOG.md"}
    notebooks = [json.loads(path.read_text()) for path in PROJECT.glob("notebooks/*.ipynb")]
    cells = [cell for one in notebooks for cell in one["cells"] if cell["cell_type"] == "markdown"]
    for text in (*told.values(), *("".join(cell["source"]) for cell in cells)):
        assert not re.search(counted, text), re.search(counted, text)
    assert not re.search(rf"\b({words}) trusts\b", told[PROJECT / "README.md"])


def test_the_readme_names_folders_and_commands_that_exist() -> None:
    from nhs_culture.cli import main

    readme = (PROJECT / "README.md").read_text()
    for folder in re.findall(r"^\| `([a-z_/]+)/` \|", readme, flags=re.MULTILINE):
        assert (PROJECT / folder).is_dir(), folder
    for command in re.findall(r"nhs-culture ([a-z]+)", readme):
        assert command in main.commands, command
    targets = (PROJECT / "Makefile").read_text()
    for target in re.findall(r"make ([a-z]+)", readme):
        assert re.search(rf"^{target}:", targets, flags=re.MULTILINE), target


def test_the_checks_of_a_commit_are_those_of_make() -> None:
    """The hooks call `make`, and together they are what `make check` is."""
    hooks = yaml.safe_load((PROJECT / ".pre-commit-config.yaml").read_text())["repos"]
    called = {hook["entry"] for repo in hooks for hook in repo["hooks"]}
    targets = (PROJECT / "Makefile").read_text()
    parts = re.search(r"^check: ([a-z ]+?) *##", targets, flags=re.MULTILINE)
    assert parts is not None
    assert called == {f"make {part}" for part in parts[1].split()}
    workflow = yaml.safe_load((PROJECT / ".github" / "workflows" / "checks.yml").read_text())
    steps = [step["run"] for step in workflow["jobs"]["checks"]["steps"] if "run" in step]
    for step in steps:
        assert re.search(rf"^{step.removeprefix('make ')}:", targets, flags=re.MULTILINE), step
