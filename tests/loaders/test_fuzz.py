"""Whatever happens to a layout: the right table or a refusal that names the file, nothing else.

A few cases for every importer, the same in every run; ``benchmarks/fuzz.py`` runs thousands.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutations import Chance, damaged, emptied, judged, mutated, unspoilt
from small_publications import SMALL, Small, slices

from nhs_culture.loaders import IMPORTERS

CASES = {"xlsx": 4, "csv": 8, "json": 8}
SUITE = settings(
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


def names(small: Small) -> str:
    return small.source_id


def test_there_is_a_small_publication_for_every_importer() -> None:
    known = {importer.publication.source_id for importer in IMPORTERS}
    assert {small.source_id for small in SMALL} == known


@pytest.mark.parametrize("small", SMALL, ids=names)
def test_no_two_figures_of_a_trust_are_alike_so_that_a_misreading_shows(small: Small) -> None:
    """But for shares of few answers, where two questions may agree."""
    before = unspoilt(small)
    cells = before.str.split(",", expand=True)
    assert cells[0].nunique() >= 3
    assert cells.drop_duplicates([0, 4, 6]).shape[0] > 0.75 * len(cells)


@pytest.mark.parametrize("small", SMALL, ids=names)
def test_a_changed_layout_gives_the_right_table_or_a_refusal(small: Small, folder: Path) -> None:
    before = unspoilt(small)

    @settings(SUITE, max_examples=CASES[small.suffix])
    @given(st.data())
    def hold(data: st.DataObject) -> None:
        emptied(folder)
        chance = Chance(lambda limit: data.draw(st.integers(0, limit - 1)))
        change = mutated(small, chance)
        path = small.save(change.content, folder)
        judged(path, folder / "raw", before, change.touched, change.kept)

    hold()


@pytest.mark.parametrize("small", [s for s in SMALL if s.suffix == "xlsx"], ids=names)
def test_a_damaged_workbook_is_refused_or_read_as_it_was(small: Small, folder: Path) -> None:
    before = unspoilt(small)
    for seed in range(5):
        emptied(folder)
        path = small.save(small.build(), folder)
        damaged(path, Chance.seeded(seed))
        judged(path, folder / "raw", before, frozenset())


def test_slices_of_the_real_files_keep_to_the_same(nhs_shared: Path, folder: Path) -> None:
    for small in slices(nhs_shared):
        if small.suffix != "csv":
            continue
        before = unspoilt(small)
        for seed in range(6):
            emptied(folder)
            change = mutated(small, Chance.seeded(seed))
            path = small.save(change.content, folder)
            judged(path, folder / "raw", before, change.touched, change.kept)
