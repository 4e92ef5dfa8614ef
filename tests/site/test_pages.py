"""The pages as files: what they hold, what they let through, that they are always the same."""

import base64
import csv
import hashlib
import itertools
import os
import re
import subprocess
import sys

import html5lib
import pytest
from synthetic_site import HOSTILE, KINDS, TRUST, build, write_notebook

from nhs_culture.exhibits import Finding
from nhs_culture.notebooks.conclusions import gather
from nhs_culture.site.context import PageContext, Provenance
from nhs_culture.site.findings import DICTIONARY
from nhs_culture.site.first_use import FirstUse
from nhs_culture.site.page import render, render_failure
from nhs_culture.site.words import Words

LIMIT = {"overview": 300_000}


def tree(path):
    return html5lib.HTMLParser(strict=True).parse(path.read_text(encoding="utf-8"))


def elements(path, name):
    return [e for e in tree(path).iter() if str(e.tag).endswith("}" + name)]


def text(element):
    return " ".join("".join(element.itertext()).split())


def main_text(path):
    return text(elements(path, "main")[0])


def test_a_page_is_valid_html_with_one_heading_of_the_first_level(page):
    assert len(elements(page, "h1")) == 1
    assert elements(page, "html")[0].get("lang") == "en-GB"


def test_headings_do_not_skip_a_level(page):
    levels = [int(e.tag[-1]) for e in tree(page).iter() if re.search(r"\}h[1-6]$", str(e.tag))]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_ids_are_unique(page):
    ids = [e.get("id") for e in tree(page).iter() if e.get("id")]
    assert len(ids) == len(set(ids))


def test_every_table_has_a_caption_of_its_own(page):
    tables = elements(page, "table")
    captions = ["".join(e.itertext()) for t in tables for e in t if str(e.tag).endswith("}caption")]
    assert len(captions) == len(tables)
    assert len(captions) == len(set(captions))


def test_a_group_is_read_in_its_order(reports):
    said = main_text(reports / KINDS["notebook"])
    assert said.index("By year") < said.index("Again") < said.index("Shown with a table")


def test_a_page_is_light(kind, page):
    assert page.stat().st_size < LIMIT.get(kind, 200_000)


def test_the_policy_allows_exactly_what_the_page_holds(page):
    (policy,) = [e.get("content") for e in elements(page, "meta") if e.get("http-equiv")]
    assert policy.startswith("default-src 'none'; ")

    def allowed(element):
        digest = base64.b64encode(hashlib.sha256(element.text.encode()).digest()).decode()
        return f"'sha256-{digest}'" in policy

    run = [e for e in elements(page, "script") if e.get("type") != "application/json"]
    assert all(allowed(e) for e in elements(page, "style") + run)
    assert "unsafe" not in policy
    assert not [e for e in tree(page).iter() if e.get("style")]


def test_nothing_is_asked_for_from_elsewhere(page):
    asked = [e.get("src") for e in tree(page).iter() if e.get("src")]
    styles = [e.get("href") for e in elements(page, "link")]
    assert asked == []
    assert styles == ["data:,"]
    assert "url(" not in page.read_text(encoding="utf-8")


def test_links_within_the_site_lead_somewhere(page, reports):
    for link in elements(page, "a"):
        href = link.get("href")
        if href.startswith(("http", "data:", "#")):
            continue
        assert (page.parent / href.partition("#")[0]).resolve().exists(), href


def test_a_term_is_linked_where_a_page_first_uses_it(reports):
    links = [e for e in elements(reports / KINDS["notebook"], "a") if e.get("class") == "term"]
    assert [(text(e), e.get("href")) for e in links] == [("peers", "../glossary.html#peers")]
    (anchor,) = [e for e in elements(reports / "glossary.html", "h3") if e.get("id") == "peers"]
    assert text(anchor) == "Peers"


def test_everyday_words_are_terms_only_where_they_are_meant():
    terms = FirstUse("### Place\n\n### p\n\n### Programme\n\n### 95% interval\n", "g.html")
    html = terms.linked('<p class="sentence">p = 0.1</p><p>A place to work in a programme.</p>')
    assert "<a" not in html
    html = terms.linked("<p>95% interval 1 to 2; p &lt; 0.001, p = 0.2</p>")
    assert re.findall(r'href="g.html#([\w-]+)">(.*?)</a>', html) == [
        ("n-95-interval", "95% interval"),
        ("p", "p"),
    ]


