"""The pages around the notebooks' own: overview, a page per trust, methods, data, downloads."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import pandas as pd

from nhs_culture.english import initials
from nhs_culture.exhibits import Finding, Headline, Sources, Table
from nhs_culture.exhibits.download import csv_text
from nhs_culture.exhibits.headline import replies_html
from nhs_culture.files import write_text
from nhs_culture.pages.front import Row
from nhs_culture.site.context import Link, PageContext, Provenance, navigation
from nhs_culture.site.findings import write_findings
from nhs_culture.site.made import made
from nhs_culture.site.panel import write_panel
from nhs_culture.site.templates import fill
from nhs_culture.site.words import Heading, Words
from nhs_culture.verdicts.labels import CHANGE, FIGURE

__all__ = [
    "ARTICLE",
    "PageEntry",
    "PublicTable",
    "Site",
    "TrustEntry",
    "trust_href",
    "write_site",
]

ARTICLE = "article"
"""Notebook with the answer for the field: the overview gives it before its pages on all trusts."""


@dataclass(frozen=True, kw_only=True)
class TrustEntry:
    """A trust as the overview lists it.

    Attributes
    ----------
    code, name
        ODS code and present or last name.
    region, benchmark_group
        As in ``trusts.csv``; may be empty.
    former_names
        What it was called before.
    note
        A sentence, such as what it was merged into.
    short_name
        What documents call it, such as ``WWL``.
    """

    code: str
    name: str
    region: str = ""
    benchmark_group: str = ""
    former_names: str = ""
    note: str = ""
    short_name: str = ""

    @property
    def also(self) -> str:
        """What else people call it: initials of its names, and what documents call it."""
        called = initials(self.name, self.former_names)
        return " ".join(dict.fromkeys(filter(None, (self.short_name, *called))))

    @property
    def formerly(self) -> str:
        """Its former names, without until when it had them."""
        return re.sub(r" \(to .*?\)", "", self.former_names)


@dataclass(frozen=True, kw_only=True)
class PageEntry:
    """A page that a notebook made, or failed to make.

    Attributes
    ----------
    title, href
        ``href`` is relative to the folder of all reports.
    notebook
        Name without suffix; ``trust`` is the trust's own page.
    trust
        ODS code; empty for a page about no single trust.
    headline
        Of the executed notebook.
    made
        False where the page only says what failed.
    menu
        What menus call it; the title where empty.
    """

    title: str
    href: str
    notebook: str
    trust: str = ""
    headline: Headline | None = None
    made: bool = True
    menu: str = ""

    @property
    def verdicts(self) -> str:
        """The answers of the headline as HTML."""
        if self.headline is None:
            return ""
        return replies_html(self.headline.replies)


@dataclass(frozen=True, kw_only=True)
class PublicTable:
    """A table (CSV) that readers may take away: written to ``downloads/``, free of formulas."""

    path: Path
    title: str
    description: str


@dataclass(frozen=True, kw_only=True)
class Site:
    """All that the pages around the notebooks' own are made from.

    Attributes
    ----------
    trusts
        Every trust in the data, in any order.
    pages
        Every page of a notebook, in the order in which a trust's pages are to be read.
    findings
        As :func:`nhs_culture.notebooks.conclusions.gather` returns them.
    case_studies
        Codes of the trusts that the overview opens with, in this order.
    methods, glossary
        Text of ``docs/methods.md`` and ``docs/glossary.md``.
    sources
        Mappings as in :class:`~nhs_culture.exhibits.Sources`.
    front
        What was printed and what holds, as the overview shows it.
    downloads
        Beside ``findings.csv``, which is always there.
    panel
        The Parquet file of all figures; None where none is offered.
    provenance
        From what everything was made.
    """

    trusts: Sequence[TrustEntry]
    pages: Sequence[PageEntry]
    findings: Sequence[Finding]
    case_studies: Sequence[str]
    methods: str
    glossary: str
    sources: Sequence[Mapping[str, str]]
    provenance: Provenance
    front: Sequence[Row] = ()
    downloads: Sequence[PublicTable] = field(default_factory=tuple)
    panel: Path | None = None

    def pages_of(self, trust: str) -> list[PageEntry]:
        """Return the pages about a trust, in reading order."""
        return [page for page in self.pages if page.trust == trust]

    def context(self, title: str, here: str) -> PageContext:
        """Return the context of one of the pages around the notebooks' own."""
        return PageContext(
            title=title,
            here=here,
            provenance=self.provenance,
            navigation=navigation(
                Link(page.menu or page.title, page.href) for page in self.pages if not page.trust
            ),
        )


