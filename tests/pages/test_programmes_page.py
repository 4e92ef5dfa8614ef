"""What the page about programmes says is made from what the study finds."""

from __future__ import annotations

import pytest

from nhs_culture import open_data
from nhs_culture.exhibits import Chart, Note
from nhs_culture.pages import programmes as page
from nhs_culture.studies.programmes import examination

DATA = open_data()


@pytest.fixture(scope="module")
def over():
    ids = ("listening_into_action", "special_measures", "virginia_mason", "pathway_to_excellence")
    return [examination(DATA, one, "recommend_work") for one in ids]


def test_the_headline_says_the_number_and_how_sure_it_is(over) -> None:
    one = over[1]
    shown = page.headline(one, over)
    assert one.estimate_unit.size(one.stacked.estimate) in shown.sentence
    assert "lower on average" in shown.sentence
    assert one.estimate_unit.size(one.stacked.detectable) in shown.context


def test_a_refusal_is_told_in_words(over) -> None:
    shown = page.headline(over[3], over)
    assert shown.sentence.startswith("No answer yet. Of Pathway to Excellence")
    assert isinstance(page.years(over[3]), Note)
    assert isinstance(page.without(over[3]), Note)
    assert not list(page.members(over[3]))


def test_the_chart_has_a_row_for_each_programme_with_an_answer(over) -> None:
    chart = page.chart(over, "recommend_work")
    assert isinstance(chart, Chart)
    assert len(chart.data) == 3
    assert chart.title.startswith("None of the three programmes")


def test_the_two_ways_with_shared_members_are_both_shown(over) -> None:
    ways = list(page.other_ways(over[0]).data["way"])
    assert any(way.startswith("Without the 11 trusts also in Special measures") for way in ways)
    assert any(way.startswith("What Special measures") for way in ways)


def test_rows_without_a_date_are_shown(over) -> None:
    shown = page.not_placed(over[0]).data
    assert len(shown) == 11
    assert set(shown["joined"]) == {"not known"}
