"""Trust accounts consolidation (TAC): staff costs in the accounts of every trust, year by year.

The accounts of a year come in two files, one of NHS trusts and one of NHS foundation trusts; each
holds the year and the year before. Every file is a source of its own, named after its year, so that
a figure of a year as first published and as restated a year later stand side by side.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd

from nhs_culture.errors import SourceError
from nhs_culture.loaders.grid import HEADING_WITHIN, Grid, clean
from nhs_culture.loaders.providers import named, trusts
from nhs_culture.loaders.publication import Importer, Publication
from nhs_culture.loaders.ranges import Range
from nhs_culture.loaders.tidy import figures
from nhs_culture.loaders.workbook import SourceFile, Workbook
from nhs_culture.periods import shift

__all__ = ["IMPORTER"]

DATA = "all data"
ORGANISATION = ("OrganisationName", "Organisation Name")
VALUE = ("Total", "Value number", "Value Number")
"""The names of two columns, which changed in 2022/23."""
SCHEDULE, MAIN_CODE, SUB_CODE = "WorkSheetName", "MainCode", "SubCode"
PROVIDER, CODE = "Full name of Provider", "NHS code"

STAFF = "TAC09"
THIS_YEAR, LAST_YEAR = "A09CY01", "A09PY01"
"""Totals; the suffix P is of permanent staff, O of others."""
GROSS, AGENCY, BANK, WTE = "STA0330", "STA0310", "STA0300", "STA0490"
COMPONENTS = (
    *("STA0230", "STA0240", "STA0245", "STA0250", "STA0250A", "STA0260"),
    *("STA0270", "STA0280", "STA0290", BANK, AGENCY, "STA0320"),
)
"""What gross staff costs are the sum of, by the illustrative files of 2019/20 and 2023/24."""
ROUNDING = 0.5 * (len(COMPONENTS) + 1)
"""Thousands of pounds between gross staff costs and the sum of their components."""
THOUSANDS = Range(-1e8, 1e8, "an amount in thousands of pounds, or a number of staff")
_YEAR = re.compile(r"(?<!\d)(20\d\d)[-/](\d\d)(?!\d)")
_ABOUT_ACCOUNTS = re.compile(r"\bTAC\b|\baccounts\b", re.IGNORECASE)

PUBLICATION = Publication(
    source_id="trust_accounts",
    title="NHS providers: trust accounts consolidation (TAC) data, staff costs",
    producer="NHS England",
    url="https://www.england.nhs.uk/financial-accounting-and-reporting/"
    "nhs-providers-tac-data-publications/",
    published="the year after the accounts",
    measures=("staff_cost", "agency_cost", "external_bank_cost", "agency_bank_cost", "average_wte"),
    left_out=(
        "All schedules but TAC09 (staff), and in it everything but gross staff costs, agency and "
        "contract staff, external bank staff and the average number of staff.",
        "The split into permanent (P) and other (O) staff.",
    ),
    notes=(
        "Printed in thousands of pounds. A sub-code without a row is nothing spent: the rows that "
        "are there have to add up to gross staff costs.",
        "staff_cost is gross staff costs (STA0330). The compiled pay bill of the project has "
        "operating staff costs (EXP0130 and EXP0140), which leave out what is capitalised or "
        "recovered.",
        "agency_bank_cost is agency and contract staff (STA0310) and external bank (STA0300); a "
        "trust's own bank is in salaries and wages.",
        "A trust that became a foundation trust within the year is in both files, each with part "
        "of the year; so is a trust that merged.",
        "The year is read from the sheets, or from the name of the file where they print none.",
    ),
)


def _recognises(source: SourceFile) -> bool:
    if not isinstance(source, Workbook) or _data_sheet(source) is None:
        return False
    return {MAIN_CODE, SUB_CODE} <= _top(source, str(_data_sheet(source)))


def _data_sheet(workbook: Workbook) -> str | None:
    return next((sheet for sheet in workbook.sheets if clean(sheet).lower() == DATA), None)


def _top(workbook: Workbook, sheet: str) -> set[str]:
    """Return what stands in the first rows of a sheet, where a heading is looked for."""
    return {clean(cell) for row in workbook.rows(sheet)[:HEADING_WITHIN] for cell in row}


def _edition(publication: Publication, source: SourceFile) -> Publication:
    """Return the publication as the year and the kind of trust of a file make it."""
    assert isinstance(source, Workbook)
    year = _year(source)
    foundation = _foundation(_providers(source))
    kind = "NHS foundation trusts" if foundation else "NHS trusts"
    return replace(
        publication,
        source_id=f"{'foundation_' if foundation else ''}{publication.source_id}_"
        f"{year.replace('/', '_')}",
        title=f"{publication.title}, {year}, {kind}",
    )


def _year(workbook: Workbook) -> str:
    """Return the financial year that the sheets name beside the accounts, or the file's name."""
    cells = {
        clean(cell)
        for sheet in workbook.sheets
        if sheet != _data_sheet(workbook)
        for row in workbook.rows(sheet)
        for cell in row
    }
    told = {year for cell in cells if _ABOUT_ACCOUNTS.search(cell) for year in _years(cell)}
    found = told or _years(workbook.path.name)
    if len(found) != 1:
        raise SourceError(
            f"{workbook.path.name}: expected the financial year of the accounts (as 2019/20) once, "
            f"on a sheet or in the file's name; found {', '.join(sorted(found)) or 'none'}"
        )
    return found.pop()


