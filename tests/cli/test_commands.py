"""The command line, as a user meets it."""

from __future__ import annotations

import errno
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from copies import PROJECT

from nhs_culture import open_data
from nhs_culture.cli import main
from nhs_culture.errors import DataError
from nhs_culture.exhibits import Finding
from nhs_culture.notebooks.catalogue import catalogue
from nhs_culture.notebooks.conclusions import Extract, write_extract
from nhs_culture.site.jobs import jobs
from nhs_culture.terminal import entries
from nhs_culture.verdicts.labels import REPRODUCED


def run(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(main, list(arguments), input=answer)


def test_build_says_what_is_in_the_panel() -> None:
    shown = run("build")
    assert shown.exit_code == 0
    panel = open_data().panel
    told = f"{len(panel):,} figures on {panel['measure'].nunique()} measures of "
    assert told in shown.output


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
    ("number", "told", "status"),
    [
        (errno.ENOSPC, "No space left on device", 1),
        (errno.EIO, "Input/output error", 1),
        (errno.ENOTDIR, "Not a directory", 2),
        (errno.EACCES, "Permission denied", 2),
    ],
)
def test_what_goes_wrong_with_a_file_is_one_sentence_and_a_mistake_or_the_machines(
    monkeypatch: pytest.MonkeyPatch, number: int, told: str, status: int
) -> None:
    def fails(_: object) -> None:
        raise OSError(number, told, "panel.parquet")

    monkeypatch.setattr("nhs_culture.data.panel.build", fails)
    shown = run("build")
    assert shown.exit_code == status
    assert shown.output == f"Error: panel.parquet: {told}\n"


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
    before = {p: p.stat().st_mtime_ns for p in PROJECT.raw.rglob("*")}
    shown = run("import", str(path))
    assert shown.exit_code == 2
    assert expected in shown.output
    assert "Traceback" not in shown.output
    assert before == {p: p.stat().st_mtime_ns for p in PROJECT.raw.rglob("*")}


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


def test_the_claims_about_a_trust_are_printed_with_verdict_and_reason() -> None:
    shown = run("claims", "--trust", "REN")
    assert shown.exit_code == 0
    assert "Clatterbridge Cancer Centre NHS Foundation Trust" in shown.output
    assert "Printed: 64%. Officially 64.0% (2022)" in " ".join(shown.output.split())
    assert "\nRight  " in shown.output
    assert REPRODUCED not in shown.output
    assert max(len(line) for line in shown.output.splitlines()[1:]) <= 80


def test_claims_for_programs_are_json_with_the_figures() -> None:
    entries = json.loads(run("claims", "--trust", "RRF", "--json").output)
    assert {entry["trust"] for entry in entries} == {"RRF"}
    assert all(entry["verdict"] and entry["reason"] and entry["printed"] for entry in entries)


def test_a_trust_that_nobody_claims_anything_about() -> None:
    shown = run("claims", "--trust", "RX7")
    assert shown.exit_code == 0
    assert "No document in the register makes a claim" in shown.output


def test_the_claims_of_a_trust_that_has_ended_say_what_became_of_it() -> None:
    shown = run("claims", "--trust", "RG2")
    assert "Became part of South London Healthcare NHS Trust (RYQ)" in shown.output


@pytest.fixture
def reported(tmp_path: Path) -> Path:
    """A folder of pages as a run over one trust leaves it."""
    job = jobs(["RP1"], ["absence"], tmp_path)[0]
    job.output.parent.mkdir(parents=True)
    job.record.write_text("{}")
    finding = Finding(
        trust="RP1",
        trust_name="Northamptonshire Healthcare NHS Foundation Trust",
        measure="sickness_absence",
        reason="Sickness absence stood at 4.9%.",
        design="peer change",
        notebook="absence",
        estimate=0.16,
        change_verdict="not distinguishable",
        sources=("sickness_absence_2013_2023",),
    )
    claim = replace(finding, claim="some-claim", reason="A claim.")
    write_extract(job.products[1], Extract(None, (finding, claim)))
    return tmp_path


def test_findings_are_printed_from_the_pages_that_were_made(reported: Path) -> None:
    shown = run("findings", "--reports", str(reported))
    assert shown.exit_code == 0
    assert "Could be chance  Sickness absence stood at 4.9%." in shown.output
    assert "A claim." not in shown.output


def test_findings_for_programs_are_json(reported: Path) -> None:
    (entry,) = json.loads(run("findings", "--reports", str(reported), "--json").output)
    assert (entry["trust"], entry["estimate"], entry["p"]) == ("RP1", 0.16, None)
    assert entry["sources"] == ["sickness_absence_2013_2023"]


@pytest.mark.parametrize(
    "text",
    ["[1]", "{", '{"headline": null}', '{"headline": null, "findings": [{"of": "another"}]}'],
)
def test_findings_that_another_version_wrote_are_named(reported: Path, text: str) -> None:
    (held,) = reported.rglob("*.findings.json")
    held.write_text(text)
    shown = run("findings", "--reports", str(reported))
    assert shown.exit_code == 2
    assert f"Error: {held}: expected what a page concludes" in shown.output


@pytest.mark.parametrize(
    "text", ["<<<<<<< HEAD", "[]", "{}", '{"metadata": {"nhs_culture": {"scope": "site"}}}']
)
def test_a_file_that_is_no_notebook_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "new.ipynb").write_text(text)
    with pytest.raises(DataError, match=r"new\.ipynb: expected a notebook"):
        catalogue(tmp_path)


def test_without_findings_the_command_to_run_is_named(reported: Path, tmp_path: Path) -> None:
    shown = run("findings", "--reports", str(tmp_path / "none"))
    assert shown.exit_code == 2
    assert "run `nhs-culture reports` first" in shown.output
    other = run("findings", "--reports", str(reported), "--trust", "RRF")
    assert "run `nhs-culture reports --trust RRF` first" in other.output


def test_labels_stand_in_a_column_and_text_is_wrapped_beside_them() -> None:
    text = entries([("good", "one two three\nfour"), ("not so good", "five")], width=54)
    assert text.splitlines() == [
        "good         one two three",
        "             four",
        "not so good  five",
    ]
    long = entries([("a", "word " * 30)], width=60)
    assert all(len(line) <= 60 for line in long.splitlines())
    assert all(line.startswith("   ") for line in long.splitlines()[1:])
