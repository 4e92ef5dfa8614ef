"""Agency and bank staff as a share of the pay bill, and how far trusts lie apart.

A share of a pay bill is counted, not sampled: it has no sampling error. The funnel's limits say how
far trusts of a kind usually lie apart. What chance alone could do is taken from a model that is
stated: were every post covered by agency or bank with the same probability everywhere, the share
would vary as a proportion of so many posts does. The spread between trusts is many times that, and
the limits are widened to it (Spiegelhalter 2005, Quality and Safety in Health Care 14, 347-351).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from nhs_culture.data.access import Data
from nhs_culture.metrics.funnel import OverdispersedFunnel
from nhs_culture.metrics.proportions import Interval
from nhs_culture.register import Register
from nhs_culture.studies.answer import Answer
from nhs_culture.studies.question import EVERY_TRUST
from nhs_culture.units import POUNDS

__all__ = [
    "SMALLEST_GROUP",
    "SPENDING",
    "PrintedFall",
    "TwicePrinted",
    "by_chance",
    "limits_of",
    "moves",
    "national_rule",
    "national_spending",
    "of_few",
    "pay_bills",
    "posts_per_million",
    "printed_falls",
    "twice_printed",
]

SPENDING = ("agency_spend", "agency_share", "locum_spend")
"""Measures of the claims about agency staff."""
SMALLEST_GROUP = 20
"""Trusts of a kind below which the funnel is drawn from trusts of every kind."""
LEVELS = {0.95: "95", 0.998: "998"}
"""Shares of trusts within the limits that are drawn, and what their columns end in."""


def of_few(answer: Answer) -> int | None:
    """Return how many of the trust's peers have a share in its last year, where they are too few.

    None where they are not, and where the trust has no share.
    """
    if answer.own.empty:
        return None
    known = int(answer.group.loc[answer.own.index[-1]].notna().sum())
    return known if known < SMALLEST_GROUP else None


def pay_bills(answer: Answer) -> pd.DataFrame:
    """Return the shares and the sizes of a group of trusts in the last year that the trust has.

    The group is the trust's peers as asked for, or every trust where they are fewer than
    :data:`SMALLEST_GROUP`.

    Returns
    -------
    DataFrame
        By ODS code, the smallest trust first: ``value`` (percent), ``size`` (staff costs, £m) and
        ``posts`` (WTE that a median trust has for such costs). Empty where the trust has no share.
    """
    asked = answer.question
    if answer.own.empty:
        return pd.DataFrame(columns=["value", "size", "posts"], dtype=float)
    period, group = str(answer.own.index[-1]), answer.group
    if of_few(answer) is not None:
        group = answer.data.peers(asked.trust, asked.measure, "all")
    size = answer.data.wide("staff_cost").loc[period] / 1e6
    table = pd.DataFrame({"value": group.loc[period], "size": size}).dropna()
    # Posts in proportion to pay, so that the accounts of part of a year count for that part.
    table["posts"] = table["size"] * posts_per_million(answer.data, period)
    return table.sort_values("size")


def limits_of(bills: pd.DataFrame, fit: OverdispersedFunnel) -> pd.DataFrame:
    """Return the limits of a funnel on the scale of the arcsine of the root, as percentages.

    Parameters
    ----------
    bills
        As :func:`pay_bills` returns it.
    fit
        The funnel of its shares.

    Returns
    -------
    DataFrame
        By ODS code: ``size``, ``centre``, ``lower_95``, ``upper_95``, ``lower_998`` and
        ``upper_998``.
    """
    columns = {"size": bills["size"], "centre": _percent(np.full(len(bills), fit.target))}
    for level, name in LEVELS.items():
        lower, upper = fit.limits(level)
        columns |= {f"lower_{name}": _percent(lower), f"upper_{name}": _percent(upper)}
    return pd.DataFrame(columns)


def by_chance(bills: pd.DataFrame, fit: OverdispersedFunnel, trust: str) -> Interval:
    """Return where 95% of trusts of a trust's size would lie by chance alone, in percent.

    Parameters are those of :func:`limits_of`, and an ODS code among the rows.
    """
    error = fit.standard_errors[list(bills.index).index(trust)]
    lower, upper = _percent(fit.target + 1.96 * error * np.array([-1, 1]))
    return Interval(float(lower), float(upper))


def posts_per_million(data: Data, period: str) -> float:
    """Return the median trust's average staff (WTE) for each £m of staff costs."""
    per_pound = data.wide("average_wte").T[period] / data.wide("staff_cost").T[period]
    return 1e6 * float(per_pound.median())