def test_text_from_data_is_text(page):
    assert all("<script" not in (e.text or "") for e in elements(page, "script"))
    assert not elements(page, "b")


def test_the_first_screen_is_headline_verdicts_and_chart(reports, finding):
    page = reports / KINDS["notebook"]
    said = main_text(page)
    lead, _, story = said.partition("On this page")
    for part, expected in (
        (
            lead,
            [
                "would staff recommend it?",
                finding.reason,
                "Is the figure right?",
                "Did it move more than elsewhere?",
                "It rose",
                "Synthetic figures.",
            ],
        ),
        (story.partition("How this page was made")[2], ["Some text", "By year", "Where it stands"]),
    ):
        places = [part.index(words) for words in expected]
        assert places == sorted(places)
    assert said.count("It rose") == 1


def test_the_contents_list_leads_to_the_sections(reports):
    page = reports / KINDS["notebook"]
    (contents,) = [e for e in elements(page, "nav") if e.get("class") == "contents"]
    links = [e.get("href") for e in contents.iter() if str(e.tag).endswith("}a")]
    ids = {e.get("id") for e in elements(page, "h2")}
    assert [link for link in links if link.startswith("#")] == [
        "#evidence",
        "#method",
        "#sources",
        "#made",
    ]
    assert {link[1:] for link in links if link.startswith("#")} <= ids


def test_code_is_folded_and_whole(reports):
    page = reports / KINDS["notebook"]
    folded = [e for e in elements(page, "details") if e.get("class") == "source-code"]
    code = "\n".join(text(e) for e in folded)
    assert all(e.get("open") is None for e in folded)
    for source in ('trust = "X00"', "headline", "trend", "table", "sources"):
        assert source in code


def test_a_page_says_how_to_make_it_again(reports):
    page = reports / KINDS["notebook"]
    (command,) = [e for e in elements(page, "code") if e.get("id") == "command"]
    assert text(command) == (
        "git checkout 0123456789abcdef nhs-culture build papermill notebooks/engagement.ipynb "
        "engagement.out.ipynb -p trust X00 -r window 2008:2019 -p draws 500"
    )
    said = main_text(page)
    assert "ab" * 32 in said
    assert "pandas3.0" in said.replace(" ", "")
    (foot,) = list(elements(page, "footer"))
    assert "synthetic figures to 2019" in text(foot)
    assert "2025-01-02, commit 0123456789ab" in text(foot)


@pytest.mark.parametrize("value", ["2019", "true", "null", "a b", "x: y", "-1"])
def test_papermill_gets_text_as_text(value, provenance):
    import shlex

    import yaml

    context = PageContext(
        title="t", here="t.html", provenance=provenance, notebook="t", parameters={"x": value}
    )
    *_, option, name, given = shlex.split(context.command.splitlines()[-1])
    assert (name, given) == ("x", value)
    assert option == "-r" or yaml.safe_load(given) == value


def test_a_failed_page_says_so_in_one_sentence(tmp_path, context):
    page = tmp_path / "failed.html"
    render_failure(
        page,
        context,
        sentence="Out of memory.\nTraceback (most recent call last): ...",
        log_href="failed.log",
    )
    said = main_text(page)
    assert "This page could not be made. Out of memory." in said
    assert "Traceback" not in said
    assert "failed.log" in [e.get("href") for e in elements(page, "a")]


def test_a_notebook_with_an_error_makes_no_page(tmp_path, context):
    error = {
        "output_type": "error",
        "ename": "DataError",
        "evalue": "no such code",
        "traceback": ["secret"],
    }
    run = write_notebook(tmp_path / "run.ipynb", ["# A", ("1 / 0", error)])
    page = tmp_path / "page.html"
    with pytest.raises(ValueError, match=r"run\.ipynb stopped with DataError in its cell 2"):
        render(run, page, context)
    assert not page.exists()


@pytest.mark.parametrize("content", ["", "{", '{"nbformat": 3}', "[]"])
def test_what_is_no_notebook_makes_no_page(tmp_path, context, content):
    run = tmp_path / "run.ipynb"
    run.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=r"run\.ipynb is"):
        render(run, tmp_path / "page.html", context)
    assert not (tmp_path / "page.html").exists()


