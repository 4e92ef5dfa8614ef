"""A label says by itself how long its period is."""

from __future__ import annotations

import itertools

import pytest

from nhs_culture import periods

KINDS = ("month", "half_year", "survey", "year", "financial_year")


def days(label: str, frequency: str) -> list[str]:
    return [day.date().isoformat() for day in periods.bounds(label, frequency)]


@pytest.mark.parametrize(
    ("label", "frequency", "first", "last"),
    [
        ("2012-02", "month", "2012-02-01", "2012-02-29"),
        ("2011-12", "month", "2011-12-01", "2011-12-31"),
        ("2019", "year", "2019-01-01", "2019-12-31"),
        ("2019", "survey", "2019-10-01", "2019-11-30"),
        ("2011/12", "financial_year", "2011-04-01", "2012-03-31"),
        ("1999/00", "financial_year", "1999-04-01", "2000-03-31"),
        ("2011/12-H1", "half_year", "2011-04-01", "2011-09-30"),
        ("2011/12-H2", "half_year", "2011-10-01", "2012-03-31"),
    ],
)
def test_a_period_has_its_days(label: str, frequency: str, first: str, last: str) -> None:
    assert days(label, frequency) == [first, last]
    assert periods.containing(first, frequency) == label
    assert periods.containing(last, frequency) == label


@pytest.mark.parametrize(
    "label", ["2011-12", "2011/12", "2011/12-H1", "2011", "2011/13", "2011-13", "2011/12-H3", ""]
)
def test_no_label_is_of_two_lengths(label: str) -> None:
    fitting = {kind for kind in KINDS if periods.fits(label, kind)}
    assert len(fitting - {"survey"}) <= 1
    numbered = periods.numbered(label)
    assert fitting - {"survey"} == ({numbered[0]} if numbered else set())


@pytest.mark.parametrize("kind", KINDS)
def test_periods_follow_each_other_in_the_order_of_their_labels(kind: str) -> None:
    first = periods.containing("1998-10-15", kind)
    labels = periods.span(first, periods.shift(first, kind, 30), kind)
    assert len(labels) == 31
    assert labels == sorted(labels)
    numbers = [number for _, number in map(periods.numbered, labels)]
    assert numbers == list(range(numbers[0], numbers[0] + 31))
    if kind != "survey":
        ends = [periods.bounds(label, kind) for label in labels]
        gaps = [(later[0] - one[1]).days for one, later in itertools.pairwise(ends)]
        assert gaps == [1] * 30


@pytest.mark.parametrize(
    ("typed", "frequency", "label"),
    [
        ("2022-23", "financial_year", "2022/23"),
        ("2011-12", "financial_year", "2011/12"),
        ("2011-12", "month", "2011-12"),
        ("2012-13-h1", "half_year", "2012/13-H1"),
        ("2022/23", "financial_year", "2022/23"),
        (" 2019 ", "survey", "2019"),
    ],
)
def test_a_financial_year_is_understood_as_it_is_often_typed(
    typed: str, frequency: str, label: str
) -> None:
    assert periods.read(typed, frequency) == label


def test_no_financial_year_reads_as_a_month() -> None:
    for year in range(1995, 2030):
        label = periods.containing(f"{year}-06-01", "financial_year")
        assert periods.in_words(label) == label
        assert not any(word.isalpha() for word in periods.in_words(label).split())
