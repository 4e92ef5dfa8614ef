"""The change relative to peers, on real panels and on panels made to show one thing each."""

import numpy as np
import pandas as pd
import pytest

from nhs_culture.designs.peer_change import peer_change, without_steps
from nhs_culture.errors import DesignError


def shifted(panel, unit, start, shift):
    moved = panel.copy()
    moved.loc[moved.index >= start, unit] += shift
    return moved


def test_estimate_is_the_change_less_what_the_others_from_that_level_changed_by(recommend):
    before, after = recommend.loc[:"2015"].mean(), recommend.loc["2016":].mean()
    others = recommend.columns.drop("RP1")
    slope, intercept = np.polyfit(before[others], (after - before)[others], 1)
    expected = after["RP1"] - before["RP1"] - (intercept + slope * before["RP1"])
    assert peer_change(recommend, "RP1", "2016").estimate == pytest.approx(expected)


def test_without_baseline_the_estimate_is_the_difference_in_differences(recommend):
    change = recommend.loc["2016":].mean() - recommend.loc[:"2015"].mean()
    expected = change["RP1"] - change.drop("RP1").mean()
    assert peer_change(recommend, "RP1", "2016", baseline=False).estimate == pytest.approx(expected)


def test_a_peer_is_judged_by_the_others_as_the_treated_unit_is(recommend):
    result = peer_change(recommend, "RP1", "2016")
    # With Northamptonshire where its peers put it, Wigan's own estimate is its row of the table.
    unmoved = shifted(recommend, "RP1", "2016", -result.estimate)
    assert result.peers.loc["RRF", "relative"] == pytest.approx(
        peer_change(unmoved, "RRF", "2016").estimate
    )


def test_among_units_that_could_change_places_the_test_is_exact():
    generator = np.random.default_rng(11)
    rejected = []
    for _ in range(600):
        values = generator.standard_t(3, size=(10, 20)) + generator.normal(size=20)
        panel = pd.DataFrame(values, range(2000, 2010), [f"R{i:02d}" for i in range(20)])
        rejected.append(peer_change(panel, "R00", 2005).p_value <= 0.05)
    assert 0.03 < np.mean(rejected) < 0.07  # heavy tails, few peers; 5% +- 2 standard errors


def test_northamptonshire_stands_above_its_peers_and_above_its_start(recommend):
    result = peer_change(recommend, "RP1", "2016")
    assert (result.n_before, result.n_after, len(result.peers)) == (7, 7, 79)
    assert result.estimate == pytest.approx(10.4, abs=1.0)  # all 186 peers give 10.6
    assert result.rank <= 2
    assert "RP1" not in result.peers.index
    assert "7 periods before, 7 after" in result.sentence()


def test_a_shift_moves_estimate_and_interval_and_no_peer(sickness):
    start = "2017-01"
    first = peer_change(sickness, "RP1", start)
    second = peer_change(shifted(sickness, "RP1", start, 5.0), "RP1", start)
    assert second.estimate == pytest.approx(first.estimate + 5)
    assert second.interval == pytest.approx([bound + 5 for bound in first.interval])
    columns = ["relative", "noise", "statistic"]
    pd.testing.assert_frame_equal(second.peers[columns], first.peers[columns])
    assert second.rank == 1


@pytest.mark.parametrize("unit", ["RP1", "RRF", "REN"])
def test_the_interval_is_the_set_of_changes_not_rejected(recommend, unit):
    lower, upper = peer_change(recommend, unit, "2013").interval
    step = 1e-6 * (upper - lower)

    def p_against(change):
        return peer_change(shifted(recommend, unit, "2013", -change), unit, "2013").p_value

    assert p_against(lower + step) > 0.05 >= p_against(lower - step)
    assert p_against(upper - step) > 0.05 >= p_against(upper + step)


def test_p_is_the_place_among_all_units(sickness):
    p_values = [peer_change(sickness, unit, "2017-01").p_value for unit in sickness]
    n = sickness.shape[1]
    assert min(p_values) == pytest.approx(1 / n)
    assert max(p_values) <= 1
    # Ranks among n units: whatever the errors look like, about 5% of the trusts come out at 5%.
    assert 2 <= sum(p <= 0.05 for p in p_values) <= 4


def test_what_happens_to_everyone_and_the_unit_of_measure_do_not_matter(sickness):
    first = peer_change(sickness, "RRF", "2017-01")
    season = np.sin(np.arange(len(sickness)))[:, None] * 3
    second = peer_change(100 * (sickness + season), "RRF", "2017-01")
    assert second.estimate == pytest.approx(100 * first.estimate)
    assert second.p_value == first.p_value


def test_the_order_of_the_units_does_not_matter(sickness):
    backwards = peer_change(sickness[sickness.columns[::-1]], "RRF", "2017-01")
    forwards = peer_change(sickness, "RRF", "2017-01")
    assert backwards.interval == pytest.approx(forwards.interval)


def test_low_trusts_rise_and_the_baseline_takes_that_out(recommend):
    window = recommend.loc[:"2013"]
    low = window.iloc[:3].mean().nsmallest(20).index

    def average(baseline):
        results = [peer_change(window, unit, "2011", baseline=baseline) for unit in low]
        return np.mean([result.estimate for result in results])

    assert average(baseline=False) > 1
    assert abs(average(baseline=True)) < 0.5 * average(baseline=False)


def test_a_noisy_trust_needs_a_larger_change(sickness):
    result = peer_change(sickness, "RP1", "2017-01")
    noise = sickness.loc[:"2016-12"].sub(sickness.median(axis=1), axis=0).dropna().std()
    assert result.shares[1] > 0
    order = noise.drop("RP1").sort_values().index
    scale = result.peers["noise"]
    assert scale[order[-20:]].mean() > 1.2 * scale[order[:20]].mean()


