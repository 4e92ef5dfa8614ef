"""Patient safety incidents reported by six months, for three trusts (compiled)."""

from __future__ import annotations

import pandas as pd

from nhs_culture.loaders.grid import Grid
from nhs_culture.loaders.publication import Importer, Publication
from nhs_culture.loaders.ranges import NUMBER
from nhs_culture.loaders.tidy import ODS_CODE, figures
from nhs_culture.loaders.workbook import SourceFile, TextTable
from nhs_culture.periods import containing

__all__ = ["IMPORTER"]

CODE, ENDING, COUNTED = "org_code", "six_months_ending", "incidents_reported"
RATE = "rate_as_published"
FIRST, LAST = "2009-03-31", "2020-03-31"
HALF_YEAR_ENDS = ("03-31", "09-30")

PUBLICATION = Publication(
    source_id="safety_incidents_2009_2020",
    title="Organisation patient safety incident reports, March 2009 to March 2020 (NRLS)",
    producer="NHS Improvement, before 2016 the NHS Commissioning Board and the NPSA",
    url="https://github.com/The-Strategy-Unit/nhp_sbr_impacts/tree/f25df9c",
    published="2020",
    measures=("incidents_reported",),
    left_out=(
        "September 2009 of RRF (1 incident, between 1,532 and 1,759) and of RM3 (999, between "
        "2,247 and 4,006): less than half of the half-year before and of the one after, so not "
        "all reports were uploaded.",
        "The published rate: its denominator changes in 2014 from admissions to bed days.",
    ),
    notes=(
        "The period is the last month of six. Incidents of any severity: more reports can mean "
        "more harm or more candour, so they neither confirm nor refute a fall in harm.",
        "RP1, RRF and RM3 only: no peers, descriptive.",
        "RRF stays low from March 2012 to March 2014 (822 to 1,539) and doubles in September "
        "2014; no single half-year of these meets the rule for broken ones.",
    ),
    licence="Open Government Licence v3.0 (of the underlying statistics)",
    compiled_by="The-Strategy-Unit/nhp_sbr_impacts, nhp_sbr_psir.csv, commit f25df9c",
)


def _recognises(source: SourceFile) -> bool:
    return isinstance(source, TextTable) and (
        len({ENDING, COUNTED, RATE} & set(source.grid.headings)) >= 2
    )


def _period(grid: Grid) -> pd.Series[str]:
    ending = grid.text(ENDING)
    wrong = ~ending.str.fullmatch(r"20\d\d-\d\d-\d\d") | ~ending.str[5:].isin(HALF_YEAR_ENDS)
    grid.refuse_rows(
        wrong | (ending < FIRST) | (ending > LAST),
        ENDING,
        f"expected 31 March or 30 September as YYYY-MM-DD, {FIRST} to {LAST}",
    )
    return ending.map(lambda day: containing(day, "half_year"))


def _broken(counts: pd.DataFrame) -> pd.Series[bool]:
    """Mark half-years with less than half of the one before and less than half of the next."""
    count = counts.sort_values("period").groupby("org_code")["value"]
    lower = pd.concat([count.shift(1), count.shift(-1)], axis=1).min(axis=1, skipna=False) / 2
    return counts["value"] < lower.reindex(counts.index)


def _read(source: SourceFile) -> list[pd.DataFrame]:
    assert isinstance(source, TextTable)
    grid = source.grid
    grid.require([CODE, ENDING, COUNTED])
    grid.unique(CODE, ENDING)
    code = grid.text(CODE)
    grid.refuse_rows(
        ~code.str.fullmatch(ODS_CODE), CODE, "expected the ODS code of an NHS trust (as RP1)"
    )
    counts = pd.DataFrame(
        {"org_code": code, "period": _period(grid), "value": grid.numbers(COUNTED, NUMBER)}
    )
    kept = counts[~_broken(counts)]
    rows = figures(kept["org_code"], kept["period"], "incidents_reported", kept["value"])
    return [rows]


IMPORTER = Importer(PUBLICATION, _recognises, _read)
