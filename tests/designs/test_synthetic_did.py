from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nhs_culture.designs.difference_in_differences import difference_in_differences
from nhs_culture.designs.synthetic_did import synthetic_did
from nhs_culture.errors import DesignError

PROP99 = Path(__file__).parents[1] / "validation" / "california_prop99.csv"


@pytest.fixture(scope="module")
def states():
    return pd.read_csv(PROP99, index_col="year")


@pytest.fixture(scope="module")
def california(states):
    return synthetic_did(states, "California", 1989)


def test_weights_of_units_and_of_periods_are_shares(california):
    for weights in (california.weights, california.time_weights):
        assert (weights >= 0).all()
        assert weights.sum() == pytest.approx(1)
    assert list(california.time_weights[california.time_weights > 1e-6].index) == [1986, 1987, 1988]


@pytest.mark.parametrize("state", ["California", "Utah", "Kentucky"])
def test_no_share_of_another_unit_would_bring_the_penalised_distance_down(states, state):
    found = synthetic_did(states, state, 1989)
    before = states.loc[:1988].drop(columns=state).to_numpy()
    target = states.loc[:1988, state].to_numpy()
    zeta = 12**0.25 * np.diff(before, axis=0).std(ddof=1)
    columns, goal = before - before.mean(axis=0), target - target.mean()
    weights = found.weights.to_numpy()
    gradient = columns.T @ (columns @ weights - goal) / len(goal) + zeta**2 * weights
    assert gradient @ weights - gradient.min() < 1e-8


def test_a_change_moves_the_estimate_by_itself_and_no_placebo(states, california):
    moved = states.copy()
    moved.loc[1989:, "California"] += 7
    found = synthetic_did(moved, "California", 1989)
    assert found.estimate == pytest.approx(california.estimate + 7)
    pd.testing.assert_series_equal(found.placebos, california.placebos)


def test_levels_do_not_matter(states, california):
    shifted = states + np.arange(states.shape[1]) * 10
    assert synthetic_did(shifted, "California", 1989).estimate == pytest.approx(california.estimate)


def test_the_unit_of_measure_does_not_matter(states, california):
    found = synthetic_did(states * 100, "California", 1989)
    assert found.estimate == pytest.approx(100 * california.estimate, rel=1e-6)
    assert found.p_value == california.p_value


def test_the_interval_is_the_set_of_changes_not_rejected(recommend):
    panel = recommend.loc[:"2018"]
    lower, upper = synthetic_did(panel, "RRF", "2013").interval

    def p_against(change):
        moved = panel.copy()
        moved.loc["2013":, "RRF"] -= change
        return synthetic_did(moved, "RRF", "2013").p_value

    assert p_against(lower + 0.01) > 0.05 >= p_against(lower - 0.01)
    assert p_against(upper - 0.01) > 0.05 >= p_against(upper + 0.01)


def test_a_unit_that_runs_parallel_to_a_mix_is_found_again():
    generator = np.random.default_rng(2)
    values = generator.normal(size=(30, 12)).cumsum(axis=0)
    panel = pd.DataFrame(values, range(1990, 2020), [f"R{i:02d}" for i in range(12)])
    panel["T"] = panel[["R00", "R01", "R02", "R03"]].mean(axis=1) + 50
    panel.loc[2010:, "T"] += 3
    found = synthetic_did(panel, "T", 2010)
    assert found.estimate == pytest.approx(3, abs=0.8)
    # a third of the units are in the mix; the penalty keeps some weight on the others
    assert found.weights[["R00", "R01", "R02", "R03"]].sum() > 0.45
    assert (found.observed - found.synthetic).loc[2010:].mean() == pytest.approx(found.estimate)


def test_wigan_stands_out_from_a_mix_that_ran_parallel_where_no_synthetic_control_is_to_be_had(
    acute,
):
    found = synthetic_did(acute.loc[:"2015"], "RRF", "2012")
    primary = difference_in_differences(acute.loc[:"2015"], "RRF", "2012")
    assert found.n_peers == primary.n_peers
    assert abs(found.estimate - primary.estimate) < 5
    assert (found.observed - found.synthetic).loc[:"2011"].abs().max() < 1
    assert found.p_value < 0.05


def test_the_sentence_says_how_many_peers_are_in_the_mix(california, points):
    text = california.sentence("California", points)
    assert "as many as 16 with equal shares" in text
    assert "1 of 38 peers was at least as far" in text


def test_few_units_are_refused(states):
    with pytest.raises(DesignError, match="expected 5 or more"):
        synthetic_did(states.iloc[:, :5], states.columns[0], 1989)
