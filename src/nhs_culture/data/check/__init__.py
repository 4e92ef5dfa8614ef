"""Everything that can be wrong with ``data/raw``, found in one go.

Importing refuses a file that is not as published, and building refuses a table that breaks its
schema. This looks at the whole: tables against the register, sources against each other, months
against the months before. An error has to be mended before the data may be used; a warning is to be
looked at, and registered with its reason where it is real.
"""

from __future__ import annotations

from nhs_culture.data.check import agreement, records, steps, tables
from nhs_culture.data.check.held import held
from nhs_culture.data.check.problem import Problem, told
from nhs_culture.errors import RegisterError
from nhs_culture.paths import Project

__all__ = ["Problem", "check", "failed"]

_RULES = (*tables.RULES, *records.RULES, *agreement.RULES, *steps.RULES)
"""Each takes what is held and yields what is wrong with it."""


def check(project: Project) -> list[Problem]:
    """Look for everything that is wrong with the register, the raw tables and their records.

    Returns
    -------
    list of Problem
        Errors first, then by file and row; empty where nothing is wrong.
    """
    try:
        data = held(project)
    except RegisterError as error:
        return list(told(error, project))
    found = {problem for rule in _RULES for problem in rule(data)}
    return sorted({*found, *data.unread})


def failed(problems: list[Problem]) -> bool:
    """Tell whether any of the problems is an error."""
    return any(problem.severity == "error" for problem in problems)
