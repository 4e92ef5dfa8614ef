"""The smallest change that the primary design would have seen."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import pandas as pd

from nhs_culture.errors import DesignError
from nhs_culture.models.peer_change import LEVEL, critical_value, peer_change

__all__ = ["smallest_detectable"]


def smallest_detectable(
    outcomes: pd.DataFrame,
    treated: str,
    intervention: Hashable,
    baseline: bool = True,
    size: pd.Series | pd.DataFrame | None = None,
    *,
    power: float = 0.8,
    level: float = LEVEL,
) -> float:
    """Return the change that :func:`peer_change` would have found significant 8 times in 10.

    The peers' own statistics say what a trust without any change of its own may show by chance.
    Each is moved by the same amount until ``power`` of them lie beyond the critical value; the
    larger of the amounts up and down, times the noise of this trust, is returned. Deterministic,
    and independent of what the treated trust did after the intervention.

    Parameters
    ----------
    outcomes, treated, intervention, baseline, size
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
    for name, share in (("power", power), ("level", level)):
        if not 0 < share < 1:
            raise DesignError(f"smallest detectable: {name} {share} is not between 0 and 1")
    result = peer_change(outcomes, treated, intervention, baseline=baseline, size=size)
    chance = np.sort(result.peers["statistic"].to_numpy())
    critical = critical_value(chance, level)
    if not np.isfinite(critical):
        raise DesignError(
            f"smallest detectable: with {len(chance)} peers p cannot reach {level:g}; "
            f"expected {np.ceil(1 / level - 1 - 1e-9):.0f} or more"
        )
    must_exceed = int(np.ceil(power * len(chance) - 1e-9))
    upwards, downwards = critical - chance[-must_exceed], critical + chance[must_exceed - 1]
    return float(result.noise * max(upwards, downwards))
