"""Mergers and transfers, told from staff in post alone."""

import numpy as np
import pandas as pd
import pytest

from nhs_culture.designs.steps import steps

MONTHS = pd.period_range("2015-01", "2018-12", freq="M").astype(str)


@pytest.fixture
def staff():
    """Twenty trusts of 3,000 that grow by 0.2% a month, each with noise of its own."""
    noise = np.random.default_rng(4).normal(0, 0.004, (len(MONTHS), 20))
    growth = 3000 * 1.002 ** np.arange(len(MONTHS))[:, None]
    return pd.DataFrame(growth * np.exp(noise), MONTHS, [f"R{i:02d}" for i in range(20)])


def test_ordinary_ups_and_downs_are_no_step(staff):
    assert steps(staff).empty


@pytest.mark.parametrize("growth", [1.1, 0.9])
def test_a_step_in_one_month_is_found_either_way(staff, growth):
    staff.loc["2016-04":, "R03"] *= growth
    found = steps(staff)
    assert list(found.index) == ["R03"]
    assert (found.loc["R03", "first"], found.loc["R03", "last"]) == ("2016-03", "2016-04")
    assert found.loc["R03", "growth"] == pytest.approx(100 * (growth - 1), abs=2)


def test_a_transfer_in_four_stages_is_found_though_no_month_is_a_step(staff):
    stages = pd.Series(1.0, MONTHS)
    stages["2016-04":"2016-07"] = 1.19 ** (1 / 4)  # 4.4% a month, 19% in all
    staff["R03"] *= stages.cumprod()
    found = steps(staff)
    assert list(found.index) == ["R03"]
    assert (found.loc["R03", "first"], found.loc["R03", "last"]) == ("2016-03", "2016-07")
    assert found.loc["R03", "growth"] == pytest.approx(19, abs=2)


def test_a_trust_that_grows_a_little_faster_every_month_is_kept(staff):
    staff["R03"] *= 1.008 ** np.arange(len(MONTHS))  # a tenth more a year
    assert steps(staff).empty


def test_what_happens_to_everyone_is_no_step(staff):
    staff.loc["2016-04":] *= 1.2
    assert steps(staff).empty


def test_months_without_a_figure_hide_nothing_else(staff):
    staff.loc[:"2015-12", "R03"] = np.nan
    staff.loc["2017-04":, "R03"] *= 1.1
    assert list(steps(staff).index) == ["R03"]


def test_the_limit_is_the_callers(staff):
    staff.loc["2016-04":, "R03"] *= 1.04
    assert steps(staff).empty
    assert list(steps(staff, limit=0.03).index) == ["R03"]
