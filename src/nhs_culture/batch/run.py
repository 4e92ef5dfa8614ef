"""Run every job that is stale, many at once, and lose nothing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from nhs_culture.batch.execute import After, perform
from nhs_culture.batch.jobs import Job, Outcome
from nhs_culture.batch.plan import plan
from nhs_culture.batch.progress import Progress
from nhs_culture.batch.state import Inputs

__all__ = ["run"]


def run(
    jobs: Iterable[Job],
    inputs: Inputs,
    *,
    after: After | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    retries: int = 1,
    timeout: float = 600,
    only_failed: bool = False,
    stream: TextIO | None = None,
) -> list[Outcome]:
    """Run the jobs that :func:`~nhs_culture.batch.plan` finds stale.

    Parameters
    ----------
    jobs
        Jobs with different outputs.
    inputs
        Code and data that all jobs read; a change makes every job stale.
    after
        Makes the ``products`` of a job once its executed notebook is in place. It runs in the
        worker, so it must be a function at the top level of a module.
    workers
        Processes of the local cluster; as many as processors if not given.
    scheduler
        Address of a Dask scheduler to use instead, ``tcp://host:port``. Its workers must see the
        same files at the same paths.
    retries
        How often to start a notebook again when its kernel, not its code, failed.
    timeout
        Seconds that one notebook may take.
    only_failed
        Run nothing but what failed the last time.
    stream
        Where progress goes; standard error if not given.

    Returns
    -------
    list of Outcome
        One for each job, in the order of ``jobs``: ``ok``, ``failed`` or ``unchanged``. With
        ``only_failed``, one for each job that had failed.

    Raises
    ------
    JobError
        Before anything is run: two jobs write the same file, or a notebook does not take the
        parameters it is given.
    """
    jobs = list(jobs)
    steps = plan(jobs, inputs, only_failed=only_failed)
    done: dict[Path, Outcome] = {}
    with Progress(len(steps), stream) as progress:
        for step in steps:
            outcome = perform(
                step.job, step.key, kernel="python3", timeout=timeout, retries=retries, after=after
            )
            done[step.job.output] = outcome
            progress.finished(outcome)
    if only_failed:
        return list(done.values())
    return [done.get(job.output, Outcome(job=job, status="unchanged")) for job in jobs]
