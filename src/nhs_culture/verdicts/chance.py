"""What an agreement is worth: how many others would agree, and how much likelier it makes a claim.

A figure that nearly everybody could have passed with proves nothing. And a near figure can lie
within its margin and still speak against a claim: of trusts in the middle of a ranking fewer turn
out to be in its lowest fifth than of all trusts.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

from nhs_culture.errors import DesignError
from nhs_culture.metrics.checked import checked, each, kind
from nhs_culture.metrics.place import normal_score
from nhs_culture.units import RANK
from nhs_culture.verdicts.printed import Claimed, Evidence, Off, off, on_ten_points, reach

__all__ = ["NO_EVIDENCE", "TELLING", "Chance", "chance", "times_as_likely"]

NO_EVIDENCE = 0.9
"""Share of all others from which on it is no evidence that a figure agrees: it could not but."""
TELLING = 2.0
"""A near figure speaks for a claim that it makes at least twice as likely, and against one that it
makes at most half as likely; between the two it does not tell."""
_FEWEST = 20  # others that a spread is taken of
_HELD = 0.95  # of the movements that a margin holds


@dataclass(frozen=True)
class Chance:
    """How many others would have agreed with what is printed of one, had they been in its place.

    Attributes
    ----------
    passed, of
        The number, and among how many.
    """

    passed: int
    of: int

    @property
    def none(self) -> bool:
        """Whether nine in ten would have agreed, which is no evidence; not where none counted."""
        return self.of > 0 and self.passed >= NO_EVIDENCE * self.of


@checked(ends=each(each(kind(Claimed, Evidence, Off))))
def chance(*ends: tuple[Claimed, Evidence, Off]) -> Chance:
    """Return how many others would have agreed with all of it.

    Parameters
    ----------
    ends
        A printed figure, the official one beside it, and how far the two may be apart; of several
        the others are the same in the same order.
    """
    if any(list(map(type, end)) != [Claimed, Evidence, Off] for end in ends):
        reason = "an end is not a claim, its evidence and how far the two may be apart"
        raise DesignError(reason, design="chance", argument="ends")
    if len({len(item.others) for _, item, _ in ends}) > 1:
        reason = "the ends have not as many others; expected the same in the same order"
        raise DesignError(reason, design="chance", argument="ends")
    rows = list(zip(*(_agreeing(*end) for end in ends), strict=True))
    return Chance(sum(all(row) for row in rows), len(rows))


def _agreeing(claim: Claimed, item: Evidence, at_most: Off) -> list[bool]:
    """Return which of the others lie no further off than that."""
    off(claim, item)  # refuses units that do not compare
    low, high = reach(claim, item, min(at_most, Off.WITHIN))
    any_do = (Off.UNKNOWN if item.margin is None else Off.BEYOND) <= at_most
    return [any_do or low <= on_ten_points(one, item.unit) <= high for one in item.others]


@checked(claim=kind(Claimed), item=kind(Evidence))
def times_as_likely(claim: Claimed, item: Evidence) -> float | None:
    """Return how many times likelier a claim is of one with this figure than of anyone.

    The share of normal movements, with 95% of them within the margin, that lead from the figure to
    what is printed, over the share of all others that are as printed, taken as normal too.

    Returns
    -------
    float or None
        Above 1 where the figure speaks for the claim; None without a margin, or without others that
        differ.
    """
    if item.margin is None or len(item.others) < _FEWEST:
        return None
    low, high = reach(claim, item, Off.IN_PRINT)
    if item.ranked:
        of = item.ranked if item.unit == RANK.code else 0
        everyone = NormalDist()
        figure, low, high = (normal_score(x, of) for x in (item.value, low, high))
    else:
        everyone = NormalDist.from_samples([on_ten_points(x, item.unit) for x in item.others])
        if not everyone.stdev:
            return None
        figure = on_ten_points(item.value, item.unit)
    usual = _between(everyone, low, high)
    if not usual:
        return None
    if not item.margin:
        return float(low <= figure <= high) / usual
    moved = NormalDist(figure, item.margin / NormalDist().inv_cdf((1 + _HELD) / 2))
    return _between(moved, low, high) / usual


def _between(distribution: NormalDist, low: float, high: float) -> float:
    return distribution.cdf(high) - distribution.cdf(low)
