"""Scores of the NHS Staff Survey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from nhs_culture.errors import DesignError
from nhs_culture.metrics.arguments import real, reals

__all__ = ["QUESTIONS", "EngagementParts", "engagement", "engagement_parts", "to_ten_point"]

_NAME = "engagement"

QUESTIONS: Final[Mapping[str, tuple[str, str, str]]] = {
    "motivation": ("q2a", "q2b", "q2c"),
    "involvement": ("q3c", "q3d", "q3f"),
    "advocacy": ("q25a", "q25c", "q25d"),
}
"""Questions of each part of staff engagement, by their numbers in the 2024 survey."""

_ANSWER_SCORES = np.array([0, 2.5, 5, 7.5, 10])


@dataclass(frozen=True)
class EngagementParts:
    """The three parts of staff engagement, each from 0 to 10."""

    motivation: float
    involvement: float
    advocacy: float


def to_ten_point(score: float) -> float:
    """Return a score of the old 1-5 scale on the 0-10 scale in use since 2018.

    Parameters
    ----------
    score
        Mean of answers scored 1 to 5.

    Raises
    ------
    DesignError
        When the score is not from 1 to 5.
    """
    return (real(score, "score", "to_ten_point", lower=1, upper=5) - 1) * 2.5


def engagement_parts(
    distributions: Mapping[str, Sequence[float] | npt.NDArray[np.float64]],
) -> EngagementParts:
    """Return motivation, involvement and advocacy from response distributions.

    Each answer scores 0, 2.5, 5, 7.5 or 10 from the least to the most favourable; a question's
    score is the mean over respondents, a part's the mean over its three questions. The official
    score is computed respondent by respondent, which moves the third decimal, seldom the second.

    Parameters
    ----------
    distributions
        For each of the nine questions in :data:`QUESTIONS` (upper or lower case) the five shares of
        respondents, least favourable answer first, in percent or as fractions; they need not add
        to exactly 100.

    Raises
    ------
    DesignError
        When a question is missing, or its shares are not five non-negative numbers with a sum
        over 0.

    References
    ----------
    NHS England, NHS Staff Survey 2024: technical guide, scoring of staff engagement.
    """
    if not hasattr(distributions, "items"):
        kind = type(distributions).__name__
        reason = f"distributions is a {kind}; expected question -> shares"
        raise DesignError(reason, design=_NAME, argument="distributions")
    given = {str(question).lower(): shares for question, shares in distributions.items()}
    return EngagementParts(
        **{
            part: float(np.mean([_question_score(given, question) for question in questions]))
            for part, questions in QUESTIONS.items()
        }
    )


def engagement(
    distributions: Mapping[str, Sequence[float] | npt.NDArray[np.float64]],
) -> float:
    """Return staff engagement, 0-10: the mean of motivation, involvement and advocacy.

    Parameters, errors and source are those of :func:`engagement_parts`.
    """
    return float(np.mean(astuple(engagement_parts(distributions))))


def _question_score(
    given: Mapping[str, Sequence[float] | npt.NDArray[np.float64]], question: str
) -> float:
    if question not in given:
        reason = f"no distribution for {question}"
        raise DesignError(reason, design=_NAME, argument="distributions")
    shares = reals(given[question], "distributions", _NAME, of=question)
    if shares.shape != (5,) or not (shares >= 0).all() or not 0 < shares.sum() < np.inf:
        reason = f"{question} needs five shares of 0 or more, got {shares.tolist()}"
        raise DesignError(reason, design=_NAME, argument="distributions")
    return float((shares / shares.sum()) @ _ANSWER_SCORES)
