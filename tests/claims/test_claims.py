"""The ledger: each claim judged once, by figures that can be looked up."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from copies import PROJECT

from nhs_culture import claims, open_data
from nhs_culture.claims import Judged
from nhs_culture.claims.apart import between_sources, between_years, of_the_mean, sources
from nhs_culture.claims.check import unjudged
from nhs_culture.claims.expression import evaluate
from nhs_culture.claims.judged import judged as judge
from nhs_culture.data.access import Data
from nhs_culture.english import lower_first
from nhs_culture.errors import DataError, RegisterError
from nhs_culture.exhibits import Chart, Table
from nhs_culture.pages import claims as page
from nhs_culture.register import read_register
from nhs_culture.register.schemas import validate
from nhs_culture.verdicts.labels import FIGURE


@pytest.fixture(scope="module")
def data() -> Data:
    return open_data()


@pytest.fixture(scope="module")
def entries(data: Data) -> tuple[Judged, ...]:
    return claims.ledger(data)


@pytest.fixture(scope="module")
def by_id(entries: tuple[Judged, ...]) -> dict[str, Judged]:
    return {entry.claim_id: entry for entry in entries}


def altered(table: str, claim_id: str, **cells: object) -> Data:
    """Return the data with other cells in one row of the register."""
    data = open_data()
    rows = getattr(data.register, table).copy()
    for column, value in cells.items():
        rows.loc[rows["claim_id"] == claim_id, column] = value
    return replace(data, register=replace(data.register, **{table: rows}))


def judged(claim_id: str, data: Data) -> Judged:
    tables = (data.register.claims, data.register.evidence)
    return judge(*(rows.set_index("claim_id", drop=False).loc[claim_id] for rows in tables), data)


def test_every_claim_is_judged_once_in_the_order_of_the_register(
    data: Data, entries: tuple[Judged, ...]
) -> None:
    assert [entry.claim_id for entry in entries] == data.register.claims["claim_id"].tolist()
    assert {entry.verdict for entry in entries} <= set(FIGURE.labels)
    assert not [entry.fault for entry in entries if entry.fault]


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
            assert entry.accepted, entry.claim_id
            assert entry.sources, entry.claim_id


@pytest.mark.parametrize(
    ("claim", "verdict", "official"),
    [
        ("nhft-recommend-2016-picker", "reproduced", "56.8% (2016)"),
        ("nhft-recommend-2016-people-management", "reproduced", "56.8% (2016)"),
        ("nhft-recommend-2017-hsj", "not testable", "65.7% (2017)"),
        ("nhft-recommend-2015-latest", "more plausible", "61.7% (2015) → 71.8% (2018)"),
        ("nhft-engagement-latest-2019", "more plausible", "7.48 (2019)"),
        ("nhft-engagement-2016-2018", "more plausible", "7.48 (2019)"),
        ("nhft-outstanding-twice", "reproduced", "2"),
        ("wwl-staff-happiness-2011", "less plausible", "36% stood lower, 96th of 151"),
        ("wwl-staff-position-2011", "less plausible", "41% stood lower, 149th of 254"),
        ("wwl-staff-happiness-latest", "more plausible", "21st of 236 (all trusts"),
        ("clatterbridge-recommend-2022", "reproduced", "64.0% (2022)"),
        ("clatterbridge-recommend-2023", "consistent", "70.7% (2023)"),
        ("england-recommend-2017", "more plausible", "59.6% (2017)"),
        ("england-vacancy-rate-2022-06", "more plausible", "9.7%"),
        ("salford-engagement-rank-2012", "not testable", "11th of 141"),
        ("mag-survey-2016-valued-by-manager", "consistent", "71.7%"),
        ("mag-survey-2016-senior-managers-listen", "more plausible", "33.7%"),
    ],
)
def test_claims_meet_the_figures_that_the_publications_print(
    by_id: dict[str, Judged], claim: str, verdict: str, official: str
) -> None:
    assert by_id[claim].verdict == verdict
    assert official in by_id[claim].official


def test_only_a_figure_of_the_same_definition_population_and_year_contradicts(
    entries: tuple[Judged, ...],
) -> None:
    contradicted = {entry.relation for entry in entries if entry.verdict == "contradicted"}
    assert contradicted <= {"same"}
    near = {entry.verdict for entry in entries if entry.relation == "near"}
    assert near <= {"more plausible", "less plausible", "not testable"}


def test_two_printings_of_one_figure_get_one_verdict(by_id: dict[str, Judged]) -> None:
    of_five, of_ten = by_id["nhft-engagement-2016-2018"], by_id["nhft-engagement-latest-2019"]
    assert (of_five.verdict, of_five.fact) == (of_ten.verdict, of_ten.fact)
    assert by_id["nhft-recommend-2017-hsj"].fact == by_id["nhft-recommend-2017-rank-hsj"].fact


def test_the_vacancy_rate_of_england_follows_from_its_vacancies_and_the_staff(
    data: Data,
) -> None:
    staff = float(data.series("ENG", "staff_fte")["2022-06"])
    row = data.register.evidence.set_index("claim_id").loc["england-vacancy-rate-2022-06"]
    assert evaluate(row["expression"], data).value == pytest.approx(
        100 * 132_139 / (132_139 + staff)
    )


def test_a_place_claimed_of_a_series_is_held_against_all_of_it(by_id: dict[str, Judged]) -> None:
    """In the top tenth since 2011: in 2012 on the one question that is here it was not."""
    entry = by_id["wwl-staff-position-since-2011"]
    assert entry.verdict == "not testable"
    assert "82nd of 246" in entry.official
    assert "3rd of 237" in entry.official


def test_the_margin_is_measured_between_every_pair_of_sources(data: Data) -> None:
    table = sources(data).set_index(["measure", "first", "second"])
    own = table.loc["recommend_work"]
    for (first, second), row in own.iterrows():
        panel = data.panel[data.panel["measure"] == "recommend_work"]
        panel = panel[~panel["org_code"].isin(data.register.parts)]
        one, other = (
            panel[panel["source_id"] == source].set_index(["org_code", "period"])["value"]
            for source in (first, second)
        )
        apart = (one - other).dropna().abs()
        assert row["pairs"] == len(apart)
        assert row["within"] == pytest.approx(apart.quantile(0.95))
    largest = max(row["within"] for pair, row in own.iterrows() if "staff_survey_2019" in pair)
    assert between_sources(data, "recommend_work", "staff_survey_2019") == largest


def test_the_margin_of_a_year_is_how_far_all_trusts_move_in_one(data: Data) -> None:
    table = data.wide("engagement")
    moved = (table.loc["2025"] - table.loc["2024"]).abs().dropna()
    assert between_years(data, "engagement", 1) == pytest.approx(moved.quantile(0.95))
    # Two years are not held: the next longer span is that of 2019 to 2024.
    longer = (table.loc["2024"] - table.loc["2019"]).abs().dropna()
    assert between_years(data, "engagement", 2) == pytest.approx(longer.quantile(0.95))


def test_the_mean_over_trusts_lies_within_a_point_of_england(data: Data) -> None:
    gap = of_the_mean(data)
    assert gap is not None
    assert 0 < gap < 1


def test_a_change_of_the_margin_moves_every_verdict_of_its_kind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One quantile for all rows: with a tenth in its place claims lose their support."""
    from nhs_culture.claims import apart

    apart.sources.cache_clear()
    monkeypatch.setattr(apart, "QUANTILE", 0.1)
    verdicts = {e.claim_id: e.verdict for e in claims.ledger(replace(open_data()), "REN")}
    apart.sources.cache_clear()
    assert verdicts["clatterbridge-recommend-2023"] == "contradicted"
    assert verdicts["clatterbridge-recommend-2022"] == "reproduced"


