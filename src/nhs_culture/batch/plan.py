"""Which jobs are stale, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from nhs_culture.batch.jobs import Job, JobError
from nhs_culture.batch.source import check_parameters, read_source
from nhs_culture.batch.state import Inputs, Key, altered, digests, key, recall

__all__ = ["Step", "plan"]

FAILED_BEFORE = "failed before"


@dataclass(frozen=True)
class Step:
    """A job that would be run, why, and the key that it is made from.

    ``awaits`` holds the outputs of the jobs that are to be finished before it starts.
    """

    job: Job
    reason: str
    key: Key
    awaits: frozenset[Path] = field(default=frozenset())


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
        Two jobs write the same file, jobs wait for each other, or a notebook does not take the
        parameters it is given.
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
    ordered = [_awaiting(step, writers) for step in steps]
    waiting = [step for step in ordered if step.awaits or step.job.output in writers]
    _check_order(waiting)
    return waiting


def _awaiting(step: Step, writers: Mapping[Path, Job]) -> Step:
    """Return a step with the outputs that it awaits; they are its reason if it had no other."""
    awaited = [writers[path] for path in step.job.reads if path in writers]
    if not awaited:
        return step
    own = step.job.output in writers
    reason = step.reason if own else f"reads {awaited[0].name}, which is to be run"
    return replace(step, reason=reason, awaits=frozenset(job.output for job in awaited))


def _check_order(steps: list[Step]) -> None:
    try:
        TopologicalSorter({step.job.output: step.awaits for step in steps}).prepare()
    except CycleError as error:
        names = {step.job.output: step.job.name for step in steps}
        circle = ", ".join(names[output] for output in error.args[1])
        raise JobError(f"Each of these jobs reads what the next one writes: {circle}") from error


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
