"""Is the figure right? The written rules, on the figures of the case studies."""

from dataclasses import replace
from math import inf, nan

import pytest

from nhs_culture.errors import DesignError
from nhs_culture.verdicts.chance import Chance, chance, times_as_likely
from nhs_culture.verdicts.figures import figure_verdict, movement_verdict
from nhs_culture.verdicts.printed import Claimed, Evidence, Off, off, reach
from nhs_culture.verdicts.rule import Verdict

SURVEY_2015 = Evidence(value=61.7043, unit="percent", source="the survey of 2015")
SURVEY_2016 = Evidence(value=56.8465, unit="percent", source="the survey of 2016")
SURVEY_2017 = Evidence(value=65.6789, unit="percent", source="the survey of 2017")


def percent(value, **more):
    return Claimed(value=value, unit="percent", **more)


def test_a_rounded_figure_is_reproduced_by_the_official_one():
    verdict = figure_verdict(percent(62), [SURVEY_2015])
    assert (verdict.label, verdict.rule) == ("reproduced", "same figure")
    assert "The document has 62%; the survey of 2015 has 61.7%." in verdict.reason


def test_another_official_figure_contradicts():
    verdict = figure_verdict(percent(73), [SURVEY_2017])
    assert (verdict.label, verdict.rule) == ("contradicted", "other figure")
    assert "73%; the survey of 2017 has 65.7%" in verdict.reason


def test_official_figures_that_differ_leave_it_consistent():
    other = Evidence(value=58.4, unit="percent", source="another file")
    verdict = figure_verdict(percent(57), [SURVEY_2016, other])
    assert (verdict.label, verdict.rule) == ("consistent", "official figures differ")


@pytest.mark.parametrize(
    ("claim", "official", "label"),
    [
        # The old scale maps by (x - 1) x 2.5, rounding and all.
        (Claimed(value=3.85, unit="score_1_5"), (7.12, "score_0_10"), "reproduced"),
        (Claimed(value=3.85, unit="score_1_5"), (7.14, "score_0_10"), "contradicted"),
        (Claimed(value=7.5, unit="score_0_10"), (4.01, "score_1_5"), "reproduced"),
        (Claimed(value=4.01, unit="score_1_5"), (4.0149, "score_1_5"), "reproduced"),
        (Claimed(value=4.01, unit="score_1_5"), (4.02, "score_1_5"), "contradicted"),
        (Claimed(value=3, unit="rank", precision="exact"), (3, "rank"), "reproduced"),
        (Claimed(value=3, unit="rank", precision="exact"), (4, "rank"), "contradicted"),
        (percent(61.5), (61.5, "percent"), "reproduced"),
        (percent(61.5), (61.56, "percent"), "contradicted"),
        (percent(70), (69.5, "percent"), "reproduced"),
        (percent(70), (69.49, "percent"), "contradicted"),
        (percent(50, precision="more_than"), (50.0, "percent"), "contradicted"),
        (percent(50, precision="more_than"), (50.1, "percent"), "reproduced"),
        (percent(70, precision="at_least"), (69.6, "percent"), "reproduced"),
        (percent(70, precision="at_least"), (88.0, "percent"), "reproduced"),
        (percent(70, precision="at_least"), (69.4, "percent"), "contradicted"),
        (percent(20, precision="at_most"), (20.4, "percent"), "reproduced"),
        (percent(20, precision="at_most"), (20.6, "percent"), "contradicted"),
        (percent(10, precision="less_than"), (10.0, "percent"), "contradicted"),
        (percent(10, precision="less_than"), (8.7, "percent"), "reproduced"),
        (percent(50, precision="little_more_than"), (56.8, "percent"), "reproduced"),
        (percent(50, precision="little_more_than"), (50.0, "percent"), "contradicted"),
        (percent(50, precision="little_more_than"), (61.0, "percent"), "contradicted"),
        (percent(80, precision="almost"), (77.8, "percent"), "reproduced"),
        (percent(80, precision="almost"), (80.6, "percent"), "contradicted"),
        (percent(80, precision="almost"), (71.9, "percent"), "contradicted"),
        (percent(-35, precision="almost"), (-36.0, "percent"), "contradicted"),
        (percent(-35, precision="almost"), (-32.0, "percent"), "reproduced"),
        (percent(80, precision="about"), (73.0, "percent"), "reproduced"),
        (percent(80, precision="approximate"), (71.0, "percent"), "contradicted"),
        (Claimed(value=-15, unit="percent_change"), (-14.6, "percent_change"), "reproduced"),
        (Claimed(value=20e9, unit="GBP"), (19.6e9, "GBP"), "reproduced"),
        (Claimed(value=20e9, unit="GBP"), (19.4e9, "GBP"), "contradicted"),
        (Claimed(value=20000, unit="GBP", precision="exact"), (20001, "GBP"), "contradicted"),
        (Claimed(value=8739705, unit="GBP"), (8739705.4, "GBP"), "reproduced"),
        (Claimed(value=2016, unit="date", precision="about"), (2017, "date"), "reproduced"),
        (Claimed(value=2016, unit="date", precision="about"), (2018, "date"), "contradicted"),
        (percent(62, step=5), (60.1, "percent"), "reproduced"),
    ],
)
def test_the_wording_decides_what_agrees(claim, official, label):
    value, unit = official
    assert figure_verdict(claim, [Evidence(value=value, unit=unit, source="x")]).label == label


