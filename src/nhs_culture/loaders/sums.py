"""Rows that add others up: known by their counts, whatever they are called and coded as."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from nhs_culture.loaders.grid import Grid

__all__ = ["refuse_sums"]

TOLERANCE = 0.05
"""By how much each count of a row may miss the sum: all are rounded."""
FEWEST = 2
"""Rows that make a sum."""


def refuse_sums(grid: Grid, counts: pd.DataFrame, groups: Sequence[str]) -> None:
    """Refuse a row whose counts are the sum of all others, or of the others of one group.

    Parameters
    ----------
    grid
        Rows of organisations, all of one period.
    counts
        What a total adds up, with at least one column that is not of small whole numbers: one
        column a count, rows as in the grid. A row is a sum when all its counts are.
    groups
        Headings by which the file groups its rows: regions, systems, types.

    Raises
    ------
    SourceError
        Names the row, and the group that it is the sum of.
    """
    everyone = pd.Series("all", index=counts.index)
    columns = {"rows": everyone, **{heading: grid.text(heading) for heading in groups}}
    for heading, group in columns.items():
        expected = f"expected an organisation, found the sum of the other rows of one {heading!r}"
        if group is everyone:
            expected = "expected an organisation, found the sum of all others"
        grid.refuse_rows(_is_sum(counts, group), str(counts.columns[-1]), expected)


def _is_sum(counts: pd.DataFrame, group: pd.Series[str]) -> pd.Series[bool]:
    """Mark the rows that are the sum of the other rows of a group, their own or another."""
    total, size = counts.groupby(group).sum(), group.value_counts()
    within = group.to_numpy()[:, None] == total.index.to_numpy()[None, :]
    own = counts.to_numpy()[:, None, :]
    others = total.to_numpy()[None, :, :] - np.where(within[..., None], own, 0.0)
    number = size.reindex(total.index).to_numpy()[None, :] - within
    same = (np.abs(own - others) <= TOLERANCE).all(axis=2) & (number >= FEWEST)
    return pd.Series(same.any(axis=1), counts.index) & (counts > 0).all(axis=1)
