"""Shares and medians of figures in clusters."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

from nhs_culture.metrics.clustered import FEWEST_CLUSTERS, linked, median_interval, share_interval


def test_what_is_linked_through_others_is_one_cluster() -> None:
    pages = pd.Series(["p", "q", "q", "r", "s"])
    trusts = pd.Series(["a", "a", "b", "b", "c"])
    assert linked(pages, trusts).tolist() == [0, 0, 0, 0, 1]
    assert len(set(linked(pages))) == 4


def test_a_share_of_independent_figures_has_clopper_and_pearsons_interval() -> None:
    hits = np.array([1] * 24 + [0] * 23)
    exact = binomtest(24, 47).proportion_ci(0.95, method="exact")
    found = share_interval(hits, np.arange(47))
    assert found.lower == pytest.approx(exact.low, abs=0.003)
    assert found.upper == pytest.approx(exact.high, abs=0.003)


def test_figures_that_are_all_alike_within_clusters_count_once_each() -> None:
    hits = np.repeat([1, 0, 1, 0, 1, 0, 1, 1], 5)
    exact = binomtest(5, 8).proportion_ci(0.95, method="exact")
    found = share_interval(hits, np.repeat(np.arange(8), 5))
    assert found.upper - found.lower == pytest.approx(exact.high - exact.low, abs=0.05)


def test_a_share_of_all_is_as_sure_as_its_clusters_are_many() -> None:
    few, many = (share_interval(np.ones(40), np.arange(40) % groups) for groups in (4, 40))
    assert few.upper == many.upper == 1
    assert few.lower < many.lower
    assert many.lower == pytest.approx(0.025 ** (1 / 40), abs=1e-9)


def test_the_interval_of_a_median_widens_with_clusters_and_needs_some() -> None:
    values = np.repeat(np.linspace(0, 100, 12), 4)
    alone = median_interval(values, np.arange(48))
    grouped = median_interval(values, np.repeat(np.arange(12), 4))
    assert alone is not None
    assert grouped is not None
    assert grouped.upper - grouped.lower > alone.upper - alone.lower
    assert grouped.lower < np.median(values) < grouped.upper
    assert median_interval(values, np.arange(48) % (FEWEST_CLUSTERS - 1)) is None


def test_the_interval_of_a_median_holds_it_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(60):
        values = (rng.normal(size=25)[:, None] + rng.normal(size=(25, 3))).ravel()
        found = median_interval(values, np.repeat(np.arange(25), 3))
        held += found is not None and found.lower <= 0 <= found.upper
    assert held >= 50
