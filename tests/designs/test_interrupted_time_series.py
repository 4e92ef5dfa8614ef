from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nhs_culture.designs.interrupted_time_series import interrupted_time_series
from nhs_culture.designs.refusals import UnknownUnit
from nhs_culture.designs.regression import hac_covariance
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


def regress(series, intervention, **options):
    """The regression of a series without its season, unless asked for."""
    options = {"season": 1, **options}
    return interrupted_time_series(series.to_frame("x"), "x", intervention, **options)


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
    result = regress(lines(), "2016-01")
    assert estimates(result) == pytest.approx([50, 0.5, 4, -0.75])
    assert (result.n_before, result.n_after) == (12, 12)
    assert result.fitted.to_numpy() == pytest.approx(result.observed.to_numpy())
    assert list(result.counterfactual.index.astype(str)[:2]) == ["2016-01", "2016-02"]
    assert result.counterfactual.to_numpy() == pytest.approx(50 + 0.5 * np.arange(12, 24))


@pytest.mark.parametrize(
    ("index", "intervention"),
    [
        (range(1997, 2021), 2009),
        (range(1997, 2021), "2009"),
        (pd.period_range("2015-01-05", periods=24, freq="W"), "2015-04-01"),
        ([str(year) for year in range(1997, 2021)], "2009"),
        ([f"{year}/{(year + 1) % 100:02d}" for year in range(1997, 2021)], "2009/10"),
        (pd.period_range("2015-01", periods=24, freq="M"), "2016-01"),
        (pd.date_range("2015-01-01", periods=24, freq="MS"), "2016-01-01"),
        (pd.date_range("2015-01-01", periods=24, freq="MS"), pd.Timestamp("2016-01-01")),
        ([f"{2009 + i // 2}-{(3, 9)[i % 2]:02d}" for i in range(24)], "2015-03"),
    ],
)
def test_every_kind_of_period_counts_in_periods(index, intervention):
    series = lines().set_axis(pd.Index(index))
    assert estimates(regress(series, intervention)) == pytest.approx([50, 0.5, 4, -0.75])


def test_a_period_given_as_missing_keeps_its_place_in_time(points):
    series = lines()
    series.iloc[[4, 20]] = np.nan
    result = regress(series, "2016-01")
    assert estimates(result) == pytest.approx([50, 0.5, 4, -0.75])
    assert (result.n_before, result.n_after) == (11, 11)
    assert result.missing == ("2015-05", "2016-09")
    assert "2 missing" in result.sentence("The series", points)


def test_across_a_missing_period_points_are_not_neighbours():
    together = hac_covariance(np.eye(1), np.array([[3.0], [2.0]]), lag=1, n_observations=2)
    apart = hac_covariance(np.eye(1), np.array([[3.0], [0.0], [2.0]]), lag=1, n_observations=2)
    # the weight of lag 1 is a half, counted from both sides; the factor is 2 / (2 - 1)
    assert together[0, 0] == pytest.approx(2 * (9 + 4 + 6))
    assert apart[0, 0] == pytest.approx(2 * (9 + 4))


def test_months_get_their_season_from_the_index():
    series = lines(n=72, start=36)
    swing = 3 * np.sin(2 * np.pi * np.arange(72) / 12)
    result = regress(series + swing, "2018-01", season=None)
    assert estimates(result) == pytest.approx([50, 0.5, 4, -0.75])
    assert (result.season, result.lag) == (12, 12)
    assert result.level_change.se < 1e-6
    without = regress(series + swing, "2018-01", season=1)
    assert without.season is None
    assert without.level_change.se > 0.1


def test_autocorrelated_noise_widens_the_errors():
    rng = np.random.default_rng(3)
    noise = np.zeros(120)
    for i in range(1, 120):
        noise[i] = 0.8 * noise[i - 1] + rng.normal()
    calm = regress(lines(120, 60) + rng.permutation(noise), "2020-01")
    wavy = regress(lines(120, 60) + noise, "2020-01")
    assert wavy.level_change.se > 1.3 * calm.level_change.se


def test_interval_and_p_agree():
    result = regress(lines(noise=2), "2016-01")
    for coefficient in (result.level_change, result.slope_change):
        lower, upper = coefficient.interval
        assert (lower + upper) / 2 == pytest.approx(coefficient.estimate)
        assert (lower > 0 or upper < 0) == (coefficient.p_value < 0.05)
        # 20 degrees of freedom
        assert (upper - lower) / coefficient.se == pytest.approx(2 * 2.086, abs=0.01)


