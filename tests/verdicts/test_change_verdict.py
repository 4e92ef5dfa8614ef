"""Did it move more than elsewhere? The written rules, and the panels that they were tried on."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nhs_culture.designs import attempt
from nhs_culture.designs.peer_change import peer_change
from nhs_culture.register import read_register
from nhs_culture.verdicts.changes import change_verdict
from nhs_culture.verdicts.multiplicity import holm


@pytest.fixture(scope="module")
def panel():
    """Forty trusts of equal noise over ten years, one of which stands 5 higher from 2015 on."""
    values = np.random.default_rng(1).normal(60, 1, (10, 40))
    values[5:, 0] += 5
    years = [str(year) for year in range(2010, 2020)]
    return pd.DataFrame(values, index=years, columns=[f"R{i:02d}" for i in range(40)])


def test_a_change_beyond_the_peers_is_distinguishable(panel):
    verdict = change_verdict(peer_change(panel, "R00", "2015"), smallest_detectable=1.9)
    assert (verdict.label, verdict.rule) == ("distinguishable from peers", "beyond the peers")
    assert "0 of 39 peers moved as far: permutation p = 0.025" in verdict.reason
    assert "1.9 would be seen 8 times in 10 before any adjustment" in verdict.reason


def test_a_change_among_the_peers_is_not_distinguishable(panel):
    result = peer_change(panel, "R01", "2015")
    assert result.p_value > 0.05
    assert change_verdict(result).label == "not distinguishable"


def test_the_adjusted_p_decides_where_there_is_one(panel):
    result = peer_change(panel, "R00", "2015")
    adjusted = holm([result.p_value, 0.4, 0.6])[0]
    verdict = change_verdict(result, p_adjusted=adjusted)
    assert verdict.label == "not distinguishable"
    assert "p = 0.025, 0.075 adjusted" in verdict.reason


def test_what_cannot_be_told_apart_is_not_identifiable(panel):
    result = peer_change(panel, "R00", "2015")
    merged = change_verdict(result, structural_break="community services joined in April 2015")
    assert (merged.label, merged.rule) == ("not identifiable", "structural break")
    assert "Community services joined in April 2015." in merged.reason
    assert change_verdict(result, calibrated=False).rule == "not calibrated"
    few = change_verdict(peer_change(panel.iloc[:, :19], "R00", "2015"))
    assert (few.label, few.rule) == ("not identifiable", "too few peers")
    enough = change_verdict(peer_change(panel.iloc[:, :20], "R00", "2015"))
    assert enough.label == "distinguishable from peers"
    refused = change_verdict(attempt(peer_change, panel.loc["2013":], "R00", "2015"))
    assert (refused.label, refused.rule) == ("not identifiable", "refused")
    assert "two figures before" in refused.reason


def kept(panel):
    """Whether a panel keeps the promise of 5%: 3-7% in all and, within two errors, by third."""
    thirds = [x for by in ("size", "noise") for x in panel[f"rejected_by_{by}"].values()]
    even = (3 - 2 * x["se"] <= x["percent"] <= 7 + 2 * x["se"] for x in thirds)
    return 3 <= panel["rejected"]["percent"] <= 7 and all(even)


@pytest.fixture(scope="module")
def calibration():
    """The panels of the benchmark, as it left them."""
    written = (Path(__file__).parents[2] / "docs" / "calibration.json").read_text()
    return pd.DataFrame(json.loads(written)["panels"]).assign(
        kept=lambda table: [kept(panel) for _, panel in table.iterrows()]
    )


def test_calibrated_is_what_the_benchmark_measured_on_every_panel(calibration):
    measures = read_register().measures
    calibrated = set(measures.loc[measures["calibrated"] == "yes", "measure"])
    # of three like questions on senior managers two miss, and none of the five is marked
    held_back = {name for name in measures["measure"] if "manager" in name}
    by_measure = calibration.groupby("measure")["kept"].all()
    assert set(by_measure.index[by_measure]) - held_back == calibrated


def test_trusts_with_few_answers_are_found_too_often_unless_among_their_like(calibration):
    senior = calibration[calibration["measure"].str.startswith("senior_managers")]
    alike = senior["panel"].str.contains("within halves by answers")
    assert len(senior[alike]) == len(senior[~alike]) == 3
    few = senior["rejected_by_size"].map(lambda thirds: thirds["low"]["percent"])
    assert few[~alike].round().between(8, 12).all()  # as the page and its notes say
    assert few[alike].max() <= 7
    assert senior.loc[alike, "kept"].all()


def test_the_panels_of_the_planned_questions_were_tried_within_their_groups(calibration):
    within_groups = calibration["panel"].str.contains("within benchmark group")
    within = set(calibration.loc[within_groups, "measure"])
    plan = read_register().analysis_plan
    tested = plan[(plan["design"] == "peer change") & (plan["peers"] == "benchmark group")]
    assert set(tested["measure"]) == within
