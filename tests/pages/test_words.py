"""The sentences that pages open with, on real figures."""

from __future__ import annotations

import pytest

from nhs_culture import open_data
from nhs_culture.designs import Refused
from nhs_culture.pages import lead, words
from nhs_culture.studies import answer, question

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
    assert (reply.words, reply.numbers) == ("Cannot be told", f"{told}.")
