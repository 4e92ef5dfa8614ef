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
from nhs_culture.english import short_name
from nhs_culture.errors import DesignError
from nhs_culture.metrics.funnel import OverdispersedFunnel, overdispersed_limits
from nhs_culture.metrics.proportions import Interval
from nhs_culture.register import Register
from nhs_culture.studies.answer import Answer
from nhs_culture.studies.question import EVERY_TRUST
from nhs_culture.units import POUNDS

__all__ = [
    "SMALLEST_GROUP",
    "SPENDING",
    "PrintedFall",
    "Spread",
    "TwicePrinted",
    "moves",
    "national_rule",
    "national_spending",
    "posts_per_million",
    "printed_falls",
    "spread",
    "twice_printed",
]

SPENDING = ("agency_spend", "agency_share", "locum_spend")
"""Measures of the claims about agency staff."""
SMALLEST_GROUP = 20
"""Trusts of a kind below which the funnel is drawn from trusts of every kind."""
LEVELS = (0.95, 0.998)


@dataclass(frozen=True, kw_only=True, eq=False)
class Spread:
    """The agency and bank shares of a group of trusts in one year, and their funnel.

    Attributes
    ----------
    period
        Financial year.
    group
        Whom the trust is set among, in words.
    table
        A row a trust, by ODS code: ``value`` (percent), ``size`` (staff costs, £m), ``posts``
        (WTE that a median trust has for such costs).
    limits
        By ``size``, ascending: ``centre``, ``lower_95``, ``upper_95``, ``lower_998``,
        ``upper_998``, in percent.
    fit
        The funnel on the scale of the arcsine of the root, at the narrower level.
    """

    period: str
    group: str
    table: pd.DataFrame
    limits: pd.DataFrame
    fit: OverdispersedFunnel

    def by_chance(self, trust: str) -> Interval:
        """Return where 95% of trusts of this size would lie by chance alone, in percent."""
        error = self.fit.standard_errors[list(self.table.index).index(trust)]
        lower, upper = _percent(self.fit.target + 1.96 * error * np.array([-1, 1]))
        return Interval(float(lower), float(upper))


def spread(answer: Answer) -> Spread | DesignError:
    """Return the funnel of the last year that the trust has a share for.

    The group is the trust's peers as asked for, or every trust where they are fewer than
    :data:`SMALLEST_GROUP`.
    """
    asked = answer.question
    if answer.own.empty:
        return DesignError(
            f"no pay bill of {short_name(asked.trust_name)} is in the files held here"
        )
    period = str(answer.own.index[-1])
    group, words = answer.group, "trusts of its kind"
    if asked.peers != "benchmark group":
        words = f"its peers ({asked.peers})"
    if group.loc[period].notna().sum() < SMALLEST_GROUP:
        everyone = answer.data.peers(asked.trust, asked.measure, "all")
        group, words = everyone, "trusts of every kind"
    table = pd.DataFrame(
        {
            "value": group.loc[period],
            "size": answer.data.wide("staff_cost").loc[period] / 1e6,
        }
    ).dropna()
    # Posts in proportion to pay, so that the accounts of part of a year count for that part.
    table["posts"] = table["size"] * posts_per_million(answer.data, period)
    return _funnelled(period, words, table.sort_values("size"))


def _funnelled(period: str, group: str, table: pd.DataFrame) -> Spread | DesignError:
    """Return the funnel of a table of shares, or the refusal where there are too few."""
    values = np.arcsin(np.sqrt(table["value"].to_numpy(dtype=float) / 100))
    errors = 1 / (2 * np.sqrt(table["posts"].to_numpy(dtype=float)))
    try:
        fits = {
            level: overdispersed_limits(values, errors, float(np.median(values)), level)
            for level in LEVELS
        }
    except DesignError as error:
        return error
    columns = {"size": table["size"], "centre": _percent(np.full(len(values), np.median(values)))}
    for level, name in zip(LEVELS, ("95", "998"), strict=True):
        columns[f"lower_{name}"] = _percent(fits[level].lower)
        columns[f"upper_{name}"] = _percent(fits[level].upper)
    limits = pd.DataFrame(columns)
    return Spread(period=period, group=group, table=table, limits=limits, fit=fits[LEVELS[0]])


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
