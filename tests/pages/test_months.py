"""The months of a series: limits where it is steady, and none where it drifts."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from nhs_culture import open_data
from nhs_culture.metrics.spc import MOST_BEYOND, xmr
from nhs_culture.pages.months import control_chart, usual
from nhs_culture.studies import answer, question

DATA = open_data()


@pytest.mark.parametrize(
    "trust", [code for code in DATA.register.studied if code in DATA.wide("sickness_absence")]
)
def test_no_rules_are_drawn_over_months_that_drift(trust):
    absence = answer(DATA, question(DATA, trust, "sickness_absence"))
    limits = usual(absence)
    chart = control_chart(absence, limits)
    special = sum(point != "common" for point in limits.points)
    drifts = special > MOST_BEYOND * len(limits.points)
    assert ("lower_limit" in chart.data) is not drifts
    assert (f"{special} of {len(limits.points)} months would stand out" in chart.subtitle) is drifts
    assert ("stand out" in chart.title) is not drifts


def test_steady_months_keep_their_limits():
    steady = np.random.default_rng(0).normal(5, 0.3, 60)
    months = [str(month) for month in pd.period_range("2013-04", periods=60, freq="M")]
    absence = answer(DATA, question(DATA, "RP1", "sickness_absence"))
    own = pd.Series(steady, months, name="RP1")
    chart = control_chart(replace(absence, own=own), xmr(own))
    assert "lower_limit" in chart.data


def test_few_steady_series_are_taken_for_drifting():
    generator = np.random.default_rng(3)
    drifting = [not xmr(generator.normal(size=83)).steady for _ in range(200)]
    assert np.mean(drifting) <= 0.05
    assert not xmr(generator.normal(size=83).cumsum()).steady
