"""Printed figures of minority staff with their sampling error; official ones never named theirs."""

import re

import pytest
from analyses import computed
from copies import PROJECT

from nhs_culture import open_data
from nhs_culture.exhibits import Chart, Finding, Note, Table
from nhs_culture.pages import discrimination
from nhs_culture.studies.by_ethnicity import apart
from nhs_culture.studies.printed_wres import printed_wres

NHFT, WWL = "RP1", "RRF"

DATA = open_data()


@pytest.fixture(scope="module")
def wres():
    return printed_wres(DATA, NHFT)


@pytest.fixture(scope="module")
def entries():
    return discrimination.lay(DATA, NHFT)


@pytest.fixture(scope="module")
def colleagues():
    return discrimination.ask(DATA, NHFT, "discrimination_colleagues")


@pytest.fixture(scope="module")
def fall(wres):
    return next(s for s in wres.shares if s.measure == "discrimination_colleagues")


@pytest.fixture(scope="module")
def rise(wres):
    return next(s for s in wres.shares if s.measure == "equal_opportunities")


def apart_at(trust):
    held = [apart(DATA, trust, measure) for measure in discrimination.BY_ETHNICITY]
    return [two for two in held if two]


def test_the_ledger_rests_on_the_same_numbers_of_people(wres, entries):
    uncertain = computed(PROJECT.notebooks / "discrimination.ipynb", NHFT)["uncertain"]
    table = discrimination.shares(wres, uncertain, DATA).data.set_index("what")
    told = {entry.claim_id: entry.reason for entry in entries}
    for share in wres.shares:
        name = DATA.register.measure(share.measure)["name"]
        last = table.loc[f"{name}, BME staff, 2019"]
        first = table.loc[f"{name}, BME staff, 2015"]
        reason = told[share.claim]
        assert f"{share.end:g}% can stand for {last['low']:.0f} to {last['high']:.0f}%" in reason
        assert f"{first['lowest']:.0f} to {first['highest']:.0f}%" in reason


def test_the_headline_gives_the_interval_and_no_verdict_that_it_cannot_have(wres, colleagues):
    headline = discrimination.headline(wres, colleagues)

    assert "25% in 2015 and 11% in 2019" in headline.sentence
    assert "a fall of 6 to 22 percentage points" in headline.sentence
    assert "of 1 to 31" in headline.sentence
    assert "not testable" in [reply.verdict for reply in headline.replies]
    assert "not identifiable" in [reply.verdict for reply in headline.replies]
    assert headline.finding.subgroup == "BME"
    assert headline.finding.claim == "nhft-bme-discrimination-2015-2019"
    assert (headline.finding.lower, headline.finding.upper) == pytest.approx((-31.2, -1.0), abs=0.1)


def test_every_printed_claim_has_one_finding(wres, entries):
    others = list(discrimination.findings(wres, entries, DATA))
    claims = [record.claim for record in others]

    assert sorted(claims) == [
        "nhft-bme-disciplinary-2015-2019",
        "nhft-bme-equal-opportunities-2015-2019",
        "nhft-wres-indicators-improved-2019",
    ]
    ratio = others[claims.index("nhft-bme-disciplinary-2015-2019")]
    assert ratio.lower < 1 < ratio.upper
    # (84 + 36 + 9 + 1) of 512
    assert any("25% of the time" in record.reason for record in others)


def test_the_chart_counts_what_is_more_than_chance(wres, colleagues):
    chart = discrimination.first_chart(wres, colleagues)

    assert "2 of 2 printed changes" in chart.title
    assert chart.title.endswith("both times, none")


def test_official_figures_say_on_every_exhibit_that_they_are_of_all_staff(wres, colleagues):
    exhibits = list(discrimination.official(wres, colleagues))

    assert {type(exhibit) for exhibit in exhibits} == {Finding, Chart, Table}
    for exhibit in exhibits:
        match exhibit:
            case Chart():
                assert "(all staff)" in exhibit.subtitle
                assert "(all staff)" in exhibit.alt
            case Table():
                assert "(all staff)" in exhibit.caption
            case Finding():
                assert "all staff" in exhibit.reason
                assert exhibit.subgroup == "all"
    names = [exhibit.name for exhibit in exhibits if not isinstance(exhibit, Finding)]
    assert len(names) == len(set(names))


