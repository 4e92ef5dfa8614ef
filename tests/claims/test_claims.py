"""The ledger: each claim judged once, by figures that can be looked up."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from copies import PROJECT

from nhs_culture import claims
from nhs_culture.claims import Judged
from nhs_culture.claims.expression import evaluate
from nhs_culture.errors import DataError, RegisterError
from nhs_culture.register import Register, read_register
from nhs_culture.register.schemas import validate


@pytest.fixture(scope="module")
def entries() -> tuple[Judged, ...]:
    return claims.ledger()


@pytest.fixture(scope="module")
def by_id(entries: tuple[Judged, ...]) -> dict[str, Judged]:
    return {entry.claim_id: entry for entry in entries}


def altered(claim_id: str, column: str, value: float) -> Register:
    register = read_register()
    table = register.claims.copy()
    table.loc[table["claim_id"] == claim_id, column] = value
    return replace(register, claims=table)


def judged(claim_id: str, register: Register) -> Judged:
    trust = register.claims.set_index("claim_id").loc[claim_id, "org_code"]
    return next(e for e in claims.ledger(trust, register) if e.claim_id == claim_id)


def test_every_claim_is_judged_once_in_the_order_of_the_register(
    entries: tuple[Judged, ...],
) -> None:
    assert [entry.claim_id for entry in entries] == read_register().claims["claim_id"].tolist()
    assert {entry.verdict for entry in entries} == set(claims.VERDICTS)


def test_every_verdict_has_a_sentence_and_what_is_open_names_its_data(
    entries: tuple[Judged, ...],
) -> None:
    for entry in entries:
        assert re.fullmatch(r"[^a-z].*[^.]\.", entry.reason), entry.claim_id
        if entry.verdict == "not testable":
            assert entry.needed, entry.claim_id
            assert not entry.independent
        if entry.independent:
            assert entry.official, entry.claim_id
            assert entry.sources, entry.claim_id


@pytest.mark.parametrize(
    ("claim", "verdict", "official"),
    [
        ("nhft-recommend-2016-picker", "reproduced", "56.8% (2016)"),
        ("nhft-recommend-2016-hsj", "reproduced", "56.8% (2016)"),
        ("nhft-recommend-2017-hsj", "contradicted", "65.7% (2017)"),
        ("nhft-recommend-2015-latest", "contradicted", "61.7% (2015) → 71.8% (2018)"),
        ("nhft-engagement-latest-2019", "consistent", "7.48 (2019)"),
        ("wwl-staff-happiness-latest", "consistent", "3rd of 240"),
        ("wwl-staff-happiness-2011", "contradicted", "149th of 254"),
        ("clatterbridge-recommend-2022", "reproduced", "64.0% (2022)"),
        ("england-recommend-2017", "consistent", "59.6% (2017)"),
        ("salford-engagement-rank-2012", "consistent", "2nd of 141"),
    ],
)
def test_claims_meet_the_figures_that_the_publications_print(
    by_id: dict[str, Judged], claim: str, verdict: str, official: str
) -> None:
    assert by_id[claim].verdict == verdict
    assert official in by_id[claim].official


def test_an_official_share_with_a_base_shows_its_interval(by_id: dict[str, Judged]) -> None:
    shown = by_id["nhft-equal-opportunities-all-latest"].official
    share, lower, upper = map(float, re.findall(r"\d+\.\d", shown))
    assert (share, lower < share < upper) == (91.2, True)
    assert 1 < upper - share < 2  # 1,488 answered


@pytest.mark.parametrize(
    "claim", ["nhft-bme-discrimination-2015-2019", "nhft-bme-equal-opportunities-2015-2019"]
)
def test_a_figure_of_all_staff_is_never_taken_for_one_of_minority_staff(
    by_id: dict[str, Judged], claim: str
) -> None:
    entry = by_id[claim]
    assert entry.verdict == "not testable"
    assert entry.official.startswith("all staff")
    assert "BME answers" in entry.reason


def test_a_score_of_motivation_is_not_compared_with_engagement(by_id: dict[str, Judged]) -> None:
    entry = by_id["bristol-engagement-2014"]
    assert entry.verdict == "not testable"
    assert entry.official.startswith("Motivation")
    assert not entry.pairs


@pytest.mark.parametrize(
    ("claim", "gives", "rule"),
    [
        ("wwl-locum-rise-percent", "+39.1%", "repeated"),
        ("wwl-locum-rise-headline", "£1.26m", "printed differently"),
        ("prabhu-savings-conservative", "£22.5bn", "repeated"),
        ("wwl-agency-cut-headline", "−£1,577,853", "repeated"),
        ("pathfinders-five", "4", "printed differently"),
    ],
)
def test_arithmetic_is_checked_and_proves_nothing_more(
    by_id: dict[str, Judged], claim: str, gives: str, rule: str
) -> None:
    entry = by_id[claim]
    assert (entry.official, entry.rule, entry.verdict) == (gives, rule, "single source")


def test_the_printed_scores_stand_on_the_ten_point_scale(entries: tuple[Judged, ...]) -> None:
    table = claims.scales(entries)
    assert isinstance(table, claims.pages.Table)
    ours = table.data[table.data["who"].str.startswith("Northamptonshire")]
    assert {7.125, 7.525} <= set(ours["ten"].round(3))


def test_nothing_about_the_council_can_be_tested() -> None:
    entries = claims.ledger("E08000010")
    assert entries
    assert {entry.verdict for entry in entries} == {"not testable"}
    assert all("Wigan Council" in entry.needed for entry in entries)


def test_a_document_that_prints_something_else_gets_another_verdict() -> None:
    claim = "nhft-recommend-2016-picker"
    assert judged(claim, altered(claim, "value_to", 56.0)).verdict == "contradicted"
    assert judged(claim, altered(claim, "value_to", 57.0)).verdict == "reproduced"


def test_an_impossible_score_is_refused_by_name() -> None:
    claim = "nhft-engagement-2016-picker"
    with pytest.raises(RegisterError, match=f"{claim}.*score is .*expected a number from 1 to 5"):
        judged(claim, altered(claim, "value_to", 38.5))


def test_evidence_without_a_figure_in_the_panel_is_refused_by_name() -> None:
    register = read_register()
    rows = register.evidence.copy()
    rows.loc[rows["claim_id"] == "nhft-recommend-2016-picker", "period_to"] = "2014"
    with pytest.raises(RegisterError, match=r"nhft-recommend-2016-picker.*recommend_work.*2014"):
        claims.ledger("RP1", replace(register, evidence=rows))


def test_a_claim_without_evidence_and_one_without_data_needed_are_refused(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(PROJECT.register, tmp_path / "register"))
    path = folder / "evidence.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.loc[table["claim_id"] == "wwl-deaths-fewer", "needed"] = ""
    table[table["claim_id"] != "wwl-complaints-fall"].to_csv(path, index=False)
    register = read_register(folder)
    with pytest.raises(RegisterError) as error:
        validate(register, folder)
    assert "'wwl-complaints-fall'; expected one of the claim_ids in evidence.csv" in str(
        error.value
    )
    assert "the data needed in column needed" in str(error.value)


@pytest.mark.parametrize(
    "expression", ["__import__('os')", "2 ** 9", "{no-such-claim}", "{boak-physio-waiting-times}"]
)
def test_an_expression_is_sums_over_claims_and_nothing_else(expression: str) -> None:
    with pytest.raises(RegisterError, match="expression"):
        evaluate(expression, read_register().claims)


def test_an_unknown_trust_is_refused_with_near_codes() -> None:
    with pytest.raises(DataError, match="RP1"):
        claims.ledger("RPI")


def test_a_trust_without_claims_gets_a_headline_that_says_so() -> None:
    entries = claims.ledger("RXM")
    assert entries == ()
    assert "No document" in claims.headline(entries, "RXM").sentence


def test_the_headline_counts_what_the_tables_show(entries: tuple[Judged, ...]) -> None:
    sentence = claims.headline(entries).sentence
    counts = claims.by_verdict(entries).data
    for verdict in ("reproduced", "consistent", "contradicted"):
        assert f"{counts[verdict].sum()} {verdict}" in sentence
    assert sum(len(table.data) for table in claims.documents(entries)) == len(entries)


def test_the_chart_pairs_printed_with_official_and_draws_no_bounds(
    entries: tuple[Judged, ...],
) -> None:
    chart = claims.printed_and_official(entries)
    assert isinstance(chart, claims.pages.Chart)
    ours = chart.data[chart.data["label"].str.contains("Northamptonshire.*2017")]
    assert ours[["printed", "official"]].round(1).to_numpy().tolist() == [[73.0, 65.7]]
    assert not (chart.data["printed"] == 50).any()  # "over half"


def test_documents_that_disagree_stand_side_by_side(entries: tuple[Judged, ...]) -> None:
    table = claims.conflicts(entries)
    assert isinstance(table, claims.pages.Table)
    deal = table.data[table.data["matter"].str.startswith("Wigan Council")]
    assert {"2011", "2012", "2014"} <= {*deal["printed_one"], *deal["printed_other"]}


def test_every_claim_leaves_a_finding(entries: tuple[Judged, ...]) -> None:
    findings = [entry.finding() for entry in entries]
    assert len({finding.claim for finding in findings}) == len(entries)
    assert all(f.design == "claim" and f.figure_verdict and not f.change_verdict for f in findings)


def test_no_sentence_says_what_brought_anything_about(entries: tuple[Judged, ...]) -> None:
    causal = re.compile(r"\b(caus|led to|because|due to|thanks to|impact|effect of)", re.IGNORECASE)
    assert not [entry.claim_id for entry in entries if causal.search(entry.reason)]
