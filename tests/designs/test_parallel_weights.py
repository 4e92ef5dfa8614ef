import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nhs_culture.designs.parallel_weights import parallel_weights
from nhs_culture.designs.synthetic_control import simplex_weights


@st.composite
def problems(draw):
    generator = np.random.default_rng(draw(st.integers(0, 2**31)))
    periods, units = draw(st.integers(3, 12)), draw(st.integers(2, 40))
    columns = generator.normal(size=(periods, units)) * draw(st.sampled_from([0.01, 1, 100]))
    columns += generator.normal(size=units) * draw(st.sampled_from([0, 10]))
    zeta = draw(st.floats(0.05, 3)) * columns.std()
    return columns, zeta


@given(problems())
@settings(max_examples=60)
def test_every_unit_gets_the_optimum_that_least_squares_finds(problem):
    columns, zeta = problem
    periods, units = columns.shape
    allowed = ~np.eye(units, dtype=bool)
    found = parallel_weights(columns, columns.T, allowed, np.full(units, zeta))
    centred = (columns - columns.mean(axis=0)) / np.sqrt(periods)
    for unit, weights in enumerate(found):
        others = np.delete(centred, unit, axis=1)
        stacked = np.vstack([others, zeta * np.eye(units - 1)])
        goal = np.concatenate([centred[:, unit], np.zeros(units - 1)])
        assert np.delete(weights, unit) == pytest.approx(simplex_weights(stacked, goal), abs=1e-7)
        assert weights[unit] == 0


def test_a_heavy_penalty_gives_equal_shares():
    generator = np.random.default_rng(1)
    columns = generator.normal(size=(5, 8))
    found = parallel_weights(columns, columns.T, ~np.eye(8, dtype=bool), np.full(8, 1e3))
    assert found[~np.eye(8, dtype=bool)] == pytest.approx(1 / 7, abs=1e-5)


def test_a_unit_that_is_not_allowed_is_in_no_mix():
    generator = np.random.default_rng(1)
    columns = generator.normal(size=(5, 8))
    allowed = ~np.eye(8, dtype=bool)
    allowed[:, 3] = False
    found = parallel_weights(columns, columns.T, allowed, np.full(8, 0.3))
    assert (found[:, 3] == 0).all()
    assert found.sum(axis=1) == pytest.approx(1)
