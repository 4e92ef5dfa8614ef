"""The official files themselves, where they are at hand: what is committed is what they say."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from imports import REGISTER, apply, plan_import, read_table

from nhs_culture.errors import SourceError
from nhs_culture.loaders.providers import plain, unheard
from nhs_culture.loaders.recognise import importer_of
from nhs_culture.loaders.workbook import open_source

PROJECT = Path(__file__).parents[2]
RAW = PROJECT / "data" / "raw"
PROVIDER_NAMES = PROJECT / "src" / "nhs_culture" / "loaders" / "publications" / "provider_names.csv"


def publications(shared: Path) -> list[Path]:
    """Return the files of ``downloads.csv`` that are at hand; some are offered and not imported."""
    listed = pd.read_csv(RAW / "register" / "downloads.csv")["file"]
    at_hand = {path.name: path for path in (shared / "data").rglob("*") if path.is_file()}
    return [at_hand[name] for name in listed if name in at_hand]


@pytest.fixture(scope="module")
def imported(nhs_shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("raw")
    reports = apply(plan_import(publications(nhs_shared), into))
    assert {report.source_id for report in reports} == {
        path.parent.name for path in RAW.glob("*/source.yml")
    }
    return into


def tables_and_records() -> list[Path]:
    """Return what is committed of every publication: its tables and its record."""
    folders = [record.parent for record in RAW.glob("*/source.yml")]
    return [path for folder in folders for path in folder.iterdir() if path.is_file()]


def test_importing_gives_the_committed_bytes(imported: Path) -> None:
    files = sorted(path.relative_to(imported) for path in imported.rglob("*") if path.is_file())
    assert set(files) == {path.relative_to(RAW) for path in tables_and_records()}
    for name in files:
        assert (imported / name).read_bytes() == (RAW / name).read_bytes(), name


def test_importing_again_changes_nothing(nhs_shared: Path, imported: Path) -> None:
    months = sorted((nhs_shared / "data/official/sickness_2024_25").glob("*.csv"))
    before = {path: path.read_bytes() for path in imported.rglob("*") if path.is_file()}
    report = apply(plan_import([months[3]], imported))[0]
    rows = len(read_table(RAW / report.source_id / "figures.csv"))
    assert (report.rows, report.new, report.changed, report.gone) == (rows, 0, 0, 0)
    assert {path: path.read_bytes() for path in imported.rglob("*") if path.is_file()} == before


def cells(path: Path, sheet: str, code_column: int, code: str) -> list[object]:
    """Return the row of a trust as another reader of workbooks gives it."""
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    for row in book[sheet].iter_rows(values_only=True):
        if row[code_column] == code:
            return list(row)
    raise AssertionError(f"{code} is not in {sheet}")


def committed(source_id: str, measure: str, code: str) -> pd.Series:
    table = pd.concat([read_table(path) for path in sorted((RAW / source_id).glob("*.csv"))])
    found = table[(table["measure"] == measure) & (table["org_code"] == code)]
    return found.set_index("period")["value"].sort_index()


def test_sickness_of_one_trust_cell_by_cell(nhs_shared: Path) -> None:
    path = nhs_shared / "data/official/NHS Sickness Absence rates, January 2023.xlsx"
    printed = cells(path, "Table 4", 5, "RP1")[6:]
    rates = committed("sickness_absence_2013_2023", "sickness_absence", "RP1")
    assert list(rates) == pytest.approx(printed)
    assert (rates.index[0], rates.index[-1]) == ("2013-04", "2023-01")


def test_staff_of_one_trust_cell_by_cell(nhs_shared: Path) -> None:
    name = "NHS Workforce Statistics, May 2025 England and Organisation.xlsx"
    path = nhs_shared / "data/official" / name
    printed = cells(path, "5. All Staff, NHSE & Org - FTE", 5, "RM3")[6:]
    fte = committed("workforce_2009_2025", "staff_fte", "RM3")
    assert list(fte) == pytest.approx(printed[:189], abs=0.006)
    assert (fte.index[0], fte.index[-1]) == ("2009-09", "2025-05")


def test_scores_of_one_trust_cell_by_cell(nhs_shared: Path) -> None:
    path = nhs_shared / "data/official/NSS24 detailed spreadsheets organisational results.xlsx"
    printed = cells(path, "THEMES", 0, "RRF")
    for column, measure in ((6, "engagement"), (8, "engagement_motivation"), (14, "morale")):
        score = committed("staff_survey_2024", measure, "RRF")["2024"]
        assert score == pytest.approx(printed[column], abs=6e-5)


@pytest.fixture(scope="module")
def called(nhs_shared: Path) -> pd.DataFrame:
    """Return what each file calls its trusts: org_code, name, file, and the source's last period.

    The files of one source stand in the order of their periods.
    """
    files = []
    for path in publications(nhs_shared):
        source = open_source(path)
        importer = importer_of(source)
        held = (RAW / importer.publication.source_id).glob("*.csv")
        last = max(
            pd.read_csv(table, usecols=["period"], dtype=str)["period"].max() for table in held
        )
        files.append(importer.organisations(source).assign(file=path, last=last))
    return pd.concat(files, ignore_index=True)


def test_names_for_the_pay_bill_are_those_of_the_official_files(called: pd.DataFrame) -> None:
    names = pd.read_csv(PROVIDER_NAMES, dtype=str)
    official = called[called["file"].map(lambda path: "official" in path.parts)]
    printed = set(zip(official["org_code"], official["name"].map(plain), strict=True))
    assert set(zip(names["code"], names["name"].map(plain), strict=True)) == {
        (code, name) for code, name in printed if len(code) == 3
    }


def test_the_register_knows_every_trust_by_every_name_in_the_files(called: pd.DataFrame) -> None:
    assert unheard(called[called["org_code"].str.len() == 3].drop_duplicates(), REGISTER) == []


LAGGING = {"RRF"}
"""Wrightington, Wigan and Leigh took the word Teaching into its name in 2020: the staff survey
prints it, the workforce and absence statistics go on without."""


def test_a_trust_is_called_what_the_latest_file_calls_it(called: pd.DataFrame) -> None:
    latest = called.sort_values("last", kind="stable").drop_duplicates("org_code", keep="last")
    own = REGISTER.trusts.set_index("org_code")["name"].map(plain)
    latest = latest[latest["org_code"].isin(own.index)].set_index("org_code")["name"].map(plain)
    assert len(latest) > 250
    assert {code for code, name in latest.items() if name != own[code]} == LAGGING


def test_layouts_without_figures_are_refused(nhs_shared: Path, tmp_path: Path) -> None:
    name = "2023-24-NHS-Provider-TAC-illustrative-file.xlsx"
    with pytest.raises(SourceError, match="not a publication that can be imported"):
        plan_import([nhs_shared / "data/official" / name], tmp_path)


def test_a_real_file_cut_short_is_refused(nhs_shared: Path, tmp_path: Path) -> None:
    whole = nhs_shared / "data/official/ST19-Organisation-Data-2019-Only-v1f.xlsx"
    path = tmp_path / "cut.xlsx"
    path.write_bytes(whole.read_bytes()[:500_000])
    with pytest.raises(SourceError, match=r"cut.xlsx: a damaged or truncated"):
        plan_import([path], tmp_path / "raw")
