"""Shares and medians of figures that are not independent: several from one page or of one trust.

What shares a page or a trust, directly or through others, is one cluster: the intervals let
clusters vary, and not the figures in them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture.errors import DesignError
from nhs_culture.metrics.arguments import fraction
from nhs_culture.metrics.checked import array, checked, each, kind, positions
from nhs_culture.metrics.proportions import Interval

__all__ = ["FEWEST_CLUSTERS", "linked", "median_interval", "share_interval"]

Array = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]

FEWEST_CLUSTERS = 5
"""Clusters below which no interval of a median is given."""
DRAWS = 4000
_SEED = 20200131


@checked(groups=each(kind(pd.Series), fewest=1))
def linked(*groups: pd.Series) -> Labels:
    """Return a label for each figure, the same for all that are linked through any group.

    Parameters
    ----------
    groups
        Such as the page and the trust of each figure, of equal length.

    Returns
    -------
    ndarray
        Whole numbers from 0, shape (figures,).

    Examples
    --------
    >>> linked(pd.Series(["a", "a", "b", "c"]), pd.Series(["x", "y", "y", "z"])).tolist()
    [0, 0, 0, 1]
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    count = len(groups[0])
    for group in groups:
        _require_one_each(groups[0], group, "linked", "groups")
    rows, columns, width = [], [], count
    for group in groups:
        codes, names = pd.factorize(group)
        rows.append(np.arange(count))
        columns.append(width + codes)
        width += len(names)
    ends = np.concatenate(rows), np.concatenate(columns)
    graph = coo_matrix((np.ones(len(ends[0])), ends), shape=(width, width))
    labels = connected_components(graph, directed=False)[1][:count]
    return np.asarray(pd.factorize(labels)[0], dtype=np.int64)


@checked(hits=array(1, lower=0), clusters=positions("the clusters"), level=fraction)
def share_interval(hits: npt.ArrayLike, clusters: Labels, level: float = 0.95) -> Interval:
    """Return an interval of a share of figures that lie in clusters.

    Clopper and Pearson's interval at the effective number of figures, which is the number of
    clusters where all figures are alike.

    Parameters
    ----------
    hits
        1 for a hit and 0 for none, shape (figures,).
    clusters
        Label of each.
    level
        Confidence level.

    References
    ----------
    Korn and Graubard 1998, Survey Methodology 24, 193-201.
    """
    from scipy.stats import beta

    found = np.asarray(hits, dtype=float)
    _require_one_each(found, clusters, "share interval")
    if found.max() > 1:
        reason = f"hits has {found.max():g}; expected 0 or 1 each"
        raise DesignError(reason, design="share interval", argument="hits")
    share, groups = float(found.mean()), np.unique(clusters).size
    sums = np.bincount(clusters, weights=found - share)
    spread = groups / max(groups - 1, 1) * float((sums**2).sum()) / len(found) ** 2
    effective = share * (1 - share) / spread if spread > 0 and 0 < share < 1 else groups
    n = min(max(effective, 1.0), len(found))
    tail, count = (1 - level) / 2, share * n
    lower = float(beta.ppf(tail, count, n - count + 1)) if count > 0 else 0.0
    upper = float(beta.ppf(1 - tail, count + 1, n - count)) if count < n else 1.0
    return Interval(lower, upper)


@checked(values=array(1), clusters=positions("the clusters"), level=fraction)
def median_interval(
    values: npt.ArrayLike, clusters: Labels, level: float = 0.95
) -> Interval | None:
    """Return an interval of a median by drawing clusters; None below :data:`FEWEST_CLUSTERS`.

    Parameters
    ----------
    values
        Shape (figures,).
    clusters
        Label of each.
    level
        Confidence level.

    References
    ----------
    Davison and Hinkley 1997, Bootstrap Methods and their Application, section 3.8.
    """
    known, labels = np.asarray(values, dtype=float), np.unique(clusters)
    _require_one_each(known, clusters, "median interval")
    if labels.size < FEWEST_CLUSTERS:
        return None
    groups = [known[clusters == label] for label in labels]
    rng = np.random.default_rng(_SEED)
    medians = [
        np.median(np.concatenate([groups[at] for at in drawn]))
        for drawn in rng.integers(0, labels.size, (DRAWS, labels.size))
    ]
    lower, upper = np.quantile(medians, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(lower), float(upper))


def _require_one_each(
    values: npt.ArrayLike, labels: npt.ArrayLike, function: str, argument: str = "clusters"
) -> None:
    if np.shape(labels) != np.shape(values) or not np.size(values):
        reason = f"{np.size(values)} figures and {np.size(labels)} labels; expected one each"
        raise DesignError(reason, design=function, argument=argument)
