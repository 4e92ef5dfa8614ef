"""What keeps a figure from being of the same definition, population and year as a claim.

Relations of ``evidence.csv`` are verified here and not believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from nhs_culture.claims.beside import Beside, parts
from nhs_culture.data.access import Data
from nhs_culture.errors import Fault, RegisterError
from nhs_culture.register import NEVER_INDEPENDENT

__all__ = ["verify"]

_EVIDENCE = Path("data/raw/register/evidence.csv")


def verify(claim: pd.Series, row: pd.Series, beside: Beside, data: Data) -> None:
    """Raise ``RegisterError`` where a row says ``same`` and something differs, or is of another.

    A near figure may be of another year, population or definition, and never of another trust.
    """
    if row["relation"] == "near" and row["org_code"] not in {"", claim["org_code"]}:
        found = f"{claim['claim_id']}: relation near, and a figure of {row['org_code']}"
        expected = f"one of {claim['org_code']}, or relation record"
        raise RegisterError(Fault(_EVIDENCE, found, expected, column="org_code"))
    if row["relation"] != "same":
        return
    differs = list(
        _of_documents(claim, row, data) if row["expression"] else _of_the_panel(claim, row, beside)
    )
    if differs:
        found = f"{claim['claim_id']}: relation same, but {'; '.join(differs)}"
        expected = "the same trust, measure, population and year, or relation near"
        raise RegisterError(Fault(_EVIDENCE, found, expected, column="relation"))


def _of_the_panel(claim: pd.Series, row: pd.Series, beside: Beside) -> Iterator[str]:
    for column, name in (("org_code", "trust"), ("measure", "measure")):
        if row[column] != claim[column]:
            yield f"{name} {row[column]!r} for {claim[column]!r}"
    if claim["subgroup"].lower() != row["subgroup"]:
        yield f"all staff for {claim['subgroup']}"
    if claim["period_inferred"]:
        yield "the year of the claim is inferred"
    for end in ("period_from", "period_to"):
        if row[end] and (len(parts(row[end])) > 1 or not _one_year(row[end], claim[end])):
            yield f"{row[end]!r} for {claim[end]!r}"
    if any(figure.mean for figure in (*beside.start, *beside.end)):
        yield "a mean over trusts for England"


def _of_documents(claim: pd.Series, row: pd.Series, data: Data) -> Iterator[str]:
    """Yield what differs in the claims of others that a claim is held against."""
    claims = data.register.claims.set_index("claim_id")
    named = claims.loc[re.findall(r"\{([a-z0-9-]+)", row["expression"])]
    for name, other in named.iterrows():
        for column in ("org_code", "measure", "subgroup"):
            if other[column] != claim[column]:
                yield f"{column} {other[column]!r} of {name}"
        if other["document"] == claim["document"]:
            yield f"{name} is of the same document"
        if other["who"] == claim["who"]:
            yield f"{name} is printed by {other['who']} too"
        if other["kind_of_source"] in NEVER_INDEPENDENT:
            yield f"{name} is of a {other['kind_of_source'].replace('_', ' ')}"
    if not any(_one_year(period, claim["period_to"]) for period in named["period_to"]):
        yield f"no figure of {claim['period_to']!r}"


def _one_year(one: str, other: str) -> bool:
    """Tell whether two periods are of one year; financial years are never calendar years."""
    return one[:4] == other[:4] and ("/" in one) == ("/" in other)
