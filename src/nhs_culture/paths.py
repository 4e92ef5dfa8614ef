"""Where the project's folders are, from wherever a notebook or a command is run.

A project is a folder that holds ``data/raw/register``. It is the one that ``NHS_CULTURE_PROJECT``
names; or else the working folder or the nearest of the folders above it that is a project; or else
the checkout that the package is installed from. Nothing is written outside it but what was asked
for by name, and copies of what can be had again, in :func:`cache_folder`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from nhs_culture.errors import ProjectError

__all__ = ["Project", "cache_folder", "find_project"]

CHECKOUT = Path(__file__).parents[2]
"""Of the repository, where the package is installed from one."""


@dataclass(frozen=True)
class Project:
    """The folders of one project.

    Parameters
    ----------
    root
        The folder that holds ``data``, ``notebooks`` and ``reports``.

    Raises
    ------
    ProjectError
        When the folder holds no register.
    """

    root: Path

    def __post_init__(self) -> None:
        object.__setattr__(self, "root", Path(self.root).expanduser().resolve())
        if not self.register.is_dir():
            raise ProjectError(f"{self.root}: not a project; expected the folder data/raw/register")

    @property
    def raw(self) -> Path:
        """The published figures, one folder a source, and the register."""
        return self.root / "data" / "raw"

    @property
    def register(self) -> Path:
        """The hand-written tables."""
        return self.raw / "register"

    @property
    def panel(self) -> Path:
        """All figures as one table, built."""
        return self.root / "data" / "processed" / "panel.parquet"

    @property
    def notebooks(self) -> Path:
        """The analyses."""
        return self.root / "notebooks"

    @property
    def reports(self) -> Path:
        """The pages, built."""
        return self.root / "reports"

    @property
    def docs(self) -> Path:
        """Methods and what was measured."""
        return self.root / "docs"

    @property
    def tables(self) -> list[Path]:
        """The tables of figures of all sources, in a fixed order."""
        found = self.raw.glob("*/*.csv")
        return sorted(path for path in found if path.parent != self.register)

    def place(self, path: Path) -> str:
        """Return where a file of the project is, as ``data/raw/register/claims.csv``."""
        return (self.root / path).resolve().relative_to(self.root).as_posix()


def find_project() -> Project:
    """Return the project that is worked in: see the module.

    Raises
    ------
    ProjectError
        When there is none, or ``NHS_CULTURE_PROJECT`` does not name one.
    """
    if named := os.environ.get("NHS_CULTURE_PROJECT"):
        return Project(Path(named))
    here = Path.cwd()
    for folder in (here, *here.parents, CHECKOUT):
        if (folder / "data" / "raw" / "register").is_dir():
            return Project(folder)
    raise ProjectError(
        f"{here} is not in a project (a folder with data/raw/register). The package alone has no "
        "figures: work in a copy of the repository, or name one: NHS_CULTURE_PROJECT=FOLDER"
    )


def cache_folder() -> Path:
    """Return the user's folder for copies: ``NHS_CULTURE_CACHE``, or that of the system."""
    import pooch

    return Path(os.environ.get("NHS_CULTURE_CACHE") or pooch.os_cache("nhs-culture"))
