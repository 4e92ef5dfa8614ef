"""The scales that publications print on: what a cell may hold, and the words for it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "BASE",
    "EQUIVALENTS",
    "FIVE",
    "NUMBER",
    "PERCENTAGE",
    "SCORE",
    "SHARE",
    "UP_TO_THREE",
    "Range",
]


@dataclass(frozen=True)
class Range:
    """The range of a printed figure, and the words for it in a message."""

    lower: float
    upper: float
    words: str


PERCENTAGE = Range(0, 100, "a percentage between 0 and 100")
SHARE = Range(0, 1, "a share between 0 and 1")
SCORE = Range(0, 10, "a score between 0 and 10")
FIVE = Range(1, 5, "a mean between 1 and 5")
UP_TO_THREE = Range(0, 3, "a ratio between 0 and 3")
BASE = Range(0, 2_000_000, "a count of people from 0 to 2,000,000")
NUMBER = Range(0, 5_000_000, "a count from 0 to 5,000,000")
EQUIVALENTS = Range(0, 5_000_000, "full-time equivalents from 0 to 5,000,000")
