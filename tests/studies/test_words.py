"""The sentences that pages open with, on real figures."""

from __future__ import annotations

import pytest

from nhs_culture.designs import Refused
from nhs_culture.studies import answer, question, words


@pytest.mark.parametrize(
    ("trust", "measure", "says"),
    [
        ("RP1", "recommend_work", "a rise 11.1 percentage points larger than at trusts that"),
        ("RAS", "recommend_work", "a fall where trusts that started at the same level rose, 7.4"),
        ("RRU", "sickness_absence", "a fall 0.02 percentage points larger than at trusts that"),
        ("RPC", "staff_fte", "4.2% behind trusts that started at the same level."),
        ("RP1", "staff_fte", "4.1% ahead of trusts that started at the same level."),
    ],
)
def test_a_change_is_set_against_what_the_peers_did(trust: str, measure: str, says: str) -> None:
    assert says in words.opening(answer(question(trust, measure)))


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
    asked = answer(question(trust, measure))
    assert isinstance(asked.change, Refused)
    told = asked.change.error.told(words.words_of(asked)[0])
    assert says in told
    assert trust not in told
    assert f"cannot be told. {told}." in words.test_in_words(asked)
