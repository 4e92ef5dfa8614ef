"""Charts: each comes with its sentence (the alternative text), its data and its source.

Every function takes plain series and tables (periods x trusts), draws the chart for a wide and for
a narrow screen and returns a :class:`~nhs_culture.exhibits.Chart`. The title is the finding, which
the caller words; the alternative text is made here, from the numbers.
"""

from __future__ import annotations

from nhs_culture.charts.across import (
    distribution,
    dumbbell,
    estimates,
    funnel,
    placebos,
    slope,
    specification_curve,
)
from nhs_culture.charts.canvas import Event, Subject
from nhs_culture.charts.series import Panel, gap, lines, small_multiples, trend, xmr

__all__ = [
    "Event",
    "Panel",
    "Subject",
    "distribution",
    "dumbbell",
    "estimates",
    "funnel",
    "gap",
    "lines",
    "placebos",
    "slope",
    "small_multiples",
    "specification_curve",
    "trend",
    "xmr",
]
