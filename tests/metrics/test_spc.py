import pandas as pd
import pytest

from nhs_culture.errors import DesignError
from nhs_culture.metrics.spc import xmr

# mean 0; moving ranges of 2, so that limits lie near +-5.3 and two thirds of the way near 3.5
STEADY = [1, -1] * 10


def test_one_outlier_is_named_and_does_not_widen_the_limits():
    chart = xmr([1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1])
    assert chart.points[4] == "high"
    assert set(chart.points) == {"high", "common"}
    assert chart.upper == pytest.approx(chart.mean + 2.66)
    assert not chart.trial
    assert "1 point above the upper limit" in chart.sentence()


def test_low_outlier():
    assert xmr([*STEADY, -12]).points[-1] == "low"


def test_seven_rising_points_are_a_trend_and_six_are_not():
    rising = [-3, -2, -1, 0, 1, 2, 3]
    assert xmr([1, -1, 1, -1, *rising, -1, 1, -1]).points[4:11] == ("trend",) * 7
    assert "trend" not in xmr([1, -1, 1, -1, 1, *rising[1:6], 0, 1, -1]).points


def test_equal_neighbours_break_a_trend():
    assert "trend" not in xmr([1, -1, 0, -3, -2, -1, -1, 0, 1, 2, -1, 1, -1, 1]).points


def test_seven_points_on_one_side_are_a_shift_and_six_are_not():
    assert xmr([3, 1, 3, 1, 3, 1, 3, *[-3, -1] * 6]).points == ("shift",) * 19
    six = xmr([3, 1, 3, 1, 3, 1, -3, -1, -3, -1, -3, -1] * 2)
    assert six.mean == pytest.approx(0)
    assert set(six.points) == {"common"}


def test_two_of_three_near_a_limit_need_all_three_on_one_side():
    chart = xmr([*STEADY, 5, 1, 5, *STEADY])
    assert chart.points[20:23] == ("two_in_three", "common", "two_in_three")
    opposite = xmr([*STEADY, 5, -1, 5, *STEADY])
    assert "two_in_three" not in opposite.points


def test_outside_the_limits_comes_before_every_other_name():
    chart = xmr([-1, 1, -1, 1, -1, 1, 0, 1, 2, 3, 4, 5, 11, -1, 1, -1, 1, -1])
    assert chart.points[12] == "high"
    assert chart.points[6:12] == ("trend",) * 6


@pytest.mark.parametrize(("n", "trial"), [(11, True), (12, False)])
def test_under_twelve_points_the_limits_are_trial_limits(n, trial):
    chart = xmr([1, -1] * (n // 2) + [1] * (n % 2))
    assert chart.trial is trial
    assert ("trial limits" in chart.sentence()) is trial


def test_rebasing_gives_each_segment_limits_of_its_own():
    years = range(2000, 2026)
    values = pd.Series([10, 11] * 6 + [20, 22] * 7, index=years)
    chart = xmr(values, rebase=[2012])
    table = chart.table()
    assert table.loc[2011, "mean"] == pytest.approx(10.5)
    assert chart.mean == table.loc[2012, "mean"] == pytest.approx(21)
    assert chart.upper == pytest.approx(21 + 2.66 * 2)
    assert list(table["segment"]) == [1] * 12 + [2] * 14
    assert set(chart.points) == {"common"}
    assert set(xmr(values).points) == {"low", "high", "two_in_three"}
    assert "since 2012" in chart.sentence()


def test_a_short_segment_makes_the_chart_a_trial():
    assert xmr([1, 2] * 8, rebase=[12]).trial


def test_table_keeps_the_labels():
    table = xmr(pd.Series([1.0, 2, 1, 2], index=["a", "b", "c", "d"])).table()
    assert list(table.index) == ["a", "b", "c", "d"]
    assert list(table.columns) == ["value", "mean", "lower", "upper", "point", "segment", "trial"]


@pytest.mark.parametrize(
    ("values", "rebase", "says"),
    [
        ([1, 2], None, "2 of"),
        ([], None, "0 of 3"),
        ([3, 3, 3, 3], None, "all 4 values"),
        ([1, None, 2, 1], None, "None at 1; expected a number"),
        ([1, float("inf"), 2, 1], None, "inf at 1"),
        ([1, "2", 2, 1], None, "'2' at 1"),
        ("12345", None, "numbers in a row"),
        ([1] * 7 + [5] * 8, None, "apart from jumps"),
        ([1, 2, 1, 2], [[1, 2]], "not one label"),
        ([1, 2, 1, 2], [9], "9"),
        ([1, 2, 1, 2, 1], [3], "2 of"),
        ([1, 2, 1, 2, 2, 2], [3], "all 3 values from 3"),
    ],
)
def test_what_cannot_be_charted_is_refused(values, rebase, says):
    with pytest.raises(DesignError, match=says):
        xmr(values, rebase=rebase)
