"""Figures as they are typed by somebody who has read them."""

from __future__ import annotations

import pytest

from nhs_culture.claims.typed import typed
from nhs_culture.errors import DataError


@pytest.mark.parametrize(
    ("text", "value", "kind", "precision", "step"),
    [
        ("52@2016", 52, "level", "rounded", 1),
        ("52.0 %@ 2016", 52, "level", "rounded", 0.1),
        ("about 8.7%@2018", 8.7, "level", "about", 0.1),
        ("more than half@2019", 50, "level", "more_than", None),
        ("a third@2019", 100 / 3, "level", "about", None),
        ("third@2015", 3, "rank", "rounded", None),
        ("3rd of 160@2015", 3, "rank", "exact", None),
        ("bottom 20%@2011", 20, "threshold", "at_most", None),
        ("Top fifth@2011", 20, "threshold", "at_most", None),
        ("in the bottom 20 per cent of trusts@2011", 20, "threshold", "at_most", None),
        ("1.2 times@2019", 1.2, "level", "rounded", 0.1),
        ("four in five@2015", 80, "level", "about", None),
        ("nearly 9 out of 10@2015", 90, "level", "almost", None),
        ("3.85/5@2016", 3.85, "level", "rounded", 0.01),
        ("3rd in England@2015", 3, "rank", "exact", None),
        ("worst in England@2019", 1, "first", "exact", None),
        ("at least 1,250@2017", 1250, "level", "at_least", 1),
    ],
)
def test_what_is_read_is_what_was_meant(
    text: str, value: float, kind: str, precision: str, step: float | None
) -> None:
    found = typed(text, "survey")
    assert (found.value, found.kind, found.precision) == (pytest.approx(value), kind, precision)
    assert found.step == (None if step is None else pytest.approx(step))


def test_the_number_of_those_ranked_is_kept() -> None:
    assert typed("3rd of 160@2015", "survey").rank_of == 160
    assert typed("bottom fifth@2011", "survey").end == "bottom"


def test_periods_are_of_the_measure() -> None:
    assert typed("12@2022-23", "financial_year").period == "2022/23"
    assert typed("4.1@2019-03", "month").period == "2019-03"
    assert typed("4.9@2016-17", "month").frequency == "financial_year"
    with pytest.raises(DataError, match=r"for a year to March, 4\.9@2018/19"):
        typed("4.9@2016", "month")
    with pytest.raises(DataError, match="Places are of a month, such as 3rd@2019-03"):
        typed("3rd@2016/17", "month")


@pytest.mark.parametrize("text", ["6,3", "8,7%", "1,23,456", "0,375", "about 15,7%"])
def test_a_decimal_comma_is_never_dropped(text: str) -> None:
    with pytest.raises(DataError, match=r"\d+: write \d"):
        typed(f"{text}@2019", "survey")
    assert typed("4,352@2019", "survey").value == 4352


def test_a_change_is_asked_for_by_its_two_ends() -> None:
    with pytest.raises(DataError, match="--from 52@2016 --to 63@2019"):
        typed("rose by 11 points@2019", "survey")


@pytest.mark.parametrize("wrong", ["52", "@2016", "52@", "much@2016", "52@last", "52@2016-03", ""])
def test_what_is_not_understood_is_answered_with_examples(wrong: str) -> None:
    with pytest.raises(DataError, match="52@20"):
        typed(wrong, "survey")
