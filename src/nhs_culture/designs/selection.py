"""What a finding is worth when the case was chosen because it rose.

A trust gets written about because a figure of it rose. Among a hundred trusts a few rise by luck,
and whoever looks there finds them: their p-values are small, and their estimates too large, though
nothing happened. Two answers are given beside the plain ones.

*p given the choice.* The rule by which the case may have been chosen is carried out on every trust
at every date of the same panel at which nothing is known to have happened. Of the trust-dates that
the rule picks, so many have a p as small as that of the case. Nothing is drawn at random: all of
them are looked at.

*A shrunken estimate.* What the choice adds is luck, and luck does not come with the change itself.
If changes of a trust's own are mostly small and rarely large (a Cauchy distribution around 0 with
the usual size of a move as its scale) and luck is what the peers show (normal, with their spread),
then the mean of the change given the estimate does not depend on why one looked (Dawid 1994, in
Multivariate Analysis and its Applications, 211-220; Senn 2008, American Statistician 62, 121-124).
The heavy tail leaves large estimates nearly as they are and draws small ones in (Johnstone and
Silverman 2004, Annals of Statistics 32, 1594-1649). Estimates that condition on having been chosen
(Zhong and Prentice 2008, Biostatistics 9, 621-634; Andrews, Kitagawa and McCloskey 2024, Quarterly
Journal of Economics 139, 305-358) need no such distribution, and were tried: among chosen trusts
with a change of 1.5 usual moves or more they were further off than the plain estimate.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nhs_culture.designs.permutation import LEVEL
from nhs_culture.errors import DesignError
from nhs_culture.metrics.arguments import real, require_finite
from nhs_culture.metrics.checked import checked, kind

__all__ = ["CHOICE_RULES", "ChoiceRule", "Chosen", "Shrunken", "given_the_choice", "shrunken"]

RISEN_MOST = 5
"""Largest rises of a group at a date that may be written about."""

TENTH = 0.1

BEYOND = 1000
"""With so many usual moves nothing is taken off that could be seen."""


@dataclass(frozen=True)
class ChoiceRule:
    """A way in which a case may have been chosen.

    Attributes
    ----------
    name, sentence
        In a word, and for a reader, with ``{trust}`` for the trust.
    picks
        Takes the table of :func:`~nhs_culture.designs.every_unit.every_date` and returns which of
        its rows are chosen.
    """

    name: str
    sentence: str
    picks: Callable[[pd.DataFrame], pd.Series]


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A p-value given that the case was chosen by a rule.

    Attributes
    ----------
    rule
        Name of the rule.
    picked
        Whether the rule picks the case itself; where not, it was not chosen so.
    n_chosen
        Other trust-dates that the rule picks.
    found
        Share of these with p at most 0.05: what a plain test finds among trusts chosen so.
    p_value
        Share of these, the case included, with a p as small as the case's.
    """

    rule: str
    picked: bool
    n_chosen: int
    found: float
    p_value: float


@dataclass(frozen=True, kw_only=True)
class Shrunken:
    """An estimate with what the choice adds by luck taken off.

    Attributes
    ----------
    estimate, interval
        Mean and central 95% of the change given the plain estimate.
    kept
        Share of the plain estimate that is left.
    """

    estimate: float
    interval: tuple[float, float]
    kept: float


def _every_row(dates: pd.DataFrame) -> pd.Series:
    return pd.Series(data=True, index=dates.index)


def _largest(dates: pd.DataFrame) -> pd.Series:
    return dates.groupby(level="date")["rise"].rank(ascending=False, method="first") <= RISEN_MOST


def _top_tenth(dates: pd.DataFrame) -> pd.Series:
    return dates.groupby(level="date")["rise"].rank(ascending=False, pct=True) <= TENTH


def _best_date(dates: pd.DataFrame) -> pd.Series:
    return dates.groupby(level="unit")["p_value"].rank(method="first") == 1


CHOICE_RULES = (
    ChoiceRule("any", "{trust} and the date were chosen without a look at the figures", _every_row),
    ChoiceRule(
        "largest rises",
        f"{{trust}} was chosen as one of the {RISEN_MOST} that rose most in its group at that date",
        _largest,
    ),
    ChoiceRule(
        "top tenth",
        "{trust} was chosen from the tenth of its group that rose most at that date",
        _top_tenth,
    ),
    ChoiceRule(
        "best date",
        "the date was chosen as the one at which {trust} moved most unusually",
        _best_date,
    ),
)
"""Ways of choosing that are looked at, from none to the strongest."""


