"""Printed figures of minority staff, and the numbers of people that they can rest on.

What is printed of the Workforce Race Equality Standard (WRES) comes without the number of people
behind it. Here every number that it could rest on is put to it, each assumption a constant.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from nhs_culture.data.access import Data
from nhs_culture.errors import DataError
from nhs_culture.metrics.likelihood import plausible_counts, plausible_interval
from nhs_culture.metrics.proportions import Interval, percentage_difference

__all__ = ["BASE_SURVEY", "SAMPLE_SIZE", "PrintedShare", "Ratio", "printed_ratios", "printed_share"]

BASE_SURVEY = "2019"
"""The survey whose bases are known and that is nearest to what is printed."""
SAMPLE_SIZE = 850
"""Staff whom a trust had to ask at least, before it became usual to ask everyone."""
RESPONSE_2015 = 0.41
"""Share of staff who answered in England (NHS England, the 2015 NHS Staff Survey in England)."""
MINORITY_STAFF = (0.8, 1.25)
"""The share of minority staff may be this much under or over their share of respondents."""
CASES_PER_STAFF = (0.005, 0.02)
"""Formal disciplinary cases a year as a share of staff: one in 200 to one in 50, our assumption."""


@dataclass(frozen=True, kw_only=True)
class PrintedShare:
    """A printed movement of a share of BME staff, and what it can stand for.

    Attributes
    ----------
    claim
        Identifier in ``claims.csv``.
    measure
        As in the register.
    start, end, first, last
        The two percentages and the years they are printed for.
    likely
        BME staff behind such a share in the survey of 2019, estimated.
    fewest
        The same in a survey of a sample with the response of 2015.
    """

    claim: str
    measure: str
    start: float
    end: float
    first: str
    last: str
    likely: int
    fewest: int

    @property
    def change(self) -> float:
        """The later percentage less the earlier, in percentage points."""
        return self.end - self.start

    def difference(self, base_first: int, base_last: int) -> Interval:
        """Return the 95% sampling interval of the change, in percentage points."""
        return percentage_difference(self.end, base_last, self.start, base_first, decimals=0)

    @property
    def scenarios(self) -> tuple[tuple[str, int, int], ...]:
        """What the bases of the two surveys may have been, in words and numbers."""
        return (
            (f"as many both times as in {BASE_SURVEY}", self.likely, self.likely),
            (f"a sample in {self.first}", self.fewest, self.likely),
            ("a sample both times", self.fewest, self.fewest),
        )

    @property
    def enough(self) -> int | None:
        """Fewest BME answers in the first survey with which the interval leaves out no change.

        The later survey is taken to have had as many as that of 2019; None where even as many in
        the first do not suffice.
        """
        bases = range(1, self.likely + 1)
        return next((n for n in bases if _excludes(self.difference(n, self.likely), 0)), None)


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """A printed likelihood of BME staff over white staff, and the counts it can stand for.

    Attributes
    ----------
    year, value, decimals
        As printed.
    staff, minority
        People in post, and the fewest and the most of them who may be from ethnic minorities.
    """

    year: str
    value: float
    decimals: int
    staff: int
    minority: tuple[int, int]

    def interval(self, cases: int | tuple[int, int]) -> Interval:
        """Return the 95% interval over the counts that print as this ratio."""
        return plausible_interval(
            self.value, self.minority, self._white, decimals=self.decimals, events=cases
        )

    def minority_cases(self, cases: int) -> tuple[int, int]:
        """Return the fewest and the most cases of BME staff that print as this ratio."""
        counts = plausible_counts(
            self.value, self.minority, self._white, decimals=self.decimals, events=cases
        )
        return int(counts["events_a"].min()), int(counts["events_a"].max())

    @property
    def cases(self) -> tuple[int, int]:
        """Fewest and most formal cases a year among all staff, by assumption."""
        fewest, most = (round(self.staff * rate) for rate in CASES_PER_STAFF)
        return fewest, most

    @property
    def _white(self) -> int:
        return self.staff - round(sum(self.minority) / 2)


def printed_share(claim: pd.Series, data: Data) -> PrintedShare:
    """Return the movement of a share of BME staff that a claim prints."""
    trust, measure = claim["org_code"], claim["measure"]
    base = _of_the_base_survey(data, trust, measure, "denominator")
    minority = _of_the_base_survey(data, trust, "ethnic_minority") / 100
    answering = base / _of_the_base_survey(data, trust, "responses")
    return PrintedShare(
        claim=claim["claim_id"],
        measure=measure,
        start=claim["value_from"],
        end=claim["value_to"],
        first=claim["period_from"],
        last=claim["period_to"],
        likely=round(base * minority),
        fewest=round(SAMPLE_SIZE * RESPONSE_2015 * answering * minority),
    )


def printed_ratios(claim: pd.Series, data: Data) -> tuple[Ratio, Ratio]:
    """Return the first and the last likelihood that a claim prints."""
    return _ratio(claim, "from", data), _ratio(claim, "to", data)


def _ratio(claim: pd.Series, end: str, data: Data) -> Ratio:
    trust, year, value = claim["org_code"], claim[f"period_{end}"], float(claim[f"value_{end}"])
    headcount = data.series(trust, "staff_headcount")
    if f"{year}-03" not in headcount.index:
        raise DataError(f"No headcount for {trust} in March {year}")
    staff = round(headcount[f"{year}-03"])
    minority = _of_the_base_survey(data, trust, "ethnic_minority") / 100
    fewest, most = (round(staff * minority * factor) for factor in MINORITY_STAFF)
    return Ratio(
        year=year,
        value=value,
        decimals=0 if value.is_integer() else 2,
        staff=staff,
        minority=(fewest, most),
    )


def _of_the_base_survey(data: Data, trust: str, measure: str, column: str = "value") -> float:
    known = data.series(trust, measure, column=column)
    if BASE_SURVEY not in known.index:
        raise DataError(f"No figure of {measure} for {trust} in {BASE_SURVEY}")
    return float(known[BASE_SURVEY])


def _excludes(interval: Interval, value: float) -> bool:
    return not interval.lower <= value <= interval.upper
