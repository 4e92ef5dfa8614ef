"""The pulse survey: a measure of its own, never spliced with the yearly staff survey.

It is open to all and not weighted, and in the middle of trusts one in twelve answers: what few say
of a large trust may be the opinion of few. A trust has a place only where enough answered.
"""

from __future__ import annotations

import pandas as pd

from nhs_culture.data.access import Data
from nhs_culture.metrics.place import places

__all__ = ["LEAST_RESPONSE", "pulse"]

LEAST_RESPONSE = 5.0
"""Per cent of staff who must have answered for a trust to have a place, or to be counted in one.
The publication is read from 100 answers on (:mod:`nhs_culture.loaders`)."""


def pulse(data: Data, trust: str) -> pd.DataFrame:
    """Return the trust's engagement in the pulse surveys, with what it rests on.

    Parameters
    ----------
    data
        What is held.
    trust
        ODS code.

    Returns
    -------
    DataFrame
        By month: ``response`` (% of staff), ``answers``, ``score`` (0 to 10), ``median`` of the
        trusts with enough answers, ``place`` among them and ``of``. What falls below the floor is
        NaN; the response is there all the same.
    """
    response = data.series(trust, "pulse_response_rate")
    everyone, answered = (
        data.wide(measure, also=trust) for measure in ("pulse_engagement", "pulse_response_rate")
    )
    enough = everyone.where(answered.reindex_like(everyone) >= LEAST_RESPONSE)
    own = enough[trust] if trust in enough else pd.Series(dtype=float)
    stands = places(enough, trust) if trust in enough else pd.DataFrame(columns=["place", "of"])
    return pd.DataFrame(
        {
            "response": response,
            "answers": data.series(trust, "pulse_response_rate", column="numerator"),
            "score": own.reindex(response.index),
            "median": enough.median(axis=1).reindex(response.index),
            "place": stands["place"].reindex(response.index),
            "of": stands["of"].reindex(response.index),
        }
    ).rename_axis("period")
