"""A small site of synthetic trusts, built as the batch builds the real one."""

import json

import numpy as np
import pandas as pd
import pytest

from nhs_culture import charts
from nhs_culture.exhibits import Finding, Group, Headline, Note, Sources, Table
from nhs_culture.notebooks.conclusions import extract, gather
from nhs_culture.pages.lead import labels_of
from nhs_culture.site.context import Link, PageContext, Provenance, navigation
from nhs_culture.site.page import render, render_failure
from nhs_culture.site.sections import DETAIL
from nhs_culture.site.site import (
    PageEntry,
    PublicTable,
    Site,
    TrustEntry,
    write_site,
)
from nhs_culture.units import PERCENT

HOSTILE = '<script>alert("x")</script> & Sons'
TRUST = "X00"
GLOSSARY = "# Glossary\n\n## Terms\n\n### Peers\n\nTrusts of its kind.\n\n### p\n\nHow often.\n"
NAME = f"Synthetic Trust {HOSTILE} NHS Trust"


def notebook(cells):
    """Return an executed notebook: text is Markdown, a tuple is code and what it showed.

    Text that begins with the heading of a method is a detail, as in the notebooks.
    """
    written = []
    for number, cell in enumerate(cells):
        is_detail = isinstance(cell, str) and cell.startswith("## Method")
        common = {"id": f"cell-{number}", "metadata": {"tags": [DETAIL] if is_detail else []}}
        if isinstance(cell, str):
            written.append({**common, "cell_type": "markdown", "source": cell})
            continue
        source, *shown = cell
        written.append(
            {
                **common,
                "cell_type": "code",
                "execution_count": number,
                "source": source,
                "outputs": [output(one) for one in shown],
            }
        )
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": written}


def output(shown):
    if isinstance(shown, dict):
        return shown
    data = json.loads(json.dumps(shown._repr_mimebundle_()))
    return {"output_type": "display_data", "metadata": {}, "data": data}


def write_notebook(path, cells):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook(cells)), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def finding():
    return Finding(
        trust=TRUST,
        trust_name=NAME,
        measure="recommend_work",
        reason="The share rose by 8.1 percentage points more than at 60 synthetic peers.",
        design="peer change",
        notebook="engagement",
        unit="percent",
        estimate=8.1,
        lower=-0.3,
        upper=13.0,
        n_before=8,
        n_after=4,
        n_peers=60,
        p=0.04,
        figure_verdict="consistent",
        change_verdict="not distinguishable",
        rule="interval includes zero",
        sources=("synthetic_a", "synthetic_b"),
    )


@pytest.fixture(scope="session")
def outcomes():
    codes = [f"X{i:02d}" for i in range(61)]
    years = [str(year) for year in range(2008, 2020)]
    figures = np.random.default_rng(3).normal(60, 6, (12, 61))
    return pd.DataFrame(figures, index=years, columns=codes)


@pytest.fixture(scope="session")
def cells(finding, outcomes):
    subject = charts.Subject(
        trust=TRUST,
        trust_name=NAME,
        measure="recommend_work",
        measure_name="Recommend as a place to work",
        unit=PERCENT,
        frequency="survey",
        source="Synthetic survey",
        higher_is="better",
    )
    table = pd.DataFrame({"year": outcomes.index, "value": outcomes[TRUST].to_numpy()})
    return [
        "# Engagement\n\nDid it move?",
        ('trust = "X00"',),
        ("headline", Headline.of(finding, labels_of(finding), context="Synthetic figures.")),
        ("trend", charts.trend(subject, outcomes, title="It rose")),
        "## Evidence\n\nSome *text* with `code` & <b>no markup</b>, beside peers (`peers`) and "
        "peers.",
        ("table", Table(name="years", caption="By year", data=table, formats={"value": ".1f"})),
        (
            "group",
            Group(
                Table(name="years", caption="Again", data=table),
                Table(name="older", caption="Folded", data=table, folded=True),
                Note(label="Grouped", text="Shown with a table."),
            ),
        ),
        ("again", charts.distribution(subject, outcomes.loc["2019"], title="Where it stands")),
        ("finding", finding),
        ("note", Note(label="Missing", text=f"2014 {HOSTILE}")),
        "## Method\n\n### In words\n\n"
        "Table: What was chosen\n\n| Choice | Taken |\n|---|--:|\n| Window | 12 |\n",
        "## Sources",
        ("sources", Sources(entries=({"title": HOSTILE, "url": "https://example.org/a"},))),
    ]


