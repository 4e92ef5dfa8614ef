"""What a notebook shows, read as a reader, a spreadsheet and the page maker read it."""

import csv
import io
import json
from urllib.parse import unquote

import html5lib
import numpy as np
import pandas as pd
import pytest

from nhs_culture.exhibits import (
    Chart,
    Finding,
    Group,
    Headline,
    Note,
    Reply,
    Sources,
    Table,
    bundles,
    read,
)
from nhs_culture.exhibits.download import csv_text
from nhs_culture.exhibits.markup import safe_href

HOSTILE = '<script>alert("x")</script>'


def elements(html, name):
    tree = html5lib.HTMLParser(strict=True).parseFragment(html)
    return [e for e in tree.iter() if str(e.tag).endswith("}" + name)]


def text_of(html):
    return "".join(html5lib.parseFragment(html).itertext())


def chart(**changes):
    fields = {
        "name": "trend",
        "about": "RP1 recommend_work",
        "unit": "%",
        "title": "It rose",
        "alt": "Line chart. It stood at 45.2% in 2008 and 74.0% in 2019.",
        "data": pd.DataFrame({"period": ["2008", "2019"], "value": [45.2, 74.0]}),
        "source": "NHS Staff Survey",
        "svg": "<svg></svg>",
        "narrow": "<svg></svg>",
    }
    return Chart(**{**fields, **changes})


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1+cmd", "-2+3", "@SUM(A1)", "\tx", "\rx", "\n=x", '=HYPERLINK("http://x")'],
)
def test_text_that_a_spreadsheet_would_run_is_made_text(text):
    written = csv_text(pd.DataFrame({"claim": [text]}))
    cell = list(csv.reader(io.StringIO(written, newline="")))[1][0]
    assert cell.startswith("'")
    assert cell[1:].strip("\r\n") == text.strip("\r\n")


def test_a_hostile_column_name_is_made_text_too():
    assert "\ufeff'=A1" in csv_text(pd.DataFrame({"=A1": [1]}))


def test_numbers_stay_numbers_in_a_csv():
    data = pd.DataFrame(
        {"change": [-3.5, np.nan], "n": [12, 7], "printed": ["-4", "about 4"], "big": [2e7, 0.1]}
    )
    assert csv_text(data) == "\ufeffchange,n,printed,big\n-3.5,12,-4,20000000\n,7,about 4,0.1\n"


def test_a_csv_does_not_depend_on_the_type_that_holds_the_numbers():
    plain = pd.DataFrame({"a": [1, 2], "b": [0.5, 1.5], "c": [True, False]})
    boxed = plain.astype(object)
    assert csv_text(plain) == csv_text(boxed)


@pytest.mark.parametrize(
    "exhibit",
    [
        Headline(
            sentence=HOSTILE,
            context=HOSTILE,
            replies=(Reply(question=HOSTILE, verdict=HOSTILE, words=HOSTILE, numbers=HOSTILE),),
        ),
        chart(title=HOSTILE, alt=HOSTILE, subtitle=HOSTILE, source=HOSTILE),
        chart(name=HOSTILE, data=pd.DataFrame({HOSTILE: [HOSTILE]})),
        Table(name=HOSTILE, caption=HOSTILE, data=pd.DataFrame({HOSTILE: [HOSTILE]})),
        Sources(entries=({"title": HOSTILE, "producer": HOSTILE, "url": "javascript:alert(1)"},)),
        Note(label=HOSTILE, text=HOSTILE),
    ],
)
def test_markup_in_data_shows_as_text(exhibit):
    bundle = exhibit._repr_mimebundle_()
    for html in (bundle["text/html"], exhibit.html()):
        assert not elements(html, "script")
        assert not [e for e in elements(html, "a") if e.get("href").startswith("javascript")]


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://www.nhsstaffsurveys.com", True),
        ("claims.html", True),
        ("javascript:alert(1)", False),
        (" JavaScript:alert(1)", False),
        ("data:text/html,x", False),
    ],
)
def test_only_web_and_relative_addresses_become_links(address, kept):
    assert (safe_href(address) == address) is kept


@pytest.mark.parametrize(
    "exhibit",
    [
        Headline(
            sentence="It rose.",
            replies=(Reply(question="Is it right?", verdict="reproduced", words="Yes"),),
            status="planned",
        ),
        chart(),
        Table(
            name="t",
            caption="By year",
            data=pd.DataFrame({"year": ["2019"], "value": [74.04], "note": [None]}),
            formats={"value": ".1f"},
            headers={"value": "%"},
        ),
        Sources(entries=({"title": "Survey", "url": "https://example.org"},)),
        Note(label="Missing", text="2014 is missing."),
    ],
)
def test_an_exhibit_survives_the_executed_notebook(exhibit):
    bundle = json.loads(json.dumps(exhibit._repr_mimebundle_()))
    again = read(bundle)
    assert type(again) is type(exhibit)
    assert again.html() == exhibit.html()


