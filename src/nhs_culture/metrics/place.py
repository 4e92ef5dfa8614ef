"""Places: where one stands among all, counted from the highest figure; who is level shares one."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from nhs_culture import english

__all__ = ["Place", "place", "places"]


@dataclass(frozen=True)
class Place:
    """A place, 1 for the highest figure, and among how many."""

    at: int
    of: int

    def words(self, word: str = "highest") -> str:
        """Return ``highest of 61``, ``3rd highest of 240``, or the same of another word."""
        return english.place(self.at, self.of, word)


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
    KeyError
        When it has none.

    Examples
    --------
    >>> place(pd.Series({"RP1": 74.0, "RRF": 71.7, "RM3": None, "RA7": 74.0}), "RRF")
    Place(at=3, of=3)
    """
    known = values.dropna()
    return Place(at=int((known > known[of]).sum()) + 1, of=len(known))


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
    own = values[of].dropna()
    known = values.loc[own.index]
    return pd.DataFrame(
        {"place": known.gt(own, axis=0).sum(axis=1) + 1, "of": known.notna().sum(axis=1)}
    )
