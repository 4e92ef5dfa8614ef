"""NHS workforce statistics, turnover benchmarking: who joined and left each organisation, by month.

A month's leaver rate is the people who were there at its start and no longer at its end, out of
those who were there at its start; a month's joiner rate is the people who were there at its end and
not at its start, out of those who were there at its end. Both are shares of people, so that what
they are made of is known. Where a file has all twelve months of a financial year, the leavers of
the year are set over the mean number of people at the start of a month.
"""

from __future__ import annotations

import re

import pandas as pd

from nhs_culture.loaders.grid import Grid
from nhs_culture.loaders.months import refuse_impossible
from nhs_culture.loaders.providers import named, trusts
from nhs_culture.loaders.publication import Importer, Publication
from nhs_culture.loaders.ranges import EQUIVALENTS, NUMBER
from nhs_culture.loaders.sums import refuse_sums
from nhs_culture.loaders.tidy import ODS_CODE, figures
from nhs_culture.loaders.workbook import SourceFile, TextTable
from nhs_culture.periods import containing

__all__ = ["IMPORTER"]

PERIOD, TYPE, CODE, NAME = "PERIOD", "TYPE", "REPORTING_ORG_CODE", "REPORTING_ORG_NAME"
GROUP, CLUSTER, REGION = "STAFF_GROUP_1_NAME", "CLUSTER_GROUP", "NHSE_REGION_NAME"
BENCHMARK = "BENCHMARK_GROUP"
PEOPLE, STAFF = ["HC", "FTE"]
HEADINGS = (PERIOD, TYPE, CODE, NAME, CLUSTER, BENCHMARK, GROUP, PEOPLE, STAFF, REGION)
ALL_STAFF = "All staff groups"
START, END = "Denominator at start of period", "Denominator at end of period"
JOINED, LEFT = "Joiners", "Leavers"
TYPES = (START, END, JOINED, LEFT)
MONTHS = 12
GROUPS_TOLERANCE = 0.01
"""FTE between all staff and the sum of the groups; in the published files they miss by 1e-12."""
FLOW_PEOPLE, FLOW_SHARE = 12.0, 0.002
"""People, or the share of those at the start, by which joiners and leavers may miss the change in
stock: at most 7 people in the two months held."""
_PERIOD = re.compile(r"(20\d\d)(0[1-9]|1[0-2]) to (20\d\d)(0[1-9]|1[0-2])")

PUBLICATION = Publication(
    source_id="turnover_benchmarking",
    title="NHS Workforce Statistics, turnover benchmarking: staff group and organisation, monthly",
    producer="NHS England",
    url="https://digital.nhs.uk/data-and-information/publications/statistical/"
    "nhs-workforce-statistics",
    published="monthly",
    measures=("leaver_rate", "joiner_rate", "leaver_rate_year"),
    left_out=(
        "Staff groups: all staff only, which every group is held to.",
        "Full-time equivalents of joiners and leavers: the rates are shares of people.",
        "Organisations that are not NHS provider trusts.",
    ),
    notes=(
        "The long file is monthly since 2018; a single month is season and noise.",
        "leaver_rate is leavers over the people at the start of the month, joiner_rate joiners "
        "over the people at its end. The month is the one that ends the period: 202510 to 202511 "
        "is November 2025.",
        "leaver_rate_year is there for the financial years of which one file has every month: the "
        "sum of leavers over the mean of the twelve stocks. Somebody who leaves and is replaced "
        "by another who leaves counts twice.",
        "No row of leavers or joiners is nobody, no stock an organisation that begins or ends: "
        "joiners less leavers have to make the change in stock, so that a lost row is found.",
        "The stock leaves out resident doctors. Leavers include moves to another trust, and a "
        "service that is transferred looks like leaving.",
    ),
    files="periods",
    since="2018-01",
    until="2025-11",
)


def _recognises(source: SourceFile) -> bool:
    signs = {GROUP, "REPORTING_ORG_CODE", "CLUSTER_GROUP", "BENCHMARK_GROUP"}
    return isinstance(source, TextTable) and len(signs & set(source.grid.headings)) >= 3


def _whole(source: SourceFile) -> Grid:
    """Return all rows, after a check of what they must say and that the groups add up."""
    assert isinstance(source, TextTable)
    grid = source.grid
    grid.require(HEADINGS)
    grid.refuse_rows(~grid.text(TYPE).isin(TYPES), TYPE, f"expected one of {', '.join(TYPES)}")
    grid.unique(PERIOD, TYPE, CODE, GROUP)
    grid.refuse_rows(
        grid.numbers(PEOPLE, NUMBER).isna(), PEOPLE, "expected a number of people in every row"
    )
    _months(grid)
    _check_groups(grid)
    _refuse_totals(grid)
    return grid


