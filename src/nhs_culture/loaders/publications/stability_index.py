"""Stability index 2017/18: the share of staff who were there at both ends of a year (compiled)."""

from __future__ import annotations

import pandas as pd

from nhs_culture.loaders.grid import Grid
from nhs_culture.loaders.providers import COMMISSIONERS, split
from nhs_culture.loaders.publication import Importer, Publication
from nhs_culture.loaders.ranges import PERCENTAGE
from nhs_culture.loaders.tidy import figures
from nhs_culture.loaders.workbook import SourceFile, TextTable

__all__ = ["IMPORTER"]

CODE, YEAR, INDEX = "ORG_CODE", "YEAR", "STABILITY"
PRINTED_YEAR, PERIOD = "2017", "2017/18"

PUBLICATION = Publication(
    source_id="stability_index_2017_18",
    title="NHS staff stability index, March 2017 to March 2018, by organisation (compiled)",
    producer="NHS Digital",
    url="https://github.com/miqdadasaria/hospital_management/tree/f170e84e",
    published="2018",
    measures=("stability_index",),
    left_out=(
        "Clinical commissioning groups.",
        "0: the organisation ended within the year, so that nobody stayed.",
    ),
    notes=(
        "The share of staff of March 2017 who were with the same organisation in March 2018, "
        "without doctors in training. One year: a level, no trend.",
        "A transfer of a service looks like leaving (RY1, RY3 and RV9 are below 70).",
        "The file prints the year as 2017.",
    ),
    licence="LGPL-3 (of the compilers' code); Open Government Licence v3.0 (of the statistics)",
    compiled_by="miqdadasaria/hospital_management, commit f170e84e",
    line_end=False,
)


def _recognises(source: SourceFile) -> bool:
    return isinstance(source, TextTable) and INDEX in source.grid.headings


def _sorted(source: SourceFile) -> tuple[Grid, dict[str, int]]:
    assert isinstance(source, TextTable)
    grid = source.grid
    grid.require([CODE, YEAR, INDEX])
    grid.unique(CODE)
    grid.refuse_rows(grid.text(YEAR) != PRINTED_YEAR, YEAR, f"expected {PRINTED_YEAR} for {PERIOD}")
    grid.refuse_rows(
        ~grid.text(INDEX).str.fullmatch(r"\d+\.\d\d"), INDEX, "expected a number with two decimals"
    )
    return split(grid, CODE, COMMISSIONERS)


def _read(source: SourceFile) -> list[pd.DataFrame]:
    grid, _ = _sorted(source)
    index = grid.numbers(INDEX, PERCENTAGE).where(lambda stayed: stayed > 0)
    return [figures(grid.text(CODE), PERIOD, "stability_index", index)]


def _others(source: SourceFile) -> dict[str, int]:
    grid, others = _sorted(source)
    return {**others, "trusts that ended (0)": int((grid.numbers(INDEX, PERCENTAGE) == 0).sum())}


IMPORTER = Importer(PUBLICATION, _recognises, _read, others=_others)
