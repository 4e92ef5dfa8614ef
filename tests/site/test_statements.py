"""Built pages read against one another: what one says, no other denies.

Two trusts' pages are made for it; ``make statements`` makes and reads those of all.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from nhs_culture import open_data, periods
from nhs_culture.english import lower_first, short_name
from nhs_culture.exhibits import Chart, Headline, Note, Table, read
from nhs_culture.notebooks import executed_copy
from nhs_culture.notebooks.conclusions import extract
from nhs_culture.notebooks.executed import RUNS, bundles, load
from nhs_culture.site.jobs import jobs
from nhs_culture.site.publish import publish
from nhs_culture.studies.compared import breaks
from nhs_culture.verdicts.labels import CHANGE, NOT_IDENTIFIABLE

FEW = ("RP1", "RM3")  # one with figures on everything, one that no date is known of
MADE = "NHS_CULTURE_PAGES"  # a folder of pages that are made already
MEASURES = open_data().register.measures.set_index("measure")["name"]
NAMES = [
    short_name(open_data().register.trust_names[code])
    for code in open_data().register.case_studies["org_code"]
]
"""What tables call the trusts of the case studies."""

Figures = dict[tuple[str, str, str], list[tuple[str, float]]]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages of some trusts and the comparison."""
    if made := os.environ.get(MADE):
        return Path(made)
    folder = tmp_path_factory.mktemp("reports")
    work = jobs(FEW, ["engagement", "comparison", "trust"], folder)
    assert {one.status for one in publish(work, folder, workers=1)} == {"ok"}
    return folder


@pytest.fixture(scope="module")
def trusts(reports: Path) -> set[str]:
    """Codes of the trusts that have pages."""
    return {copy.parent.name for copy in (reports / RUNS).glob("*/engagement.ipynb")}


@pytest.fixture(scope="module")
def figures(reports: Path) -> Figures:
    """Trust, measure and period -> the page and the figure, for all that is drawn or tabled."""
    found: Figures = defaultdict(list)
    for page, exhibit in exhibits(reports):
        if isinstance(exhibit, Chart | Table):
            for key, value in told(exhibit):
                found[key].append((page, value))
    return found


def exhibits(reports: Path) -> Iterator[tuple[str, object]]:
    for copy in sorted((reports / RUNS).glob("*/*.ipynb")):
        for bundle in bundles(load(copy)):
            yield f"{copy.parent.name}/{copy.stem}", read(bundle)


def told(exhibit: Chart | Table) -> Iterator[tuple[tuple[str, str, str], float]]:
    rows = exhibit.data
    if {"trust", "measure", "period", "value"} <= set(rows):
        for trust, measure, period, value in rows[
            ["trust", "measure", "period", "value"]
        ].to_numpy():
            yield (trust, measure, period), value
        return
    trust, _, measure = exhibit.about.partition(" ")
    column = "trust" if exhibit.name.startswith("trend") else "value"
    known = measure in MEASURES and exhibit.name.startswith(("trend", "figures"))
    if known and {"period", column} <= set(rows):
        for period, value in rows[["period", column]].dropna().to_numpy():
            yield (trust, MEASURES[measure], period), value


def test_a_figure_is_the_same_wherever_it_stands(figures: Figures) -> None:
    shared = {key: of for key, of in figures.items() if len({page for page, _ in of}) > 1}
    assert {trust for trust, _, _ in shared} >= set(FEW)
    for key, stated in shared.items():
        first = stated[0][1]
        assert all(value == pytest.approx(first, abs=0.006) for _, value in stated), (key, stated)


def test_no_page_denies_a_figure_that_another_shows(reports: Path, figures: Figures) -> None:
    shown = {(trust, measure.lower()) for trust, measure, _ in figures}
    read_any = False
    for page, exhibit in exhibits(reports):
        if isinstance(exhibit, Note) and exhibit.label == "No figures":
            trust = page.partition("/")[0]
            text = exhibit.text.removeprefix("On ").rstrip(".").lower()
            own = {measure for of, measure in shown if of == trust}
            read_any = True
            if text.startswith("anything but "):
                assert all(measure in text for measure in own), page
            else:
                assert not own & set(re.split(", | and ", text)), page
    assert read_any


