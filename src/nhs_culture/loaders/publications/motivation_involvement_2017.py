"""NHS Staff Survey 2017 in acute trusts: two of the three parts of engagement (compiled)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nhs_culture.loaders.grid import Grid
from nhs_culture.loaders.providers import named
from nhs_culture.loaders.publication import Importer, Publication
from nhs_culture.loaders.ranges import BASE, FIVE, PERCENTAGE
from nhs_culture.loaders.tidy import ODS_CODE, figures
from nhs_culture.loaders.workbook import SourceFile, TextTable

__all__ = ["IMPORTER"]

YEAR, MISSING = "2017", "NA"
CODE, YEARS, NAME, MOTIVATION = "Code", "year.index", "Site.y", "Engagement.index"
OFTEN = ("Never", "Rarely", "Sometimes", "Often", "Always")
AGREE = (
    *("Strongly.disagree", "Disagree", "Neither.agree.nor.disagree"),
    *("Agree", "Strongly.agree"),
)
QUESTIONS = {
    "q2a": ("look_forward", OFTEN),
    "q2b": ("enthusiastic", OFTEN),
    "q2c": ("time_passes", OFTEN),
    "q4a": ("initiative", AGREE),
    "q4b": ("suggestions", AGREE),
    "q4d": ("improvements", AGREE),
}
SCORES = {
    "engagement_motivation": ("q2a", "q2b", "q2c"),
    "engagement_involvement": ("q4a", "q4b", "q4d"),
}
ROUNDING = 2.5
"""Percentage points by which five whole percentages may miss 100."""
MOTIVATION_ROUNDING = 0.05
"""Between the mean of whole percentages and the motivation that the compilers print, on 1 to 5; at
most 0.041."""

PUBLICATION = Publication(
    source_id="motivation_involvement_2017",
    title="NHS Staff Survey 2017: motivation and involvement in acute trusts (compiled)",
    producer="Picker, for NHS England",
    url="https://github.com/ebmgt/NHS-wellbeing",
    published="2018-03-06",
    measures=(*(measure for measure, _ in QUESTIONS.values()), *SCORES),
    left_out=(
        "Questions 1, 3, and 4 but for a, b and d; q4j has another number in other years.",
        "'Engagement.index': motivation on 1 to 5, held already as motivation_1_to_5 of 2017. "
        "Advocacy, the third part of engagement, is not in the file.",
        "SHMI: a copy of figures held elsewhere. Two trusts without answers (R0A, R1F).",
    ),
    notes=(
        "Not weighted. Shares are the sum of two whole percentages: up to a point from the exact.",
        "The two scores are computed here from whole percentages: each answer 0, 2.5, 5, 7.5 or "
        "10, the mean of three questions. Motivation is within 0.1 of the exact one.",
        "Numbers of answers are printed with thousands commas.",
    ),
    licence="Open Government Licence v3.0 (of the underlying statistics)",
    compiled_by="ebmgt/NHS-wellbeing, blob 0ceae900",
)


def _recognises(source: SourceFile) -> bool:
    signs = {f"{question}.Respondents" for question in QUESTIONS}
    return isinstance(source, TextTable) and len(signs & set(source.grid.headings)) >= 3


def _answered(source: SourceFile) -> Grid:
    """Return the trusts that have answers, thousands commas taken out of their numbers."""
    assert isinstance(source, TextTable)
    grid = source.grid
    grid.require([CODE, YEARS, NAME, MOTIVATION, *_headings()])
    grid.unique(CODE)
    code = grid.text(CODE)
    grid.refuse_rows(
        ~code.str.fullmatch(ODS_CODE), CODE, "expected the ODS code of an NHS trust (as RP1)"
    )
    grid.refuse_rows(
        ~grid.text(YEARS).isin([YEAR, MISSING]), YEARS, f"expected {YEAR}, or {MISSING}"
    )
    given = (grid.cells[_headings()].astype(str) != MISSING).any(axis=1)
    return _without_commas(grid.where(given))


def _headings() -> list[str]:
    return [
        f"{question}.{answer}"
        for question, (_, answers) in QUESTIONS.items()
        for answer in (*answers, "Respondents")
    ]


def _without_commas(grid: Grid) -> Grid:
    bases = [f"{question}.Respondents" for question in QUESTIONS]
    plain = grid.cells[bases].astype(str).replace(r"^(\d{1,3}),(\d{3})$", r"\1\2", regex=True)
    return Grid(grid.path, grid.sheet, grid.cells.assign(**plain))


def _answers(grid: Grid, question: str) -> pd.DataFrame:
    """Return the five whole percentages of a question, which sum to about 100."""
    answers = grid.matrix([f"{question}.{one}" for one in QUESTIONS[question][1]], PERCENTAGE)
    grid.refuse(answers.isna(), "expected a percentage")
    grid.refuse(answers != answers.round(), "expected a whole percentage")
    grid.refuse_rows(
        (answers.sum(axis=1) - 100).abs() > ROUNDING,
        str(answers.columns[0]),
        "expected the five answers in the row to sum to about 100",
    )
    return answers


def _mean(answers: pd.DataFrame) -> pd.Series[float]:
    """Return the mean answer from 1 to 5."""
    return answers.mul(np.arange(1, 6)).sum(axis=1) / answers.sum(axis=1)


def _read(source: SourceFile) -> list[pd.DataFrame]:
    grid = _answered(source)
    code = grid.text(CODE)
    answers = {question: _answers(grid, question) for question in QUESTIONS}
    bases = {
        question: grid.bases(f"{question}.Respondents", BASE, answers[question].iloc[:, 0])
        for question in QUESTIONS
    }
    means = pd.DataFrame({question: _mean(found) for question, found in answers.items()})
    _check_motivation(grid, means)
    shares = [
        figures(
            code,
            YEAR,
            measure,
            answers[question].iloc[:, -2:].sum(axis=1).clip(upper=100),
            denominator=bases[question],
            note="whole per cents",
        )
        for question, (measure, _) in QUESTIONS.items()
    ]
    scores = [
        figures(
            code,
            YEAR,
            measure,
            2.5 * (means[list(questions)].mean(axis=1) - 1),
            denominator=pd.DataFrame(bases)[list(questions)].min(axis=1),
            note="from whole per cents",
        )
        for measure, questions in SCORES.items()
    ]
    return [*shares, *scores]


def _check_motivation(grid: Grid, means: pd.DataFrame) -> None:
    """Check that motivation is about what the compilers print as their index."""
    printed = grid.numbers(MOTIVATION, FIVE, MISSING)
    motivation = means[list(SCORES["engagement_motivation"])].mean(axis=1)
    grid.refuse_rows(
        ~((motivation - printed).abs() <= MOTIVATION_ROUNDING),
        MOTIVATION,
        "expected the mean of q2a, q2b and q2c from 1 to 5",
    )


def _organisations(source: SourceFile) -> pd.DataFrame:
    grid = _answered(source)
    return named(grid.text(CODE), grid.text(NAME))


def _others(source: SourceFile) -> dict[str, int]:
    assert isinstance(source, TextTable)
    return {"trusts without answers": len(source.grid.cells) - len(_answered(source).cells)}


IMPORTER = Importer(PUBLICATION, _recognises, _read, organisations=_organisations, others=_others)
