"""What documents print, and how it fares beside official figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from statistics import median

from nhs_culture.claims import Judged, facts, headlined, tally
from nhs_culture.claims.facts import Tally
from nhs_culture.data.access import Data
from nhs_culture.data.wanted import Wanted, wanted
from nhs_culture.register import OUTCOME
from nhs_culture.verdicts.labels import CONSISTENT, MORE_PLAUSIBLE, REPRODUCED

__all__ = ["Levels", "levels"]

DOCUMENTS = "seed"
"""Kind of source of the documents that the project began with."""


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
    """Return what would settle these claims, what settles most that are about outcomes first."""
    files = wanted(data, among=of)
    return tuple(sorted(files, key=lambda one: (-one.outcomes, -len(one.claims))))


def _passed(claims: Iterable[Judged]) -> float | None:
    agreeing = (REPRODUCED, CONSISTENT, MORE_PLAUSIBLE)
    chances = [
        fact.leading.chance
        for fact in facts(claims)
        if fact.about == OUTCOME and fact.verdict in agreeing
    ]
    shares = [one.passed / one.of for one in chances if one and one.of]
    return median(shares) if shares else None
