"""The engagement score in each publication, and the pulse survey with its floor."""

from __future__ import annotations

import pytest

from nhs_culture import open_data
from nhs_culture.exhibits import Note, Table
from nhs_culture.pages import engagement
from nhs_culture.studies import answer, question
from nhs_culture.studies.publications import by_publication
from nhs_culture.studies.pulse import LEAST_RESPONSE, pulse

DATA = open_data()
FRAMEWORK = "oversight_framework_2025_26"


def test_the_framework_file_has_its_own_place_in_both_surveys() -> None:
    # 7.31, 7th of 61, then 7.17, 15th, where who is level comes last
    found = by_publication(DATA, "RP1", "engagement")
    rows = found[found["source"] == FRAMEWORK].set_index("period")
    assert rows["value"].to_dict() == {"2024": 7.31, "2025": 7.17}
    assert (rows["place"] + rows["level"]).to_dict() == {"2024": 7, "2025": 15}
    assert set(rows["of"]) == {61}
    assert list(found["period"]) == sorted(found["period"])


def test_a_trust_in_no_publication_has_an_empty_table_and_a_note() -> None:
    found = by_publication(DATA, "RYH", "engagement")
    assert found.empty
    asked = answer(DATA, question(DATA, "RYH", "engagement"))
    assert isinstance(engagement.publications(asked, found), Note)


def test_few_answers_have_a_response_and_no_place() -> None:
    # 159 of 5,754 staff answered in January 2022 at Wigan, 1,457 in April, 91 in July
    wigan = pulse(DATA, "RRF")
    assert list(wigan["answers"]) == [159, 1457, 91]
    assert list(wigan["response"].gt(LEAST_RESPONSE)) == [False, True, False]
    assert list(wigan["score"].notna()) == [False, True, False]
    assert list(wigan["place"].notna()) == [False, True, False]
    northampton = pulse(DATA, "RP1")
    assert list(northampton["score"].round(2)) == [7.33, 7.36, 7.31]


@pytest.mark.parametrize("trust", ["RP1", "RRF", "REN", "RYH", "RX7"])
def test_the_pulse_is_shown_by_what_it_rests_on(trust: str) -> None:
    asked = answer(DATA, question(DATA, trust, "pulse_engagement"))
    shown = engagement.pulse_surveys(asked, pulse(DATA, trust))
    if isinstance(shown, Table):
        few = shown.data["response"] < LEAST_RESPONSE
        assert shown.data.loc[few, ["score", "place"]].isna().all(axis=None)