def test_only_exhibits_are_let_through(tmp_path, context):
    foreign = {
        "output_type": "execute_result",
        "execution_count": 1,
        "metadata": {},
        "data": {"text/html": "<table><tr><td>1</td></tr></table>", "text/plain": "one"},
    }
    warning = {"output_type": "stream", "name": "stderr", "text": "UserWarning: old"}
    run = write_notebook(tmp_path / "run.ipynb", [("frame", foreign, warning)])
    render(run, tmp_path / "page.html", context)
    said = main_text(tmp_path / "page.html")
    assert "one" not in said
    assert "UserWarning" not in said
    assert not elements(tmp_path / "page.html", "td")


def test_a_page_without_headline_or_chart_still_reads(tmp_path, context):
    run = write_notebook(tmp_path / "run.ipynb", ["# A\n\nWords.", ("x = 1",)])
    render(run, tmp_path / "page.html", context)
    assert "Words." in main_text(tmp_path / "page.html")


def test_markdown_lets_no_markup_and_no_other_scheme_through():
    words = Words()
    html = words.html(
        "## A *b*\n\n## A *b*\n\n<img src=x onerror=alert(1)> [x](javascript:alert(1)) "
        "[y](https://example.org) ![z](https://example.org/z.png)"
    )
    assert "<img" not in html
    assert "javascript:alert(1)" not in re.findall(r'href="([^"]*)"', html)
    assert re.findall(r'href="([^"]*)"', html) == ["https://example.org"]
    assert [(h.text, h.anchor) for h in words.headings] == [("A b", "a-b"), ("A b", "a-b-2")]


def test_findings_are_gathered_once_each_in_one_order(tmp_path, finding):
    from dataclasses import replace

    other = replace(finding, measure="engagement", sources=())
    first = write_notebook(tmp_path / "a.ipynb", [("f", finding, other)])
    second = write_notebook(tmp_path / "b.ipynb", [("f", finding)])
    assert gather([first, second]) == gather([second, first]) == [other, finding]


def test_a_claim_that_a_notebook_goes_into_is_left_out_as_the_ledger_has_it(tmp_path, finding):
    from dataclasses import replace

    judged = replace(finding, design="claim", claim="a", estimate=None, notebook="claims")
    elsewhere = replace(judged, claim="b")
    estimated = replace(judged, notebook="discrimination", estimate=-14.0)
    ledger = write_notebook(tmp_path / "claims.ipynb", [("f", judged, elsewhere)])
    own = write_notebook(tmp_path / "discrimination.ipynb", [("f", estimated)])
    assert gather([ledger, own]) == [elsewhere, estimated]


