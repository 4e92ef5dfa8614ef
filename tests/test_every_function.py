"""Whatever any public function of numbers is given: an answer with its meaning, or a name.

Functions are found by their place, so that a new one is met here: it needs an example of its
arguments below, and each argument is then spoilt in turn.
"""

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from importlib import import_module
from math import inf, isnan, nan
from pkgutil import iter_modules

import numpy as np
import pandas as pd
import pytest

from nhs_culture.designs import DESIGNS
from nhs_culture.designs.earlier_course import earlier_course
from nhs_culture.designs.every_unit import every_date, windows
from nhs_culture.designs.inputs import complete
from nhs_culture.designs.lasting import lasting
from nhs_culture.designs.made_up import Cell
from nhs_culture.designs.peer_change import peer_change
from nhs_culture.designs.selection import CHOICE_RULES
from nhs_culture.designs.stacked_programme import Cohort
from nhs_culture.errors import DesignError
from nhs_culture.metrics.proportions import Interval
from nhs_culture.verdicts.course import COURSE_RULES
from nhs_culture.verdicts.printed import Claimed, Evidence, Off
from nhs_culture.verdicts.rule import Verdict

ROOMS = ("designs", "metrics", "verdicts")
LABELS = {"design", "argument", "function", "of"}
"""Parameters of the checks themselves: what an error is to be called."""
CHECKS = ("inputs", "arguments", "checked")
"""The modules that hold these checks."""

RANDOM = np.random.default_rng(7)
YEARS = [str(year) for year in range(2000, 2010)]
PANEL = pd.DataFrame(RANDOM.normal(60, 3, (10, 24)), YEARS, [f"R{i:02d}" for i in range(24)])
STAFF = PANEL * 50
CHANGE = peer_change(PANEL, "R00", "2005")
CLAIM = Claimed(value=74.0, unit="percent")
WORDS = Claimed(value=None, unit="percent", precision="words")
ITEM = Evidence(value=73.9, unit="percent", source="the survey", others=(70.0,) * 10 + (74.0,) * 12)
JUDGED = Verdict("reproduced", "in print", "It is.")
ARRAY = RANDOM.normal(size=(24, 1))
CELL = Cell(
    units=tuple(PANEL),
    treated=np.arange(24) < 3,
    contrast=RANDOM.normal(size=24),
    like=np.column_stack([np.ones(24), RANDOM.normal(size=24)]),
    noise=np.ones(24),
    look_alikes=8,
)
QUESTIONS = ("q2a", "q2b", "q2c", "q3c", "q3d", "q3f", "q25a", "q25c", "q25d")
SHARES = {question: [10.0, 20.0, 30.0, 20.0, 20.0] for question in QUESTIONS}
MONTHS = [str(month) for month in pd.period_range("2013-04", periods=48, freq="M")]
COHORTS = [
    Cohort(name="acute", outcomes=PANEL, members=["R00", "R01", "R02", "R03"], intervention="2005")
]
P_VALUES = [0.01, 0.2, 0.7]

