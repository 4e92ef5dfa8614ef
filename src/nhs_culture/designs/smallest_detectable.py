"""The smallest change that the primary design would have seen."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import pandas as pd

from nhs_culture.designs.peer_change import LEVEL, peer_change
from nhs_culture.errors import DesignError
from nhs_culture.metrics.arguments import fraction

__all__ = ["smallest_detectable"]

_NAME = "smallest detectable"


def smallest_detectable(
    outcomes: pd.DataFrame,
    treated: str,
    intervention: Hashable,
    *,
    power: float = 0.8,
    level: float = LEVEL,
) -> float:
    """Return the change that :func:`peer_change` would have found significant 8 times in 10.

    The peers' own statistics say what a trust without any change of its own may show by chance.
    Put on the scale of this trust's noise, each is moved by the same amount until the intervals
    around ``power`` of them leave out zero; the larger of the amounts up and down is returned.
    Deterministic, and independent of what the treated trust did after the intervention.

    Parameters
    ----------
    outcomes, treated, intervention
        As for :func:`peer_change`.
    power
        Share of occasions, between 0 and 1.
    level
        Two-sided level of the test.

    Returns
    -------
    float
        In the unit of the measure, above zero.

    Raises
    ------
    DesignError
        As :func:`peer_change`; also when there are too few peers for p to reach ``level``, so that
        no change is large enough.
    """
    fraction(power, "power", _NAME)
    fraction(level, "level", _NAME)
    result = peer_change(outcomes, treated, intervention)
    bounds = result.bounds(level)
    if bounds is None or not np.isfinite(bounds).all():
        needed = np.ceil(1 / level - 1 - 1e-9)
        reason = (
            f"with {result.n_peers} peers p cannot reach {level:g}; expected {needed:.0f} or more"
        )
        raise DesignError(reason, design=_NAME, argument="level")
    lower, upper = bounds
    chance = np.sort(result.peers["by_chance"]) * result.noise
    must_exceed = int(np.ceil(power * len(chance) - 1e-9))
    upwards = result.estimate - lower - chance[-must_exceed]
    downwards = upper - result.estimate + chance[must_exceed - 1]
    return float(max(upwards, downwards))