def _years(text: str) -> set[str]:
    return {
        f"{first}/{last}"
        for first, last in _YEAR.findall(text)
        if (int(first) + 1) % 100 == int(last)
    }


def _providers(workbook: Workbook) -> Grid:
    """Return the sheet of providers, found by its headings."""
    found = [
        sheet
        for sheet in workbook.sheets
        if sheet != _data_sheet(workbook) and {PROVIDER, CODE} <= _top(workbook, sheet)
    ]
    if len(found) != 1:
        raise SourceError(
            f"{workbook.path.name}: expected one sheet with the columns {PROVIDER!r} and {CODE!r}, "
            f"found {', '.join(map(repr, found)) or 'none'} among "
            f"{', '.join(map(repr, workbook.sheets))}"
        )
    grid = workbook.table(found[0], [PROVIDER, CODE])
    listed = grid.where(grid.text(PROVIDER) != "")
    listed.unique(PROVIDER)
    return listed


def _foundation(providers: Grid) -> bool:
    """Tell whether most of the providers are foundation trusts."""
    return bool(providers.text(PROVIDER).str.contains("Foundation Trust", case=False).mean() > 0.5)


def _one_of(workbook: Workbook, names: tuple[str, ...]) -> str:
    sheet = str(_data_sheet(workbook))
    found = [name for name in names if name in _top(workbook, sheet)]
    if len(found) != 1:
        raise SourceError(
            f"{workbook.path.name}, sheet {sheet!r}: expected one column named "
            f"{' or '.join(map(repr, names))}, found {', '.join(map(repr, found)) or 'none'}"
        )
    return found[0]


def _staff_rows(workbook: Workbook) -> tuple[Grid, str, str]:
    """Return the rows of the totals that are wanted, and the headings of name and value."""
    name, value = _one_of(workbook, ORGANISATION), _one_of(workbook, VALUE)
    required = [name, SCHEDULE, MAIN_CODE, SUB_CODE, value]
    grid = workbook.table(str(_data_sheet(workbook)), required)
    wanted = (
        grid.text(SCHEDULE).str.startswith(STAFF)
        & grid.text(MAIN_CODE).isin((THIS_YEAR, LAST_YEAR))
        & grid.text(SUB_CODE).isin((*COMPONENTS, GROSS, WTE))
    )
    rows = grid.where(wanted)
    if GROSS not in set(rows.text(SUB_CODE)):
        raise SourceError(
            f"{grid.place(column=SUB_CODE)}: expected gross staff costs {GROSS} under {THIS_YEAR} "
            f"in the schedule {STAFF}, found none"
        )
    rows.unique(name, MAIN_CODE, SUB_CODE)
    return rows, name, value


