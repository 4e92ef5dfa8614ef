"""What was found, question by question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from nhs_culture.charts import estimates
from nhs_culture.claims.facts import Tally
from nhs_culture.data.access import Data
from nhs_culture.designs.permutation import LEVEL, UNADJUSTED
from nhs_culture.english import (
    capitalised,
    counted,
    listed,
    lower_first,
    number_word,
    p_value,
    portion,
)
from nhs_culture.errors import DesignError
from nhs_culture.exhibits import Chart, Group, Paragraph, Table
from nhs_culture.metrics.proportions import Interval
from nhs_culture.pages import wigan_deal
from nhs_culture.pages.printed import KINDS
from nhs_culture.pages.words import MOST
from nhs_culture.studies.article import (
    Case,
    Changes,
    Field,
    Joined,
    Levels,
    Other,
    Sample,
    case,
)
from nhs_culture.studies.everywhere import Everywhere
from nhs_culture.studies.printed import Median
from nhs_culture.studies.programmes import Examination
from nhs_culture.verdicts.labels import (
    COURSE,
    COURSE_NOT_TOLD,
    FADED,
    FIGURE,
    FROM_THE_DATE,
    LASTED,
    LASTING,
    NOT_KNOWN_YET,
    ON_ITS_COURSE,
    REVERSED,
)

_KINDS = 2
"""Kinds of source that the text names: the others are in the table."""
_FAIR = 50

__all__ = [
    "chosen",
    "compared",
    "course",
    "deal",
    "elsewhere",
    "everyone",
    "followed",
    "joined",
    "levels",
    "sampled_changes",
    "sampled_levels",
    "staggered",
    "standings",
    "verdicts",
]


def levels(found: Levels) -> Paragraph:
    """Return how the printed facts fare."""
    counts = found.counts
    passed = (
        ""
        if found.passed is None
        else " Agreement is worth less where any figure would agree: in the middle one of these "
        f"facts {100 * found.passed:.0f}% of all other trusts would have agreed as well."
    )
    return Paragraph(
        text=f"Of {counts.outcomes} facts about outcomes, an independent official figure could be "
        f"set beside {counts.tested}, and it agreed with {portion(found.agree, counts.tested)} "
        f"([@tbl:verdicts]). Of those that agree, {number_word(found.same)} rest on a figure of "
        f"the same definition, population and year, and {number_word(found.agree - found.same)} "
        f"on one of a near definition or year.{passed} "
        f"{capitalised(portion(counts.outcomes - counts.tested, counts.outcomes))} cannot be "
        "checked: nobody else published the figure, or what would settle it is not held."
    )


def sampled_levels(found: Sample) -> Paragraph:
    """Return how the printed levels of the sample fare."""
    return Paragraph(
        text=f"In the sample of what is printed about any trust ({found.figures} figures, "
        f"{found.facts} where what two pages print counts once, {found.trusts} trusts, "
        f"{found.pages} pages) {found.levels} levels of the staff survey "
        f"have an official figure of the same year, and {portion(found.agreeing, found.levels)} "
        "agree as closely as they are printed; of those in percent "
        f"{portion(found.within_a_point, found.shares)} lie within a point."
    )


def sampled_changes(found: Sample) -> Group:
    """Return which way the printed changes of the sample go, and how they lie among all trusts."""
    every, *kinds = found.directions
    told = listed(
        f"{portion(one.better, one.better + one.worse)} in {lower_first(KINDS[one.kind])}"
        for one in kinds[:_KINDS]
    )
    place, year = found.percentile, found.good_year
    return Group(
        Paragraph(
            text="Of the changes that are printed in the sample, "
            f"{portion(every.better, every.better + every.worse)} are for the better (95% interval "
            f"{_percent(every.interval)}, letting pages and trusts vary): {told} "
            "([@fig:which-way; @tbl:directions])."
        ),
        Paragraph(
            text=f"Official figures at both ends are held of {found.changes} printed changes, in "
            f"{place.clusters} groups (clusters) of pages and trusts, which carries little. "
            f"In the middle they lie at percentile {place.median:.0f} of the "
            f"same change at all trusts{_between(place)}. Of these "
            f"{portion(found.nine_in_ten, found.changes)} were larger than at nine in ten trusts, "
            f"{portion(found.of_england, found.changes)} were at least half England's own "
            "movement, and "
            f"{portion(found.beyond, found.changes)} went beyond what trusts from the same "
            f"level show. Of {found.followed} that can be followed for three years "
            f"{found.lasting} had half of their lead left. The printed year stood in the middle "
            f"at percentile {year.median:.0f} of the trust's own years{_between(year)}, where "
            f"{_FAIR} is a fair draw."
        ),
    )


def _percent(interval: Interval) -> str:
    return f"{100 * interval.lower:.0f}% to {100 * interval.upper:.0f}%"


def _between(found: Median) -> str:
    if found.interval is None:
        return ""
    return f" (95% interval {found.interval.lower:.0f} to {found.interval.upper:.0f})"


def verdicts(counts: Tally) -> Table:
    """Return how many facts have each verdict."""
    rows = [
        (FIGURE.answer(word), number, 100 * number / counts.outcomes)
        for word, number in counts.verdicts.items()
    ]
    return Table(
        name="verdicts",
        caption=f"{FIGURE.question} Verdicts on {counts.outcomes} printed facts about outcomes",
        data=pd.DataFrame(rows, columns=["verdict", "facts", "share"]),
        headers={"verdict": "Verdict", "facts": "Facts", "share": "%"},
        formats={"share": ".0f"},
    )


def compared(found: Changes) -> Paragraph:
    """Return how far the case studies moved beyond trusts that started alike."""
    answered = len(found.cases)
    return Paragraph(
        text=f"The plan asks {found.asked} questions about {number_word(found.trusts)} trusts. "
        f"{capitalised(portion(answered, found.asked))} could be tested ([@tbl:tested]); the "
        "others lack periods, peers or a date, or have a merger or a new method in the window "
        f"([@tbl:not-tested]). {capitalised(portion(found.noted, answered))} {_have(found.noted)} "
        f"p of at most {LEVEL:g} by itself, and {portion(found.beyond, answered)} once all tests "
        f"are allowed for. The smallest p is that of {_told(found.furthest)} "
        "([@fig:standings])."
    )


def _told(one: Case) -> str:
    return (
        f"“{lower_first(one.measure)}” at {one.name}: {one.of.change(one.estimate)} beyond "
        f"{counted(one.n_peers, 'peer')} (95% interval {one.of.span(*one.interval)}; "
        f"{p_value(one.p_value)}; allowing for the measures of the trust "
        f"{p_value(one.within)}, for all tests {p_value(one.across)})"
    )


def standings(cases: Sequence[Everywhere]) -> Chart:
    """Return the change of each case study that can be compared on one measure."""
    found = sorted((case(one.case) for one in cases), key=lambda one: one.p_value)
    bounds = [one.interval for one in found]
    apart = sum(not lower <= 0 <= upper for lower, upper in bounds)
    return estimates(
        pd.DataFrame(
            {
                "label": [one.name for one in found],
                "estimate": [one.estimate for one in found],
                "lower": [lower for lower, _ in bounds],
                "upper": [upper for _, upper in bounds],
            }
        ),
        title=f"{found[0].measure}: the interval leaves out no difference at "
        f"{portion(apart, len(found))} case studies, before the number of tests is allowed for",
        subtitle="Change less that of trusts of the same kind that started at the same level, with "
        "95% interval",
        unit=found[0].of,
        source="official statistics named under Data",
        name="standings",
        primary=None,
    )


def chosen(found: Changes) -> Paragraph:
    """Return what the choice of the case studies is worth."""
    given = [one.p_chosen for one in found.cases if one.p_chosen is not None]
    kept = sum(p <= LEVEL for p in given)
    one = found.furthest
    own = (
        ""
        if one.p_chosen is None or one.shrunken is None
        else f" For “{lower_first(one.measure)}” at {one.name} {p_value(one.p_chosen)} among "
        "trusts and dates that the same choice would have picked, and the estimate, with what a "
        f"choice adds by luck taken off, is {one.of.change(one.shrunken)}."
    )
    return Paragraph(
        text="The case studies are known because they rose. Of the tests in which a rule of choice "
        f"picks the trust, {portion(kept, len(given))} {_have(kept)} p of at most {LEVEL:g} given "
        f"the choice under which it is largest.{own}"
    )


def _have(number: int) -> str:
    return "has" if number <= 1 else "have"


def elsewhere(found: Sequence[Other]) -> Paragraph:
    """Return how many trusts that no document is about changed as much."""
    told = listed(
        f"{portion(one.as_much, one.trusts)} as much as {one.name} ({one.of.change(one.raw)})"
        for one in found
    )
    return Paragraph(
        text="Of other trusts, none of them a case study, these changed as much and the same way "
        f"over the same years, before anything is taken off: {told} "
        f"(“{lower_first(found[0].measure)}”; [@tbl:as-much])."
    )


def course(found: Changes) -> Paragraph:
    """Return whether changes lie beyond an earlier course, and what came after."""
    asked = [one for one in found.cases if one.p_value <= MOST]
    labels = Counter(label for one in asked for label in (one.course, one.lasting))
    number = {word: number_word(labels[word]) for word in (*COURSE.labels, *LASTING.labels)}
    one = found.furthest
    since = (
        ""
        if one.later is None or one.later_interval is None
        else f" At {one.name} the latest figures that can be compared"
        f"{f', after {one.since},' if one.since else ''} lie "
        f"{one.of.change(one.later)} from those of trusts that started alike (95% interval "
        f"{one.of.span(*one.later_interval)})."
    )
    return Paragraph(
        text=f"These questions are asked of the {counted(len(asked), 'test')} with p of at most "
        f"{MOST:g}. Beyond the trust's earlier course from the date on: {number[FROM_THE_DATE]}; "
        f"on that course: {number[ON_ITS_COURSE]}; cannot be told: {number[COURSE_NOT_TOLD]}. In "
        f"later figures, lasted: {number[LASTED]}; faded: {number[FADED]}; reversed: "
        f"{number[REVERSED]}; no later figure tells: {number[NOT_KNOWN_YET]}.{since} The test "
        "with the smallest p is shown year by year ([@fig:event-study])."
    )


def joined(found: Joined) -> Paragraph:
    """Return what the members of programmes did beside trusts that never joined."""
    seen = " to ".join(found.of.size(one) for one in sorted(found.detectable))
    return Paragraph(
        text=f"On the measures that they can be compared on, "
        f"{counted(found.programmes, 'programme', in_words=True)} give {found.tests} tests "
        f"([@tbl:together]). {capitalised(number_word(found.noted))} have p of at most {LEVEL:g}, "
        f"where {found.expected:.1f} are expected if nothing moved; {number_word(found.within)} "
        f"allowing for the measures of the programme, and {number_word(found.beyond)} with false "
        f"discoveries held over all. On “{lower_first(found.measure)}” ([@fig:programmes]) mean "
        f"differences of {seen}, by programme, would have been seen eight times in ten "
        f"{UNADJUSTED}: smaller ones are not ruled out."
    )


def everyone(found: Field) -> Paragraph:
    """Return what the screen finds, beside what chance gives."""
    candidates = found.better + found.worse
    return Paragraph(
        text=f"Over {counted(found.trusts, 'trust')}, {found.measures} measures and every date "
        f"there are {found.looks:,} comparisons. {found.unusual} are as unusual as one in twenty, "
        f"where {found.expected:.0f} are expected if nothing moved. With the share of false "
        f"discoveries held, {number_word(found.found)} {'stands' if found.found <= 1 else 'stand'} "
        f"out. By itself the comparison notes {candidates} candidates, {found.better} for the "
        f"better and {found.worse} for the worse; {portion(found.written, candidates)} are at "
        "trusts that a claim in the register is about. "
        f"{capitalised(counted(found.unwritten, 'rise', in_words=True))} at other trusts are as "
        "unusual as a case study's on the same measure, and no document held mentions them. A "
        "screen finds candidates and no causes."
    )


def followed(found: Field) -> Paragraph:
    """Return how long the candidates lasted."""
    told = listed(
        f"{100 * share:.0f}% (95% interval {100 * lower:.0f} to {100 * upper:.0f}) after "
        f"{number_word(year)} years"
        for year, (share, lower, upper) in found.left.items()
    )
    return Paragraph(
        text=f"{counted(found.followed, 'candidate')} can be followed beyond the "
        f"window. At least half of the change was left in {told} ([@tbl:lasted]). Candidates are "
        "picked for their size, so that part of what goes would have gone at any trust "
        "[@barnett2005]."
    )


def deal(data: Data, council: str) -> Group:
    """Return what can be said of the council that the documents name beside the trusts."""
    said = wigan_deal.headline(data, council)
    answers = (f"{one.question} {one.words}. {one.numbers}" for one in said.replies)
    return Group(
        Paragraph(text=f"{said.sentence} {said.context}"),
        *(Paragraph(text=one) for one in answers),
        Paragraph(
            text="Every measure is set beside the same change at other councils in "
            "[@tbl:moved-while], which describes and does not test."
        ),
    )


def staggered(over: Sequence[Examination]) -> Table:
    """Return both estimates of every programme that can be compared on one measure."""
    rows = []
    for one in over:
        found, other = one.stacked, one.staggered
        if isinstance(found, DesignError) or isinstance(other, DesignError):
            continue
        before, apart = other.before
        of = one.estimate_unit
        rows.append(
            {
                "programme": one.programme.name,
                "measure": one.measure_name,
                "difference": of.change(found.estimate),
                "interval": of.interval(*found.interval),
                "staggered": of.change(other.simple.estimate),
                "its_interval": of.interval(*other.simple.interval),
                "before": f"{apart} of {before}",
            }
        )
    return Table(
        name="staggered",
        caption="Each programme by the comparison of this article, and by the estimator of "
        "Callaway and Sant'Anna, in which the starting level plays no part",
        data=pd.DataFrame(rows),
        headers={
            "interval": "95% interval",
            "staggered": "Callaway and Sant'Anna",
            "its_interval": "its 95% interval",
            "before": "changes before joining that stand out",
        },
    )
