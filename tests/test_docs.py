"""What the documents say of the code is so."""

from __future__ import annotations

import re
from pathlib import Path

from nhs_culture.verdicts.course import COURSE_RULES
from nhs_culture.verdicts.lasting import LASTING_RULES
from nhs_culture.verdicts.rules import CHANGE_RULES, FIGURE_RULES

PROJECT = Path(__file__).parents[1]
DOCUMENTS = [*PROJECT.glob("*.md"), *(PROJECT / "docs").glob("*.md")]


def test_the_methods_print_every_rule_as_the_code_holds_it() -> None:
    methods = (PROJECT / "docs" / "methods.md").read_text()
    for rule in (*FIGURE_RULES, *CHANGE_RULES, *COURSE_RULES, *LASTING_RULES):
        assert f"| {rule.name} | {rule.label} | {rule.sentence} |" in methods


def test_links_between_the_documents_lead_somewhere() -> None:
    for document in DOCUMENTS:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


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
