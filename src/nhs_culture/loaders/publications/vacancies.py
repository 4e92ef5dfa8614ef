"""NHS Vacancy Statistics: vacant posts by region and sector, quarter by quarter from 2018/19.

Vacancies of single trusts are not published. Each sheet has a title block and two sections below
each other, vacant FTE and the vacancy rate, each with a heading row of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from nhs_culture.errors import SourceError
from nhs_culture.loaders.grid import Grid, clean
from nhs_culture.loaders.publication import Importer, Publication
from nhs_culture.loaders.ranges import EQUIVALENTS, PERCENTAGE, Range
from nhs_culture.loaders.tidy import AREAS, figures
from nhs_culture.loaders.workbook import SourceFile, Workbook

__all__ = ["IMPORTER"]

SHEETS = {
    "total 2018 onwards": "all",
    "nursing 2018 onwards": "nursing",
    "medical 2018 onwards": "medical",
}
REGION, SECTOR = "Region", "Sector"
SECTIONS = {"vacancies": "vacancy FTE", "vacancy_rate": "% vacancy rate"}
"""Measure and what the title of its section contains."""
WHOLE = ("england", "england total", "grand total", "total")
"""What the rows of England as a whole may be called."""
SIGN = "-"
TOLERANCE = 1.0
"""FTE between a total and the sum of its parts, for each part: all are rounded."""
ROUNDING = 0.1
"""Percentage points by which the rate of a total may lie outside those of its parts."""
_QUARTER = re.compile(r"(\d{4})/(\d{2}) Q([1-4]) \((Jun|Sep|Dec|Mar)-(\d{2})\)")
_MONTHS = {"1": ("Jun", "06"), "2": ("Sep", "09"), "3": ("Dec", "12"), "4": ("Mar", "03")}

PUBLICATION = Publication(
    source_id="vacancy_statistics",
    title="NHS Vacancy Statistics England: vacancies by region and sector, from 2018/19",
    producer="NHS England",
    url="https://digital.nhs.uk/data-and-information/publications/statistical/nhs-vacancies-survey",
    published="quarterly",
    measures=tuple(SECTIONS),
    left_out=(
        "Vacancies advertised before 2018/19, which are counted in another way.",
        "Vacancies of single trusts are not published.",
    ),
    notes=(
        "Position at the end of the last month of each quarter. Regions stand under their codes "
        "(Y56 to Y63), England under ENG; sectors and staff groups are subgroups: all, acute, "
        "nursing, nursing_acute.",
        "Rates are printed as shares or as percentages; here they are percentages.",
    ),
)


def _recognises(source: SourceFile) -> bool:
    return isinstance(source, Workbook) and bool(_sheets(source))


def _sheets(workbook: Workbook) -> dict[str, str]:
    """Return the sheets that are read, each with its staff group."""
    found = {sheet: SHEETS.get(clean(sheet).lower(), "") for sheet in workbook.sheets}
    return {sheet: group for sheet, group in found.items() if group}


@dataclass(frozen=True)
class _Section:
    """One section of a sheet: its cells, what its rows and columns are, and its figures."""

    grid: Grid
    quarters: dict[str, str]
    labels: pd.DataFrame
    numbers: pd.DataFrame

    @property
    def whole(self) -> pd.Series[bool]:
        """Which rows are totals over sectors."""
        return self.labels["sector"] == "all"

    @property
    def empty(self) -> pd.DataFrame:
        """Which cells hold nothing, not even a sign for a missing figure."""
        return self.grid.cells[list(self.quarters)].map(lambda cell: not clean(cell))


def _read(source: SourceFile) -> list[pd.DataFrame]:
    assert isinstance(source, Workbook)
    sheets = _sheets(source)
    lacking = sorted(set(SHEETS) - {clean(sheet).lower() for sheet in sheets})
    if lacking:
        raise SourceError(
            f"{source.path.name}: expected the sheets {', '.join(SHEETS)}; no {', '.join(lacking)}"
        )
    parts, periods = [], None
    for sheet, group in sheets.items():
        posts, rates = (_section(source, sheet, measure) for measure in SECTIONS)
        for section in (posts, rates):
            periods = periods or list(section.quarters.values())
            _check_quarters(section, periods)
        _check_alike(posts, rates)
        _check_totals(posts)
        _check_averages(rates)
        parts += [_figures(posts, "vacancies", group), _figures(rates, "vacancy_rate", group)]
    return parts


def _section(workbook: Workbook, sheet: str, measure: str) -> _Section:
    grid = _cells(workbook, sheet, SECTIONS[measure])
    quarters = _quarters(grid)
    return _Section(grid, quarters, _labels(grid), _values(grid, measure, list(quarters)))


def _cells(workbook: Workbook, sheet: str, wording: str) -> Grid:
    """Return the cells below the heading row of a section, found by the title above it."""
    rows = [[clean(cell) for cell in row] for row in workbook.rows(sheet)]
    heads = [number for number, row in enumerate(rows) if {REGION, SECTOR} <= set(row)]
    titles = [_title_above(rows, head) for head in heads]
    found = [n for n, title in enumerate(titles) if wording.lower() in title.lower()]
    if len(found) != 1:
        raise SourceError(
            f"{workbook.path.name}, sheet {sheet!r}: expected one section titled {wording!r} above "
            f"a row with {REGION!r} and {SECTOR!r}, found {titles or 'no such row'}"
        )
    top = heads[found[0]]
    end = heads[found[0] + 1] if found[0] + 1 < len(heads) else len(rows)
    cells = pd.DataFrame(
        workbook.rows(sheet)[top + 1 : end],
        columns=rows[top],
        index=pd.RangeIndex(top + 2, end + 1),
        dtype=object,
    )
    return _with_figures(Grid(workbook.path, sheet, cells))


def _title_above(rows: Sequence[Sequence[str]], head: int) -> str:
    """Return the text of the nearest row above that is not empty."""
    above = (" ".join(filter(None, row)) for row in reversed(rows[:head]))
    return next(filter(None, above), "")


def _with_figures(grid: Grid) -> Grid:
    """Return the rows with a sector or a figure, each with its region.

    A region stands on the first row of its group only; notes and the next title have neither.
    """
    region = grid.text(REGION)
    cells = grid.cells.assign(**{REGION: region.where(region != "").ffill().fillna("")})
    shown = grid.cells[list(_quarters(grid))].map(lambda cell: str(cell).strip())
    kept = (shown != "").any(axis=1) | (grid.text(SECTOR) != "")
    return Grid(grid.path, grid.sheet, cells[kept])


def _quarters(grid: Grid) -> dict[str, str]:
    """Return the headings that are quarters, each with the last month of its quarter.

    Raises
    ------
    SourceError
        When a heading is no quarter, or the quarters do not follow each other.
    """
    found: dict[str, str] = {}
    for heading in grid.headings:
        if heading in {REGION, SECTOR, ""}:
            continue
        period = _quarter_end(heading)
        expected = _next_quarter(next(reversed(found.values()))) if found else period
        if not period or period != expected:
            what = f"the quarter that ends in {expected}" if expected else "a quarter"
            raise SourceError(
                f"{grid.place(column=heading)}: expected {what} (as 2018/19 Q1 (Jun-18)); the "
                "quarters must follow each other"
            )
        found[heading] = period
    return found


def _quarter_end(heading: str) -> str:
    """Return the month that a quarter ends in, nothing where heading and month do not fit."""
    parts = _QUARTER.match(heading)
    if not parts:
        return ""
    first, last, quarter, name, short = parts.groups()
    month, number = _MONTHS[quarter]
    year = int(first) + (quarter == "4")
    fits = (int(first) + 1) % 100 == int(last) and name == month and year % 100 == int(short)
    return f"{year}-{number}" if fits else ""


def _next_quarter(period: str) -> str:
    return str(pd.Period(period, "M") + 3)


def _figures(section: _Section, measure: str, group: str) -> pd.DataFrame:
    long = (
        section.numbers.rename(columns=section.quarters)
        .assign(**{name: section.labels[name] for name in ("org_code", "sector")})
        .melt(["org_code", "sector"], var_name="period", value_name="value")
        .dropna(subset="value")
    )
    subgroup = (group + "_" + long["sector"]).str.removesuffix("_all").str.removeprefix("all_")
    return figures(long["org_code"], long["period"], measure, long["value"]).assign(
        subgroup=subgroup
    )


def _values(grid: Grid, measure: str, quarters: list[str]) -> pd.DataFrame:
    """Return the figures; rates that are printed as shares become percentages."""
    scale: Range = EQUIVALENTS if measure == "vacancies" else PERCENTAGE
    values = grid.matrix(quarters, scale, SIGN)
    if measure == "vacancies" or np.nanmedian(values.to_numpy()) > 1:
        return values
    grid.refuse(values > 1, "expected a share, as the other rates of this section are")
    return 100 * values


def _labels(grid: Grid) -> pd.DataFrame:
    """Return the area and the sector of each row, ``all`` for a total; by row number."""
    region = grid.text(REGION).map(clean)
    sector = grid.text(SECTOR).map(lambda text: clean(text).lower())
    label = region.str.lower()
    is_total = sector.isin(["", "total", "all sectors"]) | label.isin(WHOLE[1:])
    area = label.where(label.isin(WHOLE), label.str.removesuffix(" total"))
    codes = {name.lower(): code for code, name in AREAS.items()}
    codes |= dict.fromkeys(WHOLE, "ENG")
    code = area.str.replace("&", "and").map(codes)
    grid.refuse_rows(
        code.isna(), REGION, f"expected a region ({', '.join(AREAS.values())}) or its total"
    )
    slug = sector.str.replace(r"[^a-z0-9]+", "_", regex=True).str.strip("_")
    return pd.DataFrame({"org_code": code, "sector": slug.mask(is_total, "all")})


def _check_quarters(section: _Section, periods: list[str]) -> None:
    if list(section.quarters.values()) != periods:
        raise SourceError(
            f"{section.grid.place()}: expected the quarters of the first section of the file, "
            f"{periods[0]} to {periods[-1]}, in every section"
        )


def _check_alike(posts: _Section, rates: _Section) -> None:
    """Check that both sections of a sheet have the same rows, and figures in the same cells."""
    grid = rates.grid
    rows = [list(one.labels.itertuples(index=False, name=None)) for one in (posts, rates)]
    if rows[0] != rows[1]:
        pairs = zip(grid.cells.index, *rows, strict=False)
        row = next((row for row, one, other in pairs if one != other), None)
        raise SourceError(
            f"{grid.place(row=row)}: expected the regions and sectors of the vacant posts, in the "
            f"same order: {len(rows[0])} rows, found {len(rows[1])}"
        )
    for one, other in ((posts, rates), (rates, posts)):
        alone = one.empty.to_numpy() & ~other.empty.to_numpy()
        one.grid.refuse(
            one.empty.mask(~one.whole, alone),
            "expected a figure, as for the other of posts and rates, or a sign that it is missing",
        )


def _check_totals(posts: _Section) -> None:
    """Check that sectors add up to their region, and regions to England, where all are known."""
    for total, parts in _totals(posts):
        added: pd.Series[Any] = parts.sum(skipna=False)
        apart = (total - added).abs() > TOLERANCE * len(parts)
        posts.grid.refuse(apart, "expected the sum of its parts")


def _check_averages(rates: _Section) -> None:
    """Check that the rate of a total lies between those of its parts, where all are known."""
    for total, parts in _totals(rates):
        low, high = parts.min(skipna=False), parts.max(skipna=False)
        apart = (total < low - ROUNDING) | (total > high + ROUNDING)
        rates.grid.refuse(apart, "expected a rate between those of its parts")


def _totals(section: _Section) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Yield the row of each total and the rows of its parts."""
    values, code, whole = section.numbers, section.labels["org_code"], section.whole
    for area in code[whole].unique():
        total = values[whole & (code == area)]
        parts = values[~whole & (code == area)]
        if area == "ENG" and parts.empty:
            parts = values[whole & (code != "ENG")]
        if not parts.empty:
            yield total, parts


IMPORTER = Importer(PUBLICATION, _recognises, _read)
