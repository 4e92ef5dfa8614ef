"""The article: its words fit its numbers, none of which is typed."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from copies import PROJECT

from nhs_culture import open_data
from nhs_culture.claims import ledger
from nhs_culture.claims.facts import Tally
from nhs_culture.data.wanted import Wanted
from nhs_culture.designs import Refused
from nhs_culture.exhibits import Group, Paragraph
from nhs_culture.metrics.proportions import Interval
from nhs_culture.pages import article
from nhs_culture.studies import answer, question
from nhs_culture.studies import article as numbers
from nhs_culture.studies.printed import Direction, Median
from nhs_culture.units import unit
from nhs_culture.verdicts.labels import FIGURE

DATA = open_data()
POINTS = unit("percent").difference
NOTEBOOK = json.loads((PROJECT.notebooks / "article.ipynb").read_text(encoding="utf-8"))
TEXT = ["".join(c["source"]) for c in NOTEBOOK["cells"] if c["cell_type"] == "markdown"]
CODE = ["".join(c["source"]) for c in NOTEBOOK["cells"] if c["cell_type"] == "code"]
QUANTITIES = r"\b(most|few|fewer|nearly all|hardly any|majority|minority|many|rarely|often)\b"


def tallied(outcomes: int, **verdicts: int) -> Tally:
    counts = dict.fromkeys(FIGURE.labels, 0) | {k.replace("_", " "): v for k, v in verdicts.items()}
    return Tally(claims=2 * outcomes, outcomes=outcomes, verdicts=counts, others=outcomes // 2)


def a_case(p_value: float, **changed: object) -> numbers.Case:
    case = numbers.Case(
        name="Wrightington, Wigan and Leigh Teaching Hospitals",
        measure="Recommend as a place to work",
        of=POINTS,
        estimate=14.3,
        interval=(4.0, 24.6),
        p_value=p_value,
        n_peers=95,
        within=min(1.0, 2 * p_value),
        across=min(1.0, 8 * p_value),
        p_chosen=0.14,
        shrunken=10.2,
        course="cannot be told",
        lasting="faded",
        later=0.9,
        later_interval=(-16.4, 18.1),
        since="the transfer of services of 2019",
    )
    return replace(case, **changed)


def gone(kind: str, better: int, worse: int) -> Direction:
    return Direction(
        kind=kind,
        better=better,
        worse=worse,
        same=1,
        clusters=9,
        share=better / (better + worse),
        interval=Interval(0.3, 0.9),
        expected=0.6,
        of=4,
    )


@pytest.fixture
def found() -> numbers.Results:
    """Made-up numbers of the size of the real ones."""
    return numbers.Results(
        held=numbers.Held(
            figures=203_446,
            measures=104,
            organisations=439,
            publications=27,
            trusts=280,
            first=2001,
            last=2025,
            first_of_trusts=2008,
            last_of_trusts=2025,
        ),
        calibrated=numbers.calibrated(PROJECT),
        levels=numbers.Levels(
            documents=5,
            others=36,
            counts=tallied(
                108,
                reproduced=4,
                consistent=2,
                contradicted=1,
                more_plausible=18,
                less_plausible=1,
                single_source=19,
                not_testable=63,
            ),
            passed=0.15,
            wanted=(
                Wanted("A file", (), ("a", "b"), ("RP1",), 2, ""),
                Wanted("Papers", (), ("c",), ("RRF",), 1, ""),
            ),
        ),
        sample=numbers.Sample(
            figures=321,
            facts=319,
            trusts=97,
            pages=148,
            levels=78,
            agreeing=64,
            shares=70,
            within_a_point=68,
            directions=(gone("", 93, 25), gone("local_press", 20, 21), gone("vendor", 6, 0)),
            changes=13,
            percentile=Median("", 13, 8, 95.2, Interval(80.8, 97.5)),
            nine_in_ten=9,
            of_england=3,
            beyond=6,
            followed=7,
            lasting=6,
            good_year=Median("", 46, 24, 59.8, None),
        ),
        changes=numbers.Changes(
            trusts=5, asked=27, cases=tuple(a_case(p) for p in (0.021, 0.06, 0.3, 0.5, 0.9))
        ),
        others=(numbers.Other(name="A", measure="M", of=POINTS, raw=15.1, as_much=3, trusts=164),),
        joined=numbers.Joined(
            programmes=6,
            tests=26,
            members=93,
            noted=2,
            within=1,
            beyond=0,
            measure="Recommend as a place to work",
            of=POINTS,
            detectable=(4.1, 9.4),
        ),
        field=numbers.Field(
            trusts=195,
            measures=13,
            looks=7105,
            unusual=385,
            expected=355.25,
            found=1,
            better=73,
            worse=95,
            written=7,
            followed=61,
            left={3: (0.49, 0.29, 0.67), 5: (0.35, 0.15, 0.57)},
            unwritten=2,
        ),
    )


def paragraphs(found: numbers.Results) -> list[str]:
    """Return every paragraph that is made from the numbers of the studies."""
    shown = [
        *article.abstract(found),
        article.documents(found),
        *article.findings(found, DATA, "E08000010"),
        *article.messages(found),
        article.literature(found),
        *(
            make(found)
            for make in (
                article.material,
                article.multiplicity,
                article.programmes,
                article.screen,
                article.calibration,
                article.limits,
                article.open_questions,
            )
        ),
        article.availability(),
        article.levels(found.levels),
        article.sampled_levels(found.sample),
        *article.sampled_changes(found.sample),
        article.chosen(found.changes),
        article.elsewhere(found.others),
        article.compared(found.changes),
        article.course(found.changes),
        article.joined(found.joined),
        article.everyone(found.field),
        article.followed(found.field),
    ]
    return [article.headline(found).sentence, *(one.text for one in shown)]


def told_findings(found: numbers.Results) -> str:
    return " ".join(one.text for one in article.findings(found, DATA, "E08000010"))


def test_the_abstract_has_at_most_250_words(found) -> None:
    parts = list(article.abstract(found))
    assert [one.label for one in parts] == ["Background", "Methods", "Results", "Conclusions"]
    assert sum(len(one.text.split()) for one in parts) <= 250


FITS = {
    "few": lambda share: share <= 0.1,
    "fewer than half": lambda share: 0.1 < share < 0.5,
    "half": lambda share: share == 0.5,
    "most": lambda share: 0.5 < share < 0.9,
    "nearly all": lambda share: share >= 0.9,
}


def quantified(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word for a share that a text has, with the numbers that follow it."""
    words = "|".join(sorted(FITS, key=len, reverse=True))
    for word, part, of in re.findall(rf"({words}) \(([\d,]+) of ([\d,]+)\)", text, re.IGNORECASE):
        yield word.lower(), int(part.replace(",", "")), int(of.replace(",", ""))


