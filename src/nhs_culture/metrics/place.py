"""Places: where one stands among all, counted from the highest figure; who is level shares one.

Figures are published with few decimals, and two differences of such figures that are the same may
be apart by what decimals leave in a computer: closer than :data:`TIED` is level.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import pandas as pd

from nhs_culture import english
from nhs_culture.errors import DesignError
from nhs_culture.metrics.arguments import unbounded, whole
from nhs_culture.metrics.checked import checked, frame

__all__ = ["TIED", "Place", "figure_at", "level", "normal_score", "place", "places"]

TIED = 1e-9
"""Far below the last decimal of anything published, far above what arithmetic leaves behind."""


@dataclass(frozen=True)
class Place:
    """A place, 1 for the highest figure, and among how many."""

    at: int
    of: int

    def words(self, word: str = "highest") -> str:
        """Return ``highest of 61``, ``3rd highest of 240``, or the same of another word."""
        return english.place(self.at, self.of, word)

    def among(self, whom: str) -> str:
        """Return the place among some, so that nobody takes a low one for a high one.

        >>> Place(1, 61).among("trusts"), Place(105, 121).among("trusts")
        ('the highest of 61 trusts', 'the 105th highest of 121 trusts')
        """
        return f"the {self.words()} {whom}"


@checked(figure=unbounded, of=whole)
def normal_score(figure: float, of: int = 0) -> float:
    """Return a place or a percentile as a normal score.

    Places in the middle are close together and change hands easily, those at the ends do not; on
    the scale of normal scores (van der Waerden) the two move alike.

    Parameters
    ----------
    figure
        Place, 1 for the first, or percentile from 0 to 100; infinite at and beyond the ends.
    of
        How many are ranked; 0 for a percentile.

    Examples
    --------
    >>> round(normal_score(50), 2), round(normal_score(5, of=100), 2)
    (0.0, -1.7)
    """
    share = (figure - 0.5) / of if of else figure / 100
    if not 0 < share < 1:
        return math.copysign(math.inf, share - 0.5)
    return NormalDist().inv_cdf(share)


@checked(score=unbounded, of=whole)
def figure_at(score: float, of: int = 0) -> float:
    """Return the place or the percentile at a normal score: the reverse of :func:`normal_score`."""
    share = NormalDist().cdf(score)
    return share * of + 0.5 if of else 100 * share


def place(values: pd.Series, of: str) -> Place:
    """Return the place of one among all that have a figure.

    Parameters
    ----------
    values
        One figure each; NaN where there is none.
    of
        Label of the one, which has a figure.

    Raises
    ------
    DesignError
        When it has none, or is not there once.

    Examples
    --------
    >>> place(pd.Series({"RP1": 74.0, "RRF": 71.7, "RM3": None, "RA7": 74.0}), "RRF")
    Place(at=3, of=3)
    """
    known = _of_all(values, "place").dropna()
    _require_one(known.index, of, "place")
    return Place(at=int((known > known[of] + TIED).sum()) + 1, of=len(known))


def level(values: pd.Series, of: str) -> int:
    """Return how many others share the place of one.

    Parameters
    ----------
    values, of
        As of :func:`place`.

    Examples
    --------
    >>> moved = pd.Series({"RP1": 12.1 - 17.6, "RRF": 11.8 - 17.3, "RM3": -5.4})
    >>> level(moved, "RP1"), place(moved, "RP1"), place(moved, "RRF")
    (1, Place(at=2, of=3), Place(at=2, of=3))
    """
    known = _of_all(values, "level").dropna()
    _require_one(known.index, of, "level")
    return int((known - known[of]).abs().le(TIED).sum()) - 1


def places(values: pd.DataFrame, of: str) -> pd.DataFrame:
    """Return the place of one in every period that it has a figure in.

    Parameters
    ----------
    values
        Periods x units.
    of
        Column of the one.

    Returns
    -------
    DataFrame
        ``place`` and ``of`` by period.
    """
    frame(values, "values", "places")
    _require_one(values.columns, of, "places")
    own = values[of].dropna()
    known = values.loc[own.index]
    return pd.DataFrame(
        {"place": known.gt(own + TIED, axis=0).sum(axis=1) + 1, "of": known.notna().sum(axis=1)}
    )


def _of_all(values: object, function: str) -> pd.Series:
    if isinstance(values, pd.Series) and values.dtype.kind in "iuf":
        return values
    reason = f"values is {type(values).__name__} {values!r:.60}; expected a series of figures"
    raise DesignError(reason, design=function, argument="values")


def _require_one(labels: pd.Index, of: object, function: str) -> None:
    """Refuse a label that is not there, or there twice."""
    if not pd.api.types.is_scalar(of) or int((labels == of).sum()) != 1:
        reason = f"of is {of!r}; expected one of {len(labels)} with a figure"
        raise DesignError(reason, design=function, argument="of")
