"""A notebook is the analysis, and the page is what it says: both give the same result."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from copies import PROJECT

from nhs_culture.studies import answer


def cells(path: Path) -> list[tuple[str, list[str]]]:
    """Return the source of every code cell with its tags."""
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [
        ("".join(cell["source"]), cell["metadata"].get("tags", []))
        for cell in found
        if cell["cell_type"] == "code"
    ]


def computed(path: Path, trust: str) -> dict[str, Any]:
    """Return the names that a notebook sets for a trust; what it only shows is not run."""
    names: dict[str, Any] = {}
    for source, tags in cells(path):
        kept = [node for node in ast.parse(source).body if not isinstance(node, ast.Expr)]
        exec(compile(ast.Module(kept, []), path.name, "exec"), names)
        if "parameters" in tags:
            names["trust"] = trust
    return names


WITH_A_CHANGE = [
    path
    for path in sorted(PROJECT.notebooks.glob("*.ipynb"))
    if any("\nchange = attempt(" in f"\n{source}" for source, _ in cells(path))
]
"""Notebooks that put the primary design to a panel by name."""


def test_the_measures_with_a_planned_test_are_read_as_an_analysis() -> None:
    assert {"absence", "engagement"} <= {path.stem for path in WITH_A_CHANGE}


@pytest.mark.parametrize("path", WITH_A_CHANGE, ids=lambda path: path.stem)
@pytest.mark.parametrize("trust", ["RP1", "RA7"])
def test_the_notebook_and_the_answer_behind_the_page_are_one(path: Path, trust: str) -> None:
    names = computed(path, trust)
    behind_the_page = answer(names["data"], names["asked"])
    pd.testing.assert_frame_equal(names["change"].table(), behind_the_page.change.table())
    pd.testing.assert_frame_equal(names["outcomes"], behind_the_page.outcomes)
