from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nhs_culture.designs import interrupted_time_series
from nhs_culture.designs.interrupted_time_series import hac_covariance
from nhs_culture.errors import DesignError

DATA = Path(__file__).parents[1] / "validation"


def lines(n=24, start=12, noise=0.0, seed=1):
    """A series that starts at 50, moves 0.5 a period, jumps by 4 and then moves -0.25 a period."""
    time = np.arange(n)
    since = np.maximum(time - start, 0)
    line = 50 + 0.5 * time + 4 * (time >= start) - 0.75 * since
    values = line + noise * np.random.default_rng(seed).normal(size=n)
    months = pd.period_range("2015-01", periods=n, freq="M")
    return pd.Series(values, index=months)


def estimates(result):
    return [
        result.intercept.estimate,
        result.pre_slope.estimate,
        result.level_change.estimate,
        result.slope_change.estimate,
    ]


@pytest.fixture
def sicily():
    return pd.read_csv(DATA / "sicily_coronary_events.csv", index_col="month")


def test_lines_without_noise_are_found():
    result = interrupted_time_series(lines(), "2016-01")
    assert estimates(result) == pytest.approx([50, 0.5, 4, -0.75])
    assert (result.n_pre, result.n_post) == (12, 12)
    assert result.fitted.to_numpy() == pytest.approx(result.observed.to_numpy())
    assert list(result.counterfactual.index.astype(str)[:2]) == ["2016-01", "2016-02"]
    assert result.counterfactual.to_numpy() == pytest.approx(50 + 0.5 * np.arange(12, 24))


@pytest.mark.parametrize(
    ("index", "intervention"),
    [
        (range(1997, 2021), 2009),
        ([str(year) for year in range(1997, 2021)], "2009"),
        ([f"{year}-{(year + 1) % 100:02d}" for year in range(1997, 2021)], "2009-10"),
        (pd.period_range("2015-01", periods=24, freq="M"), "2016-01"),
        (pd.date_range("2015-01-01", periods=24, freq="MS"), "2016-01-01"),
        (pd.date_range("2015-01-01", periods=24, freq="MS"), pd.Timestamp("2016-01-01")),
        ([f"{2009 + i // 2}-{(3, 9)[i % 2]:02d}" for i in range(24)], "2015-03"),
    ],
)
def test_every_kind_of_period_counts_in_periods(index, intervention):
    series = lines().set_axis(pd.Index(index))
    assert estimates(interrupted_time_series(series, intervention)) == pytest.approx(
        [50, 0.5, 4, -0.75]
    )


def test_a_period_given_as_missing_keeps_its_place_in_time():
    series = lines()
    series.iloc[[4, 20]] = np.nan
    result = interrupted_time_series(series, "2016-01")
    assert estimates(result) == pytest.approx([50, 0.5, 4, -0.75])
    assert (result.n_pre, result.n_post) == (11, 11)
    assert [str(period) for period in result.missing] == ["2015-05", "2016-09"]
    assert "2 missing" in result.sentence()


def test_across_a_missing_period_points_are_not_neighbours():
    together = hac_covariance(np.eye(1), np.array([[3.0], [2.0]]), lag=1, n_observations=2)
    apart = hac_covariance(np.eye(1), np.array([[3.0], [0.0], [2.0]]), lag=1, n_observations=2)
    # the weight of lag 1 is a half, counted from both sides; the factor is 2 / (2 - 1)
    assert together[0, 0] == pytest.approx(2 * (9 + 4 + 6))
    assert apart[0, 0] == pytest.approx(2 * (9 + 4))


def test_season_is_taken_out():
    series = lines(n=72, start=36)
    swing = 3 * np.sin(2 * np.pi * np.arange(72) / 12)
    result = interrupted_time_series(series + swing, "2018-01", season=12)
    assert estimates(result) == pytest.approx([50, 0.5, 4, -0.75])
    assert result.lag == 12
    assert result.level_change.se < 1e-6
    without = interrupted_time_series(series + swing, "2018-01")
    assert without.level_change.se > 0.1


def test_autocorrelated_noise_widens_the_errors():
    rng = np.random.default_rng(3)
    noise = np.zeros(120)
    for i in range(1, 120):
        noise[i] = 0.8 * noise[i - 1] + rng.normal()
    calm = interrupted_time_series(lines(120, 60) + rng.permutation(noise), "2020-01")
    wavy = interrupted_time_series(lines(120, 60) + noise, "2020-01")
    assert wavy.level_change.se > 1.3 * calm.level_change.se


def test_interval_and_p_agree():
    result = interrupted_time_series(lines(noise=2), "2016-01")
    for coefficient in (result.level_change, result.slope_change):
        lower, upper = coefficient.interval
        assert (lower + upper) / 2 == pytest.approx(coefficient.estimate)
        assert (lower > 0 or upper < 0) == (coefficient.p_value < 0.05)
        # 20 degrees of freedom
        assert (upper - lower) / coefficient.se == pytest.approx(2 * 2.086, abs=0.01)


