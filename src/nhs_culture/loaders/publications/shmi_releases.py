"""SHMI as released, 2011 to 2014: observed and expected deaths of overlapping years (compiled)."""

from __future__ import annotations

import pandas as pd

from nhs_culture.loaders.grid import Grid
from nhs_culture.loaders.providers import named, split
from nhs_culture.loaders.publication import Importer, Publication
from nhs_culture.loaders.ranges import NUMBER, UP_TO_THREE, Range
from nhs_culture.loaders.tidy import figures
from nhs_culture.loaders.workbook import SourceFile, TextTable

__all__ = ["IMPORTER"]

RELEASE, CODE, NAME = "DATE", "PROVIDER", "PROVIDER NAME"
SPELLS, OBSERVED, EXPECTED, VALUE = "DENOMINATOR", "OBSERVED", "EXPECTED", "VALUE"
RELEASES = tuple(pd.period_range("2011-10", "2014-04", freq="3M").strftime("%Y-%m-01"))
MONTHS_AFTER = 7
"""Months between the end of the year that is covered and the month of its release."""
DEATHS = Range(0, 100_000, "a number of deaths from 0 to 100,000")
PRIMARY_CARE = {"primary care trusts (Isle of Wight, 5QT)": "5QT"}
ROUNDING = 1e-4
NATIONAL = 0.005
"""England's deaths are those expected, but for so much: 0.2% at most."""

PUBLICATION = Publication(
    source_id="shmi_releases_2011_2014",
    title="Summary Hospital-level Mortality Indicator, releases October 2011 to April 2014",
    producer="NHS Information Centre (Health and Social Care Information Centre from 2013)",
    url="https://github.com/rufuspollock/health-data-uk/tree/6ad80064",
    published="2014-04",
    measures=("shmi_release", "shmi_observed", "shmi_expected", "shmi_spells"),
    left_out=(
        "Control limits and bands: they follow from the expected deaths.",
        "The Isle of Wight primary care trust (5QT), which ran a hospital until 2012.",
    ),
    notes=(
        "A release covers the twelve months that end about half a year before; the file prints the "
        "release. That of October 2011 is April 2010 to March 2011, that of April 2014 is October "
        "2012 to September 2013.",
        "Eleven quarters: neighbours share nine of their twelve months, and only every fourth is "
        "independent. Each is re-based, so that England is 1 in every one.",
        "Deaths in hospital and within 30 days of discharge. The ratio is observed over expected, "
        "which every row is held to.",
        "The year that ended in December 2012 equals the SHMI held for 2012 (shmi) at all 142 "
        "trusts.",
    ),
    licence="Open Government Licence v3.0 (of the underlying statistics)",
    compiled_by="rufuspollock/health-data-uk, commit 6ad80064",
)


def _recognises(source: SourceFile) -> bool:
    signs = {"OD_BANDING", "PO_LL", EXPECTED, OBSERVED, RELEASE, "PROVIDER"}
    return isinstance(source, TextTable) and len(signs & set(source.grid.headings)) >= 3


def _sorted(source: SourceFile) -> tuple[Grid, dict[str, int]]:
    assert isinstance(source, TextTable)
    grid = source.grid
    grid.require([RELEASE, CODE, NAME, SPELLS, OBSERVED, EXPECTED, VALUE])
    grid.unique(RELEASE, CODE)
    grid.refuse_rows(
        ~grid.text(RELEASE).isin(RELEASES),
        RELEASE,
        f"expected the month of a release, {RELEASES[0]} to {RELEASES[-1]}",
    )
    _check_deaths(grid)
    return split(grid, CODE, PRIMARY_CARE)


def _check_deaths(grid: Grid) -> None:
    """Check that every ratio is that of its deaths, and that England has about those expected."""
    numbers = [
        grid.numbers(heading, scale)
        for heading, scale in (
            (SPELLS, NUMBER),
            (OBSERVED, NUMBER),
            (EXPECTED, DEATHS),
            (VALUE, UP_TO_THREE),
        )
    ]
    for heading, column in zip((SPELLS, OBSERVED, EXPECTED, VALUE), numbers, strict=True):
        grid.refuse_rows(column.isna(), heading, "expected a number of every trust in a release")
    spells, observed, expected, ratio = numbers
    grid.refuse_rows(
        ~((observed / expected - ratio).abs() <= ROUNDING),
        VALUE,
        f"expected {OBSERVED} over {EXPECTED}",
    )
    grid.refuse_rows(observed > spells, OBSERVED, f"expected no more than {SPELLS}")
    release = grid.text(RELEASE)
    of_all = observed.groupby(release).transform("sum") / expected.groupby(release).transform("sum")
    grid.refuse_rows(
        (of_all - 1).abs() > NATIONAL,
        OBSERVED,
        "expected the deaths of all trusts in a release to sum to those expected",
    )


def _year(release: str) -> str:
    """Return the twelve months that a release covers."""
    last = pd.Period(release, "M") - MONTHS_AFTER
    return f"{last - 11}/{last}"


def _read(source: SourceFile) -> list[pd.DataFrame]:
    grid, _ = _sorted(source)
    code, period = grid.text(CODE), grid.text(RELEASE).map(_year)
    columns = {
        "shmi_release": (VALUE, UP_TO_THREE),
        "shmi_observed": (OBSERVED, NUMBER),
        "shmi_expected": (EXPECTED, DEATHS),
        "shmi_spells": (SPELLS, NUMBER),
    }
    return [
        figures(code, period, measure, grid.numbers(heading, scale))
        for measure, (heading, scale) in columns.items()
    ]


def _organisations(source: SourceFile) -> pd.DataFrame:
    grid, _ = _sorted(source)
    grid = grid.where(grid.text(NAME) != "")
    period = grid.text(RELEASE).map(_year)
    return named(grid.text(CODE), grid.text(NAME), period)


IMPORTER = Importer(
    PUBLICATION,
    _recognises,
    _read,
    organisations=_organisations,
    others=lambda source: _sorted(source)[1],
)
