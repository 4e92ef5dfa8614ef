"""One question asked in every defensible way, with all the answers in one table.

A single estimate hangs on choices that could have been made otherwise: which periods, which peers,
which date, which design. The curve shows the answer under each combination, and so how much of it
is choice (Simonsohn, Simmons and Nelson 2020, Nature Human Behaviour 4, 1208-1214). It is a
description: the specifications share their data, and no p-value belongs to the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import product

import pandas as pd

from nhs_culture.designs.result import RESULT_COLUMNS, Design, Refused, Result, attempt
from nhs_culture.errors import DesignError
from nhs_culture.metrics.checked import callable_, checked, each, kind
from nhs_culture.units import Unit

__all__ = ["Specification", "SpecificationCurve", "specification_curve"]

_NAME = "specification curve"


@dataclass(frozen=True)
class Specification:
    """One set of choices.

    Attributes
    ----------
    title
        Of the design.
    date
        Label of the first period after.
    first, last
        Labels of the window.
    peers
        Name of the group of peers.
    """

    title: str
    date: str
    first: str
    last: str
    peers: str


@dataclass(frozen=True)
class SpecificationCurve:
    """What the designs say under each specification.

    Attributes
    ----------
    treated
        Column of the panel.
    results
        Specification -> what its design says, a refusal included.
    naive
        Titles of the designs that are blind to the peers: their p-values are not counted.
    """

    treated: str
    results: Mapping[Specification, Result | Refused]
    naive: frozenset[str] = frozenset()

    def table(self) -> pd.DataFrame:
        """Return one row per specification, from the lowest estimate up, then the refusals.

        Columns: those of :class:`Specification` and of every result
        (:data:`nhs_culture.designs.result.COLUMNS`).
        """
        return self._table.copy()

    @cached_property
    def _table(self) -> pd.DataFrame:
        choices = pd.DataFrame([asdict(choice) for choice in self.results])
        answers = pd.concat([one.table() for one in self.results.values()], ignore_index=True)
        table = pd.concat([choices, answers[list(RESULT_COLUMNS)]], axis=1)
        return table.sort_values("estimate", kind="stable", ignore_index=True)

    @property
    def tested(self) -> pd.DataFrame:
        """The rows of the table whose p-value compares the unit with its peers."""
        table = self._table
        return table[table["p_value"].notna() & ~table["title"].isin(self.naive)]

    def sentence(self, name: str, unit: Unit) -> str:
        """Return what the curve shows, in plain English."""
        estimates = self._table["estimate"].dropna()
        n, refused = len(estimates), len(self.results) - len(estimates)
        if not n:
            return f"None of {refused} ways of asking gives an answer for {name}."
        small = int((self.tested["p_value"] <= 0.05).sum())
        return (
            f"The estimate for {name} is above zero in {(estimates > 0).sum() or 'none'} of {n} "
            f"ways of asking; it runs from {unit.interval(estimates.min(), estimates.max())}, with "
            f"{unit.change(estimates.median())} in the middle. Of the {len(self.tested)} that "
            f"compare it with its peers, {small or 'none'} {'has' if small == 1 else 'have'} p at "
            "most 0.05, not adjusted for how much is asked: they describe, and none of them decides"
            f"{f'; {refused} more give no answer' if refused else ''}."
        )


@checked(
    treated=kind(str),
    panel=callable_,
    dates=each(kind(str)),
    windows=each(each(kind(str))),
    peers=each(kind(str)),
)
def specification_curve(
    panel: Callable[[str, str, str], pd.DataFrame],
    treated: str,
    dates: Sequence[str],
    windows: Sequence[tuple[str, str]],
    peers: Sequence[str],
    *,
    designs: Iterable[Design],
) -> SpecificationCurve:
    """Ask every design for its answer at every date, in every window, against every group.

    Parameters
    ----------
    panel
        Returns the outcomes (periods x units) for the first and the last label of a window and the
        name of a group of peers; called once for each pair of them.
    treated
        Column of every panel.
    dates
        Labels of the first period after.
    windows
        First and last label, both included.
    peers
        Names of the groups.
    designs
        Such as those of :data:`nhs_culture.designs.DESIGNS`.

    Raises
    ------
    DesignError
        When a list is empty. What one specification does not allow (a date outside its window, too
        few points) is not raised but told in the result.
    """
    ways = _ways(designs)
    lists = {"dates": dates, "windows": windows, "peers": peers, "designs": ways}
    for name, values in lists.items():
        if not values:
            reason = f"{name} is empty; expected one or more"
            raise DesignError(reason, design=_NAME, argument=name)
    results = {}
    for (first, last), group in product(windows, peers):
        outcomes = panel(first, last, group)
        for date, design in product(dates, ways):
            choice = Specification(design.title, date, first, last, group)
            results[choice] = attempt(design, outcomes, treated, date)
    return SpecificationCurve(treated, results, frozenset(d.title for d in ways if d.naive))


def _ways(designs: object) -> tuple[Design, ...]:
    ways = tuple(designs) if isinstance(designs, Iterable) else (designs,)
    if not all(isinstance(way, Design) for way in ways):
        reason = f"designs is {designs!r:.60}; expected designs of the registry"
        raise DesignError(reason, design=_NAME, argument="designs")
    return ways
