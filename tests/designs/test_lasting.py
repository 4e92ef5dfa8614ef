import numpy as np
import pandas as pd
import pytest

from nhs_culture.designs.lasting import LATEST, NEXT, lasting
from nhs_culture.designs.peer_change import peer_change


@pytest.fixture(scope="module")
def wigan(acute):
    return lasting(acute, "RRF", "2012", "2015")


def test_wigans_rise_was_largely_there_four_years_later_and_is_not_now(wigan):
    following, latest = wigan.stretches
    assert (following.name, following.first, following.last) == (NEXT, "2016", "2019")
    assert (latest.name, latest.first, latest.last) == (LATEST, "2024", "2024")
    assert following.change.estimate == pytest.approx(10.9, abs=0.1)
    assert following.change.p_value > 0.05
    assert latest.change.estimate == pytest.approx(0.9, abs=0.1)
    assert latest.change.interval[0] < -10 < 10 < latest.change.interval[1]


def test_wigan_was_71st_of_122_in_2024(acute):
    places = acute.loc["2024"].rank(ascending=False)
    assert (places["RRF"], places.notna().sum()) == (71, 122)


def test_a_stretch_is_the_primary_design_with_later_periods_after(wigan, acute):
    following = wigan.stretches[0]
    both = pd.concat([acute.loc["2008":"2011"], acute.loc["2016":"2019"]])
    # the same trusts: those with every figure in the window too
    whole = acute.loc["2008":"2019"].dropna(how="all").dropna(axis=1).columns
    both.index = [*map(str, range(2008, 2016))]
    primary = peer_change(both[whole], "RRF", "2012")
    assert following.change.n_peers == primary.n_peers
    # medians of the window are over trusts that merged since as well: they move by little
    assert following.change.estimate == pytest.approx(primary.estimate, abs=0.3)


def test_what_stays_moves_every_stretch_and_what_goes_only_the_window(wigan, acute):
    stays, goes = acute.copy(), acute.copy()
    stays.loc["2012":, "RRF"] += 20
    goes.loc["2012":"2015", "RRF"] += 20
    stayed = lasting(stays, "RRF", "2012", "2015").stretches
    for before, after in zip(wigan.stretches, stayed, strict=True):
        assert after.change.estimate == pytest.approx(before.change.estimate + 20, abs=0.3)
        assert after.since_window.estimate == pytest.approx(before.since_window.estimate, abs=0.3)
    went = lasting(goes, "RRF", "2012", "2015").stretches
    for before, after in zip(wigan.stretches, went, strict=True):
        assert after.change.estimate == pytest.approx(before.change.estimate, abs=0.3)
        assert after.since_window.estimate == pytest.approx(
            before.since_window.estimate - 20, abs=0.3
        )
        assert after.left < before.left


def test_the_next_stretch_is_as_long_as_the_window_after(acute):
    following = lasting(acute, "RRF", "2016", "2018").stretches[0]
    assert (following.first, following.last, following.n_periods) == ("2019", "2021", 3)


def test_of_months_the_latest_year_is_looked_at(sickness):
    found = lasting(sickness, "RP1", "2016-01", "2016-06").stretches
    assert (found[0].first, found[0].last) == ("2016-07", "2016-12")
    assert (found[1].first, found[1].last) == ("2018-01", "2018-12")


def test_where_nothing_came_later_nothing_is_said(acute, points):
    found = lasting(acute.loc[:"2015"], "RRF", "2012", "2015")
    assert found.stretches == ()
    assert found.sentence("Wigan", points) == "No later figure of Wigan can be compared."
    without = acute.copy()
    without.loc["2016":, "RRF"] = np.nan
    assert lasting(without, "RRF", "2012", "2015").stretches == ()


def test_where_too_few_peers_are_left_nothing_is_said(acute):
    few = acute.copy()
    few.loc["2016":, few.columns.difference(["RRF", *few.columns[:6]])] = np.nan
    assert lasting(few, "RRF", "2012", "2015").stretches == ()


def test_table_and_sentence_tell_the_same(wigan, points):
    table = wigan.table().set_index("stretch")
    assert table.loc["latest", "estimate"] == wigan.stretches[1].change.estimate
    text = wigan.sentence("Wigan", points)
    assert "In 2016 to 2019 Wigan stood +10.8" in text or "stood +10.9" in text
    assert "In 2024 Wigan stood +0.9" in text
