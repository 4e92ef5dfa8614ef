import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from nhs_culture.designs.every_unit import every_date, windows
from nhs_culture.designs.peer_change import peer_change
from nhs_culture.designs.selection import CHOICE_RULES, given_the_choice, shrunken

RULE = {rule.name: rule for rule in CHOICE_RULES}


@pytest.fixture(scope="module")
def dates(acute):
    """Every acute trust at every date with four years on each side: 1,276 trust-dates."""
    return every_date(windows(acute, 4, 4))


@pytest.fixture(scope="module")
def wigan(dates):
    return {name: given_the_choice(dates, "RRF", "2012", rule) for name, rule in RULE.items()}


def test_among_trusts_chosen_for_rising_many_more_than_5_percent_come_out(wigan):
    # an independent calculation on dates up to 2016 gives 4.5, 30, 17 and 18%
    assert wigan["any"].found == pytest.approx(0.045, abs=0.01)
    assert wigan["largest rises"].found == pytest.approx(0.30, abs=0.05)
    assert wigan["top tenth"].found == pytest.approx(0.17, abs=0.04)
    assert wigan["best date"].found > 0.18


def test_wigans_p_is_larger_the_more_it_was_chosen(wigan, acute):
    primary = peer_change(acute.loc[:"2015"], "RRF", "2012")
    assert wigan["any"].p_value == pytest.approx(primary.p_value, abs=0.005)
    assert wigan["any"].p_value < wigan["top tenth"].p_value < wigan["largest rises"].p_value
    assert wigan["largest rises"].p_value > 0.05
    assert wigan["best date"].p_value > 0.05
    assert wigan["largest rises"].picked


def test_a_trust_that_did_not_rise_was_not_chosen_for_rising(dates):
    lowest = dates.loc["2012"]["rise"].idxmin()
    assert not given_the_choice(dates, lowest, "2012", RULE["largest rises"]).picked
    # but by whoever looks for falls it would have been
    assert given_the_choice(dates, lowest, "2012", RULE["largest rises"], direction=-1).picked


def test_the_case_itself_is_not_among_those_it_is_set_against(dates, wigan):
    everything = wigan["any"]
    assert everything.n_chosen == len(dates) - (dates.index.get_level_values("unit") == "RRF").sum()
    n_dates = len(dates.index.unique("date"))
    without = [d for d in dates.index.unique("date") if "RRF" in largest(dates, d)]
    assert wigan["largest rises"].n_chosen == 5 * n_dates - len(without)


def largest(dates, date):
    return set(dates.loc[date]["rise"].nlargest(5).index)


@given(st.floats(-30, 30), st.floats(0.1, 10))
@settings(max_examples=40)
def test_the_shrunken_estimate_is_the_mean_of_the_change_given_the_estimate(estimate, usual):
    found = shrunken(estimate, usual)

    def weight(change):
        return np.exp(-(((estimate - change) / usual) ** 2) / 2) / (1 + (change / usual) ** 2)

    reach = (min(estimate, 0) - 9 * usual, max(estimate, 0) + 9 * usual)
    whole = quad(weight, *reach, limit=500, points=[0, estimate])[0]
    mean = quad(lambda d: d * weight(d), *reach, limit=500, points=[0, estimate])[0] / whole
    assert found.estimate == pytest.approx(mean, abs=1e-3 * usual)
    inside = quad(weight, *found.interval, limit=500)[0]
    assert inside / whole == pytest.approx(0.95, abs=0.005)


@given(st.floats(0.01, 40), st.floats(0.1, 10))
@settings(max_examples=40)
def test_it_lies_between_nothing_and_the_estimate_and_knows_no_direction(estimate, usual):
    found, mirrored = shrunken(estimate, usual), shrunken(-estimate, usual)
    assert 0 < found.estimate < estimate
    assert mirrored.estimate == pytest.approx(-found.estimate)
    assert mirrored.interval == pytest.approx([-bound for bound in found.interval[::-1]])


def test_large_estimates_are_left_nearly_as_they_are_and_small_ones_are_not():
    assert shrunken(1.0, 1.0).kept < 0.6
    assert shrunken(2.0, 1.0).kept == pytest.approx(0.63, abs=0.03)
    assert shrunken(10.0, 1.0).kept > 0.97
    assert shrunken(0.0, 1.0).kept == 0


@pytest.mark.parametrize("size", [0, 0.5, 1, 1.5, 2])
def test_among_chosen_trusts_it_is_nearer_to_the_change_that_was_added(dates, size):
    """Made-up changes of so many usual moves, added to each real trust in turn at each date."""
    errors, covered = chosen_errors(dates, size)
    raw, shrunk = np.sqrt(np.mean(errors**2, axis=0))
    assert shrunk < raw
    assert np.mean(covered) > 0.9


def chosen_errors(dates, size):
    """Errors of the plain and of the shrunken estimate of the trusts that then rose most."""
    errors, covered = [], []
    for _, table in dates.groupby(level="date"):
        change = size * table["usual"]
        for position, (rise, added) in enumerate(zip(table["rise"], change, strict=True)):
            others = np.delete(table["rise"].to_numpy(), position)
            if rise + added < np.sort(others)[-5]:
                continue
            row = table.iloc[position]
            found = shrunken(row["estimate"] + added, row["usual"])
            errors.append([row["estimate"], found.estimate - added])
            covered.append(found.interval[0] <= added <= found.interval[1])
    return np.array(errors), covered
