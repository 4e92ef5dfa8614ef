from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nhs_culture.designs.refusals import MatchedExactly
from nhs_culture.designs.synthetic_control import simplex_weights, synthetic_control
from nhs_culture.errors import DesignError

PROP99 = Path(__file__).parents[1] / "validation" / "california_prop99.csv"


@pytest.fixture(scope="module")
def states():
    return pd.read_csv(PROP99, index_col="year")


@pytest.fixture(scope="module")
def california(states):
    return synthetic_control(states, "California", 1989)


def panel(periods=30, units=12, seed=5):
    rng = np.random.default_rng(seed)
    values = 60 + rng.normal(size=units) * 5 + rng.normal(size=(periods, units)).cumsum(axis=0)
    return pd.DataFrame(
        values, index=range(2000, 2000 + periods), columns=[f"R{i:02d}" for i in range(units)]
    )


def distance_from_optimum(donors, target, weights):
    """Largest gain per unit of weight still to be had: 0 at the optimum, by convexity."""
    gradient = donors.T @ (donors @ weights - target)
    return gradient @ weights - gradient.min()


def test_weights_are_on_the_simplex(california):
    assert california.weights.min() >= 0
    assert california.weights.sum() == pytest.approx(1)
    assert "California" not in california.weights.index


def test_parts_fit_together(california, states):
    mix = states[california.weights.index] @ california.weights
    assert california.synthetic.to_numpy() == pytest.approx(mix.to_numpy())
    assert california.gap.to_numpy() == pytest.approx((states["California"] - mix).to_numpy())
    after = california.gap.loc[1989:]
    assert california.estimate == pytest.approx(after.mean())
    assert california.rmspe_post == pytest.approx(np.sqrt((after**2).mean()))
    assert california.rmspe_ratio == pytest.approx(california.rmspe_post / california.rmspe_pre)
    assert (california.n_before, california.n_after) == (19, 12)


def test_rank_is_the_place_among_the_placebos(california):
    ratios = california.placebos["rmspe_ratio"].sort_values(ascending=False)
    assert len(ratios) == 39
    assert list(ratios.index).index("California") + 1 == california.as_far + 1
    assert california.placebo_gaps.shape == (31, 38)


def test_placebos_are_what_the_design_gives_each_unit(states, california):
    utah = synthetic_control(states, "Utah", 1989)
    assert california.placebos.loc["Utah", "estimate"] == pytest.approx(utah.estimate)
    assert california.placebo_gaps["Utah"].to_numpy() == pytest.approx(utah.gap.to_numpy())


def test_sentence(california, points):
    sentence = california.sentence("The state", points)
    assert (
        "The state stood −19.5 percentage points from its synthetic control (Utah 39%" in sentence
    )
    assert "number 3 of 39" in sentence


def test_every_state_has_the_exact_optimum(states):
    before = states.loc[:1988]
    for state in states:
        donors, target = before.drop(columns=state).to_numpy(), before[state].to_numpy()
        weights = simplex_weights(donors, target)
        assert distance_from_optimum(donors, target, weights) < 1e-7 * (target @ target)


@settings(max_examples=60)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(1, 40),
    st.integers(2, 60),
    st.sampled_from([0.01, 1, 100, 1e5]),
    st.sampled_from([0, 60, -1e4]),
)
def test_any_panel_has_the_exact_optimum(seed, periods, units, scale, level):
    rng = np.random.default_rng(seed)
    donors = level + scale * rng.normal(size=(periods, units))
    target = level + scale * rng.normal(size=periods)
    weights = simplex_weights(donors, target)
    assert weights.min() >= 0
    assert weights.sum() == pytest.approx(1)
    size = (np.abs(donors - target[:, None]) ** 2).sum(axis=0).max()
    assert distance_from_optimum(donors - target[:, None], 0 * target, weights) < 1e-8 * size


def test_a_mix_of_donors_is_found():
    donors = panel().to_numpy()
    weights = np.zeros(12)
    weights[[2, 5, 9]] = 0.5, 0.3, 0.2
    assert simplex_weights(donors, donors @ weights) == pytest.approx(weights, abs=1e-8)


def test_a_donor_like_the_target_takes_all_the_weight():
    donors = panel().to_numpy()
    assert simplex_weights(donors, donors[:, 3]) == pytest.approx(np.eye(12)[3], abs=1e-12)


