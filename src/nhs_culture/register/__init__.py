"""The register: the hand-written tables, what they must hold, and the record that they make."""

from __future__ import annotations

from nhs_culture.register.tables import (
    ABOUT,
    BREAKS,
    FREQUENCIES,
    KINDS,
    NUMERIC,
    OTHER_BODIES,
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
    "FREQUENCIES",
    "KINDS",
    "NUMERIC",
    "OTHER_BODIES",
    "PRECISIONS",
    "RELATIONS",
    "TABLES",
    "TESTS",
    "Register",
    "read_register",
    "suggest",
]
