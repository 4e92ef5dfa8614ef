"""A finite answer with its meaning, or an error that names the argument, from every design."""

from dataclasses import dataclass, replace
from math import inf, isfinite, isnan, nan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from named import answer_or_name

from nhs_culture.designs import DESIGNS, attempt
from nhs_culture.designs.interrupted_time_series import interrupted_time_series
from nhs_culture.designs.peer_change import peer_change
from nhs_culture.designs.regression import hac_covariance, quasi_poisson
from nhs_culture.designs.result import RESULT_COLUMNS
from nhs_culture.designs.smallest_detectable import smallest_detectable
from nhs_culture.designs.specification_curve import specification_curve
from nhs_culture.designs.steps import steps
from nhs_culture.designs.synthetic_control import simplex_weights
from nhs_culture.errors import DesignError
from nhs_culture.units import unit

STRANGE = [None, nan, inf, "", "x", True, [], [1], (1, 2), {}, pd.NaT, 2005, "2005", "2016-01"]
POINTS = unit("percent")


@dataclass
class Case:
    """What a design is called with."""

    outcomes: object
    treated: object
    intervention: object


def indexes(periods):
    """Every kind of period, those that are none among them."""
    return [
        range(2000, 2000 + periods),
        [str(2000 + i) for i in range(periods)],
        pd.period_range("2015-01", periods=periods, freq="M"),
        pd.period_range("2015-01", periods=periods, freq="W"),
        pd.date_range("2015-01-01", periods=periods, freq="MS"),
        pd.date_range("2015-01-01", periods=periods, freq="D"),
        [2000] * periods,
        [f"week {i}" for i in range(periods)],
    ]


@st.composite
def panels(draw):
    """Panels such as no publication has: ties, nothing that varies, all scales, few units."""
    periods, units = draw(st.integers(6, 14)), draw(st.integers(5, 26))
    generator = np.random.default_rng(draw(st.integers(0, 2**16)))
    scale = draw(st.sampled_from([1, 1, 1, 0.01, 1e-12, 1e6, 0, 1e-300, 1e99]))
    values = draw(st.sampled_from([0, 60, -1e4])) + scale * generator.normal(size=(periods, units))
    values = draw(st.sampled_from([np.asarray, np.asarray, np.round, np.abs]))(values)
    index = draw(st.sampled_from([*indexes(periods)[:3] * 3, *indexes(periods)]))
    names = [f"R{i:02d}" for i in range(units)]
    return pd.DataFrame(values, index=pd.Index(index), columns=names)


