"""NHS Sickness Absence Rates, the monthly CSV with days lost and days available."""

from __future__ import annotations

import pandas as pd

from nhs_culture.loaders.grid import Grid
from nhs_culture.loaders.months import refuse_impossible
from nhs_culture.loaders.providers import LEFT_OUT, named, trusts
from nhs_culture.loaders.publication import Importer, Publication
from nhs_culture.loaders.ranges import EQUIVALENTS, PERCENTAGE
from nhs_culture.loaders.sums import refuse_sums
from nhs_culture.loaders.tidy import figures
from nhs_culture.loaders.workbook import SourceFile, TextTable

__all__ = ["IMPORTER"]

DATE, CODE, NAME, TYPE = "DATE", "ORG_CODE", "ORG_NAME", "ORG_TYPE"
REGION, SYSTEM = "NHSE_REGION_NAME", "ICS_CODE"
LOST, AVAILABLE = "FTE_DAYS_LOST", "FTE_DAYS_AVAILABLE"
RATE = "SICKNESS_ABSENCE_RATE_PERCENT"
HEADINGS = (DATE, REGION, SYSTEM, CODE, NAME, TYPE, LOST, AVAILABLE, RATE)
ANY_CODE = r"[A-Z0-9]{3}(?:[A-Z0-9]{2})?"
"""Code of an organisation of any kind: a row without one would be a total."""
ROUNDING = 0.00501
"""Half of the last printed decimal of a rate, and a little for binary fractions."""

PUBLICATION = Publication(
    source_id="sickness_absence_2024_2025",
    title="NHS Sickness Absence Rates, monthly CSV by organisation",
    producer="NHS England",
    url="https://digital.nhs.uk/data-and-information/publications/statistical/"
    "nhs-sickness-absence-rates",
    published="2025-07-31",
    measures=("sickness_absence",),
    left_out=(*LEFT_OUT,),
    notes=(
        "One file per month, published on the last Thursday of the fourth month after; the date "
        "of this record is that of the last file.",
        "The value is the printed rate, to two decimals; numerator and denominator are FTE days "
        "lost and available, to two decimals, and give the rate within its rounding.",
        "England (ENG) is not printed in these files: it is the sum over all organisations in the "
        "file, of every kind, and gives the rate that the publication prints (5.7 in "
        "January 2025).",
    ),
    files="periods",
    since="2024-04",
    until="2025-03",
)


def _recognises(source: SourceFile) -> bool:
    return isinstance(source, TextTable) and (
        len({RATE, LOST, AVAILABLE, CODE} & set(source.grid.headings)) >= 2
    )


def _period(grid: Grid) -> pd.Series[str]:
    day = pd.to_datetime(grid.text(DATE), format="%d/%m/%Y", errors="coerce")
    grid.refuse_rows(
        day.isna() | ~day.dt.is_month_end,
        DATE,
        "expected the last day of a month as DD/MM/YYYY",
    )
    month = day.dt.strftime("%Y-%m")
    grid.refuse_rows(month != month.mode().iloc[0], DATE, "expected one month in a file")
    refuse_impossible(grid, DATE, month, PUBLICATION.since)
    return month


def _checked(source: SourceFile) -> Grid:
    assert isinstance(source, TextTable)
    grid = source.grid
    grid.require(HEADINGS)
    grid.unique(DATE, CODE)
    grid.refuse_rows(
        ~grid.text(CODE).str.fullmatch(ANY_CODE),
        CODE,
        "expected the code of an organisation in every row: England is their sum",
    )
    lost, available = grid.numbers(LOST, EQUIVALENTS), grid.numbers(AVAILABLE, EQUIVALENTS)
    rate = grid.numbers(RATE, PERCENTAGE)
    grid.refuse_rows(
        (lost > available) | (available <= 0), LOST, f"expected no more days than {AVAILABLE}"
    )
    grid.refuse_rows(
        (100 * lost / available - rate).abs() > ROUNDING,
        RATE,
        f"expected {LOST} of {AVAILABLE} in percent, to two decimals",
    )
    _period(grid)
    refuse_sums(
        grid, pd.DataFrame({LOST: lost, AVAILABLE: available}), groups=(REGION, SYSTEM, TYPE)
    )
    return grid


def _read(source: SourceFile) -> list[pd.DataFrame]:
    grid = _checked(source)
    provider, _ = trusts(grid, CODE, NAME)
    printed = figures(
        provider.text(CODE),
        _period(provider),
        "sickness_absence",
        provider.numbers(RATE, PERCENTAGE).where(lambda rate: rate > 0),
        numerator=provider.numbers(LOST, EQUIVALENTS),
        denominator=provider.numbers(AVAILABLE, EQUIVALENTS),
    )
    return [printed, _england(grid)]


def _england(grid: Grid) -> pd.DataFrame:
    days = pd.DataFrame(
        {"lost": grid.numbers(LOST, EQUIVALENTS), "available": grid.numbers(AVAILABLE, EQUIVALENTS)}
    )
    total = days.groupby(_period(grid)).sum().reset_index(names="period")
    return figures(
        pd.Series("ENG", index=total.index),
        total["period"],
        "sickness_absence",
        100 * total["lost"] / total["available"],
        numerator=total["lost"],
        denominator=total["available"],
        note="sum of all organisations",
    )


def _organisations(source: SourceFile) -> pd.DataFrame:
    provider, _ = trusts(_checked(source), CODE, NAME)
    return named(provider.text(CODE), provider.text(NAME))


def _others(source: SourceFile) -> dict[str, int]:
    """Return how many rows are of each kind of organisation that is no trust."""
    grid = _checked(source)
    trust = grid.cells.index.isin(trusts(grid, CODE, NAME)[0].cells.index)
    kinds = grid.text(TYPE)[~trust].value_counts()
    return {f"rows of {kind}": int(count) for kind, count in kinds.items()}


IMPORTER = Importer(PUBLICATION, _recognises, _read, organisations=_organisations, others=_others)
