"""Facts: what several claims print alike, counted once.

A headline counts facts about outcomes. Rules, plans, recollections and what was done are registered
and judged like all else, but that nobody can test them is no finding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from nhs_culture.claims.judged import Judged
from nhs_culture.english import listed, lower_first
from nhs_culture.register import OUTCOME
from nhs_culture.verdicts.figures import LEAST_FAVOURABLE_FIRST
from nhs_culture.verdicts.labels import FIGURE, INDEPENDENT

__all__ = ["SAMPLE", "Fact", "Tally", "facts", "headlined", "tally"]

SAMPLE = "sample"
"""Collection of ``claims.csv`` that was gathered for its figures and not for its documents."""


class Counted(Protocol):
    """What can be counted: a claim of the ledger, or the finding that says the same."""

    @property
    def fact(self) -> str:
        """As in ``claims.csv``."""

    @property
    def about(self) -> str:
        """As in ``claims.csv``."""

    @property
    def collection(self) -> str:
        """As in ``claims.csv``."""

    @property
    def figure_verdict(self) -> str:
        """Whether the figure is right."""


One = TypeVar("One", bound=Counted)


@dataclass(frozen=True)
class Fact:
    """What one or several claims print.

    Attributes
    ----------
    name
        As in the column ``fact`` of ``claims.csv``; the claim's own identifier where it stands
        alone.
    entries
        The claims, in the order of ``claims.csv``.
    """

    name: str
    entries: tuple[Judged, ...]

    @property
    def about(self) -> str:
        """What it is about, as in ``claims.csv``."""
        return self.entries[0].about

    @property
    def verdict(self) -> str:
        """The verdict on most of its claims that an independent figure decides, else on most."""
        return _prevailing(self.entries)

    @property
    def leading(self) -> Judged:
        """The first claim with that verdict."""
        return next(entry for entry in self.entries if entry.verdict == self.verdict)


@dataclass(frozen=True)
class Tally:
    """How many facts there are, and how those about outcomes fare.

    Attributes
    ----------
    claims
        Claims in all.
    outcomes
        Facts about outcomes.
    verdicts
        Verdict -> facts about outcomes that have it, the firmest first.
    others
        Facts that are not about outcomes.
    """

    claims: int
    outcomes: int
    verdicts: Mapping[str, int]
    others: int

    @property
    def tested(self) -> int:
        """Facts about outcomes that an independent figure has a part in."""
        return sum(self.verdicts[word] for word in INDEPENDENT)

    @property
    def judged(self) -> str:
        """How those fare, each verdict by itself: ``6 right, 2 nearly right and 15 plausible``."""
        return listed(
            f"{self.verdicts[word]} {lower_first(FIGURE.cell(word))}"
            for word in INDEPENDENT
            if self.verdicts[word]
        )


def facts(entries: Iterable[Judged]) -> tuple[Fact, ...]:
    """Return what the claims print, each thing once, in the order of ``claims.csv``."""
    return tuple(Fact(name, tuple(one)) for name, one in _by_fact(entries).items())


def headlined(entries: Iterable[One]) -> tuple[One, ...]:
    """Return the claims that headlines count: of the documents, or of the sample without any."""
    known = tuple(entries)
    return tuple(entry for entry in known if entry.collection != SAMPLE) or known


def tally(entries: Iterable[Counted]) -> Tally:
    """Count facts: the numbers of every headline, table and page."""
    known = tuple(entries)
    every = _by_fact(known).values()
    counts = Counter(_prevailing(fact) for fact in every if fact[0].about == OUTCOME)
    outcomes = counts.total()
    return Tally(
        claims=len(known),
        outcomes=outcomes,
        verdicts={word: counts[word] for word in FIGURE.labels},
        others=len(every) - outcomes,
    )


def _by_fact(entries: Iterable[One]) -> dict[str, list[One]]:
    found: dict[str, list[One]] = {}
    for entry in entries:
        found.setdefault(entry.fact, []).append(entry)
    return found


def _prevailing(entries: Iterable[Counted]) -> str:
    """Return the verdict on most of those that an independent figure decides, else on most of all.

    Of two as frequent, the less favourable.
    """
    verdicts = [entry.figure_verdict for entry in entries]
    counts = Counter([word for word in verdicts if word in INDEPENDENT] or verdicts)
    return min(counts, key=lambda word: (-counts[word], LEAST_FAVOURABLE_FIRST.index(word)))
