"""The screen on the real panels."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nhs_culture import open_data
from nhs_culture.designs.every_unit import every_unit
from nhs_culture.pages import turnarounds as page
from nhs_culture.studies.compared import comparable
from nhs_culture.studies.horizon import around, every_period
from nhs_culture.studies.turnarounds import long_measures, screen, survival

DATA = open_data()


@pytest.fixture(scope="module")
def over():
    return screen(DATA)


def test_long_series_with_a_direction_are_looked_at(over) -> None:
    assert {"recommend_work", "sickness_absence", "shmi", "senior_managers_act"} <= set(
        over.measures
    )
    assert not {"staff_fte", "children_in_care", "shmi_release", "engagement"} & set(over.measures)
    assert over.measures == long_measures(DATA)


def test_a_change_is_that_of_the_primary_design(over) -> None:
    rows = over.changes.query("measure == 'recommend_work' and date == '2012'")
    kind = DATA.register.trust("RRF")["benchmark_group"]
    trusts = DATA.register.trusts
    of_kind = trusts.loc[trusts["benchmark_group"] == kind, "org_code"]
    table = every_period(DATA, "recommend_work")
    table = table[[code for code in table if code in set(of_kind)]]
    window = around(table, "2012", "survey")
    alone = every_unit(comparable(DATA.register, table, "recommend_work", window), "2012")
    own = rows.set_index("org_code").loc["RRF"]
    assert own["estimate"] == pytest.approx(alone.loc["RRF", "estimate"])
    assert own["p_value"] == pytest.approx(alone.loc["RRF", "p_value"])


def test_the_middle_half_of_each_measure_is_that_of_a_normal(over) -> None:
    for _, z in over.changes.groupby("measure")["z"]:
        assert z.quantile(0.75) - z.quantile(0.25) == pytest.approx(1.349, abs=0.001)


def test_false_finds_are_held_over_the_whole_screen(over) -> None:
    assert (over.changes["q"] >= over.changes["p_screen"] - 1e-12).all()
    assert over.found == (over.changes["q"] <= 0.05).sum()


def test_dates_of_one_window_are_one_candidate(over) -> None:
    for _, rows in over.episodes.groupby(["measure", "org_code", np.sign(over.episodes["z"])]):
        dates = rows.sort_values("date")
        assert (dates["date"].to_numpy()[1:] > dates["last"].to_numpy()[:-1]).all()


def test_wigan_is_noted_and_is_not_alone(over) -> None:
    own = over.episodes.query("org_code == 'RRF' and measure == 'recommend_work'")
    assert own["direction"].tolist() == [1]
    assert own["claims"].iloc[0] > 0
    like_it = over.unwritten()
    assert (like_it["claims"] == 0).all()
    assert not set(like_it["org_code"]) & set(DATA.register.studied)


def test_survival_agrees_with_a_table_worked_by_hand() -> None:
    """Remission under 6-MP, weeks (Freireich 1963; printed by Cox and Oakes 1984)."""
    times = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    gone = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    curve = survival(pd.DataFrame({"years": times, "faded": [bool(one) for one in gone]}))
    printed = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    assert curve.loc[list(printed), "left"].to_dict() == pytest.approx(printed, abs=0.0005)
    assert curve.loc[[6, 10], "at_risk"].tolist() == [21, 15]


def test_the_page_says_what_the_screen_found(over) -> None:
    shown = page.headline(over)
    assert f"{over.counts.found:,} of {over.counts.tests:,} changes" in shown.sentence
    assert "candidates and no causes" in shown.context
    assert len(page.candidates(over).data) == len(over.episodes)
    assert page.measures(over).data["looks"].sum() == len(over.changes)
    gone = 100 * (1 - survival(over.episodes).loc[:3, "left"].iloc[-1])
    assert f"{gone:.1f}% after three years" in page.faded(over).text
