"""From trusts and notebooks to a folder of pages.

Each notebook says in its metadata what it is about (``nhs_culture``: ``title``, ``scope``,
``order``). A notebook of scope ``trust`` is run for every trust asked for, one of scope ``site``
once; a notebook of any other scope is for people and is left alone. Executed copies are kept below
``reports/.runs``, and the pages around the notebooks' own are made from whatever is there, so that
a run over two trusts adds to a run over five. A notebook whose metadata say ``reads`` collects what
the others about the trust left: it is run after them, and again whenever one of them has been.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from pathlib import Path

from nhs_culture import notebooks, open_data
from nhs_culture.batch import Inputs, Job, Outcome, Step, held, plan, run
from nhs_culture.batch.source import digest
from nhs_culture.data.panel import panel_file
from nhs_culture.english import short_name
from nhs_culture.errors import DataError
from nhs_culture.exhibits import Finding
from nhs_culture.files import checksum, write_text
from nhs_culture.notebooks import Extract, Notebook
from nhs_culture.notebooks.conclusions import extract, merged, read_extract, write_extract
from nhs_culture.notebooks.executed import RUNS, executed_copy
from nhs_culture.pages.front import rows
from nhs_culture.paths import find_project
from nhs_culture.register import read_register, suggest
from nhs_culture.register.about import BY_ORGANISATION, text_about
from nhs_culture.register.sources import RECORD
from nhs_culture.site.context import Link, PageContext, Provenance, navigation
from nhs_culture.site.page import render, render_failure
from nhs_culture.site.site import (
    Download,
    PageEntry,
    Site,
    TrustEntry,
    write_site,
)
from nhs_culture.studies import parameters

__all__ = [
    "catalogue",
    "findings",
    "jobs",
    "provenance",
    "publish",
    "publish_page",
    "stale",
]

_LIBRARIES = ("nhs-culture", "pandas", "numpy", "scipy", "statsmodels", "matplotlib", "papermill")


def catalogue() -> tuple[Notebook, ...]:
    """Return the notebooks of the project that make pages, in reading order."""
    return notebooks.catalogue(find_project().notebooks)


def jobs(trusts: Iterable[str], wanted: Sequence[str], reports: Path) -> list[Job]:
    """Return what is to be run.

    Parameters
    ----------
    trusts
        ODS codes.
    wanted
        Names of notebooks without suffix; all of the catalogue where empty.
    reports
        The folder of all reports.

    Raises
    ------
    DataError
        When a trust or a notebook is unknown.
    """
    register = read_register(find_project().register)  # as it is now
    wished = dict.fromkeys(map(parameters.code, trusts))
    codes = [str(register.trust(code)["org_code"]) for code in wished]
    names = {notebook.path.stem for notebook in catalogue()}
    for name in wanted:
        if name not in names:
            near = suggest(name, names, f"Those that do: {', '.join(sorted(names))}.")
            raise DataError(f"No notebook {name!r} makes pages. {near}")
    chosen = [one for one in catalogue() if not wanted or one.path.stem in wanted]
    work = [_job(one, "", reports) for one in chosen if one.scope == "site"]
    work += [_job(one, code, reports) for code in codes for one in chosen if one.scope != "site"]
    rows = {code: digest(text_about(register, code)) for code in ("", *codes)}
    return [replace(job, rows=rows[str(job.parameters.get("trust", ""))]) for job in work]


def _job(notebook: Notebook, trust: str, reports: Path) -> Job:
    parameters = {"trust": trust} if trust else {}
    if notebook.reads and reports != find_project().reports:
        parameters["reports"] = str(reports)
    output = executed_copy(reports, notebook.path.stem, trust)
    return Job(
        notebook=notebook.path,
        parameters=parameters,
        output=output,
        products=(reports / notebook.page(trust), output.with_suffix(".findings.json")),
        reads=_records(trust, reports) if notebook.reads else (),
    )


def _records(trust: str, reports: Path) -> tuple[Path, ...]:
    """Return the records of what the others left: each holds the checksum of its executed copy."""
    own = (one for one in catalogue() if one.scope == "trust" and not one.reads)
    copies = (executed_copy(reports, one.path.stem, trust) for one in own)
    return tuple(copy.with_suffix(".json") for copy in copies)


def stale(work: Sequence[Job], *, only_failed: bool = False) -> list[Step]:
    """Return the jobs that would be run, each with the reason."""
    return plan(work, _inputs(), only_failed=only_failed)


def publish(
    work: Sequence[Job],
    reports: Path,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    only_failed: bool = False,
    wait: bool = False,
) -> list[Outcome]:
    """Run what is stale, write a page for each job, then the pages around them.

    Parameters
    ----------
    work
        As :func:`jobs` returns it.
    reports
        The folder of all reports, the same.
    workers, scheduler, only_failed
        As for :func:`nhs_culture.batch.run`.
    wait
        Wait for another run that is at work in the folder, instead of raising.

    Returns
    -------
    list of Outcome
        As :func:`nhs_culture.batch.run` returns it. A failed job has a page that says so.

    Raises
    ------
    BusyError
        When another run is at work in the folder.
    """
    with held(reports, wait=wait):
        outcomes = run(
            work,
            _inputs(),
            after=publish_page,
            workers=workers,
            scheduler=scheduler,
            only_failed=only_failed,
        )
        for outcome in outcomes:
            if outcome.status == "failed":
                _publish_failure(outcome)
        done = _done(reports)
        write_site(reports, _site(done))
        _stand_in(reports, done)
        _write_run(reports, done)
    return outcomes


def publish_page(job: Job) -> None:
    """Write the page of an executed job and its extract: runs in the worker that executed it."""
    page, conclusions = job.products
    render(job.output, page, _context(job))
    write_extract(conclusions, extract(job.output))


def _publish_failure(outcome: Outcome) -> None:
    job = outcome.job
    page = job.products[0]
    up = "../" * _context(job).here.count("/")
    log = f"{up}{job.log.relative_to(_reports_of(job)).as_posix()}"
    render_failure(page, _context(job), sentence=outcome.error, log_href=log)


def _stand_in(reports: Path, done: Sequence[Job]) -> None:
    """Write a page that says how to make it for each that others link to and no run has made."""
    trusts = {str(job.parameters.get("trust", "")) for job in done}
    for trust in sorted(trusts | {""}):
        for one in catalogue():
            page = reports / one.page(trust)
            if (one.scope == "trust") == bool(trust) and not page.exists():
                about = f" --trust {trust}" if trust else ""
                render_failure(
                    page,
                    _context(_job(one, trust, reports)),
                    heading="This page has not been made.",
                    sentence=f"nhs-culture reports{about} --notebook {one.path.stem} makes it.",
                )


def _inputs() -> Inputs:
    """Return what all pages are made of: the panel by the tables that it is built from."""
    project = find_project()
    panel_file(project)  # refuses what breaks its schema, before anything is run
    by_organisation = {f"{name}.csv" for name in BY_ORGANISATION}
    tables = [path for path in project.register.glob("*.csv") if path.name not in by_organisation]
    records = project.raw.glob(f"*/{RECORD}")
    return Inputs(
        library=(Path(__file__).parents[1],),
        data=(*project.tables, *sorted(tables), *sorted(records)),
    )


def _reports_of(job: Job) -> Path:
    """Return the folder of all reports that a job writes into."""
    return job.output.parents[2]


def _notebook_of(job: Job) -> Notebook:
    return next(one for one in catalogue() if one.path == job.notebook)


def _context(job: Job) -> PageContext:
    notebook, trust = _notebook_of(job), str(job.parameters.get("trust", ""))
    register = open_data().register
    siblings = [one for one in catalogue() if one.scope == notebook.scope]
    links = [Link(one.menu, one.page(trust)) for one in siblings]
    place = siblings.index(notebook)
    return PageContext(
        title=notebook.title,
        here=notebook.page(trust),
        provenance=provenance(),
        notebook=notebook.path.stem,
        parameters=job.parameters,
        trust=trust,
        trust_name=register.trust(trust)["name"] if trust else "",
        former_names=register.trust(trust)["former_names"] if trust else "",
        trust_href=f"{trust}/index.html" if trust else "",
        names=_names(),
        also=_also(),
        glossary=_document("glossary"),
        trust_pages=tuple(links) if trust else (),
        previous=links[place - 1] if place else None,
        next=links[place + 1] if place + 1 < len(links) else None,
        navigation=_navigation(),
    )


@cache
def _names() -> dict[str, str]:
    """Return every trust's name without its legal form, by code."""
    names = open_data().register.trust_names
    return {str(code): short_name(name) for code, name in names.items()}


