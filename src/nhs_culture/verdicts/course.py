"""From the date on, or on its earlier course.

Asked of what moved more than elsewhere. A trust whose change lies beyond its own earlier course
moved from the date on; one that was already moving apart from its peers before, the same way, and
did not go beyond that, moved on its earlier course. Between the two few points cannot tell.
"""

from __future__ import annotations

from nhs_culture.designs.earlier_course import EarlierCourse
from nhs_culture.designs.permutation import LEVEL
from nhs_culture.designs.result import Refused
from nhs_culture.verdicts.rules import Rule, Verdict

__all__ = ["COURSE_RULES", "FROM_THE_DATE", "NOT_TOLD", "ON_ITS_COURSE", "course_verdict"]

FROM_THE_DATE = "from the date on"
ON_ITS_COURSE = "on its earlier course"
NOT_TOLD = "cannot be told"

COURSE_RULES = (
    Rule("no course", NOT_TOLD, "The earlier course cannot be computed."),
    Rule(
        "beyond its course",
        FROM_THE_DATE,
        "More lies beyond the trust's earlier course, carried on, than at 95% of trusts, in the "
        "direction of the change.",
    ),
    Rule(
        "a course of its own",
        ON_ITS_COURSE,
        "The trust was already moving as the change goes, faster than 95% of trusts, and no more "
        "lies beyond that course than elsewhere.",
    ),
    Rule(
        "neither",
        NOT_TOLD,
        "Neither the earlier course nor what lies beyond it stands out among the trusts: the date "
        "is not denied and not shown.",
    ),
)
"""In the order in which they are asked."""


def course_verdict(course: EarlierCourse | Refused) -> Verdict:
    """Return whether what moved did so from the date on, with the rule and the numbers.

    Parameters
    ----------
    course
        Of the same panel, trust and date as the change.
    """
    rules = {rule.name: rule for rule in COURSE_RULES}
    if isinstance(course, Refused):
        rule = rules["no course"]
        return Verdict(rule.label, rule.name, f"{rule.sentence} {course.error.reason}")
    upwards = course.change >= 0
    beyond = _stands_out(course.p_value, course.estimate, upwards)
    moving = _stands_out(course.slope.p_value, course.slope.estimate, upwards)
    name = "beyond its course" if beyond else "a course of its own" if moving else "neither"
    rule = rules[name]
    numbers = f"(beyond it p = {course.p_value:.3f}, the course p = {course.slope.p_value:.3f})"
    return Verdict(rule.label, rule.name, f"{rule.sentence[:-1]} {numbers}.")


def _stands_out(p_value: float | None, estimate: float, upwards: bool) -> bool:
    return p_value is not None and p_value <= LEVEL and (estimate >= 0) == upwards