def test_a_trust_with_both_groups_apart_opens_with_them():
    wres = printed_wres(DATA, WWL)
    colleagues = discrimination.ask(DATA, WWL, "discrimination_colleagues")
    headline = discrimination.headline(wres, colleagues)

    assert "was 23.7% in 2024, beside 6.6% of white staff" in headline.sentence
    assert "7th highest ratio of 158 trusts" in headline.sentence
    assert "not identifiable" in [reply.verdict for reply in headline.replies]
    assert headline.finding.subgroup == "BME"
    assert "3.6 times" in discrimination.first_chart(wres, colleagues).title
    assert isinstance(discrimination.two_groups(DATA, WWL, apart_at(WWL)), Table)
    assert "published every year" in discrimination.not_held(wres, ()).text
    (finding, *_) = discrimination.official(wres, colleagues)
    assert finding.subgroup == "all"


def test_a_trust_without_either_opens_with_all_staff_and_says_why():
    trust = "RHA"  # mental health: not in the survey that holds the groups apart
    wres = printed_wres(DATA, trust)
    colleagues = discrimination.ask(DATA, trust, "discrimination_colleagues")
    headline = discrimination.headline(wres, colleagues)

    assert headline.sentence.startswith("The share of all staff at")
    assert "none of minority staff" in headline.context
    note = discrimination.two_groups(DATA, trust, apart_at(trust))
    assert isinstance(note, Note)
    assert "158 trusts" in note.text
    # what the page opens with is not recorded twice
    assert not any(isinstance(e, Finding) for e in discrimination.official(wres, colleagues))


def test_a_trust_closed_before_the_surveys_gets_a_page_that_says_so():
    wres = printed_wres(DATA, "RW3")
    colleagues = discrimination.ask(DATA, "RW3", "discrimination_colleagues")

    assert discrimination.headline(wres, colleagues).sentence.startswith("No figure is held here")
    (note,) = discrimination.official(wres, colleagues)
    assert note.label == "Missing"
    assert "at most" in discrimination.composition(DATA, "RW3").text


def test_the_chart_of_what_is_not_known_turns_where_the_interval_does(wres):
    chart = discrimination.what_would_change(wres, DATA)
    rows = chart.data.set_index("assumed")
    assert (rows.index[0], rows.index[-1]) == (27, wres.shares[0].likely)
    turned = rows.index[(rows["upper"] < 0)]
    assert turned[0] == wres.shares[0].enough
    assert f"if {turned[0]:.0f} or more BME staff answered in 2015" in chart.title
    assert discrimination.what_would_change(printed_wres(DATA, "RRF"), DATA) is None


@pytest.mark.parametrize(
    ("trust", "unknown", "known"), [("RYR", "BME", "white"), ("RA9", "white", "BME")]
)
def test_no_number_that_is_known_to_be_too_small_is_printed(trust, unknown, known):
    asked = discrimination.ask(DATA, trust, "discrimination_colleagues")
    context = discrimination.headline(printed_wres(DATA, trust), asked).context
    assert f"How many {unknown} staff answered is not published" in context
    assert not re.search(rf"\d {unknown} staff", context)
    assert re.search(rf"[\d,]+ of [\d,]+ {known} staff who answered", context)
    cells = discrimination.two_groups(DATA, trust, apart_at(trust)).data[unknown.lower()]
    assert cells.str.endswith("of a number not known").all()


def test_a_trust_that_is_surveyed_by_sector_says_which_of_them_is_held_apart() -> None:
    note = discrimination.two_groups(DATA, "R1F", [])
    assert "They are of R1F1, a part that is surveyed by itself" in note.text
    assert "a part that is surveyed" not in discrimination.two_groups(DATA, "RP1", []).text
