"""What documents print of a trust's Black and minority ethnic (BME) staff, ready to be tested.

The indicators of the Workforce Race Equality Standard (WRES) are printed without the number of
people behind them; :mod:`nhs_culture.claims.wres` says what these may have been. Here the printed
figures of one trust stand together, with the arithmetic that chance asks for.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from math import comb

import pandas as pd

from nhs_culture.claims.wres import PrintedShare, Ratio, printed_ratios, printed_share
from nhs_culture.data.access import Data
from nhs_culture.errors import DataError
from nhs_culture.metrics.likelihood import quotient_interval
from nhs_culture.metrics.proportions import Interval
from nhs_culture.units import PERCENT

__all__ = ["PrintedWres", "printed_wres"]

BME = "BME"
"""Subgroup of ``claims.csv``."""
RATIO, IMPROVED = "disciplinary_likelihood", "wres_indicators_improved"


@dataclass(frozen=True, kw_only=True)
class PrintedWres:
    """What is printed of a trust's WRES indicators.

    Attributes
    ----------
    trust
        ODS code.
    shares
        Movements of shares of BME staff, one of discrimination by colleagues first.
    ratios
        The likelihood of entering the disciplinary process, first and last; empty where none is
        printed.
    improved, of
        How many indicators are said to have improved, of how many; None where not printed.
    """

    trust: str
    shares: tuple[PrintedShare, ...]
    ratios: tuple[Ratio, ...]
    improved: int | None
    of: int | None

    def table(self) -> pd.DataFrame:
        """Return a row for each printed share: its year, percent and the bases it may have."""
        rows = [
            (share.measure, year, percent, share.likely, share.fewest)
            for share in self.shares
            for year, percent in ((share.first, share.start), (share.last, share.end))
        ]
        return pd.DataFrame(rows, columns=["measure", "year", "share", "likely", "fewest"])

    def changes(self) -> pd.DataFrame:
        """Return each printed change with its 95% sampling interval under every pair of bases."""
        rows = [
            (share.measure, first, last, share.change, *share.difference(first, last))
            for share in self.shares
            for _, first, last in share.scenarios
        ]
        columns = ["measure", "base_first", "base_last", "estimate", "lower", "upper"]
        return pd.DataFrame(rows, columns=columns)

    @property
    def fall_of_ratio(self) -> Interval:
        """95% interval of the last likelihood over the first, with as many cases as there may be.

        Fewer cases make it wider still.
        """
        first, last = self.ratios
        return quotient_interval(
            last.value,
            last.interval(last.cases[1]),
            first.value,
            first.interval(first.cases[1]),
        )

    @property
    def chance_of_as_many(self) -> float | None:
        """Chance that as many indicators improve when each is as likely to rise as to fall."""
        if self.improved is None or self.of is None:
            return None
        as_many = sum(comb(self.of, n) for n in range(self.improved, self.of + 1))
        return float(as_many / 2**self.of)


def printed_wres(data: Data, trust: str) -> PrintedWres:
    """Return what documents print of a trust's BME staff, with the bases it may rest on.

    Shares and likelihoods are movements, whose two ends are dated; others the ledger of claims has.
    """
    claims = data.register.claims
    about = claims[claims["org_code"] == trust]
    own = about[about["value_from"].notna() & (about["period_from"] != "")]
    moved = own[(own["subgroup"] == BME) & (own["unit"] == PERCENT.code)]
    moved = moved.sort_values("measure", kind="stable")
    likelihood = own[own["measure"] == RATIO]
    counted = about[about["measure"] == IMPROVED]
    return PrintedWres(
        trust=trust,
        shares=tuple(printed_share(claim, data) for _, claim in moved.iterrows()),
        ratios=_ratios(likelihood, data),
        improved=None if counted.empty else int(counted["value_to"].iloc[0]),
        of=None if counted.empty else int(counted["rank_of"].iloc[0]),
    )


def _ratios(claims: pd.DataFrame, data: Data) -> tuple[Ratio, ...]:
    """Return both ends of the first movement of the likelihood whose years have a headcount."""
    for _, claim in claims.iterrows():
        with suppress(DataError):
            return printed_ratios(claim, data)
    return ()
