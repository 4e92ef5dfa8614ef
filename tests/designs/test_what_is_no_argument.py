"""Arguments of the rarer designs that are none: refused by name, never answered."""

import numpy as np
import pandas as pd
import pytest

from nhs_culture.designs.callaway_santanna import callaway_santanna
from nhs_culture.designs.peer_change import peer_change
from nhs_culture.designs.selection import CHOICE_RULES, given_the_choice, shrunken
from nhs_culture.designs.stacked_programme import Cohort, stacked_programme, year_by_year
from nhs_culture.designs.steps import steps
from nhs_culture.errors import DesignError
from nhs_culture.metrics.seasons import seasonal
from nhs_culture.metrics.spc import xmr
from nhs_culture.verdicts.chance import times_as_likely
from nhs_culture.verdicts.changes import change_verdict
from nhs_culture.verdicts.printed import Claimed, Evidence

PANEL = pd.DataFrame(
    np.random.default_rng(5).normal(50, 2, size=(10, 40)),
    index=[str(year) for year in range(2000, 2010)],
    columns=[f"R{place:02}" for place in range(40)],
)
JOINED = Cohort(name="acute", outcomes=PANEL, members=["R00", "R01", "R02"], intervention="2005")
MONTHS = pd.Series(
    np.random.default_rng(5).normal(size=48), pd.period_range("2010-01", periods=48, freq="M")
)


@pytest.mark.parametrize("draws", [0, 1, -1, "x", 2.5, None, True])
@pytest.mark.parametrize("design", [stacked_programme, year_by_year])
def test_too_few_made_up_programmes_are_refused(design, draws):
    with pytest.raises(DesignError, match="draws"):
        design([JOINED], draws=draws)


def test_a_member_counts_once():
    with pytest.raises(DesignError, match=r"R0\d is a member in 2 cohorts"):
        stacked_programme([JOINED, JOINED], draws=19)


def test_a_group_without_later_figures_has_no_effect():
    gone = PANEL.copy()
    gone.loc["2009", "R00"] = np.nan
    with pytest.raises(DesignError, match="from its joining on"):
        callaway_santanna(gone, {"R00": "2009"})


@pytest.mark.parametrize("wrong", [-1, 1.2, float("nan"), "x"])
def test_an_adjusted_p_value_is_one(wrong):
    with pytest.raises(DesignError, match="p_adjusted"):
        change_verdict(peer_change(PANEL, "R00", "2005"), p_adjusted=wrong)


@pytest.mark.parametrize(
    ("change", "names"),
    [({"direction": 0}, "direction"), ({"direction": 5}, "direction"), ({"hole": True}, "missing")],
)
def test_a_choice_has_a_direction_and_every_p_value(change, names):
    index = pd.MultiIndex.from_product([["A", "B"], ["2005"]], names=["unit", "date"])
    hole = np.nan if change.pop("hole", False) else 0.5
    dates = pd.DataFrame({"rise": [1.0, 2.0], "p_value": [0.2, hole]}, index=index)
    with pytest.raises(DesignError, match=names):
        given_the_choice(dates, "A", "2005", CHOICE_RULES[0], **change)


def test_what_is_too_large_to_compute_with_is_refused():
    with pytest.raises(DesignError, match="usual"):
        shrunken(1e308, 1e308)


@pytest.mark.parametrize(
    "wrong",
    [
        [1.0] * 48,
        MONTHS.set_axis(["x"] * 48),
        MONTHS.iloc[::-1],
        MONTHS.set_axis([MONTHS.index[0]] * 48),
        MONTHS.where(MONTHS.index != MONTHS.index[3], np.inf),
        MONTHS.iloc[:20],
    ],
)
def test_a_season_is_taken_of_months_alone(wrong):
    with pytest.raises(DesignError):
        seasonal(wrong)


@pytest.mark.parametrize("rebase", [3, "3"])
def test_limits_start_again_at_a_list_of_labels(rebase):
    with pytest.raises(DesignError, match="rebase"):
        xmr([1, 2, 3, 1, 2.0, 4, 3, 2, 1, 2, 3, 2], rebase=rebase)


def test_a_period_that_is_none_is_refused():
    index = pd.PeriodIndex([*PANEL.index[:-1], None], freq="Y")
    with pytest.raises(DesignError):
        peer_change(PANEL.set_axis(index), "R00", "2005")


def test_others_that_are_all_alike_tell_nothing():
    near = Evidence(
        value=50.0, unit="percent", source="x", near=True, margin=2.0, others=(50.0,) * 30
    )
    assert times_as_likely(Claimed(value=50, unit="percent"), near) is None


def test_one_that_never_joins_has_no_spread_to_set_a_change_beside():
    members = {unit: "2005" for unit in PANEL if unit != "R00"}
    with pytest.raises(DesignError, match="no group has figures"):
        callaway_santanna(PANEL, members)
    del members["R01"]
    assert callaway_santanna(PANEL, members).simple.error > 0


@pytest.mark.parametrize("order", [slice(None, None, -1), [0, 0, 1, 2]])
def test_steps_are_looked_for_in_periods_that_follow_each_other(order):
    with pytest.raises(DesignError, match=r"out of order|there twice"):
        steps(PANEL.iloc[order])
