"""What every trust at every date comes to."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from nhs_culture.studies.turnarounds import Screen, survival

__all__ = ["Field", "field"]

YEARS = (3, 5)
"""After which it is said how many candidates had half of their change left."""


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
