"""How many were asked: p-values and discoveries over several tests.

Whoever asks twenty questions finds one p under 0.05 where nothing moved. Within one trust every
finding has to stand for itself, so that the chance of a single false one is held (Holm). Over all
case studies or all trusts a few false ones among many true ones would do no harm, so that their
share is held (Benjamini and Hochberg), and the number to expect is said (Storey).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nhs_culture.designs.permutation import LEVEL
from nhs_culture.errors import DesignError
from nhs_culture.metrics.arguments import fraction, reals

__all__ = ["Discoveries", "discoveries", "false_discovery_rate", "holm"]

UNLIKELY_MOVED = 0.5
"""p-values above this come almost only from tests of what did not move."""


@dataclass(frozen=True, kw_only=True)
class Discoveries:
    """What a number of tests at one level found.

    Attributes
    ----------
    tests
        How many.
    found
        Those with p at most the level.
    unmoved
        Share of the tests whose figure did not move more than elsewhere, as estimated from the
        large p-values; at most 1.
    expected_false
        Number of the found that is to be expected where nothing moved: ``unmoved`` times the tests
        times the level, or the steps below it that permutation p-values have. It may be larger than
        ``found``.
    """

    tests: int
    found: int
    unmoved: float
    expected_false: float


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Return p-values adjusted for their number (Holm 1979), in the order given.

    The smallest of ``n`` is multiplied by ``n``, the next by ``n - 1``, and none falls below one
    that was smaller.

    Raises
    ------
    DesignError
        When one is not between 0 and 1.
    """
    values = np.array(_checked(p_values, "holm"))
    # Not by multipletests of statsmodels, which collects the whole memory's garbage at each call.
    order = values.argsort()
    adjusted = np.empty_like(values)
    steps = values[order] * np.arange(len(values), 0, -1)
    adjusted[order] = np.maximum.accumulate(steps).clip(max=1)
    return tuple(adjusted.tolist())


def false_discovery_rate(p_values: Sequence[float]) -> tuple[float, ...]:
    """Return p-values adjusted for the share of false discoveries, in the order given.

    An adjusted value of 0.05 says: of the findings with a value as small as this, one in twenty is
    to be expected where nothing moved (Benjamini and Hochberg 1995).

    Raises
    ------
    DesignError
        When one is not between 0 and 1.
    """
    from statsmodels.stats.multitest import fdrcorrection

    values = _checked(p_values, "false_discovery_rate")
    return tuple(float(p) for p in fdrcorrection(values)[1]) if values else ()


def discoveries(
    p_values: Sequence[float], level: float = LEVEL, *, peers: Sequence[int] = ()
) -> Discoveries:
    """Return how many tests found something, and how many of them nothing would have.

    The share of unmoved figures is Storey's estimate (2002, Journal of the Royal Statistical
    Society B 64, 479-498), ``(1 + number of p over 0.5) / (0.5 tests)``, not over 1. Ranks among
    the same trusts are not independent: of all trusts of a group one in twenty is always among its
    most extreme twentieth, so that a screen over a whole group finds about what it would find where
    nothing moved, and says so here.

    Parameters
    ----------
    p_values
        Of all tests.
    level
        Up to which one counts as found.
    peers
        How many peers each test has: permutation p-values come in steps of 1 / (peers + 1), so that
        fewer than ``level`` are found by chance. None where they are not of that kind.

    Raises
    ------
    DesignError
        When a p-value is not between 0 and 1, there is none, or peers are not as many.
    """
    values = np.array(_checked(p_values, "discoveries"))
    fraction(level, "level", "discoveries")
    if not len(values):
        raise DesignError("no p-values were given", design="discoveries", argument="p_values")
    if len(peers) not in {0, len(values)}:
        reason = f"{len(peers)} numbers of peers for {len(values)} p-values; expected as many"
        raise DesignError(reason, design="discoveries", argument="peers")
    sizes = 1 + np.array(peers, dtype=float)
    by_chance = (np.floor(level * sizes) / sizes).sum() if len(peers) else len(values) * level
    above = 1 + int((values > UNLIKELY_MOVED).sum())
    unmoved = min(1.0, above / ((1 - UNLIKELY_MOVED) * len(values)))
    return Discoveries(
        tests=len(values),
        found=int((values <= level).sum()),
        unmoved=unmoved,
        expected_false=float(unmoved * by_chance),
    )


def _checked(p_values: Sequence[float], name: str) -> list[float]:
    values = [float(p) for p in reals(p_values, "p_values", name)]
    for place, p in enumerate(values):
        if not 0 <= p <= 1:
            reason = f"p-value number {place + 1} is {p}; expected 0 to 1"
            raise DesignError(reason, design=name, argument="p_values")
    return values
