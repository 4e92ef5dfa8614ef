"""A series is parted where its trust was another, or was asked otherwise."""

import pytest

from nhs_culture import open_data
from nhs_culture.studies import answer, question
from nhs_culture.studies.stretch import MERGER, in_words, stretches

DATA = open_data()


def parts(trust: str, measure: str, *kinds: str) -> list[tuple[str, str, str]]:
    """Return the first and the last period of each stretch, and the breaks before it."""
    asked = answer(DATA, question(DATA, trust, measure))
    found = stretches(asked, kinds) if kinds else stretches(asked)
    return [(one.own.index[0], one.own.index[-1], in_words(one.before)) for one in found]


def test_a_survey_is_parted_at_a_transfer_a_merger_and_a_new_method():
    assert parts("RM3", "recommend_work") == [
        ("2008", "2010", ""),
        ("2011", "2020", "the transfer of services of 2011"),
        (
            *("2021", "2024"),
            "the transfer of services of 2011, the change of method of 2021 and the merger of 2021",
        ),
    ]
    assert parts("RM3", "recommend_work", MERGER)[1] == ("2021", "2024", "the merger of 2021")


def test_a_stock_on_the_last_day_before_a_merger_is_of_neither_side():
    # 8,374 FTE in February 2020, 9,865 in March; Weston joined on 1 April
    assert [part[:2] for part in parts("RA7", "staff_fte")] == [
        ("2009-09", "2020-02"),
        ("2020-03", "2020-03"),
        ("2020-04", "2025-05"),
    ]


def test_a_year_with_a_break_in_it_stands_alone():
    assert [part[:2] for part in parts("RRF", "shmi")] == [("2012", "2018"), ("2019", "2019")]


@pytest.mark.parametrize("measure", ["engagement", "shmi"])
def test_a_series_without_a_break_is_one(measure):
    trust = {"engagement": "RP1", "shmi": "RM3"}[measure]
    asked = answer(DATA, question(DATA, trust, measure))
    (whole,) = stretches(asked)
    assert whole.own.equals(asked.own)
    assert whole.before.empty


def test_a_trust_without_figures_has_no_stretch():
    assert stretches(answer(DATA, question(DATA, "RX7", "shmi"))) == []