def test_no_page_tells_a_change_that_the_trusts_own_page_refuses(
    reports: Path, trusts: set[str]
) -> None:
    comparison, front = ((reports / f"{name}.html").read_text() for name in ("comparison", "index"))
    phrase = open_data().register.measure("recommend_work")["phrase"]
    told = dict.fromkeys((True, False), 0)  # of those that are refused, and of the others
    for trust in sorted(trusts):
        opened = extract(executed_copy(reports, "engagement", trust)).headline
        assert opened is not None
        verdicts = {one.verdict for one in opened.replies if one.question == CHANGE.question}
        row = open_data().register.trust(trust)
        former = [re.sub(r" \(to .*\)", "", one) for one in row["former_names"].split("; ")]
        names = [short_name(name) for name in filter(None, [row["name"], *former])]
        # The comparison is about this measure alone, the front page about whatever is printed.
        on_front = [phrase.format(trust=name) for name in names]
        told[NOT_IDENTIFIABLE in verdicts] += changed(names, comparison) or changed(on_front, front)
    assert told[False]
    assert not told[True]


def test_p_is_the_same_on_a_trusts_page_and_where_trusts_are_compared(reports: Path) -> None:
    """Alone, allowing for the trust's other questions, and for those of all case studies."""
    shown = list(exhibits(reports))
    held = dict(zip(open_data().register.case_studies["org_code"], NAMES, strict=True))
    told = {
        f"{held[page.partition('/')[0]]}: {lower_first(MEASURES[exhibit.measure])}": stated
        for page, exhibit in shown
        if isinstance(exhibit, Headline) and page.partition("/")[0] in held
        for reply in exhibit.replies
        if reply.question.lower().endswith(CHANGE.question.lower())
        and (stated := re.findall(r"p = (0\.\d+)", reply.numbers))
    }
    compared = {
        asked: numbers
        for _, table in shown
        if isinstance(table, Table) and table.name == "tested"
        for asked, *numbers in table.data[["asked", "p", "holm", "across"]].to_numpy()
    }
    assert compared.keys() & told.keys()
    for key in compared.keys() & told.keys():
        numbers = iter(map(float, compared[key]))  # one that changes nothing is not said again
        for stated in told[key]:
            close = 0.51 * 10.0 ** -len(stated.partition(".")[2])
            assert any(float(stated) == pytest.approx(n, abs=close) for n in numbers), key


def test_no_chart_tells_a_change_over_a_break_of_its_series(reports: Path) -> None:
    """Its title, that is: what happened is marked in the chart, and both ends may stand in it."""
    told, parted = set(), set()
    for page, exhibit in exhibits(reports):
        if isinstance(exhibit, Chart) and (ends := moved(exhibit)):
            told.add(page)
            assert not broken(exhibit, *ends), (page, exhibit.title)
        if isinstance(exhibit, Chart) and re.search(" (since|after) the ", exhibit.title):
            parted.add(page)
    assert told >= {f"{trust}/engagement" for trust in FEW}
    assert "RM3/engagement" in parted  # where no comparison can be told the break is


def moved(chart: Chart) -> tuple[str, str] | None:
    """Return the periods that a title tells a change between."""
    if "period" not in chart.data:
        return None
    labels = {periods.in_words(str(label)): str(label) for label in chart.data["period"]}
    among = "|".join(map(re.escape, sorted(labels, key=len, reverse=True)))
    found = re.search(
        f"from \\S.*? in ({among}) to .*? in ({among})\\b", chart.title, re.IGNORECASE
    )
    return (labels[found[1]], labels[found[2]]) if found else None


def broken(chart: Chart, first: str, last: str) -> bool:
    """Tell whether a merger, a transfer or a change of method lies between two periods."""
    trust, _, measure = chart.about.partition(" ")
    register = open_data().register
    rows = breaks(register, measure, [trust, "ENG"])
    rows = rows[rows["kind"] != "pandemic"]
    frequency = register.measure(measure)["frequency"]
    start, end = periods.bounds(first, frequency)[0], periods.bounds(last, frequency)[1]
    own = chart.data.dropna(subset="trust" if "trust" in chart.data else "value")
    if frequency == "month" and own["period"].max() > last:
        end += pd.Timedelta(days=1)  # the stock of a month's last day has who joins on the next
    return bool(pd.to_datetime(rows["date"]).between(start, end, inclusive="right").any())


def changed(subjects: list[str], page: str) -> bool:
    """Tell whether a page says that one of these rose or fell."""
    named = "|".join(map(re.escape, subjects))
    return bool(re.search(f"({named})[^.]{{0,40}} (rose|fell) by", page, re.IGNORECASE))
