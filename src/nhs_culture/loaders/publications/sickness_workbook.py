"""NHS Sickness Absence Rates, the workbook with months as columns."""

from __future__ import annotations

import pandas as pd

from nhs_culture.errors import SourceError
from nhs_culture.loaders.grid import Grid, clean
from nhs_culture.loaders.months import long_months, month_columns
from nhs_culture.loaders.providers import LEFT_OUT, REGIONS, named, trusts
from nhs_culture.loaders.publication import Importer, Publication
from nhs_culture.loaders.ranges import PERCENTAGE
from nhs_culture.loaders.tidy import figures
from nhs_culture.loaders.workbook import SourceFile, Workbook

__all__ = ["IMPORTER"]

BY_ORGANISATION = "Monthly Sickness Absence rates by Organisation ("
BY_REGION = "Monthly Sickness Absence rates by NHS England Region"
CODE, NAME, REGION = "Org code", "Organisation name", "NHSE Region name"
MONTH = "%B %Y"
MISSING = "."
NATIONAL_DISTANCE = 0.6
"""Points between the median trust and England in a month; up to 0.22 in the published file."""

PUBLICATION = Publication(
    source_id="sickness_absence_2013_2023",
    title="NHS Sickness Absence Rates, workbook, Tables 1 and 4",
    producer="NHS England (before 2023 NHS Digital)",
    url="https://digital.nhs.uk/data-and-information/publications/statistical/"
    "nhs-sickness-absence-rates",
    published="2023-05-25",
    measures=("sickness_absence",),
    left_out=(
        *LEFT_OUT,
        "Rates by region, staff group and type of organisation (Tables 2 and 3, Table 1 but for "
        "England): not modelled by the project.",
        "'.' (no data, or fewer than 330 FTE days) and 0 are missing figures.",
    ),
    notes=(
        "FTE days lost of FTE days available in the month, in percent, to two decimals; days are "
        "not printed, so numerator and denominator are empty.",
        "England (ENG) is from Table 1 and starts in April 2009; trusts start in April 2013.",
        "Mergers change what a code means.",
    ),
    until="2023-01",
)


def _recognises(source: SourceFile) -> bool:
    if not isinstance(source, Workbook):
        return False
    titles = [source.title(sheet).lower() for sheet in source.sheets]
    return any(title.startswith("nhs sickness absence rates") for title in titles) or any(
        BY_ORGANISATION.lower() in title for title in titles
    )


SYSTEMS = {"totals of integrated care systems": r"Q[A-Z0-9]{2}"}


def _organisation_rows(workbook: Workbook) -> tuple[Grid, dict[str, int]]:
    sheet = workbook.sheet_titled(BY_ORGANISATION)
    table = workbook.table(sheet, [CODE, NAME, REGION])
    grid, others = trusts(table, CODE, NAME, {**REGIONS, **SYSTEMS})
    grid.unique(CODE)
    return grid, others


def _england(workbook: Workbook) -> pd.Series[float]:
    """Return the rate of England by period, from the table with months as rows."""
    sheet = workbook.sheet_titled(BY_REGION)
    grid = workbook.table(sheet, ["England", "London"])
    labels = grid.cells.iloc[:, 0].map(clean)
    months = pd.to_datetime(labels, format=MONTH, errors="coerce")
    if months.isna().all():
        raise SourceError(f"{grid.place()}: expected months in the first column (as 'April 2019')")
    grid.refuse_rows(
        (grid.text("England") != "") & months.isna(), "England", "expected a month beside the rate"
    )
    grid = grid.where(months.notna())
    period = months.dropna().dt.strftime("%Y-%m")
    rate = grid.numbers("England", PERCENTAGE, MISSING)
    expected = pd.period_range(period.min(), periods=len(period), freq="M").strftime("%Y-%m")
    grid.refuse_rows(period != expected, "England", "expected months that follow each other")
    return pd.Series(rate.to_numpy(), index=period.to_numpy())


def _check_months(grid: Grid, rates: pd.DataFrame, england: pd.Series[float]) -> None:
    """Check that England has the months of the trusts, and lies among them in each.

    England's begin years before those of trusts, so that a first column that is missing shows by
    the month alone.
    """
    if rates.empty:
        raise SourceError(f"{grid.place()}: expected rates of NHS trusts, found none")
    first, last = rates["period"].min(), rates["period"].max()
    if not first.endswith("-04"):
        raise SourceError(
            f"{grid.place()}: the months of trusts begin with {first}; expected the April of a "
            "financial year: is a column missing?"
        )
    if first < england.index.min() or last != england.index.max():
        raise SourceError(
            f"{grid.place()}: the months are {first} to {last}, those of England "
            f"{england.index.min()} to {england.index.max()}; expected them to end together and "
            "England to have them all"
        )
    apart = rates.groupby("period")["value"].median() - england
    far = apart[apart.abs() > NATIONAL_DISTANCE]
    if len(far):
        raise SourceError(
            f"{grid.place()}: the median trust of {far.index[0]} is {far.iloc[0]:+.2f} points from "
            f"England's rate of that month; expected at most {NATIONAL_DISTANCE}: are the months "
            "in the right columns?"
        )


def _read(source: SourceFile) -> list[pd.DataFrame]:
    assert isinstance(source, Workbook)
    grid, _ = _organisation_rows(source)
    rates = long_months(grid, CODE, month_columns(grid, MONTH, CODE), PERCENTAGE, MISSING)
    england = _england(source)
    _check_months(grid, rates, england)
    national = pd.DataFrame(
        {"org_code": "ENG", "period": england.index, "value": england.to_numpy()}
    )
    return [
        figures(rows["org_code"], rows["period"], "sickness_absence", rows["value"])
        for rows in (rates, national)
    ]


def _organisations(source: SourceFile) -> pd.DataFrame:
    assert isinstance(source, Workbook)
    grid, _ = _organisation_rows(source)
    return named(grid.text(CODE), grid.text(NAME))


def _others(source: SourceFile) -> dict[str, int]:
    assert isinstance(source, Workbook)
    return _organisation_rows(source)[1]


IMPORTER = Importer(PUBLICATION, _recognises, _read, organisations=_organisations, others=_others)
