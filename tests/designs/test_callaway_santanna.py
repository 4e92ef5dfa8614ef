"""Group-time effects; the published numbers are in ``tests/validation``."""

import numpy as np
import pytest

from nhs_culture.designs.callaway_santanna import callaway_santanna
from nhs_culture.errors import DesignError

JOINED = {"RRF": "2012", "RM3": "2013", "RA7": "2013", "REN": "2016"}


@pytest.fixture(scope="module")
def panel(recommend):
    return recommend.loc["2008":"2020"]


def test_a_change_of_the_members_is_found_by_its_size(panel):
    before = callaway_santanna(panel, JOINED)
    moved = panel.copy()
    for code, year in JOINED.items():
        moved.loc[year:, code] += 4
    after = callaway_santanna(moved, JOINED)
    assert after.simple.estimate == pytest.approx(before.simple.estimate + 4)
    assert after.over_time.estimate == pytest.approx(before.over_time.estimate + 4)
    earlier = before.by_time.index < 0
    assert np.allclose(after.by_time[earlier]["estimate"], before.by_time[earlier]["estimate"])


def test_one_group_and_two_periods_are_a_difference_of_differences(panel):
    result = callaway_santanna(panel.loc["2012":"2013"], {"RRF": "2013", "RA7": "2013"})
    change = panel.loc["2013"] - panel.loc["2012"]
    mine = change.index.isin(["RRF", "RA7"])
    expected = change[mine].mean() - change[~mine].mean()
    assert result.simple.estimate == pytest.approx(expected)
    # Welch's error with n instead of n - 1
    parts = [change[side].var(ddof=0) / side.sum() for side in (mine, ~mine)]
    assert result.simple.error == pytest.approx(np.sqrt(sum(parts)))


def test_a_missing_survey_is_stepped_over(panel):
    result = callaway_santanna(panel, JOINED)
    assert "2014" not in set(result.effects["period"])
    assert set(result.effects.query("group == '2013' and since >= 0")["since"]) == {
        *(0, 2, 3, 4, 5, 6, 7)
    }


@pytest.mark.parametrize(("first", "argument"), [({}, "first"), ({"RRF": "1999"}, "first")])
def test_what_allows_no_answer_is_refused(panel, first, argument):
    with pytest.raises(DesignError) as refusal:
        callaway_santanna(panel, first)
    assert refusal.value.argument == argument
