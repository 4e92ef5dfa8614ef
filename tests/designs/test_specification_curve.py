"""Every defensible answer to one question, on the real panel of Northamptonshire."""

import pytest

from nhs_culture.designs import DESIGNS, PRIMARY, Design, Result
from nhs_culture.designs.peer_change import peer_change
from nhs_culture.designs.specification_curve import Specification, specification_curve
from nhs_culture.errors import DesignError

WINDOWS = [("2008", "2022"), ("2011", "2019")]
EVERY = tuple(DESIGNS.values())


GROUPS = ("all", "every other")


@pytest.fixture(scope="module")
def panel(recommend):
    """Returns the panel of a window and a group, as the curve asks for it."""
    others = list(recommend.columns.drop("RP1"))
    groups = {"all": others, "every other": others[::2], "one": ["RRF"]}
    return lambda first, last, group: recommend.loc[first:last, ["RP1", *groups[group]]]


@pytest.fixture(scope="module")
def curve(panel):
    return specification_curve(panel, "RP1", ["2016", "2017"], WINDOWS, GROUPS, designs=EVERY)


def test_every_combination_has_its_row(curve):
    table = curve.table()
    assert len(table) == 2 * 2 * 2 * len(EVERY)
    assert not table.duplicated(["title", "date", "first", "last", "peers"]).any()
    answered = table[table["refusal"] == ""]
    assert answered["estimate"].is_monotonic_increasing
    assert answered[["estimate", "p_value", "n_before", "n_after"]].notna().all(axis=None)


def test_a_row_is_what_its_design_says(curve, panel):
    choice = Specification(PRIMARY.title, "2017", "2011", "2019", "every other")
    expected = peer_change(panel("2011", "2019", "every other"), "RP1", "2017")
    assert curve.results[choice].table().equals(expected.table())


def test_northamptonshire_stands_higher_however_peers_are_chosen(curve, points):
    table = curve.table()
    relative = table[table["title"].str.startswith("Change relative")]
    assert len(relative) == 16
    assert (relative["estimate"] > 0).all()
    assert "The estimate for the trust is above zero in" in curve.sentence("the trust", points)


def test_p_values_that_are_blind_to_the_peers_are_not_counted(curve):
    assert curve.table()["p_value"].notna().sum() > len(curve.tested)
    naive = {design.title for design in EVERY if design.naive}
    assert naive
    assert not naive & set(curve.tested["title"])


def test_what_a_specification_does_not_allow_is_told_and_counted(panel, points):
    curve = specification_curve(
        panel,
        "RP1",
        ["2016", "2021"],
        [("2011", "2019"), ("2008", "2022")],
        ("all", "one"),
        designs=[PRIMARY],
    )
    refused = curve.table().query("refusal != ''")
    assert len(refused) == 6
    reasons = " ".join(refused["refusal"])
    assert "'2021' is not a period of the series" in reasons
    assert "2 points from the intervention" in reasons
    assert "1 peer has a value in every period" in reasons
    assert "in 2 of 2 ways of asking" in curve.sentence("the trust", points)
    assert "6 more give no answer" in curve.sentence("the trust", points)


class Always(Result):
    """Says the same of every panel."""

    def sentence(self, name, unit):
        return f"{name}: {unit.change(self.estimate)}"


def always(title, estimate, p_value, **more):
    def run(outcomes, treated, intervention):
        return Always(
            design=title,
            treated=treated,
            intervention=intervention,
            estimate=estimate,
            p_value=p_value,
            n_before=3,
            n_after=3,
        )

    return Design(name=title, title=title, run=run, order=5, **more)


def test_the_sentence_counts(panel, points):
    designs = [always("up", 2, 0.01), always("down", -1, 0.5), always("blind", 3, 0.0, naive=True)]
    curve = specification_curve(panel, "RP1", ["2016"], WINDOWS, ["all"], designs=designs)
    assert curve.sentence("the trust", points) == (
        "The estimate for the trust is above zero in 4 of 6 ways of asking; it runs from −1.0 to "
        "+3.0 percentage points, with +2.0 percentage points in the middle. Of the 4 that compare "
        "it with its peers, 2 have p at most 0.05, not adjusted for how much is asked: they "
        "describe, and none of them decides."
    )


def test_a_curve_without_answers_says_so(panel, points):
    curve = specification_curve(panel, "RP1", ["1999"], WINDOWS, ["all"], designs=EVERY)
    n = 2 * len(EVERY)
    assert curve.sentence("it", points) == f"None of {n} ways of asking gives an answer for it."
    assert len(curve.table()) == n


@pytest.mark.parametrize("empty", ["dates", "windows", "peers", "designs"])
def test_an_empty_list_is_refused(panel, empty):
    choices = {"dates": ["2016"], "windows": WINDOWS, "peers": ["all"], "designs": EVERY}
    choices[empty] = type(choices[empty])()
    with pytest.raises(DesignError, match=f"{empty} is empty"):
        specification_curve(panel, "RP1", **choices)
