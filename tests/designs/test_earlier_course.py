import numpy as np
import pandas as pd
import pytest

from nhs_culture.designs.earlier_course import earlier_course
from nhs_culture.designs.event_study import event_study
from nhs_culture.designs.peer_change import peer_change


@pytest.fixture(scope="module")
def window(acute):
    return acute.loc[:"2015"]


@pytest.fixture(scope="module")
def wigan(window):
    return earlier_course(window, "RRF", "2012")


@pytest.fixture(scope="module")
def everyone(window):
    units = window.dropna(how="all").dropna(axis=1).columns
    return {unit: earlier_course(window, unit, "2012") for unit in units}


def moved(panel, unit, path):
    changed = panel.copy()
    changed[unit] = changed[unit] + path
    return changed


def test_wigan_was_rising_already_and_stood_7_points_beyond_its_own_line(wigan):
    # an independent calculation gives +7.5, further than that of 58% of trusts
    assert wigan.beyond_own_line == pytest.approx(7.5, abs=0.05)
    assert wigan.slope.estimate > 2
    assert wigan.p_value > 0.4


def test_the_share_of_trusts_further_beyond_their_own_line_is_42_percent(everyone):
    beyond = pd.Series({unit: one.beyond_own_line for unit, one in everyone.items()})
    assert (beyond.abs() >= abs(beyond["RRF"])).mean() == pytest.approx(0.42, abs=0.005)


def test_course_and_what_lies_beyond_it_add_up_to_the_primary_estimate(wigan, window):
    primary = peer_change(window, "RRF", "2012").estimate
    assert wigan.change == pytest.approx(primary)
    assert wigan.estimate + wigan.carried_on == pytest.approx(primary)
    assert wigan.carried_on == pytest.approx(wigan.slope.estimate * (16 / 3 - 1.5))
    assert wigan.lead == pytest.approx(16 / 3 - 1.5)  # 2012, 2013 and 2015 less 2008 to 2011


def test_it_is_the_line_through_the_gaps(wigan, window):
    gaps = event_study(window, "RRF", "2012").periods["gap"]
    years = gaps.index.astype(int)
    line = np.polyfit(years[:4], gaps.iloc[:4], 1)
    expected = (gaps.iloc[4:] - np.polyval(line, years[4:])).mean()
    assert wigan.beyond_own_line == pytest.approx(expected)


def test_a_steady_trend_moves_the_course_and_not_what_lies_beyond_it(window, wigan):
    trend = pd.Series(5.0 * (np.arange(len(window)) - 1.5), window.index)  # the same start
    steeper = earlier_course(moved(window, "RRF", trend), "RRF", "2012")
    assert steeper.slope.estimate > wigan.slope.estimate + 4
    assert steeper.slope.p_value <= 0.05
    # one trust among 137 hardly moves the median
    assert steeper.beyond_own_line == pytest.approx(wigan.beyond_own_line, abs=0.1)
    # nor its noise: the same trusts are as far, whatever the course
    assert steeper.as_far == wigan.as_far
    # while the primary design finds the trend at any date
    assert peer_change(moved(window, "RRF", trend), "RRF", "2012").p_value < 0.01


def test_a_jump_at_the_date_moves_what_lies_beyond_and_not_the_course(window, wigan):
    jump = pd.Series(20.0 * (window.index >= "2012"), window.index)
    higher = earlier_course(moved(window, "RRF", jump), "RRF", "2012")
    assert higher.slope == wigan.slope
    assert higher.estimate == pytest.approx(wigan.estimate + 20)
    assert higher.interval == pytest.approx([bound + 20 for bound in wigan.interval])
    assert higher.beyond_usual.estimate == pytest.approx(wigan.beyond_usual.estimate + 20)


def test_little_of_an_earlier_course_goes_on_as_a_rule(wigan):
    assert 0 < wigan.usual_share < 0.3
    assert wigan.estimate < wigan.beyond_usual.estimate < wigan.change


def test_if_courses_went_on_everywhere_all_of_it_would_be_usual():
    generator = np.random.default_rng(5)
    units = [f"R{i:02d}" for i in range(60)]
    levels, slopes = generator.normal(size=(2, 60))
    paths = levels + np.arange(8)[:, None] * slopes + 0.01 * generator.normal(size=(8, 60))
    panel = pd.DataFrame(paths, range(2000, 2008), units)
    found = earlier_course(panel, "R00", 2004)
    assert found.usual_share == pytest.approx(1, abs=0.02)
    assert abs(found.estimate) < 0.1


def test_one_trust_in_twenty_comes_out_whatever_the_errors_look_like(everyone):
    tests = pd.DataFrame(
        {
            "beyond": [one.p_value for one in everyone.values()],
            "slope": [one.slope.p_value for one in everyone.values()],
            "beyond usual": [one.beyond_usual.p_value for one in everyone.values()],
        }
    )
    assert (tests <= 0.05).mean().between(0.02, 0.08).all()


def test_few_points_see_only_large_departures(wigan, window):
    primary = peer_change(window, "RRF", "2012")
    width = np.diff(wigan.interval)[0]
    assert width > 1.3 * np.diff(primary.interval)[0]
    assert wigan.detectable > 20


def test_the_sentence_keeps_the_three_apart(wigan, points):
    text = wigan.sentence("Wigan", points)
    assert "+14.1 percentage points" in text
    assert "a difference of" in text
    assert "Elsewhere 14% of an earlier course went on" in text
