"""The register: the hand-written tables, what they must hold, and the record that they make."""

from __future__ import annotations

from nhs_culture.register.rows import appended, read_rows
from nhs_culture.register.tables import (
    ABOUT,
    BREAKS,
    COLLECTIONS,
    DESCRIPTION,
    FREQUENCIES,
    KINDS,
    KINDS_OF_SOURCE,
    NEVER_INDEPENDENT,
    NUMERIC,
    OTHER_BODIES,
    OUTCOME,
    PEER_CHANGE,
    PEER_GROUPS,
    PRECISIONS,
    RELATIONS,
    TABLES,
    TESTS,
    Register,
    read_register,
    suggest,
)

__all__ = [
    "ABOUT",
    "BREAKS",
    "COLLECTIONS",
    "DESCRIPTION",
    "FREQUENCIES",
    "KINDS",
    "KINDS_OF_SOURCE",
    "NEVER_INDEPENDENT",
    "NUMERIC",
    "OTHER_BODIES",
    "OUTCOME",
    "PEER_CHANGE",
    "PEER_GROUPS",
    "PRECISIONS",
    "RELATIONS",
    "TABLES",
    "TESTS",
    "Register",
    "appended",
    "read_register",
    "read_rows",
    "suggest",
]
