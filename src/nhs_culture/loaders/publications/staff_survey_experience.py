"""NHS Staff Survey 2021 to 2024, experience at work: figures compiled from the spreadsheets."""

from __future__ import annotations

import pandas as pd

from nhs_culture.loaders.grid import Grid
from nhs_culture.loaders.providers import named, trusts
from nhs_culture.loaders.publication import Importer, Publication
from nhs_culture.loaders.ranges import BASE, PERCENTAGE
from nhs_culture.loaders.tidy import ODS_CODE, figures
from nhs_culture.loaders.workbook import SourceFile, TextTable

__all__ = ["IMPORTER"]

YEARS = ("2021", "2022", "2023", "2024")
CODE, YEAR, NAME, GROUP = "ODS code", "Year", "Organisation name", "Benchmarking group"
RATES = {
    "Discrimination_public": "discrimination_public",
    "Discrimination_internal": "discrimination_colleagues",
    "Emotional_public": "harassment_public",
    "Emotional_manager": "harassment_managers",
    "Emotional_colleagues": "harassment_colleagues",
    "Stress": "work_stress",
    "Burned_out": "burnout",
    "Ethnic_minority": "ethnic_minority",
}
BURNOUT_LADDER = ("Burned_out_rate", "Burned_out_sometimes_rate", "Burned_out_ever_rate")
"""Often or always; also sometimes; also rarely."""

PUBLICATION = Publication(
    source_id="staff_survey_experience_2021_2024",
    title="NHS Staff Survey 2021 to 2024, detailed spreadsheets: discrimination, harassment, "
    "stress, burnout and ethnic group by organisation",
    producer="Survey Coordination Centre at Picker, for NHS England",
    url="https://github.com/ebmgt/NHS-Gender/tree/e042fd32",
    published="2025-03-13",
    measures=tuple(RATES.values()),
    left_out=(
        "CCGs, ICBs, CSUs, social enterprises, community surgical services: not NHS trusts.",
        "Physical violence, autonomy, religion, age, gender and the other columns: not modelled "
        "by the project.",
        "Region and ICS: swapped in 2021, and not needed beside the figures.",
        "Respondents: the file does not say what it counts; every share has its own base.",
    ),
    notes=(
        "All eight shares and their bases are those of the official workbook of 2024, for all 210 "
        "trusts and sectors, to the last digit: discrimination is 'Yes', harassment everything but "
        "'Never' of questions 14a to 14c, burnout 'Often' and 'Always' of question 12b, "
        "ethnic_minority everything but the four White answers. 2021 to 2023 come from the same "
        "hand, and are not checked against an official file here.",
        "Weighted by occupation group, except ethnic group.",
        "RM3 is Salford Royal in 2021 and the Northern Care Alliance from 2022.",
    ),
    licence="Open Government Licence v3.0 (of the underlying statistics)",
    compiled_by="ebmgt/NHS-Gender, commit e042fd32",
)


def _recognises(source: SourceFile) -> bool:
    rates = {f"{prefix}_rate" for prefix in RATES}
    return isinstance(source, TextTable) and len(rates & set(source.grid.headings)) >= 3


def _trust_rows(source: SourceFile) -> Grid:
    assert isinstance(source, TextTable)
    grid = source.grid
    grid.require([CODE, YEAR, NAME, GROUP])
    provider = grid.text(CODE).str.fullmatch(ODS_CODE)
    grid.refuse_rows(
        provider != grid.text(GROUP).str.contains("Trust"),
        CODE,
        "expected ODS codes in the benchmark groups of trusts, only there",
    )
    grid.refuse_rows(~grid.text(YEAR).isin(YEARS), YEAR, f"expected one of {', '.join(YEARS)}")
    kept, _ = trusts(grid, CODE, NAME)
    kept.unique(CODE, YEAR)
    return kept


def _check_burnout(grid: Grid) -> None:
    often, sometimes, ever = (grid.numbers(name, PERCENTAGE, "NA") for name in BURNOUT_LADDER)
    grid.refuse_rows(
        (often > sometimes) | (sometimes > ever),
        BURNOUT_LADDER[0],
        "expected burnout often or always to be within sometimes, and that within ever",
    )


def _read(source: SourceFile) -> list[pd.DataFrame]:
    grid = _trust_rows(source)
    _check_burnout(grid)
    code, year = grid.text(CODE), grid.text(YEAR)
    parts = []
    for prefix, measure in RATES.items():
        rate = grid.numbers(f"{prefix}_rate", PERCENTAGE, "NA")
        base = grid.bases(f"{prefix}_base", BASE, rate, "NA")
        parts.append(figures(code, year, measure, rate, denominator=base))
    return parts


def _organisations(source: SourceFile) -> pd.DataFrame:
    grid = _trust_rows(source)
    return named(grid.text(CODE), grid.text(NAME), grid.text(YEAR))


def _others(source: SourceFile) -> dict[str, int]:
    """Return how many rows are of each benchmark group that is none of trusts."""
    assert isinstance(source, TextTable)
    groups = source.grid.text(GROUP)
    counts = groups[~groups.str.contains("Trust")].value_counts()
    return {f"rows of {group}": int(count) for group, count in counts.items()}


IMPORTER = Importer(PUBLICATION, _recognises, _read, organisations=_organisations, others=_others)
