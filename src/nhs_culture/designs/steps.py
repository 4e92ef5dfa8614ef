"""Which units' size jumps: a merger or a transfer, told from the figures alone."""

from __future__ import annotations

import pandas as pd

__all__ = ["without_steps"]


def without_steps(outcomes: pd.DataFrame, limit: float = 0.05) -> pd.DataFrame:
    """Keep the units whose size never jumps: what is left has no merger or transfer in it.

    A trust that takes over a hospital or a community service gains its staff from one month to the
    next. A unit is dropped when its growth over any one period is further than ``limit`` from that
    of the median unit, either way; the rule looks at every unit and every period alike.

    Parameters
    ----------
    outcomes
        Periods x units, above zero (staff in post).
    limit
        As a share: 0.05 is five per cent more than the median unit grew.
    """
    levels = outcomes.astype(float)
    growth = levels.where(levels > 0).pct_change(fill_method=None)
    jump = growth.sub(growth.median(axis=1), axis=0).abs().max()
    return outcomes.loc[:, ~(jump > limit)]
