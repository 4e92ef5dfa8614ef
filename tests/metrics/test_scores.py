import pandas as pd
import pytest

from nhs_culture.errors import DesignError
from nhs_culture.metrics.scores import QUESTIONS, engagement, engagement_parts, to_ten_point

ALL = [question for part in QUESTIONS.values() for question in part]

# NHS Staff Survey 2024, Northamptonshire Healthcare (RP1), least favourable answer first; official
# scores on the sheet THEMES: engagement 7.3054, motivation 7.3124, involvement 7.2244,
# advocacy 7.3798
RP1 = {
    "Q2a": [1.6072, 6.4486, 29.0700, 45.1283, 17.7459],
    "Q2b": [0.7531, 4.0767, 21.5728, 43.5826, 30.0148],
    "Q2c": [0.7911, 2.9651, 20.6640, 37.7697, 37.8099],
    "Q3c": [1.5428, 5.1344, 14.7939, 45.4707, 33.0582],
    "Q3d": [1.8939, 5.7071, 14.8121, 48.6597, 28.9272],
    "Q3f": [3.0158, 8.9849, 25.9376, 42.4755, 19.5862],
    "Q25a": [0.8330, 3.5837, 11.4038, 50.9238, 33.2557],
    "Q25c": [2.9071, 5.4546, 19.4071, 46.9233, 25.3079],
    "Q25d": [1.9505, 5.4296, 19.6032, 49.4382, 23.5785],
}


def test_official_engagement_of_a_trust():
    parts = engagement_parts(RP1)
    assert engagement(RP1) == pytest.approx(7.3054, abs=0.01)
    assert parts.motivation == pytest.approx(7.3124, abs=0.01)
    assert parts.involvement == pytest.approx(7.2244, abs=0.01)
    assert parts.advocacy == pytest.approx(7.3798, abs=0.01)


@pytest.mark.parametrize(("answer", "score"), [(0, 0), (1, 2.5), (2, 5), (3, 7.5), (4, 10)])
def test_each_answer_has_its_score(answer, score):
    everyone = [100.0 if i == answer else 0.0 for i in range(5)]
    assert engagement(dict.fromkeys(ALL, everyone)) == pytest.approx(score)


def test_fractions_percentages_and_counts_are_the_same():
    fractions = {question: [share / 100 for share in shares] for question, shares in RP1.items()}
    assert engagement(fractions) == pytest.approx(engagement(RP1))


def test_parts_weigh_alike():
    best, worst = [0, 0, 0, 0, 1], [1, 0, 0, 0, 0]
    one = dict.fromkeys(ALL, worst) | dict.fromkeys(QUESTIONS["advocacy"], best)
    assert engagement(one) == pytest.approx(10 / 3)


def test_a_table_with_a_column_per_question_will_do():
    assert engagement(pd.DataFrame(RP1)) == pytest.approx(engagement(RP1))


@pytest.mark.parametrize(("old", "new"), [(1, 0), (3, 5), (5, 10), (4.01, 7.525), (3.85, 7.125)])
def test_old_scale(old, new):
    assert to_ten_point(old) == pytest.approx(new)


@pytest.mark.parametrize("score", [0.99, 5.01, 7.3, float("nan")])
def test_a_score_off_the_old_scale_is_refused(score):
    with pytest.raises(DesignError, match=r"score is .*; expected a number from 1 to 5"):
        to_ten_point(score)


@pytest.mark.parametrize(
    ("shares", "says"),
    [
        (None, "q2b"),
        ([20, 80], "q2b"),
        ([-1, 21, 30, 30, 20], "q2b"),
        ([0, 0, 0, 0, 0], "q2b"),
        ([float("nan"), 20, 30, 30, 20], "q2b"),
    ],
)
def test_a_bad_distribution_is_named(shares, says):
    given = dict(RP1)
    del given["Q2b"]
    if shares is not None:
        given["q2b"] = shares
    with pytest.raises(DesignError, match=says):
        engagement(given)
