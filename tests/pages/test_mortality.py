"""The mortality indicator beside the claims: what follows, and what is left open."""

import pytest

from nhs_culture import open_data
from nhs_culture.exhibits import Chart, Note, Table
from nhs_culture.pages import mortality
from nhs_culture.studies import answer, question

WWL = "RRF"

DATA = open_data()


@pytest.fixture(scope="module")
def shmi():
    return answer(DATA, question(DATA, WWL, "shmi"))


def test_the_headline_gives_the_rise_and_says_that_it_settles_nothing(shmi):
    headline = mortality.headline(shmi)

    assert "1.20 in 2019 and 1.07 in 2012" in headline.sentence
    assert "neither bears out nor refutes the 450 fewer deaths" in headline.sentence
    assert "not identifiable" in [reply.verdict for reply in headline.replies]
    assert headline.finding.reason == headline.sentence


def test_the_context_places_the_last_figure_and_says_what_it_is_not(shmi):
    context = mortality.headline(shmi).context

    assert "20% more deaths than expected" in context
    assert "the highest of 128 acute trusts" in context
    assert "smoke alarm" in context


def test_fewer_deaths_under_a_higher_ratio_need_fewer_expected(shmi):
    follows, not_contradicted, not_supported = mortality.not_contradicted(shmi)

    # 1 - 1.0667 / 1.1729, to the year in which the claim was printed
    assert "over 9%" in follows.text
    assert "before 2012" in not_contradicted.text
    assert "30 days" in not_contradicted.text
    assert "higher in 2017 than in 2012" in not_supported.text


def test_each_claim_of_deaths_or_harm_has_a_finding_that_is_not_testable():
    records = mortality.findings(WWL)

    assert {record.claim for record in records} == {
        "wwl-harm-2007",
        "wwl-deaths-fewer",
        "wwl-serious-harm-2011",
    }
    assert {record.figure_verdict for record in records} == {"not testable"}
    assert {record.notebook for record in records} == {"mortality"}


def test_an_acute_trust_without_claims_gets_its_figures_and_no_claims():
    bristol = answer(DATA, question(DATA, "RA7", "shmi"))

    assert "claimed" not in mortality.headline(bristol).sentence
    assert mortality.not_contradicted(bristol) == []
    assert mortality.findings("RA7") == []
    assert isinstance(mortality.claimed("RA7"), Note)


@pytest.mark.parametrize(
    ("trust", "says"),
    [
        ("RP1", "Mental Health & Learning Disability"),
        ("RX7", "Ambulance"),
        ("REN", "Acute Specialist"),
        ("R1F1", "the trust as a whole, R1F"),
    ],
)
def test_a_trust_without_the_indicator_is_told_why(trust, says):
    without = answer(DATA, question(DATA, trust, "shmi"))
    sentence = mortality.headline(without).sentence

    assert sentence.startswith("No hospital mortality indicator (SHMI) is published for")
    assert says in sentence
    assert [note.label for note in mortality.over_time(without)] == ["Missing"]
    assert [note.label for note in mortality.standings(without)] == ["Not placed"]


def test_a_chart_that_is_not_of_deaths_is_announced():
    drawn, empty = (
        mortality.headline(answer(DATA, question(DATA, trust, "shmi"))).context
        for trust in ("RP1", "RX7")
    )

    assert "they count no deaths" in drawn
    assert "they count no deaths" not in empty


def test_a_dissolved_acute_trust_has_the_years_it_had(shmi):
    southport = answer(DATA, question(DATA, "RVY", "shmi"))

    assert "0.99 in 2019 and 1.03 in 2012" in mortality.headline(southport).sentence
    assert any(isinstance(exhibit, Table) for exhibit in mortality.over_time(southport))


def test_incidents_name_the_step_and_prove_nothing():
    chart, note = mortality.incidents(WWL)

    assert isinstance(chart, Chart)
    assert "3,934 in the half-year to March 2020" in chart.title
    # 2,664 reports after 1,048
    assert "September 2014 reports here were 2.5 times" in note.text
    (record,) = mortality.incidents_finding(WWL)
    assert record.change_verdict == "not identifiable"
    assert "neither proof nor refutation" in record.reason


def test_no_step_is_named_across_a_missing_half_year():
    # September 2009 is left out at Salford: 2,247 in March 2009 and 4,006 in March 2010
    _, note = mortality.incidents("RM3")

    assert "times those of the half-year before" not in note.text


def test_other_trusts_are_told_for_whom_incidents_are_held():
    (note,) = mortality.incidents("RA7")

    assert "Wrightington, Wigan and Leigh" in note.text
    assert mortality.incidents_finding("RA7") == []
