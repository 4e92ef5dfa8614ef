import pytest

from nhs_culture.designs.earlier_course import EarlierCourse
from nhs_culture.designs.permutation import Standing
from nhs_culture.designs.refusals import TooFewPoints
from nhs_culture.designs.result import Refused
from nhs_culture.english import p_value
from nhs_culture.verdicts.course import COURSE_RULES, course_verdict
from nhs_culture.verdicts.labels import COURSE_NOT_TOLD, FROM_THE_DATE, ON_ITS_COURSE


def standing(estimate, p_value):
    return Standing(estimate, (estimate - 5, estimate + 5), p_value, 10, 136, 8.0)


def course(beyond, p_beyond, slope, p_slope):
    """A course over a lead of 4 periods."""
    return EarlierCourse(
        design="earlier course",
        treated="RRF",
        intervention="2012",
        estimate=beyond,
        interval=(beyond - 5, beyond + 5),
        p_value=p_beyond,
        as_far=10,
        n_peers=136,
        n_before=4,
        n_after=3,
        change=beyond + 4 * slope,
        carried_on=4 * slope,
        lead=4.0,
        slope=standing(slope, p_slope),
        usual_share=0.14,
        beyond_usual=standing(beyond + 3 * slope, 0.02),
        beyond_own_line=beyond,
        detectable=20.0,
    )


@pytest.mark.parametrize(
    ("found", "label"),
    [
        (course(15, 0.01, 0.2, 0.8), FROM_THE_DATE),
        (course(15, 0.01, 3, 0.02), FROM_THE_DATE),
        (course(1, 0.9, 4, 0.01), ON_ITS_COURSE),
        (course(-1, 0.9, -4, 0.01), ON_ITS_COURSE),
        (course(-15, 0.01, -0.2, 0.8), FROM_THE_DATE),
        (course(5, 0.4, 2, 0.2), COURSE_NOT_TOLD),
        # it had been falling: a course the other way is not the one that the change went
        (course(12, 0.06, -1, 0.01), COURSE_NOT_TOLD),
        # it rose, but fell short of a steep course
        (course(-8, 0.03, 4, 0.01), ON_ITS_COURSE),
    ],
)
def test_the_verdict_follows_the_rules_in_their_order(found, label):
    verdict = course_verdict(found)
    assert verdict.label == label
    assert verdict.rule in {rule.name for rule in COURSE_RULES if rule.label == label}
    assert p_value(found.p_value) in verdict.reason


def test_p_at_the_level_counts_and_just_above_does_not():
    assert course_verdict(course(15, 0.05, 0, 1)).label == FROM_THE_DATE
    assert course_verdict(course(15, 0.0501, 0, 1)).label == COURSE_NOT_TOLD


def test_a_refusal_cannot_tell():
    error = TooFewPoints("earlier course", found=2, needed=3, side="before")
    refused = Refused(design="earlier course", treated="RRF", intervention="2012", error=error)
    assert course_verdict(refused).label == COURSE_NOT_TOLD
    assert "two figures before" in course_verdict(refused).reason
