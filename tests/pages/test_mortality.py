"""The mortality indicator beside the claims: what follows, and what is left open."""

from dataclasses import replace

import pytest

from nhs_culture import open_data
from nhs_culture.exhibits import Chart, Note, Table
from nhs_culture.pages import incidents, mortality
from nhs_culture.studies import answer, question
from nhs_culture.studies.mortality import deaths, first_and_last
from nhs_culture.verdicts.labels import FIGURE

WWL = "RRF"

DATA = open_data()


@pytest.fixture(scope="module")
def shmi():
    return answer(DATA, question(DATA, WWL, "shmi"))


def test_the_headline_gives_the_rise_and_says_that_it_settles_nothing(shmi):
    headline = mortality.headline(shmi)

    assert "1.20 in 2019, after 1.07 in 2012" in headline.sentence
    assert "neither bears out nor refutes the 450 fewer deaths" in headline.sentence
    assert "not identifiable" in [reply.verdict for reply in headline.replies]
    assert headline.finding.reason == headline.sentence
    right = next(reply for reply in headline.replies if reply.question == FIGURE.question)
    assert "450 fewer" in right.numbers


def test_the_context_places_the_last_figure_and_says_what_it_is_not(shmi):
    context = mortality.headline(shmi).context

    assert "20% more deaths than expected" in context
    assert "the highest of 128 acute trusts" in context
    assert "smoke alarm" in context


def test_fewer_deaths_under_a_higher_ratio_need_fewer_expected(shmi):
    notes = mortality.not_contradicted(shmi, deaths(DATA, WWL))
    _, _, follows, not_contradicted, not_supported = notes

    # 1 - 1.0667 / 1.1729, to the year in which the claim was printed
    assert "over 9%" in follows.text
    assert "before 2010" in not_contradicted.text
    assert "30 days" in not_contradicted.text
    assert "higher in 2017 than in 2012" in not_supported.text
    assert not_supported.label == "Not supported"
    falling = replace(shmi, own=shmi.own.iloc[::-1].set_axis(shmi.own.index))
    *_, in_its_direction = mortality.not_contradicted(falling, deaths(DATA, WWL))
    assert in_its_direction.label == "In its direction"
    assert "lower in 2017 than in 2012" in in_its_direction.text


def test_each_claim_of_deaths_or_harm_has_a_finding_that_is_not_testable():
    records = list(mortality.findings(answer(DATA, question(DATA, WWL, "shmi"))))

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
    assert len(mortality.not_contradicted(bristol, deaths(DATA, "RA7"))) == 0
    assert len(mortality.findings(bristol)) == 0
    assert isinstance(mortality.claimed(bristol), Note)


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
    assert [note.label for note in mortality.standings(without, without.change)] == ["Not placed"]


def test_a_chart_that_is_not_of_deaths_is_announced():
    drawn, empty = (
        mortality.headline(answer(DATA, question(DATA, trust, "shmi"))).context
        for trust in ("RP1", "RX7")
    )

    assert "they count no deaths" in drawn
    assert "they count no deaths" not in empty


def test_a_dissolved_acute_trust_has_the_years_it_had(shmi):
    southport = answer(DATA, question(DATA, "RVY", "shmi"))

    assert "0.99 in 2019, after 1.03 in 2012" in mortality.headline(southport).sentence
    assert any(isinstance(exhibit, Table) for exhibit in mortality.over_time(southport))


def test_incidents_name_the_step_and_prove_nothing():
    reports = answer(DATA, question(DATA, WWL, "incidents_reported"))
    chart, note = incidents.reported(reports)

    assert isinstance(chart, Chart)
    assert "3,934 in the half-year to March 2020" in chart.title
    # 2,664 reports after 1,048
    assert "September 2014 reports here were 2.5 times" in note.text
    record = incidents.finding(reports, "mortality")
    assert record.change_verdict == "not identifiable"
    assert "neither proof nor refutation" in record.reason


def test_no_step_is_named_across_a_missing_half_year():
    # September 2009 is left out at Salford: 2,247 in March 2009 and 4,006 in March 2010
    _, note = incidents.reported(answer(DATA, question(DATA, "RM3", "incidents_reported")))

    assert "times those of the half-year before" not in note.text


def test_other_trusts_are_told_for_whom_incidents_are_held():
    bristol = answer(DATA, question(DATA, "RA7", "incidents_reported"))
    note = incidents.reported(bristol)

    assert "Wrightington, Wigan and Leigh" in note.text
    assert incidents.finding(bristol, "mortality") is None


def test_more_died_at_wigan_while_fewer_are_claimed(shmi):
    # 1,713 deaths in April 2010 to March 2011, 1,763 in October 2012 to September 2013
    found = deaths(DATA, WWL)
    ends = first_and_last(found)
    assert ends.observed == (1713, 1763)
    assert ends.ratios == pytest.approx((1.061, 1.110), abs=0.001)
    was_counted, before, *_ = mortality.not_contradicted(shmi, found)
    assert "1,713 deaths in April 2010 to March 2011" in was_counted.text
    assert "50 more, where 26 fewer were expected" in was_counted.text
    assert "450 deaths fewer" in was_counted.text
    assert "dated 2007, and no deaths are held before April 2010" in before.text
    # 1,713 + 450
    assert "2,163 deaths, 26% more" in before.text


def test_the_ratio_lies_in_its_interval_and_is_the_one_released():
    for trust in (WWL, "RM3", "RA7"):
        found = deaths(DATA, trust)
        released = DATA.series(trust, "shmi_release")
        assert found["ratio"].to_numpy() == pytest.approx(released.to_numpy(), abs=1e-3)
        assert (found["lower"] < found["ratio"]).all()
        assert (found["ratio"] < found["upper"]).all()


def test_a_trust_outside_the_releases_has_no_deaths_and_is_told_so():
    found = deaths(DATA, "RP1")
    assert found.empty
    died = answer(DATA, question(DATA, "RP1", "shmi_observed"))
    assert mortality.deaths_chart(died, found).label == "Missing"
    assert mortality.deaths_table(died, found).label == "No counts"
