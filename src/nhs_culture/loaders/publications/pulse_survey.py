"""National Quarterly Pulse Survey: engagement and its parts, by those who chose to answer."""

from __future__ import annotations

import re

import pandas as pd

from nhs_culture.errors import SourceError
from nhs_culture.loaders.grid import Grid, clean
from nhs_culture.loaders.providers import named, split
from nhs_culture.loaders.publication import Importer, Publication
from nhs_culture.loaders.ranges import BASE, SCORE
from nhs_culture.loaders.tidy import figures
from nhs_culture.loaders.workbook import SourceFile, Workbook

__all__ = ["IMPORTER"]

CODE, NAME, SETTING, REGION = "Org Code", "Org Name", "Care Setting", "Region Name"
RESPONSES, HEADCOUNT = "Total Responses", "HSCIC Workforce Headcount"
PARTS = {
    "Engagement Score": "pulse_engagement",
    "Advocacy Score": "pulse_advocacy",
    "Involvement Score": "pulse_involvement",
    "Motivation Score": "pulse_motivation",
}
"""The score of each sheet, and its measure."""
FEWEST = 100
"""Answers below which a score is left out; their number is kept in the response rate."""
TOTALS = ("England", "Selection")
"""How the rows of totals begin, in the column of names or of settings."""
NATIONAL_TOLERANCE = 0.02
"""Points between England's score and the mean of the trusts by answers; at most 0.011 so far."""
MEAN_ROUNDING = 1e-6
_TITLE = re.compile(r"National Quarterly Pulse Survey Data - Q([124]) (20\d\d)-(\d\d)")
MONTHS = {"4": "01", "1": "04", "2": "07"}
"""The month in which the survey of a quarter is open; the autumn has the yearly survey instead."""

PUBLICATION = Publication(
    source_id="pulse_survey_2022",
    title="National Quarterly Pulse Survey, engagement by trust",
    producer="NHS England",
    url="https://www.england.nhs.uk/nhs-staff-survey/national-quarterly-pulse-survey/",
    published="2022",
    measures=(*PARTS.values(), "pulse_response_rate"),
    left_out=(
        f"Scores of fewer than {FEWEST} answers: 30 to 40 trusts a quarter. Their response is "
        "kept.",
        "Trusts with no answer (a score of 0), and a response rate where the headcount is 0.",
        "The row of a selection, the headcounts beside the parts of engagement (wrong in "
        "January 2022) and the sheet that repeats all scores (it has lost a trust in April 2022).",
    ),
    notes=(
        "Not the yearly staff survey and never to be put beside it as one series: not weighted, "
        "open to all, answered by 8% of staff in the middle of trusts.",
        "One workbook a quarter. It prints the quarter; the period here is the month in which the "
        "survey was open: January, April, July.",
        "The denominator of a score is its number of answers; the response rate is the answers on "
        "engagement over the headcount that the workbook prints.",
        "Mid and South Essex (RAJ) stands in January 2022 twice with the same figures, and is "
        "counted twice in England's answers.",
    ),
    files="periods",
    until="2022-07",
)


def _recognises(source: SourceFile) -> bool:
    if not isinstance(source, Workbook):
        return False
    titled = any("pulse survey" in source.title(sheet).lower() for sheet in source.sheets[:3])
    return titled or bool(_sheets(source))


def _sheets(workbook: Workbook) -> dict[str, str]:
    """Return the sheet of each score: the one that has it and none of the others."""
    tops = {
        sheet: {clean(cell) for row in workbook.rows(sheet)[:15] for cell in row}
        for sheet in workbook.sheets
    }
    return {
        part: sheet
        for sheet, cells in tops.items()
        for part in PARTS
        if {part, CODE, RESPONSES} <= cells and "Advocacy" not in cells
    }


def _period(workbook: Workbook) -> str:
    titles = [_TITLE.fullmatch(workbook.title(sheet)) for sheet in workbook.sheets]
    found = [title for title in titles if title]
    if len(found) != 1 or (int(found[0][2]) + 1) % 100 != int(found[0][3]):
        raise SourceError(
            f"{workbook.path.name}: expected one sheet titled as 'National Quarterly Pulse Survey "
            f"Data - Q4 2021-22', found {[title[0] for title in found] or 'none'}"
        )
    quarter, first, _ = found[0].groups()
    year = int(first) + (quarter == "4")
    if year != 2022:
        raise SourceError(
            f"{workbook.path.name}: this is the survey of {year}; expected 2022 (another year "
            "needs a publication record of its own)"
        )
    return f"{year}-{MONTHS[quarter]}"


def _part(workbook: Workbook, part: str) -> Grid:
    """Return the rows of a sheet that say anything."""
    sheets = _sheets(workbook)
    if part not in sheets:
        raise SourceError(
            f"{workbook.path.name}: expected a sheet with the columns {CODE!r}, {RESPONSES!r} and "
            f"{part!r}, found none among {', '.join(map(repr, workbook.sheets))}"
        )
    required = [REGION, CODE, NAME, SETTING, RESPONSES, HEADCOUNT, part]
    grid = workbook.table(sheets[part], required)
    filled = grid.cells[required].map(lambda cell: str(cell).strip() != "").any(axis=1)
    return grid.where(filled)