def test_beside_each_verdict_stands_how_many_others_would_have_agreed(
    data: Data, by_id: dict[str, Judged]
) -> None:
    shares = data.wide("recommend_work").loc["2016"].drop("RP1").dropna()
    found = by_id["nhft-recommend-2016-picker"].chance
    assert found is not None
    assert (found.passed, found.of) == (shares.between(56.5, 57.5).sum(), len(shares))


def test_wherever_something_is_compared_the_others_are_counted_or_a_word_says_why_not(
    data: Data, entries: tuple[Judged, ...], by_id: dict[str, Judged]
) -> None:
    for entry in entries:
        told = re.fullmatch(r"\d+ of \d+|not counted: .+", entry.agreeing)
        assert bool(told) == bool(entry.accepted), entry.claim_id
    assert by_id["england-vacancy-rate-2022-06"].agreeing == ("not counted: England has one figure")
    # Of a mean over twelve months the others are counted too.
    months = data.wide("sickness_absence")
    year = months.loc["2015-04":"2016-03"].mean(skipna=False).dropna().drop("RAE")
    agree = year.between(5.05, 5.15).sum()
    assert by_id["rae-sickness-absence-2015-16"].agreeing == f"{agree} of {len(year)}"


def test_a_reason_is_right_for_one_figure_and_for_several(by_id: dict[str, Judged]) -> None:
    one, several = by_id["england-recommend-2017"], by_id["wwl-staff-happiness-latest"]
    assert one.reason.startswith("The nearest figure is 59.6% (2017): ")
    assert several.reason.startswith("The nearest figures are 3rd of 237 ")


