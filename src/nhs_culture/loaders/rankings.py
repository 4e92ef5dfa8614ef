"""Whether organisations stand as they did: a scale that was turned round, columns exchanged.

Both leave every figure within its limits and the middle where it was. What they change is who
stands high: in all that is held, 729 measures of two periods that follow each other, organisations
are ranked alike in both (rank correlation at least 0.27), and of 1,104 pairs of measures none fits
the past of the other better than its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pandas as pd

from nhs_culture.loaders.tidy import AREAS

__all__ = ["Fits", "exchanged", "fits", "turned"]

Fits = list[tuple[str, pd.DataFrame]]

ENOUGH = 20
"""Organisations by which a ranking is judged."""
AGAINST = -0.2
"""Rank correlation with the figures before from which on a ranking is turned round."""
BETTER = 0.02
"""By how much, for both together, two measures have to fit each other's past better."""


def fits(figures: pd.DataFrame, present: pd.DataFrame) -> Fits:
    """Return periods with the rank correlation of each measure then (rows) with each just before.

    Just before is the period before, or the same one in the edition that is held.

    Parameters
    ----------
    figures
        Those of one source that are to be written.
    present
        Those that are held of it: the edition before.
    """
    editions = {
        (period, new): rows.pivot_table(index="org_code", columns="measure", values="value")
        for new, table in enumerate((present, figures))
        for period, rows in _of_organisations(table).groupby("period")
        if rows["org_code"].nunique() >= ENOUGH
    }
    return [
        (str(now[0]), _correlations(editions[now], editions[before]))
        for before, now in pairwise(sorted(editions))
        if before[1] or now[1]
    ]


def turned(found: Fits) -> Iterator[tuple[str, str]]:
    """Yield each measure, and the period, in which organisations stand the other way round."""
    for period, table in found:
        for measure in table.index[np.diag(table) < AGAINST]:
            yield measure, period


def exchanged(found: Fits) -> Iterator[tuple[str, str, str]]:
    """Yield two measures, and the period, that both fit the past of the other better."""
    for period, table in found:
        own, values = np.diag(table), table.to_numpy()
        better = np.triu(values + values.T > own[:, None] + own + BETTER, 1)
        for one, other in np.argwhere(better):
            yield table.index[one], table.index[other], period


def _of_organisations(table: pd.DataFrame) -> pd.DataFrame:
    own = table[~table["org_code"].isin(AREAS)]
    group = own["subgroup"].astype(str).radd(" ").where(own["subgroup"] != "all", "")
    return own.assign(measure=own["measure"].astype(str) + group)


def _correlations(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Return the rank correlations of the measures of two periods; NaN where few have both."""
    measures = now.columns.intersection(before.columns)
    then = before[measures].add_suffix(" before")
    both = now[measures].add_suffix(" now").join(then, how="inner")
    found = both.corr("spearman", min_periods=ENOUGH)
    fits = found.loc[[f"{one} now" for one in measures], [f"{one} before" for one in measures]]
    return pd.DataFrame(fits.to_numpy(), measures, measures)
