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
    """A design cannot be computed on the series or panel that it was given."""
