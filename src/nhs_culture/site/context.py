"""What a page needs to know beside its notebook. Passed in: a page never asks clock or git."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from textwrap import shorten

from nhs_culture.english import lower_first, short_name

__all__ = ["SITE_NAME", "Link", "PageContext", "Provenance", "navigation"]

SITE_NAME = "Culture change, checked"
LONGEST_TITLE = 70
"""Letters that search engines and tabs show of a title."""

_YAML_WORDS = {"true", "false", "yes", "no", "on", "off", "none", "null", "y", "n"}


@dataclass(frozen=True)
class Link:
    """A page by its title; ``href`` is relative to the folder of all reports."""

    title: str
    href: str


_FIRST = Link("Overview", "index.html")
_LAST = (
    Link("Methods", "methods.html"),
    Link("Glossary", "glossary.html"),
    Link("Data", "data.html"),
    Link("Downloads", "downloads.html"),
)


def navigation(made: Iterable[Link]) -> tuple[Link, ...]:
    """Return the site's own pages: those that notebooks made, between those that none makes."""
    return (_FIRST, *made, *_LAST)


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """From what the pages were made.

    Attributes
    ----------
    commit
        Of the project's code; ``unknown`` outside a repository.
    code_date
        Date of that commit, ``YYYY-MM-DD``.
    data_date
        What the newest figures held are, in words: ``Staff Survey 2024, absence to March 2025``;
        no page need show them.
    versions
        Library to version.
    checksums
        Data file or source to SHA-256.
    """

    commit: str
    code_date: str
    data_date: str
    versions: Mapping[str, str] = field(default_factory=dict)
    checksums: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PageContext:
    """Where a page stands and what it was made from.

    Attributes
    ----------
    title
        What the page is about, such as ``Staff engagement``.
    here
        Its own address, relative to the folder of all reports.
    provenance
        From what it was made.
    notebook
        Name without suffix; empty for a page that no notebook makes.
    parameters
        As papermill was given them.
    trust, trust_name, trust_href
        ODS code, name and page of the trust; empty for a page about no single trust.
    former_names
        What it was called before, as in ``trusts.csv``.
    names
        Every trust that a chart may show, by code.
    also
        What else these are or were called: initials and former names, by code.
    glossary
        Text of the glossary whose terms are linked; empty for a page that stands alone.
    trust_pages
        The trust's pages, this one among them.
    previous, next
        The pages to turn to.
    navigation
        The site's own pages.
    """

    title: str
    here: str
    provenance: Provenance
    notebook: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)
    trust: str = ""
    trust_name: str = ""
    trust_href: str = ""
    former_names: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    also: Mapping[str, str] = field(default_factory=dict)
    glossary: str = ""
    trust_pages: tuple[Link, ...] = ()
    previous: Link | None = None
    next: Link | None = None
    navigation: tuple[Link, ...] = navigation(())

    @property
    def heading(self) -> str:
        """The page's heading, which begins with the trust's name: ``Salford Royal: absence``."""
        if not self.trust_name:
            return self.title
        return f"{short_name(self.trust_name)}: {lower_first(self.title)}"

    @property
    def window_title(self) -> str:
        """What a browser shows: the heading, as far as there is room, and then the site's name."""
        whole = f"{self.heading} – {SITE_NAME}"
        shown = whole if len(whole) <= LONGEST_TITLE else self.heading
        return shorten(shown, LONGEST_TITLE, placeholder=" …")

    @property
    def citation(self) -> str:
        """How the page is cited: what, where, and which state of code and data."""
        source = self.provenance
        return (
            f"{SITE_NAME}. {self.heading}. Data: the publications under its Sources. "
            f"Code and data of {source.code_date}, commit {source.commit[:12]}."
        )

    @property
    def root(self) -> str:
        """The way from this page up to the folder of all reports."""
        return "../" * self.here.count("/")

    @property
    def command(self) -> str:
        """The commands that make exactly this page's figures again."""
        papermill = ["papermill", f"notebooks/{self.notebook}.ipynb", f"{self.notebook}.out.ipynb"]
        for name, value in self.parameters.items():
            papermill += _option(name, value)
        lines = ["nhs-culture build", shlex.join(papermill)]
        if self.provenance.commit != "unknown":
            lines.insert(0, shlex.join(["git", "checkout", self.provenance.commit]))
        return "\n".join(lines)


def _option(name: str, value: object) -> list[str]:
    """Return papermill's option for a parameter; raw where YAML would change a text."""
    if not isinstance(value, str):
        return ["-p", name, json.dumps(value)]
    if not value:
        return []
    safe = re.fullmatch(r"[A-Za-z][\w-]*", value) and value.lower() not in _YAML_WORDS
    return ["-p" if safe else "-r", name, value]
