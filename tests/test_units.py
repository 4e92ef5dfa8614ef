"""Figures in words: every unit of the register, and nothing that a reader would stumble over."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nhs_culture.errors import DataError
from nhs_culture.register import read_register
from nhs_culture.units import UNITS, unit

every_unit = pytest.mark.parametrize("code", UNITS)
numbers = st.floats(-1e12, 1e12) | st.sampled_from(
    [float("nan"), float("inf"), float("-inf"), 0.0, -0.0, 1e-12, 0.000977, 0.999, 999.96e6]
)
RAW = re.compile(r"nan|inf\b|\de[+-]?\d|(?<![\w])-\d", re.IGNORECASE)


def test_every_unit_of_the_register_is_known() -> None:
    register = read_register()
    used = {*register.measures["unit"], *register.claims["unit"]}
    assert used <= set(UNITS)


def test_an_unknown_unit_is_named_with_those_that_there_are() -> None:
    with pytest.raises(DataError, match=r"'percents'; expected one of percent, "):
        unit("percents")


@every_unit
@given(figure=numbers)
def test_no_figure_is_printed_raw(code: str, figure: float) -> None:
    one = unit(code)
    for told in (one.value(figure), one.exact(figure), one.size(figure), one.change(figure)):
        assert told
        assert not RAW.search(told)


@every_unit
@given(bounds=st.tuples(numbers, numbers))
def test_no_interval_is_printed_raw(code: str, bounds: tuple[float, float]) -> None:
    assert not RAW.search(unit(code).interval(*bounds))


@every_unit
@given(figure=st.floats(-1e9, 1e9))
def test_an_axis_is_labelled_without_exponents(code: str, figure: float) -> None:
    label = unit(code).tick(round(figure, 2))
    assert not RAW.search(label)


@pytest.mark.parametrize(
    ("code", "figure", "told"),
    [
        ("percent", 45.2, "45.2%"),
        ("percent", -0.4, "−0.4%"),
        ("score_0_10", 7.478, "7.48"),
        ("FTE", 2879.4, "2,879 FTE"),
        ("GBP", 4_480_000, "£4.5m"),
        ("GBP", 950, "£950"),
        ("GBP", 999_960_000, "£1.00bn"),
        ("rank", 3, "3rd"),
        ("months", 1, "1 month"),
        ("percent", float("nan"), "not published"),
    ],
)
def test_a_figure_is_said_in_its_unit(code: str, figure: float, told: str) -> None:
    assert unit(code).value(figure) == told


@pytest.mark.parametrize(
    ("code", "lower", "upper", "told"),
    [
        ("percent", -0.2, 0.94, "−0.20 to +0.94 percentage points"),
        ("percent", 0.01, 21.5, "0.0 to +21.5 percentage points"),
        ("score_0_10", -0.12, 0.3, "−0.12 to +0.30"),
        ("GBP", -2e6, 3e9, "−£2.0m to +£3.00bn"),
        ("percent", 1.2, float("inf"), "+1.2 percentage points or more"),
        ("percent", float("-inf"), float("inf"), "not known"),
    ],
)
def test_an_interval_says_its_unit_once(code: str, lower: float, upper: float, told: str) -> None:
    assert unit(code).interval(lower, upper) == told


SOURCE = Path(__file__).parents[1] / "src"
CODES = {"percent", "percentage_points", "score_0_10", "score_1_5", "GBP", "FTE", "WTE"}
"""Codes that are not also a word for something else, such as a column or a kind of claim."""


def _named(path: Path) -> list[str]:
    """Return the texts of a module that name a unit, its docstrings and exports left out."""
    tree = ast.parse(path.read_text())
    left_out = [node for node in ast.walk(tree) if isinstance(node, ast.Expr | ast.List)]
    skipped = {id(part) for node in left_out for part in ast.iter_child_nodes(node)}
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if id(node) not in skipped
    ]
    given = [
        node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg == "unit"
        if isinstance(node.value, ast.Constant) and node.value.value in UNITS
    ]
    return [*given, *(t for t in texts if t in CODES or t.endswith(("£", " percentage points")))]


def test_units_are_named_nowhere_else() -> None:
    modules = (path for path in SOURCE.rglob("*.py") if path.name != "units.py")
    assert {f"{path.stem}: {text}" for path in modules for text in _named(path)} == set()
