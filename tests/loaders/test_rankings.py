"""A scale that was turned round and columns that were exchanged are told by who stands high."""

from __future__ import annotations

import committed
import pandas as pd
import pytest

from nhs_culture.loaders.rankings import exchanged, fits, turned

INVOLVE, ACT = "senior_managers_involve", "senior_managers_act"
QUESTIONS = committed.figures("manager_questions_2012_2018")
NOTHING = QUESTIONS.iloc[:0]


@pytest.mark.parametrize(
    "source",
    ["manager_questions_2012_2018", "council_social_workers_2016_2025", "council_mortality"],
)
def test_what_is_held_fits_itself(source: str) -> None:
    figures = committed.figures(source)
    assert [*turned(fits(figures, NOTHING)), *exchanged(fits(figures, NOTHING))] == []


@pytest.mark.parametrize("present", [NOTHING, QUESTIONS], ids=["years", "editions"])
def test_answers_counted_from_the_other_end_are_told(present: pd.DataFrame) -> None:
    year = (QUESTIONS["measure"] == ACT) & (QUESTIONS["period"] == "2016")
    figures = QUESTIONS.assign(value=QUESTIONS["value"].mask(year, 100 - QUESTIONS["value"]))
    assert set(turned(fits(figures, present))) == {(ACT, "2016"), (ACT, "2017")}


@pytest.mark.parametrize("present", [NOTHING, QUESTIONS], ids=["years", "editions"])
def test_two_columns_that_are_exchanged_are_told(present: pd.DataFrame) -> None:
    swapped = QUESTIONS["measure"].replace({INVOLVE: ACT, ACT: INVOLVE})
    figures = QUESTIONS.assign(
        measure=QUESTIONS["measure"].mask(QUESTIONS["period"] == "2016", swapped)
    )
    found = set(exchanged(fits(figures, present)))
    assert found == {(ACT, INVOLVE, "2016"), (ACT, INVOLVE, "2017")}


def test_a_small_cut_is_not_taken_for_exchanged_and_columns_that_are_still_are() -> None:
    figures = committed.figures("turnover_benchmarking")
    trusts = figures["org_code"].drop_duplicates()
    for seed in range(20):
        for size in (20, 32):
            cut = figures[figures["org_code"].isin(trusts.sample(size, random_state=seed))]
            assert [*exchanged(fits(cut, cut.iloc[:0]))] == [], (size, seed)
    swapped = figures["measure"].replace(
        {"leaver_rate": "joiner_rate", "joiner_rate": "leaver_rate"}
    )
    late = figures["period"] == figures["period"].max()
    spoilt = figures.assign(measure=figures["measure"].mask(late, swapped))
    assert [*exchanged(fits(spoilt, spoilt.iloc[:0]))] == [
        ("joiner_rate", "leaver_rate", "2025-11")
    ]