@pytest.mark.parametrize("agree", [0, 2, 10, 13, 14, 24, 26])
@pytest.mark.parametrize("across", [0.01, 0.5])
def test_a_word_for_a_share_fits_the_numbers_beside_it(found, agree: int, across: float) -> None:
    counts = tallied(60, more_plausible=agree, contradicted=26 - agree, not_testable=34)
    cases = tuple(a_case(0.01, across=across) for _ in range(12))
    told = paragraphs(
        replace(
            found,
            levels=replace(found.levels, counts=counts),
            changes=replace(found.changes, cases=cases),
        )
    )
    for text in told:
        for word, part, of in quantified(text):
            assert FITS[word](part / of), text
        bare = re.sub(
            r"(?i)(few|fewer than half|half|most|nearly all) \([\d,]+ of [\d,]+\)", "", text
        )
        bare = re.sub(
            r"(none|all) (of )?[\d,]+|(at most|middle|less than|(at least )?half of)", "", bare
        )
        assert not re.search(r"(?i)\b(most|few|nearly all|majority)\b", bare), text
    assert any(list(quantified(text)) for text in told)


@pytest.mark.parametrize(
    ("agree", "said"),
    [(24, "more often agree than not"), (10, "more often disagree"), (13, "as often as not")],
)
def test_the_conclusion_follows_the_numbers(found, agree: int, said: str) -> None:
    counts = tallied(60, more_plausible=agree, contradicted=26 - agree, not_testable=34)
    other = replace(found, levels=replace(found.levels, counts=counts))
    assert said in told_findings(other)


def test_what_stands_out_is_counted_and_not_taken_for_granted(found) -> None:
    assert "none of 5 stands out" in article.headline(found).sentence
    out = tuple(replace(one, across=0.01) for one in found.changes.cases[:2])
    other = replace(found, changes=replace(found.changes, cases=(*out, *found.changes.cases[2:])))
    assert "2 of 5 stand out" in article.headline(other).sentence
    assert "two stand out once all tests" in told_findings(other)


def test_the_smallest_p_is_told_with_interval_adjustment_and_what_came_later(found) -> None:
    results = article.abstract(found)[2].text
    assert "14.3 percentage points above comparable trusts" in results
    assert "95% interval +4.0 to +24.6; p = 0.021, or p = 0.17 allowing for all tests" in results
    assert "allowing for all tests), since faded." in results
    lower = a_case(0.02, estimate=-3.0, interval=(-5.0, -1.0), lasting="not known yet")
    other = replace(found, changes=replace(found.changes, cases=(lower,)))
    told = article.abstract(other)[2].text
    assert "3.0 percentage points below comparable trusts" in told
    assert "faded" not in told


def test_course_and_later_figures_are_asked_only_where_something_may_have_moved(found) -> None:
    told = article.course(found.changes).text
    assert "the 2 tests with p of at most 0.2" in told
    assert "faded: two; reversed: none" in told


