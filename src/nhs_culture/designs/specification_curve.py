"""One question asked in every defensible way, with all the answers in one table.

A single estimate hangs on choices that could have been made otherwise: which periods, which peers,
which date, which design. The curve shows the answer under each combination, and so how much of it
is choice (Simonsohn, Simmons and Nelson 2020, Nature Human Behaviour 4, 1208-1214). It is a
description: the specifications share their data, and no p-value belongs to the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import product

import pandas as pd

from nhs_culture.designs.interrupted_time_series import interrupted_time_series
from nhs_culture.designs.peer_change import peer_change
from nhs_culture.designs.synthetic_control import synthetic_control
from nhs_culture.errors import DesignError

__all__ = [
    "DESIGNS",
    "Answer",
    "Design",
    "Specification",
    "SpecificationCurve",
    "against_peers",
    "against_peers_from_any_level",
    "against_synthetic_control",
    "by_segmented_regression",
    "specification_curve",
]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a design says, in the unit of the measure; None where it gives no interval."""

    estimate: float
    p_value: float
    n_before: int
    n_after: int
    n_peers: int = 0
    lower: float | None = None
    upper: float | None = None


Design = Callable[[pd.DataFrame, str, str], Answer]
"""Takes a panel (periods x units), the treated unit and the label of the first period after."""


@dataclass(frozen=True)
class Specification:
    """One set of choices.

    Attributes
    ----------
    design
        Name of the design.
    date
        Label of the first period after.
    first, last
        Labels of the window.
    peers
        Name of the group of peers.
    """

    design: str
    date: str
    first: str
    last: str
    peers: str


@dataclass(frozen=True)
class SpecificationCurve:
    """Answers by specification, a reason in place of each answer that could not be had."""

    treated: str
    answers: Mapping[Specification, Answer]
    refusals: Mapping[Specification, str]

    def table(self) -> pd.DataFrame:
        """Return one row per specification, from the lowest estimate up, then the refusals.

        Columns: those of :class:`Specification` and :class:`Answer`, and ``refusal``, which says
        why there is no answer and is empty where there is one.
        """
        answered = sorted(self.answers.items(), key=lambda item: item[1].estimate)
        rows = [{**vars(choice), **vars(answer), "refusal": ""} for choice, answer in answered]
        rows += [{**vars(choice), "refusal": why} for choice, why in self.refusals.items()]
        names = [field.name for record in (Specification, Answer) for field in fields(record)]
        return pd.DataFrame(rows, columns=[*names, "refusal"])

    def sentence(self, unit: str = "") -> str:
        """Return what the curve shows, in plain English."""
        n = len(self.answers)
        refused = len(self.refusals)
        if not n:
            return f"None of {refused} specifications gives an answer for {self.treated}."
        estimates = pd.Series([answer.estimate for answer in self.answers.values()])
        small = sum(answer.p_value <= 0.05 for answer in self.answers.values())
        return (
            f"The estimate for {self.treated} is above zero in {(estimates > 0).sum()} of {n} "
            f"specifications and has p at most 0.05 in {small}; it runs from "
            f"{estimates.min():.2f} to {estimates.max():.2f}{unit and ' '}{unit}, with "
            f"{estimates.median():.2f} in the middle"
            f"{f'; {refused} more give no answer' if refused else ''}."
        )


def against_peers(outcomes: pd.DataFrame, treated: str, intervention: str) -> Answer:
    """Answer by the change relative to peers that started at the same level."""
    return _from_peer_change(outcomes, treated, intervention, baseline=True)


def against_peers_from_any_level(outcomes: pd.DataFrame, treated: str, intervention: str) -> Answer:
    """Answer by the change relative to all peers, wherever they started."""
    return _from_peer_change(outcomes, treated, intervention, baseline=False)


def against_synthetic_control(outcomes: pd.DataFrame, treated: str, intervention: str) -> Answer:
    """Answer by the mean gap to the synthetic control, from units with every value."""
    known = outcomes.notna().any(axis=1)
    complete = outcomes.loc[:, outcomes[known].notna().all()]
    result = synthetic_control(complete, treated, intervention)
    return Answer(
        estimate=result.att,
        p_value=result.p_value,
        n_before=result.n_pre,
        n_after=result.n_post,
        n_peers=len(result.weights),
    )


def by_segmented_regression(
    outcomes: pd.DataFrame, treated: str, intervention: str, season: int | None = None
) -> Answer:
    """Answer by the level change of the treated series alone; its p-value is too small."""
    result = interrupted_time_series(outcomes[treated], intervention, season=season)
    lower, upper = result.level_change.interval
    return Answer(
        estimate=result.level_change.estimate,
        p_value=result.level_change.p_value,
        n_before=result.n_pre,
        n_after=result.n_post,
        lower=lower,
        upper=upper,
    )


DESIGNS: Mapping[str, Design] = {
    "change relative to peers that started alike": against_peers,
    "change relative to all peers": against_peers_from_any_level,
    "synthetic control": against_synthetic_control,
    "segmented regression, level change": by_segmented_regression,
}
"""The designs of the project. For months, give segmented regression its season with ``partial``."""


def specification_curve(
    outcomes: pd.DataFrame,
    treated: str,
    dates: Sequence[str],
    windows: Sequence[tuple[str, str]],
    peers: Mapping[str, Sequence[str]],
    *,
    designs: Mapping[str, Design] = DESIGNS,
) -> SpecificationCurve:
    """Ask every design for its answer at every date, in every window, against every group.

    Parameters
    ----------
    outcomes
        Periods x units, one measure; a period missing for every unit stands there as a row of NaN.
    treated
        Column of ``outcomes``.
    dates
        Labels of the first period after.
    windows
        First and last label, both included.
    peers
        Name of each group -> its units; those without a column in ``outcomes`` are passed over.
    designs
        Name -> design.

    Raises
    ------
    DesignError
        When a list is empty, or the treated unit is not a column. What one specification does not
        allow (a date outside its window, too few points) is not raised but told in the result.
    """
    if treated not in outcomes.columns:
        raise DesignError(f"specification curve: {treated} is not a column of outcomes")
    choices = {"dates": dates, "windows": windows, "peers": peers, "designs": designs}
    for name, values in choices.items():
        if not values:
            raise DesignError(f"specification curve: {name} is empty; expected one or more")
    answers: dict[Specification, Answer] = {}
    refusals: dict[Specification, str] = {}
    for date, (first, last), group, design in product(dates, windows, peers, designs):
        choice = Specification(design, date, first, last, group)
        units = outcomes.columns.intersection([treated, *peers[group]])
        try:
            panel = outcomes.loc[first:last, units]
            answers[choice] = designs[design](panel, treated, date)
        except DesignError as error:
            refusals[choice] = str(error)
    return SpecificationCurve(treated, answers, refusals)


def _from_peer_change(
    outcomes: pd.DataFrame, treated: str, intervention: str, baseline: bool
) -> Answer:
    result = peer_change(outcomes, treated, intervention, baseline=baseline)
    lower, upper = result.interval
    return Answer(
        estimate=result.estimate,
        p_value=result.p_value,
        n_before=result.n_before,
        n_after=result.n_after,
        n_peers=len(result.peers),
        lower=lower,
        upper=upper,
    )
