"""Importing: what is planned is what is written, month by month, whole or not at all."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import publication_layouts as layouts
import pytest
import yaml
from imports import apply, import_file, plan_import, read_table

from nhs_culture.errors import NhsCultureError, RegisterError, SourceError
from nhs_culture.files import checksum


def month(folder: Path, number: int, lost: float = 500.0, name: str = "") -> Path:
    """Save the sickness CSV of one month of 2024."""
    rows = layouts.sickness_month(2024, number, lost)
    return layouts.save_csv(rows, folder / (name or f"sickness-{number}.csv"))


def state(folder: Path) -> dict[str, bytes]:
    """Return the content of every file below a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_plan_writes_nothing(tmp_path: Path) -> None:
    plan = plan_import([month(tmp_path, 4)], tmp_path / "raw")
    assert not (tmp_path / "raw").exists()
    report = plan.reports[0]
    assert (report.source_id, report.new, report.changed, report.gone) == (
        "sickness_absence_2024_2025",
        2,
        0,
        0,
    )
    assert report.left_out == ("1 rows of Integrated Care Board",)
    with pytest.raises(FrozenInstanceError):
        report.rows = 0


def test_the_same_file_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    path, into = month(tmp_path, 4), tmp_path / "raw"
    import_file(path, into)
    before = state(into)
    again = import_file(path, into)
    assert state(into) == before
    assert (again.rows, again.new, again.changed, again.gone) == (2, 0, 0, 0)


def test_the_order_of_files_does_not_matter(tmp_path: Path) -> None:
    files = [month(tmp_path, number) for number in (4, 5, 6)]
    apply(plan_import(files, tmp_path / "one"))
    for path in reversed(files):
        import_file(path, tmp_path / "other")
    assert state(tmp_path / "one") == state(tmp_path / "other")


def test_a_month_takes_the_place_of_that_month_only(tmp_path: Path) -> None:
    into = tmp_path / "raw"
    apply(plan_import([month(tmp_path, 4), month(tmp_path, 5)], into))
    revised = month(tmp_path, 5, lost=600.0, name="may-revised.csv")
    report = import_file(revised, into)
    assert (report.new, report.changed, report.gone, report.periods) == (0, 2, 0, 2)
    figures = read_table(report.tables[0])
    rates = figures[figures["org_code"] == "RP1"].set_index("period")["value"]
    assert rates.to_dict() == {"2024-04": 5.0, "2024-05": 6.0}
    record = yaml.safe_load((report.tables[0].parent / "source.yml").read_text())
    assert record["retrieved_as"] == ["sickness-4.csv", "may-revised.csv"]
    assert record["sha256"] == [checksum(tmp_path / "sickness-4.csv"), checksum(revised)]
    assert record["covers"] == ["2024-04", "2024-05"]
    assert record["title"].endswith("monthly CSV by organisation, April 2024 to May 2024")
    assert record["published"] == "after May 2024"  # the date that is known is that of March 2025


def test_a_figure_that_is_no_longer_there_is_counted(tmp_path: Path) -> None:
    into = tmp_path / "raw"
    sheets = layouts.sickness_workbook()
    import_file(layouts.save_workbook(sheets, tmp_path / "a.xlsx"), into)
    sheets["Table 4"][4][-1] = "."
    report = import_file(layouts.save_workbook(sheets, tmp_path / "b.xlsx"), into)
    assert (report.new, report.changed, report.gone) == (0, 0, 1)


def test_the_first_changed_figures_are_named(tmp_path: Path) -> None:
    into = tmp_path / "raw"
    import_file(month(tmp_path, 5), into)
    report = plan_import([month(tmp_path, 5, lost=600.0, name="revised.csv")], into).reports[0]
    assert report.first_changes[1] == "RP1 2024-05 sickness_absence: 5 -> 6"
    sheets = layouts.sickness_workbook()
    import_file(layouts.save_workbook(sheets, tmp_path / "a.xlsx"), into)
    sheets["Table 4"][4][7:] = ["."] * 8
    path = layouts.save_workbook(sheets, tmp_path / "b.xlsx")
    report = plan_import([path], into).reports[0]
    assert report.gone == 8
    assert len(report.first_changes) == 5
    assert report.first_changes[0] == "RP1 2013-05 sickness_absence: 4.2 -> gone"


