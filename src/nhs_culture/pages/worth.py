"""What a change is worth: period by period, by its course, and by how much would explain it."""

from __future__ import annotations

import numpy as np

from nhs_culture import charts
from nhs_culture.designs import Refused
from nhs_culture.designs.earlier_course import EarlierCourse
from nhs_culture.designs.event_study import EventStudy
from nhs_culture.english import p_value, short_name
from nhs_culture.exhibits import Chart, Note, Table
from nhs_culture.pages.subject import about, marks, refused, source_line, subject
from nhs_culture.pages.words import words_of
from nhs_culture.studies.answer import Answer
from nhs_culture.studies.examined import examined

__all__ = ["course", "later", "path", "sensitivity"]


def course(answer: Answer, found: EarlierCourse | Refused) -> Note | None:
    """Return what lies beyond the trust's earlier course, and how much of one goes on elsewhere.

    Parameters
    ----------
    answer
        To a question about a trust.
    found
        What :func:`~nhs_culture.designs.earlier_course.earlier_course` says to it.
    """
    if not answer.tested:
        return None
    return Note(label="On its earlier course", text=found.sentence(*words_of(answer)))


def path(answer: Answer, given: EventStudy | Refused | None = None) -> Chart | Note | None:
    """Return how far the trust stood from peers that started alike, period by period.

    Parameters
    ----------
    answer
        To a question about a trust.
    given
        The event study of a panel of one's own; that behind the answer if not given.
    """
    if not answer.tested:
        return None
    found = given or examined(answer).path
    if isinstance(found, Refused):
        return refused("The path among the peers", answer, found.error)
    before = found.at_once["before"]
    name = short_name(answer.question.trust_name)
    outside = "had already left" if before.p_value <= 0.05 else "kept within"
    return charts.event_study(
        subject(answer, answer.estimate_unit),
        found.periods,
        title=f"Before the date {name} {outside} the band that 95% of trusts keep "
        f"({p_value(before.p_value)})",
        events=marks(answer),
    )


def sensitivity(answer: Answer) -> Table | None:
    """Return how large a departure from the peers' course would explain the change."""
    found = examined(answer).sensitivity if answer.tested else None
    if found is None or isinstance(found, Refused):
        return None
    kinds = {
        "continuing course": "Its own earlier course went on: share of it",
        "relative magnitudes": "It drifted by its largest earlier step: multiples of it",
        "smoothness": "Its course bent as most before: multiples of it",
    }
    rows = found.table().reset_index().replace([np.inf, -np.inf], np.nan)
    rows["departure"] = rows["departure"].map(kinds)
    rows["breakdown"] = [
        "more than was tried" if np.isnan(one) else f"{one:.2f}" for one in rows["breakdown"]
    ]
    return Table(
        name="sensitivity",
        about=about(answer),
        unit=answer.estimate_unit.name,
        caption="How large a departure from the peers’ course leaves no difference in the interval "
        "(0: there is none even without one)",
        data=rows[["departure", "lower", "upper", "scale", "breakdown"]],
        source=source_line(answer),
        formats=dict.fromkeys(("lower", "upper", "scale"), "+.2f"),
        headers={
            "departure": "Departure",
            "lower": "95% without, from",
            "upper": "to",
            "scale": "Size of one, a period",
            "breakdown": "Enough to explain it",
        },
    )


def later(answer: Answer) -> Note | None:
    """Return what became of the change after the window."""
    found = examined(answer).after if answer.tested else None
    if found is None or isinstance(found, Refused):
        return None
    return Note(label="Afterwards", text=found.sentence(*words_of(answer)))
