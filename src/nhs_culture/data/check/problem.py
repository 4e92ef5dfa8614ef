"""One thing that is wrong with the data, as a row of a table to print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from nhs_culture.errors import RegisterError
from nhs_culture.paths import Project

__all__ = ["Problem", "told"]


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong, or looks wrong.

    Attributes
    ----------
    severity
        ``error`` or ``warning``.
    file
        Below the project, as ``data/raw/register/claims.csv``.
    row
        As an editor shows it, counted from 1; 0 where it is about the whole file.
    what, expected
        What stands there, and what should.
    """

    severity: Literal["error", "warning"]
    file: str
    row: int
    what: str
    expected: str


def told(error: RegisterError, project: Project) -> Iterator[Problem]:
    """Yield what a reader found wrong with a table."""
    for fault in error.faults:
        found = f"{fault.column} {fault.found}".lstrip()
        yield Problem("error", project.place(fault.file), fault.row, found, fault.expected)
