import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from nhs_culture.metrics.scores import QUESTIONS, engagement, engagement_parts
from nhs_culture.validation import CASES, results, write_section, write_table

HERE = Path(__file__).parent
WORKBOOK = "data/official/NSS24 detailed spreadsheets organisational results.xlsx"


@pytest.mark.parametrize("name", CASES)
def test_published_numbers_are_reproduced(name):
    case = CASES[name]
    ours = case.compute()
    assert set(ours) == set(case.published)
    for what, published in case.published.items():
        assert ours[what] == pytest.approx(published, abs=case.tolerance, rel=0), what


def test_the_page_shows_every_number(tmp_path):
    page = tmp_path / "validation.md"
    write_table(page, results())
    text = page.read_text(encoding="utf-8")
    numbers = sum(len(case.published) for case in CASES.values())
    assert f"{numbers} of {numbers} published numbers" in text
    assert "| mean gap 1989-2000 | -19.5136 | -19.51363 | 5e-05 | yes |" in text
    assert all(f"### {name}" in text for name in CASES)


def test_the_page_of_the_project_is_the_one_that_the_command_writes(tmp_path):
    page = tmp_path / "validation.md"
    write_table(page, results())
    section = page.read_text(encoding="utf-8").split("<!-- begin", 1)[1]
    committed = (HERE.parents[1] / "docs" / "validation.md").read_text(encoding="utf-8")
    assert section.strip() in committed


def test_other_sections_of_the_page_stay(tmp_path):
    page = tmp_path / "validation.md"
    write_section(page, "first", "## First\n\nold")
    write_section(page, "second", "## Second\n\nkept")
    write_section(page, "first", "## First\n\nnew")
    text = page.read_text(encoding="utf-8")
    assert "new" in text
    assert "old" not in text
    assert text.index("## First") < text.index("## Second") < text.index("kept")
    write_section(page, "second", "## Second\n\nkept")
    assert page.read_text(encoding="utf-8") == text


def test_a_number_out_of_tolerance_is_shown_as_such():
    case = CASES["Staff engagement: the old scale"]
    wrong = {what: value + 1 for what, value in case.published.items()}
    shown = results({"wrong": replace(case, published=wrong)})
    assert not shown["agrees"].any()


def test_california_is_the_shared_panel(nhs_shared):
    shared = pd.read_csv(nhs_shared / "validation" / "california_prop99.csv", sep=";")
    wide = shared.pivot_table("PacksPerCapita", "Year", "State")
    ours = pd.read_csv(HERE / "california_prop99.csv", index_col="year")
    assert list(ours) == list(wide)
    assert float((ours - wide).abs().to_numpy().max()) < 5e-5


def blocks(sheet):
    """Column of the first answer of each question, by its number in lower case."""
    titles = {i: str(title) for i, title in enumerate(sheet[0]) if str(title).startswith("Q")}
    return {title.split(" ")[0].lower(): i for i, title in titles.items()}


def test_official_engagement_of_every_organisation_2024(nhs_shared):
    calamine = pytest.importorskip("python_calamine")
    workbook = calamine.CalamineWorkbook.from_path(str(nhs_shared / WORKBOOK))
    sheets = {
        name: workbook.get_sheet_by_name(name).to_python()
        for name in ("YOUR JOB Q1-3", "YOUR ORGANISATION Q25-26", "THEMES")
    }
    official = {row[0]: row[6:14:2] for row in sheets["THEMES"][5:] if isinstance(row[6], float)}
    answers = {code: {} for code in official}
    for name in ("YOUR JOB Q1-3", "YOUR ORGANISATION Q25-26"):
        columns = blocks(sheets[name])
        for row in sheets[name][5:]:
            for question in {q for part in QUESTIONS.values() for q in part} & columns.keys():
                start = columns[question]
                if row[0] in answers:
                    answers[row[0]][question] = row[start : start + 5]
    gaps = []
    for code, (score, motivation, involvement, advocacy) in official.items():
        parts = engagement_parts(answers[code])
        gaps.append(abs(engagement(answers[code]) - score))
        assert math.isclose(parts.motivation, motivation, abs_tol=0.02), code
        assert math.isclose(parts.involvement, involvement, abs_tol=0.02), code
        assert math.isclose(parts.advocacy, advocacy, abs_tol=0.02), code
    assert len(gaps) > 200
    assert pd.Series(gaps).quantile(0.95) < 0.01