def trust_href(trust: str, pages: Iterable[PageEntry]) -> str:
    """Return the page of a trust: the one its notebook made, else the plain one."""
    for page in pages:
        if page.trust == trust and page.notebook == "trust" and page.made:
            return page.href
    return f"{trust}/index.html"


def write_site(reports: Path, site: Site) -> list[Path]:
    """Write the pages around the notebooks' own and the downloads; return what was written.

    The same site gives the same bytes, in whatever order its trusts and findings come.
    """
    return [
        _write_overview(reports, site),
        *_write_trusts(reports, site),
        _write_words(reports, site.context("Methods", "methods.html"), site.methods),
        _write_words(reports, site.context("Glossary", "glossary.html"), site.glossary),
        _write_data(reports, site),
        *_write_downloads(reports, site),
    ]


@dataclass(frozen=True)
class _Row:
    """A trust in the overview's list."""

    code: str
    name: str
    href: str
    region: str
    benchmark_group: str
    former_names: str
    about: str
    also: str
    figure_verdicts: list[str]
    change_verdicts: list[str]


@dataclass(frozen=True)
class _Case:
    trust: _Row
    pages: list[PageEntry]


@dataclass(frozen=True)
class _Filter:
    key: str
    label: str
    options: list[str]


def _by_trust(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    sorted_out: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        sorted_out[finding.trust].append(finding)
    return sorted_out


def _rows(site: Site) -> list[_Row]:
    findings = _by_trust(site.findings)
    with_pages = {page.trust for page in site.pages}
    return [
        _Row(
            code=trust.code,
            name=trust.name,
            href=trust_href(trust.code, site.pages_of(trust.code))
            if trust.code in with_pages or trust.code in findings
            else "",
            region=trust.region,
            benchmark_group=trust.benchmark_group,
            former_names=trust.former_names,
            about=_about(trust),
            also=trust.also,
            figure_verdicts=_distinct(
                FIGURE.cell(f.figure_verdict) for f in findings.get(trust.code, ())
            ),
            change_verdicts=_distinct(
                CHANGE.cell(f.change_verdict) for f in findings.get(trust.code, ())
            ),
        )
        for trust in sorted(site.trusts, key=lambda trust: (trust.name.casefold(), trust.code))
    ]


def _about(trust: TrustEntry) -> str:
    formerly = f"formerly {trust.former_names}" if trust.former_names else ""
    return ", ".join(part for part in (trust.benchmark_group, trust.region, formerly) if part)


def _distinct(values: Iterable[str]) -> list[str]:
    return sorted({value for value in values if value})


def _filters(rows: Sequence[_Row]) -> list[_Filter]:
    filters = (
        _Filter("region", "Region", _distinct(row.region for row in rows)),
        _Filter("group", "Benchmark group", _distinct(row.benchmark_group for row in rows)),
        _Filter("figure", FIGURE.question, _distinct(v for r in rows for v in r.figure_verdicts)),
        _Filter(
            "change",
            CHANGE.question,
            _distinct(v for row in rows for v in row.change_verdicts),
        ),
    )
    return [one for one in filters if one.options]


def _write_overview(reports: Path, site: Site) -> Path:
    rows = _rows(site)
    known = {row.code: row for row in rows}
    cases = [
        _Case(known[code], site.pages_of(code))
        for code in site.case_studies
        if code in known and site.pages_of(code)
    ]
    path = reports / "index.html"
    html = fill(
        "overview.html.j2",
        scripts=["overview.js"],
        page=site.context("Overview", "index.html"),
        opening="What was printed about culture change at English NHS trusts, beside what the "
        "official statistics say",
        front=[(row, _page_of(site, row)) for row in site.front],
        cases=cases,
        article=next((page for page in site.pages if page.notebook == ARTICLE), None),
        general=[page for page in site.pages if not page.trust and page.notebook != ARTICLE],
        filters=_filters(rows),
        trusts=rows,
    )
    write_text(path, html)
    return path


def _page_of(site: Site, row: Row) -> PageEntry | None:
    """Return the page that goes into a row of the overview."""
    pages = (page for page in site.pages_of(row.trust) if page.notebook == row.notebook)
    return next(pages, None)


def _write_trusts(reports: Path, site: Site) -> list[Path]:
    """Write a plain page for every trust that has something to show and no page of its own."""
    findings = _by_trust(site.findings)
    written = []
    for trust in sorted(site.trusts, key=lambda trust: trust.code):
        entries = site.pages_of(trust.code)
        here = f"{trust.code}/index.html"
        own = trust_href(trust.code, entries) != here or here in {page.href for page in entries}
        if own or not (entries or findings.get(trust.code)):
            continue
        html = fill(
            "trust.html.j2",
            page=site.context(trust.name, here),
            trust={
                "code": trust.code,
                "name": trust.name,
                "about": _about(trust),
                "note": trust.note,
            },
            entries=entries,
            findings=_findings_table(findings.get(trust.code, [])),
        )
        write_text(reports / here, html)
        written.append(reports / here)
    return written


def _findings_table(findings: Sequence[Finding]) -> str:
    if not findings:
        return ""
    rows = [
        (
            f.measure.replace("_", " "),
            f.reason,
            FIGURE.cell(f.figure_verdict) or None,
            CHANGE.cell(f.change_verdict) or None,
        )
        for f in sorted(findings, key=lambda f: (f.notebook, f.measure, f.design, f.reason))
    ]
    columns = ["Measure", "Finding", FIGURE.question, CHANGE.question]
    return Table(
        name="findings",
        caption="Every finding about this trust",
        data=pd.DataFrame(rows, columns=columns, dtype=object),
    ).html()


def _write_words(reports: Path, page: PageContext, markdown: str) -> Path:
    """Write a page from Markdown, whose own first heading is left to the page."""
    text = markdown.lstrip()
    if text.startswith("# "):
        text = text.partition("\n")[2]
    words = Words()
    body = words.html(text)
    return _write_text_page(reports, page, body, words.headings)


def _write_data(reports: Path, site: Site) -> Path:
    entries = sorted(site.sources, key=lambda entry: (entry.get("producer", ""), entry["title"]))
    body = (
        "<p>Every figure in these pages comes from one of these publications. Where two of them "
        "disagree, both stand, and the disagreement is a finding.</p>"
        + Sources(entries=tuple(entries)).html()
    )
    return _write_text_page(reports, site.context("Data and sources", "data.html"), body)


_PANEL = (
    ("All figures (CSV)", "Every figure that the pages are made from, a row each"),
    ("All figures (Parquet)", "The same, for pandas, R and DuckDB"),
    ("Description of all figures", "A Frictionless data package: what each column means"),
)


def _write_downloads(reports: Path, site: Site) -> list[Path]:
    table, dictionary = write_findings(reports, site.findings)
    offered = [
        (table, "Findings", "Every finding of every notebook, a row each"),
        (dictionary, "Data dictionary of the findings", "What each column means"),
    ]
    for download in site.downloads:
        copy = reports / "downloads" / download.path.name
        rows = pd.read_csv(download.path, dtype=str, keep_default_na=False)
        write_text(copy, csv_text(rows))
        offered.append((copy, download.title, download.description))
    if site.panel is not None:
        files = write_panel(site.panel, reports / "downloads")
        offered += zip(files, *zip(*_PANEL, strict=True), strict=True)
    offered += made(reports, ARTICLE)
    items = "".join(
        f'<li><a download href="{escape(path.relative_to(reports).as_posix())}">{escape(title)}'
        f"</a><p>{escape(description)} ({_size(path)}).</p></li>"
        for path, title, description in offered
    )
    context = site.context("Downloads", "downloads.html")
    page = _write_text_page(reports, context, f'<ul class="findings">{items}</ul>')
    return [page, *(path for path, _, _ in offered)]


def _size(path: Path) -> str:
    size = path.stat().st_size
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(round(size / 1e3), 1):,} kB"


def _write_text_page(
    reports: Path, page: PageContext, body: str, contents: Sequence[Heading] = ()
) -> Path:
    path = reports / page.here
    write_text(path, fill("text.html.j2", page=page, body=body, contents=contents))
    return path
