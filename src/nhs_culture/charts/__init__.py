"""Charts: each comes with its sentence (the alternative text), its data and its source.

Every function takes plain series and tables (periods x trusts), draws the chart for a wide and for
a narrow screen and returns a :class:`~nhs_culture.exhibits.Chart`. The title is the finding, which
the caller words; the alternative text is made here, from the numbers.

Seaborn draws the lines and the dots of distributions; bands and the lines of small panels are
matplotlib's own, the same marks in a fortieth of the time.
"""

from __future__ import annotations

from nhs_culture.charts.assumed import Assumed, assumed
from nhs_culture.charts.distribution import distribution
from nhs_culture.charts.dumbbell import dumbbell
from nhs_culture.charts.estimates import estimates
from nhs_culture.charts.event_study import event_study
from nhs_culture.charts.funnel import funnel
from nhs_culture.charts.gap import gap
from nhs_culture.charts.lines import lines
from nhs_culture.charts.placebos import placebos
from nhs_culture.charts.shares import shares
from nhs_culture.charts.slope import slope
from nhs_culture.charts.small_multiples import Panel, small_multiples
from nhs_culture.charts.specification_curve import specification_curve
from nhs_culture.charts.subject import Event, Subject
from nhs_culture.charts.trend import trend
from nhs_culture.charts.xmr import xmr

__all__ = [
    "Assumed",
    "Event",
    "Panel",
    "Subject",
    "assumed",
    "distribution",
    "dumbbell",
    "estimates",
    "event_study",
    "funnel",
    "gap",
    "lines",
    "placebos",
    "shares",
    "slope",
    "small_multiples",
    "specification_curve",
    "trend",
    "xmr",
]
