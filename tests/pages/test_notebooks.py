"""A notebook is the analysis, and the page is what it says: both give the same result."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from analyses import cells, computed, exhibit
from copies import PROJECT

from nhs_culture.exhibits import Table
from nhs_culture.studies import answer

WITH_A_CHANGE = [
    path
    for path in sorted(PROJECT.notebooks.glob("*.ipynb"))
    if any("\nchange = attempt(" in f"\n{source}" for source, _ in cells(path))
]
"""Notebooks that put the primary design to a panel by name."""


def test_the_measures_with_a_planned_test_are_read_as_an_analysis() -> None:
    assert {"absence", "engagement", "vacancies"} <= {path.stem for path in WITH_A_CHANGE}


@pytest.mark.parametrize("path", WITH_A_CHANGE, ids=lambda path: path.stem)
@pytest.mark.parametrize("trust", ["RP1", "RA7"])
def test_the_notebook_and_the_answer_behind_the_page_are_one(path: Path, trust: str) -> None:
    names = computed(path, trust)
    behind_the_page = answer(names["data"], names["asked"])
    pd.testing.assert_frame_equal(names["change"].table(), behind_the_page.change.table())
    pd.testing.assert_frame_equal(names["outcomes"], behind_the_page.outcomes)


@pytest.mark.parametrize("trust", ["RRF", "RA7"])
def test_the_funnel_of_a_notebook_is_the_one_that_its_page_draws(trust: str) -> None:
    path = PROJECT.notebooks / "agency_spend.ipynb"
    names = computed(path, trust)
    drawn = exhibit(path, names, "agency.funnel")
    pd.testing.assert_series_equal(
        drawn.data.set_index("org_code")["value"].sort_index(),
        names["bills"]["value"].sort_index(),
        check_names=False,
        check_index_type=False,
        atol=1e-3,
    )
    at = list(names["bills"].index).index(trust)
    ends = [names["limits"].lower[at], names["limits"].upper[at]]
    low, high = 100 * np.sin(ends) ** 2
    told = f"{low:.1f}% to {high:.1f}%"
    assert told in drawn.title
    assert told in exhibit(path, names, "agency.spread_in_words").text
    table = exhibit(path, names, "agency.figures_by_year").data
    assert table["share"].tolist() == pytest.approx(
        names["shares"][trust].dropna().tolist(), abs=1e-4
    )


@pytest.mark.parametrize("trust", ["RRF", "RA7"])
def test_the_two_groups_of_a_notebook_are_those_of_its_page(trust: str) -> None:
    path = PROJECT.notebooks / "discrimination.ipynb"
    names = computed(path, trust)
    shown = exhibit(path, names, "discrimination.two_groups").data
    assert shown["ratio"].tolist() == [two.likelihood.ratio for two in names["groups"]]
    ratio = names["bme"][trust] / names["white"][trust]
    assert shown["ratio"].iloc[0] == pytest.approx(ratio, abs=0.05)
    official = exhibit(path, names, "discrimination.official")
    table = next(one for one in official if isinstance(one, Table))
    assert table.data["value"].tolist() == names["colleagues"].own.tolist()


def test_the_printed_shares_of_a_notebook_are_those_of_its_page() -> None:
    path = PROJECT.notebooks / "discrimination.ipynb"
    names = computed(path, "RP1")
    shown = exhibit(path, names, "discrimination.shares").data
    for few_or_many in (names["with_few"], names["with_many"]):
        pd.testing.assert_frame_equal(shown[[*few_or_many]], few_or_many)


@pytest.mark.parametrize("trust", ["RRF", "RA7"])
def test_the_deaths_of_a_notebook_are_those_of_its_page(trust: str) -> None:
    path = PROJECT.notebooks / "mortality.ipynb"
    names = computed(path, trust)
    shown = exhibit(path, names, "mortality.deaths_table").data
    by_hand = names["observed"] / names["expected"]
    assert shown["ratio"].tolist() == pytest.approx(by_hand.tolist())
    drawn = exhibit(path, names, "mortality.deaths_chart").data
    assert drawn[trust].tolist() == names["observed"].tolist()
    _, over_time = exhibit(path, names, "mortality.over_time")
    published = names["everyone"][trust].dropna()
    assert over_time.data["value"].tolist() == pytest.approx(published.tolist())


@pytest.mark.parametrize("trust", ["RRF", "RP1"])
def test_what_staff_say_of_leaders_in_a_notebook_is_what_its_page_shows(trust: str) -> None:
    path = PROJECT.notebooks / "leadership.ipynb"
    names = computed(path, trust)
    placed = exhibit(path, names, "leadership.standing").data
    at = names["everyone"].rank(axis=1, ascending=False, method="min")[trust].dropna()
    assert placed["all"].tolist() == at.tolist()
    said = exhibit(path, {**names, "answers": names["england"]}, "leadership.what_staff_say")
    assert said.data["value"].tolist() == names["england"]["value"].tolist()


def test_what_the_comparison_computes_of_every_trust_is_what_its_page_counts() -> None:
    names = computed(PROJECT.notebooks / "comparison.ipynb", "")
    of = {one.case.question.trust: one.changes["raw"] for one in names["over"]}
    moved = names["moved"].sort_index()
    raw = of[names["asked"].trust].sort_index()
    pd.testing.assert_series_equal(moved, raw, check_names=False)


def test_the_look_that_turnarounds_goes_into_is_the_one_of_the_screen() -> None:
    names = computed(PROJECT.notebooks / "turnarounds.ipynb", "")
    furthest, each = names["furthest"], names["each"]
    again = each.loc[furthest["org_code"], ["estimate", "usual", "p_value"]]
    pd.testing.assert_series_equal(
        again, furthest[[*again.index]], check_names=False, check_dtype=False
    )


@pytest.mark.parametrize("path", sorted(PROJECT.notebooks.glob("*.ipynb")), ids=lambda p: p.stem)
def test_a_cell_is_short_and_returns_one_thing_to_show(path: Path) -> None:
    for source, tags in cells(path):
        lines = sum(bool(line.strip()) for line in source.splitlines())
        assert lines <= 12 or "parameters" in tags, source
        assert "display(" not in source, source