def _codes(workbook: Workbook, names: pd.Series[str], rows: Grid, heading: str) -> pd.Series[str]:
    """Return the ODS code of each row, empty for a provider that is no NHS trust."""
    listed = _providers(workbook)
    kept, _ = trusts(listed, CODE, PROVIDER)
    kept.unique(CODE)
    known = set(map(_plain, listed.text(PROVIDER)))
    code_of = dict(zip(map(_plain, kept.text(PROVIDER)), kept.text(CODE), strict=True))
    plain = names.map(_plain)
    rows.refuse_rows(~plain.isin(known), heading, "expected a name of the sheet of providers")
    return plain.map(code_of).fillna("")


def _plain(name: str) -> str:
    return clean(name).lower()


def _read(source: SourceFile) -> list[pd.DataFrame]:
    assert isinstance(source, Workbook)
    rows, name, value = _staff_rows(source)
    long = pd.DataFrame(
        {
            "org_code": _codes(source, rows.text(name), rows, name),
            "year": rows.text(MAIN_CODE),
            "code": rows.text(SUB_CODE),
            "value": rows.numbers(value, THOUSANDS),
        }
    ).dropna()
    long = long[long["org_code"] != ""]
    this_year = _year(source)
    period = {THIS_YEAR: this_year, LAST_YEAR: shift(this_year, "financial_year", -1)}
    return [
        part
        for year, rows_of_year in long.groupby("year")
        for part in _figures(_by_sub_code(rows_of_year, rows, value), period[str(year)])
    ]


def _by_sub_code(long: pd.DataFrame, rows: Grid, heading: str) -> pd.DataFrame:
    """Return the amounts of one year, trusts x sub-codes, checked to be whole."""
    wide = long.set_index(["org_code", "code"])["value"].unstack()  # noqa: PD010 - each once
    wide = wide.reindex(columns=[*COMPONENTS, GROSS, WTE])
    for code in (GROSS, *([WTE] if wide[WTE].notna().any() else [])):
        lacking = wide.index[wide[code].isna()]
        if len(lacking):
            raise SourceError(
                f"{rows.place(column=SUB_CODE)}: expected {code} under {long['year'].iloc[0]} in "
                f"the schedule {STAFF} for every trust, found none for {', '.join(lacking)}"
            )
    apart = (wide[list(COMPONENTS)].sum(axis=1) - wide[GROSS]).abs() > ROUNDING
    wrong = (long["code"] == GROSS) & long["org_code"].isin(wide.index[apart])
    rows.refuse_rows(wrong, heading, "expected the sum of this trust's staff costs of the year")
    return wide


def _figures(wide: pd.DataFrame, period: str) -> list[pd.DataFrame]:
    """Return the figures of one year; a part without a row is nothing, as the totals add up."""
    agency, bank = wide[AGENCY].fillna(0.0), wide[BANK].fillna(0.0)
    values = {
        "staff_cost": 1000 * wide[GROSS],
        "agency_cost": 1000 * agency,
        "external_bank_cost": 1000 * bank,
        "agency_bank_cost": 1000 * (agency + bank),
        "average_wte": wide[WTE],
    }
    code = wide.index.to_series()
    return [figures(code, period, measure, value) for measure, value in values.items()]


def _organisations(source: SourceFile) -> pd.DataFrame:
    assert isinstance(source, Workbook)
    kept, _ = trusts(_providers(source), CODE, PROVIDER)
    return named(kept.text(CODE), kept.text(PROVIDER))


def _others(source: SourceFile) -> dict[str, int]:
    assert isinstance(source, Workbook)
    kept, others = trusts(_providers(source), CODE, PROVIDER)
    rows, name, _ = _staff_rows(source)
    given = set(map(_plain, rows.text(name)))
    lacking = sum(_plain(one) not in given for one in kept.text(PROVIDER))
    return {**others, "trusts of the list without staff costs": lacking}


IMPORTER = Importer(
    PUBLICATION, _recognises, _read, organisations=_organisations, others=_others, edition=_edition
)
