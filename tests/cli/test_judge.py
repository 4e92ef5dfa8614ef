"""The command that judges a figure: for people, for programs, and as a page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from nhs_culture.cli import main
from nhs_culture.verdicts.labels import CHANGE, FIGURE

TYPED = ["judge", "--trust", "RXM", "--measure", "recommend_work", "--from", "52@2016"]


def test_both_questions_are_answered_with_the_official_figures() -> None:
    said = CliRunner().invoke(main, [*TYPED, "--to", "63@2019"])
    assert said.exit_code == 0
    for expected in (FIGURE.question, CHANGE.question, "2016 43.0%", "would have agreed"):
        assert expected in said.output
    assert "averaged 56.9% over 2017 to 2019, up from 50.4% over 2012 to 2016" in said.output
    assert "Afterwards" in said.output
    assert "In 2024, after the change of method of 2021: " in said.output
    assert "All 34 peers moved at least as far" in said.output


def test_figures_of_some_staff_are_told_from_those_of_all() -> None:
    typed = ["--trust", "NHFT", "--measure", "discrimination_colleagues", "--of", "bme"]
    said = CliRunner().invoke(main, ["judge", *typed, "--from", "25@2016", "--to", "11@2019"])
    assert "(BME staff alone), as printed: 25% → 11%" in said.output
    assert "Official figures, of all staff" in said.output


def test_json_holds_what_is_printed() -> None:
    said = CliRunner().invoke(main, [*TYPED, "--to", "63@2019", "--json"])
    (record,) = json.loads(said.output)
    assert record["trust"] == "RXM"
    assert [one["question"] for one in record["answers"]][:2] == [FIGURE.question, CHANGE.question]


def test_the_page_stands_alone(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "true.html"
    said = CliRunner().invoke(main, [*TYPED, "--to", "63@2019", "--page", str(page)])
    assert said.exit_code == 0, said.output
    assert capfd.readouterr().err == ""
    html = page.read_text()
    assert "Derbyshire Healthcare" in html
    assert FIGURE.question in html


def test_a_page_is_written_into_a_folder_that_is_there(tmp_path: Path) -> None:
    page = tmp_path / "nowhere" / "true.html"
    said = CliRunner().invoke(main, [*TYPED, "--to", "63@2019", "--page", str(page)])
    assert said.exit_code == 2
    assert "there is no folder" in said.output
    assert not page.parent.exists()


def test_what_is_missing_is_said_with_an_example() -> None:
    said = CliRunner().invoke(main, [*TYPED, "--to", "63"])
    assert said.exit_code == 2
    assert "52@2016" in said.output
    said = CliRunner().invoke(main, ["judge"])
    assert said.exit_code == 2
    assert "--trust RXM --measure recommend_work" in said.output


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (["--from", "52@2016"], "type where it came to as well"),
        (["--to", "63@2099"], "2099 has not begun yet"),
        (["--to", "300th of 160@2015"], "300 of 160 is no place"),
        (["--to", "0th@2015"], "0 is no place"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(typed: list[str], says: str) -> None:
    said = CliRunner().invoke(
        main, ["judge", "--trust", "RXM", "--measure", "recommend_work", *typed]
    )
    assert said.exit_code == 2
    assert says in said.output


def test_a_council_is_placed_among_councils() -> None:
    typed = ["--trust", "E08000010", "--measure", "children_in_care", "--to", "3rd@2015"]
    said = CliRunner().invoke(main, ["judge", *typed])
    assert "(all councils, children in care, 2015)" in said.output
    assert "trust" not in said.output


def test_who_asks_of_all_where_there_are_groups_alone_is_told_what_to_type() -> None:
    typed = ["--trust", "E08000010", "--measure", "healthy_life_expectancy", "--to"]
    said = CliRunner().invoke(main, ["judge", *typed, "62.6@2015-2017"])
    assert "type --of female or --of male" in said.output
    assert "Fingertips" not in said.output  # they have no figure of both together
