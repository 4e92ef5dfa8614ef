"""The case studies side by side, beside every other trust over the same years."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from copies import PROJECT

from nhs_culture import open_data
from nhs_culture.data.access import Data
from nhs_culture.english import number_word, short_name
from nhs_culture.exhibits import Table
from nhs_culture.pages import comparison
from nhs_culture.register import read_register
from nhs_culture.studies.everywhere import everywhere, identified, planned, studied

DATA = open_data()
MEASURE = "recommend_work"


@pytest.fixture(scope="module")
def cases():
    return studied(DATA, MEASURE)


@pytest.fixture(scope="module")
def over(cases):
    return everywhere(cases)


def test_the_case_studies_stand_in_their_order(cases) -> None:
    assert [case.question.trust for case in cases] == list(DATA.register.studied)


def test_raw_changes_are_differences_of_published_means(over) -> None:
    figures = DATA.wide(MEASURE)
    for one in over:
        asked = one.case.question
        own = figures[asked.trust].reindex(asked.window).dropna()
        later = own.index >= asked.first_after
        expected = own[later].mean() - own[~later].mean()
        assert one.changes.loc[asked.trust, "raw"] == pytest.approx(expected)


def test_others_are_counted_without_the_case_studies(over) -> None:
    for one in over:
        assert not set(DATA.register.studied) & set(one.others.index)
        own = one.own["raw"]
        further = one.others["raw"] >= own if own > 0 else one.others["raw"] <= own
        assert one.as_much("raw") == further.sum()


def test_what_its_own_page_refuses_is_told_of_no_trust(cases, over) -> None:
    """No change is printed of a trust whose page says that it cannot be told."""
    refused = [case for case in cases if not identified(case)]
    assert refused
    shown = comparison.headline(cases, over)
    told = [shown.sentence, comparison.chart(cases, over).title]
    told += [*comparison.as_much(over).data["trust"]]
    for case in refused:
        assert not [text for text in told if short_name(case.question.trust_name) in text]
    for one in over:
        assert f"{one.as_much('raw')} of {len(one.others)} other trusts" in shown.sentence


def test_the_chart_has_a_panel_a_trust(cases, over) -> None:
    drawn = set(comparison.chart(cases, over).data["trust"])
    assert drawn == {case.question.trust for case in cases if not case.own.empty}


def test_every_planned_question_is_in_one_of_two_tables() -> None:
    asked = planned(DATA)
    tested, refused = comparison.tested(asked), comparison.untested(asked)
    assert isinstance(tested, Table)
    assert isinstance(refused, Table)
    plan = DATA.register.analysis_plan
    of_cases = plan["org_code"].isin(DATA.register.studied).sum()
    assert len(tested.data) + len(refused.data) == of_cases
    assert [*tested.data][:4] == ["asked", "verdict", "p", "across"]  # all that a telephone shows
    across = tested.data[["p", "across"]].astype(float)
    assert (across["across"] >= across["p"]).all()


def test_a_screen_over_all_trusts_says_what_chance_would_find() -> None:
    table = comparison.discovered(DATA).data
    assert (table["tests"] > 100).all()
    assert (table["false"] <= 0.05 * table["tests"]).all()
    assert set(table["measure"]) == {"Recommend as a place to work", "Sickness absence"} | {
        "Staff in post"
    }


def test_the_trusts_that_rose_furthest_are_named(over) -> None:
    table = comparison.furthest(over).data
    first = table[table["place"] == 1]
    assert first["years"].is_unique
    assert "Surrey and Sussex Healthcare (RTP)" in set(first["trust"])
    assert "yes" in set(table["written"])


@pytest.fixture
def with_a_sixth(tmp_path: Path) -> Data:
    """The same figures, with one more case study in the register: rows, and nothing else."""
    folder = tmp_path / "register"
    shutil.copytree(PROJECT.register, folder)
    append(folder / "case_studies.csv", org_code="RTP", short_name="SASH", order="9", why="Rose")
    append(
        folder / "analysis_plan.csv",
        org_code="RTP",
        measure=MEASURE,
        first_after="2012",
        before="4",
        after="4",
        peers="benchmark group",
        design="peer change",
    )
    return Data(DATA.project, read_register(folder), DATA.panel)


def append(path: Path, **cells: str) -> None:
    with path.open(encoding="utf-8", newline="") as stream:
        columns = csv.DictReader(stream).fieldnames
    assert columns is not None
    with path.open("a", encoding="utf-8", newline="") as stream:
        csv.DictWriter(stream, columns, restval="", lineterminator="\n").writerow(cells)


def test_a_sixth_case_study_is_rows_of_the_register(with_a_sixth: Data, over) -> None:
    cases = studied(with_a_sixth, MEASURE)
    assert cases[-1].question.trust == "RTP"
    now = everywhere(cases)
    assert len(now) == len(over) + 1
    compared = f"{number_word(len(now))} case studies that can be compared"
    assert compared in comparison.headline(cases, now).sentence
    tested = comparison.tested(planned(with_a_sixth))
    assert isinstance(tested, Table)
    assert tested.data["asked"].str.startswith("Surrey and Sussex Healthcare: ").any()
    assert "RTP" in set(comparison.chart(cases, now).data["trust"])
