"""Which edition of which publication has a figure, whether it is held or not."""

from __future__ import annotations

import pandas as pd

from nhs_culture.periods import in_words

__all__ = ["edition_of"]

_PERIOD = " {period}"
"""Stands in ``published_in`` where every period is an edition of its own."""


def edition_of(measure: pd.Series, *labels: str) -> str:
    """Return the publication that has a measure by organisation, for one period or for two ends.

    Parameters
    ----------
    measure
        A row of ``measures.csv``.
    labels
        Labels of periods; none where it is not known which.

    Returns
    -------
    str
        Its name; empty where no publication has the measure by organisation.
    """
    name = str(measure["published_in"])
    words = " to ".join(dict.fromkeys(in_words(label) for label in labels if label))
    return name.replace(_PERIOD, f" {words}" if words else "")
