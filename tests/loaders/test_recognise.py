"""Every importer is found by its place, and a file belongs to one of them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from imports import plan_import
from small_publications import SMALL, Small

from nhs_culture.errors import NhsCultureError, SourceError
from nhs_culture.loaders import IMPORTERS, publications, recognise

MODULES = {
    path.stem for path in Path(publications.__path__[0]).glob("*.py") if path.stem != "__init__"
}
SECOND = """
from dataclasses import replace
from nhs_culture.loaders.publications.safety_incidents import IMPORTER as FIRST
IMPORTER = replace(FIRST, publication=replace(FIRST.publication, source_id={source_id!r}))
"""


def importers_with(text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[object, ...]:
    """Return the importers when a module of this text is put beside the others."""
    (folder / "written_for_a_test.py").write_text(text)
    monkeypatch.setattr(publications, "__path__", [*publications.__path__, str(folder)])
    name = f"{publications.__name__}.written_for_a_test"
    monkeypatch.delitem(sys.modules, name, raising=False)
    try:
        return recognise.found()
    finally:
        sys.modules.pop(name, None)


def test_every_module_gives_an_importer() -> None:
    readers = {importer.read.__module__.rpartition(".")[2] for importer in IMPORTERS}
    assert readers == MODULES


@pytest.mark.parametrize("small", SMALL, ids=lambda small: small.source_id)
def test_a_file_is_recognised_by_one_importer_as_its_source(small: Small, tmp_path: Path) -> None:
    path = small.save(small.build(), tmp_path)
    (planned,) = plan_import([path], tmp_path / "raw").sources
    assert planned.report.source_id.startswith(small.source_id)


def test_a_module_put_beside_the_others_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = importers_with(SECOND.format(source_id="another"), tmp_path, monkeypatch)
    assert len(found) == len(IMPORTERS) + 1


def test_two_importers_of_one_source_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = SECOND.format(source_id="safety_incidents_2009_2020")
    with pytest.raises(NhsCultureError, match="'safety_incidents_2009_2020'; expected one a sour"):
        importers_with(text, tmp_path, monkeypatch)


def test_a_module_without_an_importer_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NhsCultureError, match=r"written_for_a_test\.py: expected an IMPORTER"):
        importers_with("", tmp_path, monkeypatch)


def test_a_file_that_two_importers_recognise_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = importers_with(SECOND.format(source_id="another"), tmp_path, monkeypatch)
    monkeypatch.setattr(recognise, "IMPORTERS", found)
    small = next(one for one in SMALL if one.source_id == "safety_incidents_2009_2020")
    path = small.save(small.build(), tmp_path)
    with pytest.raises(SourceError, match="looks like safety_incidents_2009_2020 and another"):
        plan_import([path], tmp_path / "raw")