def test_the_rounding_of_the_official_figure_counts_too():
    rounded = Evidence(value=62, unit="percent", source="a table of whole numbers", step=1)
    assert figure_verdict(percent(62.4), [rounded]).label == "reproduced"
    assert figure_verdict(percent(62.6), [rounded]).label == "contradicted"


@pytest.mark.parametrize(
    ("value", "margin", "label", "rule"),
    [
        (61.7, None, "more plausible", "near figure"),
        (60.0, 2.0, "more plausible", "near figure"),
        (56.8, 2.0, "less plausible", "near figure too far"),
        (56.8, None, "not testable", "near figure of unknown margin"),
    ],
)
def test_a_near_figure_makes_a_claim_more_or_less_plausible(value, margin, label, rule):
    near = Evidence(value=value, unit="percent", source="x", near=True, margin=margin)
    verdict = figure_verdict(percent(62), [near], needs="the friends and family test")
    assert (verdict.label, verdict.rule) == (label, rule)
    assert "It would take the friends and family test." in verdict.reason


def test_one_of_several_near_figures_is_not_enough():
    def near(value):
        return Evidence(value=value, unit="percent", source="x", near=True, margin=2.0)

    differing = figure_verdict(percent(62), [near(61.0), near(50.0)])
    assert (differing.label, differing.rule) == ("not testable", "near figures differ")
    assert figure_verdict(percent(62), [near(61.0), near(60.5)]).label == "more plausible"
    assert figure_verdict(percent(62), [near(59.0), near(50.0)]).label == "less plausible"


def test_within_its_margin_a_figure_of_the_same_definition_is_consistent_and_no_more():
    def same(value):
        return Evidence(value=value, unit="percent", source="x", margin=1.4)

    assert figure_verdict(percent(70), [same(70.4)]).label == "reproduced"
    assert figure_verdict(percent(70), [same(70.7)]).label == "consistent"
    assert figure_verdict(percent(70), [same(72.0)]).label == "contradicted"


def test_what_nearly_all_others_would_pass_is_no_evidence():
    others = tuple(50.0 + place / 10 for place in range(100))
    trust = Evidence(value=56.8, unit="percent", source="the survey", others=others)
    verdict = figure_verdict(percent(50, precision="more_than"), [trust])
    assert (verdict.label, verdict.rule) == ("not testable", "could not differ")
    assert figure_verdict(percent(57), [trust]).label == "reproduced"
    below = replace(trust, value=49.0)
    assert figure_verdict(percent(50, precision="more_than"), [below]).label == "contradicted"


def test_a_near_figure_within_its_margin_can_still_speak_against_a_claim():
    """Of trusts at the 41st percentile fewer are in the lowest fifth than of all trusts."""
    claim = Claimed(value=20, unit="percentile", precision="at_most")
    others = tuple(range(100))
    near = Evidence(
        value=41.0,
        unit="percentile",
        source="x",
        near=True,
        margin=0.9,
        ranked=len(others) + 1,
        others=others,
    )
    assert off(claim, near) is Off.WITHIN
    # A movement of sd 0.46 from z = -0.23 to below -0.84 has p = 0.09, a fifth of all is 0.20.
    assert times_as_likely(claim, near) == pytest.approx(0.09 / 0.20, abs=0.05)
    assert figure_verdict(claim, [near]).label == "less plausible"
    assert figure_verdict(claim, [replace(near, value=10.0)]).label == "more plausible"


def test_a_near_figure_speaks_for_a_claim_as_much_as_it_has_to_speak_against_it():
    """Twice as likely or half as likely; in between it tells nothing, within its margin or not."""
    others = tuple(range(100))

    def near(margin):
        return Evidence(
            value=50.0, unit="percent", source="x", near=True, margin=margin, others=others
        )

    claim = percent(50, precision="about")
    for margin, label in ((10.0, "more plausible"), (40.0, "not testable")):
        times = times_as_likely(claim, near(margin))
        assert (times >= 2) == (label == "more plausible")
        verdict = figure_verdict(claim, [near(margin)])
        assert verdict.label == label
    assert verdict.rule == "near figure does not tell"


