"""Next year's edition: one more column or a moved heading is read alike, or named."""

from __future__ import annotations

from pathlib import Path

import pytest
from imports import import_file
from mutations import Chance, emptied, figures_of, unspoilt
from small_councils import FINANCE, NUMBERS
from small_publications import CODE, SMALL, Small

from nhs_culture.errors import SourceError

IN_WORDS = {"trust_accounts", "vacancy_statistics"}  # name organisations in words: tested apart
TABLES = [small for small in SMALL if small.suffix != "json" and small.source_id not in IN_WORDS]
BY_MONTH = ("sickness_absence_2013_2023", "workforce_2009_2025")
NO_FIGURES = (
    *("Notes", "Title sheet", "Table 1", "Trust Benchmark Groups"),
    *("Summary", "Lookup"),
)
BY_CONTENT = "staff_survey_benchmark"  # the column of codes is known by the codes in it
HEADING = {"staff_survey_2024": 4, "sickness_absence_2013_2023": 2, "workforce_2009_2025": 2}


def names(small: Small) -> str:
    return small.source_id


def data_sheets(small: Small) -> list[str]:
    """Return the sheets that an importer reads by their headings."""
    sheets = [name for name in small.build() if name not in NO_FIGURES]
    return [name for name in sheets if name != "CCGs"]


def heading_of(small: Small, sheet: str) -> int:
    return 1 if sheet == "Acute" else HEADING.get(small.source_id, 0)


@pytest.mark.parametrize("small", TABLES, ids=names)
def test_one_more_column_at_the_front_changes_nothing_or_is_named(
    small: Small, tmp_path: Path
) -> None:
    before = unspoilt(small)
    content = small.build()
    for sheet in data_sheets(small):
        for number, row in enumerate(content[sheet]):
            row.insert(0, "A new column" if number == heading_of(small, sheet) else "")
    after = figures_of(small.save(content, tmp_path), tmp_path / "other")
    assert after.equals(before)


@pytest.mark.parametrize("small", TABLES, ids=names)
def test_one_more_column_at_the_end_changes_nothing_or_is_named(
    small: Small, tmp_path: Path
) -> None:
    before = unspoilt(small)
    content = small.build()
    for sheet in data_sheets(small):
        width = len(content[sheet][heading_of(small, sheet)])
        for number, row in enumerate(content[sheet]):
            row.extend([""] * (width - len(row)))
            row.append("A new column" if number == heading_of(small, sheet) else 17)
    path = small.save(content, tmp_path)
    if small.source_id in BY_MONTH:
        with pytest.raises(SourceError, match=r"column 'A new column': expected"):
            import_file(path, tmp_path / "other")
    else:
        assert figures_of(path, tmp_path / "other").equals(before)


@pytest.mark.parametrize("small", [s for s in TABLES if s.suffix == "xlsx"], ids=names)
def test_headings_three_rows_further_down_are_found(small: Small, tmp_path: Path) -> None:
    before = unspoilt(small)
    content = small.build()
    for sheet in data_sheets(small):
        content[sheet][1:1] = [[""], ["A remark of 2026"], [""]]
        if heading_of(small, sheet) == 0:
            content[sheet].insert(0, ["A title"])
            content[sheet][1], content[sheet][4] = content[sheet][4], content[sheet][1]
    assert figures_of(small.save(content, tmp_path), tmp_path / "other").equals(before)


def is_code(cell: object) -> bool:
    return str(cell) in FINANCE | NUMBERS or bool(CODE.fullmatch(str(cell)))


@pytest.mark.parametrize("small", [s for s in TABLES if s.source_id != BY_CONTENT], ids=names)
def test_a_renamed_code_column_is_named(small: Small, tmp_path: Path) -> None:
    content = small.build()
    for sheet in data_sheets(small):
        heading = content[sheet][heading_of(small, sheet)]
        coded = next(row for row in content[sheet] if any(map(is_code, row)))
        column = next(c for c, cell in enumerate(coded) if is_code(cell))
        found, heading[column] = heading[column], "Identifier"
    with pytest.raises(SourceError) as caught:
        import_file(small.save(content, tmp_path), tmp_path / "raw")
    assert " ".join(str(found).split()) in str(caught.value)
    emptied(tmp_path)


def test_the_choices_of_a_case_are_the_same_in_every_run() -> None:
    one, other = Chance.seeded(7), Chance.seeded(7)
    assert [one.below(100) for _ in range(20)] == [other.below(100) for _ in range(20)]
