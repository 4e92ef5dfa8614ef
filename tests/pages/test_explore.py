"""The notebook for a person, and the fields in it."""

from __future__ import annotations

import os
from dataclasses import replace

import nbformat
import pytest
from copies import PROJECT
from nbclient import NotebookClient

from nhs_culture import open_data
from nhs_culture.errors import DataError
from nhs_culture.exhibits import Chart, Group, Headline, Note
from nhs_culture.pages.explore import VIEWS, Choice, Explorer, explored, found
from nhs_culture.site.jobs import catalogue

PLANNED = Choice(trust="RP1", measure="recommend_work")

DATA = open_data()


def test_the_planned_question_is_what_empty_fields_ask() -> None:
    headline, chart, *_ = explored(DATA, PLANNED)
    assert isinstance(headline, Headline)
    assert isinstance(chart, Chart)
    assert headline.status == "planned"


@pytest.mark.parametrize("design", VIEWS)
def test_every_design_shows_something_of_a_dated_question(design: str) -> None:
    choice = replace(PLANNED, date="2017", window="4,3", design=design)
    shown = list(explored(DATA, choice))
    assert len(shown) > 2
    assert shown[0].status == "exploratory"


@pytest.mark.parametrize("design", VIEWS)
@pytest.mark.parametrize("code", ["RG2", "RYH", "R1F", "RX7"])
def test_no_design_fails_where_there_are_few_figures(code: str, design: str) -> None:
    assert len(explored(DATA, Choice(trust=code, measure="engagement", design=design)))


def test_a_refusal_is_a_note() -> None:
    shown = explored(DATA, replace(PLANNED, date="2010", window="2,2"))
    assert any(isinstance(one, Note) and "at least 3" in one.text for one in shown)


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"date": "last spring"}, "'last spring'"),
        ({"window": "five"}, "'five'"),
        ({"peers": "QQQ"}, "'QQQ'"),
        ({"trust": "XXX"}, "'XXX'"),
    ],
)
def test_what_is_not_understood_is_named(wrong: dict[str, str], expected: str) -> None:
    (note,) = explored(DATA, replace(PLANNED, **wrong))
    assert isinstance(note, Note)
    assert expected in note.text


@pytest.mark.parametrize(("date", "says"), [("1990", "before 1990"), ("2040", "after 2040")])
def test_a_date_outside_the_data_is_told_where_the_data_are(date: str, says: str) -> None:
    notes = [one for one in explored(DATA, replace(PLANNED, date=date)) if isinstance(one, Note)]
    (outside,) = (one for one in notes if one.label == "Outside the data")
    assert "run from 2008 to" in outside.text
    assert f"there is nothing {says} to compare." in outside.text


@pytest.mark.parametrize(
    ("trust", "measure", "wrong"),
    [("XXX", "shmi", "XXX"), ("RP1", "shmy", "shmy"), ("RP1", "awards", "Awards")],
)
def test_an_explorer_of_what_is_not_held_is_refused_by_name(
    trust: str, measure: str, wrong: str
) -> None:
    with pytest.raises(DataError, match=wrong):
        Explorer(DATA, trust, measure)


def test_trusts_are_found_by_code_name_and_former_name() -> None:
    assert found(DATA, "rrf")[0][1] == "RRF"
    assert [code for _, code in found(DATA, "salford royal")] == ["RM3"]
    assert len(found(DATA, "northampton")) > 1
    assert found(DATA, "no such trust") == []


def test_fields_redraw_what_is_shown() -> None:
    explorer = Explorer(DATA)
    assert "Northamptonshire Healthcare" in explorer.shown.value
    explorer.search.value = "clatterbridge"
    assert explorer.trust.value == "REN"
    assert "Clatterbridge" in explorer.shown.value
    assert "clatterbridge-mind-management-2017" in explorer.date.options
    explorer.search.value = "no such trust"
    assert explorer.trust.value is None
    assert "No trust has “no such trust”" in explorer.shown.value
    assert "Clatterbridge" not in explorer.shown.value
    explorer.search.value = "clatterbridge"
    assert explorer.trust.value == "REN"
    assert "Clatterbridge" in explorer.shown.value
    explorer.search.value = ""
    assert explorer.trust.value == "REN"
    explorer.measure.value = "sickness_absence"
    assert "Sickness absence at Clatterbridge" in explorer.shown.value
    explorer.window.value = "three"
    assert "Not understood" in explorer.shown.value


def test_the_notebook_runs_from_top_to_bottom_and_the_batch_leaves_it_alone() -> None:
    path = PROJECT.notebooks / "explore.ipynb"
    assert path not in {notebook.path for notebook in catalogue()}
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=300, kernel_name="python3")
    client.execute(env=dict(os.environ))
    shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("application/vnd.jupyter.widget-view+json" in o.get("data", {}) for o in shown)
    assert any(Group.MIME in o.get("data", {}) for o in shown)
