"""Whether organisations stand as they did: a scale that was turned round, columns exchanged.

Both leave every figure within its limits and the middle where it was. What they change is who
stands high: in all that is held, 729 measures of two periods that follow each other, organisations
are ranked alike in both (rank correlation at least 0.27), and of 1,104 pairs of measures none fits
the past of the other better than its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from nhs_culture.loaders.tidy import AREAS

__all__ = ["Fit", "exchanged", "fits", "turned"]

ENOUGH = 20
"""Organisations by which a ranking is judged."""
AGAINST = -0.2
"""Rank correlation with the figures before from which on a ranking is turned round."""
BETTER = 0.02
"""By how much, for both together, two measures have to fit each other's past better."""
SURE = 2.5
"""Standard errors by which organisations that stood higher on one measure than on the other have to
stand lower now: one in 160, were the two standings to know nothing of each other, and none of 2,000
cuts of 20 or of 32 trusts from the two months of turnover that are held."""


@dataclass(frozen=True, eq=False)
class Fit:
    """How organisations stand in one period and just before.

    Attributes
    ----------
    period
        The later of the two.
    now, before
        Measures by organisation.
    correlations
        Rank correlation of each measure now (rows) with each before.
    """

    period: str
    now: pd.DataFrame
    before: pd.DataFrame
    correlations: pd.DataFrame


def fits(figures: pd.DataFrame, present: pd.DataFrame) -> list[Fit]:
    """Return how organisations stand in each period and just before.

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
        Fit(str(now[0]), one, two, _correlations(one, two))
        for before, now in pairwise(sorted(editions))
        if before[1] or now[1]
        for one, two in [(editions[now], editions[before])]
    ]


def turned(found: list[Fit]) -> Iterator[tuple[str, str]]:
    """Yield each measure, and the period, in which organisations stand the other way round."""
    for fit in found:
        table = fit.correlations
        for measure in table.index[np.diag(table) < AGAINST]:
            yield measure, fit.period


def exchanged(found: list[Fit]) -> Iterator[tuple[str, str, str]]:
    """Yield two measures, and the period, that both fit the past of the other better."""
    for fit in found:
        table = fit.correlations
        own, values = np.diag(table), table.to_numpy()
        better = np.triu(values + values.T > own[:, None] + own + BETTER, 1)
        for pair in np.argwhere(better):
            one, other = table.index[pair]
            if _is_sure(fit, one, other):
                yield one, other, fit.period


def _is_sure(fit: Fit, one: str, other: str) -> bool:
    """Tell whether too many organisations stand the other way round to be chance.

    Of few, the two correlations that are set against each other are as uncertain as they are apart.
    """
    then = fit.before[[one, other]]
    both = fit.now[[one, other]].add_suffix("_now").join(then).dropna().rank()
    now, before = both[f"{one}_now"] - both[f"{other}_now"], both[one] - both[other]
    return bool(now.corr(before) * math.sqrt(len(both) - 1) < -SURE)


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
