"""Is the figure right? A printed figure beside the figures that others published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from nhs_culture.verdicts.labels import (
    CONSISTENT,
    CONTRADICTED,
    NOT_TESTABLE,
    REPRODUCED,
    SINGLE_SOURCE,
)
from nhs_culture.verdicts.printed import Claimed, Evidence, agrees, beside
from nhs_culture.verdicts.rule import Rule, Verdict, judged

__all__ = ["FIGURE_RULES", "figure_verdict", "movement_verdict"]

Compared = tuple[tuple[Evidence, bool], ...]


@dataclass(frozen=True, kw_only=True)
class _Case:
    """What the rules are asked of: a claim, and what was compared with it, agreeing or not."""

    claim: Claimed
    compared: Compared
    needs: str

    @property
    def same(self) -> Compared:
        """Independent figures of the same definition and date."""
        return tuple(x for x in self.compared if x[0].independent and not x[0].near)

    @property
    def near(self) -> Compared:
        """Independent figures of a near definition or date."""
        return tuple(x for x in self.compared if x[0].independent and x[0].near)

    @property
    def wanted(self) -> str:
        """The data that would settle it."""
        return f"It would take {self.needs}." if self.needs else ""

    def beside(self, compared: Compared) -> str:
        """Say what stands beside what."""
        return beside(self.claim, [item for item, _ in compared])


def _all(compared: Compared) -> bool:
    return bool(compared) and all(agreed for _, agreed in compared)


def _any(compared: Compared) -> bool:
    return any(agreed for _, agreed in compared)


FIGURE_RULES: tuple[Rule[_Case], ...] = (
    Rule(
        "no figure",
        NOT_TESTABLE,
        "The statement has no figure that another could be set beside.",
        holds=lambda case: case.claim.value is None,
        says=lambda case: case.wanted,
    ),
    Rule(
        "same figure",
        REPRODUCED,
        "An independent figure of the same definition and date agrees within rounding.",
        holds=lambda case: _all(case.same),
        says=lambda case: case.beside(case.same),
    ),
    Rule(
        "official figures differ",
        CONSISTENT,
        "Of the independent figures of the same definition and date, one agrees and one does not.",
        holds=lambda case: _any(case.same),
        says=lambda case: case.beside(case.same),
    ),
    Rule(
        "other figure",
        CONTRADICTED,
        "An independent figure of the same definition and date does not agree within rounding.",
        holds=lambda case: bool(case.same),
        says=lambda case: case.beside(case.same),
    ),
    Rule(
        "near figure",
        CONSISTENT,
        "An independent figure of a near definition or date agrees, as closely as the two can.",
        holds=lambda case: _any(case.near),
        says=lambda case: case.beside(case.near),
    ),
    Rule(
        "near figure too far",
        CONTRADICTED,
        "An independent figure of a near definition or date is further off than the difference in "
        "definition or date allows.",
        holds=lambda case: any(item.tolerance is not None for item, _ in case.near),
        says=lambda case: case.beside(case.near),
    ),
    Rule(
        "near figure differs",
        NOT_TESTABLE,
        "The only independent figure is of a near definition or date and differs; how far the two "
        "may differ is not known.",
        holds=lambda case: bool(case.near),
        says=lambda case: " ".join(filter(None, (case.beside(case.near), case.wanted))),
    ),
    Rule(
        "repeated",
        SINGLE_SOURCE,
        "The figure is printed elsewhere too, but not independently.",
        holds=lambda case: _all(case.compared),
        says=lambda case: case.beside(case.compared),
    ),
    Rule(
        "printed differently",
        SINGLE_SOURCE,
        "The figure is printed elsewhere with another value, and no independent figure decides.",
        holds=lambda case: bool(case.compared),
        says=lambda case: case.beside(case.compared),
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
"""In the order in which they are asked: independent figures first, those of the same definition and
date before near ones, agreement before disagreement."""


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
    compared = tuple((item, agrees(claim, item)) for item in beside_it)
    return judged(FIGURE_RULES, _Case(claim=claim, compared=compared, needs=needs))


def movement_verdict(start: Verdict, end: Verdict) -> Verdict:
    """Judge a movement by the verdicts on the two figures that it runs between.

    The less favourable of the two holds for the whole, and the reason gives both.
    """
    order = (CONTRADICTED, NOT_TESTABLE, SINGLE_SOURCE, CONSISTENT, REPRODUCED)
    worse = min(start, end, key=lambda verdict: order.index(verdict.label))
    reason = f"From: {start.label}. {start.reason} To: {end.label}. {end.reason}"
    return replace(worse, reason=reason)
