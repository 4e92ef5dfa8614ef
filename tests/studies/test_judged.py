"""Figures that somebody has read, true and false, put to the official ones."""

from __future__ import annotations

import pytest

from nhs_culture import open_data
from nhs_culture.errors import DataError
from nhs_culture.studies.judged import judge, measure_called, trust_called
from nhs_culture.verdicts.labels import CONSISTENT, CONTRADICTED, NOT_TESTABLE, REPRODUCED

DATA = open_data()


@pytest.mark.parametrize("figure", ["exactly", "rounded"])
@pytest.mark.parametrize(
    ("trust", "measure", "period"),
    [
        ("RXM", "recommend_work", "2019"),
        ("RRF", "recommend_work", "2015"),
        ("RP1", "engagement", "2024"),
        ("RA7", "sickness_absence", "2019-03"),
        ("REN", "work_stress", "2019"),
    ],
)
def test_what_was_published_is_reproduced(
    trust: str, measure: str, period: str, figure: str
) -> None:
    value = DATA.series(trust, measure)[period]
    typed = f"{value:.{2 if figure == 'exactly' else 1}f}@{period}"
    found = judge(DATA, trust, measure, to=typed).figure
    assert found is not None
    assert found.verdict in (REPRODUCED, CONSISTENT)
    assert found.chance is not None
    assert found.chance.passed < found.chance.of


@pytest.mark.parametrize("trust", ["RXM", "RRF"])
def test_what_is_far_off_is_contradicted(trust: str) -> None:
    value = DATA.series(trust, "recommend_work")["2019"]
    found = judge(DATA, trust, "recommend_work", to=f"{value - 15:.0f}@2019").figure
    assert found is not None
    assert found.verdict == CONTRADICTED


def test_a_movement_is_asked_from_its_start_on() -> None:
    found = judge(DATA, "RXM", "recommend_work", start="52@2016", to="63@2019")
    assert found.figure is not None
    assert found.figure.verdict == CONTRADICTED  # 43.0% in 2016
    asked = found.change.question
    assert (asked.first_after, asked.window[-1], asked.status) == ("2017", "2019", "exploratory")


def test_what_nobody_publishes_is_not_testable_and_says_what_it_would_take() -> None:
    found = judge(DATA, "RP1", "vacancy_rate", start="15@2017-03", to="8.7@2019-03")
    assert found.figure is not None
    assert found.figure.verdict == NOT_TESTABLE
    assert "Vacancy rate" in found.figure.needed


def test_a_neighbouring_year_is_near_and_never_contradicts() -> None:
    found = judge(DATA, "RRF", "recommend_work", to="10@2014")
    assert found.evidence["relation"] == "near"
    assert found.figure is not None
    assert found.figure.verdict != CONTRADICTED


@pytest.mark.parametrize(
    ("typed", "code"),
    [("rxm", "RXM"), ("NHFT", "RP1"), ("WWL", "RRF"), ("derbyshire healthcare", "RXM")],
)
def test_trusts_go_by_many_names(typed: str, code: str) -> None:
    assert trust_called(DATA, typed) == code


def test_several_trusts_of_a_name_are_named() -> None:
    with pytest.raises(DataError, match="RTG University Hospitals of Derby"):
        trust_called(DATA, "derby")


def test_measures_go_by_name_too() -> None:
    assert measure_called(DATA, "Sickness absence") == "sickness_absence"
    with pytest.raises(DataError, match="Did you mean recommend_work"):
        measure_called(DATA, "recomend_work")
