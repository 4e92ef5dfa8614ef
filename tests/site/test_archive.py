"""The archive: an RO-Crate that holds what the article rests on, whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from copies import PROJECT, changed, copied

from nhs_culture.batch import Outcome
from nhs_culture.batch.state import remember
from nhs_culture.cli import main
from nhs_culture.paths import Project
from nhs_culture.site.jobs import jobs, stale

COMMAND = Path(sys.executable).with_name("nhs-culture")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A small copy of the project with pages in it."""
    small = copied(tmp_path / "project", "staff_survey_2019")
    for name in ("CITATION.cff", "LICENSE", "README.md", "environment.yml", "pyproject.toml"):
        shutil.copy(PROJECT.root / name, small.root)
    shutil.copy(PROJECT.root / "requirements.lock", small.root)
    for name, text in {
        "article.html": "<p>The article",
        "article.pdf": "%PDF",
        "findings.csv": "trust\n",
        "run.json": "{}",
        ".runs/site/article.ipynb": "{}",
        ".runs/site/article.findings.json": "[]",
        "RP1/engagement.html": "<p>A page",
    }.items():
        path = small.reports / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    shutil.copytree(PROJECT.notebooks, small.notebooks)
    monkeypatch.setenv("NHS_CULTURE_PROJECT", str(small.root))
    for step in stale(jobs((), ["article"], small.reports)):
        remember(Outcome(job=step.job, status="ok"), step.key)
    return small


def archived(*arguments: str) -> str:
    shown = CliRunner().invoke(main, ["archive", *arguments])
    assert shown.exit_code == 0, shown.output
    return shown.output


def test_it_holds_tables_executed_notebooks_article_and_versions(project: Project) -> None:
    assert "archive.zip" in archived()
    with zipfile.ZipFile(project.reports / "archive.zip") as crate:
        names = set(crate.namelist())
    assert {
        "ro-crate-metadata.json",
        "SHA256SUMS",
        "data/raw/register/claims.csv",
        "data/raw/staff_survey_2019/source.yml",
        "reports/article.html",
        "reports/article.pdf",
        "reports/executed/site/article.ipynb",
        "reports/findings.csv",
        "requirements.lock",
    } <= names
    assert "reports/RP1/engagement.html" not in names


def test_every_file_agrees_with_its_checksum(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "elsewhere" / "crate.zip"
    archived("--into", str(file))
    with zipfile.ZipFile(file) as crate:
        sums = dict(
            reversed(line.split("  ", 1)) for line in crate.read("SHA256SUMS").decode().splitlines()
        )
        for name, digest in sums.items():
            assert hashlib.sha256(crate.read(name)).hexdigest() == digest, name
        left = set(crate.namelist()) - set(sums)
    assert left == {"ro-crate-metadata.json", "SHA256SUMS"}


def test_its_metadata_say_what_it_is_and_describe_every_file(project: Project) -> None:
    archived()
    with zipfile.ZipFile(project.reports / "archive.zip") as crate:
        graph = json.loads(crate.read("ro-crate-metadata.json"))["@graph"]
        names = set(crate.namelist())
    about = {entity["@id"]: entity for entity in graph}
    root = about["./"]
    assert root["name"].startswith("nhs-culture: published outcomes")
    assert root["mainEntity"] == {"@id": "reports/article.html"}
    assert "spdx.org/licenses/MIT" in json.dumps(root["license"])
    assert {part["@id"] for part in root["hasPart"]} == names - {"ro-crate-metadata.json"}
    table = about["data/raw/register/claims.csv"]
    assert table["encodingFormat"] == "text/csv"
    assert len(table["sha256"]) == 64
    figures = [
        about[one] for one in names if re.fullmatch(r"data/raw/(?!register)\w+/\w+.csv", one)
    ]
    assert figures
    assert all("licence" in table["license"].lower() for table in figures)


def test_without_the_article_it_says_what_makes_it(project: Project) -> None:
    (project.reports / "article.html").unlink()
    shown = CliRunner().invoke(main, ["archive"])
    assert shown.exit_code == 2
    assert "nhs-culture article makes it" in shown.output
    assert not (project.reports / "archive.zip").exists()


def test_an_article_of_other_data_is_not_archived(project: Project) -> None:
    changed(project.register / "sources.csv", "survey", "Survey")
    shown = CliRunner().invoke(main, ["archive"])
    assert shown.exit_code == 2
    assert "made from other data or code" in shown.output
    assert not (project.reports / "archive.zip").exists()


def test_a_pdf_of_an_earlier_page_is_not_archived(project: Project) -> None:
    page, pdf = (project.reports / f"article.{kind}" for kind in ("html", "pdf"))
    os.utime(pdf, (0, page.stat().st_mtime - 60))
    shown = CliRunner().invoke(main, ["archive"])
    assert shown.exit_code == 2
    assert "printed from an earlier article.html" in shown.output


def small_disk() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))


def test_a_full_disk_is_one_sentence_and_leaves_nothing(project: Project) -> None:
    before = sorted(project.reports.rglob("*"))
    ended = subprocess.run(
        [COMMAND, "archive"],
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=small_disk,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1, ended.stderr
    (sentence,) = ended.stderr.splitlines()
    assert sentence.startswith("Error: ")
    assert sentence.endswith("archive.zip: File too large")
    assert sorted(project.reports.rglob("*")) == before


def test_a_place_that_cannot_be_written_is_one_sentence(project: Project, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    shown = CliRunner().invoke(main, ["archive", "--into", str(tmp_path / "file" / "crate.zip")])
    assert shown.exit_code != 0
    (sentence,) = shown.output.splitlines()
    assert sentence.startswith("Error: ")
    assert "file" in sentence
