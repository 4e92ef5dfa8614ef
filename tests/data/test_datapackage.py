"""The descriptor of data/raw is what the tables are, and says what another tool needs."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from copies import PROJECT, copied

from nhs_culture.data.datapackage import datapackage_file, datapackage_text, write_datapackage
from nhs_culture.errors import RegisterError
from nhs_culture.files import checksum


@pytest.fixture(scope="module")
def package() -> dict:
    return json.loads(datapackage_file(PROJECT).read_text(encoding="utf-8"))


def test_the_committed_descriptor_is_what_the_command_makes() -> None:
    committed = datapackage_file(PROJECT).read_text(encoding="utf-8")
    assert committed == datapackage_text(PROJECT)


def test_every_table_is_described_with_its_size_and_checksum(package: dict) -> None:
    listed = {resource["path"]: resource for resource in package["resources"]}
    tables = PROJECT.raw.glob("*/*.csv")
    assert set(listed) == {path.relative_to(PROJECT.raw).as_posix() for path in tables}
    for name, resource in listed.items():
        assert resource["bytes"] == (PROJECT.raw / name).stat().st_size
        assert resource["hash"] == f"sha256:{checksum(PROJECT.raw / name)}"
        assert re.fullmatch(r"[a-z0-9._-]+", resource["name"])
    assert len({resource["name"] for resource in package["resources"]}) == len(listed)


def test_the_rows_keep_to_the_schemas(package: dict) -> None:
    for resource in package["resources"]:
        with (PROJECT.raw / resource["path"]).open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        schema = resource["schema"]
        assert list(rows[0]) == [field["name"] for field in schema["fields"]]
        for field in schema["fields"]:
            cells = [row[field["name"]] for row in rows]
            limits = field.get("constraints", {})
            if field["type"] == "number":
                assert all(re.fullmatch(r"(-?\d+(\.\d+)?)?", cell) for cell in cells), field
            if limits.get("required"):
                assert all(cells), (resource["path"], field)
            if pattern := limits.get("pattern"):
                assert all(re.fullmatch(pattern, cell) for cell in cells), field
        if key := schema.get("primaryKey"):
            keys = [tuple(row[name] for name in key) for row in rows]
            assert len(set(keys)) == len(keys), resource["path"]


def test_links_between_tables_hold(package: dict) -> None:
    rows = {}
    for resource in package["resources"]:
        with (PROJECT.raw / resource["path"]).open(encoding="utf-8", newline="") as stream:
            rows[resource["name"]] = list(csv.DictReader(stream))
    links = 0
    for resource in package["resources"]:
        for link in resource["schema"].get("foreignKeys", ()):
            target = link["reference"]
            known = {row[target["fields"]] for row in rows[target["resource"]]}
            assert {row[link["fields"]] for row in rows[resource["name"]]} <= known, link
            links += 1
    assert links > 15


def test_every_publication_has_its_source_and_licence(package: dict) -> None:
    described = [r for r in package["resources"] if not r["path"].startswith("register/")]
    assert len(described) >= 13
    for resource in described:
        assert resource["sources"][0]["path"].startswith("https://")
        assert "Open Government Licence" in resource["licenses"][0]["title"]


def test_a_source_without_a_record_is_named(tmp_path: Path) -> None:
    project = copied(tmp_path)
    folder = project.raw / "somewhere"
    folder.mkdir()
    (folder / "figures.csv").write_text("org_code\n")
    with pytest.raises(RegisterError) as caught:
        write_datapackage(project)
    assert [fault.file for fault in caught.value.faults] == [folder / "source.yml"]
    assert not datapackage_file(project).exists()
