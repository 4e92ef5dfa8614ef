"""A finite answer with its meaning, or an error that names the argument: whatever is given."""

from math import inf, isfinite, nan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from named import answer_or_name

from nhs_culture.metrics.funnel import overdispersed_limits
from nhs_culture.metrics.likelihood import (
    plausible_counts,
    plausible_interval,
    relative_likelihood,
)
from nhs_culture.metrics.proportions import (
    difference,
    interval,
    percentage_difference,
    percentage_interval,
)
from nhs_culture.metrics.scores import engagement, engagement_parts, to_ten_point
from nhs_culture.metrics.spc import xmr

STRANGE = st.sampled_from(
    [None, nan, inf, -inf, "", "3", b"3", True, 1j, [], [1], (1, 2), {}, pd.NA, pd.NaT, object()]
)
NUMBERS = st.one_of(
    st.integers(-5, 500),
    st.floats(allow_nan=True, allow_infinity=True),
    st.floats(0, 1),
    st.floats(0, 100),
    st.integers(0, 100).map(np.int64),
    st.floats(0, 100).map(np.float64),
    STRANGE,
)
ROWS = st.one_of(
    st.lists(NUMBERS, max_size=12),
    st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=20),
    st.lists(st.sampled_from([0.0, 1.0, 5.0]), min_size=3, max_size=20),
    st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=12),
    st.lists(st.floats(0, 10), min_size=3, max_size=9).map(pd.Series),
    STRANGE,
)
RANGES = st.one_of(st.integers(0, 60), st.tuples(st.integers(0, 60), st.integers(0, 60)), NUMBERS)
LEVELS = st.one_of(st.just(0.95), st.floats(0, 1), NUMBERS)


def each_finite(numbers):
    return all(isfinite(number) for number in numbers)


@settings(max_examples=300)
@given(ROWS, st.one_of(st.none(), st.lists(st.one_of(st.integers(0, 20), STRANGE), max_size=2)))
def test_control_charts(values, rebase):
    chart = answer_or_name(xmr, values, rebase)
    if chart is not None:
        assert each_finite(chart.values)
        assert all(one.lower < one.mean < one.upper for one in chart.segments)
        assert len(chart.points) == len(chart.values)
        assert "nan" not in chart.sentence()


@settings(max_examples=300)
@given(ROWS, ROWS, NUMBERS, LEVELS, st.one_of(st.just(0.1), NUMBERS))
def test_funnels(values, errors, target, level, winsorise):
    funnel = answer_or_name(overdispersed_limits, values, errors, target, level, winsorise)
    if funnel is not None:
        assert each_finite([funnel.phi, funnel.tau, *funnel.z])
        assert (funnel.lower <= funnel.target).all()
        assert (funnel.target <= funnel.upper).all()


@settings(max_examples=300)
@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS, LEVELS)
def test_proportions(a, n_a, b, n_b, level):
    one = answer_or_name(interval, a, n_a, level)
    if one is not None:
        assert 0 <= one.lower <= a / n_a + 1e-12
        assert a / n_a - 1e-12 <= one.upper <= 1
    two = answer_or_name(difference, a, n_a, b, n_b, level)
    if two is not None:
        assert -1 - 1e-12 <= two.lower <= a / n_a - b / n_b + 1e-12
        assert a / n_a - b / n_b - 1e-12 <= two.upper <= 1 + 1e-12


@settings(max_examples=300)
@given(NUMBERS, RANGES, NUMBERS, RANGES, st.one_of(st.none(), st.integers(0, 3), NUMBERS), LEVELS)
def test_percentages(a, base_a, b, base_b, decimals, level):
    one = answer_or_name(percentage_interval, a, base_a, decimals, level)
    if one is not None:
        assert 0 <= one.lower <= a + 1e-9
        assert a - 1e-9 <= one.upper <= 100
    two = answer_or_name(
        percentage_difference, a, base_a, b, base_b, decimals=decimals, level=level
    )
    if two is not None:
        assert two.lower <= a - b + 1e-9
        assert a - b - 1e-9 <= two.upper


@settings(max_examples=200)
@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS, LEVELS)
def test_likelihoods(a, n_a, b, n_b, level):
    result = answer_or_name(relative_likelihood, a, n_a, b, n_b, level)
    if result is not None:
        assert isfinite(result.interval.lower)
        assert result.interval.lower <= result.ratio <= result.interval.upper
        assert (result.ratio == inf) == (b == 0) == (result.interval.upper == inf)
        assert "nan" not in result.sentence()


@settings(max_examples=200)
@given(st.one_of(st.floats(0.1, 5), NUMBERS), RANGES, RANGES, RANGES, st.integers(-1, 3), LEVELS)
def test_ratios_without_their_counts(ratio, total_a, total_b, events, decimals, level):
    counts = answer_or_name(
        plausible_counts, ratio, total_a, total_b, events=events, decimals=decimals
    )
    if counts is not None:
        assert (counts[["events_a", "total_a", "events_b", "total_b"]] > 0).all(axis=None)
    both = answer_or_name(
        plausible_interval, ratio, total_a, total_b, events=events, decimals=decimals, level=level
    )
    assert both is None or each_finite(both)


@settings(max_examples=100)
@given(NUMBERS)
def test_scores(score):
    result = answer_or_name(to_ten_point, score)
    assert result is None or 0 <= result <= 10


SHARES = st.one_of(st.lists(st.floats(0, 100), min_size=5, max_size=5), ROWS)
QUESTIONS = ("q2a", "q2b", "q2c", "q3c", "q3d", "q3f", "q25a", "q25c", "q25d")


@settings(max_examples=100)
@given(st.one_of(st.fixed_dictionaries(dict.fromkeys(QUESTIONS, SHARES)), STRANGE))
def test_distributions(distributions):
    for function in (engagement, engagement_parts):
        result = answer_or_name(function, distributions)
        if function is engagement and result is not None:
            assert 0 <= result <= 10


@pytest.mark.parametrize("function", [interval, percentage_interval, relative_likelihood])
def test_the_widest_level_that_a_computer_knows_is_still_a_level(function):
    arguments = (1, 10, 2, 20) if function is relative_likelihood else (1, 10)
    assert function(*arguments, level=np.nextafter(1, 0)) is not None