USUAL = {
    "outcomes": PANEL,
    "treated": "R00",
    "intervention": "2005",
    "design": "a design",
    "argument": "value",
    "function": "a function",
    "level": 0.95,
    "cohorts": COHORTS,
    "draws": 19,
    "p_values": P_VALUES,
    "distributions": SHARES,
    "claim": CLAIM,
    "item": ITEM,
}
EXAMPLES = {
    "callaway_santanna": {"first": {"R00": "2005", "R01": "2004"}},
    "cut": {"fewest_peers": 3},
    "complete": {"fewest_peers": 3},
    "require_both_sides": {"post": np.arange(10) > 4},
    "require_unit": {"values": PANEL},
    "timeline": {"index": PANEL.index},
    "up_to": {"last": "2007"},
    "lasting": {"outcomes": PANEL, "last": "2007"},
    "event_study": {"last": "2007"},
    "windows": {"before": 3, "after": 3},
    "every_date": {"panels": [*windows(PANEL, 3, 3)][:1]},
    "interrupted_time_series": {"season": None, "exposure": None},
    "draw": {"cells": [CELL], "sets": 5, "random": np.random.default_rng(1)},
    "made_up.judged": {"cells": [CELL], "sets": None},
    "parallel_weights": {
        "columns": PANEL.to_numpy()[:, 3:],
        "targets": PANEL.to_numpy()[:, :2].T,
        "allowed": np.ones((2, 21), dtype=bool),
        "zeta": np.ones(2),
    },
    "paths": {"panel": complete(PANEL, "2005", design="x", fewest_peers=3)},
    "compare": {"levels": lambda start: start},
    "leave_one_out": {"contrast": ARRAY[:, 0], "like": ARRAY},
    "permuted": {"contrast": ARRAY[::-1, 0], "like": ARRAY, "own": np.ones(24), "judged": [0]},
    "permutation.places": {"n_peers": 24, "level": 0.05},
    "hac_covariance": {
        "bread": np.eye(2),
        "scores": np.ones((9, 2)),
        "lag": 1,
        "n_observations": 9,
    },
    "quasi_poisson": {
        "counts": np.arange(1.0, 9),
        "design": np.ones((8, 1)),
        "log_exposure": np.zeros(8),
    },
    "as_far_as": {"own": 1.0, "others": [0.5, -2.0]},
    "attempt": {"design": peer_change},
    "permutation_p": {"as_far": 2, "n_peers": 24},
    "given_the_choice": {
        "dates": every_date(windows(PANEL, 5, 4)),
        "date": "2005",
        "rule": CHOICE_RULES[0],
        "direction": 1,
    },
    "shrunken": {"estimate": 2.0, "usual": 1.0},
    "smallest_detectable": {"power": 0.8, "level": 0.05},
    "specification_curve": {
        "panel": lambda *_: PANEL,
        "dates": ["2005"],
        "windows": [("2000", "2009")],
        "peers": ["all"],
        "designs": [DESIGNS[next(iter(DESIGNS))]],
    },
    "steps": {"outcomes": STAFF, "limit": 0.05},
    "simplex_weights": {"donors": PANEL.to_numpy()[:, 1:4], "target": PANEL.to_numpy()[:, 0]},
    "largest_bias": {"weights": np.array([1.0, -2.0, 1.0]), "times": np.arange(3)},
    "union": {"intervals": [np.tile([-1.0, 1.0], (41, 1))]},
    "fraction": {"value": 0.5},
    "normal_reach": {"level": 0.95},
    "real": {"value": 1.0},
    "reals": {"values": [1.0, 2.0]},
    "require_finite": {"numbers": [1.0]},
    "whole": {"value": 1},
    "unbounded": {"value": 1.0},
    "in_order": {"index": PANEL.index},
    "linked": {"groups": (pd.Series(["a", "b"]), pd.Series(["x", "x"]))},
    "median_interval": {"values": np.arange(12.0), "clusters": np.arange(12) // 2},
    "share_interval": {"hits": np.arange(12) % 2, "clusters": np.arange(12) // 2},
    "overdispersed_limits": {
        "values": [1.0, 2.0, 3.0, 5.0],
        "standard_errors": [1.0] * 4,
        "target": 2.0,
    },
    "plausible_counts": {"ratio": 1.4, "total_a": 50, "total_b": 400, "events": 20},
    "plausible_interval": {"ratio": 1.4, "total_a": 50, "total_b": 400, "events": 20},
    "quotient_interval": {
        "later": 1.5,
        "later_interval": Interval(1.0, 2.0),
        "earlier": 2.0,
        "earlier_interval": Interval(1.5, 3.0),
    },
    "relative_likelihood": {"events_a": 5, "total_a": 50, "events_b": 20, "total_b": 400},
    "figure_at": {"score": 0.5, "of": 20},
    "normal_score": {"figure": 5.0, "of": 20},
    "place.level": {"values": PANEL.loc["2005"], "of": "R00"},
    "place.place": {"values": PANEL.loc["2005"], "of": "R00"},
    "place.places": {"values": PANEL, "of": "R00"},
    "proportions.difference": {"successes_a": 5, "n_a": 10, "successes_b": 3, "n_b": 10},
    "proportions.interval": {"successes": 5, "n": 10},
    "percentage_difference": {"percent_a": 50.0, "base_a": 10, "percent_b": 30.0, "base_b": 10},
    "percentage_interval": {"percentage": 50.0, "base": 10},
    "to_ten_point": {"score": 3.5},
    "seasonal": {"values": pd.Series(RANDOM.normal(size=48), MONTHS)},
    "xmr": {"values": [1.0, 2.0, 3.0, 1.0, 2.5]},
    "chance": {"ends": ((CLAIM, ITEM, Off.WITHIN),)},
    "change_verdict": {"result": CHANGE},
    "refused": {"why": "it cannot"},
    "course_verdict": {"course": earlier_course(PANEL, "R00", "2005")},
    "equivalence": {"change": CHANGE, "margin": 2.0},
    "figure_verdict": {"evidence": [ITEM]},
    "movement_verdict": {"start": JUDGED, "end": JUDGED},
    "lasting_verdict": {"after": lasting(PANEL, "R00", "2005", "2007")},
    "discoveries": {"level": 0.05},
    "beside": {"items": [ITEM]},
    "on_ten_points": {"value": 3.5, "code": "score_1_5"},
    "reach": {"at_most": Off.WITHIN},
    "rule.judged": {"rules": COURSE_RULES, "facts": earlier_course(PANEL, "R00", "2005")},
}


def functions() -> Iterator[tuple[str, object]]:
    for room in ROOMS:
        package = import_module(f"nhs_culture.{room}")
        for found in iter_modules(package.__path__):
            module = import_module(f"{package.__name__}.{found.name}")
            for name in () if found.name == "checked" else getattr(module, "__all__", ()):
                one = getattr(module, name)
                if inspect.isfunction(one) and one.__module__ == module.__name__:
                    yield f"{found.name}.{name}", one


FUNCTIONS = dict(functions())


def example(name: str) -> dict[str, object]:
    """Arguments that the function answers."""
    own = EXAMPLES.get(name, EXAMPLES.get(name.partition(".")[2], {}))
    parameters = inspect.signature(FUNCTIONS[name]).parameters
    usual = {one: USUAL[one] for one in parameters if one in USUAL}
    return {one: value for one, value in {**usual, **own}.items() if one in parameters}


def call(name: str, arguments: Mapping[str, object]) -> object:
    function = FUNCTIONS[name]
    starred = [
        one.name
        for one in inspect.signature(function).parameters.values()
        if one.kind is one.VAR_POSITIONAL
    ]
    named = {key: value for key, value in arguments.items() if key not in starred}
    given = [value for key in starred for value in arguments[key]]
    result = function(*given, **named)
    return list(result) if inspect.isgenerator(result) or isinstance(result, Iterator) else result


def strange(value: object) -> Iterator[tuple[str, object]]:
    """Ways in which an argument goes wrong."""
    for one in (None, nan, inf, -inf, "x", "", True, -3, 0, 2.5, [], {}, (), pd.NA, 1j):
        yield repr(one), one
    if isinstance(value, pd.DataFrame):
        yield from frames(value)
    elif isinstance(value, pd.Series):
        yield from frames(value.astype(object))
        yield "NaN", value.astype(object).where(np.arange(len(value)) > 0)
    elif isinstance(value, np.ndarray):
        yield "empty", value[:0]
        yield "short", value[:-1]
        yield "NaN", np.full(value.shape, nan)
        yield "infinite", np.full(value.shape, inf)
        yield "text", np.full(value.shape, "x")
        yield "deep", value[None]
    elif isinstance(value, list | tuple) and not isinstance(value, Interval):
        for one in (None, nan, inf, "x", True, -3):
            yield f"a {one!r}", type(value)([one, *value[1:]])
        yield "nested", [value]
    elif isinstance(value, Interval):
        yield "reversed", Interval(value.upper, value.lower)
        yield "NaN", Interval(nan, 1.0)
    elif isinstance(value, dict):
        first = next(iter(value))
        for one in (None, nan, "x", [], True):
            yield f"a {one!r}", {**value, first: one}
        yield "unknown", {"Z99": value[first]}
    elif isinstance(value, Claimed):
        yield "no figure", WORDS


def frames(value: pd.DataFrame | pd.Series) -> Iterator[tuple[str, object]]:
    yield "reversed", value.iloc[::-1]
    yield "a period twice", pd.concat([value.iloc[:1], value])
    yield "empty", value.iloc[:0]
    yield "short", value.iloc[:2]
    for one in (inf, "x"):
        spoilt = value.astype(object)
        spoilt.iloc[0] = one
        yield f"a {one}", spoilt
    if isinstance(value, pd.DataFrame) and value.index.nlevels == 1:
        yield "a unit twice", pd.concat([value, value], axis=1)
        yield "NaN", value * nan
        yield "a constant", value * 0 + 1
        yield "truth values", value > value.median()


def missing(result: object) -> bool:
    """Whether a number that was promised is none."""
    if isinstance(result, float):
        return isnan(result)
    if isinstance(result, np.ndarray):
        return result.dtype.kind == "f" and bool(np.isnan(result).any())
    if is_dataclass(result) and not isinstance(result, type):
        return any(missing(getattr(result, one.name)) for one in fields(result))
    return isinstance(result, tuple | list) and any(map(missing, result))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_an_answer_or_an_error_that_names_the_argument(name):
    arguments = example(name)
    assert not missing(call(name, arguments))
    parameters = inspect.signature(FUNCTIONS[name]).parameters
    wrong = []
    for argument, value in arguments.items():
        if argument == "facts" or (argument in LABELS and name.startswith(CHECKS)):
            continue  # what the rules of a caller take, and what an error is to be called
        starred = parameters[argument].kind is inspect.Parameter.VAR_POSITIONAL
        for how, spoilt in strange(value):
            if starred and not isinstance(spoilt, tuple):
                continue
            try:
                result = call(name, {**arguments, argument: spoilt})
            except DesignError as error:
                allowed = {*parameters, *[v for k, v in arguments.items() if k == "argument"]}
                if error.argument not in allowed and not name.startswith(CHECKS):
                    wrong.append(f"{argument}, {how}: names {error.argument!r}: {error}")
            except Exception as error:
                wrong.append(f"{argument}, {how}: {type(error).__name__}: {error}")
            else:
                if missing(result):
                    wrong.append(f"{argument}, {how}: answers NaN")
    assert not wrong, "\n".join(wrong)