def test_what_an_organisation_says_of_itself_is_never_independent(
    by_id: dict[str, Judged],
) -> None:
    assert by_id["nhft-cqc-rating-2015-cqc-article"].verdict == "single source"
    claim = "nhft-cqc-rating-2015-people-management"
    regulator_again = altered("claims", claim, who="Care Quality Commission")
    assert "printed by Care Quality Commission too" in judged(claim, regulator_again).fault
    case_study = altered("claims", "nhft-cqc-rating-2015-08-26", kind_of_source="case_study")
    assert "is of a case study" in judged(claim, case_study).fault


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
        ("england-agency-2015-16-laingbuisson", "£3.6bn", "repeated"),
    ],
)
def test_arithmetic_is_checked_and_proves_nothing_more(
    by_id: dict[str, Judged], claim: str, gives: str, rule: str
) -> None:
    entry = by_id[claim]
    assert (entry.official, entry.rule, entry.verdict) == (gives, rule, "single source")


def test_the_printed_scores_stand_on_the_ten_point_scale(
    data: Data, entries: tuple[Judged, ...]
) -> None:
    table = page.scales(data, entries)
    assert isinstance(table, Table)
    ours = table.data[table.data["who"].str.startswith("Northamptonshire")]
    assert {7.125, 7.525} <= set(ours["ten"].round(3))


def test_nothing_about_the_council_can_be_tested(data: Data) -> None:
    entries = claims.ledger(data, "E08000010")
    assert entries
    assert {entry.verdict for entry in entries} == {"not testable"}
    assert all("Wigan Council" in entry.needed for entry in entries)


def test_a_document_that_prints_something_else_gets_another_verdict() -> None:
    claim = "nhft-recommend-2016-picker"
    assert judged(claim, altered("claims", claim, value_to=53.0)).verdict == "contradicted"
    assert judged(claim, altered("claims", claim, value_to=56.0)).verdict == "consistent"
    assert judged(claim, altered("claims", claim, value_to=57.0)).verdict == "reproduced"


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"period_to": "2014"}, "recommend_work.*2014"),
        ({"org_code": "RXM"}, "same, but trust 'RXM'"),
        ({"measure": "senior_managers_act"}, "same, but measure 'senior_managers_act'"),
        ({"period_to": "2017"}, "same, but '2017' for '2016'"),
        ({"period_from": "2015"}, "same, but '2015' for ''"),
        ({"test": "other_source", "expression": "{nhft-staff-number}"}, "same, but measure"),
        ({"test": "other_source", "expression": "[staff_fte ENG 1999-01]"}, "1999-01"),
    ],
)
def test_what_is_called_the_same_is_verified_and_costs_its_own_row_alone(
    cells: dict[str, str], told: str
) -> None:
    claim = "nhft-recommend-2016-picker"
    data = altered("evidence", claim, **cells)
    entries = claims.ledger(data, "RP1")
    faulty = [entry for entry in entries if entry.fault]
    assert [entry.claim_id for entry in faulty] == [claim]
    assert re.search(told, faulty[0].fault)
    assert faulty[0].verdict == "not testable"
    assert len(page.faults(entries)) == 1


