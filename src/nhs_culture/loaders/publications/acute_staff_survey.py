"""Acute trusts in the staff surveys of 2012 to 2019: two files by the same compilers.

The earlier file has whole percentages and columns of 2015 that slipped between trusts; the later
file has exact percentages from 2015 on. Each is kept for the years and columns where it is right.
"""

from __future__ import annotations

import pandas as pd

from nhs_culture.loaders.grid import Grid
from nhs_culture.loaders.providers import named
from nhs_culture.loaders.publication import Importer, Publication
from nhs_culture.loaders.ranges import BASE, FIVE, SHARE, UP_TO_THREE
from nhs_culture.loaders.tidy import ODS_CODE, figures
from nhs_culture.loaders.workbook import SourceFile, TextTable

__all__ = ["IMPORTERS"]

CODE, MISSING = "Code", "NA"
EARLIER_YEAR, LATER_YEAR = "Year.Index", "Year.index"
LAST_YEAR_OF_SHARES = "2014"
SHARES_2012_2014 = {
    "RecommendWork.Index.dichot": "recommend_work",
    "RecommendCare.Index.dichot": "recommend_care",
    "WorkStress.Index": "work_stress",
}
SHARES_2015_2019 = {
    "RecommendWork": "recommend_work",
    "RecommendCare": "recommend_care",
    "WorkStress": "work_stress",
    "rr": "response_rate",
}
_PRODUCER = "Picker and its predecessors for NHS England (survey); NHS Digital (SHMI)"
_LICENCE = "Open Government Licence v3.0 (of the underlying statistics)"
_COMPILED_BY = "ebmgt/NHS-wellbeing, commit a164806e"
_URL = "https://github.com/ebmgt/NHS-wellbeing/tree/a164806e"

EARLIER_PUBLICATION = Publication(
    source_id="acute_staff_survey_2012_2019",
    title="NHS Staff Survey 2012 to 2019 in acute trusts, with SHMI (compiled panel)",
    producer=_PRODUCER,
    url=_URL,
    published="2020-02-18",
    measures=(*SHARES_2012_2014.values(), "motivation_1_to_5", "shmi"),
    left_out=(
        "Recommendation and stress from 2015 on: the columns of 2015 slipped between trusts (26 of "
        "117 differ from the later file by over 5 points in recommendation, 14 in stress), and "
        "from 2016 the later file has the same figures with all digits.",
        "Means of recommendation on 1 to 5, FreedomSpeak and Openness (0 throughout), the share of "
        "clinical respondents, SHMI of the year before (the same figures one year on), region.",
    ),
    notes=(
        "motivation_1_to_5 is the file's 'Engagement.Index': the mean of q2a to q2c on 1 to 5. It "
        "is NOT the official engagement score (Bristol 2014: 3.78 here, 3.69 official). All years "
        "are kept: its share of favourable answers stays within 2.7 points of the later file, also "
        "in 2015, so that this column did not slip.",
        "Shares are whole percentages, the sum of two rounded answers: up to one point from the "
        "exact share (checked in 2012 and 2013 against recommend_work_2008_2023).",
        "The denominator of 2012 to 2014 is the file's 'Responses'. It is close to the base, not "
        "equal to it: for 2012 and 2013 the exact shares of recommend_work_2008_2023 are fractions "
        "with a base within 3% of it for 272 of 281 trusts (at most 11% off). From 2015 on it is "
        "not used.",
        "shmi is the ratio of the year as the compilers assigned it; the later file repeats it for "
        "2015 to 2019 without a difference.",
    ),
    licence=_LICENCE,
    compiled_by=_COMPILED_BY,
)

MISPRINTED = {"RF1": "R1F1"}
"""Codes of the later file that stand for another in the official publications."""

