import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nhs_culture.errors import DesignError
from nhs_culture.verdicts.multiplicity import discoveries, false_discovery_rate, holm

HOCHBERG = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
]
"""The 15 p-values of the example of Benjamini and Hochberg 1995 (page 294)."""


def test_benjamini_and_hochbergs_example():
    """Theirs rejects the first four at 5%, Bonferroni and Hochberg's procedure the first three."""
    assert sum(p <= 0.05 for p in false_discovery_rate(HOCHBERG)) == 4
    assert sum(p <= 0.05 for p in holm(HOCHBERG)) == 3


def test_wigan_over_the_eight_planned_tests_that_were_identified():
    planned = [3 / 137, 3 / 51, 0.46, 7 / 31, 59 / 85, 54 / 129, 1.0, 22 / 51]
    assert holm(planned)[0] == pytest.approx(0.175, abs=0.0005)
    assert false_discovery_rate(planned)[0] == pytest.approx(0.175, abs=0.0005)


def test_holm_multiplies_the_smallest_most():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))
    assert holm([0.5]) == (0.5,)
    assert holm([0.9, 0.8]) == (1.0, 1.0)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_neither_is_more_lenient_than_no_adjustment_nor_than_the_other(p_values):
    family, share = np.array(holm(p_values)), np.array(false_discovery_rate(p_values))
    assert (share >= np.array(p_values) - 1e-12).all()
    assert (family >= share - 1e-12).all()
    assert (family <= 1).all()


def test_nothing_asked_nothing_answered():
    assert holm([]) == ()
    assert false_discovery_rate([]) == ()


@pytest.mark.parametrize("wrong", [[0.2, float("nan")], [1.2], [-0.1]])
@pytest.mark.parametrize("adjust", [holm, false_discovery_rate, discoveries])
def test_what_is_no_p_value_is_refused(adjust, wrong):
    with pytest.raises(DesignError, match="expected"):
        adjust(wrong)


def test_where_nothing_moved_all_that_is_found_is_to_be_expected_false():
    ranks = np.arange(1, 138) / 137  # the p-values of every trust of one group
    found = discoveries(ranks)
    assert found.unmoved == pytest.approx(1, abs=0.02)
    assert found.expected_false == pytest.approx(137 * 0.05, rel=0.02)
    assert found.found == 6


def test_where_much_moved_few_of_the_found_are():
    generator = np.random.default_rng(3)
    moved = generator.uniform(0, 0.01, size=100)
    still = generator.uniform(size=100)
    found = discoveries([*moved, *still])
    assert found.unmoved == pytest.approx(0.5, abs=0.1)
    assert found.found >= 100
    assert found.expected_false == pytest.approx(5, abs=1)


def test_small_groups_find_less_by_chance_than_one_in_twenty():
    ranks = np.arange(1, 14) / 13  # of 13 trusts none can have p at most 0.05
    small = discoveries(ranks, peers=[12] * 13)
    assert (small.found, small.expected_false) == (0, 0)
    with pytest.raises(DesignError, match="expected as many"):
        discoveries(ranks, peers=[12])


def test_without_tests_there_is_no_answer():
    with pytest.raises(DesignError, match="no p-values"):
        discoveries([])
