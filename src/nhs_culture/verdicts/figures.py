"""Is the figure right? A printed figure beside the figures that others published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from nhs_culture.errors import DesignError
from nhs_culture.metrics.checked import checked, each, kind
from nhs_culture.verdicts.chance import TELLING, chance, times_as_likely
from nhs_culture.verdicts.labels import (
    CONSISTENT,
    CONTRADICTED,
    LESS_PLAUSIBLE,
    MORE_PLAUSIBLE,
    NOT_TESTABLE,
    REPRODUCED,
    SINGLE_SOURCE,
)
from nhs_culture.verdicts.printed import Claimed, Evidence, Off, beside, off
from nhs_culture.verdicts.rule import Rule, Verdict, judged

__all__ = [
    "FIGURE_RULES",
    "LEAST_FAVOURABLE_FIRST",
    "figure_verdict",
    "movement_verdict",
]

Compared = tuple[tuple[Evidence, Off], ...]


@dataclass(frozen=True, kw_only=True)
class _Case:
    """What the rules are asked of: a claim, what was compared with it, and how far that is off."""

    claim: Claimed
    compared: Compared
    needs: str

    @property
    def same(self) -> Compared:
        """Independent figures of the same definition, population and date."""
        return tuple(x for x in self.compared if x[0].independent and not x[0].near)

    @property
    def near(self) -> Compared:
        """Independent figures of a near definition, population or date."""
        return tuple(x for x in self.compared if x[0].independent and x[0].near)

    def no_evidence(self, compared: Compared) -> bool:
        """Whether nearly all others would have agreed as well."""
        return chance(*((self.claim, item, Off.WITHIN) for item, _ in compared)).none

    def speaks_for_it(self, compared: Compared) -> bool:
        """Whether each makes the claim at least twice as likely, as far as that is known."""
        return all(times >= TELLING for times in self._likelihoods(compared))

    def speaks_against_it(self, compared: Compared) -> bool:
        """Whether each that tells makes the claim at most half as likely as it is of anyone."""
        known = self._likelihoods(compared)
        return bool(known) and self.leaves_it_doubtful(compared)

    def leaves_it_doubtful(self, compared: Compared) -> bool:
        """Whether each makes the claim at most half as likely, as far as that is known."""
        return all(times <= 1 / TELLING for times in self._likelihoods(compared))

    def _likelihoods(self, compared: Compared) -> list[float]:
        """Return how many times as likely each makes the claim, of those of which it is known."""
        times = (times_as_likely(self.claim, item) for item, _ in compared)
        return [one for one in times if one is not None]

    @property
    def wanted(self) -> str:
        """The data that would settle it."""
        return f"It would take {self.needs}." if self.needs else ""

    def told(self, compared: Compared) -> str:
        """Say what stands beside what, and what would settle it."""
        figures = beside(self.claim, [item for item, _ in compared])
        return " ".join(filter(None, (figures, self.wanted)))


def _all(compared: Compared, at_most: Off) -> bool:
    return bool(compared) and all(distance <= at_most for _, distance in compared)


FIGURE_RULES: tuple[Rule[_Case], ...] = (
    Rule(
        "no figure",
        NOT_TESTABLE,
        "The statement has no figure that another could be set beside.",
        holds=lambda case: case.claim.value is None,
        says=lambda case: case.wanted,
    ),
    Rule(
        "could not differ",
        NOT_TESTABLE,
        "The figure agrees, but so would nine in ten of all others or more, which is no evidence.",
        holds=lambda case: _all(case.same, Off.WITHIN) and case.no_evidence(case.same),
        says=lambda case: case.told(case.same),
    ),
    Rule(
        "same figure",
        REPRODUCED,
        "An independent figure of the same definition, population and year agrees as closely as "
        "the claim is printed.",
        holds=lambda case: _all(case.same, Off.IN_PRINT),
        says=lambda case: case.told(case.same),
    ),
    Rule(
        "within the margin",
        CONSISTENT,
        "An independent figure of the same definition, population and year lies within its margin, "
        "but does not agree as closely as it is printed.",
        holds=lambda case: _all(case.same, Off.WITHIN),
        says=lambda case: case.told(case.same),
    ),
    Rule(
        "official figures differ",
        CONSISTENT,
        "Of the independent figures of the same definition, population and year, one agrees and "
        "one does not.",
        holds=lambda case: any(distance <= Off.WITHIN for _, distance in case.same),
        says=lambda case: case.told(case.same),
    ),
    Rule(
        "other figure",
        CONTRADICTED,
        "An independent figure of the same definition, population and year lies beyond its margin.",
        holds=lambda case: bool(case.same),
        says=lambda case: case.told(case.same),
    ),
    Rule(
        "near figure",
        MORE_PLAUSIBLE,
        "Every independent figure of a near definition, population or year lies within its margin, "
        "and makes the claim at least twice as likely as it is of anyone, where that can be "
        "counted; fewer than nine in ten others would agree.",
        holds=lambda case: (
            _all(case.near, Off.WITHIN)
            and case.speaks_for_it(case.near)
            and not case.no_evidence(case.near)
        ),
        says=lambda case: case.told(case.near),
    ),
    Rule(
        "near figure too far",
        LESS_PLAUSIBLE,
        "Every independent figure of a near definition, population or year lies beyond its margin, "
        "and makes the claim at most half as likely as it is of anyone, where that can be counted.",
        holds=lambda case: (
            bool(case.near)
            and all(d is Off.BEYOND for _, d in case.near)
            and case.leaves_it_doubtful(case.near)
        ),
        says=lambda case: case.told(case.near),
    ),
    Rule(
        "near figure against it",
        LESS_PLAUSIBLE,
        "Every independent figure of a near definition, population or year that tells makes the "
        "claim at most half as likely as it is of anyone.",
        holds=lambda case: bool(case.near) and case.speaks_against_it(case.near),
        says=lambda case: case.told(case.near),
    ),
    Rule(
        "near figure of unknown margin",
        NOT_TESTABLE,
        "Every independent figure of a near definition, population or year lies further off than "
        "its rounding, and how far it may lie from what the document means is not known.",
        holds=lambda case: bool(case.near) and all(d is Off.UNKNOWN for _, d in case.near),
        says=lambda case: case.told(case.near),
    ),
    Rule(
        "near figures differ",
        NOT_TESTABLE,
        "Of the independent figures of a near definition, population or year, one lies within its "
        "margin and one does not.",
        holds=lambda case: len({d <= Off.WITHIN for _, d in case.near}) > 1,
        says=lambda case: case.told(case.near),
    ),
    Rule(
        "near figure does not tell",
        NOT_TESTABLE,
        "The independent figures of a near definition, population or year make the claim neither "
        "twice as likely nor half as likely as it is of anyone, or nearly all others would agree "
        "too.",
        holds=lambda case: bool(case.near),
        says=lambda case: case.told(case.near),
    ),
    Rule(
        "repeated",
        SINGLE_SOURCE,
        "The figure is printed elsewhere too, but not independently.",
        holds=lambda case: _all(case.compared, Off.WITHIN),
        says=lambda case: case.told(case.compared),
    ),
    Rule(
        "printed differently",
        SINGLE_SOURCE,
        "The figure is printed elsewhere with another value, and no independent figure decides.",
        holds=lambda case: bool(case.compared),
        says=lambda case: case.told(case.compared),
    ),
    Rule(
        "needs data",
        NOT_TESTABLE,
        "No independent figure is to be had; the data that would settle it are named.",
        holds=lambda case: bool(case.needs),
        says=lambda case: case.wanted,
    ),
    Rule(
        "one source",
        SINGLE_SOURCE,
        "Only the document itself prints the figure.",
        holds=lambda _: True,
    ),
)
"""In the order in which they are asked: independent figures first, those of the same definition,
population and year before near ones, agreement before disagreement."""


@checked(claim=kind(Claimed), evidence=each(kind(Evidence)), needs=kind(str))
def figure_verdict(claim: Claimed, evidence: Sequence[Evidence] = (), needs: str = "") -> Verdict:
    """Judge whether a printed figure is right.

    Parameters
    ----------
    claim
        The figure.
    evidence
        Whatever it can be compared with; none where there is nothing.
    needs
        The data that would settle it, where no independent figure is to be had.

    Raises
    ------
    DesignError
        When claim and evidence are in units that do not compare.
    """
    beside_it = evidence if claim.value is not None else ()
    compared = tuple((item, off(claim, item)) for item in beside_it)
    return judged(FIGURE_RULES, _Case(claim=claim, compared=compared, needs=needs))


@checked(start=kind(Verdict), end=kind(Verdict))
def movement_verdict(start: Verdict, end: Verdict) -> Verdict:
    """Judge a movement by the verdicts on the two figures that it runs between.

    The less favourable of the two holds for the whole, and the reason gives both.
    """
    for argument, verdict in (("start", start), ("end", end)):
        if verdict.label not in LEAST_FAVOURABLE_FIRST:
            reason = f"{argument} is {verdict.label!r}; expected a verdict on a figure"
            raise DesignError(reason, design="movement verdict", argument=argument)
    worse = min(start, end, key=lambda verdict: LEAST_FAVOURABLE_FIRST.index(verdict.label))
    reason = f"From: {start.label}. {start.reason} To: {end.label}. {end.reason}"
    return replace(worse, reason=reason)


LEAST_FAVOURABLE_FIRST = (
    CONTRADICTED,
    LESS_PLAUSIBLE,
    NOT_TESTABLE,
    SINGLE_SOURCE,
    MORE_PLAUSIBLE,
    CONSISTENT,
    REPRODUCED,
)
"""Verdicts in the order in which one of several holds for the whole."""
