"""A printed figure among those of all trusts, turned so that more is better."""

from __future__ import annotations

import math

import pandas as pd

from nhs_culture.data.access import Data

__all__ = ["FEWEST_TRUSTS", "SIGN", "SURVEY", "for_the_better", "percentile", "whose"]


FEWEST_TRUSTS = 20
"""Trusts that a change is placed among."""


SURVEY = "survey"


SIGN = {"better": 1, "neither": 1, "worse": -1}
"""Which way is good news; that more staff answer is printed as such."""


def whose(claim: pd.Series) -> dict[str, object]:
    """Return what of a claim tells whose figure it is, and who printed it."""
    copied = ("claim_id", "document", "org_code", "measure")
    return {name: claim[name] for name in copied} | {"kind": claim["kind_of_source"]}


def for_the_better(data: Data, measure: str, code: str) -> pd.DataFrame:
    """Return a measure, periods x trusts, turned so that more is better."""
    return data.wide(measure, also=code) * SIGN[str(data.register.measure(measure)["higher_is"])]


def percentile(values: pd.Series, of: str, fewest: int) -> float:
    """Return the share in percent of the others that lie below one; level ones count half."""
    others = values.drop(of)
    if len(values) < fewest:
        return math.nan
    return 100 * float((others < values[of]).mean() + (others == values[of]).mean() / 2)
