"""Rows of the register that the ledger cannot judge, for ``nhs-culture check``."""

from __future__ import annotations

from nhs_culture.claims.judged import ledger
from nhs_culture.data.access import Data
from nhs_culture.data.check import Problem

__all__ = ["unjudged"]


def unjudged(data: Data) -> list[Problem]:
    """Try every row of ``evidence.csv`` as the ledger does, and return what is wrong with it."""
    rows = {claim: row + 2 for row, claim in enumerate(data.register.evidence["claim_id"])}
    expected = "evidence that the claim can be judged by"
    place = data.project.place(data.project.register / "evidence.csv")
    return [
        Problem("error", place, rows[entry.claim_id], entry.fault, expected)
        for entry in ledger(data)
        if entry.fault
    ]
