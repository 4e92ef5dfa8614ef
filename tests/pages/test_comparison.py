"""Five trusts side by side, beside every other over the same years."""

from __future__ import annotations

import pytest

from nhs_culture import open_data
from nhs_culture.data.panel import wide
from nhs_culture.exhibits import Chart, Note
from nhs_culture.pages import comparison
from nhs_culture.register import read_register

CASE_STUDIES = read_register().studied

DATA = open_data()


@pytest.fixture(scope="module")
def cases():
    return comparison.cases(DATA)


@pytest.fixture(scope="module")
def over(cases):
    return comparison.everywhere(cases)


def test_the_five_case_studies_stand_in_their_order(cases) -> None:
    assert [case.question.trust for case in cases] == list(CASE_STUDIES)


def test_raw_changes_are_differences_of_published_means(over) -> None:
    figures = wide("recommend_work")
    before = figures.loc[["2008", "2009", "2010", "2011"], "RRF"].mean()
    after = figures.loc[["2012", "2013", "2015"], "RRF"].mean()
    wigan = next(one for one in over if one.case.question.trust == "RRF")
    assert wigan.changes.loc["RRF", "raw"] == pytest.approx(after - before)


def test_others_are_counted_without_the_five(over) -> None:
    wigan = next(one for one in over if one.case.question.trust == "RRF")
    assert not set(CASE_STUDIES) & set(wigan.others.index)
    assert wigan.as_much("raw") == 1
    assert wigan.changes["raw"].idxmax() == "RTP"


def test_the_headline_names_who_moved_further_and_how_many_fell(over) -> None:
    shown = comparison.headline(over)
    assert shown.sentence.startswith("None of the five trusts that documents write about")
    assert shown.sentence.endswith("at two of them the share fell.")
    for one in over:
        if one.changes.loc[one.case.question.trust, "raw"] > 0:
            assert f"{one.as_much('raw')} of {len(one.others)} others rose as much" in shown.context


def test_the_chart_has_a_panel_a_trust(over) -> None:
    chart = comparison.chart(over)
    assert set(chart.data["trust"]) == set(CASE_STUDIES)
    assert "fell by 13.2 percentage points at Salford Royal" in chart.title


def test_every_planned_question_is_in_one_of_two_tables() -> None:
    tested, refused = comparison.moved(DATA)
    plan = read_register().analysis_plan
    assert len(tested.data) + len(refused.data) == plan["org_code"].isin(CASE_STUDIES).sum()
    assert set(refused.data["why"].str[-1]) == {"."}


def test_the_trusts_that_rose_furthest_are_named(over) -> None:
    table = comparison.furthest(over).data
    first = table[table["place"] == 1]
    assert first["years"].is_unique
    assert "Surrey and Sussex Healthcare (RTP)" in set(first["trust"])
    assert table["written"].any()


def test_each_curve_has_a_name_of_its_own(cases) -> None:
    pair = [case for case in cases if case.question.trust in ("RM3", "REN")]
    shown = comparison.specifications(pair)
    assert isinstance(shown[0], Note)
    assert shown[0].label == "Salford Royal"
    charts = [one for one in shown if isinstance(one, Chart)]
    assert [chart.name for chart in charts] == ["specification-curve-REN"]


def test_the_council_programme_is_asked_about_at_every_start_and_called_the_councils() -> None:
    care, table = comparison.council_programme(DATA)
    assert "Wigan Council's programme" in care.text
    assert list(table.data["start"]) == ["2011", "2012", "2014"]
    assert table.data["difference"].notna().all()


def test_claims_are_counted_by_trust_and_those_on_the_measures_shown() -> None:
    counted, shown = comparison.claimed()
    assert len(counted.data) == len(CASE_STUDIES)
    assert (counted.data.iloc[:, 2:].sum(axis=1) == counted.data["facts"]).all()
    assert "62% → 76%" in set(shown.data["printed"])