def test_size_is_used_where_sampling_explains_the_noise():
    generator = np.random.default_rng(7)
    respondents = pd.Series(np.geomspace(60, 6000, 100), index=[f"R{i:02d}" for i in range(100)])
    years = [str(year) for year in range(2010, 2016)]
    errors = generator.normal(size=(6, 100)) * 100 / np.sqrt(respondents.to_numpy())
    panel = pd.DataFrame(60 + errors, index=years, columns=respondents.index)
    per_year = pd.DataFrame(dict.fromkeys(years, respondents)).T

    small, large = (peer_change(panel, unit, "2013", size=per_year) for unit in ("R00", "R99"))
    assert large.shares[2] >= 0.5
    assert small.noise > 3 * large.noise
    by_series = peer_change(panel, "R00", "2013", size=respondents)
    assert by_series.estimate == small.estimate
    assert by_series.p_value == pytest.approx(small.p_value, abs=0.02)


def test_peers_without_every_value_are_dropped_and_named(recommend):
    panel = recommend.copy()
    panel.loc["2012", ["RRF", "REN"]] = np.nan
    result = peer_change(panel, "RP1", "2016")
    assert result.dropped == ("REN", "RRF")
    complete = peer_change(recommend.drop(columns=["RRF", "REN"]), "RP1", "2016")
    assert result.interval == complete.interval


def test_a_year_without_a_survey_is_left_out_and_said(recommend):
    result = peer_change(recommend, "RP1", "2016")
    assert result.missing == ("2014",)
    with pytest.raises(DesignError, match="no period between 2013 and 2015"):
        peer_change(recommend.drop(index="2014"), "RP1", "2016")


def test_steps_are_found_by_growth_beyond_the_median(sickness):
    months = sickness.index
    staff = pd.DataFrame({unit: 3000.0 * 1.002 ** np.arange(48) for unit in sickness}, index=months)
    staff.loc["2016-04":, "RRF"] *= 1.1
    staff.loc["2016-04":, "REN"] *= 0.9
    staff.loc["2016-04":, "RP1"] *= 1.04
    staff.loc[:"2016-06", "RA7"] = np.nan
    assert set(staff) - set(without_steps(staff)) == {"RRF", "REN"}
    assert set(staff) - set(without_steps(staff, limit=0.03)) == {"RRF", "REN", "RP1"}


def test_too_few_peers_give_an_unbounded_interval_and_say_so(recommend):
    result = peer_change(recommend.iloc[:, :10].assign(RP1=recommend["RP1"]), "RP1", "2016")
    assert result.interval == (-np.inf, np.inf)
    assert "no 95% interval from 10 peers" in result.sentence()


def test_table_is_one_row_per_trust(recommend):
    table = peer_change(recommend, "RP1", "2016").table()
    assert table.index.tolist() == ["RP1"]
    assert table.loc["RP1", "lower"] < table.loc["RP1", "estimate"] < table.loc["RP1", "upper"]


def test_years_may_be_numbers(recommend):
    numbered = recommend.set_axis(recommend.index.astype(int))
    expected = peer_change(recommend, "RP1", "2016").p_value
    assert peer_change(numbered, "RP1", 2016).p_value == expected


def nothing_for(panel, unit):
    return panel.assign(**{unit: np.nan})


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda p: pd.concat([p, p.tail(1)]), "2018-12 is there twice"),
        (lambda p: pd.concat([p, p[["RRF"]]], axis=1), "unit RRF stands more than once"),
        (lambda p: p.iloc[::-1], "out of order"),
        (lambda p: p.drop(index="2016-03"), "no period between 2016-02 and 2016-04"),
        (lambda p: p.drop(columns="RP1"), "RP1 is not among the 59 units"),
        (lambda p: nothing_for(p, "RP1"), "RP1 has no value in 48 of 48 periods, first 2015-01"),
        (lambda p: p.mask(p == p.loc["2016-04", "RP1"]), "periods, first 2016-04; cut"),
        (lambda p: p * np.nan, "no unit has a value in any of 48"),
        (lambda p: p.assign(RP1=4.2), "RP1 is constant at 4.2"),
        (lambda p: p[["RP1", "RRF"]], "1 peers have a value in every period; expected 5"),
        (lambda p: p.loc["2017-01":], "0 points before"),
        (lambda p: p.loc[:"2016-12"], "'2017-01' is not a period of the series"),
        (lambda p: p.loc["2016-11":], "2 points before"),
        (lambda p: p.loc[:"2017-02"], "2 points from"),
        (lambda p: p.astype(object).replace(p.iloc[0, 0], "."), "must be numbers"),
        (lambda p: p.iloc[:0], "nothing to compare"),
        (
            lambda p: pd.DataFrame(dict.fromkeys(p, p["RRF"])).assign(RP1=p["RP1"]),
            "never part from the median",
        ),
    ],
)
def test_a_panel_that_allows_no_answer_is_refused(sickness, spoil, message):
    with pytest.raises(DesignError, match=message):
        peer_change(spoil(sickness), "RP1", "2017-01")


@pytest.mark.parametrize(
    ("size", "message"),
    [
        (lambda p: pd.Series(100, index=p.columns).drop("RP1"), "size of RP1 is not above zero"),
        (
            lambda p: pd.Series(100, index=p.columns).mask(p.columns == "RP1", 0),
            "size of RP1 is not above zero",
        ),
        (lambda p: pd.DataFrame(100, p.index[1:], p.columns), "size has no row for 2015-01"),
    ],
)
def test_a_size_that_does_not_fit_is_refused(sickness, size, message):
    with pytest.raises(DesignError, match=message):
        peer_change(sickness, "RP1", "2017-01", size=size(sickness))