def test_places_move_further_in_the_middle_than_at_the_ends():
    def reached(place):
        item = Evidence(
            value=1.0, unit="rank", source="x", near=True, margin=0.5, ranked=201, others=()
        )
        low, high = reach(Claimed(value=place, unit="rank", precision="exact"), item, Off.WITHIN)
        return high - low

    assert reached(3) < reached(20) < reached(100)


def test_the_others_that_would_have_agreed_are_counted():
    item = Evidence(value=57.2, unit="percent", source="x", others=(56.4, 56.6, 57.4, 57.6, 61.0))
    assert chance((percent(57), item, Off.IN_PRINT)) == Chance(2, 5)
    assert chance((percent(57), replace(item, margin=1.0), Off.WITHIN)) == Chance(4, 5)


def test_a_figure_of_the_same_definition_goes_before_a_near_one():
    near = Evidence(value=73.0, unit="percent", source="friends and family test", near=True)
    assert figure_verdict(percent(73), [near, SURVEY_2017]).label == "contradicted"


@pytest.mark.parametrize(("value", "rule"), [(62, "repeated"), (57, "printed differently")])
def test_those_who_repeat_a_claim_do_not_confirm_it(value, rule):
    press = Evidence(value=value, unit="percent", source="the award page", independent=False)
    verdict = figure_verdict(percent(62), [press], needs="the survey of 2015")
    assert (verdict.label, verdict.rule) == ("single source", rule)


def test_what_cannot_be_tested_names_the_data_that_it_would_take():
    vacancies = "vacancy rates by trust, which were never published for England"
    verdict = figure_verdict(percent(8.7), needs=vacancies)
    assert (verdict.label, verdict.rule) == ("not testable", "needs data")
    assert vacancies in verdict.reason
    words = figure_verdict(Claimed(value=None, unit="percent", precision="words"), needs=vacancies)
    assert (words.label, words.rule) == ("not testable", "no figure")
    assert vacancies in words.reason


def test_a_figure_alone_has_a_single_source():
    assert figure_verdict(percent(88)).label == "single source"


def test_money_and_years_read_as_such():
    money = figure_verdict(
        Claimed(value=1577853, unit="GBP"),
        [Evidence(value=1577853, unit="GBP", source="the difference of the two")],
    )
    assert "has £1,577,853; the difference of the two has £1,577,853." in money.reason
    year = figure_verdict(
        Claimed(value=2016, unit="date", precision="about"),
        [Evidence(value=2017, unit="date", source="the award page")],
    )
    assert "about 2016; the award page has 2017." in year.reason
    score = figure_verdict(
        Claimed(value=4.01, unit="score_1_5"),
        [Evidence(value=7.48, unit="score_0_10", source="the survey of 2019", near=True)],
    )
    assert "4.01 (7.525 on the ten-point scale); the survey of 2019 has 7.48." in score.reason


def test_units_that_do_not_compare_are_refused():
    with pytest.raises(DesignError, match="claim is in rank and the survey of 2015 in percent"):
        figure_verdict(Claimed(value=3, unit="rank"), [SURVEY_2015])
    with pytest.raises(DesignError, match="precision 'roughly'; expected exact, rounded"):
        figure_verdict(percent(62, precision="roughly"), [SURVEY_2015])


def test_a_movement_is_as_good_as_its_worse_end():
    start = figure_verdict(percent(62), [SURVEY_2015])
    survey_2018 = Evidence(value=71.8, unit="percent", source="the survey of 2018")
    end = figure_verdict(percent(76), [survey_2018])
    verdict = movement_verdict(start, end)
    assert (verdict.label, verdict.rule) == ("contradicted", "other figure")
    assert "From: reproduced." in verdict.reason
    assert "survey of 2018 has 71.8%" in verdict.reason
    assert movement_verdict(start, start).label == "reproduced"
    assert movement_verdict(figure_verdict(percent(50)), start).label == "single source"


def test_a_verdict_is_its_three_words():
    assert figure_verdict(percent(88)) == Verdict(
        "single source", "one source", "Only the document itself prints the figure."
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [("value", nan), ("value", inf), ("value", "73"), ("step", nan), ("step", 0), ("step", -1)],
)
def test_a_claim_that_is_no_number_is_refused_by_name(field, value):
    with pytest.raises(DesignError, match=f"{field} is") as refusal:
        Claimed(**{"value": 73.0, "unit": "percent", field: value})
    assert refusal.value.argument == field


@pytest.mark.parametrize(
    ("field", "value"),
    [("value", nan), ("value", None), ("value", -inf), ("margin", nan), ("margin", -1)],
)
def test_evidence_that_is_no_number_contradicts_nobody(field, value):
    with pytest.raises(DesignError, match=f"{field} is") as refusal:
        Evidence(**{"value": 73.0, "unit": "percent", "source": "x", field: value})
    assert refusal.value.argument == field
