"""The sample of printed figures, judged."""

from __future__ import annotations

import pandas as pd

from nhs_culture.claims import SAMPLE
from nhs_culture.data.access import Data
from nhs_culture.studies.printed.among import SURVEY
from nhs_culture.studies.printed.came_to import Printed
from nhs_culture.studies.printed.changes import changes, directions
from nhs_culture.studies.printed.levels import levels

__all__ = ["printed"]


def printed(data: Data) -> Printed:
    """Return what the sample of printed figures comes to."""
    claims = data.register.claims
    sample, figured = claims[claims["collection"] == SAMPLE], data.register.figured
    measures = [name for name in figured.index[figured["frequency"] == SURVEY] if data.holds(name)]
    once = sample[~_facts(sample).duplicated()]
    everyone = once[once["subgroup"] == "all"]
    surveyed = everyone[everyone["measure"].isin(measures)]
    return Printed(
        data=data,
        claims=sample,
        facts=len(once),
        levels=levels(surveyed, data),
        directions=directions(once, data),
        changes=changes(everyone[everyone["kind"] == "movement"], data),
    )


def _facts(claims: pd.DataFrame) -> pd.Series:
    """Return what each claim prints by name: several may print one, each is one by itself else."""
    return claims["fact"].mask(claims["fact"] == "", claims["claim_id"])
