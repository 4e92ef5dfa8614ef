"""A table of printed figures, taken into a copy of the register or refused as a whole."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from copies import PROJECT, copied

from nhs_culture import open_data
from nhs_culture.claims import headlined, ledger
from nhs_culture.claims.added import Addition, add, plan
from nhs_culture.claims.typed_rows import TYPED
from nhs_culture.cli import main
from nhs_culture.data.access import Data
from nhs_culture.errors import RegisterError
from nhs_culture.register import read_register
from nhs_culture.register.schemas import validate

DATA = open_data()
OFFICIAL = DATA.series("RXM", "recommend_work")["2019"]
ROW = {
    "claim_id": "rxm-recommend-2019",
    "org_code": "RXM",
    "org_name": "Derbyshire Healthcare NHS Foundation Trust",
    "measure": "recommend_work",
    "subgroup": "all",
    "value_to": f"{OFFICIAL:.1f}",
    "unit": "percent",
    "period_to": "2019",
    "precision": "exact",
    "source_title": "Staff like working here",
    "publisher": "A newspaper",
    "published": "2020-03",
    "url": "https://example.org/derbyshire",
    "note": "picked: local_press; a remark",
}


@pytest.fixture
def data(tmp_path: Path) -> Data:
    project = copied(tmp_path)
    return replace(DATA, project=project, register=read_register(project.register))


def table(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "figures.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(
            stream, list(dict.fromkeys([*TYPED, *(c for r in rows for c in r)]))
        )
        writer.writeheader()
        writer.writerows(rows)
    return path


def planned(data: Data, *rows: dict[str, str]) -> Addition:
    return plan(table(data.project.root, *rows), data)


def test_a_row_becomes_a_claim_with_its_page_its_evidence_and_its_verdict(data: Data) -> None:
    addition = planned(data, ROW)
    claim, evidence = addition.claims.iloc[0], addition.evidence.iloc[0]
    assert claim["statement"] == (
        f"A newspaper prints {OFFICIAL:.1f}% on “Recommend as a place to work”: Derbyshire "
        "Healthcare NHS Foundation Trust, 2019."
    )
    assert (claim["kind"], claim["kind_of_source"], claim["note"]) == (
        "level",
        "local_press",
        "A remark",
    )
    assert (evidence["test"], evidence["relation"]) == ("value", "same")
    assert addition.judged[0].verdict in {"reproduced", "consistent"}
    assert addition.sources["source_id"].tolist() == ["a_newspaper_staff_like_working_here"]


def test_what_is_written_is_a_valid_register_and_once_only(data: Data) -> None:
    folder = data.register.folder
    before = {name: (folder / f"{name}.csv").read_text() for name in ("claims", "sources")}
    add(planned(data, ROW), data.project)
    after = read_register(folder)
    validate(after, folder)
    for name, text in before.items():
        assert (folder / f"{name}.csv").read_text().startswith(text)
        assert len(getattr(after, name)) == len(getattr(data.register, name)) + 1
    again = planned(replace(data, register=after), ROW)
    assert again.claims.empty
    assert again.repeated == ((ROW["claim_id"], f"repeats claim {ROW['claim_id']}"),)


def test_a_figure_that_stands_twice_is_said_and_taken_once(data: Data) -> None:
    addition = planned(data, ROW, ROW | {"claim_id": "another"})
    assert len(addition.claims) == 1
    assert addition.repeated == (("another", "repeats row 2"),)


def test_a_row_that_the_register_reads_otherwise_is_told_and_stands_as_it_is(data: Data) -> None:
    add(planned(data, ROW), data.project)
    after = replace(data, register=read_register(data.register.folder))
    again = planned(after, ROW | {"value_to": "12.5", "measure": "recommend_care"})
    assert again.claims.empty
    ((name, why),) = again.repeated
    assert name == ROW["claim_id"]
    assert "measure recommend_work, here recommend_care; value_to " in why


@pytest.mark.parametrize(
    ("wrong", "column", "expected"),
    [
        ({"measure": "recomend"}, "measure", "measures in measures.csv"),
        ({"org_code": "ZZZ"}, "org_code", "codes in trusts.csv"),
        ({"org_code": "RX1"}, "org_name", "a name or former name of RX1"),
        ({"value_to": "half"}, "value_to", "a number"),
        ({"value_to": "0.63"}, "", "not as a fraction"),
        ({"value_to": ""}, "value_to", "the printed figure"),
        ({"period_to": "spring 2019"}, "period_to", "2022/23"),
        ({"unit": "per cent"}, "unit", "percent"),
        ({"precision": "roughly"}, "precision", "rounded"),
        ({"precision": "bound"}, "note", "more than"),
        ({"note": "from a friend"}, "note", "local_press"),
        ({"claim_id": "nhft-engagement-latest-2019"}, "claim_id", "of its own"),
        ({"unit": "ratio", "kind_of_source": "award"}, "", ""),
    ],
)
def test_a_wrong_row_is_named_and_nothing_of_the_table_is_taken(
    data: Data, wrong: dict[str, str], column: str, expected: str
) -> None:
    good = ROW | {"claim_id": "good", "url": "https://example.org/good"}
    if not expected:  # a unit that the figures held are not in: nothing can be set beside it
        assert planned(data, good, ROW | wrong).evidence["relation"].tolist() == ["same", "none"]
        return
    with pytest.raises(RegisterError, match=expected) as refused:
        planned(data, good, ROW | wrong)
    assert {fault.row for fault in refused.value.faults} == {3}
    assert column in {fault.column for fault in refused.value.faults}
    assert all(fault.file.name == "figures.csv" for fault in refused.value.faults)


def test_a_table_without_a_column_is_refused(data: Data) -> None:
    path = table(data.project.root, ROW)
    pd.read_csv(path).drop(columns="url").to_csv(path, index=False)
    with pytest.raises(RegisterError, match="no column 'url'"):
        plan(path, data)


@pytest.mark.parametrize(
    ("cells", "relation", "told"),
    [
        ({"period_to": "2014"}, "near", "none of 2014 is held"),
        ({"period_to": "1999"}, "none", "within two years of 1999"),
        ({"period_to": ""}, "none", "prints no date"),
        ({"subgroup": "nurses"}, "none", "“nurses”"),
        ({"period_inferred": "yes"}, "near", "inferred"),
        ({"differs": "leavers only"}, "near", "leavers only"),
        ({"value_from": "50", "period_from": "2014"}, "near", "none of 2014 is held"),
        ({"value_to": "8", "precision": "change", "unit": "percentage_points"}, "none", "start"),
    ],
)
def test_what_cannot_be_known_is_said(
    data: Data, cells: dict[str, str], relation: str, told: str
) -> None:
    evidence = planned(data, ROW | cells).evidence.iloc[0]
    assert evidence["relation"] == relation
    assert told in evidence["difference"]
    assert evidence["needed"]


def test_a_printed_change_is_set_beside_the_official_one(data: Data) -> None:
    own = DATA.series("RXM", "recommend_work")
    cells = {"value_to": f"{own['2019'] - own['2016']:.0f}", "period_from": "2016"}
    change = {**ROW, **cells, "unit": "percentage_points", "precision": "change"}
    addition = planned(data, change)
    assert addition.evidence["test"].tolist() == ["change"]
    assert addition.judged[0].verdict in {"reproduced", "consistent"}


def test_the_command_says_what_it_would_write_and_writes_nothing(data: Data) -> None:
    path = table(data.project.root, ROW)
    before = (PROJECT.register / "claims.csv").read_bytes()
    told = CliRunner().invoke(main, ["claims", "add", str(path), "--dry-run"])
    assert told.exit_code == 0, told.output
    assert "1 new claim about 1 organisation from 1 page" in told.output
    assert "Nothing was written" in told.output
    assert (PROJECT.register / "claims.csv").read_bytes() == before


def test_headlines_count_the_documents_and_the_pages_of_a_trust_show_the_sample() -> None:
    everything = ledger(DATA)
    documents = headlined(everything)
    assert {one.collection for one in documents} == {"documents"}
    assert {one.collection for one in everything} == {"documents", "sample"}
    alone = ledger(DATA, "RGR")
    assert headlined(alone) == alone
    assert {one.collection for one in alone} == {"sample"}


def test_the_sample_names_every_kind_of_source_and_trusts_that_are_gone() -> None:
    register = DATA.register
    sample = register.claims[register.claims["collection"] == "sample"]
    assert len(sample) == 321
    assert sample["url"].nunique() == sample["document"].nunique() == 148
    gone = register.trusts.loc[register.trusts["successors"] != "", "org_code"]
    assert set(sample["org_code"]) & set(gone)
    assert (register.claims["kind_of_source"] != "").all()
