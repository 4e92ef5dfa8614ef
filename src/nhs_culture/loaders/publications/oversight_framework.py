"""NHS Oversight Framework: the regulator's measures of each mental health and community trust."""

from __future__ import annotations

import re

import pandas as pd

from nhs_culture.errors import SourceError
from nhs_culture.loaders.grid import Grid, clean
from nhs_culture.loaders.providers import named, split
from nhs_culture.loaders.publication import Importer, Publication
from nhs_culture.loaders.ranges import PERCENTAGE, SCORE, Range
from nhs_culture.loaders.tidy import figures
from nhs_culture.loaders.workbook import SourceFile, TextTable

__all__ = ["IMPORTER"]

QUARTER, CODE, NAME, REGION = "Quarter", "Trust_code", "Trust_name", "Region"
SUBTYPE, METRIC, DESCRIPTION = "Trust_subtype", "Metric_ID", "Metric_description"
DATE, UNITS, VALUE, MEDIAN, RANK = "Reporting_date", "Units", "Value", "Median_value", "Rank"
HEADINGS = (QUARTER, CODE, NAME, REGION, SUBTYPE, METRIC, DESCRIPTION, DATE, UNITS, VALUE, MEDIAN)
METRICS: dict[str, tuple[str, str, str, Range]] = {
    "OF0084": ("engagement", "staff survey engagement", "out of 10", SCORE),
    "OF0061": ("raising_concerns", "raising concerns", "out of 10", SCORE),
    "OF0082": ("sickness_absence_quarter", "Sickness absence rate", "%", PERCENTAGE),
}
"""Metric, its measure, what its description must say, its unit and its scale."""
SURVEYS = ("2024", "2025")
_QUARTER = re.compile(r"Q([1-4]) (20\d\d)[-/](\d\d)")
FIRST_YEAR, LAST_YEAR = 2024, 2025
"""Financial years, by the year in which they begin, of the quarters of the file."""
MEDIAN_ROUNDING = 0.00501
"""Half of the last printed decimal, and a little for binary fractions."""

PUBLICATION = Publication(
    source_id="oversight_framework_2025_26",
    title="NHS Oversight Framework 2025/26, mental health and community trusts, to quarter 4",
    producer="NHS England",
    url="https://www.england.nhs.uk/nhs-oversight-framework/",
    published="2026",
    measures=tuple(measure for measure, *_ in METRICS.values()),
    left_out=(
        "The other metrics; scores (OF1...), domains, segments and ranks, which the framework "
        "makes from the metrics.",
        "Repetitions: a figure stands there again in each quarter until the next is known.",
    ),
    notes=(
        "The survey is that of Reporting_date, not of the quarter: 2024 in quarters 1 to 3, 2025 "
        "in quarter 4. Scores and rates are rounded to two decimals.",
        "Mental health and community trusts only; the file of acute trusts is another. G6V2S is "
        "North London NHS Foundation Trust.",
        "sickness_absence_quarter is the rate of three months, so not a month of the monthly "
        "statistics.",
        "The printed median of all trusts is met by every metric and date.",
        "Its ranks part trusts that are level to the decimals printed, and are not taken: at 7.31 "
        "in 2024 RY4 is its 6th and RP1 its 7th, at 7.17 in 2025 RXG its 14th and RP1 its 15th.",
    ),
)


def _recognises(source: SourceFile) -> bool:
    signs = {METRIC, DESCRIPTION, "Trust_subtype", DATE, "Lower_quartile"}
    return isinstance(source, TextTable) and len(signs & set(source.grid.headings)) >= 3


def _rows(source: SourceFile) -> Grid:
    """Return the rows of the metrics that are wanted, each figure of a trust and date once."""
    assert isinstance(source, TextTable)
    grid = source.grid
    grid.require(HEADINGS)
    known = grid.text(METRIC).str.fullmatch(r"OF\d{4}")
    grid.refuse_rows(~known, METRIC, "expected a metric (as OF0084)")
    split(grid, CODE, {})
    grid.unique(QUARTER, CODE, METRIC, DATE)
    wanted = grid.where(grid.text(METRIC).isin(METRICS))
    _check_words(wanted)
    _check_repeated(wanted)
    return wanted


def _check_words(grid: Grid) -> None:
    """Check that each metric is still what its measure means."""
    for metric, (_, wording, unit, _) in METRICS.items():
        of = grid.text(METRIC) == metric
        if not of.any():
            raise SourceError(f"{grid.place(column=METRIC)}: expected rows of {metric}, found none")
        said = grid.text(DESCRIPTION).map(clean).str.contains(wording, case=False, regex=False)
        grid.refuse_rows(of & ~said, DESCRIPTION, f"expected {wording!r} for {metric}")
        grid.refuse_rows(of & (grid.text(UNITS) != unit), UNITS, f"expected {unit!r} for {metric}")


def _check_repeated(grid: Grid) -> None:
    """Check that a figure is the same in every quarter that repeats it."""
    key = [grid.text(heading) for heading in (CODE, METRIC, DATE)]
    first = grid.text(VALUE).groupby(key).transform("first")
    grid.refuse_rows(
        grid.text(VALUE) != first, VALUE, "expected the figure of the quarter before, repeated"
    )


def _check_medians(grid: Grid, value: pd.Series[float], scale: Range) -> None:
    """Check that the middle of the trusts is the printed median, in every quarter."""
    quarter = grid.text(QUARTER)
    apart = (value.groupby(quarter).transform("median") - grid.numbers(MEDIAN, scale)).abs()
    grid.refuse_rows(apart > MEDIAN_ROUNDING, MEDIAN, "expected the median of the quarter's trusts")


def _read(source: SourceFile) -> list[pd.DataFrame]:
    rows = _rows(source)
    parts = []
    for metric, (measure, _, _, scale) in METRICS.items():
        grid = rows.where(rows.text(METRIC) == metric)
        value = grid.numbers(VALUE, scale)
        grid.refuse_rows(value.isna(), VALUE, "expected a figure of every trust that is listed")
        _check_medians(grid, value, scale)
        period = _surveys(grid) if scale is SCORE else _quarters(grid)
        part = figures(grid.text(CODE), period, measure, value)
        parts.append(part.drop_duplicates(["org_code", "period"]))
    return parts


def _surveys(grid: Grid) -> pd.Series[str]:
    year = grid.text(DATE)
    grid.refuse_rows(~year.isin(SURVEYS), DATE, f"expected a survey of {' or '.join(SURVEYS)}")
    return year


def _quarters(grid: Grid) -> pd.Series[str]:
    """Return the quarters of financial years."""
    period = grid.text(DATE).map(_quarter)
    grid.refuse_rows(
        period == "", DATE, f"expected a quarter of {FIRST_YEAR} or {LAST_YEAR} (as Q4 2024-25)"
    )
    return period


def _quarter(text: str) -> str:
    found = _QUARTER.fullmatch(text)
    if not found or (int(found[2]) + 1) % 100 != int(found[3]):
        return ""
    if not FIRST_YEAR <= int(found[2]) <= LAST_YEAR:
        return ""
    return f"{found[2]}/{found[3]}-Q{found[1]}"


def _organisations(source: SourceFile) -> pd.DataFrame:
    rows = _rows(source)
    grid = rows.where(rows.text(METRIC) == "OF0084")
    return named(grid.text(CODE), grid.text(NAME), grid.text(DATE))


IMPORTER = Importer(PUBLICATION, _recognises, _read, organisations=_organisations)
