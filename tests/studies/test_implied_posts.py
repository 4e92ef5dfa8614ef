"""The arithmetic of a printed vacancy rate."""

from __future__ import annotations

import pytest

from nhs_culture import open_data
from nhs_culture.studies import answer, question
from nhs_culture.studies.vacancies import (
    implied_change,
    implied_posts,
    printed_movements,
    printed_rates,
    what_it_takes,
)

DATA = open_data()


def test_a_rate_that_stays_needs_posts_to_grow_as_staff_do() -> None:
    assert implied_change((1000, 1100), 10, 10) == pytest.approx(10)


def test_a_rate_that_falls_needs_fewer_posts_than_staff_gained() -> None:
    # 1,000 of 1,250 posts filled, then 1,125 of 1,250: the same posts
    assert implied_change((1000, 1125), 20, 10) == pytest.approx(0)


def test_posts_are_staff_over_the_share_that_is_filled() -> None:
    assert implied_posts(900, 10) == pytest.approx(1000)


def test_every_printed_rate_stands_with_its_posts_and_a_bound_with_none() -> None:
    table = what_it_takes(answer(DATA, question(DATA, "RP1", "staff_fte")))
    known = table.dropna()
    assert (known["posts"] * (1 - known["rate"] / 100)).to_list() == pytest.approx(
        known["staff"].to_list()
    )
    assert known["posts"].between(known["lower"], known["upper"]).all()
    assert table["posts"].isna().any()


def test_a_trust_without_a_printed_rate_has_an_empty_table() -> None:
    assert what_it_takes(answer(DATA, question(DATA, "RRF", "staff_fte"))).empty


@pytest.mark.parametrize(
    "trust",
    DATA.register.claims.query("measure == 'vacancy_rate' and org_code != 'ENG'")[
        "org_code"
    ].unique(),
)
def test_every_dated_rate_is_set_beside_staff_in_post_and_no_other(trust: str) -> None:
    asked = answer(DATA, question(DATA, trust, "staff_fte"))
    rates = printed_rates(DATA.register, trust)
    assert all(rate.period for rate in rates)
    assert len(what_it_takes(asked)) == len(rates)
    assert all(one.start.period < one.end.period for one in printed_movements(asked))
