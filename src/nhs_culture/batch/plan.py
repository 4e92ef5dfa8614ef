"""Which jobs are stale, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from nhs_culture.batch.jobs import Job, JobError
from nhs_culture.batch.source import check_parameters, read_source
from nhs_culture.batch.state import Inputs, Key, altered, digests, key, recall

__all__ = ["Step", "plan"]

FAILED_BEFORE = "failed before"


@dataclass(frozen=True)
class Step:
    """A job that would be run, why, and the key that it is made from."""

    job: Job
    reason: str
    key: Key


def plan(jobs: Iterable[Job], inputs: Inputs, *, only_failed: bool = False) -> list[Step]:
    """Return the jobs that have to be run, in the order given, each with the reason.

    A job that reads what another one of them writes has to be run after it, whatever the file
    holds now; so does one that reads what a job that had failed writes.

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
    sources = {path: read_source(path) for path in {job.notebook for job in jobs}}
    for job in jobs:
        check_parameters(sources[job.notebook], job.parameters)
    shared = digests(inputs)
    keys = [key(job, sources[job.notebook], shared) for job in jobs]
    steps = [Step(job, _reason(job, now), now) for job, now in zip(jobs, keys, strict=True)]
    due = [s for s in steps if s.reason and (s.reason == FAILED_BEFORE or not only_failed)]
    writers = {path: s.job for s in due for path in (s.job.output, s.job.record, *s.job.products)}
    waiting = [s if s.job.output in writers else _awaiting(s, writers) for s in steps]
    return [step for step in waiting if step is not None]


def _awaiting(step: Step, writers: Mapping[Path, Job]) -> Step | None:
    """Return a step that reads what another one writes, with that as its reason."""
    awaited = next((writers[path] for path in step.job.reads if path in writers), None)
    return replace(step, reason=f"reads {awaited.name}, which is to be run") if awaited else None


def _reason(job: Job, now: Key) -> str:
    record = recall(job)
    if record is None:
        return "new"
    if record["status"] == "failed":
        return FAILED_BEFORE
    changed = now.changed_since(record["key"])
    if changed:
        return changed
    file = altered(job, record)
    return f"{file.name} is missing or altered" if file else ""


def _check_outputs(jobs: list[Job]) -> None:
    owners: dict[object, Job] = {}
    for job in jobs:
        for path in (job.output, *job.products):
            if path in owners:
                raise JobError(f"{path}: two jobs write it: {owners[path].name} and {job.name}")
            owners[path] = job
