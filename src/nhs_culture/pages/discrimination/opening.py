"""The first screen: minority staff as printed or as published, else all staff."""

from __future__ import annotations

from dataclasses import replace

from nhs_culture.claims.wres import BASE_SURVEY, SAMPLE_SIZE, PrintedShare
from nhs_culture.english import listed, sentence
from nhs_culture.exhibits import Chart, Headline, Note, Reply
from nhs_culture.pages import documents, first_to_last, trend
from nhs_culture.pages.discrimination.asked import (
    CLAIMED,
    LEADING,
    NO_PEERS,
    NOTEBOOK,
    claim_of,
    lay,
)
from nhs_culture.pages.discrimination.findings import groups_finding, points, share_finding
from nhs_culture.pages.discrimination.groups import (
    how_many_unknown,
    of_sectors,
    ratio_among_trusts,
)
from nhs_culture.pages.discrimination.printed import changes
from nhs_culture.pages.groups_over_time import surveys_held
from nhs_culture.pages.lead import labels_of, replies
from nhs_culture.studies.answer import Answer
from nhs_culture.studies.by_ethnicity import Apart, apart
from nhs_culture.studies.printed_wres import PrintedWres
from nhs_culture.units import PERCENTAGE_POINTS
from nhs_culture.verdicts.labels import CHANGE, FIGURE, NOT_TESTABLE

__all__ = ["first_chart", "headline"]


def headline(printed: PrintedWres, colleagues: Answer) -> Headline:
    """Return the first screen: minority staff as printed or as published, else all staff."""
    two = apart(colleagues.data, printed.trust, LEADING)
    if printed.shares:
        return _of_the_printed(printed, colleagues)
    return _of_two_groups(two, colleagues) if two else _of_all_staff(colleagues)


def _of_the_printed(printed: PrintedWres, colleagues: Answer) -> Headline:
    lead = printed.shares[0]
    found = share_finding(printed, lead, colleagues.data)
    asked = Reply(
        question="More than chance among those who answered?",
        verdict=NOT_TESTABLE,
        words=f"Depends on how many answered in {lead.first}"
        if lead.enough
        else "No: with so few chance alone would do",
        numbers=f"{_scenarios(lead)} How many did was not printed.",
    )
    entry = claim_of(lay(colleagues.data, printed.trust), lambda one: one.claim_id == lead.claim)
    told = {FIGURE.question: f"It would take {entry.needed}.", CHANGE.question: sentence(NO_PEERS)}
    judged = [replace(reply, numbers=told[reply.question]) for reply in labels_of(found)]
    return Headline.of(
        found,
        [*judged, asked],
        context=f"About {lead.likely} BME staff answered such a question in the survey of "
        f"{BASE_SURVEY}; {lead.fewest} would have, had the trust asked a sample of {SAMPLE_SIZE} "
        f"with the response of 2015. The intervals are for chance among those who answer, not for "
        f"who chooses to. Whether it fell more than elsewhere cannot be told: no figure of another "
        f"trust’s BME staff is held here for those years.",
    )


def _scenarios(share: PrintedShare) -> str:
    enough = (
        f" With fewer than {share.enough} in {share.first}, chance alone would do."
        if share.enough
        else ""
    )
    many, few = (points(share.difference(n, share.likely)) for n in (share.likely, share.fewest))
    return (
        f"A change of {many} {PERCENTAGE_POINTS.name} (95% interval) if {share.likely} answered "
        f"each time; {few} if only {share.fewest} did in {share.first}.{enough}"
    )


def _of_two_groups(two: Apart, colleagues: Answer) -> Headline:
    found = groups_finding(two, colleagues.data)
    ratio, place = two.likelihood, two.place
    asked = Reply(
        question="How far apart are the two groups?",
        verdict="description",
        words=f"{ratio.ratio:.1f} times as likely, where the middle trust has "
        f"{two.everyone.median():.1f}",
        numbers=f"95% interval {ratio.interval.lower:.1f} to {ratio.interval.upper:.1f}; "
        f"the {place.words('highest ratio')} trusts.",
    )
    moved = Reply(
        question=CHANGE.question,
        verdict=found.change_verdict,
        words="Cannot be told",
        numbers=sentence(surveys_held(colleagues.data, two.trust, two.measure)),
    )
    return Headline.of(
        found,
        [*documents.right(colleagues, CLAIMED), asked, moved],
        context=f"{_said_so(two)} A ratio can be high because one share is high or because the "
        "other is low: both are below.",
    )


def _said_so(two: Apart) -> str:
    """Say how many said so of how many, or of whom that is not known."""
    groups = {"BME": two.bme, "white": two.white}
    known = [
        f"{share.count:,} of {share.base:,} {whom} staff"
        for whom, share in groups.items()
        if not share.too_few
    ]
    unknown = [how_many_unknown(whom) for whom, share in groups.items() if share.too_few]
    told = f"{listed(known)} who answered said so: numbers found from the published shares."
    return " ".join([told] * bool(known) + unknown)


def _of_all_staff(colleagues: Answer) -> Headline:
    return Headline.of(
        first_to_last.finding(colleagues, NOTEBOOK),
        [*documents.right(colleagues, CLAIMED), *replies(colleagues)],
        context="These are figures of all staff, whatever their ethnic group; none of minority "
        "staff alone is held here of the whole trust."
        f"{of_sectors(colleagues.data, colleagues.question.trust)}{_answered(colleagues)} "
        f"{first_to_last.in_between(colleagues)}".strip(),
    )


def _answered(asked: Answer) -> str:
    """Say how many people answered in the first and in the last survey."""
    bases = asked.base.dropna()
    if len(bases) < 2:
        return ""
    first, last = (f"{bases.iloc[i]:,.0f} in {bases.index[i]}" for i in (0, -1))
    return f" The question was answered by {first} and {last}."


def first_chart(printed: PrintedWres, colleagues: Answer) -> Chart | Note:
    """Return the chart of what the page opens with."""
    if printed.shares:
        return changes(printed, colleagues.data)
    two = apart(colleagues.data, printed.trust, LEADING)
    return ratio_among_trusts(two, colleagues.data) if two else trend.trend(colleagues)
