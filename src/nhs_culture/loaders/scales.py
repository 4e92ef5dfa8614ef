"""The scales that publications print on: what a cell may hold, and the words for it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "BASE",
    "COUNT",
    "FIVE",
    "FTE",
    "PERCENT",
    "POUNDS",
    "RATIO",
    "SCORE",
    "SHARE",
    "Scale",
]


@dataclass(frozen=True)
class Scale:
    """The range of a printed figure, and the words for it in a message."""

    lower: float
    upper: float
    words: str


PERCENT = Scale(0, 100, "a percentage between 0 and 100")
SHARE = Scale(0, 1, "a share between 0 and 1")
SCORE = Scale(0, 10, "a score between 0 and 10")
FIVE = Scale(1, 5, "a mean between 1 and 5")
RATIO = Scale(0, 3, "a ratio between 0 and 3")
BASE = Scale(0, 2_000_000, "a count of people from 0 to 2,000,000")
COUNT = Scale(0, 5_000_000, "a count from 0 to 5,000,000")
FTE = Scale(0, 5_000_000, "full-time equivalents from 0 to 5,000,000")
POUNDS = Scale(0, 1e11, "an amount in pounds from 0 to 100,000,000,000")
