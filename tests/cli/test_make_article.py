"""The command that makes the article, on a small one: its page, and the page as PDF."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from copies import PROJECT, copied

from nhs_culture.cli import main
from nhs_culture.paths import Project
from nhs_culture.site.browser import BROWSERS

SOURCES = ("staff_survey_2019", "sickness_absence_2024_2025", "workforce_2009_2025")
CODE = (
    """
from nhs_culture.exhibits import Headline, Paragraph, Reference, References
Headline(sentence="Four of five moved.")
""",
    """
Paragraph(label="Results", text="As others found [@one].")
""",
    """
References(entries=(Reference(key="one", text="One. A title. 2001."),))
""",
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of the project whose article is three cells long."""
    small = copied(tmp_path_factory.mktemp("article") / "project", *SOURCES)
    differences = small.register / "known_differences.csv"
    differences.write_text(differences.read_text().splitlines(keepends=True)[0])
    shutil.copytree(PROJECT.docs, small.docs, ignore=shutil.ignore_patterns("_*", "screenshots"))
    notebook = json.loads((PROJECT.notebooks / "article.ipynb").read_text(encoding="utf-8"))
    small.notebooks.mkdir()
    written = nbformat.v4.new_notebook(
        metadata=notebook["metadata"],
        cells=[nbformat.v4.new_code_cell(source.strip()) for source in CODE],
    )
    nbformat.write(written, small.notebooks / "article.ipynb")
    return small


def run(project: Project, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    monkeypatch.setenv("NHS_CULTURE_PROJECT", str(project.root))
    shown = CliRunner().invoke(main, ["article"])
    return shown.exit_code, shown.output


def test_without_a_browser_the_page_is_made_and_what_is_missing_is_said(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    status, said = run(project, monkeypatch)
    assert status == 2
    assert "article.pdf needs one of chromium" in said
    assert "install Chromium" in said
    html = (project.reports / "article.html").read_text(encoding="utf-8")
    assert 'As others found [<a href="#ref-one">1</a>].' in html
    assert not (project.reports / "article.pdf").exists()
    front = (project.reports / "index.html").read_text(encoding="utf-8")
    assert "Four of five moved." in front
    assert 'href="article.html"' in front


@pytest.mark.skipif(not any(map(shutil.which, BROWSERS)), reason="no browser is on the path")
def test_the_page_is_printed_as_pdf(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("playwright", reason="Playwright is not installed")
    status, said = run(project, monkeypatch)
    assert status == 0, said
    assert (project.reports / "article.pdf").read_bytes().startswith(b"%PDF")
    assert 'href="article.pdf"' in (project.reports / "downloads.html").read_text(encoding="utf-8")
    assert not list(project.reports.glob(".*.tmp"))
