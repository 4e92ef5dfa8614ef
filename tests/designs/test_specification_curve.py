"""Every defensible answer to one question, on the real panel of Northamptonshire."""

import pytest

from nhs_culture.designs.peer_change import peer_change
from nhs_culture.designs.specification_curve import (
    DESIGNS,
    Answer,
    Specification,
    against_peers,
    specification_curve,
)
from nhs_culture.errors import DesignError

WINDOWS = [("2008", "2022"), ("2011", "2019")]


@pytest.fixture(scope="module")
def groups(recommend):
    others = list(recommend.columns.drop("RP1"))
    return {"all": others, "every other": others[::2]}


@pytest.fixture(scope="module")
def curve(recommend, groups):
    return specification_curve(recommend, "RP1", ["2016", "2017"], WINDOWS, groups)


def test_every_combination_has_its_row(curve):
    table = curve.table()
    assert len(table) == 2 * 2 * 2 * len(DESIGNS)
    assert not table.duplicated(["design", "date", "first", "last", "peers"]).any()
    answered = table[table["refusal"] == ""]
    assert answered["estimate"].is_monotonic_increasing
    assert answered[["estimate", "p_value", "n_before", "n_after"]].notna().all(axis=None)


def test_a_row_is_the_answer_of_its_design(curve, recommend, groups):
    choice = Specification(
        "change relative to peers that started alike", "2017", "2011", "2019", "every other"
    )
    panel = recommend.loc["2011":"2019", ["RP1", *groups["every other"]]]
    expected = peer_change(panel, "RP1", "2017")
    answer = curve.answers[choice]
    assert (answer.estimate, answer.p_value) == (expected.estimate, expected.p_value)
    assert (answer.lower, answer.upper) == expected.interval
    assert (answer.n_before, answer.n_after, answer.n_peers) == (5, 3, 40)


def test_northamptonshire_stands_higher_however_peers_are_chosen(curve):
    relative = [x for c, x in curve.answers.items() if c.design.startswith("change relative")]
    assert len(relative) == 16
    assert all(answer.estimate > 0 for answer in relative)
    assert "for RP1 is above zero in" in curve.sentence()


def test_what_a_specification_does_not_allow_is_told_and_counted(recommend, groups):
    curve = specification_curve(
        recommend,
        "RP1",
        ["2016", "2021"],
        [("2011", "2019"), ("2008", "2022")],
        {"all": groups["all"], "one": ["RRF", "not a column"]},
        designs={"peers": against_peers},
    )
    refused = curve.table().query("refusal != ''")
    assert len(refused) == 6
    reasons = " ".join(refused["refusal"])
    assert "'2021' is not a period of the series" in reasons
    assert "2 points from the intervention" in reasons
    assert "1 peers have a value in every period" in reasons
    assert "in 2 of 2 specifications" in curve.sentence("points")
    assert "6 more give no answer" in curve.sentence("points")


def test_the_sentence_counts(recommend, groups):
    def always(estimate, p_value):
        answer = Answer(estimate=estimate, p_value=p_value, n_before=3, n_after=3)
        return lambda outcomes, treated, intervention: answer

    curve = specification_curve(
        recommend,
        "RP1",
        ["2016"],
        WINDOWS,
        {"all": groups["all"]},
        designs={"up": always(2, 0.01), "down": always(-1, 0.5)},
    )
    assert curve.sentence("points") == (
        "The estimate for RP1 is above zero in 2 of 4 specifications and has p at most 0.05 in 2; "
        "it runs from -1.00 to 2.00 points, with 0.50 in the middle."
    )


def test_a_curve_without_answers_says_so(recommend):
    curve = specification_curve(
        recommend, "RP1", ["1999"], WINDOWS, {"all": list(recommend)}, designs=DESIGNS
    )
    assert curve.sentence() == "None of 8 specifications gives an answer for RP1."
    assert len(curve.table()) == 8


@pytest.mark.parametrize("empty", ["dates", "windows", "peers", "designs"])
def test_an_empty_list_is_refused(recommend, empty):
    choices = {"dates": ["2016"], "windows": WINDOWS, "peers": {"all": ["RRF"]}, "designs": DESIGNS}
    choices[empty] = type(choices[empty])()
    with pytest.raises(DesignError, match=f"{empty} is empty"):
        specification_curve(recommend, "RP1", **choices)


def test_an_absent_trust_is_refused(recommend):
    with pytest.raises(DesignError, match="RZZ is not a column"):
        specification_curve(recommend, "RZZ", ["2016"], WINDOWS, {"all": list(recommend)})
