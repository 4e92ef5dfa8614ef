"""What every design is and what every design returns: one contract for all of them.

A design takes a panel, the treated unit and the first period after an intervention, and returns a
:class:`Result` or raises a :class:`~nhs_culture.errors.DesignError`. :func:`attempt` makes the
refusal a value with the same face, so that whoever shows results need not know which designs there
are. A module of this package that holds a ``DESIGN`` is found by its place
(:data:`nhs_culture.designs.DESIGNS`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture.errors import DesignError
from nhs_culture.metrics.arguments import unbounded, whole
from nhs_culture.metrics.checked import callable_, checked
from nhs_culture.units import Unit

__all__ = [
    "RESULT_COLUMNS",
    "Design",
    "Refused",
    "Result",
    "as_far_as",
    "attempt",
    "permutation_p",
]

RESULT_COLUMNS = (
    *("design", "treated", "intervention", "estimate", "lower", "upper", "p_value", "as_far"),
    *("n_peers", "n_before", "n_after", "refusal"),
)
"""Columns of the table of every result and of every refusal."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Result(ABC):
    """What a design found out about one unit.

    Attributes
    ----------
    design
        Name of the design.
    treated
        Column of the panel: an ODS code.
    intervention
        Label of the first period after.
    estimate
        Change that the design attributes to this unit alone, in the unit of the measure.
    interval
        95% interval of the estimate (an end may be infinite); None where the design gives none.
    p_value
        Two-sided, of no change; None where the design does not test.
    as_far
        Peers that lie at least as far from no change; None where units are not ranked. Where they
        are, ``p_value`` is ``(1 + as_far) / (1 + n_peers)``.
    n_peers
        Units compared with; 0 where the design looks at one series alone.
    n_before, n_after
        Periods with values on each side.
    dropped
        Units left out -> why.
    missing
        Labels of the periods without a value, which were left out.
    """

    design: str
    treated: str
    intervention: str
    estimate: float
    interval: tuple[float, float] | None = None
    p_value: float | None = None
    as_far: int | None = None
    n_peers: int = 0
    n_before: int
    n_after: int
    dropped: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse to be a result without a number in it."""
        numbers = [*(self.interval or ()), 0.0 if self.p_value is None else self.p_value]
        if not np.isfinite(self.estimate) or np.isnan(numbers).any():
            reason = "the outcomes are too large or too uneven to compute with"
            raise DesignError(reason, design=self.design, argument="outcomes")

    def table(self) -> pd.DataFrame:
        """Return one row with the columns that every design has (:data:`RESULT_COLUMNS`)."""
        lower, upper = self.interval or (np.nan, np.nan)
        return _row({**vars(self), "lower": lower, "upper": upper, "refusal": ""})

    @abstractmethod
    def sentence(self, name: str, unit: Unit) -> str:
        """Return what was found in plain English.

        Parameters
        ----------
        name
            The treated unit as a reader knows it.
        unit
            Of the measure: it says what differences are in.
        """


@dataclass(frozen=True, eq=False, kw_only=True)
class Refused:
    """A design that gave no answer; its face is that of a :class:`Result`.

    Attributes
    ----------
    design, treated, intervention
        As of :class:`Result`.
    error
        What was wanting, with its fields.
    """

    design: str
    treated: str
    intervention: str
    error: DesignError

    def table(self) -> pd.DataFrame:
        """Return one row with the columns of a result, the reason under ``refusal``."""
        return _row({**vars(self), "refusal": self.error.reason})

    def sentence(self, name: str, unit: Unit) -> str:
        """Return why there is no answer, for a reader."""
        return f"Refused. {self.error.told(name)}."


@dataclass(frozen=True, kw_only=True)
class Design:
    """A design as the registry has it.

    Attributes
    ----------
    name
        Of the design and of its results: ``peer change``.
    title
        For tables and charts: ``Change relative to peers that started alike``.
    run
        Takes panel, treated unit and first period after; returns a result or raises
        :class:`~nhs_culture.errors.DesignError`.
    order
        Place among the designs; :data:`PRIMARY` is the one that verdicts rest on.
    naive
        Whether it is blind to the peers, so that its p-values are far too small.
    """

    PRIMARY: ClassVar[int] = 1

    name: str
    title: str
    run: Callable[[pd.DataFrame, str, Hashable], Result]
    order: int
    naive: bool = False

    def __call__(self, outcomes: pd.DataFrame, treated: str, intervention: Hashable) -> Result:
        """Return what the design says."""
        return self.run(outcomes, treated, intervention)

    @property
    def label(self) -> str:
        """The title, and what to think of it."""
        role = "primary" if self.order == self.PRIMARY else "naive" if self.naive else ""
        return f"{self.title} ({role})" if role else self.title


@checked(design=callable_)
def attempt(
    design: Callable[[pd.DataFrame, str, Hashable], Result],
    outcomes: pd.DataFrame,
    treated: str,
    intervention: Hashable,
) -> Result | Refused:
    """Return what a design says, or its refusal as a value.

    Parameters
    ----------
    design
        A design of the registry, or the function of one: ``peer_change``.
    outcomes
        Periods x units, one measure.
    treated
        Column of ``outcomes``.
    intervention
        Label of the first period after.

    Examples
    --------
    >>> from nhs_culture.designs.peer_change import peer_change
    >>> from nhs_culture import open_data
    >>> from nhs_culture.studies import compared, question
    >>> data = open_data()
    >>> outcomes = compared(data, question(data, "RP1", "recommend_work"))
    >>> attempt(peer_change, outcomes, "RP1", "2017").n_after
    3
    >>> attempt(peer_change, outcomes, "RP1", "2013").table()["refusal"].item()
    '1 point before the intervention; at least 3 are needed on each side'
    """
    try:
        return design(outcomes, treated, intervention)
    except DesignError as error:
        return Refused(
            design=error.design, treated=str(treated), intervention=str(intervention), error=error
        )


@checked(own=unbounded)
def as_far_as(own: float, others: npt.ArrayLike) -> int:
    """Return how many statistics lie at least as far from zero; what is equal on paper counts."""
    statistics = _statistics(others)
    return int(np.sum(np.abs(statistics) >= abs(own) * (1 - 1e-9)))


def _statistics(others: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return statistics as numbers, which may be infinite."""
    try:
        found = np.asarray(others, dtype=float)
    except (TypeError, ValueError):
        found = np.array(np.nan)
    if np.isnan(found).any():
        reason = f"others is {others!r:.60}; expected numbers"
        raise DesignError(reason, design="as far as", argument="others")
    return found


@checked(as_far=whole, n_peers=whole)
def permutation_p(as_far: int, n_peers: int) -> float:
    """Return the share of all units, the treated one included, that lie at least as far out."""
    if as_far > n_peers:
        reason = f"as_far is {as_far}; expected no more than the {n_peers} peers"
        raise DesignError(reason, design="permutation p", argument="as_far")
    return (1 + as_far) / (1 + n_peers)


def _row(fields: Mapping[str, object]) -> pd.DataFrame:
    known = {name: fields.get(name) for name in RESULT_COLUMNS}
    return pd.DataFrame([known]).fillna(np.nan).infer_objects()
