"""Which jobs are stale, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nhs_culture.batch.jobs import Job, JobError, check_parameters
from nhs_culture.batch.state import Inputs, Key, altered, digests, key, recall

__all__ = ["Step", "plan"]


@dataclass(frozen=True)
class Step:
    """A job that would be run, why, and the key that it is made from."""

    job: Job
    reason: str
    key: Key


def plan(jobs: Iterable[Job], inputs: Inputs, *, only_failed: bool = False) -> list[Step]:
    """Return the jobs that have to be run, in the order given, each with the reason.

    Parameters
    ----------
    jobs
        Jobs with different outputs.
    inputs
        Code and data that all jobs read.
    only_failed
        Leave out every job that did not fail the last time.

    Raises
    ------
    JobError
        Two jobs write the same file, or a notebook does not take the parameters it is given.
    """
    jobs = list(jobs)
    _check_outputs(jobs)
    for job in jobs:
        check_parameters(job.notebook, job.parameters)
    shared = digests(inputs)
    steps = [Step(job, *_reason(job, key(job, shared))) for job in jobs]
    return [
        step for step in steps if (step.reason == FAILED_BEFORE or not only_failed) and step.reason
    ]


FAILED_BEFORE = "failed before"


def _reason(job: Job, now: Key) -> tuple[str, Key]:
    record = recall(job)
    if record is None:
        return "new", now
    if record["status"] == "failed":
        return FAILED_BEFORE, now
    changed = now.changed_since(record["key"])
    if changed:
        return changed, now
    file = altered(job, record)
    return (f"{file.name} is missing or altered" if file else ""), now


def _check_outputs(jobs: list[Job]) -> None:
    owners: dict[object, Job] = {}
    for job in jobs:
        for path in (job.output, *job.products):
            if path in owners:
                raise JobError(f"{path}: two jobs write it: {owners[path].name} and {job.name}")
            owners[path] = job
