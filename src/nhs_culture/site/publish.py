"""Run what is stale and write the pages: of each notebook its own, then those around them.

The pages around the notebooks' own are made from whatever is in the folder, so that a run over two
trusts adds to a run over five.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from nhs_culture.batch import Job, Outcome, held, run
from nhs_culture.data.panel import panel_file
from nhs_culture.files import checksum, write_text
from nhs_culture.notebooks.conclusions import extract, write_extract
from nhs_culture.paths import find_project
from nhs_culture.site.around import context_of, provenance
from nhs_culture.site.collected import collected
from nhs_culture.site.jobs import catalogue, done_in, inputs, job_of, reports_of
from nhs_culture.site.page import render, render_failure
from nhs_culture.site.site import write_site

__all__ = ["publish", "publish_page"]


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
            inputs(),
            after=publish_page,
            workers=workers,
            scheduler=scheduler,
            only_failed=only_failed,
        )
        for outcome in outcomes:
            if outcome.status == "failed":
                _publish_failure(outcome)
        done = done_in(reports)
        write_site(reports, collected(done))
        _stand_in(reports, done)
        _write_run(reports, done)
    return outcomes


def publish_page(job: Job) -> None:
    """Write the page of an executed job and its extract: runs in the worker that executed it."""
    page, conclusions = job.products
    render(job.output, page, context_of(job))
    write_extract(conclusions, extract(job.output))


def _publish_failure(outcome: Outcome) -> None:
    job = outcome.job
    page = job.products[0]
    up = "../" * context_of(job).here.count("/")
    log = f"{up}{job.log.relative_to(reports_of(job)).as_posix()}"
    render_failure(page, context_of(job), sentence=outcome.error, log_href=log)


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
                    context_of(job_of(one, trust, reports)),
                    heading="This page has not been made.",
                    sentence=f"nhs-culture reports{about} --notebook {one.path.stem} makes it.",
                )


def _write_run(reports: Path, done: Sequence[Job]) -> None:
    """Write ``run.json``: from what the pages were made."""
    record = {
        "provenance": vars(provenance()),
        "panel_sha256": checksum(panel_file(find_project())),
        "pages": {job.products[0].relative_to(reports).as_posix(): job.name for job in done},
    }
    write_text(reports / "run.json", json.dumps(record, indent=1, ensure_ascii=False) + "\n")
