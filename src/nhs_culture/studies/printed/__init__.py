"""A sample of what is printed about trusts: whether levels are true, and changes a fair draw.

The sample was gathered without a look at the official figures. A printed level is true where an
official figure of the same survey agrees as closely as it is printed. Printed changes are a fair
draw where they lie among the changes of all trusts in the same years as any trust's would: half of
them above the median. Intervals let pages and trusts vary (:mod:`nhs_culture.metrics.clustered`),
as one page prints several figures, and one trust has several pages.
"""

from __future__ import annotations

from nhs_culture.studies.printed.came_to import BEYOND, Direction, Median, Printed
from nhs_culture.studies.printed.changes import YEARS_ON
from nhs_culture.studies.printed.gathered import printed

__all__ = ["BEYOND", "YEARS_ON", "Direction", "Median", "Printed", "printed"]
