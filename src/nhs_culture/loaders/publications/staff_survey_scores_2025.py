"""NHS Staff Survey 2025, scores of each trust, with two scores of the year before (compiled)."""

from __future__ import annotations

import pandas as pd

from nhs_culture.loaders.grid import Grid
from nhs_culture.loaders.providers import named, split
from nhs_culture.loaders.publication import Importer, Publication
from nhs_culture.loaders.ranges import SCORE
from nhs_culture.loaders.tidy import figures
from nhs_culture.loaders.workbook import SourceFile, TextTable

__all__ = ["IMPORTER"]

CODE, NAME, TYPE, DAY = "org_code", "org_name", "Trust_type", "survey_date"
SCORES = {
    "2025": {
        "theme_engagement": "engagement",
        "theme_morale": "morale",
        "pp3_2_raising_concerns": "raising_concerns",
    },
    "2024": {
        "staff_engagement_score": "engagement",
        "staff_raising_concerns_score": "raising_concerns",
    },
}
"""The survey of each column, and its measure: the file does not print the surveys."""
INVENTED_DAY = "2025-12-01"
TYPES = ("Acute trust", "Mental health and community trust", "Ambulance trust")
NO_TRUST = {"practices, companies and others without a figure": r"(?![RT]..$|G6V2S$)[A-Z0-9]{3,6}"}

PUBLICATION = Publication(
    source_id="staff_survey_scores_2025",
    title="NHS Staff Survey 2025, benchmark reports: scores by trust (compiled)",
    producer="Survey Coordination Centre at Picker, for NHS England",
    url="https://github.com/larsen-analyst/trustpulse/tree/89a2448",
    published="2026",
    measures=("engagement", "morale", "raising_concerns"),
    left_out=(
        "The elements of the People Promise but for raising concerns: not modelled by the project.",
        "survey_date: 1 December 2025 throughout, put there by the compilers.",
        "Organisations without a figure: practices, companies, trusts that have merged.",
    ),
    notes=(
        "149 trusts, most of them acute; 20 mental health trusts and one ambulance trust. "
        "Northamptonshire Healthcare (RP1) and Clatterbridge (REN) are not among them.",
        "Scores of 2025 have all digits and are weighted by occupation group, from the official "
        "benchmark workbook 2021 to 2025, version 2. Bases are not printed.",
        "staff_engagement_score and staff_raising_concerns_score are of the survey of 2024, to two "
        "decimals: the file does not say so, the official figures do.",
    ),
    licence="Open Government Licence v3.0 (of the underlying statistics)",
    compiled_by="larsen-analyst/trustpulse, commit 89a2448",
)


def _recognises(source: SourceFile) -> bool:
    signs = {heading for columns in SCORES.values() for heading in columns}
    return isinstance(source, TextTable) and len(signs & set(source.grid.headings)) >= 3


def _headings() -> list[str]:
    return [heading for columns in SCORES.values() for heading in columns]


def _sorted(source: SourceFile) -> tuple[Grid, dict[str, int]]:
    """Return the trusts that have a figure, and how many rows have none."""
    assert isinstance(source, TextTable)
    grid = source.grid
    grid.require([CODE, NAME, TYPE, DAY, *_headings()])
    grid.unique(CODE)
    given = (grid.cells[_headings()].astype(str).map(str.strip) != "").any(axis=1)
    kept, _ = split(grid.where(given), CODE, {})
    without, others = split(grid.where(~given), CODE, NO_TRUST)
    kept.refuse_rows(
        ~kept.text(TYPE).isin(TYPES), TYPE, f"expected one of {', '.join(TYPES)} for a figure"
    )
    return kept, {**others, "trusts without a figure": len(without.cells)}


def _check_whole(grid: Grid) -> None:
    """Check that a trust has all scores of a survey or none, and the day where it has those."""
    for survey, columns in SCORES.items():
        blank = grid.matrix(list(columns), SCORE).isna()
        grid.refuse(blank.where(~blank.all(axis=1), other=False), f"expected a score of {survey}")
    dated = grid.text(DAY) == INVENTED_DAY
    scored = grid.numbers("theme_engagement", SCORE).notna()
    grid.refuse_rows(
        dated != scored, DAY, f"expected {INVENTED_DAY} for trusts with scores of 2025, only there"
    )


def _read(source: SourceFile) -> list[pd.DataFrame]:
    grid, _ = _sorted(source)
    _check_whole(grid)
    return [
        figures(grid.text(CODE), survey, measure, grid.numbers(heading, SCORE))
        for survey, columns in SCORES.items()
        for heading, measure in columns.items()
    ]


def _organisations(source: SourceFile) -> pd.DataFrame:
    grid, _ = _sorted(source)
    return named(grid.text(CODE), grid.text(NAME))


IMPORTER = Importer(
    PUBLICATION,
    _recognises,
    _read,
    organisations=_organisations,
    others=lambda source: _sorted(source)[1],
)
