"""What the pages in a folder come to together: overview, findings, sources and downloads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nhs_culture import open_data
from nhs_culture.batch import Job
from nhs_culture.data.panel import panel_file
from nhs_culture.exhibits import Finding
from nhs_culture.notebooks import Extract
from nhs_culture.notebooks.conclusions import merged, read_extract
from nhs_culture.pages import front
from nhs_culture.paths import Project, find_project
from nhs_culture.register import Register
from nhs_culture.site.around import document, every_trust, provenance
from nhs_culture.site.jobs import done_in, notebook_of
from nhs_culture.site.site import PageEntry, PublicTable, Site

__all__ = ["collected", "findings"]


def collected(done: Sequence[Job]) -> Site:
    """Return what the pages around those of notebooks say, of the jobs that have a page."""
    data, project = open_data(), find_project()
    concluded = [(job, _conclusions(job)) for job in done]
    pages = [_entry(job, conclusions) for job, conclusions in concluded]
    found = merged(one for _, made in concluded if made for one in made.findings)
    opened = {(page.trust, page.notebook): page.headline for page in pages if page.headline}
    return Site(
        trusts=every_trust(),
        pages=pages,
        findings=found,
        front=front.rows(data, found, opened),
        case_studies=data.register.studied,
        methods=document("methods"),
        glossary=document("glossary"),
        sources=_sources(data.register),
        provenance=provenance(),
        downloads=_downloads(project),
        panel=panel_file(project),
    )


def findings(reports: Path) -> list[Finding]:
    """Return what the pages in a folder conclude, as in its ``findings.csv``."""
    conclusions = [_conclusions(job) for job in done_in(reports)]
    return merged(one for made in conclusions if made for one in made.findings)


def _conclusions(job: Job) -> Extract | None:
    """Return what the last run of a job concluded, None where it failed."""
    conclusions = job.products[1]
    failed = job.log.is_file() or not conclusions.is_file()
    return None if failed else read_extract(conclusions)


def _entry(job: Job, conclusions: Extract | None) -> PageEntry:
    notebook, trust = notebook_of(job), str(job.parameters.get("trust", ""))
    return PageEntry(
        title=notebook.title,
        menu=notebook.menu,
        href=notebook.page(trust),
        notebook=notebook.path.stem,
        trust=trust,
        headline=conclusions.headline if conclusions else None,
        made=conclusions is not None,
    )


def _sources(register: Register) -> list[dict[str, str]]:
    """Return every publication with its record, and every document of the register."""
    rows = register.sources
    documents = rows.loc[rows["kind"].isin(("seed", "article")), "source_id"]
    told = [register.source(source_id) for source_id in (*register.records, *documents)]
    return [
        one.entry
        | ({} if one.source_id in register.records or not one.note else {"note": one.note})
        for one in told
    ]


def _downloads(project: Project) -> list[PublicTable]:
    tables = {
        "claims": ("Claims", "What the documents print, a row each"),
        "interventions": ("Interventions", "What was done, where and when, a row a source"),
        "breaks": ("Breaks", "Mergers, transfers and changes of method"),
        "analysis_plan": ("Analysis plan", "What is asked of which measure, and how"),
        "measures": ("Measures", "What each measure is, with unit and range"),
    }
    return [
        PublicTable(path=project.register / f"{name}.csv", title=title, description=description)
        for name, (title, description) in tables.items()
    ]
