"""The smallest detectable change keeps its promise on real panels."""

import numpy as np
import pytest

from nhs_culture.designs.peer_change import peer_change
from nhs_culture.designs.smallest_detectable import smallest_detectable
from nhs_culture.errors import DesignError


def share_seen(panel, start, shift):
    """Return how often the test sees a change of ``shift(unit)`` added to each trust."""
    seen = []
    for unit in panel:
        moved = panel.copy()
        moved.loc[moved.index >= start, unit] += shift(unit)
        seen.append(peer_change(moved, unit, start).p_value <= 0.05)
    return np.mean(seen)


@pytest.mark.parametrize("power", [0.5, 0.8])
def test_every_trust_moved_by_its_own_smallest_change_is_seen_as_often_as_promised(sickness, power):
    def smallest(unit):
        return smallest_detectable(sickness, unit, "2017-01", power=power)

    # 60 trusts, and the larger of the changes up and down: never less often, a little more.
    assert power - 0.05 <= share_seen(sickness, "2017-01", smallest) <= power + 0.15


def test_it_does_not_depend_on_what_the_treated_trust_did(recommend):
    moved = recommend.copy()
    moved.loc["2016":, "RP1"] += 20
    first = smallest_detectable(recommend, "RP1", "2016")
    assert smallest_detectable(moved, "RP1", "2016") == pytest.approx(first)


def test_it_grows_with_power_and_with_the_strictness_of_the_test(recommend):
    usual = smallest_detectable(recommend, "RP1", "2016")
    assert smallest_detectable(recommend, "RP1", "2016", power=0.9) > usual
    assert smallest_detectable(recommend, "RP1", "2016", power=0.5) < usual
    assert smallest_detectable(recommend, "RP1", "2016", level=0.1) < usual


def test_it_is_in_the_unit_of_the_measure(recommend):
    usual = smallest_detectable(recommend, "RP1", "2016")
    assert smallest_detectable(recommend / 10, "RP1", "2016") == pytest.approx(usual / 10)
    assert 5 < usual < 30  # percentage points: the panel spans about 30 to 80


def test_too_few_peers_see_nothing(recommend):
    few = recommend.drop(columns="RP1").iloc[:, :18].assign(RP1=recommend["RP1"])
    with pytest.raises(
        DesignError, match=r"with 18 peers p cannot reach 0.05; expected 19 or more"
    ):
        smallest_detectable(few, "RP1", "2016")


@pytest.mark.parametrize("name", ["power", "level"])
def test_shares_lie_between_nought_and_one(recommend, name):
    with pytest.raises(DesignError, match=f"{name} is 80; expected a fraction"):
        smallest_detectable(recommend, "RP1", "2016", **{name: 80})