LATER_PUBLICATION = Publication(
    source_id="acute_staff_survey_2015_2019",
    title="NHS Staff Survey 2015 to 2019 in acute trusts (compiled panel, weighted shares)",
    producer=_PRODUCER,
    url=_URL,
    published="2020-02-18",
    measures=tuple(SHARES_2015_2019.values()),
    left_out=(
        "'Responses': repeats the number of 2019 in every year; use response_rate.",
        "'Engagement': the mean share of q2a to q2c together, neither the official score nor one "
        "of the questions.",
        "SHMI: a copy of the figures in acute_staff_survey_2012_2019, so not a second source.",
        "FreedomSpeak, Openness, the share of clinical respondents: not modelled by the project.",
        "One row without a code.",
    ),
    notes=(
        "Shares are printed from 0 to 1; here they are percentages, weighted by occupation group. "
        "2019 is equal to the official workbook in all 132 trusts, response rate included.",
        "Bases are not printed.",
        "The Isle of Wight's acute sector stands there as RF1 and here as R1F1: its shares of 2019 "
        "are those of R1F1 in the official workbook.",
        "2015 is right here where the earlier file slipped: recommend_work is within 2.9 points of "
        "the unweighted series for all 120 trusts.",
    ),
    licence=_LICENCE,
    compiled_by=_COMPILED_BY,
)


def _recognises_earlier(source: SourceFile) -> bool:
    signs = {EARLIER_YEAR, "Engagement.Index", *SHARES_2012_2014}
    return isinstance(source, TextTable) and len(signs & set(source.grid.headings)) >= 3


def _recognises_later(source: SourceFile) -> bool:
    signs = {LATER_YEAR, "Engagement", *SHARES_2015_2019}
    return isinstance(source, TextTable) and len(signs & set(source.grid.headings)) >= 3


EARLIER_FIGURES = (*SHARES_2012_2014, "Engagement.Index", "SHMI.Index")
LATER_FIGURES = tuple(SHARES_2015_2019)


def _rows(source: SourceFile, year: str, years: range, columns: tuple[str, ...]) -> Grid:
    """Return the rows of trusts; a row without a code is left out where it has no figures."""
    assert isinstance(source, TextTable)
    grid = source.grid
    grid.require([CODE, year, *columns])
    code = grid.text(CODE)
    grid.refuse_rows(
        ~code.str.fullmatch(ODS_CODE) & (code != ""),
        CODE,
        "expected the ODS code of an NHS trust (as RP1)",
    )
    grid.refuse_rows(
        ~grid.text(year).isin(map(str, years)), year, f"expected {years[0]} to {years[-1]}"
    )
    given = ~grid.cells[list(columns)].astype(str).isin(["", MISSING]).all(axis=1)
    grid.refuse_rows((code == "") & given, CODE, "expected the code of a trust that has figures")
    kept = grid.where(code != "")
    kept.unique(CODE, year)
    return kept


def _read_earlier(source: SourceFile) -> list[pd.DataFrame]:
    grid = _rows(source, EARLIER_YEAR, range(2012, 2020), EARLIER_FIGURES)
    code, year = grid.text(CODE), grid.text(EARLIER_YEAR)
    early = year <= LAST_YEAR_OF_SHARES
    answered = grid.numbers("Responses", BASE, MISSING).where(early)
    parts = [
        figures(
            code,
            year,
            measure,
            grid.numbers(column, SHARE, MISSING).where(early) * 100,
            denominator=answered,
            note="base approximate",
        )
        for column, measure in SHARES_2012_2014.items()
    ]
    motivation = grid.numbers("Engagement.Index", FIVE, MISSING)
    parts.append(figures(code, year, "motivation_1_to_5", motivation, denominator=answered))
    parts.append(figures(code, year, "shmi", grid.numbers("SHMI.Index", UP_TO_THREE, MISSING)))
    return parts


def _read_later(source: SourceFile) -> list[pd.DataFrame]:
    grid = _rows(source, LATER_YEAR, range(2015, 2020), LATER_FIGURES)
    code, year = grid.text(CODE).replace(MISPRINTED), grid.text(LATER_YEAR)
    return [
        figures(code, year, measure, grid.numbers(column, SHARE, MISSING) * 100)
        for column, measure in SHARES_2015_2019.items()
    ]


def _organisations(source: SourceFile) -> pd.DataFrame:
    grid = _rows(source, EARLIER_YEAR, range(2012, 2020), EARLIER_FIGURES)
    grid = grid.where(grid.text("Name") != MISSING)
    return named(grid.text(CODE), grid.text("Name"), grid.text(EARLIER_YEAR))


IMPORTERS = (
    Importer(EARLIER_PUBLICATION, _recognises_earlier, _read_earlier, organisations=_organisations),
    Importer(LATER_PUBLICATION, _recognises_later, _read_later),
)
