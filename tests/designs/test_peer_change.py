"""The change relative to peers, on real panels and on panels made to show one thing each."""

import numpy as np
import pandas as pd
import pytest

from nhs_culture.designs.difference_in_differences import difference_in_differences
from nhs_culture.designs.peer_change import peer_change
from nhs_culture.designs.refusals import (
    Constant,
    NoValue,
    TooFewPeers,
    TooFewPoints,
    UnknownPeriod,
    UnknownUnit,
)
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


def test_peers_from_any_level_give_the_difference_in_differences(recommend):
    change = recommend.loc["2016":].mean() - recommend.loc[:"2015"].mean()
    expected = change["RP1"] - change.drop("RP1").mean()
    found = difference_in_differences(recommend, "RP1", "2016")
    assert found.estimate == pytest.approx(expected)
    assert found.design == "difference in differences"


def test_a_peer_is_judged_by_the_others_as_the_treated_unit_is(recommend):
    result = peer_change(recommend, "RP1", "2016")
    # Where Northamptonshire is, Wigan's own estimate is its row of the table; where the peers of
    # Northamptonshire put it, it is what chance alone would show.
    wigan = result.peers.loc["RRF"]
    assert wigan["relative"] == pytest.approx(peer_change(recommend, "RRF", "2016").estimate)
    unmoved = shifted(recommend, "RP1", "2016", -result.estimate)
    expected = peer_change(unmoved, "RRF", "2016").estimate
    assert wigan["by_chance"] * wigan["noise"] == pytest.approx(expected)


def test_among_units_that_could_change_places_the_test_is_exact():
    generator = np.random.default_rng(11)
    rejected = []
    for _ in range(600):
        values = generator.standard_t(3, size=(10, 20)) + generator.normal(size=20)
        panel = pd.DataFrame(values, range(2000, 2010), [f"R{i:02d}" for i in range(20)])
        rejected.append(peer_change(panel, "R00", 2005).p_value <= 0.05)
    assert 0.03 < np.mean(rejected) < 0.07  # heavy tails, few peers; 5% +- 2 standard errors


def test_northamptonshire_stands_above_its_peers_and_above_its_start(recommend, points):
    result = peer_change(recommend, "RP1", "2016")
    assert (result.n_before, result.n_after, len(result.peers)) == (7, 7, 79)
    assert result.estimate == pytest.approx(10.4, abs=1.0)  # all 186 peers give 10.6
    assert result.rank <= 2
    assert "RP1" not in result.peers.index
    assert "7 periods before, 7 after" in result.sentence("Northamptonshire", points)


def test_a_shift_moves_estimate_and_interval_and_no_peer(sickness):
    start = "2017-01"
    first = peer_change(sickness, "RP1", start)
    second = peer_change(shifted(sickness, "RP1", start, 5.0), "RP1", start)
    assert second.estimate == pytest.approx(first.estimate + 5)
    assert second.interval == pytest.approx([bound + 5 for bound in first.interval])
    columns = ["by_chance", "noise"]
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


def test_low_trusts_rise_and_peers_from_the_same_level_take_that_out(recommend):
    window = recommend.loc[:"2013"]
    low = window.iloc[:3].mean().nsmallest(20).index

    def average(design):
        return np.mean([design(window, unit, "2011").estimate for unit in low])

    assert average(difference_in_differences) > 1
    assert abs(average(peer_change)) < 0.5 * average(difference_in_differences)


def test_a_noisy_trust_needs_a_larger_change(sickness):
    result = peer_change(sickness, "RP1", "2017-01")
    noise = sickness.loc[:"2016-12"].sub(sickness.median(axis=1), axis=0).dropna().std()
    assert result.shares[1] > 0
    order = noise.drop("RP1").sort_values().index
    scale = result.peers["noise"]
    assert scale[order[-20:]].mean() > 1.2 * scale[order[:20]].mean()


def test_peers_without_every_value_are_dropped_and_named(recommend):
    panel = recommend.copy()
    panel.loc["2012", ["RRF", "REN"]] = np.nan
    result = peer_change(panel, "RP1", "2016")
    assert dict(result.dropped) == {"REN": "no value in 2012", "RRF": "no value in 2012"}
    complete = peer_change(recommend.drop(columns=["RRF", "REN"]), "RP1", "2016")
    assert result.interval == complete.interval


def test_a_year_without_a_survey_is_left_out_and_said(recommend):
    result = peer_change(recommend, "RP1", "2016")
    assert result.missing == ("2014",)
    with pytest.raises(DesignError, match="no period between 2013 and 2015"):
        peer_change(recommend.drop(index="2014"), "RP1", "2016")


def test_too_few_peers_give_no_interval_and_say_so(recommend, points):
    result = peer_change(recommend.iloc[:, :10].assign(RP1=recommend["RP1"]), "RP1", "2016")
    assert result.interval is None
    assert "no 95% interval from 10 peers" in result.sentence("Northamptonshire", points)


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
        (lambda p: pd.concat([p, p[["RRF"]]], axis=1), "unit 'RRF' is there twice"),
        (lambda p: p.iloc[::-1], "out of order"),
        (lambda p: p.drop(index="2016-03"), "no period between 2016-02 and 2016-04"),
        (lambda p: p.drop(columns="RP1"), "'RP1' is not among the 59 units"),
        (lambda p: nothing_for(p, "RP1"), "RP1 has no value in 48 of 48 periods, first 2015-01"),
        (lambda p: p.mask(p == p.loc["2016-04", "RP1"]), "periods, first 2016-04; cut"),
        (lambda p: p * np.nan, "0 points before"),
        (lambda p: p.assign(RRF=np.inf), "RRF is infinite in 2015-01"),
        (lambda p: p.assign(RP1=4.2), "RP1 is constant at 4.2"),
        (lambda p: p[["RP1", "RRF"]], "1 peer has a value in every period; expected 5"),
        (lambda p: p.loc["2017-01":], "0 points before"),
        (lambda p: p.loc[:"2016-12"], "'2017-01' is not a period of the series"),
        (lambda p: p.loc["2016-11":], "2 points before"),
        (lambda p: p.loc[:"2017-02"], "2 points from"),
        (lambda p: p.astype(object).replace(p.iloc[0, 0], "."), "has '.' in 2015-01; expected a"),
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
    ("spoil", "kind", "fields"),
    [
        (lambda p: p.loc["2016-11":], TooFewPoints, {"found": 2, "needed": 3, "side": "before"}),
        (lambda p: p.drop(columns="RP1"), UnknownUnit, {"unit": "RP1", "among": 59}),
        (lambda p: p[["RP1", "RRF"]], TooFewPeers, {"found": 1, "needed": 5}),
        (lambda p: p.assign(RP1=4.2), Constant, {"unit": "RP1", "value": 4.2}),
        (lambda p: p.loc[:"2016-12"], UnknownPeriod, {"period": "2017-01", "last": "2016-12"}),
        (
            lambda p: p.assign(RP1=p["RP1"].where(p.index > "2015-02")),
            NoValue,
            {"unit": "RP1", "missing": ("2015-01", "2015-02")},
        ),
    ],
)
def test_a_refusal_carries_what_was_wanting(sickness, spoil, kind, fields):
    with pytest.raises(kind) as refusal:
        peer_change(spoil(sickness), "RP1", "2017-01")
    assert {name: getattr(refusal.value, name) for name in fields} == fields
    assert refusal.value.design == "peer change"
