"""The case studies side by side, beside every other trust over the same years."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from copies import PROJECT, unwritten

from nhs_culture import open_data
from nhs_culture.claims import ledger, tally
from nhs_culture.data.access import Data
from nhs_culture.english import number_word, short_name
from nhs_culture.exhibits import Table
from nhs_culture.pages import article, comparison, front
from nhs_culture.pages.lead import headline
from nhs_culture.register import read_register
from nhs_culture.site.context import Provenance
from nhs_culture.site.site import PageEntry, Site, TrustEntry, write_site
from nhs_culture.studies.article import planned_changes
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


SIXTH, CLAIM = unwritten(DATA, MEASURE, like="RRF"), "sixth-recommends"


@pytest.fixture(scope="module")
def with_a_sixth(tmp_path_factory: pytest.TempPathFactory) -> Data:
    """The same figures, with one more case study in the register: rows, and nothing else."""
    folder = tmp_path_factory.mktemp("sixth") / "register"
    shutil.copytree(PROJECT.register, folder)
    append(folder / "case_studies.csv", org_code=SIXTH, short_name="SIXTH", order="9", why="Rose")
    append(
        folder / "analysis_plan.csv",
        org_code=SIXTH,
        measure=MEASURE,
        first_after="2012",
        before="4",
        after="4",
        peers="benchmark group",
        design="peer change",
    )
    own = {"claim_id": CLAIM, "org_code": SIXTH, "statement": "The sixth rose.", "fact": ""}
    own["org_name"] = str(DATA.register.trust(SIXTH)["name"])
    for table in ("claims", "evidence"):
        append(folder / f"{table}.csv", **like(folder / f"{table}.csv", own))
    row = {"topic": "The sixth", "order": "99", "notebook": "engagement", "measure": MEASURE}
    append(folder / "front_page.csv", claim_id=CLAIM, **row)
    return Data(DATA.project, read_register(folder), DATA.panel)


def like(path: Path, own: dict[str, str]) -> dict[str, str]:
    """Return the row of a claim about the measure with some cells of another one."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    row = next(row for row in rows if row["claim_id"] == "nhft-recommend-2016-cipd")
    return row | {column: cell for column, cell in own.items() if column in row}


def append(path: Path, **cells: str) -> None:
    with path.open(encoding="utf-8", newline="") as stream:
        columns = csv.DictReader(stream).fieldnames
    assert columns is not None
    with path.open("a", encoding="utf-8", newline="") as stream:
        csv.DictWriter(stream, columns, restval="", lineterminator="\n").writerow(cells)


def test_a_sixth_case_study_is_rows_of_the_register(with_a_sixth: Data, over) -> None:
    cases = studied(with_a_sixth, MEASURE)
    assert cases[-1].question.trust == SIXTH
    now = everywhere(cases)
    assert len(now) == len(over) + 1
    compared = f"{number_word(len(now))} case studies that can be compared"
    assert compared in comparison.headline(cases, now).sentence
    tested = comparison.tested(planned(with_a_sixth))
    assert isinstance(tested, Table)
    name = short_name(cases[-1].question.trust_name)
    assert tested.data["asked"].str.startswith(f"{name}: ").any()
    assert SIXTH in set(comparison.chart(cases, now).data["trust"])


def test_a_sixth_case_study_is_counted_in_the_words_of_the_article(
    with_a_sixth: Data, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planned_changes, "case", lambda one: one)  # its numbers are not asked here
    told = [
        article.documents(
            SimpleNamespace(
                levels=SimpleNamespace(documents=5, others=0, counts=tally(())),
                changes=planned_changes.changes(planned(data)),
            )
        ).text
        for data in (DATA, with_a_sixth)
    ]
    before = len(DATA.register.studied)
    for number, text in enumerate(told, before):
        assert f"hold up {number_word(number)} trusts" in text


def test_a_sixth_case_study_stands_on_the_front_page_with_its_way_in(
    with_a_sixth: Data, tmp_path: Path
) -> None:
    """Its matter is a row, its pages stand among those of the case studies, by its short name."""
    register = with_a_sixth.register
    findings = [one.finding() for one in ledger(with_a_sixth, SIXTH)]
    answered = studied(with_a_sixth, MEASURE)[-1]
    opening = {(SIXTH, "engagement"): headline(answered, "engagement")}
    shown = front.rows(with_a_sixth, findings, opening)
    assert [(row.trust, row.trust_name) for row in shown] == [(SIXTH, "SIXTH")]
    href = f"{SIXTH}/engagement.html"
    page = PageEntry(title="Staff engagement", href=href, notebook="engagement", trust=SIXTH)
    trusts = [TrustEntry(code=code, name=name) for code, name in register.trust_names.items()]
    site = Site(
        trusts=trusts,
        pages=[page],
        findings=[],
        case_studies=register.studied,
        methods="",
        glossary="",
        sources=[],
        front=shown,
        provenance=Provenance(commit="unknown", code_date="", data_date=""),
    )
    write_site(tmp_path, site)
    overview = (tmp_path / "index.html").read_text()
    assert f'href="{href}"' in overview
    assert "The sixth rose." in overview