@cache
def _also() -> dict[str, str]:
    """Return what else each trust is or was called, by code."""
    return {one.code: " ".join(filter(None, (one.also, one.formerly))) for one in _trusts()}


@cache
def _trusts() -> tuple[TrustEntry, ...]:
    """Return every trust as the overview lists it."""
    register = open_data().register
    short = register.case_studies.set_index("org_code")["short_name"]
    return tuple(
        TrustEntry(
            code=str(row["org_code"]),
            name=str(row["name"]),
            region=str(row["region"]),
            benchmark_group=str(row["benchmark_group"]),
            former_names=str(row["former_names"]),
            note=str(row["note"]),
            short_name=str(short.get(row["org_code"], "")),
        )
        for _, row in register.trusts.iterrows()
    )


def _navigation() -> tuple[Link, ...]:
    return navigation(Link(one.menu, one.page("")) for one in catalogue() if one.scope == "site")


@cache
def provenance() -> Provenance:
    """Return from what pages are made now: commit, data, libraries, checksums."""
    commit, date = _commit()
    project = find_project()
    return Provenance(
        commit=commit,
        code_date=date,
        data_date=_data_date(),
        versions={name: version(name) for name in _LIBRARIES},
        checksums={project.place(path): checksum(path) for path in project.tables},
    )


