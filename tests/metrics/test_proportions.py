import itertools
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nhs_culture.errors import DesignError
from nhs_culture.metrics.proportions import (
    difference,
    interval,
    percentage_difference,
    percentage_interval,
)


@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_interval_holds_the_share_and_stays_within_0_and_1(counts):
    successes, n = counts
    lower, upper = interval(successes, n)
    assert 0 <= lower <= successes / n <= upper <= 1


def test_interval_covers_as_often_as_it_says():
    n = 25
    intervals = [interval(x, n) for x in range(n + 1)]
    covered = []
    for p in np.linspace(0.02, 0.98, 97):
        weights = [comb(n, x) * p**x * (1 - p) ** (n - x) for x in range(n + 1)]
        covered.append(
            sum(w for w, (low, high) in zip(weights, intervals, strict=True) if low <= p <= high)
        )
    assert np.mean(covered) == pytest.approx(0.95, abs=0.01)


def test_a_higher_level_is_wider():
    assert interval(30, 100, level=0.99).lower < interval(30, 100).lower


def test_difference_turns_round_with_its_groups():
    forward, back = difference(56, 70, 48, 80), difference(48, 80, 56, 70)
    assert forward.lower == pytest.approx(-back.upper)
    assert forward.upper == pytest.approx(-back.lower)


def test_percentage_with_a_known_base_is_the_proportion():
    assert percentage_interval(60, 400) == pytest.approx([100 * x for x in interval(240, 400)])


@pytest.mark.parametrize(("percent", "decimals"), [(73, 0), (0.4, 1), (99.6, 1), (50, 0)])
def test_percentage_interval_is_the_envelope_over_base_and_rounding(percent, decimals):
    half = 0.5 * 10**-decimals
    shares = np.clip(np.linspace(percent - half, percent + half, 21), 0, 100) / 100
    each = [interval(p * n, n) for p, n in itertools.product(shares, range(300, 331, 3))]
    wide = percentage_interval(percent, (300, 330), decimals)
    assert wide.lower == pytest.approx(100 * min(low for low, _ in each))
    assert wide.upper == pytest.approx(100 * max(high for _, high in each))


@pytest.mark.parametrize(("a", "b"), [(73, 67), (2, 1), (98, 99), (50, 50)])
def test_percentage_difference_is_the_envelope_over_bases_and_rounding(a, b):
    steps = np.linspace(-0.5, 0.5, 7)
    each = [
        difference((a + i) / 100 * n, n, (b + j) / 100 * m, m)
        for i, j, n, m in itertools.product(steps, steps, (200, 220, 240), (500, 600))
    ]
    wide = percentage_difference(a, (200, 240), b, (500, 600), decimals=0)
    assert wide.lower == pytest.approx(100 * min(low for low, _ in each))
    assert wide.upper == pytest.approx(100 * max(high for _, high in each))


def test_a_claim_of_six_points_from_two_hundred_answers_could_be_nothing():
    lower, upper = percentage_difference(73, 200, 67, 200, decimals=0)
    assert lower < 0
    assert upper > 6


@pytest.mark.parametrize(
    ("successes", "n"), [(-1, 10), (11, 10), (0, 0), (1, float("inf")), (float("nan"), 10)]
)
def test_impossible_counts_are_refused(successes, n):
    with pytest.raises(DesignError, match=r"(successes|n) is .*; expected a number from"):
        interval(successes, n)


@pytest.mark.parametrize("level", [0, 1, 95])
def test_an_impossible_level_is_refused(level):
    with pytest.raises(DesignError, match="level"):
        interval(1, 2, level=level)


@pytest.mark.parametrize(
    ("percent", "base", "says"),
    [
        (101, 10, "percentage is 101"),
        (-1, 10, "percentage is -1"),
        (50, 0, "base"),
        (50, (9, 3), "base"),
    ],
)
def test_an_impossible_percentage_is_refused(percent, base, says):
    with pytest.raises(DesignError, match=says):
        percentage_interval(percent, base)
