"""The first screen: what each question is answered with, and what is not asked at all."""

import pytest

from nhs_culture import open_data
from nhs_culture.pages.lead import headline, replies
from nhs_culture.pages.subject import marks
from nhs_culture.pages.trend import slid
from nhs_culture.studies import answer, question
from nhs_culture.studies.everywhere import planned
from nhs_culture.studies.examined import examined
from nhs_culture.verdicts.labels import CHANGE, FIGURE, NOT_IDENTIFIABLE, NOTHING, OUT_OF_REACH

DATA = open_data()


@pytest.mark.parametrize("trust", DATA.register.studied)
def test_where_no_change_could_pass_the_page_says_so(trust):
    asked = answer(DATA, question(DATA, trust, "recommend_work"))
    said = any("even the largest of all would have" in reply.words for reply in replies(asked))
    may_be_more = not hasattr(asked.change, "error") and asked.change.p_value <= 0.2
    assert said == (may_be_more and (asked.p_least or 0) > 0.05)


def test_the_least_p_is_what_the_largest_change_of_all_would_have():
    asked = answer(DATA, question(DATA, "RRF", "recommend_work"))
    # 1 of 96 trusts, over all planned tests that have a p-value, of which it would be the smallest
    tests = sum(one.p_across is not None for one in planned(DATA))
    assert asked.p_least == pytest.approx(tests / 96)
    assert asked.p_least <= asked.p_across


@pytest.mark.parametrize("intervention", ["2016-07", "2017-01"])
def test_what_cannot_be_told_rules_nothing_out(intervention):
    asked = answer(DATA, question(DATA, "RM3", "staff_fte", intervention=intervention))
    assert asked.verdict.label == NOT_IDENTIFIABLE
    assert NOTHING.question not in {reply.question for reply in replies(asked)}


def test_a_margin_out_of_reach_is_not_answered_with_no():
    told = set()
    for code, measure in (("RP1", "sickness_absence"), ("RA7", "staff_fte")):
        asked = answer(DATA, question(DATA, code, measure))
        reply = next(reply for reply in replies(asked) if reply.question == NOTHING.question)
        out = not examined(asked).excluded.within_reach
        told.add(out)
        assert (reply.verdict == OUT_OF_REACH) is out
        assert ("could not have been" in reply.numbers) is out
    assert told == {True, False}


@pytest.mark.parametrize(("trust", "early"), [("RRF", True), ("RP1", False)])
def test_figures_after_the_date_that_count_as_before_are_named_with_the_plans_reason(trust, early):
    context = headline(answer(DATA, question(DATA, trust, "recommend_work")), "engagement").context
    assert (
        "figures up to 2011 count as before it. The plan says why: the work" in context
    ) is early


@pytest.mark.parametrize(
    ("trust", "measure"), [("RA7", "sickness_absence"), ("RP1", "recommend_work")]
)
def test_both_questions_stand_at_the_top_whether_or_not_a_figure_is_printed(trust, measure):
    shown = headline(answer(DATA, question(DATA, trust, measure)), "absence").html()
    assert FIGURE.question in shown
    assert CHANGE.question in shown
    printed = set(DATA.register.claims.query("org_code == @trust")["measure"])
    assert ("No document here prints a figure" in shown) == (measure not in printed)


@pytest.mark.parametrize("trust", DATA.register.studied)
def test_what_is_dated_by_its_year_alone_is_marked_with_no_month(trust):
    asked = question(DATA, trust, "recommend_work")
    dated = DATA.register.interventions.set_index("intervention_id")
    for event in marks(answer(DATA, asked)):
        if event.kind == "intervention":
            precision = dated.loc[asked.intervention, "precision"]
            assert (len(event.date) == 4) == (precision == "year")


def test_a_place_that_fell_in_each_of_the_last_three_surveys_is_told_first() -> None:
    fell, rose = (answer(DATA, question(DATA, code, "recommend_work")) for code in ("RP1", "RRF"))
    told = headline(fell, "engagement", also=["engagement", "staff_happiness"]).context
    assert (
        "On staff engagement its place among its peers fell: highest of 51 in 2019, 5th highest of "
        "51 in 2024 and 9th highest of 48 in 2025." in told
    )
    assert slid(rose, "engagement") == ""
