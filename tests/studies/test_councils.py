"""A council among councils, on the committed figures of Wigan."""

import pandas as pd
import pytest

from nhs_culture import open_data
from nhs_culture.designs import Refused
from nhs_culture.designs.refusals import TooFewPoints
from nhs_culture.studies.councils import (
    between,
    outcomes,
    put_to,
    spending,
    starts,
    tried,
    used_once,
)

WIGAN = "E08000010"
DATA = open_data()


def test_the_starts_are_those_of_the_documents_and_of_one_programme():
    assert [date[:4] for date in starts(DATA, WIGAN)["date"]] == ["2011", "2012", "2014"]
    assert starts(DATA, "E06000001").empty


def test_no_year_of_a_three_year_period_is_used_twice():
    labels = [f"{year}-{year + 2}" for year in range(2001, 2017)]
    table = pd.DataFrame({"a": range(len(labels))}, index=labels)

    kept = used_once(table, "2011-01-01", "three_years").index

    assert list(kept) == ["2002-2004", "2005-2007", "2008-2010", "2011-2013", "2014-2016"]


def test_a_year_that_the_start_falls_in_is_on_neither_side():
    labels = ["2009/10", "2010/11", "2011/12"]
    table = pd.DataFrame({"a": range(3)}, index=labels)

    assert list(used_once(table, "2011-01-01", "financial_year").index) == ["2009/10", "2011/12"]


def test_healthy_life_rose_among_the_most_and_fell_among_the_most_since():
    rose = between(
        DATA, WIGAN, "healthy_life_expectancy", ("2009-2011", "2015-2017"), "all", subgroup="female"
    )
    fell = between(
        DATA,
        WIGAN,
        "healthy_life_expectancy_2026",
        ("2015-2017", "2022-2024"),
        "all",
        subgroup="female",
    )

    assert (rose.start, rose.end) == (60.0, 62.6)  # as published
    assert rose.place.at / rose.place.of < 0.15
    assert fell.change == pytest.approx(55.1 - 61.5)
    assert fell.place.at / fell.place.of > 0.95


def test_the_two_editions_are_never_joined():
    ends = ("2009-2011", "2022-2024")
    assert between(DATA, WIGAN, "healthy_life_expectancy", ends, "all", subgroup="male") is None


def test_money_is_compared_as_growth():
    moved = between(DATA, WIGAN, "council_spending", ("2010/11", "2017/18"), "all")

    assert moved.change == pytest.approx(100 * (moved.end / moved.start - 1))
    assert outcomes(DATA, WIGAN, "council_spending", "all")[WIGAN].iloc[0] < 10_000


@pytest.mark.parametrize(
    ("measure", "subgroup"),
    [
        ("healthy_life_expectancy", "female"),
        ("healthy_life_expectancy", "male"),
        ("preventable_mortality", "all"),
        ("smoking_adults", "all"),
        ("children_in_care", "all"),
        ("council_spending", "all"),
        ("council_tax", "all"),
    ],
)
def test_no_measure_has_enough_before_the_first_printed_start(measure, subgroup):
    first = starts(DATA, WIGAN)["date"].iloc[0]

    assert isinstance(put_to(DATA, WIGAN, measure, first, "all", subgroup=subgroup), Refused)


def test_a_start_with_enough_on_both_sides_is_compared_with_its_class():
    result = put_to(DATA, WIGAN, "smoking_adults", "2014-01-01", "benchmark group")

    assert (result.n_before, result.n_after) == (3, 5)
    assert result.n_peers == 35  # the other metropolitan districts


def test_what_is_tried_is_adjusted_for_what_else_could_be():
    found = tried(DATA, WIGAN, [("smoking_adults", "all", ""), ("children_in_care", "all", "")])

    assert [one.date[:4] for one in found] == ["2011", "2012", "2014"] * 2
    refused = [one for one in found if isinstance(one.result, Refused)]
    assert {one.verdict.label for one in refused} == {"not identifiable"}
    p = sorted(one.result.p_value for one in found if one not in refused)
    assert sorted(one.p_adjusted for one in found if one not in refused) == pytest.approx(
        [min(1, 2 * p[0]), max(p[1], min(1, 2 * p[0]))]
    )


def test_spending_is_nested():
    own, with_other, everything = (
        held[WIGAN] for held in spending(DATA, "2010/11", "2017/18").values()
    )

    assert (own < with_other).all()
    assert (with_other < everything).all()
    assert own.tolist() == [197_512_000, 191_435_000]


def test_the_usual_changes_leave_out_the_council_itself():
    ends = ("2009-2011", "2015-2017")
    moved = between(DATA, WIGAN, "healthy_life_expectancy", ends, "all", subgroup="female")
    lower, upper = moved.usual

    within = moved.changes.drop(WIGAN).between(lower, upper).mean()
    assert within == pytest.approx(0.95, abs=0.01)


def test_no_period_that_does_not_compare_is_counted_before_a_start() -> None:
    result = put_to(DATA, WIGAN, "council_tax", "2012-01-01", "all", since="2013/14")
    assert isinstance(result, Refused)
    assert isinstance(result.error, TooFewPoints)
    assert result.error.found == 0
