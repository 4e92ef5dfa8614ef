"""Whatever is handed in: a clear refusal that names the file, and nothing written."""

from __future__ import annotations

import os
import re
import zipfile
from pathlib import Path

import publication_layouts as layouts
import pytest
from imports import import_file, plan_import

from nhs_culture.errors import RegisterError, SourceError


def refused(path: Path) -> str:
    """Return the message of the refusal, after a check that nothing was written."""
    into = path.parent / "raw"
    with pytest.raises(SourceError) as caught:
        import_file(path, into)
    assert not into.exists()
    message = str(caught.value)
    assert path.name in message
    return message


def rewritten(path: Path, part: str, change: object) -> Path:
    """Replace one part of an xlsx file."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("kept", [0.2, 0.6, 0.99])
def test_a_truncated_workbook(tmp_path: Path, kept: float) -> None:
    path = layouts.save_workbook(layouts.survey_2024(), tmp_path / "survey.xlsx")
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    assert "damaged or truncated" in refused(path)


def test_a_workbook_with_broken_bytes_inside(tmp_path: Path) -> None:
    path = layouts.save_workbook(layouts.survey_2024(), tmp_path / "survey.xlsx")
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo("xl/worksheets/sheet2.xml").header_offset
    content = bytearray(path.read_bytes())
    content[start + 100 : start + 140] = b"\xff" * 40
    path.write_bytes(content)
    assert "damaged" in refused(path)


def test_a_workbook_with_a_sheet_that_is_no_xml(tmp_path: Path) -> None:
    path = layouts.save_workbook(layouts.survey_2024(), tmp_path / "survey.xlsx")
    rewritten(path, "xl/worksheets/sheet2.xml", lambda xml: xml[: len(xml) // 2])
    refused(path)


def test_a_web_page_saved_as_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "NSS24 detailed spreadsheets.xlsx"
    path.write_text("<!DOCTYPE html><html><body>Page not found</body></html>")
    message = refused(path)
    assert "a web page" in message
    assert "expected an .xlsx workbook" in message


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old .xls"),
        ("a,b\n1,2\n".encode("utf-16"), "UTF-16"),
        (b"a,b\n1,\x002\n", "binary"),
        (b"name,value\nRP1,1\n", "a table with the columns name, value"),
        (b'{"a": 1, "a": 2}', "'a' is there twice"),
        (b'{"a": ', "not JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'a,b\n"1,2\n', "not a CSV"),
        (b"PK\x03\x04 and nothing more", "damaged or truncated"),
    ],
)
def test_content_of_other_kinds(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "figures.xlsx"
    path.write_bytes(content)
    assert expected in refused(path)


def test_a_zip_archive_that_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "archive.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert "without a workbook" in refused(path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = layouts.save_workbook(layouts.survey_2024(), tmp_path / "bomb.xlsx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(8):
            archive.writestr(f"xl/media/{number}.bin", b"\0" * (80 * 2**20))
    assert path.stat().st_size < 2**20
    assert "expected at most" in refused(path)


def test_a_workbook_of_very_many_parts(tmp_path: Path) -> None:
    path = layouts.save_workbook(layouts.survey_2024(), tmp_path / "parts.xlsx")
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(1_001):
            archive.writestr(f"xl/media/{number}.bin", b"")
    assert "1000 parts" in refused(path)


def test_a_workbook_with_two_parts_of_one_name(tmp_path: Path) -> None:
    path = layouts.save_workbook(layouts.survey_2024(), tmp_path / "twice.xlsx")
    with (
        zipfile.ZipFile(path, "a") as archive,
        pytest.warns(UserWarning, match="Duplicate name"),
    ):
        archive.writestr("xl/worksheets/sheet2.xml", b"<worksheet/>")
    assert "two parts of one name" in refused(path)


def test_a_cell_in_the_last_corner_of_a_sheet(tmp_path: Path) -> None:
    path = layouts.save_workbook(layouts.survey_2024(), tmp_path / "corner.xlsx")
    far = b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'
    rewritten(path, "xl/worksheets/sheet2.xml", lambda xml: xml.replace(b"</sheetData>", far))
    assert "reaches to row 1048576 and column 16384" in refused(path)


def test_a_workbook_named_csv_is_read_as_what_it_is(tmp_path: Path) -> None:
    path = layouts.save_workbook(layouts.survey_2024(), tmp_path / "survey.csv")
    assert plan_import([path], tmp_path / "raw").reports[0].source_id == "staff_survey_2024"


def test_a_saved_value_is_read_and_its_formula_is_not_computed(tmp_path: Path) -> None:
    path = layouts.save_workbook(layouts.survey_2019(), tmp_path / "formula.xlsx")
    saved = b'<c r="E2"><f>WEBSERVICE("http://127.0.0.1:9")+1</f><v>510</v></c>'
    rewritten(
        path,
        "xl/worksheets/sheet4.xml",
        lambda xml: re.sub(rb'<c r="E2"[^>]*><v>500</v></c>', saved, xml),
    )
    report = import_file(path, tmp_path / "raw")
    assert "RP1,2019,responses,all,510," in report.tables[0].read_text()


@pytest.mark.parametrize("cell", ["=1+499", "#REF!", "#N/A"])
def test_a_formula_without_its_value_and_an_error_are_not_taken_for_missing(
    tmp_path: Path, cell: str
) -> None:
    sheets = layouts.survey_2019()
    sheets["MH LD"][1][4] = cell
    path = layouts.save_workbook(sheets, tmp_path / "formula.xlsx")
    message = refused(path)
    assert "sheet 'MH LD', row 2, column 'responses'" in message
    assert "a formula without a saved value" in message


def test_macros_are_not_run_and_change_nothing(tmp_path: Path) -> None:
    path = layouts.save_workbook(layouts.survey_2024(), tmp_path / "survey.xlsm")
    plain = import_file(path, tmp_path / "plain")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    report = import_file(path, tmp_path / "raw")
    assert report.tables[0].read_bytes() == plain.tables[0].read_bytes()


def test_links_and_entities_that_lead_outside_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("7.7")
    path = layouts.save_workbook(layouts.survey_2019(), tmp_path / "links.xlsx")
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'.encode()
    rewritten(
        path,
        "xl/worksheets/sheet4.xml",
        lambda xml: entity + xml.replace(b"<v>7.1</v>", b"<v>&e;</v>", 1),
    )
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/externalLinks/externalLink1.xml", b"<externalLink/>")
    assert "7.7" not in refused(path)


def test_entities_that_multiply_are_not_expanded(tmp_path: Path) -> None:
    layers = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE x [<!ENTITY e0 "ha">{layers}]>'.encode()
    path = layouts.save_workbook(layouts.survey_2019(), tmp_path / "laughs.xlsx")
    rewritten(
        path,
        "xl/worksheets/sheet4.xml",
        lambda xml: bomb + xml.replace(b"<v>7.1</v>", b"<v>&e9;</v>", 1),
    )
    refused(path)


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="1048576"><c r="C1048576" t="n"><v>1</v></c></row>',
        b"<row><c/></row>" * 1_100_000,
    ],
    ids=["one far cell", "a million rows without places"],
)
def test_a_million_empty_rows(tmp_path: Path, rows: bytes) -> None:
    path = layouts.save_workbook(layouts.survey_2024(), tmp_path / "empty.xlsx")
    end = b"</sheetData>"
    rewritten(path, "xl/worksheets/sheet2.xml", lambda xml: xml.replace(end, rows + end))
    assert "expected at most 2000000" in refused(path)


def test_a_part_that_says_it_is_smaller_than_it_is(tmp_path: Path) -> None:
    path = layouts.save_workbook(layouts.survey_2024(), tmp_path / "liar.xlsx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"\0" * (64 * 2**20))
    size = (64 * 2**20).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size, (100).to_bytes(4, "little")))
    assert "damaged" in refused(path)


def test_two_gigabytes_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    with path.open("wb") as stream:
        stream.truncate(2 * 2**30)
    assert "2147483648 bytes; expected at most" in refused(path)


def test_a_csv_that_was_cut_off_within_its_last_line(tmp_path: Path) -> None:
    path = layouts.save_csv(layouts.sickness_month(), tmp_path / "cut.csv")
    path.write_bytes(path.read_bytes()[:-2])
    assert "no line end" in refused(path)


def test_links_and_pipes_are_not_files(tmp_path: Path) -> None:
    real = layouts.save_csv(layouts.sickness_month(), tmp_path / "real.csv")
    link = tmp_path / "link.csv"
    link.symlink_to(real)
    assert f"a link to {real}" in refused(link)
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    assert "a device or pipe" in refused(pipe)


def test_a_path_with_dots_is_only_a_way_to_a_file(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    path = layouts.save_csv(layouts.sickness_month(), tmp_path / "real.csv")
    report = import_file(path.parent / "sub" / ".." / "real.csv", tmp_path / "raw")
    assert report.files == ("real.csv",)
    assert all(table.resolve().is_relative_to(tmp_path / "raw") for table in report.tables)


def test_a_source_folder_that_leads_elsewhere_is_not_written_to(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "sickness_absence_2024_2025").symlink_to(elsewhere)
    path = layouts.save_csv(layouts.sickness_month(), tmp_path / "month.csv")
    with pytest.raises(RegisterError, match="a link to"):
        import_file(path, tmp_path / "raw")
    assert not list(elsewhere.iterdir())


def test_a_folder_and_nothing_at_all(tmp_path: Path) -> None:
    for path, found in ((tmp_path, "a folder"), (tmp_path / "absent.xlsx", "found none")):
        with pytest.raises(SourceError, match=found):
            plan_import([path], tmp_path / "raw")
