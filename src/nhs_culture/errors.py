"""The errors that a user can do something about.

Every one of them names the place (file, sheet, row, column, code or parameter) and says what was
expected there. The command line prints the message alone and exits with status 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = [
    "DataError",
    "DesignError",
    "Fault",
    "NhsCultureError",
    "ProjectError",
    "RegisterError",
    "SourceError",
]


class NhsCultureError(Exception):
    """Base of all errors that the project raises on purpose."""


class ProjectError(NhsCultureError, LookupError):
    """There is no project where one was looked for: names the folder."""


class SourceError(NhsCultureError, ValueError):
    """An official file is not what its publication looks like: names file, sheet, row, column."""


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong in a table or a record of the project.

    Attributes
    ----------
    file
        The table or record.
    found, expected
        What stands there, and what should.
    row
        As an editor shows it, counted from 1; 0 where it is about the whole file.
    column
        Of the table; empty where it is about a whole row.
    """

    file: Path
    found: str
    expected: str
    row: int = 0
    column: str = ""

    def __str__(self) -> str:
        place = [str(self.file)]
        place += [f"row {self.row}"] if self.row else []
        place += [f"column {self.column!r}"] if self.column else []
        return f"{', '.join(place)}: {self.found}; expected {self.expected}"


class RegisterError(NhsCultureError, ValueError):
    """Tables or records of ``data/raw`` are not what they must be.

    Parameters
    ----------
    faults
        What is wrong, one line of the message each.
    """

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*faults)
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))


class DataError(NhsCultureError, LookupError):
    """Something asked for is not in the panel: an unknown code, measure or period."""


class DesignError(NhsCultureError, ValueError):
    """A design, a metric or a verdict cannot be computed on what it was given.

    Attributes
    ----------
    reason
        What is wrong and what was expected, for whoever made the call, without a full stop.
    design
        Name of what was to be computed.
    argument
        Name of the parameter at fault; empty where no single one is.
    """

    def __init__(self, reason: str, *, design: str = "", argument: str = "") -> None:
        super().__init__(reason)
        self.reason, self.design, self.argument = reason, design, argument

    def __str__(self) -> str:
        return f"{self.design}: {self.reason}" if self.design else self.reason

    def told(self, name: str) -> str:
        """Return what is lacking, for a reader who knows the unit by ``name``; no full stop.

        The reason speaks of arguments to whoever made the call: a kind of error that a reader may
        meet says in its own words what is lacking.
        """
        return f"The figures of {name} do not allow this to be computed"
