"""What is missing of a trust's own measures, and which file would fill it.

A period is missing where the trust, or another of its kind, has figures before and after it, and
the trust has none: nobody may have one, or others have and the trust has not.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import pandas as pd

from nhs_culture import periods
from nhs_culture.data.access import Data
from nhs_culture.data.fetch import Download
from nhs_culture.data.holdings import offered, published_as
from nhs_culture.english import listed
from nhs_culture.errors import DataError
from nhs_culture.periods import stretch
from nhs_culture.register.editions import edition_of

__all__ = ["Extension", "Gap", "Missing", "extensions", "gaps"]

_OVERLAPPING = ("three_years", "twelve_months")
"""Periods of which not every one that could begin is published."""
_YEARLY = ("survey", "year", "financial_year", "school_year")
"""What comes out every year: a year that nobody has is missing too."""


@dataclass(frozen=True)
class Missing:
    """Periods that follow each other and of which a trust has no figure.

    Attributes
    ----------
    first, last
        Labels of the first and the last.
    others
        How many of its kind have a figure in one of them.
    file
        The file that is known to be offered, or else the publication, that would fill it; empty
        where none is known.
    """

    first: str
    last: str
    others: int
    file: str

    @property
    def words(self) -> str:
        """The periods, for a reader."""
        return stretch(self.first, self.last)


@dataclass(frozen=True)
class Gap:
    """Measures of which a trust has, and lacks, figures of the same periods.

    Attributes
    ----------
    measures
        Their names.
    held
        Runs of periods without a gap, in words.
    missing
        What is missing, in order.
    """

    measures: tuple[str, ...]
    held: tuple[str, ...]
    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class Extension:
    """What a file that is known to be offered would add to the figures of a trust.

    Attributes
    ----------
    files
        Its name; of those of one page that would add the same, such as one a legal form, all.
    page
        Where it is offered.
    measures
        Names of the measures, with the groups of those that it has of groups alone, each with the
        periods that would be new, in words.
    """

    files: tuple[str, ...]
    page: str
    measures: tuple[tuple[str, str], ...]


def gaps(data: Data, code: str) -> list[Gap]:
    """Return what a trust or a council has and lacks of each measure that it has figures of."""
    told: dict[tuple[tuple[str, ...], tuple[Missing, ...]], list[str]] = {}
    for measure, groups in _measured(data, code):
        alike: dict[tuple[tuple[str, ...], tuple[Missing, ...]], list[str]] = {}
        for group in groups:
            alike.setdefault(_of_measure(data, code, measure, group), []).append(group)
        for found, of in alike.items():
            told.setdefault(found, []).append(_named(data, code, measure, of))
    return [Gap(tuple(names), held, missing) for (held, missing), names in told.items()]


def _measured(data: Data, code: str) -> Iterator[tuple[pd.Series, list[str]]]:
    """Yield each measure of which there are figures, with the groups that alone they are of."""
    held = set(data.panel.loc[data.panel["org_code"] == code, "measure"].astype(str))
    for _, measure in data.register.measures.iterrows():
        if measure["measure"] in held:
            yield measure, data.groups_alone(code, str(measure["measure"])) or ["all"]


def _named(data: Data, code: str, measure: pd.Series, groups: list[str]) -> str:
    """Return the name of a measure, with whom its figures are of where not of all."""
    people = listed(data.register.people(code, group) for group in groups)
    return str(measure["name"]) + ("" if groups == ["all"] else f" ({people})")


def extensions(data: Data, code: str) -> list[Extension]:
    """Return the files that would add figures of a trust, those of most measures first."""
    of_its_kind = _measures_of_its_kind(data, code)
    found: dict[tuple[str, tuple[tuple[str, str], ...]], list[str]] = {}
    for file in offered(data):
        new = filter(None, (_new(data, code, name, file) for name in sorted(of_its_kind)))
        found.setdefault((file.page, tuple(new)), []).append(file.file)
    told = [Extension(tuple(files), page, new) for (page, new), files in found.items() if new]
    return sorted(told, key=lambda one: -len(one.measures))


def _measures_of_its_kind(data: Data, code: str) -> set[str]:
    """Return the measures of trusts, or those of councils; the two share none."""
    councils = data.register.councils["org_code"]
    theirs = data.panel["org_code"].isin(councils)
    of_councils = set(data.panel.loc[theirs, "measure"].astype(str))
    every = set(data.register.figured.index)
    return of_councils if code in set(councils) else every - of_councils


def _of_measure(
    data: Data, code: str, measure: pd.Series, group: str
) -> tuple[tuple[str, ...], tuple[Missing, ...]]:
    table = data.peers(code, str(measure["measure"]), subgroup=group)
    frequency = str(measure["frequency"])
    anybody = [*table.index[table.notna().any(axis="columns")]]
    known = _in_its_life(data, code, _usual(anybody, frequency), frequency)
    own = set(table.index[table[code].notna()])
    runs = [(state, [*labels]) for state, labels in groupby(known, lambda one: one in own)]
    held = tuple(stretch(labels[0], labels[-1]) for state, labels in runs if state)
    lacking = (part for state, labels in runs if not state for part in _alike(labels, anybody))
    return held, tuple(_missing(data, labels, table, measure, group) for labels in lacking)


def _usual(known: list[str], frequency: str) -> list[str]:
    """Return the periods from the first to the last: every year, or every so many months."""
    if frequency in _OVERLAPPING:
        return known
    every = periods.span(known[0], known[-1], frequency)
    if frequency in _YEARLY:
        return every
    return every[:: math.gcd(*(every.index(label) for label in known)) or 1]


def _in_its_life(data: Data, code: str, labels: list[str], frequency: str) -> list[str]:
    """Return the periods that an organisation was there for, from its first day to its last."""
    trusts = data.register.trusts.set_index("org_code")
    if code not in trusts.index:  # a council
        return labels
    first, last = trusts.loc[code, ["first_month", "last_month"]]
    begun = first > min(filter(None, trusts["first_month"]))
    ended = last < trusts["last_month"].max()
    return [one for one in labels if _there(one, frequency, first * begun, last * ended)]


def _there(label: str, frequency: str, first: str, last: str) -> bool:
    begin, end = (f"{day:%Y-%m}" for day in periods.bounds(label, frequency))
    return begin >= first and (not last or end <= last)


def _alike(labels: list[str], anybody: list[str]) -> Iterator[list[str]]:
    """Yield the runs of periods of which somebody, or nobody, has a figure."""
    for _, run in groupby(labels, lambda one: one in anybody):
        yield [*run]


def _missing(
    data: Data, labels: list[str], table: pd.DataFrame, measure: pd.Series, group: str
) -> Missing:
    first, last = labels[0], labels[-1]
    others = table.reindex(labels).notna().any().sum()
    file = _offered(data, str(measure["measure"]), group, labels)
    return Missing(first, last, int(others), file or edition_of(measure, first, last))


def _offered(data: Data, measure: str, group: str, labels: list[str]) -> str:
    """Return the file that is known to be offered and has most of some periods of a measure."""
    having = {
        file.file: sum(map(file.has, labels))
        for file in offered(data)
        if (read := published_as(file.source_id)) and read.gives(measure, group)
    }
    best = max(having, key=lambda name: having[name], default="")
    return best if best and having[best] else ""


def _new(data: Data, code: str, measure: str, file: Download) -> tuple[str, str] | None:
    """Return a measure by name, and the periods of it that a file has and a trust has not."""
    entry, read = data.register.measure(measure), published_as(file.source_id)
    if read is None:
        return None
    groups = [one for one in ("all", *read.groups) if read.gives(measure, one)]
    if not (file.covers and entry["published_in"] and groups):
        return None
    first, _, last = file.covers.partition(" to ")
    frequency = str(entry["frequency"])
    if not periods.fits(first, frequency):
        return None
    own = set[str].intersection(*(_known(data, code, measure, group) for group in groups))
    every = _in_its_life(data, code, periods.span(first, last or first, frequency), frequency)
    runs = groupby(every, lambda one: one in own)
    new = [stretch(labels[0], labels[-1]) for state, [*labels] in runs if not state]
    return (_named(data, code, entry, groups), ", ".join(new)) if new else None


def _known(data: Data, code: str, measure: str, group: str) -> set[str]:
    """Return the periods that a trust has figures of a group for."""
    try:
        return {*data.series(code, measure, subgroup=group).index}
    except DataError:
        return set()
