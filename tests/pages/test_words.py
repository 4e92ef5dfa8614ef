"""The sentences that pages open with, on real figures."""

from __future__ import annotations

import pytest

from nhs_culture import open_data
from nhs_culture.designs import Refused
from nhs_culture.pages import first_to_last, lead, trend, words
from nhs_culture.studies import answer, question
from nhs_culture.studies.stretch import stretches
from nhs_culture.units import unit
from nhs_culture.verdicts.labels import CHANGE, NOT_IDENTIFIABLE

DATA = open_data()


@pytest.mark.parametrize(
    ("trust", "measure", "says"),
    [
        (
            "RP1",
            "recommend_work",
            "a rise {} larger than at trusts",
        ),
        (
            "RAS",
            "recommend_work",
            "a fall where trusts that started at the same level rose, {}",
        ),
        (
            "RRU",
            "sickness_absence",
            "a fall {} larger than at trusts",
        ),
        ("RPC", "staff_fte", "{} behind trusts"),
        ("RP1", "staff_fte", "{} ahead of trusts"),
    ],
)
def test_a_change_is_set_against_what_the_peers_did(trust: str, measure: str, says: str) -> None:
    asked = answer(DATA, question(DATA, trust, measure))
    size = asked.estimate_unit.size(asked.change.estimate)
    assert says.format(size) in words.opening(asked)


@pytest.mark.parametrize(
    ("trust", "measure", "says"),
    [
        (
            "RLN",
            "recommend_work",
            "has figures for 6 of the 7 years compared, 2012 to 2019",
        ),
        ("RG2", "sickness_absence", "There is no figure of"),
        ("RRF", "sickness_absence", "at least 3 are needed on each side"),
    ],
)
def test_a_refusal_says_what_is_lacking_and_no_code(trust: str, measure: str, says: str) -> None:
    asked = answer(DATA, question(DATA, trust, measure))
    assert isinstance(asked.change, Refused)
    told = asked.change.error.told(words.words_of(asked)[0])
    assert says in told
    assert trust not in told
    (reply,) = lead.replies(asked)
    assert reply.words == "Cannot be told"
    assert reply.numbers.startswith(f"{told}.")


@pytest.mark.parametrize(
    ("measure", "then"), [("shmi", True), ("recommend_work", True), ("engagement", False)]
)
def test_a_figure_of_before_a_merger_goes_by_the_name_of_before_it(
    measure: str, then: bool
) -> None:
    asked = answer(DATA, question(DATA, "RM3", measure))
    told = [trend.trend(asked).title]
    if measure == "shmi":
        told.append(first_to_last.in_words(asked))
    for text in told:
        assert ("Salford Royal (now Northern Care Alliance)" in text) == then, text
    assert "Salford" not in words.standing_in_words(
        answer(DATA, question(DATA, "RM3", "engagement"))
    )


@pytest.mark.parametrize("measure", ["recommend_work", "sickness_absence", "shmi", "staff_fte"])
@pytest.mark.parametrize("trust", DATA.register.studied)
def test_the_title_of_a_main_chart_says_what_was_found_or_what_lies_beyond_its_ends(
    trust: str, measure: str
) -> None:
    asked = answer(DATA, question(DATA, trust, measure))
    if asked.own.empty:
        return
    title, own = trend.trend(asked).title, max(stretches(asked), key=lambda one: len(one.own)).own
    if not hasattr(asked.change, "error") and asked.verdict.label != NOT_IDENTIFIABLE:
        assert "comparable trusts in" in title
        assert CHANGE.cell(asked.verdict.label).lower() in title.lower()
    else:
        beyond = own.max() > max(own.iloc[0], own.iloc[-1])
        beyond |= own.min() < min(own.iloc[0], own.iloc[-1])
        assert ("highest" in title or "lowest" in title) <= beyond
        figure = unit(asked.question.unit).value
        extremes = {figure(own.max()), figure(own.min())}
        assert any(one in title for one in extremes)
