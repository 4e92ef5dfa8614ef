"""How often the test of programmes notes one that was made up, as measured and written in ``docs``.

``benchmarks/programmes.py`` draws made-up programmes for every programme and measure, with members
like the real ones and with members that all start in the lowest third.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

from nhs_culture.paths import Project
from nhs_culture.units import PERCENT

__all__ = ["HELD_UP_TO", "ErrorRate", "tried"]

HELD_UP_TO = 7.0
"""Percent of made-up programmes with p at most 0.05 up to which a test is said to hold its level:
what 200 of them, or more, show where the level is held."""


@dataclass(frozen=True, kw_only=True)
class ErrorRate:
    """How often made-up programmes have p at most 0.05, in percent.

    Attributes
    ----------
    alike, lowest
        Of those with members like the real ones, and of those that all start in the lowest third.
    sets
        Made-up programmes of each kind.
    """

    alike: float
    lowest: float
    sets: int

    @property
    def holds(self) -> bool:
        """Whether neither is noted more often than the level allows."""
        return max(self.alike, self.lowest) <= HELD_UP_TO


@lru_cache(maxsize=2)
def tried(project: Project) -> dict[tuple[str, str], ErrorRate]:
    """Return what was measured, by the names of programme and measure."""
    path = project.docs / "programmes.json"
    panels = json.loads(path.read_text(encoding="utf-8"))["panels"] if path.exists() else []
    return {
        (panel["programme"], panel["measure"]): ErrorRate(
            alike=panel["as the members"][PERCENT.code],
            lowest=panel["lowest third"][PERCENT.code],
            sets=panel["lowest third"]["n"],
        )
        for panel in panels
    }
