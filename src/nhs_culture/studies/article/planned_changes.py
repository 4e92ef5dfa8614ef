"""What came of the planned tests of the case studies, and how many others changed as much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nhs_culture.designs import Refused
from nhs_culture.designs.permutation import LEVEL
from nhs_culture.english import short_name
from nhs_culture.studies.answer import Answer
from nhs_culture.studies.everywhere import Everywhere, identified
from nhs_culture.studies.examined import examined
from nhs_culture.studies.stretch import in_words
from nhs_culture.units import Unit

__all__ = ["Case", "Changes", "Other", "case", "changes", "furthest", "others"]


@dataclass(frozen=True, kw_only=True)
class Case:
    """A planned question about a case study that has an answer.

    Attributes
    ----------
    name, measure
        Of the trust and of the measure, as a reader knows them.
    of
        The unit of the change.
    estimate, interval, p_value, n_peers
        Of the primary comparison.
    within, across
        p-value allowing for what is asked of the trust, and of all case studies.
    p_chosen, shrunken
        p-value given the choice under which it is largest, and the estimate with what a choice
        adds by luck taken off; None where no choice is known.
    course, lasting
        Verdicts; the second may be empty.
    later, later_interval
        The latest stretch that can be compared; None where there is none.
    since
        What parts it from the window, in words; empty for nothing.
    """

    name: str
    measure: str
    of: Unit
    estimate: float
    interval: tuple[float, float]
    p_value: float
    n_peers: int
    within: float
    across: float
    p_chosen: float | None
    shrunken: float | None
    course: str
    lasting: str
    later: float | None
    later_interval: tuple[float, float] | None
    since: str


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What the plan asks of the case studies, and what came of it.

    Attributes
    ----------
    trusts, asked
        Case studies, and planned questions about them.
    cases
        The tests that have an answer.
    """

    trusts: int
    asked: int
    cases: tuple[Case, ...]

    @property
    def noted(self) -> int:
        """Tests with p at most 0.05 by themselves."""
        return sum(one.p_value <= LEVEL for one in self.cases)

    @property
    def beyond(self) -> int:
        """Tests with p at most 0.05 allowing for all that is asked of the case studies."""
        return sum(one.across <= LEVEL for one in self.cases)

    @property
    def furthest(self) -> Case:
        """The test with the smallest p."""
        return min(self.cases, key=lambda one: one.p_value)


@dataclass(frozen=True, kw_only=True)
class Other:
    """How many trusts that no document is about changed as much as a case study.

    Attributes
    ----------
    name, measure
        As of :class:`Case`.
    of
        The unit of the change.
    raw
        The trust's own change.
    as_much, trusts
        Others that changed as much or more the same way, and others in all.
    """

    name: str
    measure: str
    of: Unit
    raw: float
    as_much: int
    trusts: int


def changes(asked: Sequence[Answer]) -> Changes:
    """Return what came of the planned tests of the case studies."""
    answered = [one for one in asked if identified(one)]
    return Changes(
        trusts=len({one.question.trust for one in asked}),
        asked=len(asked),
        cases=tuple(case(one) for one in answered),
    )


def furthest(asked: Sequence[Answer]) -> Answer:
    """Return the planned question with an answer and the smallest p."""
    answered = [one for one in asked if identified(one)]
    return min(answered, key=_p_value)


def _p_value(answer: Answer) -> float:
    return 1.0 if isinstance(answer.change, Refused) else answer.change.p_value


def case(answer: Answer) -> Case:
    """Return the numbers of one planned question that has an answer."""
    change = answer.change
    if isinstance(change, Refused) or change.interval is None:
        raise ValueError(f"no answer about {answer.question.trust}: {answer.question.measure}")
    found = examined(answer)
    record = found.record()
    lower, upper = record.get("later_lower"), record.get("later_upper")
    return Case(
        name=short_name(answer.question.trust_name),
        measure=answer.question.measure_name,
        of=answer.estimate_unit,
        estimate=change.estimate,
        interval=change.interval,
        p_value=change.p_value,
        n_peers=change.n_peers,
        within=_or_itself(answer.p_adjusted, change.p_value),
        across=_or_itself(answer.p_across, change.p_value),
        p_chosen=record.get("p_chosen"),
        shrunken=record.get("shrunken"),
        course=record["course_verdict"],
        lasting=record.get("lasting_verdict", ""),
        later=record.get("later"),
        later_interval=None if lower is None or upper is None else (lower, upper),
        since=in_words(found.since),
    )


def _or_itself(adjusted_p: float | None, p_value: float) -> float:
    return p_value if adjusted_p is None else adjusted_p


def others(over: Sequence[Everywhere]) -> tuple[Other, ...]:
    """Return how many other trusts changed as much as each case study."""
    return tuple(
        Other(
            name=short_name(one.case.question.trust_name),
            measure=one.case.question.measure_name,
            of=one.case.estimate_unit,
            raw=float(one.own["raw"]),
            as_much=one.as_much("raw"),
            trusts=len(one.others),
        )
        for one in over
    )
