import numpy as np
import pytest

from nhs_culture.errors import DesignError
from nhs_culture.metrics.funnel import overdispersed_limits


def test_without_differences_between_units_the_limits_are_those_of_chance():
    rng = np.random.default_rng(20)
    errors = rng.uniform(0.5, 2, 400)
    funnel = overdispersed_limits(rng.normal(10, errors), errors, target=10)
    assert funnel.tau < 0.2
    assert funnel.table()["outside"].mean() == pytest.approx(0.05, abs=0.025)


def test_differences_between_units_are_estimated_and_widen_the_limits():
    rng = np.random.default_rng(21)
    errors = rng.uniform(0.5, 2, 400)
    values = rng.normal(10, np.hypot(errors, 3))
    funnel = overdispersed_limits(values, errors, target=10, winsorise=0)
    assert funnel.tau == pytest.approx(3, rel=0.1)
    assert funnel.phi > 3
    assert funnel.table()["outside"].mean() == pytest.approx(0.05, abs=0.025)


def test_one_outlier_does_not_excuse_itself():
    values = [10, 10.4, 9.7, 10.2, 9.9, 10.1, 9.8, 10.3, 9.6, 10, 25]
    funnel = overdispersed_limits(values, [0.3] * 11, target=10)
    assert funnel.table()["outside"].tolist() == [False] * 10 + [True]
    assert "1 of 11 units" in funnel.sentence()


@pytest.mark.parametrize(
    ("values", "errors", "options", "says"),
    [
        ([1, 2], [1, 1], {}, "2 values"),
        ([1, 2, 3], [1, 1], {}, "each with its standard error"),
        ([1, 2, float("nan")], [1, 1, 1], {}, "values has nan at 2"),
        ([1, 2, 3], [1, 1, 0], {}, "standard_errors"),
        ([1, 2, 3], [1, 1, -1], {}, "standard_errors"),
        ([1, 2, 3], [1, 1, 1], {"target": float("nan")}, "target"),
        ([1, 2, 3], [1, 1, 1], {"winsorise": 0.5}, "winsorise"),
        ([1, 2, 3], [1, 1, 1], {"level": 95}, "level"),
    ],
)
def test_what_has_no_funnel_is_refused(values, errors, options, says):
    with pytest.raises(DesignError, match=says):
        overdispersed_limits(values, errors, **{"target": 2, **options})
