"""Managers as staff see them, 2012 to 2018: the survey's questions on immediate and senior ones."""

from __future__ import annotations

import pandas as pd

from nhs_culture.loaders.grid import Grid
from nhs_culture.loaders.providers import COMMISSIONERS, split
from nhs_culture.loaders.publication import Importer, Publication
from nhs_culture.loaders.ranges import BASE, PERCENTAGE
from nhs_culture.loaders.tidy import figures
from nhs_culture.loaders.workbook import SourceFile, TextTable

__all__ = ["IMPORTER"]

CODE, YEAR, MISSING = "ORG_CODE", "YEAR", "NA"
YEARS = tuple(map(str, range(2012, 2019)))
WHOLE_PERCENT = ("2016", "2017")
"""Years with whole percentages, and with every kind of organisation."""
ANSWERS = ("SD", "D", "NAND", "A", "SA")
"""Strongly disagree, disagree, neither agree nor disagree, agree, strongly agree."""
QUESTIONS = {
    "7a": "manager_teamwork",
    "7b": "manager_difficult_task",
    "7c": "manager_feedback",
    "7d": "manager_asks_opinion",
    "7e": "manager_supportive",
    "7f": "manager_wellbeing",
    "7g": "valued_by_manager",
    "8a": "senior_managers_known",
    "8b": "senior_managers_communicate",
    "8c": "senior_managers_involve",
    "8d": "senior_managers_act",
}
REWORDED = {"7a": "manager_encourages", "7b": "manager_difficult_task_2018"}
"""Questions that say something else from 2018 on, and their measure from then."""
FIRST_REWORDED = "2018"
ROUNDING, WHOLE_ROUNDING = 1e-4, 0.5 * len(ANSWERS)
"""Percentage points by which the five answers may miss 100."""
PART_OF_AN_ANSWER = 1e-3
"""A percentage with all its digits is a whole number of answers, but for so much."""

PUBLICATION = Publication(
    source_id="manager_questions_2012_2018",
    title="NHS Staff Survey 2012 to 2018: questions on immediate and senior managers (compiled)",
    producer="Picker and its predecessors, for NHS England",
    url="https://github.com/miqdadasaria/hospital_management/tree/94b660d3",
    published="2019",
    measures=(*QUESTIONS.values(), *REWORDED.values()),
    left_out=(
        "Clinical commissioning groups, of which the figures for England have the answers.",
        "The five answers apart: the value is agree and strongly agree together.",
    ),
    notes=(
        "Acute trusts only in 2012 to 2015 and in 2018, organisations of every kind in 2016 and "
        "2017. Not weighted by occupation group; the denominator is the number of answers.",
        "2016 and 2017 are the sum of two whole percentages, so up to one point from the share; "
        "the other years have all digits and are whole numbers of answers.",
        "Before 2016 most trusts asked a sample: a median of some 400 answers, from 156.",
        "The wording of 7a and 7b changed between 2017 and 2018, when 7a fell by 6.0 points in the "
        "middle of trusts: manager_teamwork and manager_difficult_task end in 2017, and "
        "manager_encourages and manager_difficult_task_2018 begin in 2018. 7f and 7g begin in "
        "2015.",
        "England (ENG) is not printed: it is the mean of all organisations in the file by number "
        "of answers, in the two years that have every kind of them.",
    ),
    licence="LGPL-3 (of the compilers' code); Open Government Licence v3.0 (of the statistics)",
    compiled_by="miqdadasaria/hospital_management, commit 94b660d3",
    line_end=False,
)


def _recognises(source: SourceFile) -> bool:
    signs = {f"{question}_{answer}" for question in QUESTIONS for answer in ("SA", "N")}
    return isinstance(source, TextTable) and len(signs & set(source.grid.headings)) >= 3


def _rows(source: SourceFile) -> Grid:
    assert isinstance(source, TextTable)
    grid = source.grid
    grid.require([CODE, YEAR])
    grid.refuse_rows(~grid.text(YEAR).isin(YEARS), YEAR, f"expected {YEARS[0]} to {YEARS[-1]}")
    grid.unique(CODE, YEAR)
    return grid


def _sorted(source: SourceFile) -> tuple[Grid, dict[str, int]]:
    return split(_rows(source), CODE, COMMISSIONERS)


def _agreeing(grid: Grid, question: str) -> tuple[pd.Series[float], pd.Series[float]]:
    """Return the share that agrees and the number of answers, after a check that they fit."""
    headings = [f"{question}_{answer}" for answer in ANSWERS]
    answers = grid.matrix(headings, PERCENTAGE, MISSING)
    blank = answers.isna()
    grid.refuse(blank.where(~blank.all(axis=1), other=False), "expected a percentage")
    whole = grid.text(YEAR).isin(WHOLE_PERCENT)
    base = grid.bases(f"{question}_N", BASE, answers[headings[0]], MISSING)
    counted = answers.mul(base, axis=0) / 100
    counted = counted.mask(whole, answers, axis=0)
    grid.refuse(
        (counted - counted.round()).abs() > PART_OF_AN_ANSWER,
        "expected a whole percentage in 2016 and 2017, a whole number of answers in other years",
    )
    apart = (answers.sum(axis=1, min_count=1) - 100).abs()
    grid.refuse_rows(
        apart > whole.map({True: WHOLE_ROUNDING, False: ROUNDING}),
        headings[0],
        "expected the five answers in the row to sum to 100",
    )
    return answers[headings[-2:]].sum(axis=1, min_count=2).clip(upper=100), base


def _read(source: SourceFile) -> list[pd.DataFrame]:
    grid = _rows(source)
    kept, _ = _sorted(source)
    code, year = grid.text(CODE), grid.text(YEAR)
    is_trust = pd.Series(grid.cells.index.isin(kept.cells.index), grid.cells.index)
    note = year.isin(WHOLE_PERCENT).map({True: "whole per cents", False: ""})
    parts = []
    for question, measure in QUESTIONS.items():
        share, base = _agreeing(grid, question)
        named = pd.Series(measure, grid.cells.index)
        named = named.where(year < FIRST_REWORDED, REWORDED.get(question, measure))
        for name, rows in named.groupby(named):
            of = is_trust & is_trust.index.isin(rows.index)
            parts.append(
                figures(code[of], year[of], str(name), share[of], denominator=base, note=note)
            )
        parts.append(_england(year, measure, share, base))
    return parts


def _england(
    year: pd.Series[str], measure: str, share: pd.Series[float], base: pd.Series[float]
) -> pd.DataFrame:
    """Return England in the years that have every kind of organisation."""
    answers = pd.DataFrame({"agree": share * base, "all": base})[year.isin(WHOLE_PERCENT)]
    total = answers.groupby(year).sum().reset_index(names="period")
    return figures(
        pd.Series("ENG", index=total.index),
        total["period"],
        measure,
        total["agree"] / total["all"],
        denominator=total["all"],
        note="mean of all organisations by answers",
    )


IMPORTER = Importer(PUBLICATION, _recognises, _read, others=lambda source: _sorted(source)[1])
