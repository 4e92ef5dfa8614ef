import numpy as np
import pandas as pd
import pytest

from nhs_culture.designs.event_study import event_study
from nhs_culture.designs.peer_change import peer_change
from nhs_culture.errors import DesignError


@pytest.fixture(scope="module")
def wigan(acute):
    return event_study(acute, "RRF", "2012", "2015")


def test_wigans_gaps_to_the_median_trust_are_those_of_an_independent_calculation(wigan):
    gaps = wigan.periods["gap"].loc[:"2015"]
    assert list(gaps.round(1)) == [-8.5, -10.7, -5.1, -2.9, 4.2, 6.6, 17.2]


def test_the_periods_after_average_to_the_primary_estimate(wigan, acute):
    after = wigan.periods.loc[wigan.periods["stage"] == "after", "relative"]
    primary = peer_change(acute.loc[:"2015"], "RRF", "2012")
    assert after.mean() == pytest.approx(primary.estimate)
    assert wigan.dropped == primary.dropped


def test_the_periods_before_average_to_nothing(wigan):
    before = wigan.periods.loc[wigan.periods["stage"] == "before", "relative"]
    assert before.mean() == pytest.approx(0, abs=1e-9)


def test_a_single_period_after_is_the_primary_design_with_that_period_alone(sickness):
    window = sickness.loc["2015-01":"2017-03"]
    found = event_study(window, "RP1", "2017-01").periods
    assert list(found["stage"]).count("before") == 24
    for month in ("2017-01", "2017-03"):
        alone = window.copy()
        alone.loc["2017-01":"2017-03"] = window.loc[[month]].to_numpy()
        expected = peer_change(alone, "RP1", "2017-01")
        assert found.loc[month, "relative"] == pytest.approx(expected.estimate)
        assert found.loc[month, "p_value"] == pytest.approx(expected.p_value)
        assert tuple(found.loc[month, ["lower", "upper"]]) == pytest.approx(expected.interval)


def test_what_lies_outside_the_band_has_p_under_5_percent_and_nothing_else(acute):
    units = acute.loc["2008":"2015"].dropna(how="all").dropna(axis=1).columns
    for unit in units[::9]:
        table = event_study(acute, unit, "2012", "2015").periods
        outside = table["relative"].abs() >= table["band"]
        assert (outside == (table["p_value"] <= 0.05)).all()
        assert (table["band_at_once"] >= table["band"]).all()


def test_one_trust_in_twenty_leaves_the_band_of_a_stage_anywhere(recommend):
    studies = [event_study(recommend.loc[:"2013"], unit, "2011") for unit in recommend]
    for stage in ("before", "after"):
        left = [study.at_once[stage].p_value <= 0.05 for study in studies]
        assert 0.02 < np.mean(left) < 0.08
        outside = [
            (rows["relative"].abs() >= rows["band_at_once"]).any()
            for study in studies
            for rows in [study.periods[study.periods["stage"] == stage]]
        ]
        assert outside == left


def test_a_later_period_is_judged_by_the_peers_that_have_a_figure(wigan, acute):
    window = acute.loc["2008":"2015"].dropna(how="all").dropna(axis=1).columns
    published = acute.loc["2024", window].notna().sum()
    assert wigan.periods.loc["2024", "n_peers"] == published - 1
    assert wigan.periods.loc["2015", "n_peers"] == len(window) - 1
    assert "2014" in wigan.missing


def test_what_came_later_changes_nothing_in_the_window(wigan, acute):
    alone = event_study(acute.loc[:"2015"], "RRF", "2012").periods
    pd.testing.assert_frame_equal(wigan.periods.loc[:"2015"], alone)


def test_a_later_period_without_a_figure_of_the_trust_is_reported(acute):
    gap = acute.copy()
    gap.loc["2018", "RRF"] = np.nan
    study = event_study(gap, "RRF", "2012", "2015")
    assert "2018" not in study.periods.index
    assert "2018" in study.missing


def test_the_sentence_tells_every_stage(wigan, points):
    text = wigan.sentence("Wigan", points)
    assert "Before, Wigan" in text
    assert "in 2015, by +20." in text
    assert "Later, Wigan" in text


def test_an_unknown_trust_is_refused(acute):
    with pytest.raises(DesignError, match="'XXX' is not among"):
        event_study(acute, "XXX", "2012")
