"""A page with references: figures, tables and citations get their numbers, and links to them."""

from __future__ import annotations

import re
from pathlib import Path

import html5lib
import pytest
from synthetic_site import write_notebook

from nhs_culture.exhibits import Paragraph, Reference, References
from nhs_culture.site.page import render

REFERENCES = References(
    entries=(
        Reference(key="adams1979", text="Adams. Guide <b>. 1979.", url="https://example.org/42"),
        Reference(key="burke1990", text="Burke. Not cited. 1990."),
        Reference(key="carr2000", text="Carr. First cited. 2000.", url="javascript:alert(1)"),
    )
)


@pytest.fixture
def written(tmp_path, context, cells):
    """Write the page of some cells and return its HTML."""

    def write(*extra, references=REFERENCES) -> str:
        run = write_notebook(
            tmp_path / "run.ipynb", [*cells, *extra, "## References", ("all", references)]
        )
        page = tmp_path / context.here
        render(run, page, context)
        html5lib.HTMLParser(strict=True).parse(page.read_text(encoding="utf-8"))
        return page.read_text(encoding="utf-8")

    return write


def test_references_stand_in_the_order_in_which_they_are_cited(written) -> None:
    html = written("## Text\n\nFirst [@carr2000], then both [@adams1979; @carr2000].")
    assert 'First [<a href="#ref-carr2000">1</a>]' in html
    assert '[<a href="#ref-adams1979">2</a>, <a href="#ref-carr2000">1</a>]' in html
    listed = html[html.index('<ol class="references">') :]
    assert re.findall(r'<li id="ref-(\w+)">', listed) == ["carr2000", "adams1979"]


def test_what_comes_from_outside_stays_text(written) -> None:
    html = written("Cited [@adams1979; @carr2000].")
    assert "Guide &lt;b&gt;." in html
    assert "javascript:" not in html


def test_figures_and_tables_are_numbered_apart_and_as_they_stand(written) -> None:
    html = written(("text", Paragraph(text="See [@tbl:years] and [@fig:distribution].")))
    titles = r'<strong class="title">Figure (\d)\. '
    assert re.findall(titles, html) == ["1", "2"]
    assert "<span>Table 1. By year</span>" in html
    assert '<a href="#table-x00-engagement-years">table 1</a>' in html
    anchor = re.search(r'<a href="#(chart-[\w-]+)">figure 2</a>', html)[1]
    assert f'id="{anchor}"' in html
    assert 'id="table-x00-engagement-years"' in html


def test_a_numbered_chart_keeps_its_place(written) -> None:
    html = written("Cited [@adams1979].")
    assert html.index("On this page") < html.index("Figure 1. ")


@pytest.mark.parametrize("key", ["nobody2001", "tbl:nothing", "fig:nothing"])
def test_a_reference_to_nothing_is_refused_by_name(written, key: str) -> None:
    with pytest.raises(ValueError, match=f"'{key}'"):
        written(f"Cited [@{key}].")


def test_a_page_without_references_is_as_it_was(tmp_path: Path, context, cells) -> None:
    run = write_notebook(tmp_path / "run.ipynb", [*cells, "Not a key: [@adams1979]."])
    render(run, tmp_path / context.here, context)
    html = (tmp_path / context.here).read_text(encoding="utf-8")
    assert "[@adams1979]" in html
    assert "Figure 1." not in html


def test_an_uncited_reference_and_a_label_are_shown_in_a_notebook() -> None:
    shown = REFERENCES._repr_mimebundle_()
    assert "Not cited" in shown["text/html"]
    labelled = Paragraph(label="Methods", text="a < b")
    assert labelled.html() == "<p><strong>Methods.</strong> a &lt; b</p>"
    assert Paragraph.from_record(labelled.record()) == labelled
    assert References.from_record(REFERENCES.record()) == REFERENCES
