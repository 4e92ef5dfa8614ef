"""The command line, as a user meets it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nhs_culture.cli import main
from nhs_culture.paths import RAW


def run(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(main, list(arguments), input=answer)


def test_help_names_every_command_and_shows_examples() -> None:
    shown = run("--help")
    assert shown.exit_code == 0
    assert all(word in shown.output for word in ("build", "import", "reports", "--all-trusts"))


def test_build_says_what_is_in_the_panel() -> None:
    shown = run("build")
    assert shown.exit_code == 0
    assert "figures on 36 measures of 280 organisations" in shown.output


def test_an_unknown_trust_is_an_error_with_a_suggestion() -> None:
    shown = run("reports", "--trust", "RPI", "--dry-run")
    assert shown.exit_code == 2
    assert "'RPI' is not an ODS code" in shown.output
    assert "RP1" in shown.output
    assert "Traceback" not in shown.output


def test_an_unknown_notebook_is_an_error_with_a_suggestion() -> None:
    shown = run("reports", "--notebook", "engagment", "--dry-run")
    assert shown.exit_code == 2
    assert "engagement" in shown.output


def test_all_trusts_and_one_trust_exclude_each_other() -> None:
    assert run("reports", "--all-trusts", "--trust", "RP1").exit_code == 2


def test_a_dry_run_lists_jobs_with_reasons_and_writes_nothing(tmp_path: Path) -> None:
    shown = run("reports", "--trust", "RP1", "--dry-run", "--output", str(tmp_path / "out"))
    assert shown.exit_code == 0
    assert "engagement RP1: new" in shown.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("notes.xlsx", b"<html><body>Page not found</body></html>", "notes.xlsx"),
        ("figures.csv", "ODS code,Name\nRP1,Café\n".encode("cp1252"), "figures.csv"),
        ("empty.csv", b"", "empty.csv"),
    ],
)
def test_a_file_that_is_no_publication_changes_nothing(
    tmp_path: Path, name: str, content: bytes, expected: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    before = {p: p.stat().st_mtime_ns for p in RAW.rglob("*")}
    shown = run("import", str(path))
    assert shown.exit_code == 2
    assert expected in shown.output
    assert "Traceback" not in shown.output
    assert before == {p: p.stat().st_mtime_ns for p in RAW.rglob("*")}


def test_importing_an_official_file_dry_changes_nothing(nhs_shared: Path) -> None:
    source = next((nhs_shared / "data" / "official").glob("ST19*.xlsx"))
    shown = run("import", "--dry-run", str(source))
    assert shown.exit_code == 0
    assert "0 new, 0 changed, 0 gone" in shown.output
    assert "dry run" in shown.output


def test_a_renamed_official_file_is_recognised_by_its_content(
    nhs_shared: Path, tmp_path: Path
) -> None:
    source = next((nhs_shared / "data" / "official").glob("ST19*.xlsx"))
    copy = tmp_path / "holiday.xlsx"
    shutil.copyfile(source, copy)
    assert "data/raw/staff_survey_2019" in run("import", "--dry-run", str(copy)).output
