"""Recommend as a place to work, 2008 to 2023: the longest series, compiled from the surveys."""

from __future__ import annotations

import pandas as pd

from nhs_culture.errors import SourceError
from nhs_culture.loaders.publication import Importer, Publication
from nhs_culture.loaders.ranges import PERCENTAGE
from nhs_culture.loaders.tidy import ODS_CODE, figures
from nhs_culture.loaders.workbook import SourceFile, TextTable

__all__ = ["IMPORTER"]

CODE, YEAR, SHARE = "org_code", "year", "pct_recommend_work"
WEIGHTING, FLAG = "weighting", "flag"
SCRAMBLED = "2014"
YEARS = tuple(map(str, range(2008, 2024)))
FIRST_WEIGHTED = "2021"

PUBLICATION = Publication(
    source_id="recommend_work_2008_2023",
    title="NHS Staff Survey 2008 to 2023: I would recommend my organisation as a place to work",
    producer="Survey Coordination Centre at Picker and its predecessors, for NHS England",
    url="https://github.com/The-Strategy-Unit/nhp_sbr_impacts/tree/08f0c85",
    published="2024-03-07",
    measures=("recommend_work",),
    left_out=(
        "2014: flagged by the compilers as scrambled between trusts. It is missing here; "
        "acute_staff_survey_2012_2019 has a 2014 for acute trusts.",
    ),
    notes=(
        "2008 to 2020 are unweighted shares, 2021 to 2023 weighted by occupation group: a break in "
        "method at 2021, in the note of every row.",
        "2023 is there for acute and specialist trusts only.",
        "The compilers found the question by matching: 2019 is within 0.51 points on average of "
        "the official weighted q21c, up to 8.6 in the smallest sector (R1F2, 81 answers).",
        "Bases are not printed.",
        "RM3 is not comparable from 2022, when it is the Northern Care Alliance.",
        "NHFT (RP1) 2017 is 65.7 here and 73 in print (HSJ): perhaps the staff friends and family "
        "test.",
    ),
    licence="Open Government Licence v3.0 (of the underlying statistics)",
    compiled_by="The-Strategy-Unit/nhp_sbr_impacts, commits 101041b, a252d5f, 08f0c85",
)


def _recognises(source: SourceFile) -> bool:
    return isinstance(source, TextTable) and SHARE in source.grid.headings


def _read(source: SourceFile) -> list[pd.DataFrame]:
    assert isinstance(source, TextTable)
    grid = source.grid
    grid.require([CODE, YEAR, SHARE, WEIGHTING, FLAG])
    grid.unique(CODE, YEAR)
    code, year, weighting = grid.text(CODE), grid.text(YEAR), grid.text(WEIGHTING)
    grid.refuse_rows(
        ~code.str.fullmatch(ODS_CODE), CODE, "expected the ODS code of an NHS trust (as RP1)"
    )
    grid.refuse_rows(~year.isin(YEARS), YEAR, f"expected {YEARS[0]} to {YEARS[-1]}")
    expected = (year >= FIRST_WEIGHTED).map({True: "weighted", False: "unweighted"})
    grid.refuse_rows(
        weighting != expected,
        WEIGHTING,
        f"expected 'unweighted' before {FIRST_WEIGHTED} and 'weighted' from then on",
    )
    flagged = grid.text(FLAG) != ""
    if not flagged.equals(year == SCRAMBLED):
        raise SourceError(
            f"{grid.place(column=FLAG)}: expected a flag on every row of {SCRAMBLED} and on no "
            f"other, found it in {', '.join(sorted(set(year[flagged]))) or 'no year'}"
        )
    share = grid.numbers(SHARE, PERCENTAGE).where(~flagged)
    return [figures(code, year, "recommend_work", share, note=weighting)]


def _others(source: SourceFile) -> dict[str, int]:
    assert isinstance(source, TextTable)
    grid = source.grid
    blank = (grid.text(FLAG) == "") & grid.numbers(SHARE, PERCENTAGE).isna()
    return {
        f"rows of {SCRAMBLED}, whose codes are scrambled": int((grid.text(FLAG) != "").sum()),
        "rows without a share": int(blank.sum()),
    }


IMPORTER = Importer(PUBLICATION, _recognises, _read, others=_others)
