"""What an importer says about its publication, and the two functions that make it an importer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from nhs_culture.loaders.workbook import SourceFile

__all__ = ["OPEN_GOVERNMENT_LICENCE", "Importer", "Publication"]

OPEN_GOVERNMENT_LICENCE = "Open Government Licence v3.0"


@dataclass(frozen=True)
class Publication:
    """One published source, as it stands in its ``source.yml``.

    Parameters
    ----------
    source_id
        The folder below ``data/raw``.
    title, producer, url, licence
        As the producer gives them; ``url`` is the page of the publication, not a file.
    published
        The date, as precise as it is known.
    measures
        The measures that the source gives.
    of_groups, groups
        Those of the measures that it gives of groups of people alone and not of all, and which.
    perhaps
        Those of the measures that a file of it may have and may not.
    left_out
        What is in the file and not in the table, and why.
    notes
        Traps, and decisions taken.
    compiled_by
        Repository and commit, when somebody else extracted the figures from the official files.
    files
        ``whole``: a new file takes the place of the one before. ``periods``: the publication comes
        in several files, and a file takes the place of the figures of its own periods only.
    since
        The first month that its files may be of, where any later one is taken; empty where the
        reader knows every period that there is.
    until
        The last period of the edition that ``published`` is the date of, for one of which later
        editions are taken: the record of what was imported says in its title what it covers.
    line_end
        Whether its CSV ends with a line end, so that one without is taken for cut off. A reader of
        one that does not has to see for itself that the last figure is whole.
    """

    source_id: str
    title: str
    producer: str
    url: str
    published: str
    measures: tuple[str, ...]
    left_out: tuple[str, ...]
    notes: tuple[str, ...]
    licence: str = OPEN_GOVERNMENT_LICENCE
    compiled_by: str = ""
    files: Literal["whole", "periods"] = "whole"
    since: str = ""
    until: str = ""
    line_end: bool = True
    of_groups: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()

    def gives(self, measure: str, group: str = "all") -> bool:
        """Tell whether every file of it gives a measure of a group of people, or of all."""
        sure = measure in self.measures and measure not in self.perhaps
        return sure and group in (self.groups if measure in self.of_groups else ("all",))


def _one_table(figures: pd.DataFrame) -> pd.Series[str]:
    return pd.Series("figures", index=figures.index, dtype=str)


def _names_nobody(_: SourceFile) -> pd.DataFrame:
    return pd.DataFrame(columns=["org_code", "name"])


def _nothing_else(_: SourceFile) -> Mapping[str, int]:
    return {}


def _the_only_one(publication: Publication, _: SourceFile) -> Publication:
    return publication


@dataclass(frozen=True)
class Importer:
    """A publication and how its files are recognised and read.

    Parameters
    ----------
    publication
        The record.
    recognises
        Tells from loose signs in the content whether a file is of this publication, also when its
        layout has changed.
    read
        Returns the figures of a file, in as many parts as is handy, each made by
        :func:`nhs_culture.loaders.tidy.figures`, or raises
        :class:`~nhs_culture.errors.SourceError` with the place and what was expected there.
        Putting them together, rounding, sorting and checking them is not the importer's affair.
    tables
        Names the table of each figure, for sources that are too large for one.
    organisations
        Returns what a file calls its trusts, ``org_code`` and ``name``: an import says which of
        them the register does not know by that name.
    others
        Returns how many rows of a file are of each kind that the tables leave out.
    edition
        Returns the publication as a file makes it, for one whose editions are sources of their own.
    """

    publication: Publication
    recognises: Callable[[SourceFile], bool]
    read: Callable[[SourceFile], list[pd.DataFrame]]
    tables: Callable[[pd.DataFrame], pd.Series[str]] = _one_table
    organisations: Callable[[SourceFile], pd.DataFrame] = _names_nobody
    others: Callable[[SourceFile], Mapping[str, int]] = _nothing_else
    edition: Callable[[Publication, SourceFile], Publication] = _the_only_one
