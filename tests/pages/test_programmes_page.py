"""What the page about programmes says is made from what the study finds."""

from __future__ import annotations

from math import inf

import pytest

from nhs_culture import open_data
from nhs_culture.designs.stacked_programme import StackedProgramme
from nhs_culture.errors import DesignError
from nhs_culture.exhibits import Chart, Note
from nhs_culture.pages import programme_members as lists
from nhs_culture.pages import programmes as page
from nhs_culture.studies.made_up_programmes import HELD_UP_TO, ErrorRate
from nhs_culture.studies.programmes import every_examination, examination

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


def test_no_one_member_carries_the_mean_and_it_is_said(over) -> None:
    for one in over[:3]:
        assert page.without(one).label == "One left out"


def test_an_error_of_a_call_is_never_told_to_a_reader() -> None:
    error = DesignError("sets is ndarray array([])", design="judged", argument="sets")
    assert error.told("A trust") == "The figures of A trust do not allow this to be computed"


def test_how_often_the_test_notes_what_was_made_up_stands_beside_p(over) -> None:
    one = over[1]
    assert f"the test notes {one.tried.lowest:g}% at 5%" in page.headline(one, over).context
    for found in every_examination(DATA):
        at_most = max(found.tried.alike, found.tried.lowest) if found.tried else inf
        assert found.holds == (at_most <= HELD_UP_TO)


def test_a_test_that_does_not_hold_its_level_finds_nothing(monkeypatch, over) -> None:
    found = StackedProgramme(**{**vars(over[1].stacked), "p_value": 0.001, "interval": (-9, -1)})
    monkeypatch.setitem(vars(over[1]), "stacked", found)
    assert ": larger than chance gives" in page.headline(over[1], over).sentence
    monkeypatch.setattr(ErrorRate, "holds", False)
    assert "whether by more than chance cannot be told" in page.headline(over[1], over).sentence
    assert page.chart(over, "recommend_work").title.startswith("None of the three")


def test_trusts_are_counted_and_not_spells(over) -> None:
    joiners = over[1].programme
    told = page.headline(over[1], over).context
    assert f"Of {len(joiners.codes)} trusts known" in told
    assert f"{len(joiners.members)} spells" in told
    table, note = lists.joinings(over[1])
    assert len(table.data) == len(joiners.members)
    assert all(trust in note.text for trust in ("Blackpool", "Dudley", "Colchester"))


def test_the_estimate_of_callaway_and_santanna_stands_beside_that_of_the_page(over) -> None:
    told = page.staggered(over[1]).text
    assert over[1].estimate_unit.change(over[1].stacked.estimate) in told
    assert "before joining stand" in told


def test_rows_without_a_date_are_shown(over) -> None:
    shown = lists.not_placed(over[0]).data
    assert len(shown) == 11
    assert set(shown["joined"]) == {"not known"}