def _commit() -> tuple[str, str]:
    """Return the commit of the code and its date, ``unknown`` outside a repository."""
    command = ["git", "-C", str(find_project().root), "log", "-1", "--format=%h %cs"]
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    except (OSError, subprocess.CalledProcessError):
        return "unknown", "unknown"
    return told[0], told[1]


def _data_date() -> str:
    periods = open_data().panel.groupby("measure", observed=True)["period"]
    newest = periods.agg(lambda p: max(p.astype(str)))
    return (
        f"Staff Survey {newest['engagement']}, sickness absence to {newest['sickness_absence']}, "
        f"staff in post to {newest['staff_fte']}"
    )


def _site(done: Sequence[Job]) -> Site:
    data = open_data()
    register = data.register
    concluded = [(job, _conclusions(job)) for job in done]
    pages = [_entry(job, conclusions) for job, conclusions in concluded]
    findings = merged(one for _, made in concluded if made for one in made.findings)
    opened = {(page.trust, page.notebook): page.headline for page in pages if page.headline}
    return Site(
        trusts=_trusts(),
        pages=pages,
        findings=findings,
        front=rows(data, findings, opened),
        case_studies=register.studied,
        methods=_document("methods"),
        glossary=_document("glossary"),
        sources=_sources(),
        provenance=provenance(),
        downloads=_downloads(),
        panel=panel_file(find_project()),
    )


def _document(name: str) -> str:
    """Return a document, its links to others those of their pages."""
    text = (find_project().docs / f"{name}.md").read_text(encoding="utf-8")
    return text.replace("(methods.md)", "(methods.html)")


def _done(reports: Path) -> list[Job]:
    """Return every job that has a page in the folder, from this run or an earlier one."""
    known = {notebook.path.stem: notebook for notebook in catalogue()}
    records = sorted((reports / RUNS).glob("*/*.json"))
    found = [
        _job(
            known[record.stem], "" if record.parent.name == "site" else record.parent.name, reports
        )
        for record in records
        if record.stem in known
    ]
    order = {notebook.path: place for place, notebook in enumerate(catalogue())}
    return sorted(found, key=lambda job: (job.output.parent.name, order[job.notebook]))


def _conclusions(job: Job) -> Extract | None:
    """Return what the last run of a job concluded, None where it failed."""
    conclusions = job.products[1]
    failed = job.log.is_file() or not conclusions.is_file()
    return None if failed else read_extract(conclusions)


def findings(reports: Path) -> list[Finding]:
    """Return what the pages in a folder conclude, as in its ``findings.csv``."""
    conclusions = [_conclusions(job) for job in _done(reports)]
    return merged(one for made in conclusions if made for one in made.findings)


def _entry(job: Job, conclusions: Extract | None) -> PageEntry:
    notebook, trust = _notebook_of(job), str(job.parameters.get("trust", ""))
    return PageEntry(
        title=notebook.title,
        menu=notebook.menu,
        href=notebook.page(trust),
        notebook=notebook.path.stem,
        trust=trust,
        headline=conclusions.headline if conclusions else None,
        made=conclusions is not None,
    )


def _sources() -> list[dict[str, str]]:
    """Return every publication with its record, and every document of the register."""
    register = open_data().register
    rows = register.sources
    documents = rows.loc[rows["kind"].isin(("seed", "article")), "source_id"]
    told = [register.source(source_id) for source_id in (*register.records, *documents)]
    return [
        one.entry
        | ({} if one.source_id in register.records or not one.note else {"note": one.note})
        for one in told
    ]


def _downloads() -> list[Download]:
    tables = {
        "claims": ("Claims", "What the documents print, a row each"),
        "interventions": ("Interventions", "What was done, where and when, a row a source"),
        "breaks": ("Breaks", "Mergers, transfers and changes of method"),
        "analysis_plan": ("Analysis plan", "What is asked of which measure, and how"),
        "measures": ("Measures", "What each measure is, with unit and range"),
    }
    return [
        Download(path=find_project().register / f"{name}.csv", title=title, description=description)
        for name, (title, description) in tables.items()
    ]


def _write_run(reports: Path, done: Sequence[Job]) -> None:
    """Write ``run.json``: from what the pages were made."""
    record = {
        "provenance": vars(provenance()),
        "panel_sha256": checksum(panel_file(find_project())),
        "pages": {job.products[0].relative_to(reports).as_posix(): job.name for job in done},
    }
    write_text(reports / "run.json", json.dumps(record, indent=1, ensure_ascii=False) + "\n")
