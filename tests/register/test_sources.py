"""Sources: what the register and the records beside the figures say of where they come from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from copies import PROJECT

from nhs_culture.errors import DataError, RegisterError
from nhs_culture.register import read_register
from nhs_culture.register.sources import File, Record, read_record, record_text

REGISTER = read_register(PROJECT.register)
RECORD = Record(
    source_id="a_source",
    title="A title: with a colon",
    producer="Someone",
    url="https://example.org",
    licence="Open Government Licence v3.0",
    published="2024",
    files=(File("a.csv", "0" * 64, "2013-04 to 2014-03"), File("b.csv", "1" * 64, "2014-04")),
    measures=("engagement",),
)


def saved(folder: Path, text: str) -> Path:
    path = folder / "a_source" / "source.yml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return path


def test_what_was_written_is_what_is_read(tmp_path: Path) -> None:
    assert read_record(saved(tmp_path, record_text(RECORD))) == RECORD


@pytest.mark.parametrize(
    ("record", "found"),
    [
        (replace(RECORD, licence="", title=""), ["no title", "no licence"]),
        (replace(RECORD, source_id="another"), ["id another"]),
        (replace(RECORD, files=(File("a.csv", "abc", "2014"),)), ["sha256 'abc'"]),
        (replace(RECORD, files=()), ["no retrieved_as", "no sha256", "no covers"]),
    ],
)
def test_everything_that_is_wrong_with_a_record_is_named(
    tmp_path: Path, record: Record, found: list[str]
) -> None:
    with pytest.raises(RegisterError) as caught:
        read_record(saved(tmp_path, record_text(record)))
    assert [fault.found for fault in caught.value.faults] == found


@pytest.mark.parametrize("text", ["- [", "a list", "id: a_source\nretrieved_as: one"])
def test_what_is_no_record_is_refused_by_name(tmp_path: Path, text: str) -> None:
    with pytest.raises(RegisterError, match=r"a_source/source\.yml"):
        read_record(saved(tmp_path, text))


@pytest.mark.parametrize(
    ("period", "names"),
    [("2013-03", []), ("2013-04", ["a.csv"]), ("2014-03", ["a.csv"]), ("2014-04", ["b.csv"])],
)
def test_a_period_is_in_the_file_that_covers_it(period: str, names: list[str]) -> None:
    assert [file.name for file in RECORD.files if file.has(period)] == names


def test_a_publication_that_is_held_is_told_by_its_own_record() -> None:
    source = REGISTER.source("staff_survey_2019")
    assert (
        source.title
        == "NHS Staff Survey 2019, organisation-level data behind the benchmark reports"
    )
    assert source.name == "NHS Staff Survey 2019: organisation results"
    assert source.published == "2020-02-18"


def test_a_document_is_told_by_the_register() -> None:
    source = REGISTER.source("cqc_2019")
    assert (source.kind, source.producer) == ("seed", "Care Quality Commission")
    assert list(source.entry) == ["title", "producer", "url", "licence", "published"]


def test_every_source_can_be_told_and_every_record_is_of_one() -> None:
    for source_id in REGISTER.sources["source_id"]:
        assert REGISTER.source(source_id).title
    assert set(REGISTER.records) <= set(REGISTER.sources["source_id"])


def test_an_unknown_source_is_named_with_near_ones() -> None:
    with pytest.raises(DataError, match="staff_survey_2019"):
        REGISTER.source("staff_survey_2018")