def test_a_shift_of_one_unit_is_found_and_ranks_first():
    outcomes = panel(periods=40, units=30)
    shifted = outcomes.copy()
    shifted.loc[2025:, "R00"] += 15
    before, after = (synthetic_control(table, "R00", 2025) for table in (outcomes, shifted))
    assert after.estimate - before.estimate == pytest.approx(15)
    assert after.weights.to_numpy() == pytest.approx(before.weights.to_numpy())
    assert after.as_far == 0
    assert after.p_value == pytest.approx(1 / 30)


def test_the_unit_of_measurement_does_not_matter():
    plain = synthetic_control(panel(), "R03", 2020)
    scaled = synthetic_control(panel() * 1000 - 500, "R03", 2020)
    assert scaled.weights.to_numpy() == pytest.approx(plain.weights.to_numpy(), abs=1e-9)
    assert scaled.estimate == pytest.approx(1000 * plain.estimate)
    assert scaled.p_value == plain.p_value


def test_a_period_missing_for_all_is_left_out_and_reported():
    outcomes = panel()
    outcomes.loc[2014] = np.nan
    result = synthetic_control(outcomes, "R03", 2020)
    assert result.missing == ("2014",)
    assert (result.n_before, result.n_after) == (19, 10)
    assert 2014 not in result.gap.index


def test_a_unit_that_its_donors_match_exactly_is_refused():
    outcomes = panel(units=40).loc[2016:]
    outcomes["R00"] = outcomes.drop(columns="R00").mean(axis=1)
    outcomes.loc[2020:, "R00"] += 1
    with pytest.raises(MatchedExactly) as refusal:
        synthetic_control(outcomes, "R00", 2020)
    found = refusal.value
    assert (found.unit, found.donors, found.n_before) == ("R00", 39, 4)
    assert "39 donors match 'R00' exactly over 4 periods" in str(found)
    assert "mixes of the 39 other trusts match the trust exactly" in found.told("the trust")


def test_placebos_that_are_matched_exactly_count_against_the_unit(points):
    outcomes = panel(units=40).loc[2016:]
    outcomes["R00"] += 50
    result = synthetic_control(outcomes, "R00", 2020)
    matched = int(np.isinf(result.placebos["rmspe_ratio"]).sum())
    assert matched > 0
    assert result.as_far >= matched
    told = result.sentence("The trust", points)
    assert f"{matched} that the others match exactly count against it" in told
    assert (1 + matched) / 40 > 0.05
    assert "After only 4 periods no gap could have a p under" in told
    assert "far too often" not in told


def test_after_a_short_past_the_sentence_warns(points):
    warning = "this test finds something far too often"

    def told(outcomes):
        return synthetic_control(outcomes, "R03", 2020).sentence("The trust", points)

    assert warning in told(panel().loc[2010:])
    assert warning not in told(panel().loc[2009:])


def hole(unit):
    outcomes = panel()
    outcomes.loc[2003, unit] = np.nan
    return outcomes


def test_donors_with_a_gap_are_left_out_and_named():
    result = synthetic_control(hole("R05"), "R03", 2020)
    assert dict(result.dropped) == {"R05": "no value in 2003"}
    without = synthetic_control(panel().drop(columns="R05"), "R03", 2020)
    assert result.estimate == without.estimate


@pytest.mark.parametrize(
    ("outcomes", "treated", "intervention", "says"),
    [
        (panel(), "RZZ", 2020, "'RZZ' is not among the 12"),
        (panel(), "R03", 2050, "2050 is not a period"),
        (panel(), "R03", 2002, "2 point.* before"),
        (panel(), "R03", 2028, "2 point.* from"),
        (panel()[["R00", "R01"]], "R00", 2020, "1 peer has"),
        (panel().drop(index=2007), "R03", 2020, "no period between 2006 and 2008"),
        (panel().iloc[::-1], "R03", 2020, "out of order"),
        (panel().set_axis([2000, *range(2000, 2029)]), "R03", 2020, "2000 is there twice"),
        (panel().rename(columns={"R01": "R02"}), "R03", 2020, "unit 'R02' is there twice"),
        (hole("R03"), "R03", 2020, "R03 has no value in 1 of 30 periods, first 2003"),
        (panel().assign(R03=4.0), "R03", 2020, "R03 is constant at 4"),
        (panel() * np.nan, "R03", 2020, "0 point"),
    ],
)
def test_a_bad_panel_is_refused(outcomes, treated, intervention, says):
    with pytest.raises(DesignError, match=says):
        synthetic_control(outcomes, treated, intervention)