def _is_total(grid: Grid) -> pd.Series[bool]:
    label = (grid.text(NAME) + grid.text(SETTING)).str.startswith(TOTALS)
    return label & (grid.text(CODE) == "")


def _trusts(workbook: Workbook, part: str) -> Grid:
    """Return the rows of trusts, each once, after a check that they make England."""
    grid = _part(workbook, part)
    rows, _ = split(grid.where(~_is_total(grid)), CODE, {})
    _check_england(grid, rows, part)
    same = [CODE, NAME, SETTING, RESPONSES, HEADCOUNT, part]
    repeated = pd.concat([rows.text(heading) for heading in same], axis=1).duplicated()
    kept = rows.where(~repeated)
    kept.unique(CODE)
    return kept


def _check_england(grid: Grid, rows: Grid, part: str) -> None:
    """Check that England has the answers of all trusts and a score that fits theirs."""
    national = grid.where(_is_total(grid) & (grid.text(NAME) + grid.text(SETTING) == "England"))
    if len(national.cells) != 1:
        raise SourceError(
            f"{grid.place()}: expected one row 'England', found {len(national.cells)}"
        )
    answers, score = rows.numbers(RESPONSES, BASE), _scores(rows, part)
    printed = national.numbers(RESPONSES, BASE)
    national.refuse_rows(
        printed != answers.sum(), RESPONSES, f"expected the sum of the trusts, {answers.sum():.0f}"
    )
    mean = (answers * score).sum() / answers[score.notna()].sum()
    apart = (national.numbers(part, SCORE) - mean).abs()
    national.refuse_rows(
        apart > NATIONAL_TOLERANCE, part, f"expected about the mean by answers, {mean:.3f}"
    )


def _scores(grid: Grid, part: str) -> pd.Series[float]:
    """Return the scores; where nobody answered, none."""
    answers = grid.numbers(RESPONSES, BASE)
    score = grid.numbers(part, SCORE, "-").where(answers > 0)
    grid.refuse_rows(answers.isna(), RESPONSES, "expected the number of answers")
    grid.refuse_rows((answers > 0) & score.isna(), part, "expected the score of the answers")
    return score


def _read(source: SourceFile) -> list[pd.DataFrame]:
    assert isinstance(source, Workbook)
    period = _period(source)
    grids = {part: _trusts(source, part) for part in PARTS}
    _check_parts(grids)
    return [
        *(_figures(grid, part, period) for part, grid in grids.items()),
        _response_rate(grids["Engagement Score"], period),
    ]


def _check_parts(grids: dict[str, Grid]) -> None:
    """Check that engagement is the mean of its three parts, for the same trusts."""
    overall, *parts = (
        _scores(grid, part).set_axis(grid.text(CODE)) for part, grid in grids.items()
    )
    grid = grids["Engagement Score"]
    for part, scores in zip(list(grids)[1:], parts, strict=True):
        lost = sorted(set(overall.index) ^ set(scores.index))
        if lost:
            raise SourceError(
                f"{grids[part].place()}: expected the trusts of the sheet {grid.sheet!r}; "
                f"{', '.join(lost)} are in one of the two"
            )
    apart = (overall - sum(parts) / len(parts)).abs() > MEAN_ROUNDING
    grid.refuse_rows(
        grid.text(CODE).map(apart), "Engagement Score", "expected the mean of its three parts"
    )


def _figures(grid: Grid, part: str, period: str) -> pd.DataFrame:
    answers = grid.numbers(RESPONSES, BASE)
    score = _scores(grid, part).where(answers >= FEWEST)
    return figures(grid.text(CODE), period, PARTS[part], score, denominator=answers)


def _response_rate(grid: Grid, period: str) -> pd.DataFrame:
    answers, staff = grid.numbers(RESPONSES, BASE), grid.numbers(HEADCOUNT, BASE)
    grid.refuse_rows(
        (answers > staff) & (staff > 0), RESPONSES, f"expected no more answers than {HEADCOUNT}"
    )
    known = (answers > 0) & (staff > 0)
    return figures(
        grid.text(CODE),
        period,
        "pulse_response_rate",
        (100 * answers / staff).where(known),
        numerator=answers,
        denominator=staff,
    )


def _organisations(source: SourceFile) -> pd.DataFrame:
    assert isinstance(source, Workbook)
    grid = _trusts(source, "Engagement Score")
    return named(grid.text(CODE), grid.text(NAME))


def _others(source: SourceFile) -> dict[str, int]:
    assert isinstance(source, Workbook)
    grid = _trusts(source, "Engagement Score")
    answers = grid.numbers(RESPONSES, BASE)
    return {
        f"trusts with fewer than {FEWEST} answers": int(((answers > 0) & (answers < FEWEST)).sum()),
        "trusts with no answer": int((answers == 0).sum()),
    }


IMPORTER = Importer(PUBLICATION, _recognises, _read, organisations=_organisations, others=_others)
