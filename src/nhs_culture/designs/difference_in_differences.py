"""The change of a trust less the mean change of all its peers, wherever they started.

It stands beside the primary design and shows what allowing for the starting level does: a trust
that starts low tends to rise whatever is done. The trust is judged by its place among its peers, as
there.
"""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import pandas as pd

from nhs_culture.designs.peer_change import PeerChange, compare
from nhs_culture.designs.result import Design

__all__ = ["DESIGN", "difference_in_differences"]

_NAME = "difference in differences"


def difference_in_differences(
    outcomes: pd.DataFrame, treated: str, intervention: Hashable
) -> PeerChange:
    """Compare the change of one trust with the mean change of every other.

    Parameters, result and errors are those of
    :func:`nhs_culture.designs.peer_change.peer_change`.
    """
    return compare(outcomes, treated, intervention, design=_NAME, levels=np.zeros_like)


DESIGN = Design(
    name=_NAME,
    title="Change relative to all peers",
    run=difference_in_differences,
    order=2,
)
