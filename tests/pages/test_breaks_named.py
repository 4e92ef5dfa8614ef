"""No first sentence sets two figures beside each other over a break that it does not name."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd
import pytest

from nhs_culture import open_data, periods
from nhs_culture.pages import first_to_last, lead, leadership, mortality
from nhs_culture.studies import Answer, answer, question

DATA = open_data()
SAID = {"merger": "merger", "transfer": "transfer", "method": "change of method"}
"""Kind of ``breaks.csv`` -> how a sentence calls it."""
TRUSTS = ("RP1", "RRF", "RM3", "RA7", "REN")


def sentences(trust: str) -> Iterator[tuple[Answer, str]]:
    def asked(measure: str) -> Answer:
        return answer(DATA, question(DATA, trust, measure))

    for measure in ("recommend_work", "sickness_absence"):
        yield (one := asked(measure)), lead.finding(one, "engagement").reason
    yield (one := asked(leadership.ASKED)), leadership.headline(one).sentence
    yield (one := asked("shmi")), mortality.headline(one).sentence
    one = asked("discrimination_colleagues")
    yield one, first_to_last.finding(one, "discrimination").reason


def unnamed(asked: Answer, told: str) -> Iterator[str]:
    """Yield what lies between the first and the last survey of a sentence and is not in it."""
    years = re.findall(r"\b20\d\d\b", told) or [""]
    first, last = min(years), max(years)
    frequency = asked.question.frequency
    if first == last or frequency == "month":
        return
    start, end = periods.bounds(first, frequency)[0], periods.bounds(last, frequency)[1]
    rows = DATA.register.breaks
    of_all = rows["measures"].str.split(";").map({"all", asked.question.measure}.intersection)
    own = rows[of_all.map(bool) & rows["org_code"].isin([asked.question.trust, "ENG"])]
    for kind, date in own[["kind", "date"]].to_numpy():
        inside = start < pd.Timestamp(date) <= end
        if inside and kind in SAID and not re.search(f"{SAID[kind]}.* of {date[:4]}", told):
            yield f"{kind} of {date}"


@pytest.mark.parametrize("trust", TRUSTS)
def test_what_lies_between_two_figures_is_named_with_them(trust: str) -> None:
    for asked, told in sentences(trust):
        assert not [*unnamed(asked, told)], told


def test_breaks_after_the_window_stand_beside_the_later_difference() -> None:
    wigan = answer(DATA, question(DATA, "RRF", "recommend_work"))
    named = "by 2024, after the transfer of services of 2019 and the change of method of 2021, the"
    assert named in lead.finding(wigan, "engagement").reason
    lasted = next(one for one in lead.replies(wigan) if one.question == "Did it last?")
    assert "after the transfer of services of 2019" in lasted.numbers