def test_a_group_keeps_its_exhibits_in_order():
    note = Note(label="Missing", text="2014 is missing.")
    group = Group(note, None, Group(chart(), finding()))
    parts = bundles(json.loads(json.dumps(group._repr_mimebundle_())))
    assert [type(read(part)) for part in parts] == [Note, Chart, Finding]
    assert [read(part).html() for part in parts] == [part.html() for part in group]


def test_a_group_shows_itself_in_a_notebook():
    shown = Group(Note(label="Missing", text="2014"), chart())._repr_mimebundle_()
    assert text_of(shown["text/html"]).startswith("Missing. 2014It rose")
    assert shown["text/plain"].startswith("Missing. 2014\n\nIt rose\n")


def test_an_output_without_an_exhibit_is_none():
    assert read({"text/plain": "1"}) is None


def finding():
    return Finding(
        trust="RP1",
        trust_name="Northamptonshire Healthcare",
        measure="recommend_work",
        reason="It rose by 8.1 points.",
        design="peer change",
        notebook="engagement",
        figure_verdict="consistent",
        change_verdict="not distinguishable",
        status="exploratory",
    )


def test_a_headline_says_what_its_finding_says():
    reply = Reply(question="Did it move?", verdict="x", words="No larger", numbers="p = 0.40")
    html = Headline.of(finding(), [reply])._repr_mimebundle_()["text/html"]
    said = text_of(html)
    assert "It rose by 8.1 points." in said
    assert "Did it move?No largerp = 0.40" in said
    assert "Exploratory" in said


def test_a_chart_carries_its_sentence_and_its_data():
    html = chart().html()
    (image,) = [e for e in elements(html, "div") if e.get("role") == "img"]
    assert image.get("aria-label") == "Line chart. It stood at 45.2% in 2008 and 74.0% in 2019."
    (link,) = elements(html, "a")
    assert link.get("download") == "rp1-recommend-work-trend.csv"
    kind, _, content = link.get("href").partition(",")
    assert kind == "data:text/csv;charset=utf-8"
    table = "period,value\n2008,45.2\n2019,74\n"
    assert unquote(content) == f"\ufeffTitle,It rose\nUnit,%\nSource,NHS Staff Survey\n\n{table}"


def test_a_download_is_read_behind_what_it_says_of_itself():
    (link,) = elements(chart().html(), "a")
    content = unquote(link.get("href").partition(",")[2])
    read = pd.read_csv(io.StringIO(content), skiprows=3)
    assert read.to_dict("list") == {"period": [2008, 2019], "value": [45.2, 74.0]}


def test_a_download_with_awkward_text_comes_out_whole():
    data = pd.DataFrame({"claim": ['50% "more" & <b>, #1 – né']})
    (link,) = elements(chart(data=data).html(), "a")
    content = unquote(link.get("href").partition(",")[2])
    assert next(csv.DictReader(content.splitlines()[4:]))["claim"] == '50% "more" & <b>, #1 – né'


def test_a_table_names_its_rows_and_columns():
    data = pd.DataFrame({"year": [2019, 2020], "value": [74.04, np.nan], "note": ["a", None]})
    html = Table(
        name="t", caption="By year", data=data, formats={"value": ".1f"}, headers={"value": "%"}
    ).html()
    assert text_of(html).startswith("By year")
    assert [e.text for e in elements(html, "th") if e.get("scope") == "col"] == [
        "year",
        "%",
        "note",
    ]
    assert [e.text for e in elements(html, "th") if e.get("scope") == "row"] == ["2019", "2020"]
    cells = [(e.text, e.get("class")) for e in elements(html, "td")]
    assert cells == [("74.0", "number"), ("a", None), ("–", "number"), ("–", None)]


def test_a_negative_figure_in_a_table_has_a_true_minus_sign():
    data = pd.DataFrame({"measure": ["a"], "change": [-1.25]})
    html = Table(name="t", caption="c", data=data, formats={"change": "+.2f"}).html()
    assert elements(html, "td")[0].text == "−1.25"


def test_a_whole_number_has_commas_unless_it_may_be_a_year() -> None:
    table = Table(name="n", caption="c", data=pd.DataFrame({"x": [3085, 2019, 104096, 12]}))
    for shown in (">3,085<", ">2019<", ">104,096<", ">12<"):
        assert shown in table.html()
