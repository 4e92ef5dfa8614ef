"""The numbers of the article: what the studies come to, one small record a question.

Every record is made from a study and holds numbers only, so that the sentences made from it can be
tried out on other numbers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from statistics import median

import pandas as pd

from nhs_culture.claims import Judged, facts, headlined, tally
from nhs_culture.claims.facts import OUTCOME, Tally
from nhs_culture.data.access import Data
from nhs_culture.data.holdings import Wanted, wanted
from nhs_culture.designs import Refused
from nhs_culture.designs.permutation import LEVEL
from nhs_culture.designs.stacked_programme import StackedProgramme
from nhs_culture.english import short_name
from nhs_culture.loaders.tidy import AREAS
from nhs_culture.paths import Project
from nhs_culture.studies.answer import Answer
from nhs_culture.studies.everywhere import Everywhere, identified
from nhs_culture.studies.examined import examined
from nhs_culture.studies.printed import Direction, Median, Printed
from nhs_culture.studies.programmes import Examination, adjusted
from nhs_culture.studies.turnarounds import Screen, survival
from nhs_culture.units import PERCENT, Unit
from nhs_culture.verdicts.labels import CONSISTENT, MORE_PLAUSIBLE, REPRODUCED

__all__ = [
    "Calibrated",
    "Case",
    "Changes",
    "Field",
    "Held",
    "Joined",
    "Levels",
    "Other",
    "Results",
    "Sample",
    "calibrated",
    "case",
    "changes",
    "field",
    "furthest",
    "held",
    "joined",
    "levels",
    "others",
    "sample",
]

DOCUMENTS = "seed"
"""Kind of source of the documents that the project began with."""
YEARS = (3, 5)
"""After which it is said how many candidates had half of their change left."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """What is held: the material of the study.

    Attributes
    ----------
    figures, measures, organisations, publications
        Of the panel.
    trusts
        English NHS trusts in the register, past and present.
    first, last
        The years of the first and the last figure.
    """

    figures: int
    measures: int
    organisations: int
    publications: int
    trusts: int
    first: int
    last: int


@dataclass(frozen=True, kw_only=True)
class Calibrated:
    """How often the tests say that something moved where only something made up was there.

    Attributes
    ----------
    panels, single
        Panels on which the primary comparison was tried, and the lowest and the highest share of
        made-up interventions with p at most 0.05, in percent.
    programmes, pooled, lowest_third
        The same of programmes and measures: of made-up members like the real ones, and of
        made-up members that all started in the lowest third.
    """

    panels: int
    single: tuple[float, float]
    programmes: int
    pooled: tuple[float, float]
    lowest_third: tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Levels:
    """What documents print, and what official figures say of it.

    Attributes
    ----------
    documents, others
        Documents that the study began with, and documents that print what they rest on.
    counts
        Of their claims and facts.
    passed
        Median share of others whose figure would have agreed as well, over the facts that agree
        and of which that can be counted; None where it cannot of any.
    wanted
        What would settle claims that nothing stands beside, most claims first.
    """

    documents: int
    others: int
    counts: Tally
    passed: float | None
    wanted: tuple[Wanted, ...]

    @property
    def same(self) -> int:
        """Facts that a figure of the same definition, population and year agrees with."""
        return self.counts.verdicts[REPRODUCED] + self.counts.verdicts[CONSISTENT]

    @property
    def agree(self) -> int:
        """Facts that an independent figure, the same or a near one, agrees with."""
        return self.same + self.counts.verdicts[MORE_PLAUSIBLE]


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


@dataclass(frozen=True, kw_only=True)
class Joined:
    """What programmes come to on the measures that they can be compared on.

    Attributes
    ----------
    programmes, tests, members
        Programmes with an answer, programmes by measures, and dated members of all.
    noted, within, beyond
        Tests with p at most 0.05: by themselves, allowing for the measures of the programme, and
        with a share of false finds as small over all programmes.
    expected
        How many by themselves where nothing moved.
    measure, of
        The measure of the next, and the unit of a change in it.
    detectable
        Smallest and largest mean difference that would have been seen eight times in ten.
    """

    programmes: int
    tests: int
    members: int
    noted: int
    within: int
    beyond: int
    measure: str
    of: Unit
    detectable: tuple[float, float]

    @property
    def expected(self) -> float:
        """Tests to expect with p at most 0.05 where nothing moved."""
        return LEVEL * self.tests


@dataclass(frozen=True, kw_only=True)
class Field:
    """Every trust at every date.

    Attributes
    ----------
    trusts, measures, looks
        What was looked at: trusts and dates are looks.
    unusual, expected
        Looks as unusual as one in twenty, and how many to expect where nothing moved.
    found
        Looks that stand out with at most one false find in twenty.
    better, worse
        Candidates: what the primary comparison notes by itself.
    written
        Candidates at trusts that a claim of the register is about.
    followed
        Candidates that can be followed beyond their window.
    left
        Year -> share with half of their change left, and its 95% interval.
    unwritten
        Rises at other trusts as unusual as a case study's that no document held mentions.
    """

    trusts: int
    measures: int
    looks: int
    unusual: int
    expected: float
    found: int
    better: int
    worse: int
    written: int
    followed: int
    left: dict[int, tuple[float, float, float]]
    unwritten: int


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What a sample of figures printed about any trust comes to.

    Attributes
    ----------
    figures, trusts, pages
        Its size.
    levels, agreeing
        Levels of the staff survey with an official figure, and those that agree as closely as they
        are printed.
    shares, within_a_point
        Levels in percent, and those within a point of the official figure.
    directions
        Printed changes, for the better and for the worse: of all, then of each kind of source, the
        most frequent first.
    changes, percentile
        Changes with official figures at both ends, and their median place among all trusts.
    nine_in_ten, of_england, beyond
        Those larger than at nine in ten trusts, those of which England's own movement makes half or
        more, and those beyond what trusts from the same level show.
    followed, lasting
        Those that can be followed for three years, and those with half of their lead left.
    good_year
        Median place of a printed year among the trust's own.
    """

    figures: int
    trusts: int
    pages: int
    levels: int
    agreeing: int
    shares: int
    within_a_point: int
    directions: tuple[Direction, ...]
    changes: int
    percentile: Median
    nine_in_ten: int
    of_england: int
    beyond: int
    followed: int
    lasting: int
    good_year: Median


