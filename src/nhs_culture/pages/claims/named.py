"""Whom a claim is about, in the words of a table."""

from __future__ import annotations

from nhs_culture.claims.judged import NAMES, Judged
from nhs_culture.data.access import Data
from nhs_culture.english import short_name

__all__ = ["full_name", "in_short"]


def in_short(entry: Judged) -> str:
    """Return the trust's name without its legal form, or England."""
    return "England" if entry.trust == "ENG" else short_name(entry.trust_name)


def full_name(data: Data, trust: str) -> str:
    """Return the name of an organisation; empty without a code."""
    if not trust or trust in NAMES:
        return NAMES[trust] if trust else ""
    return str(data.register.trust(trust)["name"])
