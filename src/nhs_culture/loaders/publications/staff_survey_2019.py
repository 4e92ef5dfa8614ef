"""NHS Staff Survey 2019, results by organisation: one sheet per benchmark group."""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd

from nhs_culture.errors import SourceError
from nhs_culture.loaders.grid import FIGURES_ABOVE, Grid, clean
from nhs_culture.loaders.providers import named, trusts
from nhs_culture.loaders.publication import Importer, Publication
from nhs_culture.loaders.ranges import BASE, SCORE, SHARE
from nhs_culture.loaders.tidy import ODS_CODE, figures
from nhs_culture.loaders.workbook import SourceFile, Workbook

__all__ = ["IMPORTER"]

YEAR = "2019"

SCORES = {
    "theme_engagement": "engagement",
    "theme_morale": "morale",
    "theme_diversity": "equality_diversity",
}
_AGREE = "selecting Agree or Strongly Agree"
_OFTEN = "selecting Often or Always"
_YES = "selecting Yes out of those who answered the question"
_HARASSED = "at least one incident of bullying, harassment or abuse"
QUESTIONS = {
    "q2a": ("look_forward", _OFTEN),
    "q2b": ("enthusiastic", _OFTEN),
    "q2c": ("time_passes", _OFTEN),
    "q4a": ("initiative", _AGREE),
    "q4b": ("suggestions", _AGREE),
    "q4d": ("improvements", _AGREE),
    "q21a": ("care_top_priority", _AGREE),
    "q21c": ("recommend_work", _AGREE),
    "q21d": ("recommend_care", _AGREE),
    "q14": ("equal_opportunities", f"{_YES} excluding those who selected Dont know"),
    "q15a": ("discrimination_public", _YES),
    "q15b": ("discrimination_colleagues", _YES),
    "q13a": ("harassment_public", _HARASSED),
    "q13b": ("harassment_managers", _HARASSED),
    "q13c": ("harassment_colleagues", _HARASSED),
    "q11c": ("work_stress", _YES),
    "q8a": ("manager_encourages", _AGREE),
    "q8b": ("manager_difficult_task_2018", _AGREE),
    "q8c": ("manager_feedback", _AGREE),
    "q8d": ("manager_asks_opinion", _AGREE),
    "q8e": ("manager_supportive", _AGREE),
    "q8f": ("manager_wellbeing", _AGREE),
    "q8g": ("valued_by_manager", _AGREE),
    "q9a": ("senior_managers_known", _AGREE),
    "q9b": ("senior_managers_communicate", _AGREE),
    "q9c": ("senior_managers_involve", _AGREE),
    "q9d": ("senior_managers_act", _AGREE),
}
"""Question, its measure, and what the sheet ``Notes`` must say that the share is a share of."""
ETHNICITY = tuple(f"q25.{answer}" for answer in range(1, 7))
"""White, mixed, Asian, Black, Chinese, other: the six answers of question 25."""
SIGNS = frozenset(("trust", "trustname", "trtype"))
"""Headings of which each data sheet has one at least, also when its layout has changed."""
TRUST_GROUPS = tuple(range(1, 8))
"""``trtype`` of the benchmark groups of NHS trusts; from 8 on commissioners and others."""
ROUNDING = 1e-6

PUBLICATION = Publication(
    source_id="staff_survey_2019",
    title="NHS Staff Survey 2019, organisation-level data behind the benchmark reports",
    producer="Survey Coordination Centre at Picker, for NHS England and NHS Improvement",
    url="https://www.nhsstaffsurveyresults.com/homepage/results-2019/",
    published="2020-02-18",
    measures=(
        *SCORES.values(),
        *(measure for measure, _ in QUESTIONS.values()),
        "ethnic_minority",
        "response_rate",
        "responses",
    ),
    left_out=(
        "CCGs, CSUs, social enterprises, community surgical services: not NHS trusts.",
        "Summary rows below the sheets 'Acute' and 'Combined Acute & Community', and the column "
        "'Distributed': added by the people who re-shared the file.",
        "The other themes and questions, unweighted values and the significance against 2018: "
        "not modelled by the project.",
    ),
    notes=(
        "Shares are printed from 0 to 1; here they are percentages. They are weighted by "
        "occupation group; bases are numbers of people, so that a share times its base is not a "
        "whole number.",
        "Question numbers are those of 2019: q21c recommend as a place to work, q14 equal "
        "opportunities, q15b discrimination by colleagues, q8a to q8g the immediate manager and "
        "q9a to q9d senior managers (7a to 7g and 8a to 8d of earlier years). The workbook does "
        "not print the wording of questions: numbers and wording go together by the 2019 "
        "questionnaire, and what each share counts is checked against the sheet 'Notes'.",
        "The Isle of Wight NHS Trust is listed by sector: R1F1 acute, R1F2 ambulance, R1F3 mental "
        "health, R1F4 community.",
        "ethnic_minority is 100 minus the share of the first answer of question 25 (White), of "
        "those who answered; the workbook does not name the answers, the order is that of the "
        "questionnaire and of the census groups.",
        "equal_opportunities leaves don't-knows out, in the share and in the base.",
        "The publisher advises against comparing benchmark groups with each other.",
    ),
)


def _data_sheets(workbook: Workbook) -> list[str]:
    return [
        sheet
        for sheet in workbook.sheets
        if any(SIGNS & set(map(clean, row)) for row in workbook.rows(sheet)[:5])
    ]


