"""From a claim to its document, and to the official figures that are set beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from nhs_culture.data.access import Data
from nhs_culture.data.trace import Trail, trace, trail_text
from nhs_culture.errors import DataError
from nhs_culture.register import suggest
from nhs_culture.register.sources import Source

__all__ = ["ClaimTrail", "claim_text", "trace_claim"]

_EVIDENCE = ("test", "relation", "difference", "needed")


@dataclass(frozen=True)
class ClaimTrail:
    """The way of one claim: its row, its document, and the figures set beside it.

    Attributes
    ----------
    claim, evidence
        The rows of ``claims.csv`` and ``evidence.csv``, empty cells left out.
    document
        That the claim is in.
    row
        Of the claim in ``claims.csv``, counted from 1.
    beside
        The ways of the official figures of the same trust at the periods of the evidence.
    """

    claim: dict[str, str]
    document: Source
    evidence: dict[str, str]
    row: int
    beside: tuple[Trail, ...]


def trace_claim(data: Data, claim_id: str) -> ClaimTrail:
    """Return the way of a claim.

    Raises
    ------
    DataError
        When there is no such claim; the message suggests near ones.
    """
    register, claims = data.register, data.register.claims
    found = claims[claims["claim_id"] == claim_id]
    if found.empty:
        near = suggest(claim_id, claims["claim_id"], "claims.csv lists them.")
        raise DataError(f"No claim {claim_id!r} in claims.csv. {near}")
    claim = found.iloc[0]
    evidence = _row(register.evidence, "claim_id", claim_id)
    return ClaimTrail(
        claim=_present(claim.to_dict()),
        document=register.source(str(claim["document"])),
        evidence=evidence,
        row=int(found.index[0]) + 2,
        beside=tuple(_beside(data, evidence)),
    )


def claim_text(trail: ClaimTrail) -> str:
    """Return the way of a claim as lines to print."""
    claim, document = trail.claim, trail.document
    about = (document.producer, document.published, document.url, document.licence)
    printed = " to ".join(claim[end] for end in ("value_from", "value_to") if end in claim)
    lines = [
        f"{claim['claim_id']}: {claim['statement']}",
        f"  printed  {printed} {claim['unit']} ({claim['precision']})",
        f"  row      data/raw/register/claims.csv:{trail.row}",
        f"  document {document.source_id}: {document.title}, {claim['place']}",
        *(f"           {told}" for told in about if told),
        *(f"  {key:<8} {cell}" for key, cell in trail.evidence.items() if key in _EVIDENCE),
    ]
    return "\n".join([*lines, *(trail_text(beside, "    ") for beside in trail.beside)])


def _beside(data: Data, evidence: dict[str, str]) -> list[Trail]:
    """Return the ways of the figures that stand at the two ends of the evidence."""
    trust = evidence.get("org_code", "")
    chosen = set(filter(None, evidence.get("sources", "").split(";")))
    ends = dict.fromkeys(filter(None, (evidence.get("period_from"), evidence.get("period_to"))))
    known = {*data.register.organisations["org_code"], "ENG"}
    trails: list[Trail] = []
    for measure in filter(None, evidence.get("measure", "").split(";")):
        for period in ends if trust in known else ():
            try:
                found = trace(data, trust, measure, period)
            except DataError:
                continue
            trails += [trail for trail in found if not chosen or trail.source.source_id in chosen]
    return trails


def _row(table: pd.DataFrame, key: str, value: str) -> dict[str, str]:
    found = table[table[key] == value]
    return _present(found.iloc[0].to_dict()) if len(found) else {}


def _present(row: dict[Any, Any]) -> dict[str, str]:
    """Return the cells of a row that hold something, as text."""
    return {
        str(key): f"{value:g}" if isinstance(value, float) else str(value)
        for key, value in row.items()
        if value != "" and value == value  # noqa: PLR0124 - NaN is not equal to itself
    }
