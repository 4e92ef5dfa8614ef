import numpy as np
import pandas as pd
import pytest

from nhs_culture.designs.peer_change import peer_change
from nhs_culture.errors import DesignError
from nhs_culture.units import unit
from nhs_culture.verdicts.equivalence import Equivalence, equivalence


def outcome(interval, excluded=(-0.42, 0.42), margin=0.3):
    return Equivalence(
        margin=margin,
        interval=interval,
        excluded_above=excluded[1],
        excluded_below=excluded[0],
    )


def test_a_short_interval_around_nothing_rules_out_what_would_matter():
    assert outcome((-0.29, 0.29)).equivalent
    assert not outcome((-0.29, 0.31)).equivalent
    assert not outcome((-0.3, 0.1)).equivalent


def test_it_may_rule_out_what_would_matter_though_something_small_moved():
    assert outcome((0.05, 0.2)).equivalent


def test_what_is_excluded_either_way_is_the_longer_side():
    assert outcome((-0.3, 0.3), excluded=(-0.41, 0.42)).excluded == 0.42
    assert outcome((-0.3, 0.3), excluded=(-0.5, 0.2)).excluded == 0.5


def test_with_few_peers_nothing_is_ruled_out():
    few = Equivalence(margin=1, interval=None, excluded_above=None, excluded_below=None)
    assert not few.equivalent
    assert few.excluded is None


def panel_of_noise(units):
    generator = np.random.default_rng(8)
    names = [f"R{i:02d}" for i in range(units)]
    return pd.DataFrame(generator.normal(size=(20, units)), range(2000, 2020), names)


def test_the_intervals_are_those_of_the_permutation():
    change = peer_change(panel_of_noise(60), "R00", 2010)
    found = equivalence(change, 5)
    assert found.interval == change.bounds(0.1)
    assert (found.excluded_below, found.excluded_above) == change.interval
    assert found.equivalent
    assert not equivalence(change, 0.01).equivalent


def test_a_change_of_the_margin_is_taken_for_none_one_time_in_twenty():
    panel = panel_of_noise(120)
    taken = []
    for name in panel:
        moved = panel.copy()
        moved.loc[2010:, name] += 0.9
        taken.append(equivalence(peer_change(moved, name, 2010), 0.9).equivalent)
    assert np.mean(taken) < 0.08


def test_nine_to_eighteen_peers_give_the_shorter_interval_alone():
    found = equivalence(peer_change(panel_of_noise(15), "R00", 2010), 5)
    assert found.interval is not None
    assert found.excluded is None


@pytest.mark.parametrize("margin", [0, -1, float("nan")])
def test_a_margin_is_a_size(margin):
    with pytest.raises(DesignError, match="margin"):
        equivalence(peer_change(panel_of_noise(15), "R00", 2010), margin)


def test_a_margin_that_no_trust_could_reach_is_no_finding_about_this_one():
    wide, narrow = outcome((-0.4, 0.3)), outcome((-0.4, 0.1))
    assert (wide.least, wide.within_reach) == (pytest.approx(0.35), False)
    assert (narrow.least, narrow.within_reach) == (pytest.approx(0.25), True)
    assert "could not have been" in wide.sentence(unit("percent"))
    assert "0.35" in wide.sentence(unit("percent"))
    assert "could not have been" not in narrow.sentence(unit("percent"))


def test_what_could_be_ruled_out_does_not_depend_on_what_the_trust_did():
    panel = panel_of_noise(60)
    moved = panel.copy()
    moved.loc[2010:, "R00"] += 3
    least = [equivalence(peer_change(one, "R00", 2010), 1).least for one in (panel, moved)]
    assert least[0] == pytest.approx(least[1])