def _check_groups(grid: Grid) -> None:
    """Check that the FTE of staff groups is that of all staff, where groups are given."""
    fte, is_all = grid.numbers(STAFF, EQUIVALENTS), grid.text(GROUP) == ALL_STAFF
    grid.refuse_rows(fte.isna(), STAFF, "expected full-time equivalents in every row")
    key = [grid.text(heading) for heading in (PERIOD, TYPE, CODE)]
    of_groups = fte.where(~is_all, 0.0).groupby(key).transform("sum")
    of_all = fte.where(is_all, 0.0).groupby(key).transform("sum")
    grid.refuse_rows(
        ((of_groups - of_all).abs() > GROUPS_TOLERANCE) & ((of_groups > 0) | ~is_all),
        STAFF,
        f"expected the staff groups to sum to {ALL_STAFF!r}",
    )


def _refuse_totals(grid: Grid) -> None:
    """Refuse a row of all staff that adds up those of other organisations, month by month."""
    stock = grid.where((grid.text(GROUP) == ALL_STAFF) & (grid.text(TYPE) == START))
    for _, rows in stock.cells.groupby(stock.text(PERIOD)):
        month = Grid(grid.path, grid.sheet, rows)
        people, staff = month.numbers(PEOPLE, NUMBER), month.numbers(STAFF, EQUIVALENTS)
        counts = pd.DataFrame({PEOPLE: people, STAFF: staff})
        refuse_sums(month, counts, groups=(CLUSTER, BENCHMARK, REGION))


def _all_staff(grid: Grid) -> Grid:
    return grid.where(grid.text(GROUP) == ALL_STAFF)


def _months(grid: Grid) -> pd.Series[str]:
    """Return the month that ends each period."""
    month = grid.text(PERIOD).map(_month)
    grid.refuse_rows(month == "", PERIOD, "expected a month and the next one (as 202510 to 202511)")
    refuse_impossible(grid, PERIOD, month, PUBLICATION.since)
    return month


def _month(text: str) -> str:
    found = _PERIOD.fullmatch(text)
    if not found:
        return ""
    first, last = (pd.Period(f"{found[n]}-{found[n + 1]}", "M") for n in (1, 3))
    return str(last) if last == first + 1 else ""


def _flows(grid: Grid) -> pd.DataFrame:
    """Return the people of each type, one row an organisation and month; no row is nobody."""
    people = pd.DataFrame(
        {
            "period": _months(grid),
            "org_code": grid.text(CODE),
            "type": grid.text(TYPE),
            "people": grid.numbers(PEOPLE, NUMBER),
        }
    )
    key = ["period", "org_code"]
    wide = people.set_index([*key, "type"])["people"].unstack()  # noqa: PD010 - each once
    flows = wide.reindex(columns=list(TYPES)).fillna(0.0)
    missed = (flows[START] + flows[JOINED] - flows[LEFT] - flows[END]).abs()
    apart = missed > (FLOW_SHARE * flows[START]).clip(lower=FLOW_PEOPLE)
    of_row = pd.MultiIndex.from_frame(people[key])
    grid.refuse_rows(
        pd.Series(apart.reindex(of_row).to_numpy(), grid.cells.index),
        PEOPLE,
        "expected joiners less leavers to be the change in this organisation's stock",
    )
    return flows.reset_index()


def _read(source: SourceFile) -> list[pd.DataFrame]:
    grid, _ = trusts(_all_staff(_whole(source)), CODE, NAME)
    flows = _flows(grid)
    return [
        figures(
            flows["org_code"],
            flows["period"],
            measure,
            100 * flows[part] / flows[stock].where(flows[stock] > 0),
            numerator=flows[part],
            denominator=flows[stock],
        )
        for measure, part, stock in (("leaver_rate", LEFT, START), ("joiner_rate", JOINED, END))
    ] + [_by_year(flows)]


def _by_year(flows: pd.DataFrame) -> pd.DataFrame:
    """Return the leavers of each financial year that is there with all its months."""
    year = flows["period"].map(lambda month: containing(f"{month}-01", "financial_year"))
    of_year = flows.groupby([flows["org_code"], year])
    years = of_year.agg(months=(START, "size"), people=(START, "mean"), left=(LEFT, "sum"))
    years = years[(years["months"] == MONTHS) & (years["people"] > 0)].reset_index()
    return figures(
        years["org_code"],
        years["period"],
        "leaver_rate_year",
        100 * years["left"] / years["people"],
        numerator=years["left"],
        denominator=years["people"],
    )


def _organisations(source: SourceFile) -> pd.DataFrame:
    grid, _ = trusts(_all_staff(_whole(source)), CODE, NAME)
    month = _months(grid)
    return named(grid.text(CODE), grid.text(NAME), month)


def _others(source: SourceFile) -> dict[str, int]:
    """Return how many organisations of each other cluster there are."""
    grid = _all_staff(_whole(source))
    other = ~grid.text(CODE).str.fullmatch(ODS_CODE)
    clusters = grid.where(other).text(CLUSTER).groupby(grid.where(other).text(CODE)).first()
    return {f"organisations: {name}": int(n) for name, n in clusters.value_counts().items()}


IMPORTER = Importer(PUBLICATION, _recognises, _read, organisations=_organisations, others=_others)