def test_check_tries_every_row_as_the_ledger_will() -> None:
    claim = "nhft-recommend-2016-picker"
    problems = unjudged(altered("evidence", claim, org_code="RXM"))
    assert [problem.severity for problem in problems] == ["error"]
    assert claim in problems[0].what


def test_an_inferred_year_is_not_the_same() -> None:
    claim = "nhft-recommend-2016-picker"
    entry = judged(claim, altered("claims", claim, period_inferred="yes"))
    assert "year of the claim is inferred" in entry.fault


def test_a_figure_of_another_trust_is_not_near() -> None:
    near = "nhft-engagement-latest-2019"
    entry = judged(near, altered("evidence", near, org_code="RHA"))
    assert "a figure of RHA" in entry.fault


def test_a_mean_over_trusts_is_not_the_figure_of_england() -> None:
    claim = "england-recommend-2017"
    assert "a mean over trusts" in judged(claim, altered("evidence", claim, relation="same")).fault


@pytest.mark.parametrize("value", [520.0, 0.52, -3.0])
def test_impossible_shares_are_refused(value: float, tmp_path: Path) -> None:
    register = altered("claims", "nhft-recommend-2016-picker", value_to=value).register
    with pytest.raises(RegisterError, match="a share in percent from 0 to 100") as refusal:
        validate(register, tmp_path)
    assert {fault.file.name for fault in refusal.value.faults} == {"claims.csv"}


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
    "expression",
    [
        "__import__('os')",
        "2 ** 9",
        "{no-such-claim}",
        "{boak-physio-waiting-times}",
        "_0",
        "[a b c]",
    ],
)
def test_an_expression_is_sums_over_figures_and_nothing_else(expression: str, data: Data) -> None:
    with pytest.raises(RegisterError, match=r"expression|no figure"):
        evaluate(expression, data)


def test_an_unknown_trust_is_refused_with_near_codes(data: Data) -> None:
    with pytest.raises(DataError, match="RP1"):
        claims.ledger(data, "RPI")


def test_a_trust_without_claims_gets_a_headline_that_says_so(data: Data) -> None:
    entries = claims.ledger(data, "RXM")
    assert entries == ()
    assert "No document" in page.headline(data, entries, "RXM").sentence


def test_facts_about_outcomes_are_counted_and_nothing_twice(
    data: Data, entries: tuple[Judged, ...]
) -> None:
    counts = claims.tally(entries)
    printed = data.register.claims
    outcomes = printed[printed["about"] == "outcome"]
    names = outcomes["fact"].where(outcomes["fact"] != "", outcomes["claim_id"])
    assert counts.outcomes == names.nunique() == sum(counts.verdicts.values())
    assert counts.claims == len(printed)
    repeated = [f for f in claims.facts(entries) if f.name == "nhft-recommend-2016"]
    assert [len(fact.entries) for fact in repeated] == [4]


def test_more_claims_than_facts_are_explained() -> None:
    deal = claims.ledger(open_data(), "E08000010")
    assert page.repeated(deal).startswith("7 claims are listed for these 4 facts")
    assert page.repeated([one for one in deal if one.claim_id != one.fact][:1]) == ""


