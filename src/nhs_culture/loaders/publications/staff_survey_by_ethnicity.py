"""NHS Staff Survey 2024, White and BME staff apart: four indicators of race equality (compiled)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pandas as pd

from nhs_culture.english import listed
from nhs_culture.loaders.grid import Grid
from nhs_culture.loaders.publication import Importer, Publication
from nhs_culture.loaders.ranges import SHARE, Range
from nhs_culture.loaders.tidy import ODS_CODE, figures
from nhs_culture.loaders.workbook import SourceFile, TextTable

__all__ = ["BASE_TOO_FEW", "IMPORTER"]

YEAR = "2024"
INDICATOR, CODE, TYPE = "Indicator", "Trust", "Trust Type"
RATIO = "Likelihood Ratio (BME/White)"
RATES = {"white": "White Rate", "bme": "BME Rate"}
INDICATORS = {
    "Q15: Fair career progression": "fair_careers",
    "Q16b: Discrimination from manager/colleagues": "discrimination_colleagues",
    "Harassment from patients (by ethnicity)": "harassment_public",
    "Harassment from staff (by ethnicity)": "harassment_staff",
}
"""WRES indicators 7, 8, 5 and 6, and their measures."""
TYPES = (
    *("Acute&Acute Community Trusts", "Acute Specialist Trusts"),
    *("Community Trusts", "Ambulance Trusts"),
)
LIKELIHOOD = Range(0, 100, "a ratio from 0 to 100")
ROUNDING = 1e-6
MOST_PEOPLE = 20_000
"""No trust has so many staff of one group among its respondents."""
SAME_FRACTION = 1e-12
"""What a share printed with all its digits may differ from its fraction by."""
BASE_TOO_FEW = "base half or a third of those who answered"
"""The note beside a figure whose base, and so whose count, is known to be too small."""
TOO_FEW = {
    "white": ("RA9", "REF", "RFS"),
    "bme": ("RJC", "RPA", "RRJ", "RX8", "RXL", "RYE", "RYR"),
}
"""Where that is so, by the numbers of respondents in the detailed spreadsheets of 2024."""

PUBLICATION = Publication(
    source_id="staff_survey_by_ethnicity_2024",
    title="NHS Staff Survey 2024, benchmark reports: race equality indicators by ethnic group",
    producer="Survey Coordination Centre at Picker, for NHS England",
    url="https://github.com/leeslatergv/SS_2024/tree/504c047",
    published="2025-03-13",
    measures=tuple(INDICATORS.values()),
    of_groups=tuple(INDICATORS.values()),
    groups=tuple(RATES),
    left_out=("The ratio of the two shares: it is BME over White, which every row is held to.",),
    notes=(
        "Shares are printed from 0 to 1; here they are percentages. Subgroup white is White staff, "
        "bme all others who gave an ethnic group.",
        "158 trusts and a part of one: acute, specialist, community and ambulance. No mental "
        "health trust is in the file, so neither is Northamptonshire Healthcare (RP1).",
        "fair_careers counts don't-knows in, as the publication does.",
        "The shares are not weighted: each is a fraction of whole numbers of people. The bases are "
        "not printed and are found from the fractions: of the four questions, which nearly the "
        "same people answer, the largest denominator in lowest terms is taken for the number "
        "of people, and the others for parts of a number near it. 308 of the 318 are within 6% "
        "of the numbers of White and BME respondents in the detailed spreadsheets of 2024. In "
        "ten the base here is half of that or a third, so that an interval from it is too wide "
        f"and never too narrow: White at {listed(TOO_FEW['white'])}; BME at "
        f"{listed(TOO_FEW['bme'])}.",
        "From the official benchmark workbook 2020 to 2024.",
    ),
    licence="Open Government Licence v3.0 (of the underlying statistics)",
    compiled_by="leeslatergv/SS_2024, commit 504c047",
)


def _recognises(source: SourceFile) -> bool:
    signs = {*RATES.values(), RATIO, INDICATOR}
    return isinstance(source, TextTable) and len(signs & set(source.grid.headings)) >= 3


def _rows(source: SourceFile) -> Grid:
    assert isinstance(source, TextTable)
    grid = source.grid
    grid.require([INDICATOR, CODE, TYPE])
    grid.unique(INDICATOR, CODE)
    code, indicator = grid.text(CODE), grid.text(INDICATOR)
    grid.refuse_rows(
        ~code.str.fullmatch(ODS_CODE), CODE, "expected the ODS code of an NHS trust (as RP1)"
    )
    grid.refuse_rows(~grid.text(TYPE).isin(TYPES), TYPE, f"expected one of {', '.join(TYPES)}")
    grid.refuse_rows(
        ~indicator.isin(INDICATORS), INDICATOR, f"expected one of {', '.join(INDICATORS)}"
    )
    grid.refuse_rows(
        code.map(code.value_counts()) != len(INDICATORS),
        CODE,
        f"expected the {len(INDICATORS)} indicators of every trust",
    )
    return grid


def _read(source: SourceFile) -> list[pd.DataFrame]:
    grid = _rows(source)
    rates = grid.matrix(list(RATES.values()), SHARE)
    ratio = grid.numbers(RATIO, LIKELIHOOD)
    apart = (rates[RATES["bme"]] / rates[RATES["white"]] - ratio).abs()
    grid.refuse_rows(~(apart <= ROUNDING), RATIO, f"expected {RATES['bme']} over {RATES['white']}")
    return [
        part.assign(subgroup=group)
        for group, rate in RATES.items()
        for part in _of_group(grid, group, rates[rate])
    ]


def _of_group(grid: Grid, group: str, share: pd.Series[float]) -> list[pd.DataFrame]:
    """Return the figures of White or of BME staff, one part an indicator."""
    code, measure = grid.text(CODE), grid.text(INDICATOR).map(INDICATORS)
    base = _bases(grid, RATES[group], share, code)
    note = code.isin(TOO_FEW[group]).map({True: BASE_TOO_FEW, False: ""})
    people = (share * base).round()
    return [
        figures(
            code[of], YEAR, name, 100 * share[of], numerator=people, denominator=base, note=note
        )
        for name in INDICATORS.values()
        for of in [measure == name]
    ]


def _bases(
    grid: Grid, heading: str, share: pd.Series[float], code: pd.Series[Any]
) -> pd.Series[float]:
    """Return the number of people that each share is of, found from the fractions of a trust."""
    nearest = share.map(lambda value: Fraction(value).limit_denominator(MOST_PEOPLE))
    grid.refuse_rows(
        (nearest.astype(float) - share).abs() > SAME_FRACTION,
        heading,
        f"expected a fraction of at most {MOST_PEOPLE} people, with all its digits",
    )
    lowest = nearest.map(lambda fraction: fraction.denominator)
    people = lowest.groupby(code).transform("max")
    return lowest * (people / lowest).round()


IMPORTER = Importer(PUBLICATION, _recognises, _read)