def test_the_sample_is_told_by_who_prints_it(found) -> None:
    told = " ".join(one.text for one in article.sampled_changes(found.sample))
    assert "most (93 of 118) are for the better (95% interval 30% to 90%" in told
    assert "fewer than half (20 of 41) in local papers and all 6 in vendors" in told
    assert "percentile 95 of the same change at all trusts (95% interval 81 to 98)" in told
    assert "percentile 60 of the trust's own years, where 50 is a fair draw" in told
    levels = article.sampled_levels(found.sample).text
    assert "most (64 of 78) agree as closely" in levels
    assert "nearly all (68 of 70) lie within a point" in levels


def typed(path: Path) -> Iterator[str]:
    """Yield the texts that a module types, docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bodies = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.Module)]
    told = {id(n.body[0].value) for n in bodies if isinstance(n.body[0], ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield re.sub(r"\[@[^\]]*\]|\.\d+f|95%|utf-8", "", node.value)


def test_no_number_is_typed() -> None:
    modules = Path(article.__file__).parent
    texts = [
        text
        for name in ("opening", "methods", "results", "closing", "discussion")
        for text in typed(modules / f"{name}.py")
    ]
    assert texts
    for text in (*texts, *(re.sub(r"\[@[^\]]*\]", "", one) for one in TEXT)):
        assert not re.search(r"\d", text), text
    assert not [text for text in TEXT if re.search(QUANTITIES, text, re.IGNORECASE)]


def test_nothing_is_said_to_bring_anything_about(found) -> None:
    causal = re.compile(
        r"\b(caus(?!es\.)|led to|because of|due to|thanks to|impact|effect of|resulted in)", re.I
    )
    assert not [text for text in (*TEXT, *paragraphs(found)) if causal.search(text)]


def test_each_item_of_the_checklist_names_a_section() -> None:
    headings = {line.lstrip("# ") for text in TEXT for line in text.splitlines() if line[:1] == "#"}
    table = article.checklist().data
    assert set(table["section"]) <= headings
    items = set(table["item"])
    assert {str(number) for number in range(1, 23)} <= items
    assert len([item for item in items if item.startswith("RECORD")]) == 13


def test_everything_cited_is_in_the_bibliography_and_the_other_way_round(found) -> None:
    entries = {one.key: one for one in article.references(PROJECT).entries}
    cited = set()
    for text in (*TEXT, *paragraphs(found)):
        for keys in re.findall(r"\[@([^\]]*)\]", text):
            cited |= {key.lstrip("@ ") for key in keys.split(";")}
    assert {key for key in cited if ":" not in key} == set(entries)
    efron = entries["efron2004"]
    assert efron.text.startswith("Bradley Efron. Large-scale simultaneous hypothesis testing")
    assert efron.url == "https://doi.org/10.1198/016214504000000089"
    assert not [one.text for one in entries.values() if "doi:" in one.text]


def test_every_table_and_figure_that_the_text_refers_to_is_shown(found) -> None:
    """By name; the page refuses what is not there, but is made from all the data."""
    refs = {key for text in paragraphs(found) for key in re.findall(r"@((?:tbl|fig):[\w-]+)", text)}
    assert {"tbl:claimed", "tbl:verdicts", "tbl:tested", "fig:standings"} <= refs
    assert "article.standings(cases)" in CODE


def test_a_case_has_the_numbers_of_its_answer() -> None:
    asked = answer(DATA, question(DATA, "RP1", "recommend_work"))
    assert not isinstance(asked.change, Refused)
    case = numbers.case(asked)
    assert (case.estimate, case.interval) == (asked.change.estimate, asked.change.interval)
    assert case.within == asked.p_adjusted
    assert case.across == asked.p_across
    assert case.p_value <= case.within


def test_facts_are_counted_as_the_ledger_counts_them() -> None:
    found = numbers.levels(DATA, ledger(DATA, "RP1"))
    assert found.documents >= 2
    assert found.same <= found.agree <= found.counts.tested <= found.counts.outcomes
    assert found.passed is not None
    assert 0 <= found.passed <= 1


def test_how_often_the_tests_are_wrong_is_what_was_measured() -> None:
    found = numbers.calibrated(PROJECT)
    panels = json.loads((PROJECT.docs / "calibration.json").read_text())["panels"]
    assert found.panels == len(panels)
    assert found.single[1] == max(panel["rejected"]["percent"] for panel in panels)


def test_what_is_held_is_counted() -> None:
    held = numbers.held(DATA)
    assert held.figures == len(DATA.panel)
    assert held.first < 2010 < held.last


def test_a_page_in_parts_is_one_group(found) -> None:
    assert isinstance(article.abstract(found), Group)
    assert all(isinstance(one, Paragraph) for one in article.abstract(found))
