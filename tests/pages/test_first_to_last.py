"""The description of a change: the trust's own, its sampling interval, and its peers'."""

import pytest

from nhs_culture import open_data
from nhs_culture.pages import first_to_last
from nhs_culture.studies import answer, question

DATA = open_data()


@pytest.fixture(scope="module")
def shmi():
    return answer(DATA, question(DATA, "RRF", "shmi"))


def test_the_change_is_the_last_published_figure_less_the_first(shmi):
    found = first_to_last.first_to_last(shmi)

    # 1.0667 and 1.1999 as published for Wrightington, Wigan and Leigh
    assert (found.first, found.last) == ("2012", "2019")
    assert found.change == pytest.approx(1.1999 - 1.0667)
    assert found.interval is None  # a ratio without its counts has no sampling interval


def test_the_place_of_the_change_counts_the_peers_that_rose_by_more(shmi):
    found = first_to_last.first_to_last(shmi)

    assert "RRF" not in found.peers.index
    assert found.rank == (found.peers["change"] > found.change).sum() + 1
    assert (found.rank, len(found.peers)) == (8, 123)


def test_peers_that_started_alike_are_a_part_of_the_peers(shmi):
    found = first_to_last.first_to_last(shmi)
    starts = found.peers.loc[found.alike.index, "start"]

    assert 0 < len(found.alike) < len(found.peers)
    assert (starts - found.start).abs().max() <= found.peers["start"].std() / 2


def test_a_survey_share_has_the_interval_of_its_bases():
    wide = first_to_last.first_to_last(
        answer(DATA, question(DATA, "RRF", "discrimination_colleagues"))
    )
    narrow = first_to_last.first_to_last(
        answer(DATA, question(DATA, "RP1", "discrimination_colleagues"))
    )

    # 333 people answered at RRF in 2019, 2,072 at RP1
    assert wide.interval.lower < wide.change < wide.interval.upper
    assert wide.interval.upper - wide.interval.lower > 2 * (
        narrow.interval.upper - narrow.interval.lower
    )


def test_one_survey_gives_a_standing_and_no_change():
    once = answer(DATA, question(DATA, "RVY", "equal_opportunities"))

    assert first_to_last.first_to_last(once) is None
    assert "82.7% in 2019" in first_to_last.in_words(once)
    assert first_to_last.finding(once, "discrimination").estimate is None


def test_a_trust_without_figures_gets_a_sentence_and_no_error():
    without = answer(DATA, question(DATA, "RX7", "shmi"))

    assert first_to_last.in_words(without).startswith("No figure is held here on")
    assert first_to_last.table([without]).label == "No change"
    assert first_to_last.slope(without).label == "No change"


def test_over_a_merger_no_change_is_told_and_the_merger_is_named():
    bristol = answer(DATA, question(DATA, "RA7", "discrimination_public"))

    assert first_to_last.first_to_last(bristol).first == "2021"  # joined by Weston in April 2020
    assert "2019" not in first_to_last.in_words(bristol)
    named = first_to_last.in_between(bristol)
    assert "Weston" in named
    assert "April 2020" in named


def test_the_title_of_two_ends_names_what_lies_between_them(shmi):
    assert first_to_last.slope(shmi).title.startswith(
        "From 2012 to 2019, over the transfer of services of 2019, Wrightington"
    )
    salford = answer(DATA, question(DATA, "RM3", "shmi"))
    assert first_to_last.slope(salford).title.startswith("From 2012 to 2019 Salford Royal")


def test_a_new_method_between_the_two_figures_is_named():
    salford = answer(DATA, question(DATA, "RM3", "senior_managers_act"))

    assert "weighted by occupation group from 2019" in first_to_last.in_between(salford)


def test_the_finding_is_a_description_that_identifies_nothing(shmi):
    record = first_to_last.finding(shmi, "mortality")

    assert record.design == "description"
    assert record.change_verdict == "not identifiable"
    assert record.p is None
    assert record.estimate == pytest.approx(0.1332)
