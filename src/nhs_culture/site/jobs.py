"""From trusts and notebooks to the jobs of a batch.

Each notebook says in its metadata what it is about (``nhs_culture``: ``title``, ``scope``,
``order``). A notebook of scope ``trust`` is run for every trust asked for, one of scope ``site``
once; a notebook of any other scope is for people and is left alone. Executed copies are kept below
``reports/.runs``. A notebook whose metadata say ``reads`` collects what the others about the trust
left: it is run after them, and again whenever one of them has been.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from nhs_culture import notebooks
from nhs_culture.batch import Inputs, Job, Step, plan
from nhs_culture.batch.source import digest
from nhs_culture.data.panel import panel_file
from nhs_culture.errors import DataError
from nhs_culture.notebooks import Notebook
from nhs_culture.notebooks.executed import RUNS, executed_copy
from nhs_culture.paths import find_project
from nhs_culture.register import read_register, suggest
from nhs_culture.register.about import BY_ORGANISATION, text_about
from nhs_culture.register.sources import RECORD
from nhs_culture.studies import parameters

__all__ = ["catalogue", "done_in", "inputs", "job_of", "jobs", "notebook_of", "reports_of", "stale"]


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
    work = [job_of(one, "", reports) for one in chosen if one.scope == "site"]
    work += [job_of(one, code, reports) for code in codes for one in chosen if one.scope != "site"]
    rows = {code: digest(text_about(register, code)) for code in ("", *codes)}
    return [replace(job, rows=rows[str(job.parameters.get("trust", ""))]) for job in work]


def job_of(notebook: Notebook, trust: str, reports: Path) -> Job:
    """Return the job of a notebook about a trust, or of one about the whole site."""
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
    return plan(work, inputs(), only_failed=only_failed)


def inputs() -> Inputs:
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


def done_in(reports: Path) -> list[Job]:
    """Return every job that has a page in the folder, from this run or an earlier one."""
    known = {notebook.path.stem: notebook for notebook in catalogue()}
    records = sorted((reports / RUNS).glob("*/*.json"))
    found = [
        job_of(
            known[record.stem], "" if record.parent.name == "site" else record.parent.name, reports
        )
        for record in records
        if record.stem in known
    ]
    order = {notebook.path: place for place, notebook in enumerate(catalogue())}
    return sorted(found, key=lambda job: (job.output.parent.name, order[job.notebook]))


def reports_of(job: Job) -> Path:
    """Return the folder of all reports that a job writes into."""
    return job.output.parents[2]


def notebook_of(job: Job) -> Notebook:
    """Return the notebook that a job runs."""
    return next(one for one in catalogue() if one.path == job.notebook)
