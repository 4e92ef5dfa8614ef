"""White and minority staff apart, on the committed survey of 2024."""

import pytest

from nhs_culture import open_data
from nhs_culture.studies.by_ethnicity import apart, ratios

DATA = open_data()


def test_the_shares_and_the_ratio_of_wigan_are_the_published_ones():
    two = apart(DATA, "RRF", "discrimination_colleagues")

    assert (two.bme.count, two.bme.base) == (68, 287)
    assert (two.white.percent, two.bme.percent) == pytest.approx((6.63, 23.69), abs=0.005)
    assert two.likelihood.ratio == pytest.approx(3.57, abs=0.005)
    lower, upper = two.likelihood.interval
    assert 1 < lower < 3.57 < upper
    assert (two.place.at, two.place.of) == (7, 158)
    assert list(two.table().index) == ["bme", "white"]


def test_a_trust_that_the_survey_does_not_hold_apart_has_no_ratio():
    assert apart(DATA, "RP1", "discrimination_colleagues") is None
    assert "RP1" not in ratios(DATA, "discrimination_colleagues").index
