"""NHS Staff Survey 2021 to 2025 at five trusts, read off the benchmark workbook (compiled)."""

from __future__ import annotations

import pandas as pd

from nhs_culture.loaders.grid import Grid
from nhs_culture.loaders.publication import Importer, Publication
from nhs_culture.loaders.ranges import BASE, SCORE, SHARE
from nhs_culture.loaders.tidy import figures
from nhs_culture.loaders.workbook import SourceFile, TextTable

__all__ = ["IMPORTER"]

CODE, YEAR = "org_code", "year"
TRUSTS = ("RA7", "REN", "RM3", "RP1", "RRF")
YEARS = ("2021", "2022", "2023", "2024", "2025")
SHARES = {
    "work_related_stress_q11c": ("work_stress", "work_related_stress_n"),
    "often_think_leaving_q26a": ("think_of_leaving", "often_think_leaving_n"),
}
BURNOUT, BURNOUT_BASE = "burnout_score", "burnout_n"
ANSWERED, RATE, ELIGIBLE = "n_resp", "response_rate", "eligible_derived"
ONE_PERSON = 0.5
ROUNDED_RATE = 1e-4
"""Share between the printed response rate and the two numbers that it is derived from."""

PUBLICATION = Publication(
    source_id="staff_survey_five_trusts_2021_2025",
    title="NHS Staff Survey 2021 to 2025, benchmark workbook: five trusts (read off)",
    producer="Survey Coordination Centre at Picker, for NHS England",
    url="https://www.nhsstaffsurveys.com/results/",
    published="2026",
    measures=(
        *(measure for measure, _ in SHARES.values()),
        *("burnout_score", "response_rate", "responses"),
    ),
    left_out=(
        "Action on health and wellbeing (q11a) and the score of thinking about leaving: read off "
        "and not checked, and not modelled by the project.",
    ),
    notes=(
        "All five years are weighted by the occupation groups of 2025: not the figures that were "
        "first published.",
        "Typed off the workbook. Stress, response rates and burnout were checked against other "
        "copies, think_of_leaving was only read.",
        "RM3 is the Northern Care Alliance; it has no figures of 2021.",
    ),
)


def _recognises(source: SourceFile) -> bool:
    signs = {*SHARES, BURNOUT, ELIGIBLE}
    return isinstance(source, TextTable) and len(signs & set(source.grid.headings)) >= 2


def _rows(source: SourceFile) -> Grid:
    assert isinstance(source, TextTable)
    grid = source.grid
    grid.require([CODE, YEAR])
    grid.refuse_rows(~grid.text(CODE).isin(TRUSTS), CODE, f"expected one of {', '.join(TRUSTS)}")
    grid.refuse_rows(~grid.text(YEAR).isin(YEARS), YEAR, f"expected {YEARS[0]} to {YEARS[-1]}")
    grid.unique(CODE, YEAR)
    return grid


def _response(grid: Grid) -> list[pd.DataFrame]:
    """Return the response and its rate, after a check that the numbers make the rate."""
    answered, asked = grid.numbers(ANSWERED, BASE), grid.numbers(ELIGIBLE, BASE)
    rate = grid.numbers(RATE, SHARE)
    grid.refuse_rows(
        (answered / asked - rate).abs() > ONE_PERSON / asked + ROUNDED_RATE,
        RATE,
        f"expected {ANSWERED} over {ELIGIBLE}",
    )
    code, year = grid.text(CODE), grid.text(YEAR)
    return [
        figures(code, year, "response_rate", 100 * rate, numerator=answered, denominator=asked),
        figures(code, year, "responses", answered),
    ]


def _read(source: SourceFile) -> list[pd.DataFrame]:
    grid = _rows(source)
    code, year = grid.text(CODE), grid.text(YEAR)
    burnout = grid.numbers(BURNOUT, SCORE)
    parts = [
        figures(code, year, measure, 100 * share, denominator=grid.bases(base, BASE, share))
        for column, (measure, base) in SHARES.items()
        for share in [grid.numbers(column, SHARE)]
    ]
    parts.append(
        figures(
            code,
            year,
            "burnout_score",
            burnout,
            denominator=grid.bases(BURNOUT_BASE, BASE, burnout),
        )
    )
    return [*parts, *_response(grid)]


IMPORTER = Importer(PUBLICATION, _recognises, _read)