@dataclass(frozen=True, kw_only=True)
class Results:
    """All that the article says in numbers."""

    held: Held
    calibrated: Calibrated
    levels: Levels
    sample: Sample
    changes: Changes
    others: tuple[Other, ...]
    joined: Joined
    field: Field


def held(data: Data) -> Held:
    """Return what the study is made from."""
    panel = data.panel
    own = set(panel["org_code"]) - set(AREAS) - data.register.parts
    return Held(
        figures=len(panel),
        measures=panel["measure"].nunique(),
        organisations=len(own),
        publications=panel["source_id"].nunique(),
        trusts=len(data.register.trusts) - len(data.register.parts),
        first=int(str(panel["period_start"].min())[:4]),
        last=int(str(panel["period_end"].max())[:4]),
    )


def calibrated(project: Project) -> Calibrated:
    """Return how often the tests are wrong, as it was measured and written into ``docs``."""
    single, pooled = (
        json.loads((project.docs / f"{name}.json").read_text(encoding="utf-8"))["panels"]
        for name in ("calibration", "programmes")
    )
    return Calibrated(
        panels=len(single),
        single=_range(panel["rejected"] for panel in single),
        programmes=len(pooled),
        pooled=_range(panel["as the members"] for panel in pooled),
        lowest_third=_range(panel["lowest third"] for panel in pooled),
    )


def _range(rejected: Iterable[Mapping[str, float]]) -> tuple[float, float]:
    shares = [one[PERCENT.code] for one in rejected]
    return min(shares), max(shares)