def test_the_readme_counts_the_facts_that_can_be_judged(entries: tuple[Judged, ...]) -> None:
    every, documents = claims.tally(entries), claims.tally(claims.headlined(entries))
    told = " ".join((PROJECT.root / "README.md").read_text().split())
    assert f"Of the {every.outcomes} facts about outcomes" in told
    assert f" {every.tested} can be judged by an independent figure" in told
    assert f"{documents.tested} of the {documents.outcomes} that the documents print" in told
    assert f"({documents.judged}:" in told  # a near figure that agrees is not counted as right


def test_claims_of_one_fact_are_of_one_organisation_and_kind(
    entries: tuple[Judged, ...],
) -> None:
    for fact in claims.facts(entries):
        assert len({entry.about for entry in fact.entries}) == 1, fact.name


def test_headline_tables_and_counts_are_one(data: Data, entries: tuple[Judged, ...]) -> None:
    entries = claims.headlined(entries)
    sentence = page.headline(data, entries).sentence
    counts, table = claims.tally(entries), page.by_verdict(entries).data
    for verdict, number in counts.verdicts.items():
        assert table[verdict].sum() == number
    for verdict in ("reproduced", "consistent", "contradicted", "more plausible"):
        number = counts.verdicts[verdict]
        assert (f"{number} {lower_first(FIGURE.cell(verdict))}" in sentence) == (number > 0)
    assert f"Of {counts.outcomes} facts" in sentence
    tables = [table for table in page.checked(entries) if isinstance(table, Table)]
    tested = {fact.name for fact in claims.facts(entries) if fact.leading.independent}
    assert sum(len(table.data) for table in tables) == len(tested) >= counts.tested
    assert sum(len(table.data) for table in page.documents(entries)) == len(entries)


def test_the_chart_pairs_printed_with_official_and_draws_no_bounds(
    entries: tuple[Judged, ...],
) -> None:
    chart = page.printed_and_official(claims.headlined(entries))
    assert isinstance(chart, Chart)
    ours = chart.data[chart.data["label"].str.contains("Northamptonshire.*2017")]
    assert ours[["printed", "official"]].round(1).to_numpy().tolist() == [[73.0, 65.7]]
    assert not (chart.data["printed"] == 50).any()  # "little more than half"
    for worded in ("“little over 50%” beside 56.8%", "“almost 80%” beside 77.7% or 77.8%"):
        assert worded in chart.subtitle


def test_what_is_printed_official_and_accepted_is_on_one_scale_or_says_which(
    by_id: dict[str, Judged],
) -> None:
    of_five, on_both = by_id["mag-survey-2016-engagement"], by_id["rp7-engagement-2017"]
    assert (of_five.printed, of_five.official, of_five.accepted) == (
        *("3.79", "3.79"),
        "3.785 to 3.795",
    )
    assert on_both.printed == "3.85 (7.125 of ten)"
    twice = by_id["nhft-outstanding-twice"]
    assert twice.printed == "2 (second consecutive)"
    assert twice.official == "2 (outstanding in 2018 and outstanding in 2019)"


def test_documents_that_disagree_stand_side_by_side(entries: tuple[Judged, ...]) -> None:
    table = page.conflicts(entries)
    assert isinstance(table, Table)
    deal = table.data[table.data["matter"].str.startswith("Wigan Council")]
    assert {"2011", "2012", "2014"} <= {*deal["printed_one"], *deal["printed_other"]}


def test_every_claim_leaves_a_finding(entries: tuple[Judged, ...]) -> None:
    findings = [entry.finding() for entry in entries]
    assert len({finding.claim for finding in findings}) == len(entries)
    assert all(f.design == "claim" and f.figure_verdict and not f.change_verdict for f in findings)


def test_no_sentence_says_what_brought_anything_about(entries: tuple[Judged, ...]) -> None:
    causal = re.compile(r"\b(caus|led to|because|due to|thanks to|impact|effect of)", re.IGNORECASE)
    assert not [entry.claim_id for entry in entries if causal.search(entry.reason)]
