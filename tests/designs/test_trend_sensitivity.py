from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nhs_culture.designs.earlier_course import earlier_course
from nhs_culture.designs.peer_change import peer_change
from nhs_culture.designs.refusals import TooFewPoints
from nhs_culture.designs.trend_sensitivity import (
    MULTIPLES,
    Departure,
    largest_bias,
    trend_sensitivity,
    union,
)

MEDICAID = Path(__file__).parents[1] / "validation" / "medicaid_event_study.csv"


@pytest.fixture(scope="module")
def window(acute):
    return acute.loc[:"2015"]


@pytest.fixture(scope="module")
def wigan(window):
    return trend_sensitivity(window, "RRF", "2012")


def test_without_departure_it_is_the_primary_interval_and_with_all_of_it_the_earlier_course(
    wigan, window
):
    intervals = wigan.continuing.intervals
    assert tuple(intervals.loc[0]) == pytest.approx(peer_change(window, "RRF", "2012").interval)
    beyond = earlier_course(window, "RRF", "2012").interval
    assert tuple(intervals.loc[1]) == pytest.approx(beyond)
    assert tuple(wigan.smoothness.intervals.loc[0]) == pytest.approx(beyond)


def test_a_third_of_wigans_earlier_course_would_explain_its_rise(wigan):
    assert wigan.continuing.breakdown == pytest.approx(0.37, abs=0.02)
    # set against the last survey before, and not the mean of four, it never stood out
    assert wigan.magnitudes.breakdown == pytest.approx(0, abs=0.01)
    assert wigan.smoothness.breakdown == 0


def test_the_breakdown_is_where_the_interval_reaches_no_change():
    lower = pd.DataFrame({"lower": 1 - MULTIPLES, "upper": 3.0}, index=MULTIPLES)
    assert Departure(lower, 1.0).breakdown == pytest.approx(1)
    falls = pd.DataFrame({"lower": -3.0, "upper": MULTIPLES - 0.33}, index=MULTIPLES)
    assert Departure(falls, 1.0).breakdown == pytest.approx(0.33)
    never = pd.DataFrame({"lower": 1.0, "upper": 3.0}, index=MULTIPLES)
    assert Departure(never, 1.0).breakdown == float("inf")


@pytest.mark.parametrize("unit", ["RRF", "RXW", "RA7", "RBN"])
def test_a_larger_departure_never_makes_the_interval_shorter(window, unit):
    found = trend_sensitivity(window, unit, "2012")
    for kind in (found.magnitudes, found.smoothness):
        assert (np.diff(kind.intervals["lower"]) <= 1e-9).all()
        assert (np.diff(kind.intervals["upper"]) >= -1e-9).all()


def test_a_large_jump_survives_what_a_steady_trend_of_the_same_size_does_not(window):
    jump, trend = window.copy(), window.copy()
    jump.loc["2012":, "RA7"] += 60
    trend["RA7"] += 15 * np.arange(len(window))
    assert trend_sensitivity(jump, "RA7", "2012").smoothness.breakdown > 0.05
    assert trend_sensitivity(jump, "RA7", "2012").magnitudes.breakdown > 0.5
    steady = trend_sensitivity(trend, "RA7", "2012")
    assert steady.smoothness.breakdown == 0
    assert steady.magnitudes.breakdown < 1
    assert steady.continuing.breakdown < 1


@given(st.lists(st.floats(-5, 5), min_size=3, max_size=9), st.sets(st.integers(1, 12), min_size=9))
@settings(max_examples=60)
def test_the_largest_bias_is_that_of_the_worst_path(raw, later):
    times = np.array([0, *sorted(later)[: len(raw) - 1]])
    line = np.column_stack([np.ones(len(times)), times])
    weights = np.array(raw) - line @ np.linalg.lstsq(line, np.array(raw), rcond=None)[0]
    every = np.zeros(times[-1] + 1)
    every[times] = weights
    # each bend by itself makes a path that is straight before and after it
    bends = [np.maximum(np.arange(len(every)) - bend, 0) @ every for bend in range(len(every))]
    assert largest_bias(weights, times) == pytest.approx(np.abs(bends).sum(), abs=1e-9)


def test_medicaid_expansion_under_relative_magnitudes():
    """The package HonestDiD prints conditional sets; ours hold them and are not much wider."""
    fit = pd.read_csv(MEDICAID, index_col="year")
    covariance = fit.filter(like="covariance").to_numpy()
    years = [2008, 2009, 2010, 2011, 2012, 2013]

    def weights(year):
        return (fit.index == year).astype(float)  # 2013 is the reference: no coefficient

    def interval(contrast):
        reach = 1.959964 * np.sqrt(contrast @ covariance @ contrast)
        return fit["estimate"] @ contrast + np.array([-reach, reach])

    steps = [sign * (weights(b) - weights(a)) for a, b in pairwise(years) for sign in (-1, 1)]
    runs = [np.array([interval(weights(2014) - m * step) for m in MULTIPLES]) for step in steps]
    ours = union(runs)
    published = {0.5: (0.0240, 0.0672), 1: (0.0170, 0.0720), 1.5: (0.00824, 0.0797)}
    for size, (lower, upper) in (published | {2: (-0.000916, 0.0881)}).items():
        assert lower - 0.006 < ours.loc[size, "lower"] < lower
        assert upper < ours.loc[size, "upper"] < upper + 0.006
    # theirs breaks down just under 2
    assert 1.5 < Departure(ours, 1.0).breakdown < 2


def test_months_are_averaged_by_years(sickness):
    months = sickness.loc["2015-01":"2018-12"]
    found = trend_sensitivity(months, "RP1", "2017-01")
    assert (found.per_year, found.n_before, found.n_after) == (12, 2, 2)
    primary = peer_change(months, "RP1", "2017-01")
    middle = found.continuing.intervals.loc[0].mean()
    assert middle == pytest.approx(primary.estimate, abs=0.15)


def test_under_two_years_of_months_there_is_no_earlier_course_to_go_by(sickness):
    with pytest.raises(TooFewPoints, match="1 point before"):
        trend_sensitivity(sickness.loc["2015-06":], "RP1", "2016-10")


def test_the_table_has_a_row_for_each_kind(wigan):
    table = wigan.table()
    assert list(table.index) == ["continuing course", "relative magnitudes", "smoothness"]
    assert table.loc["relative magnitudes", "scale"] == pytest.approx(5.6, abs=0.05)
