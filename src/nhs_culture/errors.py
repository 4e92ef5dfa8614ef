"""The errors that a user can do something about.

Every one of them names the place (file, sheet, row, column, code or parameter) and says what was
expected there. The command line prints the message alone and exits with status 2.
"""

from __future__ import annotations

__all__ = ["DataError", "DesignError", "NhsCultureError", "RegisterError", "SourceError"]


class NhsCultureError(Exception):
    """Base of all errors that the project raises on purpose."""


class SourceError(NhsCultureError, ValueError):
    """An official file is not what its publication looks like: names file, sheet, row, column."""


class RegisterError(NhsCultureError, ValueError):
    """A table of ``data/raw`` breaks its schema: names file, row and column."""


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
        """Return what is lacking, for a reader who knows the unit by ``name``; no full stop."""
        return self.reason[:1].upper() + self.reason[1:]