def test_under_twelve_points_it_describes(points):
    series = lines(n=11, start=6, noise=1)
    result = regress(series, "2015-07")
    assert result.descriptive
    assert "does not test" in result.sentence("The series", points)
    assert not regress(lines(n=12, start=6, noise=1), "2015-07").descriptive


def test_the_change_of_level_is_the_estimate(points):
    result = regress(lines(noise=1), "2016-01")
    level = result.level_change
    assert (result.estimate, result.interval, result.p_value) == (
        *(level.estimate, level.interval, level.p_value),
    )
    assert points.change(result.estimate) in result.sentence("The series", points)


def test_a_row_per_coefficient():
    table = regress(lines(noise=1), "2016-01").coefficients()
    assert list(table.index) == ["intercept", "pre_slope", "level_change", "slope_change"]
    assert list(table.columns) == ["estimate", "se", "lower", "upper", "p_value"]


def test_counts_with_an_exposure(sicily, points):
    result = regress(
        sicily["events"], "2005-01", season=12, family="poisson", exposure=sicily["population"]
    )
    table = result.coefficients()
    assert (result.n_before, result.n_after) == (36, 23)
    assert table.loc["level_change", "ratio"] < 0.9
    assert table.loc["level_change", "ratio_upper"] < 1
    assert result.dispersion > 1.2
    assert result.fitted.sum() == pytest.approx(sicily["events"].sum())
    assert (result.counterfactual["2005-01":] > result.fitted["2005-01":]).all()
    assert "a factor of" in result.sentence("Sicily", points)


def test_the_unit_of_the_exposure_does_not_matter(sicily):
    per_person = regress(
        sicily["events"], "2005-01", family="poisson", exposure=sicily["population"]
    )
    per_thousand = regress(
        sicily["events"], "2005-01", family="poisson", exposure=sicily["population"] / 1000
    )
    assert per_thousand.level_change.estimate == pytest.approx(per_person.level_change.estimate)
    assert per_thousand.level_change.se == pytest.approx(per_person.level_change.se)


def test_overdispersed_counts_get_wider_errors():
    rng = np.random.default_rng(9)
    index = range(200)
    plain = regress(pd.Series(rng.poisson(100, 200), index), 100, family="poisson")
    spread = regress(pd.Series(rng.poisson(rng.gamma(10, 10, 200)), index), 100, family="poisson")
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
        (lines().set_axis(range(24)), "24", "is not a period"),
        (lines().set_axis(range(24)), True, "is not a period"),
        (lines(), "2015-03", "2 point.* before"),
        (lines(), "2016-11", "2 point.* from"),
        (lines() * 0 + 7, "2016-01", "x is constant at 7"),
        (lines() * np.nan, "2016-01", "0 points before"),
        (with_one(np.inf), "2016-01", "x is infinite in 2015-04"),
        (
            lines().astype(object).where(lines() > 51, "x"),
            "2016-01",
            "expected a number",
        ),
        (
            lines().set_axis(pd.date_range("2015-01-01", periods=24, freq="W")),
            "2015-03-01",
            "2015-01-04 and 2015-01-11 are in one month",
        ),
        (lines().set_axis([f"week {i}" for i in range(24)]), "week 12", "cannot read 'week 0'"),
        (lines().set_axis(np.arange(24) / 2), 6.0, "cannot read"),
        (lines().iloc[:1], "2015-01", "1 period"),
    ],
)
def test_a_bad_series_is_refused(series, intervention, says):
    with pytest.raises(DesignError, match=says):
        regress(series, intervention)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"season": 0}, "season 0"),
        ({"season": 4.0}, r"season 4\.0"),
        ({"season": 23}, "cannot carry"),
        ({"family": "binomial"}, "'binomial'"),
        ({"family": "poisson"}, "not a count"),
        ({"exposure": lines()}, "exposure is for counts"),
    ],
)
def test_bad_options_are_refused(options, says):
    with pytest.raises(DesignError, match=says):
        regress(lines(noise=1), "2016-01", **options)


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
        regress(counts, "2016-01", family="poisson", exposure=exposure(counts))


def test_negative_counts_are_refused():
    with pytest.raises(DesignError, match="not a count"):
        regress(with_one(-1.0).round(), "2016-01", family="poisson")


def test_an_absent_unit_is_refused():
    with pytest.raises(UnknownUnit, match="'RZZ' is not among the 1 units"):
        interrupted_time_series(lines().to_frame("RP1"), "RZZ", "2016-01")
