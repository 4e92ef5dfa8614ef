"""The register: what it must hold, and what it refuses."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import pandas as pd
import pytest
from copies import PROJECT

from nhs_culture.errors import RegisterError
from nhs_culture.register import read_register
from nhs_culture.register.rows import read_rows
from nhs_culture.register.schemas import faults_of, validate

REGISTER = read_register(PROJECT.register)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PROJECT.register, tmp_path / "register"))


def refuse(folder: Path, table: str, old: str, new: str) -> str:
    path = folder / f"{table}.csv"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(RegisterError) as error:
        validate(read_register(folder), folder)
    return str(error.value)


def test_the_register_is_valid() -> None:
    validate(read_register(PROJECT.register), PROJECT.register)


def test_every_seed_document_has_claims_and_the_magazine_the_most() -> None:
    register = read_register(PROJECT.register)
    seeds = register.sources.loc[register.sources["kind"] == "seed", "source_id"]
    counts = register.claims["document"].value_counts()
    assert set(seeds) <= set(counts.index)
    assert counts[seeds].sum() > 60
    assert counts[seeds].idxmax() == "healthcare_manager_33"


def test_the_headline_claims_are_registered_as_printed() -> None:
    claims = read_register(PROJECT.register).claims
    printed = {(m, a, b) for m, a, b in claims[["measure", "value_from", "value_to"]].to_numpy()}
    assert ("engagement", 3.85, 4.01) in printed
    assert ("discrimination_colleagues", 25.0, 11.0) in printed


def test_the_start_of_the_wigan_deal_has_a_row_for_each_source() -> None:
    dates = read_register(PROJECT.register).interventions.set_index("intervention_id")["date"]
    years = {date[:4] for name, date in dates.items() if name.startswith("wigan-deal-201")}
    assert years == {"2011", "2012", "2014"}


def test_a_missing_source_is_named_with_row_and_column(folder: Path) -> None:
    first = (folder / "claims.csv").read_text().splitlines()[1]
    claim, document = first.split(",")[:2]
    message = refuse(folder, "claims", f"{claim},{document}", f"{claim},no_such_source")
    assert "claims.csv, row 2, column 'document': 'no_such_source'" in message
    assert "sources.csv" in message


def test_an_impossible_value_is_named_with_row_and_column(folder: Path) -> None:
    message = refuse(folder, "claims", ",3.85,", ",three,")
    assert "column 'value_from': 'three'; expected a number" in message


def test_a_break_at_an_unknown_trust_or_on_no_date_is_refused(folder: Path) -> None:
    message = refuse(folder, "breaks", "RP1,2012-02-01", "ZZ9,2012-02-31st")
    assert "column 'org_code': 'ZZ9'" in message
    assert "column 'date': '2012-02-31st'; expected a date YYYY-MM-DD" in message


@pytest.mark.parametrize(
    ("table", "cells", "told"),
    [
        ("interventions", {"date": "2016-13-45"}, "a date YYYY-MM-DD"),
        ("interventions", {"date": "2099-01-01"}, "not to come"),
        ("interventions", {"date_earliest": "2018-01-01", "date": "2017-01-01"}, "in this order"),
        ("interventions", {"precision": "roughly"}, "one of day, month, year, range"),
        ("breaks", {"date": "2014-02-31"}, "a date YYYY-MM-DD"),
        ("analysis_plan", {"before": 0.0}, "a whole number above nought"),
        ("analysis_plan", {"before": 2.5}, "a whole number above nought"),
        ("analysis_plan", {"after": math.nan}, "a whole number above nought"),
        ("analysis_plan", {"design": "oracle"}, "one of peer change, description"),
        ("analysis_plan", {"peers": "friends"}, "one of benchmark group, all, region"),
        ("analysis_plan", {"first_after": "2099"}, "that has begun"),
        ("analysis_plan", {"org_code": "RM3"}, "an intervention at the same organisation"),
        ("trusts", {"predecessors": "XXX"}, "one of the codes of this table"),
        ("trusts", {"first_month": "January"}, "a month as 2014-01"),
        ("trusts", {"first_month": "2020-01", "last_month": "2019-01"}, "not after last_month"),
        ("trusts", {"region": "North Wset"}, "one of East of England, London"),
        ("councils", {"benchmark_group": "Parish"}, "one of County council"),
        ("measures", {"unit": "furlongs"}, "one of percent"),
        ("measures", {"phrase": "the score at {where}"}, "words with {trust}"),
        ("measures", {"median_lower": 9.0, "median_upper": 5.0}, "in this order"),
        ("sources", {"kind": "rumour"}, "one of seed"),
        ("sources", {"url": "see the web"}, "an address that begins with http"),
        ("claims", {"url": "nowhere"}, "an address that begins with http"),
        ("claims", {"period_to": "2099", "about": "outcome"}, "neither to come"),
        ("claims", {"period_from": "2020", "period_to": "2019"}, "not after period_to"),
        ("case_studies", {"order": math.nan}, "a number, to order by"),
        ("programme_members", {"joined": "2099-01", "precision": "month"}, "not after today"),
    ],
)
def test_what_would_break_a_page_is_refused(
    table: str, cells: dict[str, object], told: str
) -> None:
    rows = getattr(REGISTER, table).iloc[:1].assign(**cells)
    faults = faults_of(REGISTER, table, rows, Path("rows.csv"))
    assert {fault.row for fault in faults} == {2}
    assert any(told in fault.expected for fault in faults), faults


def test_the_plan_asks_one_question_once() -> None:
    rows = REGISTER.analysis_plan.iloc[[0, 0]].reset_index(drop=True)
    (fault,) = {fault.row for fault in faults_of(REGISTER, "analysis_plan", rows, Path("p.csv"))}
    assert fault == 3


def test_a_missing_table_is_named(folder: Path) -> None:
    (folder / "breaks.csv").unlink()
    with pytest.raises(RegisterError, match=r"breaks\.csv: the table is missing"):
        read_register(folder)


def test_a_table_in_another_encoding_is_named(folder: Path) -> None:
    path = folder / "sources.csv"
    path.write_bytes(path.read_bytes() + "x,article,Café,,,,,\n".encode("cp1252"))
    row = path.read_bytes().count(b"\n")
    with pytest.raises(RegisterError, match=rf"sources\.csv, row {row}: bytes that are not UTF-8"):
        read_register(folder)


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        ('x,"unclosed\n', "row {row}: unexpected end of data"),
        ("x,y\n", "row {row}: 2 cells; expected 12 as in the headings"),
    ],
)
@pytest.mark.parametrize("name", ["breaks", "claims", "downloads", "known_differences"])
def test_a_row_that_is_none_is_named_and_not_in_the_words_of_a_library(
    folder: Path, name: str, spoilt: str, told: str
) -> None:
    path = folder / f"{name}.csv"
    cells = path.read_text().splitlines()[0].count(",") + 1
    row = path.read_text().count("\n") + 1
    path.write_text(path.read_text() + spoilt)
    with pytest.raises(RegisterError) as refused:
        read_rows(path)
    assert told.format(row=row).replace("12", str(cells)) in str(refused.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [("", "row 1: nothing"), ("a,b,a\n", "row 1: the heading 'a' twice")],
)
def test_a_table_without_headings_of_its_own_is_refused(
    tmp_path: Path, text: str, told: str
) -> None:
    (tmp_path / "table.csv").write_text(text)
    with pytest.raises(RegisterError, match=told):
        read_rows(tmp_path / "table.csv")


@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        ("RM3", "2021-09-30", "Salford Royal NHS Foundation Trust"),
        ("RM3", "2021-10-01", "Northern Care Alliance NHS Foundation Trust"),
        ("RA7", "2019-12-31", "University Hospitals Bristol NHS Foundation Trust"),
        ("RP1", "2009-01-01", "Northamptonshire Healthcare NHS Foundation Trust"),
    ],
)
def test_a_trust_has_the_name_that_it_had_on_a_day(code: str, day: str, name: str) -> None:
    assert read_register(PROJECT.register).name_on(code, pd.Timestamp(day)) == name


@pytest.mark.parametrize(
    ("old", "new", "column", "expected"),
    [
        (
            ",2.5,10,5.4,8.5,4,better,",
            ",2.5,10,5.4,8.5,,better,",
            "decimals",
            "unless the frequency",
        ),
        (
            ",2.5,10,5.4,8.5,4,better,",
            ",2.5,10,5.4,8.5,1.5,better,",
            "'decimals'",
            "a whole number",
        ),
        (",2.5,10,5.4,8.5,4,better,", ",10,0,5.4,8.5,4,better,", "lower", "upper in this order"),
        (",survey,yes,", ",survey,maybe,", "'calibrated'", "yes, or nothing"),
        (",better,survey,", ",better,surveys,", "'frequency'", "financial_year"),
    ],
)
def test_what_a_measure_may_be_is_whole_and_in_order(
    folder: Path, old: str, new: str, column: str, expected: str
) -> None:
    message = refuse(folder, "measures", old, new)
    assert column in message
    assert expected in message
    assert "measures.csv, row " in message


def test_only_measures_with_a_frequency_have_figures() -> None:
    register = read_register(PROJECT.register)
    assert "engagement" in register.figured.index
    assert "cqc_rating" not in register.figured.index
    assert register.figured[["lower", "upper", "decimals"]].notna().all(axis=None)


@pytest.mark.parametrize(
    ("table", "old", "new", "expected"),
    [
        ("claims", ",2015/16,", ",2015-16,", "2022/23"),
        ("claims", ",2017-06,", ",spring 2017,", "2022/23"),
        ("evidence", ",2013/14,", ",2013/15,", "the financial years of a monthly one"),
        ("evidence", ",2010/11-H2,", ",2011-03,", "periods of the measure"),
        ("analysis_plan", ",2023/24,", ",2023-04,", "first_after as a period of the measure"),
    ],
)
def test_a_period_that_is_none_or_of_another_length_is_refused(
    folder: Path, table: str, old: str, new: str, expected: str
) -> None:
    message = refuse(folder, table, old, new)
    assert f"{table}.csv, row " in message
    assert expected in message


def test_a_further_case_study_is_a_row(folder: Path) -> None:
    before = read_register(folder).studied
    with (folder / "case_studies.csv").open("a", encoding="utf-8") as stream:
        stream.write("RW1,Southern,2.5,Made up for a test\n")
    register = read_register(folder)
    validate(register, folder)
    assert register.studied == (*before[:2], "RW1", *before[2:])


@pytest.mark.parametrize(
    ("new", "expected"),
    [("ZZ9,Nowhere,6,Why", "the codes in trusts.csv"), ("RW1,WWL,6,Why", "unique")],
)
def test_a_case_study_that_is_no_trust_or_not_told_apart_is_refused(
    folder: Path, new: str, expected: str
) -> None:
    assert expected in refuse(folder, "case_studies", "RRF,WWL", f"{new}\nRRF,WWL")


def test_every_trust_is_followed_by_those_that_it_precedes() -> None:
    trusts = read_register(PROJECT.register).trusts.set_index("org_code")
    links = {
        column: {
            (code, other)
            for code, others in trusts[column].items()
            for other in filter(None, others.split(";"))
        }
        for column in ("predecessors", "successors")
    }
    assert links["predecessors"] == {(other, code) for code, other in links["successors"]}
    assert {other for _, other in links["predecessors"]} <= set(trusts.index)


def test_no_trust_was_once_called_what_another_or_itself_is_called() -> None:
    trusts = read_register(PROJECT.register).trusts
    former = {
        (code, name.partition(" (to ")[0])
        for code, names in trusts[["org_code", "former_names"]].to_numpy()
        for name in filter(None, names.split("; "))
    }
    assert len(former) > 30
    assert not {name for _, name in former} & set(trusts["name"])


def test_large_numbers_in_the_register_have_commas() -> None:
    sizes = read_register(PROJECT.register).breaks["size"]
    assert sizes.str.contains(r"\d,\d{3}").any()
    assert not sizes[sizes.str.contains(r"\d{4}")].to_list()
