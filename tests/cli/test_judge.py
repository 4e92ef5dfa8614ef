"""The command that judges a figure: for people, for programs, and as a page."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from nhs_culture.cli import main
from nhs_culture.verdicts.labels import CHANGE, FIGURE

TYPED = ["judge", "--trust", "RXM", "--measure", "recommend_work", "--from", "52@2016"]


def test_both_questions_are_answered_with_the_official_figures() -> None:
    said = CliRunner().invoke(main, [*TYPED, "--to", "63@2019"])
    assert said.exit_code == 0
    for expected in (FIGURE.question, CHANGE.question, "2016 43.0%", "would have agreed"):
        assert expected in said.output


def test_json_holds_what_is_printed() -> None:
    said = CliRunner().invoke(main, [*TYPED, "--to", "63@2019", "--json"])
    (record,) = json.loads(said.output)
    assert record["trust"] == "RXM"
    assert [one["question"] for one in record["answers"]][:2] == [FIGURE.question, CHANGE.question]


def test_the_page_stands_alone(tmp_path: Path) -> None:
    page = tmp_path / "true.html"
    said = CliRunner().invoke(main, [*TYPED, "--to", "63@2019", "--page", str(page)])
    assert said.exit_code == 0, said.output
    html = page.read_text()
    assert "Derbyshire Healthcare" in html
    assert FIGURE.question in html


def test_what_is_missing_is_said_with_an_example() -> None:
    said = CliRunner().invoke(main, [*TYPED, "--to", "63"])
    assert said.exit_code == 2
    assert "52@2016" in said.output
    said = CliRunner().invoke(main, ["judge"])
    assert said.exit_code == 2
    assert "--trust RXM --measure recommend_work" in said.output
