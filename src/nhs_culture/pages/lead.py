"""The first screen of a page about one measure: the sentence, and each question with its answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from nhs_culture import periods
from nhs_culture.designs import Refused
from nhs_culture.designs.peer_change import PeerChange
from nhs_culture.designs.permutation import LEVEL, UNADJUSTED, Standing
from nhs_culture.english import capitalised, lower_first, p_value, short_name
from nhs_culture.exhibits import Finding, Headline, Reply
from nhs_culture.pages import documents, first_to_last, trend
from nhs_culture.pages.words import MOST, cannot_be_told, opening, size_in_words
from nhs_culture.studies.answer import Answer
from nhs_culture.studies.examined import Examined, examined
from nhs_culture.studies.stretch import in_words
from nhs_culture.units import Unit, unit
from nhs_culture.verdicts.equivalence import Equivalence
from nhs_culture.verdicts.labels import (
    CHANGE,
    CHOICE,
    COURSE,
    COURSE_NOT_TOLD,
    DISTINGUISHABLE,
    FIGURE,
    LASTING,
    LUCK_OF_CHOICE,
    NOT_IDENTIFIABLE,
    NOTHING,
    OUT_OF_REACH,
    OUTSIDE_MARGIN,
    STANDS_CHOSEN,
    WITHIN_MARGIN,
)

__all__ = ["afterwards", "finding", "headline", "labels_of", "replies"]


def finding(answer: Answer, notebook: str) -> Finding:
    """Return the finding of the primary design, in the words that the page opens with.

    What else is asked of a change that may be more than chance stands beside it.
    """
    if not _asked_further(answer):
        return answer.finding(notebook, opening(answer))
    further = examined(answer)
    return replace(answer.finding(notebook, _with_what_came(further)), **further.record())


def _with_what_came(further: Examined) -> str:
    """Return the opening sentence, with whether it may be chance and what came afterwards."""
    answer, after = further.answer, further.after
    told = opening(answer).removesuffix(".")
    if answer.verdict.label != DISTINGUISHABLE:
        told += ", which could be chance"
    if isinstance(after, Refused) or not after.stretches:
        return f"{told}."
    latest = after.stretches[-1]
    left = _with_interval(answer.estimate_unit, latest.change)
    when = f"{periods.in_words(latest.last)}{_over(further)}"
    return f"{told}; by {when} the difference was {left}."


def _over(further: Examined) -> str:
    """Return what parts the latest figures from the window: ``, after the merger of 2021,``."""
    over = in_words(further.since)
    return f", after {over}," if over else ""


def headline(answer: Answer, notebook: str, also: Iterable[str] = ()) -> Headline:
    """Return the first screen: what happened, and every question that can be put to it.

    Parameters
    ----------
    answer
        To the question of the page.
    notebook
        That of the page.
    also
        Measures besides the answer's own whose printed figures the page is about.
    """
    named = (answer.question.measure, *also)
    figured = [one for one in named if one in answer.data.register.figured.index]
    context = (_context(answer), *(trend.slid(answer, one) for one in figured))
    told = documents.right(answer, named)
    replied = [*told, *replies(answer)]
    return Headline.of(finding(answer, notebook), replied, " ".join(filter(None, context)))


def replies(answer: Answer) -> Iterator[Reply]:
    """Yield each question with its verdict in plain words and the numbers that it rests on.

    Whether it was chosen for rising is asked of case studies, where the plan asked beforehand.
    """
    yield _moved(answer)
    further = examined(answer)
    if _asked_further(answer):
        yield from _out_of_reach(answer)
        yield _course(further)
        yield from _chosen(further)
        yield from _lasted(further)
    elif answer.verdict.label != NOT_IDENTIFIABLE:
        yield from _nothing(further)


def labels_of(finding: Finding) -> Iterator[Reply]:
    """Yield the two questions of a finding that was judged by other means, with their labels."""
    for asked, verdict in ((FIGURE, finding.figure_verdict), (CHANGE, finding.change_verdict)):
        if verdict:
            yield Reply(
                question=asked.question,
                verdict=verdict,
                words=asked.answer(verdict),
                numbers=f"{capitalised(asked.labels[verdict])}.",
            )


def _asked_further(answer: Answer) -> bool:
    """Whether a change may be more than chance; of any other nothing more is asked."""
    if isinstance(answer.change, Refused) or answer.verdict.label == NOT_IDENTIFIABLE:
        return False
    return answer.change.p_value <= MOST


def _moved(answer: Answer) -> Reply:
    change = answer.change
    if isinstance(change, Refused) or answer.verdict.label == NOT_IDENTIFIABLE:
        return Reply(
            question=CHANGE.question,
            verdict=NOT_IDENTIFIABLE,
            words="Cannot be told",
            numbers=f"{cannot_be_told(answer)}.",
        )
    told = answer.estimate_unit
    return Reply(
        question=CHANGE.question,
        verdict=answer.verdict.label,
        words=size_in_words(answer, change),
        numbers=f"{_with_interval(told, change)} against {change.n_peers} peers; "
        f"{_p_values(answer, change)}.",
    )


def _p_values(answer: Answer, change: PeerChange) -> str:
    adjusted = (
        (answer.p_adjusted, "allowing for what else is asked of this trust"),
        (answer.p_across, "allowing for what is asked of all case studies"),
    )
    told = {p_value(change.p_value): ""}
    for p, why in adjusted:
        if p is not None:
            told.setdefault(p_value(p), f" {why}")
    return ", or ".join(f"{p}{why}" for p, why in told.items())


def _out_of_reach(answer: Answer) -> Iterator[Reply]:
    """Say where no change, however large, could have passed: peers too few for what is asked."""
    least = answer.p_least
    if least is None or least <= LEVEL:
        return
    yield Reply(
        question="Could any change have stood out?",
        verdict="out of reach",
        words=f"No: even the largest of all would have {p_value(least)}",
        numbers="So many questions are asked among so few peers that the figures can show a change "
        "to be within chance, and not that one is beyond it.",
    )


def _course(further: Examined) -> Reply:
    course, verdict = further.course, further.course_verdict
    name = short_name(further.answer.question.trust_name)
    if isinstance(course, Refused):
        numbers = f"{course.error.told(name)}."
    else:
        told = further.answer.estimate_unit
        numbers = (
            f"Had it gone on as before the date, it would have moved by "
            f"{told.change(course.carried_on)} against its peers; it moved by "
            f"{told.short(course.change)}, a difference of {told.short(course.estimate)} "
            f"({p_value(course.p_value)})."
        )
    words = "Cannot be told apart" if verdict.label == COURSE_NOT_TOLD else verdict.label
    return Reply(
        question=COURSE.question, verdict=verdict.label, words=capitalised(words), numbers=numbers
    )


def _lasted(further: Examined) -> Iterator[Reply]:
    verdict = further.lasting_verdict
    if verdict is None:
        return
    yield Reply(
        question=LASTING.question,
        verdict=verdict.label,
        words=LASTING.answer(verdict.label),
        numbers=f"{_later(further)}{_stands(further)}",
    )


def afterwards(answer: Answer) -> str:
    """Say what came after the window, where whether it lasted is not asked; else nothing."""
    if isinstance(answer.change, Refused) or _asked_further(answer):
        return ""
    return _later(examined(answer))


def _later(further: Examined) -> str:
    after = further.after
    if isinstance(after, Refused) or not after.stretches:
        return "No later figure can be compared."
    latest = after.stretches[-1]
    told, change = further.answer.estimate_unit, latest.change
    when = periods.in_words(latest.last)
    since = "" if latest.first == latest.last else f"{periods.in_words(latest.first)} to "
    return (
        f"In {since}{when}{_over(further).rstrip(',')}: {_with_interval(told, change)}; in "
        f"the window {told.change(latest.within_window)}, among the same peers."
    )


def _stands(further: Examined) -> str:
    if further.standing is None:
        return ""
    period, place = further.standing
    asked = further.answer.question
    value = unit(asked.unit).value(float(further.answer.own[period]))
    return f" {periods.in_words(period)}: {value}, {place.among('trusts of its kind')}."


def _chosen(further: Examined) -> Iterator[Reply]:
    strictest, less = further.strictest, further.shrunken
    if strictest is None or less is None:
        return
    told = further.answer.estimate_unit
    verdict = STANDS_CHOSEN if strictest.p_value <= LEVEL else LUCK_OF_CHOICE
    yield Reply(
        question=CHOICE.question,
        verdict=verdict,
        words=f"{CHOICE.answer(verdict)} ({p_value(strictest.p_value)})",
        numbers=(
            f"Trusts are written about because they rose. Of {strictest.n_chosen} trusts and "
            f"dates picked so, {strictest.found:.0%} have p at most 0.05 with nothing known to "
            "explain it. With what such a choice adds by luck taken off, the difference is "
            f"{told.change(less.estimate)} (95% interval {told.span(*less.interval)})."
        ),
    )


def _nothing(further: Examined) -> Iterator[Reply]:
    excluded = further.excluded
    if excluded is None or excluded.excluded is None:
        return
    told, least = further.answer.estimate_unit, excluded.least or excluded.margin
    yield Reply(
        question=NOTHING.question,
        verdict=_ruled_out(excluded),
        words={
            WITHIN_MARGIN: f"Yes: a difference of {told.size(excluded.margin)} or more",
            OUTSIDE_MARGIN: f"No: {told.size(excluded.margin)} would matter, and may be",
            OUT_OF_REACH: f"Not with these figures: none under {told.size(least)} could be, and "
            f"{told.size(excluded.margin)} would matter",
        }[_ruled_out(excluded)],
        numbers=excluded.sentence(told),
    )


def _ruled_out(excluded: Equivalence) -> str:
    if excluded.equivalent:
        return WITHIN_MARGIN
    return OUTSIDE_MARGIN if excluded.within_reach else OUT_OF_REACH


def _context(answer: Answer) -> str:
    """Say what would have been seen, and what happened to the trust while the figures ran."""
    seen = answer.detectable
    told = (
        ""
        if isinstance(answer.change, Refused) or seen is None
        else (
            f"A difference of {answer.estimate_unit.size(seen)} would have been seen 8 times in "
            f"10 {UNADJUSTED}."
        )
    )
    parts = (told, _counted_before(answer), first_to_last.in_between(answer))
    return " ".join(filter(None, parts))


def _counted_before(answer: Answer) -> str:
    """Say why figures after the date of what is asked about count as before; else nothing."""
    asked, rows = answer.question, answer.data.register.interventions
    named = rows[rows["intervention_id"] == asked.intervention]
    if isinstance(answer.change, Refused) or named.empty or not asked.note:
        return ""
    day, precision = named[["date", "precision"]].iloc[0]
    if periods.containing(day, asked.frequency) >= asked.first_after:
        return ""
    until = periods.in_words(periods.shift(asked.first_after, asked.frequency, -1))
    when = day[:4] if precision == "year" else day
    return (
        f"{asked.intervention_name} is dated {when}, and figures up to {until} count as before it. "
        f"The plan says why: {lower_first(asked.note)}."
    )


def _with_interval(told: Unit, change: PeerChange | Standing) -> str:
    interval = f" (95% interval {told.span(*change.interval)})" if change.interval else ""
    return f"{told.change(change.estimate)}{interval}"
