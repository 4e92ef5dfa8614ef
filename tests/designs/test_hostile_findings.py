"""A finite answer with its meaning, or an error that names the argument, about every finding."""

from math import inf, isfinite, nan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from named import answer_or_name

from nhs_culture.designs.earlier_course import earlier_course
from nhs_culture.designs.event_study import event_study
from nhs_culture.designs.every_unit import every_date, every_unit, windows
from nhs_culture.designs.lasting import lasting
from nhs_culture.designs.selection import CHOICE_RULES, given_the_choice, shrunken
from nhs_culture.designs.trend_sensitivity import trend_sensitivity
from nhs_culture.units import unit

STRANGE = [None, nan, inf, "", "x", True, [1, 2], pd.NaT, 2005, "2005", -1]
POINTS = unit("percentage_points")


@st.composite
def panels(draw):
    """Panels such as no publication has: ties, straight lines, all scales, few units, gaps."""
    periods, units = draw(st.integers(6, 14)), draw(st.integers(5, 26))
    generator = np.random.default_rng(draw(st.integers(0, 2**16)))
    scale = draw(st.sampled_from([1, 1, 1, 0.01, 1e-9, 1e6, 0]))
    values = draw(st.sampled_from([0, 60])) + scale * generator.normal(size=(periods, units))
    if draw(st.booleans()):
        values = np.round(values)
    if draw(st.booleans()):
        values = np.outer(np.arange(periods), generator.normal(size=units))
    if draw(st.booleans()):
        values[generator.uniform(size=values.shape) < 0.03] = nan
    names = [f"R{i:02d}" for i in range(units)]
    return pd.DataFrame(values, index=range(2000, 2000 + periods), columns=names)


def finite(*values):
    return all(isfinite(value) for value in values)


@given(panels(), st.sampled_from(["R00", "R99", None]), st.sampled_from([2003, 2004, *STRANGE]))
@settings(max_examples=120)
def test_the_earlier_course_and_what_it_would_take(panel, treated, date):
    course = answer_or_name(earlier_course, panel, treated, date)
    if course is not None:
        assert finite(course.estimate, course.carried_on, course.usual_share)
        assert 0 < course.p_value <= 1
        assert "nan" not in course.sentence("Trust", POINTS)
    bounds = answer_or_name(trend_sensitivity, panel, treated, date)
    if bounds is not None:
        for departure in bounds.kinds.values():
            assert departure.breakdown >= 0
            assert not departure.intervals.isna().any(axis=None)


@given(panels(), st.sampled_from(["R00", "R99"]), st.sampled_from([2006, 2007, *STRANGE]))
@settings(max_examples=120)
def test_the_path_and_what_came_after(panel, treated, last):
    study = answer_or_name(event_study, panel, treated, 2003, last)
    if study is not None:
        assert not study.periods[["gap", "relative", "p_value", "n_peers"]].isna().any(axis=None)
        assert all(0 < stage.p_value <= 1 for stage in study.at_once.values())
        assert "nan" not in study.sentence("Trust", POINTS)
    after = answer_or_name(lasting, panel, treated, 2003, last)
    if after is not None:
        for stretch in after.stretches:
            assert finite(stretch.change.estimate, stretch.since_window.estimate)
        assert "nan" not in after.sentence("Trust", POINTS)


@given(panels(), st.sampled_from([2003, 2004, *STRANGE]))
@settings(max_examples=80)
def test_every_unit(panel, date):
    table = answer_or_name(every_unit, panel, date)
    if table is not None:
        assert not table.isna().any(axis=None)
        assert table["p_value"].between(0, 1).all()
    assert not every_date(windows(panel, 3, 3)).isna().any(axis=None)


@pytest.mark.parametrize("strange", [None, nan, inf, "", "x", True, [1], pd.NaT])
def test_what_is_no_number_is_not_shrunken(strange):
    assert answer_or_name(shrunken, strange, 1.0) is None
    assert answer_or_name(shrunken, 1.0, strange) is None


@given(st.floats(-1e12, 1e12), st.floats(1e-9, 1e9))
@settings(max_examples=60)
def test_whatever_is_shrunken_is_finite_and_not_longer(estimate, usual):
    found = shrunken(estimate, usual)
    assert finite(found.estimate, *found.interval)
    assert abs(found.estimate) <= abs(estimate) + 1e-9 * usual
    assert found.interval[0] <= found.estimate <= found.interval[1]


def test_a_case_that_is_not_there_was_not_chosen(recommend):
    dates = every_date(windows(recommend, 4, 4))
    for treated, date in (("XXX", "2012"), ("RRF", "1999"), (None, None)):
        assert answer_or_name(given_the_choice, dates, treated, date, CHOICE_RULES[0]) is None
