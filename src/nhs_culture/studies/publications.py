"""What each publication says of one measure of one trust, and where the trust stands in it."""

from __future__ import annotations

import pandas as pd

from nhs_culture.data.access import Data
from nhs_culture.errors import DataError
from nhs_culture.metrics.place import places

__all__ = ["by_publication"]

_COLUMNS = ["source", "period", "value", "place", "of", "level"]


def by_publication(data: Data, trust: str, measure: str) -> pd.DataFrame:
    """Return every figure of a trust in every publication of a measure.

    A series takes the first publication that has a figure; here they stand side by side, each with
    the trusts that it covers.

    Parameters
    ----------
    data
        What is held.
    trust
        ODS code.
    measure
        As in ``measures.csv``.

    Returns
    -------
    DataFrame
        By period, then as the register orders publications: ``source``, ``period``, ``value``,
        ``place`` among all trusts in it from the highest, ``of`` how many, and ``level``: how many
        others print the same figure. Empty where there is none.
    """
    entry = data.register.measure(measure)
    found = [_in_one(data, trust, measure, source) for source in entry["sources"].split(";")]
    table = pd.concat([pd.DataFrame(columns=_COLUMNS), *found]) if any(map(len, found)) else None
    if table is None:
        return pd.DataFrame(columns=_COLUMNS)
    return table.sort_values("period", kind="stable", ignore_index=True)


def _in_one(data: Data, trust: str, measure: str, source: str) -> pd.DataFrame:
    try:
        everyone = data.wide(measure, also=trust, sources=(source,))
    except DataError:  # a file that the project knows how to read, and does not hold
        return pd.DataFrame(columns=_COLUMNS)
    if trust not in everyone:
        return pd.DataFrame(columns=_COLUMNS)
    own = everyone[trust].dropna()
    level = everyone.loc[own.index].eq(own, axis=0).sum(axis=1) - 1
    stands = places(everyone, trust).assign(source=source, value=own, level=level)
    return stands.rename_axis("period").reset_index()[_COLUMNS]
