"""The words that every verdict is one of, with the question that each answers.

Each question is asked by itself, and none is answered with the words of another. The labels stand
in the order in which pages show them, the firmest first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = [
    "CHANGE",
    "CHOICE",
    "CONSISTENT",
    "CONTRADICTED",
    "COURSE",
    "COURSE_NOT_TOLD",
    "DISTINGUISHABLE",
    "FADED",
    "FIGURE",
    "FROM_THE_DATE",
    "INDEPENDENT",
    "LASTED",
    "LASTING",
    "LESS_PLAUSIBLE",
    "LUCK_OF_CHOICE",
    "MORE_PLAUSIBLE",
    "NOTHING",
    "NOT_DISTINGUISHABLE",
    "NOT_IDENTIFIABLE",
    "NOT_KNOWN_YET",
    "NOT_TESTABLE",
    "ON_ITS_COURSE",
    "OUTSIDE_MARGIN",
    "OUT_OF_REACH",
    "REPRODUCED",
    "REVERSED",
    "SINGLE_SOURCE",
    "STANDS_CHOSEN",
    "UNPRINTED",
    "WITHIN_MARGIN",
    "Asked",
]


@dataclass(frozen=True)
class Asked:
    """A question, and what may be answered to it.

    Attributes
    ----------
    question
        As a page puts it.
    labels
        Label -> what it means, in a few words.
    words
        Label -> the same as an answer, for somebody with a minute; the label itself where it
        stands by itself.
    brief
        Label -> the same for a cell of a table; the answer where that is short.
    """

    question: str
    labels: Mapping[str, str]
    words: Mapping[str, str] = field(default_factory=dict)
    brief: Mapping[str, str] = field(default_factory=dict)

    def answer(self, label: str) -> str:
        """Return a label as an answer to the question.

        >>> CHANGE.answer(NOT_IDENTIFIABLE), LASTING.answer(LASTED)
        ('Cannot be told', 'Lasted')
        """
        return self.words.get(label, f"{label[:1].upper()}{label[1:]}")

    def cell(self, label: str) -> str:
        """Return a label as a cell of a table says it.

        >>> FIGURE.cell(MORE_PLAUSIBLE), CHANGE.cell(NOT_DISTINGUISHABLE)
        ('Plausible', 'Could be chance')
        """
        return self.brief.get(label, self.answer(label))

    @property
    def legend(self) -> str:
        """Every answer, as tables say it, with its meaning, a sentence each."""
        return " ".join(f"{self.cell(label)}: {means}." for label, means in self.labels.items())


REPRODUCED = "reproduced"
CONSISTENT = "consistent"
CONTRADICTED = "contradicted"
MORE_PLAUSIBLE = "more plausible"
LESS_PLAUSIBLE = "less plausible"
SINGLE_SOURCE = "single source"
NOT_TESTABLE = "not testable"

FIGURE = Asked(
    "Is the figure right?",
    {
        REPRODUCED: "an independent figure of the same definition, population and year agrees as "
        "closely as it is printed",
        CONSISTENT: "such a figure lies further off, but within its margin",
        CONTRADICTED: "such a figure lies beyond its margin",
        MORE_PLAUSIBLE: "only a figure of a near definition or year is known: it lies within its "
        "margin, and makes the claim at least twice as likely as of anyone",
        LESS_PLAUSIBLE: "only a figure of a near definition or year is known: it lies beyond its "
        "margin, or makes the claim at most half as likely as of anyone",
        SINGLE_SOURCE: "printed, perhaps more than once, but nowhere independently",
        NOT_TESTABLE: "the data that would settle it are named",
    },
    {
        REPRODUCED: "Yes: an official figure says the same",
        CONSISTENT: "Nearly: an official figure is close",
        CONTRADICTED: "No: an official figure says otherwise",
        MORE_PLAUSIBLE: "Plausible: a near official figure agrees",
        LESS_PLAUSIBLE: "Doubtful: a near official figure does not agree",
        SINGLE_SOURCE: "Cannot be told: nobody else published it",
        NOT_TESTABLE: "Cannot be told from what is published",
    },
    {
        REPRODUCED: "Right",
        CONSISTENT: "Nearly right",
        CONTRADICTED: "Contradicted",
        MORE_PLAUSIBLE: "Plausible",
        LESS_PLAUSIBLE: "Doubtful",
        SINGLE_SOURCE: "Unconfirmed",
        NOT_TESTABLE: "Cannot be told",
    },
)
UNPRINTED = "nothing printed"
"""In place of a verdict on a figure where no document prints one."""
INDEPENDENT = (REPRODUCED, CONSISTENT, CONTRADICTED, MORE_PLAUSIBLE, LESS_PLAUSIBLE)
"""Verdicts on a figure that an independent one has a part in."""

DISTINGUISHABLE = "distinguishable from peers"
NOT_DISTINGUISHABLE = "not distinguishable"
NOT_IDENTIFIABLE = "not identifiable"

CHANGE = Asked(
    "Did it move more than elsewhere?",
    {
        DISTINGUISHABLE: "fewer than one in twenty trusts moved as far",
        NOT_DISTINGUISHABLE: "no further than chance gives among so many trusts and questions; "
        "that does not show that nothing moved",
        NOT_IDENTIFIABLE: "the data cannot tell",
    },
    {
        DISTINGUISHABLE: "Stands out, once all that was asked is allowed for",
        NOT_DISTINGUISHABLE: "Could be chance",
        NOT_IDENTIFIABLE: "Cannot be told",
    },
    {DISTINGUISHABLE: "Stands out"},
)

FROM_THE_DATE = "from the date on"
ON_ITS_COURSE = "on its earlier course"
COURSE_NOT_TOLD = "cannot be told"

COURSE = Asked(
    "From the date on, or on its earlier course?",
    {
        FROM_THE_DATE: "it went beyond where it was already going",
        ON_ITS_COURSE: "it was already going there",
        COURSE_NOT_TOLD: "the data cannot tell the two apart",
    },
)

LASTED = "lasted"
FADED = "faded"
REVERSED = "reversed"
NOT_KNOWN_YET = "not known yet"

LASTING = Asked(
    "Did it last?",
    {
        LASTED: "in the latest figures it still stands out from the peers",
        FADED: "less than half of it is left",
        REVERSED: "it has gone as far the other way",
        NOT_KNOWN_YET: "there are no later figures, or they do not tell",
    },
    {NOT_KNOWN_YET: "No later figure tells"},
)

STANDS_CHOSEN = "stands out even so"
LUCK_OF_CHOICE = "no more than the choice gives"

CHOICE = Asked(
    "And given that it was chosen because it rose?",
    {
        STANDS_CHOSEN: "fewer than one in twenty trusts chosen so have a p as small",
        LUCK_OF_CHOICE: "trusts chosen so often have a p as small",
    },
    {
        STANDS_CHOSEN: "It stands out even so",
        LUCK_OF_CHOICE: "Trusts picked for rising often look like this by chance",
    },
)

WITHIN_MARGIN = "ruled out"
OUTSIDE_MARGIN = "not ruled out"
OUT_OF_REACH = "cannot be told here"

NOTHING = Asked(
    "Can a difference that would matter be ruled out?",
    {
        WITHIN_MARGIN: "a difference of the size fixed beforehand is outside the interval",
        OUTSIDE_MARGIN: "it may be there, unseen",
        OUT_OF_REACH: "with these peers and years it could not have been ruled out, whatever the "
        "trust did",
    },
)
