import itertools
from math import inf

import numpy as np
import pytest
from scipy.stats import binom

from nhs_culture.errors import DesignError
from nhs_culture.metrics.likelihood import (
    plausible_counts,
    plausible_interval,
    quotient_interval,
    relative_likelihood,
)
from nhs_culture.metrics.proportions import Interval


def test_kent_and_medway_2020_shows_how_little_twenty_six_people_say():
    result = relative_likelihood(9, 750, 17, 2429)
    assert round(result.ratio, 1) == 1.7
    lower, upper = result.interval
    assert lower < 1
    assert upper > 3
    assert result.sentence().startswith("9 of 750 against 17 of 2,429: 1.71 times as likely")
    assert result.table().loc[0, "percent_a"] == pytest.approx(1.2)


def test_interval_turns_round_with_its_groups():
    forward = relative_likelihood(9, 750, 17, 2429).interval
    back = relative_likelihood(17, 2429, 9, 750).interval
    assert forward.lower == pytest.approx(1 / back.upper)
    assert forward.upper == pytest.approx(1 / back.lower)


def test_no_event_in_one_group_leaves_one_end_open():
    none_in_a = relative_likelihood(0, 300, 5, 1500)
    assert none_in_a.ratio == none_in_a.interval.lower == 0
    assert 0 < none_in_a.interval.upper < inf
    none_in_b = relative_likelihood(5, 300, 0, 1500)
    assert none_in_b.ratio == none_in_b.interval.upper == inf
    assert 1 < none_in_b.interval.lower < inf
    assert "no ratio can be given" in none_in_b.sentence()


def test_everyone_in_both_groups():
    lower, upper = relative_likelihood(34, 34, 40, 40).interval
    assert 0.8 < lower < 1 < upper < 1.2


@pytest.mark.parametrize("true_ratio", [1, 2])
def test_interval_covers_with_single_digit_counts(true_ratio):
    n_a, n_b, share = 300, 1200, 0.005
    events_a, events_b = np.arange(12), np.arange(20)
    probability = np.outer(
        binom.pmf(events_a, n_a, share * true_ratio), binom.pmf(events_b, n_b, share)
    )
    covered = 0.0
    for a, b in itertools.product(events_a, events_b):
        if a == b == 0:
            continue
        lower, upper = relative_likelihood(int(a), n_a, int(b), n_b).interval
        covered += probability[a, b] * (lower <= true_ratio <= upper)
    assert 0.93 < covered / (1 - probability[0, 0]) < 0.98


@pytest.mark.parametrize(
    ("ratio", "total_a", "total_b", "known"),
    [
        (9.5, (195, 204), (950, 957), {"events": 9}),
        (1.7, (64, 69), (205, 212), {"events_a": 9, "events_b": 17}),
        (0.3, (50, 54), (40, 43), {"events": (5, 9)}),
        (1.0, (12, 14), (12, 16), {"events": (20, 24)}),
    ],
)
def test_plausible_interval_is_the_union_over_every_combination(ratio, total_a, total_b, known):
    def within(name, number):
        low, high = (known[name],) * 2 if isinstance(known.get(name), int) else known[name]
        return low <= number <= high

    lowest, highest = inf, 0.0
    for n_a, n_b in itertools.product(
        range(total_a[0], total_a[1] + 1), range(total_b[0], total_b[1] + 1)
    ):
        for a, b in itertools.product(range(1, min(n_a, 24) + 1), range(1, min(n_b, 24) + 1)):
            fits = all(
                within(name, number)
                for name, number in (("events", a + b), ("events_a", a), ("events_b", b))
                if name in known
            )
            if fits and abs((a / n_a) / (b / n_b) - ratio) <= 0.05 + 1e-9:
                lower, upper = relative_likelihood(a, n_a, b, n_b).interval
                lowest, highest = min(lowest, lower), max(highest, upper)
    plausible = plausible_interval(ratio, total_a, total_b, **known)
    assert plausible == pytest.approx((lowest, highest))


def test_royal_papworth_2016_17_says_little():
    lower, upper = plausible_interval(9.5, (200, 500), (1200, 1800), events=9)
    # the 2.4 of the year before lies within, and so does 38
    assert lower < 2.4
    assert upper > 38


def test_every_combination_prints_as_the_ratio():
    counts = plausible_counts(9.5, (200, 500), (1200, 1800), events=9)
    ratios = (counts.events_a / counts.total_a) / (counts.events_b / counts.total_b)
    assert ((ratios - 9.5).abs() <= 0.05 + 1e-9).all()
    assert (counts.events_a + counts.events_b == 9).all()


def test_more_decimals_leave_fewer_combinations():
    loose = plausible_interval(1.7, (700, 800), (2200, 2600), events=(10, 30))
    tight = plausible_interval(1.70, (700, 800), (2200, 2600), events=(10, 30), decimals=2)
    assert loose.lower <= tight.lower <= tight.upper <= loose.upper


@pytest.mark.parametrize(
    ("arguments", "known", "says"),
    [
        ((9.5, (200, 210), (200, 210)), {"events": 3}, "no counts"),
        ((0, (200, 210), (200, 210)), {"events": 3}, "ratio is 0"),
        ((2, (200, 210), (200, 210)), {}, "give events"),
        ((2, (200, 210), (200, 210)), {"events_a": 3}, "give events"),
        ((2, (210, 200), (200, 210)), {"events": 3}, "total_a"),
        ((2, (200, 210), (0, 210)), {"events": 3}, "total_b"),
        ((2, (1, 90000), (1, 90000)), {"events": (2, 90)}, "narrow"),
        ((2, (1, 90000), (1, 90000)), {"events": (2, 90000)}, "narrow"),
    ],
)
def test_what_cannot_be_listed_is_refused(arguments, known, says):
    with pytest.raises(DesignError, match=says):
        plausible_interval(*arguments, **known)


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ((0, 300, 0, 1500), "no events"),
        ((-1, 300, 4, 1500), "events_a is -1"),
        ((301, 300, 4, 1500), "events_a is 301; expected a whole number from 0 to 300"),
        ((3, 300, 4, 0), "total_b is 0"),
        ((2.5, 300, 4, 1500), "events_a is 2.5; expected a whole number"),
        (("3", 300, 4, 1500), "events_a is '3'"),
    ],
)
def test_impossible_counts_are_refused(counts, says):
    with pytest.raises(DesignError, match=says):
        relative_likelihood(*counts)


def test_a_quotient_of_two_ratios_holds_their_quotient_and_grows_with_their_intervals():
    exact, wide = Interval(2.0, 2.0), Interval(1.0, 4.0)

    assert quotient_interval(1.0, Interval(1.0, 1.0), 2.0, exact) == pytest.approx((0.5, 0.5))
    # on the log scale half-widths of log 2 on both sides add as the legs of a right angle
    reach = 2 ** (2**0.5)
    assert quotient_interval(2.0, wide, 2.0, wide) == pytest.approx((1 / reach, reach))


def test_a_quotient_of_a_ratio_that_may_be_nothing_is_refused():
    with pytest.raises(DesignError, match="earlier"):
        quotient_interval(1.0, Interval(0.5, 2.0), 2.0, Interval(0.0, 4.0))
