"""What staff say of those who lead them, on figures that were worked out apart."""

from __future__ import annotations

import pytest

from nhs_culture import open_data
from nhs_culture.exhibits import Note, Table
from nhs_culture.pages import leadership
from nhs_culture.studies import answer, question
from nhs_culture.studies.leadership import (
    OWN_MANAGER,
    SENIOR_MANAGERS,
    mean_of,
    questions,
    stands,
)

DATA = open_data()
ACT, INVOLVE = "senior_managers_act", "senior_managers_involve"


def test_the_headline_tells_of_northamptonshires_rise() -> None:
    asked = answer(DATA, question(DATA, "RP1", ACT))
    told = leadership.headline(asked).sentence
    assert asked.own.round(1).to_dict() == {"2016": 34.0, "2017": 41.0, "2019": 45.9}
    assert "45.9% in 2019, after 34.0% in 2016" in told
    # among its own kind, on the three questions together
    stood = "18th highest of 53 in 2016 and highest of 51 in 2019"
    assert stood in leadership.headline(asked).context


def test_the_headline_tells_of_wigans_rise_and_fall_and_of_how_few_answered() -> None:
    asked = answer(DATA, question(DATA, "RRF", ACT))
    told = asked.own.round(1)
    assert told[["2012", "2015", "2018"]].to_dict() == {"2012": 30.5, "2015": 45.5, "2018": 29.1}
    context = leadership.headline(asked).context
    assert "highest in 2015 (45.5%) and lowest in 2018 (29.1%)" in context
    assert "Fewer than 500 staff answered in 8 of 8 surveys, the fewest (297) in 2015" in context


def test_places_are_those_worked_out_beforehand() -> None:
    # Wigan first of about 153 on involving staff in 2015; on the mean of the three questions
    # Salford first in 2013 and at the 27th percentile in 2015, Northamptonshire at the 73rd in 2016
    # and the 98th in 2019
    wigan = stands(DATA.wide(INVOLVE), "RRF").loc["2015"]
    assert (wigan["place"], wigan["of"]) == (1, 153)
    three = mean_of(DATA, "RP1", SENIOR_MANAGERS)
    salford, northampton = stands(three, "RM3"), stands(three, "RP1")
    assert salford.loc["2013", "place"] == 1
    assert salford.loc["2015", "above"] == pytest.approx(27, abs=1)
    assert northampton.loc["2016", "above"] == pytest.approx(73, abs=2)
    assert northampton.loc["2019", "above"] == pytest.approx(98, abs=1)


def test_england_of_2016_is_what_a_magazine_can_be_set_beside() -> None:
    found = questions(DATA, "ENG", [*SENIOR_MANAGERS, "valued_by_manager"])
    in_2016 = found[found["period"] == "2016"].set_index("measure")["value"].round(1)
    assert in_2016["valued_by_manager"] == 71.7
    assert in_2016[INVOLVE] == 33.7
    assert in_2016[ACT] == 32.0


@pytest.mark.parametrize("trust", ["RP1", "RRF", "RM3", "RA7"])
def test_questions_before_and_after_rewording_never_share_a_survey_or_a_name(trust: str) -> None:
    found = questions(DATA, trust, OWN_MANAGER)
    before = found.loc[found["measure"] == "manager_teamwork", "period"]
    after = found.loc[found["measure"] == "manager_encourages", "period"]
    assert before.max() < "2018" <= after.min()
    shown = answer(DATA, question(DATA, trust, "manager_encourages")).breaks["what"]
    assert shown.str.contains("reworded").any()


def test_every_share_has_its_interval_and_its_answers() -> None:
    asked = answer(DATA, question(DATA, "RRF", ACT))
    found = questions(DATA, "RRF", SENIOR_MANAGERS)
    table = leadership.what_staff_say(asked, found, of="senior managers", name="one")
    assert isinstance(table, Table)
    rows = table.data
    assert (rows["lower"] < rows["value"]).all()
    assert (rows["value"] < rows["upper"]).all()
    few = rows["answers"] < 500
    assert (rows["upper"] - rows["lower"])[few].min() > 8


def test_a_trust_that_was_never_asked_gets_notes() -> None:
    asked = answer(DATA, question(DATA, "RYH", ACT))
    nothing = questions(DATA, "RYH", SENIOR_MANAGERS)
    three = mean_of(DATA, "RYH", SENIOR_MANAGERS)
    assert nothing.empty
    told = leadership.what_staff_say(asked, nothing, of="senior managers", name="one")
    assert isinstance(told, Note)
    assert isinstance(leadership.standing(asked, three, three), Note)
    assert isinstance(leadership.side_by_side([asked], title="All", name="all"), Note)