def test_a_changed_base_is_shown_beside_the_figure(tmp_path: Path) -> None:
    into = tmp_path / "raw"
    sheets = layouts.survey_2019()
    import_file(layouts.save_workbook(sheets, tmp_path / "a.xlsx"), into)
    heads = sheets["MH LD"][0]
    sheets["MH LD"][1][heads.index("q21c_n_2019")] = 470
    report = import_file(layouts.save_workbook(sheets, tmp_path / "b.xlsx"), into)
    assert report.first_changes == ("RP1 2019 recommend_work: 60, 480 -> 60, 470",)


def test_a_source_in_several_tables(tmp_path: Path) -> None:
    path = layouts.save_workbook(layouts.workforce(), tmp_path / "workforce.xlsx")
    report = import_file(path, tmp_path / "raw")
    assert [table.name for table in report.tables] == [
        "staff_fte_before_2018.csv",
        "staff_fte_from_2018.csv",
        "staff_headcount.csv",
    ]
    assert sum(len(read_table(table)) for table in report.tables) == report.rows


def test_a_table_that_is_no_longer_written_is_removed(tmp_path: Path) -> None:
    path = layouts.save_workbook(layouts.workforce(), tmp_path / "workforce.xlsx")
    folder = import_file(path, tmp_path / "raw").tables[0].parent
    (folder / "staff_fte.csv").write_bytes((folder / "staff_headcount.csv").read_bytes())
    (folder / "staff_headcount.csv").unlink()
    import_file(path, tmp_path / "raw")
    assert not (folder / "staff_fte.csv").exists()


def test_a_trust_that_is_missing_in_a_new_month_is_named(tmp_path: Path) -> None:
    into, rows = tmp_path / "raw", layouts.sickness_month(2024, 4)
    rows.insert(2, [*rows[1][:5], "RRF", "Wigan NHS Foundation Trust", *rows[1][7:]])
    import_file(layouts.save_csv(rows, tmp_path / "april.csv"), into)
    report = import_file(month(tmp_path, 5), into)
    assert report.absent == ("figures for 2024-04 and none for 2024-05: RRF",)
    assert not import_file(month(tmp_path, 6), into).absent


def test_months_that_are_missing_before_a_new_one_are_told(tmp_path: Path) -> None:
    into = tmp_path / "raw"
    assert not apply(plan_import([month(tmp_path, 4), month(tmp_path, 5)], into))[0].absent
    report = import_file(month(tmp_path, 8), into)
    assert report.absent == ("no figures between 2024-05 and 2024-08: 2 missing",)
    assert not import_file(month(tmp_path, 4), into).absent


def test_a_code_that_nobody_knows_is_told_where_a_file_has_no_names(tmp_path: Path) -> None:
    rows = [f"{code},2012-03-31,{n},3.1\n" for code, n in [("R00", 900), ("RRF", 800)]]
    path = tmp_path / "incidents.csv"
    path.write_text(
        "org_code,six_months_ending,incidents_reported,rate_as_published\n" + "".join(rows)
    )
    report = plan_import([path], tmp_path / "raw").reports[0]
    assert report.unheard == ("R00: in neither trusts.csv nor councils.csv",)


@pytest.mark.parametrize(
    ("column", "cell", "told"),
    [(0, "31/05/2024", "one month in a file"), (5, "RZ9", "one code for one name")],
)
def test_a_row_of_another_month_or_another_code_is_refused(
    tmp_path: Path, column: int, cell: str, told: str
) -> None:
    rows = layouts.sickness_month(2024, 4)
    again = list(rows[1])
    again[column] = cell
    rows.append(again)
    with pytest.raises(SourceError, match=told):
        plan_import([layouts.save_csv(rows, tmp_path / "april.csv")], tmp_path / "raw")


