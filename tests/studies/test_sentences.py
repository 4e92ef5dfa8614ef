"""What pages open with, read over the trusts and every planned measure."""

from __future__ import annotations

import re

import pytest

from nhs_culture import open_data
from nhs_culture.pages.words import opening, standing_in_words
from nhs_culture.studies import answer, question

DATA = open_data()
MEASURES = sorted(set(DATA.register.analysis_plan["measure"]))
EVERY = 4
"""Every fourth trust is read: some of each kind, and of those that ended."""
NEVER = re.compile(
    r"\bnan\b|\binf\b|\d[eE][+-]?\d|\b0 of 0\b|\bNone\b|\b([A-Za-z]{2,}) \1\b|\.\.|  |\{|\?\.|,\.",
)
"""What is no number, what was never filled in, words that stand twice and doubled stops."""

ALIKE = re.compile(r"averaged (\S+) over .*, against \1 over ")
"""Two levels that are printed alike: a reader sees neither a rise nor a fall."""


@pytest.mark.parametrize("measure", MEASURES)
def test_every_opening_is_one_sentence_that_can_be_read(measure: str) -> None:
    for code in DATA.register.trusts["org_code"][::EVERY]:
        asked = answer(DATA, question(DATA, code, measure))
        told = opening(asked)
        assert not NEVER.search(told), told
        assert re.match(r"[A-Z].*[^.]\.$", told), told
        if not asked.own.empty:
            assert re.search(r"\d", told), told
        if ALIKE.search(told):
            assert not re.search(r"\b(rise|fall|rose|fell)\b", told), told


@pytest.mark.parametrize(
    ("trust", "measure", "says"),
    [
        ("RRF", "shmi", "the highest of 128 trusts of its kind."),
        ("RF4", "sickness_absence", "trusts of its kind"),
    ],
)
def test_a_place_says_from_which_end_it_is_counted(trust: str, measure: str, says: str) -> None:
    told = standing_in_words(answer(DATA, question(DATA, trust, measure)))
    assert says in told
    assert "highest of" in told
