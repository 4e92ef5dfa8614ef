"""NHS Staff Survey 2024, detailed spreadsheets: every answer to every question by organisation."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from nhs_culture.errors import SourceError
from nhs_culture.loaders.grid import Grid, clean, grid_below_heading
from nhs_culture.loaders.providers import named, trusts
from nhs_culture.loaders.publication import Importer, Publication
from nhs_culture.loaders.ranges import BASE, PERCENTAGE, SCORE
from nhs_culture.loaders.tidy import ODS_CODE, figures
from nhs_culture.loaders.workbook import SourceFile, Workbook

__all__ = ["IMPORTER"]

YEAR = "2024"

AGREE = ("% Agree", "% Strongly agree")
OFTEN = ("% Often", "% Always")
YES = ("% Yes",)
AT_LEAST_ONCE = ("% 1 to 2", "% 3 to 5", "% 6 to 10", "% More than 10")
_HARASSED = (
    "In the last 12 months how many times have you personally experienced harassment, bullying or "
    "abuse at work from "
)
_DISCRIMINATED = (
    "In the last 12 months have you personally experienced discrimination at work from "
)
_MANAGER = "My immediate manager (who may be referred to as your 'line manager') "
_THE_PUBLIC = "patients / service users, their relatives or other members of the public?"
QUESTIONS = {
    "I look forward to going to work.": ("look_forward", OFTEN),
    "I am enthusiastic about my job.": ("enthusiastic", OFTEN),
    "Time passes quickly when I am working.": ("time_passes", OFTEN),
    "There are frequent opportunities for me to show initiative in my role.": (
        "initiative",
        AGREE,
    ),
    "I am able to make suggestions to improve the work of my team / department.": (
        "suggestions",
        AGREE,
    ),
    "I am able to make improvements happen in my area of work.": ("improvements", AGREE),
    "Care of patients / service users is my organisation's top priority.": (
        "care_top_priority",
        AGREE,
    ),
    "I would recommend my organisation as a place to work.": ("recommend_work", AGREE),
    "If a friend or relative needed treatment I would be happy with the standard of care provided "
    "by this organisation.": ("recommend_care", AGREE),
    _DISCRIMINATED + _THE_PUBLIC: ("discrimination_public", YES),
    _DISCRIMINATED + "manager / team leader or other colleagues?": (
        "discrimination_colleagues",
        YES,
    ),
    _HARASSED + _THE_PUBLIC: ("harassment_public", AT_LEAST_ONCE),
    _HARASSED + "managers?": ("harassment_managers", AT_LEAST_ONCE),
    _HARASSED + "other colleagues?": ("harassment_colleagues", AT_LEAST_ONCE),
    "During the last 12 months have you felt unwell as a result of work related stress?": (
        "work_stress",
        YES,
    ),
    "How often, if at all, do you feel burnt out because of your work?": ("burnout", OFTEN),
    _MANAGER + "encourages me at work.": ("manager_encourages", AGREE),
    _MANAGER + "gives me clear feedback on my work.": ("manager_feedback", AGREE),
    _MANAGER + "asks for my opinion before making decisions that affect my work.": (
        "manager_asks_opinion",
        AGREE,
    ),
    _MANAGER + "takes a positive interest in my health and well-being.": (
        "manager_wellbeing",
        AGREE,
    ),
    _MANAGER + "values my work.": ("valued_by_manager", AGREE),
}
"""Wording of a question, its measure and the answers that count: numbers change between years."""
FAIR_CAREERS = (
    "Does your organisation act fairly with regard to career progression / promotion, regardless "
    "of ethnic background, gender, religion, sexual orientation, disability or age?"
)
ETHNICITY = "What is your ethnic group?"
SCORES = {
    "Staff engagement": "engagement",
    "Motivation": "engagement_motivation",
    "Involvement": "engagement_involvement",
    "Advocacy": "engagement_advocacy",
    "Morale": "morale",
    "Raising concerns": "raising_concerns",
}
BASE_HEADING = "Base (number of responses)"
CODE, NAME, GROUP = "ODS code", "Organisation name", "Benchmarking group"
ROUNDING = 0.01
"""Percentage points by which answers may miss 100; in the published file they miss by 1e-13."""
PARTS_TOLERANCE = 0.02
"""Points between engagement and the mean of its parts, which leave out other respondents: up to
0.0074 among the trusts of 2024."""

_TITLE = re.compile(
    r"^(?:Q\d+\w*|PP\d+(?:_\d)?|[EM]_\d|Morale|Staff Engagement) - (?P<wording>.+)$"
)

PUBLICATION = Publication(
    source_id="staff_survey_2024",
    title="NHS Staff Survey 2024, detailed spreadsheets, organisational results (weighted)",
    producer="Survey Coordination Centre at Picker, for NHS England",
    url="https://www.nhsstaffsurveys.com/results/",
    published="2025-03-13",
    measures=(
        *SCORES.values(),
        *(measure for measure, _ in QUESTIONS.values()),
        "equal_opportunities",
        "fair_careers",
        "ethnic_minority",
    ),
    left_out=(
        "ICBs, CSUs, social enterprises, community surgical services: not NHS trusts.",
        "The other questions, and the People Promise elements but for raising concerns: not "
        "modelled by the project.",
        "Response rates and numbers of respondents: not in this workbook.",
    ),
    notes=(
        "Questions are matched by their wording: their numbers differ from 2019 (Q25c is q21c, "
        "Q15 is q14, Q16b is q15b).",
        "equal_opportunities is yes of yes and no, with a base to match, as in 2019: the workbook "
        "prints don't-knows as answers. fair_careers is yes of all three answers.",
        "The survey of 2024 asks about the immediate manager and no longer about senior managers. "
        "The wording adds in brackets who may be called so; the statements are those of 2019.",
        "harassment_* is everything but 'Never'; burnout is 'Often' and 'Always'; ethnic_minority "
        "is everything but the four White answers.",
        "Weighted by occupation group, except ethnic group, which is never weighted. The publisher "
        "warns that detailed spreadsheets from before 2021 are unweighted.",
        "Results of fewer than 10 respondents are blank; no trust has any.",
        "Engagement is printed; it is the mean of its three parts within 0.0074 points.",
        "RM3 is the Northern Care Alliance, not the Salford Royal of earlier years. The Isle of "
        "Wight NHS Trust is listed by sector (R1F1, R1F2).",
    ),
)


def _has_organisations(rows: list[list[object]]) -> bool:
    """Tell from either heading whether a sheet lists organisations."""
    return any({CODE, GROUP} & set(map(clean, row)) for row in rows[:15])


def _recognises(source: SourceFile) -> bool:
    return isinstance(source, Workbook) and any(
        re.match(r"NHS Staff Survey \d{4} - ", source.title(sheet))
        and _has_organisations(source.rows(sheet))
        for sheet in source.sheets
    )


def _check_year(workbook: Workbook) -> None:
    for sheet in workbook.sheets:
        found = re.match(r"NHS Staff Survey (\d{4}) - ", workbook.title(sheet))
        if found and found[1] != YEAR:
            raise SourceError(
                f"{workbook.path.name}, sheet {sheet!r}: this is the survey of {found[1]}; "
                f"expected {YEAR} (another year needs a publication record of its own)"
            )


def _blocks(workbook: Workbook) -> Iterator[tuple[str, Grid]]:
    """Yield wording and answers of each question or score, the rows of all organisations."""
    for sheet in workbook.sheets:
        rows = workbook.rows(sheet)
        if not _has_organisations(rows):
            continue
        grid = grid_below_heading(workbook.path, sheet, rows, [CODE, GROUP])
        if grid.cells.empty:
            raise SourceError(f"{grid.place()}: expected organisations below the headings")
        above = rows[: int(grid.cells.index[0]) - 2]
        starts = _titles(workbook, sheet, above)
        ends = [*(column for column, _ in starts[1:]), len(grid.headings)]
        front = list(range(starts[0][0]))
        for (start, wording), end in zip(starts, ends, strict=True):
            yield (
                wording,
                Grid(workbook.path, sheet, grid.cells.iloc[:, [*front, *range(start, end)]]),
            )


def _titles(workbook: Workbook, sheet: str, above: list[list[object]]) -> list[tuple[int, str]]:
    """Return column and wording of each title in the rows above the headings."""
    found = [
        (column, title["wording"].strip())
        for row in above
        for column, cell in enumerate(row)
        if (title := _TITLE.match(clean(cell)))
    ]
    if not found:
        raise SourceError(
            f"{workbook.path.name}, sheet {sheet!r}: expected the questions above the headings "
            "(as 'Q25c - I would recommend ...'), found none"
        )
    return sorted(found)


def _only_trusts(grid: Grid) -> tuple[Grid, dict[str, int]]:
    code = grid.text(CODE)
    provider = code.str.fullmatch(ODS_CODE)
    trust = grid.text(GROUP).str.contains("Trust")
    grid.refuse_rows(
        provider != trust, CODE, "expected ODS codes in the benchmark groups of trusts, only there"
    )
    kept, others = trusts(grid, CODE, NAME)
    kept.unique(CODE)
    return kept, others


def _wanted(workbook: Workbook) -> dict[str, Grid]:
    """Return the rows of trusts of each question and score that the project models."""
    return {wording: _only_trusts(grid)[0] for wording, grid in _modelled(workbook).items()}


def _modelled(workbook: Workbook) -> dict[str, Grid]:
    """Return the questions and scores that the project models, by wording, each found once."""
    wanted = [*QUESTIONS, FAIR_CAREERS, ETHNICITY, *SCORES]
    blocks: dict[str, Grid] = {}
    for wording, grid in _blocks(workbook):
        if wording in blocks and wording in wanted:
            raise SourceError(f"{grid.place()}: the question {wording!r} is there twice")
        blocks[wording] = grid
    for wording in wanted:
        if wording not in blocks:
            near = "; ".join(sorted(blocks, key=lambda found: _unlike(found, wording))[:2])
            raise SourceError(
                f"{workbook.path.name}: expected a question or score worded {wording!r}, found "
                f"none; the nearest are {near!r}"
            )
    return {wording: blocks[wording] for wording in wanted}


def _unlike(found: str, wording: str) -> float:
    from difflib import SequenceMatcher

    return -SequenceMatcher(None, found.lower(), wording.lower()).ratio()


def _answers(grid: Grid) -> pd.DataFrame:
    """Return all answers to a question as percentages; they sum to 100 in every row."""
    options = [heading for heading in grid.headings if heading.startswith("% ")]
    answers = grid.matrix(options, PERCENTAGE)
    blank = answers.isna()
    grid.refuse(blank.where(~blank.all(axis=1), other=False), "expected a percentage")
    total = answers.sum(axis=1, min_count=1)
    grid.refuse_rows(
        (total - 100).abs() > ROUNDING, options[0], "expected the answers in the row to sum to 100"
    )
    return answers


def _question(grid: Grid, measure: str, counted: tuple[str, ...]) -> pd.DataFrame:
    grid.require(counted)
    share = _answers(grid)[list(counted)].sum(axis=1, min_count=len(counted))
    base = grid.bases(BASE_HEADING, BASE, share)
    return figures(grid.text(CODE), YEAR, measure, share.clip(upper=100), denominator=base)


def _fair_careers(grid: Grid) -> list[pd.DataFrame]:
    """Return the share that says yes, of yes and no and of all three answers."""
    grid.require(["% Yes", "% No", "% Don't know"])
    return [_question(grid, "fair_careers", YES), _equal_opportunities(grid)]


def _equal_opportunities(grid: Grid) -> pd.DataFrame:
    answers = _answers(grid)
    decided = answers["% Yes"] + answers["% No"]
    base = grid.bases(BASE_HEADING, BASE, decided)
    return figures(
        grid.text(CODE),
        YEAR,
        "equal_opportunities",
        100 * answers["% Yes"] / decided.where(decided > 0),
        denominator=(base * decided / 100).round(),
        note="don't-knows excluded",
    )


def _ethnic_minority(grid: Grid) -> pd.DataFrame:
    answers = _answers(grid)
    white = [option for option in answers if str(option).startswith("% White - ")]
    if len(white) != 4:
        raise SourceError(f"{grid.place()}: expected four answers '% White - ...', found {white}")
    share = (100 - answers[white].sum(axis=1, min_count=4)).clip(lower=0)
    base = grid.bases(BASE_HEADING, BASE, share)
    return figures(grid.text(CODE), YEAR, "ethnic_minority", share, denominator=base)


def _score(grid: Grid, measure: str) -> pd.DataFrame:
    printed = [heading for heading in grid.headings if heading.endswith(" - score")]
    if len(printed) != 1:
        raise SourceError(f"{grid.place()}: expected one column '... - score', found {printed}")
    score = grid.numbers(printed[0], SCORE)
    base = grid.bases(BASE_HEADING, BASE, score)
    return figures(grid.text(CODE), YEAR, measure, score, denominator=base)


def _check_engagement(grids: dict[str, Grid]) -> None:
    """Check that engagement is the mean of its three parts."""
    overall, *parts = (
        _score(grids[wording], measure).set_index("org_code")["value"]
        for wording, measure in SCORES.items()
        if measure.startswith("engagement")
    )
    apart = (overall - pd.concat(parts, axis=1).mean(axis=1)).abs()
    grid = grids["Staff engagement"]
    far = grid.text(CODE).map(apart > PARTS_TOLERANCE).astype(bool)
    grid.refuse_rows(
        far, "Staff Engagement - score", "expected the mean of motivation, involvement and advocacy"
    )


def _read(source: SourceFile) -> list[pd.DataFrame]:
    assert isinstance(source, Workbook)
    _check_year(source)
    grids = _wanted(source)
    _check_engagement(grids)
    return [
        *(_question(grids[wording], *how) for wording, how in QUESTIONS.items()),
        *(_score(grids[wording], measure) for wording, measure in SCORES.items()),
        *_fair_careers(grids[FAIR_CAREERS]),
        _ethnic_minority(grids[ETHNICITY]),
    ]


def _organisations(source: SourceFile) -> pd.DataFrame:
    assert isinstance(source, Workbook)
    grid, _ = _only_trusts(_modelled(source)["Staff engagement"])
    return named(grid.text(CODE), grid.text(NAME))


def _others(source: SourceFile) -> dict[str, int]:
    assert isinstance(source, Workbook)
    return _only_trusts(_modelled(source)["Staff engagement"])[1]


IMPORTER = Importer(PUBLICATION, _recognises, _read, organisations=_organisations, others=_others)