def test_one_bad_file_among_good_ones_leaves_everything_as_it_was(tmp_path: Path) -> None:
    into = tmp_path / "raw"
    import_file(month(tmp_path, 4), into)
    before = state(into)
    bad = tmp_path / "bad.csv"
    bad.write_text("<html>")
    with pytest.raises(SourceError, match=r"bad\.csv"):
        apply(plan_import([month(tmp_path, 5), bad], into))
    assert state(into) == before


def test_a_write_that_fails_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    into = tmp_path / "raw"
    import_file(month(tmp_path, 4), into)
    before = state(into)
    plan = plan_import([month(tmp_path, 5)], into)
    write_text = Path.write_text

    def full_disk(path: Path, text: str, **how: str) -> int:
        if "figures.csv" in path.name:
            raise OSError(28, "No space left on device")
        return write_text(path, text, **how)

    monkeypatch.setattr(Path, "write_text", full_disk)
    with pytest.raises(OSError, match="No space"):
        apply(plan)
    assert state(into) == before


def test_two_files_of_the_same_month_are_refused(tmp_path: Path) -> None:
    files = [month(tmp_path, 4), month(tmp_path, 4, lost=600.0, name="again.csv")]
    with pytest.raises(SourceError, match=r"sickness-4.csv and again.csv: both give 2024-04"):
        plan_import(files, tmp_path / "raw")


def test_two_editions_of_one_workbook_are_refused(tmp_path: Path) -> None:
    files = [
        layouts.save_workbook(layouts.survey_2019(), tmp_path / name)
        for name in ("a.xlsx", "b.xlsx")
    ]
    with pytest.raises(SourceError, match=r"a.xlsx and b.xlsx"):
        plan_import(files, tmp_path / "raw")


def test_a_damaged_table_is_not_overwritten_in_silence(tmp_path: Path) -> None:
    into = tmp_path / "raw"
    table = import_file(month(tmp_path, 4), into).tables[0]
    table.write_text(table.read_text().replace("5,500,10000", "five,500,10000"))
    with pytest.raises(RegisterError, match=r"figures.csv, row 3, column 'value'"):
        import_file(month(tmp_path, 5), into)


@pytest.mark.parametrize("text", ["", "id: x\n", "retrieved_as: [a]\nsha256: []\ncovers: [b]\n"])
def test_a_damaged_record_is_named(tmp_path: Path, text: str) -> None:
    into = tmp_path / "raw"
    record = import_file(month(tmp_path, 4), into).tables[0].parent / "source.yml"
    record.write_text(text)
    with pytest.raises(NhsCultureError, match=r"source.yml"):
        import_file(month(tmp_path, 5), into)


@pytest.mark.parametrize(
    ("code", "name", "unheard"),
    [
        ("RP1", "NORTHAMPTONSHIRE HEALTHCARE NHS TRUST", ()),
        ("RW1", "Southern Health NHS Foundation Trust", ()),
        ("RA7", "University Hospitals Bristol NHS Foundation Trust", ()),
        ("RHU", "Portsmouth Hospitals University National Health Service Trust", ()),
        (
            "RP1",
            "Anew NHS Foundation Trust",
            (
                "RP1 is Anew NHS Foundation Trust here, and Northamptonshire Healthcare NHS "
                "Foundation Trust in trusts.csv",
            ),
        ),
        ("RZ9", "Anew NHS Trust", ("RZ9 Anew NHS Trust: not in trusts.csv",)),
    ],
)
def test_a_trust_that_the_register_does_not_know_by_its_name_is_told(
    tmp_path: Path, code: str, name: str, unheard: tuple[str, ...]
) -> None:
    rows = layouts.sickness_month(2024, 4)
    rows[1][5:7] = [code, name]
    path = layouts.save_csv(rows, tmp_path / "renamed.csv")
    assert plan_import([path], tmp_path / "raw").reports[0].unheard == unheard