def _percent(angle: np.ndarray) -> np.ndarray:
    """Return percentages from arcsines of roots, held between 0 and 100."""
    share: np.ndarray = 100 * np.sin(np.clip(angle, 0, np.pi / 2)) ** 2
    return share


def moves(answer: Answer) -> pd.Series:
    """Return the change between the trust's last two years at each trust of the group, by code."""
    return answer.group.reindex(answer.own.index[-2:]).diff().iloc[-1].dropna()


def national_spending(register: Register) -> pd.DataFrame:
    """Return England's agency spending of whole years as printed.

    Of two figures for a year the one printed with more digits is taken.

    Returns
    -------
    DataFrame
        ``pounds`` and ``document`` by financial year, ascending.
    """
    rows = register.claims
    whole = rows[
        (rows["org_code"] == EVERY_TRUST)
        & (rows["measure"] == "agency_spend")
        & (rows["subgroup"] == "all")
        & (rows["kind"] == "money")
    ]
    digits = whole["value_to"].map(lambda pounds: len(f"{pounds:.0f}".rstrip("0")))
    ordered = whole.assign(digits=digits).sort_values(["period_to", "digits"])
    by_year = ordered.drop_duplicates("period_to", keep="last").set_index("period_to")
    return by_year.rename(columns={"value_to": "pounds"})[["pounds", "document"]]


@dataclass(frozen=True)
class PrintedFall:
    """A national sum of part of a year, and how much less than a year before it was."""

    period: str
    part: str
    spent: float
    less: float

    @property
    def percent(self) -> float:
        """The fall in percent of the sum of the year before."""
        return 100 * self.less / (self.spent + self.less)


def printed_falls(register: Register) -> list[PrintedFall]:
    """Return where one document prints what England spent and how much less that was."""
    rows = register.claims
    ours = rows[(rows["org_code"] == EVERY_TRUST) & (rows["measure"] == "agency_spend")]
    ours = ours[(ours["unit"] == POUNDS.code) & (ours["subgroup"] != "all")]
    sums = ours[ours["kind"] == "money"]
    changes = ours[ours["kind"] == "movement"]
    both = sums.merge(changes, on=["document", "subgroup", "period_to"], suffixes=("", "_change"))
    cells = both[["period_to", "subgroup", "value_to", "value_to_change"]].to_numpy()
    return [PrintedFall(p, part, spent, -change) for p, part, spent, change in cells if change < 0]


@dataclass(frozen=True)
class TwicePrinted:
    """Two sums, in pounds, that one document prints for one year, in its order."""

    document: str
    period: str
    earlier: float
    later: float

    @property
    def percent(self) -> float:
        """How much less the later is, in percent of the earlier."""
        return 100 * (1 - self.later / self.earlier)


def twice_printed(register: Register, trust: str) -> list[TwicePrinted]:
    """Return the pairs of sums that a document prints for one year of a trust's agency spending."""
    rows = register.claims
    ours = rows[(rows["org_code"] == trust) & (rows["measure"] == "agency_spend")]
    sums = ours[(ours["kind"] == "money") & (ours["conflicts_with"] != "")]
    pairs = sums.merge(sums, on=["document", "subgroup", "period_to"], suffixes=("", "_other"))
    pairs = pairs[pairs["conflicts_with"] == pairs["claim_id_other"]]
    first = pairs.drop_duplicates(["document", "period_to"])
    columns = ["document", "period_to", "value_to", "value_to_other"]
    return [TwicePrinted(*cells) for cells in first[columns].to_numpy()]


def national_rule(register: Register) -> pd.Series | None:
    """Return the row of ``interventions.csv`` of England's rule on agency staff; None without."""
    rows = register.interventions
    rules = rows[
        (rows["org_code"] == EVERY_TRUST) & rows["name"].str.contains("agency", case=False)
    ]
    return None if rules.empty else rules.iloc[0]
