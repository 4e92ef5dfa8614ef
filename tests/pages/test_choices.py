"""The question asked in other ways: drawn where it has an answer, and never where it has none."""

import pytest

from nhs_culture import open_data
from nhs_culture.exhibits import Chart, Note
from nhs_culture.pages.choices import specifications
from nhs_culture.studies import answer, question
from nhs_culture.verdicts.labels import NOT_IDENTIFIABLE

DATA = open_data()


def test_p_values_of_other_ways_are_said_to_be_unadjusted():
    chart, told = specifications(answer(DATA, question(DATA, "RRF", "recommend_work")))
    assert isinstance(chart, Chart)
    assert chart.title.endswith("unadjusted")
    assert "none of them decides" in told.text


@pytest.mark.parametrize("intervention", ["2016-07", "2017-01"])
def test_no_other_way_is_shown_where_the_question_is_refused(intervention):
    refused = answer(DATA, question(DATA, "RM3", "staff_fte", intervention=intervention))
    assert refused.verdict.label == NOT_IDENTIFIABLE
    (note,) = specifications(refused)
    assert isinstance(note, Note)
    assert "step" in note.text
