"""Which notebooks make pages: each says in its metadata what it is about."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nhs_culture.errors import DataError

__all__ = ["Notebook", "catalogue"]


@dataclass(frozen=True)
class Notebook:
    """A notebook that makes pages.

    Attributes
    ----------
    path
        The file.
    title
        Heading of its page.
    scope
        ``trust`` for a page a trust, ``site`` for one page.
    order
        Its place among the pages.
    reads
        Whether it collects what the other notebooks concluded about the trust.
    menu
        What menus call its page: the title, unless that is too long for one.
    """

    path: Path
    title: str
    scope: str
    order: int
    reads: bool = False
    menu: str = ""

    def page(self, trust: str) -> str:
        """Return the address of its page, relative to the folder of all reports."""
        if self.scope == "site":
            return f"{self.path.stem}.html"
        return f"{trust}/{'index' if self.path.stem == 'trust' else self.path.stem}.html"


@cache
def catalogue(folder: Path) -> tuple[Notebook, ...]:
    """Return the notebooks of a folder that make pages, in reading order.

    Raises
    ------
    DataError
        When a file is not a notebook, or makes pages without a title or a place among them.
    """
    found = filter(None, map(_read, sorted(folder.glob("*.ipynb"))))
    return tuple(sorted(found, key=lambda notebook: (notebook.order, notebook.path.name)))


def _read(path: Path) -> Notebook | None:
    try:
        about = json.loads(path.read_text(encoding="utf-8"))["metadata"].get("nhs_culture", {})
        if about.get("scope") not in ("trust", "site"):
            return None
        title = str(about["title"])
        return Notebook(
            path=path,
            title=title,
            scope=about["scope"],
            order=int(about["order"]),
            reads=about.get("reads", False),
            menu=str(about.get("menu", title)),
        )
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise DataError(
            f"{path}: expected a notebook; one that makes pages has scope, title and order under "
            "nhs_culture in its metadata"
        ) from error
