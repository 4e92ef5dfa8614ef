"""From the date on, or on its earlier course.

Asked of what moved more than elsewhere. A trust whose change lies beyond its own earlier course
moved from the date on; one that was already moving apart from its peers before, the same way, and
did not go beyond that, moved on its earlier course. Between the two few points cannot tell.
"""

from __future__ import annotations

from nhs_culture.designs.earlier_course import EarlierCourse
from nhs_culture.designs.permutation import LEVEL
from nhs_culture.designs.result import Refused
from nhs_culture.metrics.checked import checked, kind
from nhs_culture.verdicts.labels import COURSE_NOT_TOLD, FROM_THE_DATE, ON_ITS_COURSE
from nhs_culture.verdicts.rule import Rule, Verdict, judged

__all__ = ["COURSE_RULES", "course_verdict"]

_Course = EarlierCourse | Refused


def _beyond(course: _Course) -> bool:
    """Return whether more lies beyond the course than elsewhere, the way the change goes."""
    return not isinstance(course, Refused) and _stands_out(
        course.p_value, course.estimate, course.change
    )


def _moving(course: _Course) -> bool:
    """Return whether the trust was already moving as the change goes, faster than others."""
    return not isinstance(course, Refused) and _stands_out(
        course.slope.p_value, course.slope.estimate, course.change
    )


def _stands_out(p_value: float | None, estimate: float, change: float) -> bool:
    return p_value is not None and p_value <= LEVEL and (estimate >= 0) == (change >= 0)


def _numbers(course: _Course) -> str:
    if isinstance(course, Refused):
        return f"{course.error.told('the trust')}."
    return f"Beyond it p = {course.p_value:.3f}, the course p = {course.slope.p_value:.3f}."


COURSE_RULES: tuple[Rule[_Course], ...] = (
    Rule(
        "no course",
        COURSE_NOT_TOLD,
        "The earlier course cannot be computed.",
        holds=lambda course: isinstance(course, Refused),
        says=_numbers,
    ),
    Rule(
        "beyond its course",
        FROM_THE_DATE,
        "More lies beyond the trust's earlier course, carried on, than at 95% of trusts, in the "
        "direction of the change.",
        holds=_beyond,
        says=_numbers,
    ),
    Rule(
        "a course of its own",
        ON_ITS_COURSE,
        "The trust was already moving as the change goes, faster than 95% of trusts, and no more "
        "lies beyond that course than elsewhere.",
        holds=_moving,
        says=_numbers,
    ),
    Rule(
        "neither",
        COURSE_NOT_TOLD,
        "Neither the earlier course nor what lies beyond it stands out among the trusts: the date "
        "is not denied and not shown.",
        holds=lambda _: True,
        says=_numbers,
    ),
)
"""In the order in which they are asked."""


@checked(course=kind(EarlierCourse, Refused))
def course_verdict(course: EarlierCourse | Refused) -> Verdict:
    """Return whether what moved did so from the date on, with the rule and the numbers.

    Parameters
    ----------
    course
        Of the same panel, trust and date as the change.
    """
    return judged(COURSE_RULES, course)