def test_findings_csv_holds_every_field_and_the_dictionary_explains_it(reports, finding):
    with (reports / "findings.csv").open(encoding="utf-8-sig", newline="") as stream:
        (row,) = list(csv.DictReader(stream))
    assert list(row) == Finding.columns() == list(DICTIONARY)
    assert row["estimate"] == "8.1"
    assert row["lower"] == "-0.3"
    assert row["sources"] == "synthetic_a synthetic_b"
    assert row["p_adjusted"] == ""
    with (reports / "findings-dictionary.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert [line["column"] for line in csv.DictReader(stream)] == Finding.columns()


def test_the_overview_lists_every_trust_without_a_script(reports):
    items = [e for e in elements(reports / "index.html", "li") if e.get("data-region")]
    assert len(items) == 220
    (own,) = [e for e in items if HOSTILE in "".join(e.itertext())]
    assert own.get("data-change") == "Could be chance"
    assert own.get("data-figure") == "Nearly right"
    assert [e.get("href") for e in own.iter() if e.get("href")] == [f"{TRUST}/index.html"]


def test_the_overview_opens_with_the_search_then_says_what_was_found(reports, finding):
    said = main_text(reports / "index.html")
    places = [said.index(part) for part in ("Find a trust by", finding.reason, "Two questions")]
    assert places == sorted(places)
    assert "formerly Synthetic Hospital (to May 2011)" in said


def test_the_trust_page_shows_findings_with_both_verdicts(reports, finding):
    said = main_text(reports / KINDS["trust"])
    for part in (finding.reason, "Nearly right", "Could be chance", "could not be made"):
        assert part in said


def test_the_navigation_offers_only_pages_that_are_there(reports):
    (nav,) = list(elements(reports / "index.html", "nav"))
    assert "Claims" not in text(nav)
    assert "Comparison" in text(nav)


def test_downloads_are_there_and_no_text_in_them_is_a_formula(reports):
    offered = (reports / "downloads" / "claims.csv").read_text(encoding="utf-8")
    assert offered == "\ufeffclaim,value\nA synthetic claim,-2.5\n'=1+1,007\n"


def test_the_same_inputs_give_the_same_bytes(reports, tmp_path, cells, context, provenance):
    again = build(tmp_path / "again", cells, context, provenance, order=-1)
    for path in sorted(reports.rglob("*.*")):
        if path.is_file() and path.suffix in {".html", ".csv"}:
            assert (again / path.relative_to(reports)).read_bytes() == path.read_bytes(), path


def test_clock_locale_and_hash_seed_do_not_show(reports, tmp_path):
    """Rendered in another process with another clock zone, locale and order of sets."""
    code = (
        "import sys; from pathlib import Path\n"
        "from nhs_culture.site.page import render\n"
        "from nhs_culture.site.context import PageContext, Provenance\n"
        "render(Path(sys.argv[1]), Path(sys.argv[2]), PageContext(title='t', here='t.html',"
        "provenance=Provenance(commit='unknown', code_date='', data_date='')))"
    )
    run = reports / ".runs" / TRUST / "engagement.ipynb"
    made = []
    for seed, zone, language in (("1", "UTC", "C"), ("2", "Asia/Tokyo", "de_DE.UTF-8")):
        page = tmp_path / f"{seed}.html"
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "LC_ALL": language,
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        subprocess.run(
            [sys.executable, "-c", code, str(run), str(page)], check=True, env=environment
        )
        made.append(page.read_bytes())
    assert made[0] == made[1]


def test_a_page_from_no_repository_asks_for_no_checkout():
    nowhere = Provenance(commit="unknown", code_date="", data_date="")
    context = PageContext(title="t", here="t.html", provenance=nowhere, notebook="t")
    assert "git" not in context.command


def test_the_page_that_a_notebook_made_for_a_trust_is_left_alone(tmp_path, provenance):
    from nhs_culture.site.site import PageEntry, Site, TrustEntry, write_site

    own = tmp_path / TRUST / "index.html"
    own.parent.mkdir()
    own.write_text("made by a notebook", encoding="utf-8")
    site = Site(
        trusts=[TrustEntry(code=TRUST, name="Synthetic")],
        pages=[PageEntry(title="All", href=f"{TRUST}/index.html", notebook="trust", trust=TRUST)],
        findings=[],
        case_studies=[],
        methods="",
        glossary="",
        sources=[],
        provenance=provenance,
    )
    write_site(tmp_path, site)
    assert own.read_text(encoding="utf-8") == "made by a notebook"


def test_names_are_such_as_a_page_may_have(page):
    """What html-validate asks beyond what is asserted above; CONTRIBUTING says how to run it."""
    ids = [e.get("id") for e in tree(page).iter() if e.get("id")]
    assert all(name[0].isalpha() for name in ids)
    assert len(ids) == len(set(ids))
    assert not [e for e in tree(page).iter() if e.get("role") == "region"]
    named = [e.get("aria-label") or e.get("aria-labelledby") for e in elements(page, "section")]
    named = [name for name in named if name]
    assert len(named) == len(set(named))


def test_a_form_can_be_sent_by_a_button(page):
    for form in elements(page, "form"):
        assert any(e.get("type") == "submit" for e in form.iter())


def test_tables_of_a_document_are_told_apart_and_anchors_begin_with_a_letter():
    html = Words().html("## 95% interval\n\n| a |\n|---|\n| 1 |\n\n| a |\n|---|\n| 2 |\n")
    assert re.findall(r'aria-label="([^"]*)"', html) == ["Table", "Table-2"]
    assert re.findall(r'id="([^"]*)"', html) == ["n-95-interval"]
