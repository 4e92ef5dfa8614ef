import numpy as np
import pytest

from nhs_culture.designs.every_unit import every_date, every_unit, windows
from nhs_culture.designs.peer_change import peer_change
from nhs_culture.designs.smallest_detectable import smallest_detectable
from nhs_culture.errors import DesignError


@pytest.mark.parametrize(("panel", "start"), [("recommend", "2013"), ("sickness", "2017-01")])
def test_every_unit_is_judged_as_by_the_primary_design(panel, start, request):
    outcomes = request.getfixturevalue(panel)
    table = every_unit(outcomes, start)
    assert len(table) == outcomes.shape[1]
    for unit, row in table.iterrows():
        alone = peer_change(outcomes, unit, start)
        assert row["estimate"] == pytest.approx(alone.estimate)
        assert (row["lower"], row["upper"]) == pytest.approx(alone.interval)
        assert row["as_far"] == alone.as_far
        assert row["p_value"] == pytest.approx(alone.p_value)
        assert row["detectable"] == pytest.approx(smallest_detectable(outcomes, unit, start))


def test_the_rise_is_that_of_the_trust_itself(recommend):
    table = every_unit(recommend, "2013")
    own = recommend["RRF"]
    assert table.loc["RRF", "rise"] == pytest.approx(own["2013":].mean() - own[:"2012"].mean())


def test_the_usual_move_lies_well_under_the_smallest_change_that_is_seen(recommend):
    usual = every_unit(recommend, "2013")["usual"]
    ratio = [smallest_detectable(recommend, unit, "2013") / usual[unit] for unit in usual.index]
    # 2.8 of a normal distribution: 1.96 for the test and 0.84 for the power
    assert np.median(ratio) == pytest.approx(2.8, abs=0.3)


def test_units_with_a_gap_are_left_out_and_nobody_is_compared_with_them(recommend):
    gaps = recommend.copy()
    gaps.loc["2010", "REN"] = np.nan
    without = every_unit(recommend.drop(columns="REN"), "2013")
    np.testing.assert_allclose(every_unit(gaps, "2013"), without)


def test_too_few_units_are_refused(recommend):
    with pytest.raises(DesignError, match="expected 5 or more"):
        every_unit(recommend.iloc[:, :5], "2013")


def test_every_date_has_the_windows_asked_for(recommend):
    dates = [date for date, _ in windows(recommend, 4, 4)]
    assert dates[0] == "2012"
    assert dates[-1] == "2019"
    table = every_date(windows(recommend, 4, 4))
    assert list(table.index.unique("date")) == dates
    np.testing.assert_allclose(table.loc["2015"], every_unit(recommend.loc["2011":"2018"], "2015"))


def test_a_date_without_enough_surveys_is_left_out(recommend):
    dates = every_date(windows(recommend, 3, 3)).index.unique("date")
    assert "2015" not in dates  # 2012 and 2013 only before it
    assert "2016" not in dates
    assert "2018" in dates


def test_no_date_at_all_gives_an_empty_table(recommend):
    assert every_date(windows(recommend, 20, 20)).empty
