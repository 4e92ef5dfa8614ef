"""Who is compared with whom, and that what is counted, drawn and tested is one thing."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from nhs_culture import open_data, periods
from nhs_culture.designs import Refused, attempt
from nhs_culture.designs.peer_change import PeerChange, peer_change
from nhs_culture.exhibits.chart import Chart
from nhs_culture.pages import evidence
from nhs_culture.pages.words import as_far_in_words, words_of
from nhs_culture.register import read_register
from nhs_culture.studies import answer, question
from nhs_culture.studies.compared import comparable, compared, left_out
from nhs_culture.units import unit
from nhs_culture.verdicts.changes import PEERS_FOR_A_TEST, change_verdict
from nhs_culture.verdicts.labels import NOT_IDENTIFIABLE

TESTED = ("recommend_work", "sickness_absence", "staff_fte")

DATA = open_data()


def planned() -> list[tuple[str, str]]:
    plan = read_register().analysis_plan
    own = plan[(plan["org_code"] != "ENG") & (plan["design"] == "peer change")]
    return list(own[["org_code", "measure"]].itertuples(index=False, name=None))


@pytest.fixture(scope="module")
def every_change() -> list[tuple[str, PeerChange]]:
    """What the plan asks of every trust with the primary design, with the unit of the measure."""
    groups = read_register().trusts.groupby("benchmark_group")["org_code"]
    found = []
    for measure in TESTED:
        asked, everyone = question(DATA, "RYR", measure), DATA.wide(measure)
        for _, codes in groups:
            panel = comparable(
                DATA.register, everyone[everyone.columns.intersection(codes)], measure, asked.window
            )
            results = [attempt(peer_change, panel, code, asked.first_after) for code in panel]
            found += [(asked.unit, one) for one in results if isinstance(one, PeerChange)]
    return found


def test_a_sector_of_a_trust_is_nobodys_peer() -> None:
    asked = question(DATA, "RP1", "recommend_work")
    assert "R1F3" not in answer(DATA, asked).group
    chosen = answer(DATA, replace(asked, peers="R1F3,RHA,RT1,RV9,RWK"))
    assert "R1F3" not in chosen.outcomes
    assert chosen.left_out["R1F3"] == "part of a trust"
    assert "R1F3" in compared(DATA, question(DATA, "R1F3", "recommend_work"))


@pytest.mark.parametrize(("trust", "measure"), planned())
def test_no_peer_has_a_merger_or_a_transfer_of_its_own_in_the_window(
    trust: str, measure: str
) -> None:
    asked = answer(DATA, question(DATA, trust, measure))
    if asked.own.empty:
        pytest.skip("no figure of this trust")
    window = asked.question.window
    first, last = (periods.bounds(window[i], asked.question.frequency)[i] for i in (0, -1))
    breaks = read_register().breaks
    days = pd.to_datetime(breaks["date"])
    bears = breaks["measures"].str.split(";").map(lambda names: bool({"all", measure} & {*names}))
    own = breaks[bears & (days > first) & (days <= last)]
    assert not set(own["org_code"]) & set(asked.outcomes.columns.drop(trust))
    assert set(asked.outcomes) | set(asked.left_out) == set(asked.group)


def test_a_trust_with_a_transfer_of_its_own_keeps_its_panel_and_gets_no_verdict() -> None:
    asked = answer(DATA, question(DATA, "REN", "recommend_work"))
    assert "REN" in asked.outcomes
    assert "Blood cancer services" in asked.coincident["what"].iloc[0]
    assert asked.verdict.label == NOT_IDENTIFIABLE


def test_a_transfer_in_stages_counts_as_a_step_of_the_trust_itself() -> None:
    months = periods.span("2012-01", "2015-12", "month")
    staff = DATA.wide("staff_fte").reindex(months).dropna(axis=1)
    steady = staff.drop(columns=[*left_out(DATA.register, staff, "staff_fte")])
    stages = pd.Series(1.0, months)
    stages["2014-01":"2014-04"] = 1.19**0.25
    grown = steady.assign(**{steady.columns[0]: steady.iloc[:, 0] * stages.cumprod()})
    assert set(left_out(DATA.register, grown, "staff_fte")) == {steady.columns[0]}


def test_staff_are_compared_as_growth() -> None:
    asked = answer(DATA, question(DATA, "RP1", "staff_fte"))
    staff, logs = asked.own.reindex(asked.question.window), asked.outcomes["RP1"]
    assert logs.diff().to_numpy() == pytest.approx(100 * np.log(staff).diff(), nan_ok=True)


def test_a_panel_is_the_same_whoever_of_it_is_asked_about() -> None:
    asked = question(DATA, "RA7", "sickness_absence")
    panel = compared(DATA, asked)
    others = comparable(DATA.register, answer(DATA, asked).group, asked.measure, asked.window)
    pd.testing.assert_frame_equal(panel, others)


def test_counts_ranks_and_p_agree_at_every_trust(
    every_change: list[tuple[str, PeerChange]],
) -> None:
    assert len(every_change) > 350
    for code, change in every_change:
        peers, own = change.peers, change.statistic
        assert change.p_value == (1 + change.as_far) / (1 + change.n_peers)
        assert change.n_peers == len(peers)
        assert change.as_far == (peers["statistic"].abs() >= abs(own)).sum()
        assert change.as_far == (peers["on_its_scale"].abs() >= abs(change.estimate)).sum()
        assert change.rank == 1 + (peers["statistic"] > own).sum()
        if change.interval:
            assert (change.interval[0] <= 0 <= change.interval[1]) == (change.p_value > 0.05)
        count = as_far_in_words("the trust", change).split()[0]
        assert int({"None": 0, "All": change.n_peers}.get(count, count)) == change.as_far
        told = f"{change.as_far} of {change.n_peers} peers moved as far"
        assert told in change.sentence("it", unit(code))
        if change.n_peers >= PEERS_FOR_A_TEST:
            assert told in change_verdict(change).reason


@pytest.mark.parametrize(("trust", "measure"), planned())
def test_title_alternative_text_data_and_p_of_the_chart_agree(trust: str, measure: str) -> None:
    asked = answer(DATA, question(DATA, trust, measure))
    chart = evidence.placebos(asked)
    if not isinstance(chart, Chart):
        assert isinstance(asked.change, Refused)
        return
    as_far, n = asked.change.as_far, asked.change.n_peers
    assert chart.title.startswith(as_far_in_words(words_of(asked)[0], asked.change))
    told = re.search(r"(\d+) of (\d+) peers moved by at least as much", chart.alt)
    assert told
    assert (int(told[1]), int(told[2])) == (as_far, n)
    drawn = chart.data.set_index("org_code")["estimate"]
    assert (drawn.drop(trust).abs() >= abs(drawn[trust])).sum() == as_far
    assert chart.data.set_index("org_code")["rank"][trust] == asked.change.rank
    assert f"p = {(1 + as_far) / (1 + n):.2g}" in chart.alt


def test_the_peers_of_a_council_are_the_councils_of_its_class() -> None:
    asked = question(DATA, "E08000010", "smoking_adults", intervention="2014", window="3,3")
    councils = DATA.register.councils
    alike = councils[councils["benchmark_group"] == "Metropolitan district"]
    assert set(compared(DATA, asked)) <= set(alike["org_code"])
    found = answer(DATA, asked)
    assert found.change.n_peers > PEERS_FOR_A_TEST
    assert found.verdict.rule == "among the peers"
    asked = question(DATA, "E08000010", "children_in_care", intervention="2014", window="3,3")
    assert answer(DATA, asked).verdict.rule == "not calibrated"  # too often of small councils