@checked(dates=kind(pd.DataFrame), rule=kind(ChoiceRule))
def given_the_choice(
    dates: pd.DataFrame, treated: Hashable, date: Hashable, rule: ChoiceRule, direction: int = 1
) -> Chosen:
    """Return the p-value of a trust at a date, given that a rule chose it.

    Parameters
    ----------
    dates
        Of :func:`~nhs_culture.designs.every_unit.every_date`, over the panel that the trust was
        compared in and windows of the same lengths.
    treated, date
        The case: a row of ``dates``.
    rule
        One of :data:`CHOICE_RULES`.
    direction
        -1 where a fall is what a case is chosen for (sickness absence), else 1.

    Raises
    ------
    DesignError
        When the case is not in the table, a rise or a p-value is missing in it, or the direction is
        neither 1 nor -1.
    """
    if not isinstance(direction, int) or isinstance(direction, bool) or abs(direction) != 1:
        reason = f"direction is {direction!r}; expected 1 or -1"
        raise DesignError(reason, design="selection", argument="direction")
    tabled = {"rise", "p_value"} <= set(dates) and {*dates.index.names} == {"date", "unit"}
    if not tabled or any(dates[name].dtype.kind != "f" for name in ("rise", "p_value")):
        reason = "dates is no table of every date; expected rises and p-values by date and unit"
        raise DesignError(reason, design="selection", argument="dates")
    for argument, label in (("treated", treated), ("date", date)):
        if not pd.api.types.is_scalar(label) or label is pd.NA:
            reason = f"{argument} is {label!r}; expected a label"
            raise DesignError(reason, design="selection", argument=argument)
    if dates[["rise", "p_value"]].isna().any(axis=None):
        reason = "a rise or a p-value is missing; expected one at every unit and date"
        raise DesignError(reason, design="selection", argument="dates")
    units = dates.index.get_level_values("unit")
    own = (units == treated) & (dates.index.get_level_values("date") == date)
    if not own.any():
        known = (units == treated).any()
        reason = f"{treated!r} is not among the units{f' at {date!r}' if known else ''}"
        argument = "date" if known else "treated"
        raise DesignError(reason, design="selection", argument=argument)
    picks = rule.picks(dates.assign(rise=direction * dates["rise"]))
    p_value = float(dates["p_value"][own].iloc[0])
    others = dates["p_value"][picks & (units != treated)]
    as_small = int((others <= p_value * (1 + 1e-9)).sum())
    return Chosen(
        rule=rule.name,
        picked=bool(picks[own].iloc[0]),
        n_chosen=len(others),
        found=float((others <= LEVEL * (1 + 1e-9)).mean()),
        p_value=(1 + as_small) / (1 + len(others)),
    )


def shrunken(estimate: float, usual: float) -> Shrunken:
    """Return the change given an estimate, if changes of a trust's own are mostly small.

    Parameters
    ----------
    estimate
        Change relative to peers.
    usual
        By how much a trust like this strays (root mean square), above 0, same unit.

    Raises
    ------
    DesignError
        When either is no number, or ``usual`` not above 0.
    """
    real(estimate, "estimate", "shrunken")
    z = estimate / real(usual, "usual", "shrunken", lower=np.finfo(float).tiny)
    require_finite([z, 10 * usual], "usual", "shrunken")
    if abs(z) > BEYOND:
        edges = (estimate - 1.96 * usual, estimate + 1.96 * usual)
        return Shrunken(estimate=estimate, interval=edges, kept=1.0)
    changes = np.linspace(min(z, 0.0) - 10, max(z, 0.0) + 10, 8001)
    log_weights = -((z - changes) ** 2) / 2 - np.log1p(changes**2)
    weights = np.exp(log_weights - log_weights.max())
    weights /= weights.sum()
    mean = float(weights @ changes)
    below = np.cumsum(weights) - weights / 2
    lower, upper = np.interp([LEVEL / 2, 1 - LEVEL / 2], below, changes)
    return Shrunken(
        estimate=mean * usual,
        interval=(float(lower) * usual, float(upper) * usual),
        kept=mean / z if z else 0.0,
    )