def test_under_twelve_points_it_describes():
    series = lines(n=11, start=6, noise=1)
    result = interrupted_time_series(series, "2015-07")
    assert result.descriptive
    assert "does not test" in result.sentence()
    assert not interrupted_time_series(lines(n=12, start=6, noise=1), "2015-07").descriptive


def test_table_and_sentence():
    result = interrupted_time_series(lines(noise=1), "2016-01")
    table = result.table()
    assert list(table.index) == ["intercept", "pre_slope", "level_change", "slope_change"]
    assert list(table.columns) == ["estimate", "se", "lower", "upper", "p_value"]
    assert f"{result.level_change.estimate:+.2f}" in result.sentence()


def test_counts_with_an_exposure(sicily):
    result = interrupted_time_series(
        sicily["events"], "2005-01", season=12, family="poisson", exposure=sicily["population"]
    )
    table = result.table()
    assert (result.n_pre, result.n_post) == (36, 23)
    assert table.loc["level_change", "ratio"] < 0.9
    assert table.loc["level_change", "ratio_upper"] < 1
    assert result.dispersion > 1.2
    assert result.fitted.sum() == pytest.approx(sicily["events"].sum())
    assert (result.counterfactual["2005-01":] > result.fitted["2005-01":]).all()
    assert "a factor of" in result.sentence()


def test_the_unit_of_the_exposure_does_not_matter(sicily):
    per_person = interrupted_time_series(
        sicily["events"], "2005-01", family="poisson", exposure=sicily["population"]
    )
    per_thousand = interrupted_time_series(
        sicily["events"], "2005-01", family="poisson", exposure=sicily["population"] / 1000
    )
    assert per_thousand.level_change.estimate == pytest.approx(per_person.level_change.estimate)
    assert per_thousand.level_change.se == pytest.approx(per_person.level_change.se)


def test_overdispersed_counts_get_wider_errors():
    rng = np.random.default_rng(9)
    index = range(200)
    plain = interrupted_time_series(pd.Series(rng.poisson(100, 200), index), 100, family="poisson")
    spread = interrupted_time_series(
        pd.Series(rng.poisson(rng.gamma(10, 10, 200)), index), 100, family="poisson"
    )
    assert plain.dispersion == pytest.approx(1, abs=0.3)
    assert spread.dispersion > 5
    assert spread.level_change.se > 2 * plain.level_change.se


def repeated():
    series = lines()
    return series.set_axis([*series.index[:-1], series.index[-2]])


def with_one(value, position=3):
    series = lines()
    series.iloc[position] = value
    return series


@pytest.mark.parametrize(
    ("series", "intervention", "says"),
    [
        (repeated(), "2016-01", "2016-11 is there twice"),
        (lines().iloc[::-1], "2016-01", "out of order"),
        (lines().drop(pd.Period("2015-05")), "2016-01", "no period between 2015-04 and 2015-06"),
        (lines(), "2019-01", "'2019-01' is not a period"),
        (lines(), "not a month", "is not a period"),
        (lines().set_axis(range(24)), "12", "is not a period"),
        (lines(), "2015-03", "2 point.* before"),
        (lines(), "2016-11", "2 point.* from"),
        (lines() * 0 + 7, "2016-01", "all 24 values are 7"),
        (lines() * np.nan, "2016-01", "all 24 values are missing"),
        (with_one(np.inf), "2016-01", "2015-04.*infinite"),
        (lines().astype(object).where(lines() > 51, "x"), "2016-01", "other than numbers"),
        (lines().set_axis([f"week {i}" for i in range(24)]), "week 12", "cannot read 'week 0'"),
        (lines().set_axis(np.arange(24) / 2), 6.0, "cannot read"),
        (lines().iloc[:1], "2015-01", "1 period"),
    ],
)
def test_a_bad_series_is_refused(series, intervention, says):
    with pytest.raises(DesignError, match=says):
        interrupted_time_series(series, intervention)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"season": 1}, "season 1"),
        ({"season": 23}, "cannot carry"),
        ({"family": "binomial"}, "'binomial'"),
        ({"family": "poisson"}, "not a count"),
        ({"exposure": lines()}, "exposure is for counts"),
    ],
)
def test_bad_options_are_refused(options, says):
    with pytest.raises(DesignError, match=says):
        interrupted_time_series(lines(noise=1), "2016-01", **options)


@pytest.mark.parametrize(
    ("exposure", "says"),
    [
        (lambda series: series.iloc[1:], "same periods"),
        (lambda series: series.where(series.index != series.index[5], 0), "2015-06"),
        (lambda series: series.where(series.index != series.index[5]), "2015-06"),
    ],
)
def test_a_bad_exposure_is_refused(exposure, says):
    counts = lines().round()
    with pytest.raises(DesignError, match=says):
        interrupted_time_series(counts, "2016-01", family="poisson", exposure=exposure(counts))


def test_negative_counts_are_refused():
    with pytest.raises(DesignError, match="not a count"):
        interrupted_time_series(with_one(-1.0).round(), "2016-01", family="poisson")
