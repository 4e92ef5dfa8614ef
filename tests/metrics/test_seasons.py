"""Seasons: what is put in comes out, and what is not there is not found."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nhs_culture.errors import DesignError
from nhs_culture.metrics.seasons import seasonal
from nhs_culture.metrics.spc import xmr

MONTHS = pd.period_range("2013-04", "2020-02", freq="M").astype(str)


def winters(noise: float = 0.05) -> pd.Series:
    month = np.array([int(label[5:]) for label in MONTHS])
    rng = np.random.default_rng(5)
    return pd.Series(4.5 + 0.5 * np.cos(2 * np.pi * (month - 1) / 12), MONTHS) + rng.normal(
        0, noise, len(MONTHS)
    )


def test_a_season_that_was_put_in_is_taken_out() -> None:
    values = winters()
    found = seasonal(values)
    assert found.season["2016-01"] == pytest.approx(0.5, abs=0.1)
    assert found.season["2016-07"] == pytest.approx(-0.5, abs=0.1)
    assert found.strength > 0.9
    assert found.adjusted.std() < 0.3 * values.std()
    pd.testing.assert_series_equal(found.adjusted + found.season, values)


def test_a_series_without_a_season_keeps_its_course() -> None:
    step = pd.Series(np.where(np.arange(len(MONTHS)) < 45, 4.0, 5.0), MONTHS)
    noise = np.random.default_rng(5).normal(0, 0.05, len(MONTHS))
    adjusted = seasonal(step + noise).adjusted
    assert adjusted["2017-06":].mean() - adjusted[:"2016-06"].mean() == pytest.approx(1, abs=0.05)


def test_a_month_without_a_figure_stays_without_one() -> None:
    values = winters()
    values["2015-06"] = np.nan
    adjusted = seasonal(values).adjusted
    assert list(adjusted[adjusted.isna()].index) == ["2015-06"]


def test_winters_are_not_out_of_the_ordinary_once_the_season_is_out() -> None:
    values = winters()
    before = sum(point != "common" for point in xmr(values).points)
    after = sum(point != "common" for point in xmr(seasonal(values).adjusted).points)
    assert before > 30
    assert after < 10


@pytest.mark.parametrize("kept", [slice(0, 30), slice(0, 83, 2)])
def test_too_little_to_find_a_season_in_is_refused(kept: slice) -> None:
    with pytest.raises(DesignError, match="36 months or more"):
        seasonal(winters().iloc[kept])
