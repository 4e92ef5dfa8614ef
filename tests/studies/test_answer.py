"""What an answer makes of the designs: adjusted for all that is asked, planned or not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nhs_culture import open_data
from nhs_culture.designs import DESIGNS, Refused
from nhs_culture.studies import answer, question
from nhs_culture.studies.answer import family
from nhs_culture.studies.everywhere import planned as planned_questions
from nhs_culture.verdicts.labels import CHANGE, NOT_DISTINGUISHABLE

SPELLED_OUT = [
    ("RRF", "recommend_work", {"intervention": "2012", "window": "4,4"}),
    ("RP1", "recommend_work", {"peers": "benchmark group"}),
    ("RP1", "sickness_absence", {"window": "24,24"}),
    ("RA7", "staff_fte", {"intervention": "2015-09"}),
]

DATA = open_data()


def test_the_plan_spelt_out_is_the_plan() -> None:
    planned = question(DATA, "RRF", "recommend_work")
    said = {"window": f"{planned.before},{planned.after}", "intervention": planned.first_after}
    assert question(DATA, "RRF", "recommend_work", **said, peers=planned.peers) == planned


@pytest.mark.parametrize(("trust", "measure", "asked"), SPELLED_OUT)
def test_a_question_spelt_out_is_never_judged_more_leniently(
    trust: str, measure: str, asked: dict[str, str]
) -> None:
    planned = answer(DATA, question(DATA, trust, measure))
    explored = answer(DATA, question(DATA, trust, measure, **asked))
    assert not isinstance(planned.change, Refused)
    assert not isinstance(explored.change, Refused)
    assert explored.change.p_value == planned.change.p_value
    assert planned.p_adjusted is not None
    assert explored.p_adjusted is not None
    assert explored.p_adjusted >= planned.p_adjusted >= planned.change.p_value
    if planned.p_across is not None:
        assert explored.p_across == planned.p_across


@pytest.mark.parametrize("trust", DATA.register.studied)
def test_what_a_question_is_called_and_how_it_is_spelt_changes_no_adjustment(trust: str) -> None:
    for asked in family(DATA, trust):
        planned = asked.question
        renamed = answer(DATA, replace(planned, trust_name="The trust", status="exploratory"))
        assert (renamed.p_adjusted, renamed.p_across) == (asked.p_adjusted, asked.p_across)


def test_over_all_case_studies_a_larger_p_is_never_adjusted_to_a_smaller_one() -> None:
    """As the table of the comparison prints them, case studies under their names of the time."""
    asked = [one for one in planned_questions(DATA) if one.p_across is not None]
    found = sorted((one.change.p_value, one.p_across) for one in asked)
    across = [adjusted for _, adjusted in found]
    assert across == sorted(across)
    assert len(found) > 5


def test_a_window_with_a_larger_p_is_not_adjusted_to_a_smaller_one() -> None:
    planned = answer(DATA, question(DATA, "RRF", "recommend_work"))
    wider = answer(DATA, question(DATA, "RRF", "recommend_work", window="4,5"))
    assert wider.change.p_value > planned.change.p_value
    assert wider.p_across > planned.p_across


def test_a_wider_window_does_not_make_wigan_distinguishable() -> None:
    explored = answer(DATA, question(DATA, "RRF", "recommend_work", window="4,7"))
    assert not isinstance(explored.change, Refused)
    assert explored.change.p_value <= 0.05
    assert explored.verdict.label == NOT_DISTINGUISHABLE


def test_every_design_of_the_registry_is_asked_and_computed_once() -> None:
    asked = answer(DATA, question(DATA, "RP1", "recommend_work"))
    for name in DESIGNS:
        found = asked.result(name)
        assert found.design == name
        assert asked.result(name) is found


def test_where_nothing_is_to_be_tested_every_design_says_why() -> None:
    described = answer(DATA, question(DATA, "RP1", "engagement"))
    unpublished = answer(DATA, question(DATA, "RG2", "sickness_absence"))
    for asked in (described, unpublished):
        refused = asked.change
        assert isinstance(refused, Refused)
        assert refused.table()["refusal"].iloc[0]
        assert asked.detectable is None
        assert asked.p_adjusted is None
    assert "Official scores exist" in str(described.change.error)
    assert "no figure" in str(unpublished.change.error)


@pytest.mark.parametrize("trust", ["RP1", "RWX"])
def test_an_answer_shown_by_itself_is_its_question_and_its_verdict(trust: str) -> None:
    asked = answer(DATA, question(DATA, trust, "recommend_work"))
    assert len(repr(asked).splitlines()) == 2
    verdict = CHANGE.cell(asked.verdict.label)
    assert f"recommend_work of {trust} from 2017 on: {verdict}".lower() in repr(asked).lower()
    assert asked.change.sentence("", asked.estimate_unit).rpartition("(")[2] in repr(asked)
