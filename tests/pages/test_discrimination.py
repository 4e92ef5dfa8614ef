"""Printed figures of minority staff with their sampling error; official ones never named theirs."""

import pytest

from nhs_culture import open_data
from nhs_culture.exhibits import Chart, Finding, Note, Table
from nhs_culture.pages import discrimination

NHFT, WWL = "RP1", "RRF"

DATA = open_data()


@pytest.fixture(scope="module")
def wres():
    return discrimination.printed(NHFT)


@pytest.fixture(scope="module")
def colleagues():
    return discrimination.ask(DATA, NHFT, "discrimination_colleagues")


@pytest.fixture(scope="module")
def fall(wres):
    return next(s for s in wres.shares if s.measure == "discrimination_colleagues")


@pytest.fixture(scope="module")
def rise(wres):
    return next(s for s in wres.shares if s.measure == "equal_opportunities")


def test_the_printed_movements_are_those_of_the_article(fall, rise, wres):
    assert (fall.start, fall.end) == (25, 11)
    assert (rise.start, rise.end) == (68, 80)
    assert [ratio.value for ratio in wres.ratios] == [4.61, 2]
    assert (wres.improved, wres.of) == (6, 9)


def test_the_base_is_the_minority_share_of_those_who_answered_the_question(fall, rise):
    # survey of 2019: 10.97% of respondents; 2,072 and 1,488 answered the two questions
    assert fall.likely == round(0.109738 * 2072)
    assert rise.likely == round(0.109738 * 1488)
    assert fall.fewest == 37  # 850 x 41% x 97% who answer this question x 11%


def test_the_fall_is_beyond_chance_unless_few_answered_both_times(fall):
    excludes = [fall.difference(a, b).upper < 0 for _, a, b in fall.scenarios]

    assert excludes == [True, True, False]


def test_the_rise_is_beyond_chance_only_with_many_answers(rise):
    excludes = [rise.difference(a, b).lower > 0 for _, a, b in rise.scenarios]

    assert excludes == [True, False, False]


def test_enough_is_the_turning_point(fall, rise):
    for share in (fall, rise):
        lower, upper = share.difference(share.enough, share.likely)
        assert not lower <= 0 <= upper
        lower, upper = share.difference(share.enough - 1, share.likely)
        assert lower <= 0 <= upper


def test_a_ratio_without_counts_gets_the_interval_of_all_that_print_so(wres):
    earlier, later = wres.ratios

    for ratio in (earlier, later):
        fewest, most = (ratio.interval(cases) for cases in ratio.cases)
        every = ratio.interval(ratio.cases)
        assert every.lower <= fewest.lower <= ratio.value <= fewest.upper <= every.upper
        assert most.upper - most.lower < fewest.upper - fewest.lower
    assert later.interval(later.cases).lower < 1  # twice as likely may be no more likely
    assert earlier.interval(earlier.cases).lower > 1


def test_the_ledger_rests_on_the_same_numbers_of_people(wres):
    table = discrimination.shares(wres).data.set_index("what")
    told = {entry.claim_id: entry.reason for entry in wres.entries}
    for share, name in zip(wres.shares, ("Equal opportunities", "Discrimination"), strict=True):
        last = table.loc[f"{name}, BME staff, 2019"]
        first = table.loc[f"{name}, BME staff, 2015"]
        reason = told[share.claim]
        assert f"{share.end:g}% can stand for {last['low']:.0f} to {last['high']:.0f}%" in reason
        assert f"{first['lowest']:.0f} to {first['highest']:.0f}%" in reason


def test_minority_cases_print_as_the_ratio(wres):
    earlier = wres.ratios[0]
    few, many = earlier.minority_cases(earlier.cases[0])

    white = earlier.staff - sum(earlier.minority) / 2
    for cases in (few, many):
        rest = (earlier.cases[0] - cases) / white
        reachable = [
            cases / total / rest for total in range(earlier.minority[0], earlier.minority[1])
        ]
        assert min(abs(ratio - 4.61) for ratio in reachable) < 0.05


def test_the_headline_gives_the_interval_and_no_verdict_that_it_cannot_have(wres, colleagues):
    headline = discrimination.headline(wres, colleagues)

    assert "25% to 11%" in headline.sentence
    assert "−22 to −6" in headline.sentence
    assert "−31 to −1" in headline.sentence
    assert "not testable" in [reply.verdict for reply in headline.replies]
    assert "not identifiable" in [reply.verdict for reply in headline.replies]
    assert headline.finding.subgroup == "BME"
    assert headline.finding.claim == "nhft-bme-discrimination-2015-2019"
    assert (headline.finding.lower, headline.finding.upper) == pytest.approx((-31.2, -1.0), abs=0.1)


def test_every_printed_claim_has_one_finding(wres, colleagues):
    others = discrimination.findings(wres)
    claims = [record.claim for record in others]

    assert sorted(claims) == [
        "nhft-bme-disciplinary-2015-2019",
        "nhft-bme-equal-opportunities-2015-2019",
        "nhft-wres-indicators-improved-2019",
    ]
    ratio = others[claims.index("nhft-bme-disciplinary-2015-2019")]
    assert ratio.lower < 1 < ratio.upper


def test_six_of_nine_by_chance_is_one_time_in_four(wres):
    told = [record.reason for record in discrimination.findings(wres)]

    # (84 + 36 + 9 + 1) of 512
    assert any("25% of the time" in reason for reason in told)


def test_official_figures_say_on_every_exhibit_that_they_are_of_all_staff(wres, colleagues):
    exhibits = discrimination.official(wres, colleagues)

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


def test_a_trust_of_which_nothing_is_printed_opens_with_the_official_figure():
    wres = discrimination.printed(WWL)
    colleagues = discrimination.ask(DATA, WWL, "discrimination_colleagues")
    headline = discrimination.headline(wres, colleagues)

    assert headline.sentence.startswith("The share of all staff at Wrightington")
    assert "10.0% in 2024 and 6.0% in 2019" in headline.sentence
    assert "not identifiable" in [reply.verdict for reply in headline.replies]
    assert "none of minority staff" in headline.context
    assert "333 in 2019 and 2,501 in 2024" in headline.context
    (note,) = discrimination.minority(wres)
    assert isinstance(note, Note)
    assert "published every year" in note.text
    # what the page opens with is not recorded twice
    assert not any(isinstance(e, Finding) for e in discrimination.official(wres, colleagues))


def test_a_trust_closed_before_the_surveys_gets_a_page_that_says_so():
    wres = discrimination.printed("RW3")
    colleagues = discrimination.ask(DATA, "RW3", "discrimination_colleagues")

    assert discrimination.headline(wres, colleagues).sentence.startswith("No figure is held here")
    (note,) = discrimination.official(wres, colleagues)
    assert note.label == "Missing"
    assert "at most" in discrimination.composition("RW3").text