def levels(data: Data, claims: Sequence[Judged]) -> Levels:
    """Return how the facts that documents print fare beside official figures.

    Those of the documents alone: the sample of printed figures has a study of its own.
    """
    claims = headlined(claims)
    kinds = data.register.sources.set_index("source_id")["kind"]
    printed = {entry.document: kinds.get(entry.document, "") for entry in claims}
    began = sum(kind == DOCUMENTS for kind in printed.values())
    return Levels(
        documents=began,
        others=len(printed) - began,
        counts=tally(claims),
        passed=_passed(claims),
        wanted=_wanted(data, {entry.claim_id for entry in claims}),
    )


def _wanted(data: Data, of: Set[str]) -> tuple[Wanted, ...]:
    files = (replace(one, claims=tuple(x for x in one.claims if x in of)) for one in wanted(data))
    return tuple(sorted((one for one in files if one.claims), key=lambda one: -len(one.claims)))


def _passed(claims: Iterable[Judged]) -> float | None:
    agreeing = (REPRODUCED, CONSISTENT, MORE_PLAUSIBLE)
    chances = [
        fact.leading.chance
        for fact in facts(claims)
        if fact.about == OUTCOME and fact.verdict in agreeing
    ]
    shares = [one.passed / one.of for one in chances if one and one.of]
    return median(shares) if shares else None


def sample(found: Printed) -> Sample:
    """Return what the sample of printed figures comes to."""
    return Sample(
        figures=len(found.claims),
        trusts=found.trusts,
        pages=found.pages,
        levels=len(found.levels),
        agreeing=found.agreeing,
        shares=len(found.percentages),
        within_a_point=found.within_a_point,
        directions=found.by_kind,
        changes=len(found.changes),
        percentile=found.percentile,
        nine_in_ten=found.nine_in_ten,
        of_england=found.of_england,
        beyond=found.beyond,
        followed=found.followed,
        lasting=found.lasting,
        good_year=found.year_of(""),
    )


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


def joined(over: Sequence[Examination], measure: str) -> Joined:
    """Return what programmes come to, and how small a difference could be seen on one measure."""
    table = adjusted(over)
    shown = [one for one in over if one.measure == measure]
    found = [one.stacked for one in shown if isinstance(one.stacked, StackedProgramme)]
    seen = [one.detectable for one in found]
    answered = set(table.index.get_level_values("programme"))
    programmes = {one.programme.programme_id: one.programme for one in over}
    return Joined(
        programmes=len(answered),
        tests=len(table),
        members=sum(len(programmes[one].dated) for one in answered),
        noted=int((table["p_value"] <= LEVEL).sum()),
        within=int((table["p_holm"] <= LEVEL).sum()),
        beyond=int((table["p_fdr"] <= LEVEL).sum()),
        measure=str(shown[0].data.register.measure(measure)["name"]),
        of=shown[0].estimate_unit,
        detectable=(min(seen), max(seen)),
    )


def field(over: Screen) -> Field:
    """Return what the screen over all trusts and dates comes to."""
    counts, episodes = over.counts, over.episodes
    better = int((episodes["direction"] > 0).sum())
    curve = survival(episodes)
    return Field(
        trusts=over.changes["org_code"].nunique(),
        measures=len(over.measures),
        looks=counts.tests,
        unusual=counts.found,
        expected=counts.expected_false,
        found=over.found,
        better=better,
        worse=len(episodes) - better,
        written=int(episodes["written"].sum()),
        followed=int((episodes["years"] > 0).sum()),
        left={year: _left(curve, year) for year in YEARS if year <= curve.index.max()},
        unwritten=len(over.unwritten()),
    )


def _left(curve: pd.DataFrame, year: int) -> tuple[float, float, float]:
    last = curve.loc[:year, ["left", "lower", "upper"]].iloc[-1]
    return float(last["left"]), float(last["lower"]), float(last["upper"])
