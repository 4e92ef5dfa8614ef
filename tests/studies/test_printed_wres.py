"""Printed figures of minority staff, with the chance that is in them."""

import pytest

from nhs_culture import open_data
from nhs_culture.studies.printed_wres import printed_wres

NHFT, WWL = "RP1", "RRF"
DATA = open_data()


@pytest.fixture(scope="module")
def wres():
    return printed_wres(DATA, NHFT)


@pytest.fixture(scope="module")
def fall(wres):
    return next(s for s in wres.shares if s.measure == "discrimination_colleagues")


@pytest.fixture(scope="module")
def rise(wres):
    return next(s for s in wres.shares if s.measure == "equal_opportunities")


def test_the_printed_movements_are_those_of_the_article(fall, rise, wres):
    assert (fall.start, fall.end) == (25, 11)
    assert (rise.start, rise.end) == (68, 80)
    assert [ratio.value for ratio in wres.ratios] == [4.61, 2]
    assert (wres.improved, wres.of) == (6, 9)


def test_the_base_is_the_minority_share_of_those_who_answered_the_question(fall, rise):
    # survey of 2019: 10.97% of respondents; 2,072 and 1,488 answered the two questions
    assert fall.likely == round(0.109738 * 2072)
    assert rise.likely == round(0.109738 * 1488)
    assert fall.fewest == 37  # 850 x 41% x 97% who answer this question x 11%


def test_the_fall_is_beyond_chance_unless_few_answered_both_times(fall):
    excludes = [fall.difference(a, b).upper < 0 for _, a, b in fall.scenarios]

    assert excludes == [True, True, False]


def test_the_rise_is_beyond_chance_only_with_many_answers(rise):
    excludes = [rise.difference(a, b).lower > 0 for _, a, b in rise.scenarios]

    assert excludes == [True, False, False]


def test_enough_is_the_turning_point(fall, rise):
    for share in (fall, rise):
        lower, upper = share.difference(share.enough, share.likely)
        assert not lower <= 0 <= upper
        lower, upper = share.difference(share.enough - 1, share.likely)
        assert lower <= 0 <= upper


def test_a_ratio_without_counts_gets_the_interval_of_all_that_print_so(wres):
    earlier, later = wres.ratios

    for ratio in (earlier, later):
        fewest, most = (ratio.interval(cases) for cases in ratio.cases)
        every = ratio.interval(ratio.cases)
        assert every.lower <= fewest.lower <= ratio.value <= fewest.upper <= every.upper
        assert most.upper - most.lower < fewest.upper - fewest.lower
    assert later.interval(later.cases).lower < 1  # twice as likely may be no more likely
    assert earlier.interval(earlier.cases).lower > 1


def test_minority_cases_print_as_the_ratio(wres):
    earlier = wres.ratios[0]
    few, many = earlier.minority_cases(earlier.cases[0])

    white = earlier.staff - sum(earlier.minority) / 2
    for cases in (few, many):
        rest = (earlier.cases[0] - cases) / white
        reachable = [
            cases / total / rest for total in range(earlier.minority[0], earlier.minority[1])
        ]
        assert min(abs(ratio - 4.61) for ratio in reachable) < 0.05


def test_six_of_nine_by_chance_is_one_time_in_four(wres):
    assert wres.chance_of_as_many == pytest.approx((84 + 36 + 9 + 1) / 512)


def test_a_trust_of_which_nothing_is_printed_has_empty_tables():
    nothing = printed_wres(DATA, WWL)

    assert nothing.table().empty
    assert nothing.changes().empty
    assert nothing.chance_of_as_many is None


@pytest.mark.parametrize(
    "trust", DATA.register.claims.query("measure == 'disciplinary_likelihood'")["org_code"].unique()
)
def test_a_likelihood_of_one_year_is_no_movement(trust: str) -> None:
    assert len(printed_wres(DATA, trust).ratios) in {0, 2}
