"""The sample of printed figures, judged."""

from __future__ import annotations

from nhs_culture.claims import SAMPLE
from nhs_culture.data.access import Data
from nhs_culture.studies.printed.among import (
    SURVEY,
)
from nhs_culture.studies.printed.came_to import Printed
from nhs_culture.studies.printed.changes import changes, directions
from nhs_culture.studies.printed.levels import levels

__all__ = ["printed"]


def printed(data: Data) -> Printed:
    """Return what the sample of printed figures comes to."""
    claims = data.register.claims
    sample, figured = claims[claims["collection"] == SAMPLE], data.register.figured
    measures = [name for name in figured.index[figured["frequency"] == SURVEY] if data.holds(name)]
    surveyed = sample[sample["measure"].isin(measures) & (sample["subgroup"] == "all")]
    return Printed(
        data=data,
        claims=sample,
        levels=levels(surveyed, data),
        directions=directions(sample, data),
        changes=changes(surveyed[surveyed["kind"] == "movement"], data),
    )
