"""Programmes on the real panels: who is placed, who is left out and why, and what is found."""

from __future__ import annotations

import pytest

from nhs_culture import open_data
from nhs_culture.designs.refusals import TooFewMembers
from nhs_culture.designs.stacked_programme import StackedProgramme
from nhs_culture.studies.programmes import (
    adjusted,
    examination,
    first_after,
    pooled,
    programme,
    shared,
)

DATA = open_data()


@pytest.fixture(scope="module")
def regime():
    return examination(DATA, "special_measures", "recommend_work")


@pytest.fixture(scope="module")
def conversations():
    return examination(DATA, "listening_into_action", "recommend_work")


def test_a_survey_soon_after_the_start_counts_as_before() -> None:
    assert first_after("2015-07-16", "survey") == "2016"
    assert first_after("2015-03", "survey") == "2015"
    assert first_after("2013-12", "month") == "2014-04"


def test_every_dated_member_is_compared_or_named_with_the_reason(regime, conversations) -> None:
    for one in (regime, conversations):
        compared = set(one.stacked.members.index)
        named = {*one.placed.left_out, *one.stacked.dropped}
        assert compared | (named & set(one.programme.dated.index)) == set(one.programme.dated.index)
        assert not compared & set(one.placed.left_out)


def test_nobody_on_the_list_is_compared_with(conversations) -> None:
    for cohort in conversations.placed.cohorts:
        others = set(cohort.outcomes) - set(cohort.members)
        assert not others & conversations.programme.codes
    assert {"RFR", "RQ6"} <= conversations.programme.codes  # without a date


def test_members_are_compared_with_their_own_kind(regime) -> None:
    kinds = DATA.register.trusts.set_index("org_code")["benchmark_group"]
    for cohort in regime.placed.cohorts:
        assert kinds.reindex(cohort.outcomes.columns).nunique() == 1


def test_a_second_spell_is_not_a_second_member(regime) -> None:
    assert regime.programme.dated.index.is_unique
    assert regime.programme.dated.loc["RWD", "joined"] == "2013-07"


def test_eleven_trusts_are_in_both(regime, conversations) -> None:
    assert shared(conversations.programme, regime.programme) == sorted(
        ["RJF", "RTX", "R1H", "RBK", "RWD", "RD7", "RWG", "R1F", "RJ7", "RRU", "RYC"]
    )


def test_without_some_members_the_others_keep_their_changes(conversations, regime) -> None:
    both = shared(conversations.programme, regime.programme)
    fewer = conversations.without(both)
    assert isinstance(fewer, StackedProgramme)
    every = conversations.stacked.members["estimate"]
    assert not set(both) & set(fewer.members.index)
    assert fewer.members["estimate"].to_dict() == pytest.approx(
        every.drop(both, errors="ignore").to_dict()
    )


def test_regression_to_the_mean_is_not_counted_as_the_regime(regime) -> None:
    """Trusts placed at their worst rise afterwards, and no further than trusts as low did."""
    later = regime.staggered.simple
    assert later.estimate > 0
    assert regime.stacked.estimate < later.estimate
    assert regime.stacked.members["start"].mean() < 0


def test_a_programme_sees_smaller_changes_than_a_trust(regime) -> None:
    one = regime.stacked
    alone = 2.8 * one.members["noise"].median()
    assert one.detectable < alone / 2


def test_too_few_members_are_refused_with_their_number() -> None:
    refused = examination(DATA, "people_promise_exemplars", "recommend_work").stacked
    assert isinstance(refused, TooFewMembers)
    assert refused.found == 0


def test_programmes_whose_members_moved_both_ways_are_not_averaged() -> None:
    names = {one.programme_id for one in pooled(DATA.register)}
    assert {"listening_into_action", "special_measures", "virginia_mason"} <= names
    assert not {"rating_moves", "keogh_not_placed", "go_engage"} & names


def test_many_questions_make_a_small_p_less_rare(regime, conversations) -> None:
    table = adjusted([regime, conversations])
    assert (table["p_holm"] >= table["p_value"]).all()
    assert (table["p_fdr"] >= table["p_value"]).all()


def test_strict_dates_are_fewer() -> None:
    one = programme(DATA.register, "listening_into_action")
    assert (one.strict.dated["weak"] == "").all()
    assert len(one.strict.dated) == (one.dated["weak"] == "").sum()
    assert one.strict.codes == one.codes