@pytest.fixture(scope="session")
def provenance():
    return Provenance(
        commit="0123456789abcdef",
        code_date="2025-01-02",
        data_date="synthetic figures to 2019",
        versions={"numpy": "2.0", "pandas": "3.0"},
        checksums={"data/raw/synthetic_survey_of_so_many_years_2001_2024/figures.csv": "ab" * 32},
    )


@pytest.fixture(scope="session")
def context(provenance):
    pages = (Link("Engagement", f"{TRUST}/engagement.html"), Link("Other", f"{TRUST}/other.html"))
    return PageContext(
        title="Would staff recommend it?",
        here=f"{TRUST}/engagement.html",
        provenance=provenance,
        notebook="engagement",
        parameters={"trust": TRUST, "intervention": "", "window": "2008:2019", "draws": 500},
        trust=TRUST,
        trust_name=NAME,
        trust_href=f"{TRUST}/index.html",
        names={TRUST: NAME, "X01": "St Élodie's Synthetic", "X02": "Second Synthetic"},
        also={"X02": "SS Old Infirmary"},
        glossary=GLOSSARY,
        trust_pages=pages,
        next=pages[1],
        navigation=navigation(()),
    )


def synthetic_trusts():
    regions = ["London", "Midlands", "North West"]
    groups = ["Acute", "Mental Health & Learning Disability", "Ambulance"]
    names = {TRUST: NAME, "X01": "St Élodie's Synthetic Trust"}
    return [
        TrustEntry(
            code=f"X{i:02d}" if i < 100 else f"Y{i - 100:02d}",
            name=names.get(f"X{i:02d}", f"Synthetic Trust number {i} NHS Foundation Trust"),
            region=regions[i % 3],
            benchmark_group=groups[i % 3],
            former_names="Synthetic Hospital (to May 2011)" if i == 0 else "",
        )
        for i in range(220)
    ]


def build(folder, cells, context, provenance, order=1):
    """Build the site; ``order`` -1 hands over trusts and pages from last to first."""
    run = write_notebook(folder / ".runs" / TRUST / "engagement.ipynb", cells)
    render(run, folder / context.here, context)
    across = PageContext(
        title="Comparison",
        here="comparison.html",
        provenance=provenance,
        navigation=navigation(()),
    )
    render(run, folder / across.here, across)
    failed = f"{TRUST}/other.html"
    render_failure(
        folder / failed,
        PageContext(
            title="Other",
            here=failed,
            provenance=provenance,
            trust=TRUST,
            trust_name=NAME,
            trust_href=f"{TRUST}/index.html",
            navigation=navigation(()),
        ),
        sentence="The notebook ran longer than its limit.",
        log_href=f"../.runs/{TRUST}/other.log",
    )
    (folder / ".runs" / TRUST / "other.log").write_text("log", encoding="utf-8")
    claims = folder / ".runs" / "claims.csv"
    claims.write_text("claim,value\nA synthetic claim,-2.5\n=1+1,007\n", encoding="utf-8")
    pages = [
        PageEntry(
            title="Comparison",
            href=across.here,
            notebook="comparison",
            headline=extract(run).headline,
        ),
        PageEntry(
            title="Engagement",
            href=context.here,
            notebook="engagement",
            trust=TRUST,
            headline=extract(run).headline,
        ),
        PageEntry(title="Other", href=failed, notebook="other", trust=TRUST, made=False),
    ]
    site = Site(
        trusts=synthetic_trusts()[::order],
        pages=pages,
        findings=gather([run, run][::order]),
        case_studies=[TRUST],
        methods="# Methods\n\n## Peer change\n\nIn words.\n\n```\ny = a + b\n```\n",
        glossary=GLOSSARY,
        sources=[{"title": "B survey", "producer": "b"}, {"title": HOSTILE, "producer": "a"}][
            ::order
        ],
        downloads=[PublicTable(path=claims, title="Claims", description="All claims")],
        provenance=provenance,
    )
    write_site(folder, site)
    return folder


@pytest.fixture(scope="session")
def reports(tmp_path_factory, cells, context, provenance):
    return build(tmp_path_factory.mktemp("reports"), cells, context, provenance)


KINDS = {
    "overview": "index.html",
    "notebook": f"{TRUST}/engagement.html",
    "failure": f"{TRUST}/other.html",
    "trust": f"{TRUST}/index.html",
    "methods": "methods.html",
    "glossary": "glossary.html",
    "data": "data.html",
    "downloads": "downloads.html",
}


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


@pytest.fixture
def page(kind, reports):
    return reports / KINDS[kind]