def with_one(outcomes, value):
    """The panel with another value in one place, text where the value is text."""
    spoilt = outcomes.astype(object if isinstance(value, str | complex) else float)
    spoilt.iloc[len(spoilt) // 3, len(spoilt.columns) // 3] = value
    return spoilt


def repeated(outcomes):
    """The panel in which what was before comes again."""
    half = len(outcomes) // 2
    again = np.vstack([outcomes.to_numpy()[:half]] * 3)[: len(outcomes)]
    return pd.DataFrame(again, outcomes.index, outcomes.columns)


def spoils(strange):
    """Ways in which a call goes wrong, each once."""
    return {
        "outcomes": lambda c: replace(c, outcomes=strange),
        "treated": lambda c: replace(c, treated=strange),
        "intervention": lambda c: replace(c, intervention=strange),
        "one value": lambda c: replace(c, outcomes=with_one(c.outcomes, nan)),
        "infinite": lambda c: replace(c, outcomes=with_one(c.outcomes, inf)),
        "huge": lambda c: replace(c, outcomes=with_one(c.outcomes, 1e300)),
        "text": lambda c: replace(c, outcomes=with_one(c.outcomes, "3")),
        "complex": lambda c: replace(c, outcomes=with_one(c.outcomes, 1j)),
        "constant": lambda c: replace(c, outcomes=c.outcomes.assign(R00=1.0)),
        "all alike": lambda c: replace(c, outcomes=c.outcomes * 0 + 1),
        "nobody moves": lambda c: replace(c, outcomes=repeated(c.outcomes)),
        "few": lambda c: replace(c, outcomes=c.outcomes.iloc[:, :2]),
        "short": lambda c: replace(c, outcomes=c.outcomes.iloc[:4]),
        "empty": lambda c: replace(c, outcomes=c.outcomes.iloc[:0]),
        "twice": lambda c: replace(c, outcomes=pd.concat([c.outcomes, c.outcomes], axis=1)),
        "a gap": lambda c: replace(c, outcomes=c.outcomes.drop(index=c.outcomes.index[1])),
        "levels": lambda c: replace(c, outcomes=pd.concat({"x": c.outcomes})),
    }


@st.composite
def cases(draw):
    """A call that could be answered, in half of the cases with one thing wrong."""
    outcomes = draw(panels())
    case = Case(outcomes, "R00", outcomes.index[len(outcomes) // 2])
    if draw(st.booleans()):
        ways = spoils(draw(st.sampled_from(STRANGE)))
        return ways[draw(st.sampled_from(list(ways)))](case)
    return case


@pytest.mark.parametrize("design", DESIGNS.values(), ids=DESIGNS)
@settings(max_examples=200)
@given(cases())
def test_every_design(design, case):
    call = (case.outcomes, case.treated, case.intervention)
    result = answer_or_name(design.run, *call)
    if result is None:
        refused = attempt(design, *call)
        assert refused.design == design.name
        assert list(refused.table()) == list(RESULT_COLUMNS)
        assert refused.table()["refusal"].iloc[0]
        return
    assert isfinite(result.estimate)
    assert result.p_value is None or 0 <= result.p_value <= 1
    if result.interval is not None:
        lower, upper = result.interval
        assert lower <= result.estimate <= upper
        assert not isnan(lower)
        assert not isnan(upper)
    if result.as_far is not None:
        assert result.p_value == (1 + result.as_far) / (1 + result.n_peers)
    assert result.n_before >= 3
    assert result.n_after >= 3
    assert list(result.table()) == list(RESULT_COLUMNS)
    assert "nan" not in result.sentence("the trust", POINTS)


@settings(max_examples=60)
@given(panels(), st.sampled_from([0.8, 0, 1, "x", nan]), st.sampled_from([0.05, 0.2, 1, None]))
def test_smallest_detectable_changes(outcomes, power, level):
    middle = outcomes.index[len(outcomes) // 2]
    size = answer_or_name(smallest_detectable, outcomes, "R00", middle, power=power, level=level)
    assert size is None or 0 < size < inf


@settings(max_examples=100)
@given(
    panels(),
    st.sampled_from([None, 1, 4, 4.0, 0, "12", [4]]),
    st.sampled_from(["gaussian", "poisson", "binomial"]),
    st.sampled_from([None, 1.0, 0.0, -1.0, nan, inf, "x"]),
)
def test_segmented_regressions(outcomes, season, family, per):
    exposure = None if per is None else pd.Series(per, index=outcomes.index)
    middle = outcomes.index[len(outcomes) // 2]
    result = answer_or_name(
        interrupted_time_series,
        outcomes,
        "R00",
        middle,
        season=season,
        family=family,
        exposure=exposure,
    )
    if result is not None:
        assert np.isfinite(result.coefficients().to_numpy(dtype=float)).all()


@settings(max_examples=100)
@given(st.one_of(panels(), st.sampled_from(STRANGE)), st.sampled_from([0.05, 0, -1, nan, "x"]))
def test_steps(outcomes, limit):
    found = answer_or_name(steps, outcomes, limit)
    assert found is None or np.isfinite(found["growth"].to_numpy(dtype=float)).all()


@pytest.mark.parametrize("name", ["dates", "windows", "peers", "designs"])
def test_a_curve_names_what_is_empty(name):
    lists = {"dates": ["2005"], "windows": [("2000", "2009")], "peers": ["all"], "designs": [1]}
    assert (
        answer_or_name(specification_curve, lambda *_: None, "R00", **{**lists, name: []}) is None
    )


def ten_years(**columns):
    """Thirty trusts that part from one another by the same amounts in every year."""
    apart = np.random.default_rng(2).normal(size=30)
    noise = np.tile([[1.0], [-1.0]], (5, 30)) * np.linspace(0.5, 1.5, 30)
    names = [f"R{i:02d}" for i in range(30)]
    panel = pd.DataFrame(60 + apart + noise, range(2000, 2010), names)
    return panel.assign(**columns)


def test_a_panel_in_which_nobody_changes_is_no_evidence_of_anything():
    window = ten_years().loc[2000:2007]  # as many odd years as even ones on each side
    with pytest.raises(DesignError, match="nothing to rank") as refusal:
        peer_change(window, "R00", 2004)
    assert refusal.value.argument == "outcomes"
    moved = window.copy()
    moved.loc[2004:, "R00"] += 5
    with pytest.raises(DesignError, match="nothing to rank"):
        peer_change(moved, "R00", 2004)


@pytest.mark.parametrize("side", [slice(0, 12), slice(12, 24)])
def test_counts_that_are_zero_on_one_side_have_no_ratio(side):
    counts = pd.DataFrame({"x": np.random.default_rng(1).poisson(9, 24)}, range(24))
    counts.iloc[side] = 0
    with pytest.raises(DesignError, match="all counts are 0 where a term applies") as refusal:
        interrupted_time_series(counts, "x", 12, family="poisson")
    assert refusal.value.argument == "outcomes"


def test_counts_with_some_zeros_on_each_side_have_one():
    counts = pd.DataFrame({"x": np.random.default_rng(1).poisson(1, 24)}, range(24))
    assert (counts["x"] == 0).sum() > 4
    assert isfinite(interrupted_time_series(counts, "x", 12, family="poisson").estimate)


def test_a_straight_line_changes_by_nothing_and_surely_so():
    line = pd.DataFrame({"x": 0.1 * np.arange(20)}, range(2000, 2020))
    result = interrupted_time_series(line, "x", 2010)
    assert (result.estimate, result.p_value) == (0, 1)


@pytest.mark.parametrize(
    ("function", "arguments", "named"),
    [
        (hac_covariance, (np.eye(2), np.ones((9, 3)), 1, 9), "scores"),
        (hac_covariance, (np.ones((2, 3)), np.ones((9, 2)), 1, 9), "bread"),
        (hac_covariance, (np.eye(2), np.ones((9, 2)), -1, 9), "lag"),
        (hac_covariance, (np.eye(2), np.ones((9, 2)), 1, 2), "n_observations"),
        (quasi_poisson, (np.array([1, -1, 2]), np.ones((3, 1)), np.zeros(3)), "counts"),
        (quasi_poisson, (np.array([1, nan, 2]), np.ones((3, 1)), np.zeros(3)), "counts"),
        (quasi_poisson, (np.array([1, 1, 2]), np.ones((2, 1)), np.zeros(3)), "design"),
        (quasi_poisson, (np.array([1, 1, 2]), np.ones((3, 1)), np.zeros(2)), "log_exposure"),
        (quasi_poisson, (np.zeros(3), np.ones((3, 1)), np.zeros(3)), "counts"),
        (simplex_weights, (np.ones(3), np.ones(3)), "donors"),
        (simplex_weights, (np.ones((3, 0)), np.ones(3)), "donors"),
        (simplex_weights, (np.full((3, 2), nan), np.ones(3)), "donors"),
        (simplex_weights, (np.ones((3, 2)), np.ones(2)), "target"),
    ],
)
def test_arrays_that_do_not_fit_are_named(function, arguments, named):
    with pytest.raises(DesignError) as refusal:
        function(*arguments)
    assert refusal.value.argument == named
