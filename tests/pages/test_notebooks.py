"""A notebook is the analysis, and the page is what it says: both give the same result."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from analyses import cells, computed
from copies import PROJECT

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
