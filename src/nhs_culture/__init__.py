"""Published outcomes of leadership and culture programmes, beside the official statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nhs_culture.data.access import Data
    from nhs_culture.paths import Project

__all__ = ["open_data"]


def open_data(project: Project | None = None) -> Data:
    """Open the register and all published figures, once in a session.

    Parameters
    ----------
    project
        Where they are; found from the working folder where unset.

    Returns
    -------
    Data
        With ``series``, ``wide`` and ``peers`` to ask for figures, and the tables themselves.

    Raises
    ------
    ProjectError
        When there is no project.
    RegisterError
        When the register or a table of figures breaks its schema; names file, row and column.

    Examples
    --------
    >>> data = open_data()
    >>> data.peers("RP1", "recommend_work").shape[1] > 20
    True
    """
    from nhs_culture.data.access import opened
    from nhs_culture.paths import find_project

    return opened(project or find_project())