def _check_sheets(workbook: Workbook) -> None:
    """Check that no sheet has figures of trusts without headings: they would be left out."""
    known = _data_sheets(workbook)
    for sheet in (name for name in workbook.sheets if name not in known):
        for number, row in enumerate(workbook.rows(sheet), start=1):
            code = next((cell for cell in map(str, row) if re.fullmatch(ODS_CODE, cell)), "")
            if code and sum(isinstance(cell, int | float) for cell in row) > FIGURES_ABOVE:
                raise SourceError(
                    f"{workbook.path.name}, sheet {sheet!r}, row {number}: expected the headings "
                    f"{', '.join(sorted(SIGNS))} above the figures of {code}, found none"
                )


def _check_listed(workbook: Workbook, given: set[str]) -> None:
    """Check that every trust that the list of benchmark groups names has its row of figures."""
    known = _data_sheets(workbook)
    for sheet in (name for name in workbook.sheets if name not in known):
        cells = {str(cell).strip() for row in workbook.rows(sheet) for cell in row}
        lost = sorted(cell for cell in cells - given if re.fullmatch(ODS_CODE, cell))
        if lost:
            raise SourceError(
                f"{workbook.path.name}, sheet {sheet!r}: lists {', '.join(lost[:5])}; expected "
                "figures of every trust that is listed"
            )


def _recognises(source: SourceFile) -> bool:
    return (
        isinstance(source, Workbook)
        and any("staff survey 2019" in source.title(sheet).lower() for sheet in source.sheets[:2])
        and bool(_data_sheets(source))
    )


def _headings() -> list[str]:
    questions = [*SCORES, *QUESTIONS, *ETHNICITY]
    return [
        *("trust", "trustname", "trtype", "trtname", "responses", f"rr_{YEAR}"),
        *(f"{question}_{YEAR}" for question in questions),
        *(f"{question}_n_{YEAR}" for question in questions),
    ]


def _trust_rows(workbook: Workbook, sheet: str) -> tuple[Grid, dict[str, int]]:
    """Return the rows of trusts, and the number of rows of each other kind."""
    grid = workbook.table(sheet, _headings())
    group = pd.to_numeric(grid.column("trtype"), errors="coerce")
    code = grid.text("trust").str.fullmatch(ODS_CODE)
    grid.refuse_rows(
        code != group.isin(TRUST_GROUPS),
        "trust",
        "expected ODS codes of NHS trusts in the benchmark groups 1 to 7, and only there",
    )
    return trusts(grid, "trust", "trustname")


def _check_notes(workbook: Workbook) -> None:
    """Check that each question still counts the answers that its measure means."""
    sheet = workbook.sheet_titled("National Staff Survey 2019")
    described = {clean(row[0]): clean(row[1]) for row in workbook.rows(sheet) if len(row) > 1}
    for question, (measure, wording) in QUESTIONS.items():
        found = described.get(f"{question}_20XX", "no description")
        if wording not in found:
            raise SourceError(
                f"{workbook.path.name}, sheet {sheet!r}, {question}_20XX: expected {wording!r} for "
                f"{measure}, found {found!r}"
            )


def _sheet_figures(grid: Grid) -> list[pd.DataFrame]:
    grid.unique("trust")
    code = grid.text("trust")
    scores = grid.matrix([f"{question}_{YEAR}" for question in SCORES], SCORE)
    shares = 100 * grid.matrix([f"{question}_{YEAR}" for question in [*QUESTIONS, "rr"]], SHARE)
    printed = pd.concat([scores, shares], axis=1)
    measures = SCORES | {question: measure for question, (measure, _) in QUESTIONS.items()}
    return [
        *(
            figures(
                code,
                YEAR,
                measure,
                printed[f"{question}_{YEAR}"],
                denominator=grid.bases(f"{question}_n_{YEAR}", BASE, printed[f"{question}_{YEAR}"]),
                note="don't-knows excluded" if measure == "equal_opportunities" else "",
            )
            for question, measure in measures.items()
        ),
        figures(code, YEAR, "responses", grid.numbers("responses", BASE)),
        figures(code, YEAR, "response_rate", printed[f"rr_{YEAR}"]),
        _ethnic_minority(grid, code),
    ]


def _ethnic_minority(grid: Grid, code: pd.Series[str]) -> pd.DataFrame:
    answers = grid.matrix([f"{answer}_{YEAR}" for answer in ETHNICITY], SHARE)
    total = answers.sum(axis=1, min_count=len(ETHNICITY))
    grid.refuse_rows(
        (total - 1).abs() > ROUNDING,
        f"{ETHNICITY[0]}_{YEAR}",
        f"expected the answers {ETHNICITY[0]} to {ETHNICITY[-1]} to sum to 1",
    )
    white = answers.iloc[:, 0].where(total.notna())
    base = grid.bases(f"{ETHNICITY[0]}_n_{YEAR}", BASE, white)
    return figures(code, YEAR, "ethnic_minority", 100 * (1 - white), denominator=base)


def _read(source: SourceFile) -> list[pd.DataFrame]:
    assert isinstance(source, Workbook)
    _check_notes(source)
    _check_sheets(source)
    grids = [_trust_rows(source, sheet)[0] for sheet in _data_sheets(source)]
    _check_listed(source, set().union(*(grid.text("trust") for grid in grids)))
    return [part for grid in grids for part in _sheet_figures(grid)]


def _organisations(source: SourceFile) -> pd.DataFrame:
    assert isinstance(source, Workbook)
    grids = [_trust_rows(source, sheet)[0] for sheet in _data_sheets(source)]
    return pd.concat([named(grid.text("trust"), grid.text("trustname")) for grid in grids])


def _others(source: SourceFile) -> dict[str, int]:
    assert isinstance(source, Workbook)
    total = Counter[str]()
    for sheet in _data_sheets(source):
        total.update(_trust_rows(source, sheet)[1])
    return total


IMPORTER = Importer(PUBLICATION, _recognises, _read, organisations=_organisations, others=_others)
