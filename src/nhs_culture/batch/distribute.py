"""Every step to a worker of a Dask cluster, in an order that their reading allows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from nhs_culture.batch.execute import Manner, perform
from nhs_culture.batch.jobs import Outcome
from nhs_culture.batch.plan import Step
from nhs_culture.batch.state import altered, recall, remember, renewed

if TYPE_CHECKING:
    from distributed import Client, Future

__all__ = ["distribute"]

SCHEDULER_LOST = "The scheduler was lost."


def distribute(client: Client, steps: Sequence[Step], manner: Manner) -> Iterator[Outcome]:
    """Yield the outcome of every step as it is finished.

    A step is started when all that it awaits are finished; what waited goes before what did not,
    so that an interrupted run leaves whole trusts behind.

    When a worker is lost, its jobs run again elsewhere. Dask suspects every job that several lost
    workers had, and gives it up; each suspect then runs once more on its own, so that only a job
    that takes its worker down itself is recorded as a failure.
    """
    from distributed import KilledWorker, as_completed

    order = TopologicalSorter({step.job.output: step.awaits for step in steps})
    order.prepare()
    left = {step.job.output: step for step in steps}
    queue = as_completed()  # type: ignore[no-untyped-call]
    under_way: dict[Future[Outcome], Step] = {}
    suspects: list[Step] = []
    alone: Step | None = None

    def start(ready: Iterable[Step]) -> None:
        for step in ready:
            priority = 1 if step.awaits else 0
            future = client.submit(perform, step, manner, pure=False, priority=priority)
            under_way[future] = step
            queue.add(future)  # type: ignore[no-untyped-call]

    start(left[output] for output in order.get_ready())
    for future in queue:
        step = under_way.pop(future)
        killed = future.status == "error" and isinstance(future.exception(), KilledWorker)
        if killed and step is not alone:
            suspects.append(step)
        else:
            del left[step.job.output]
            yield _outcome(future, step)
            order.done(step.job.output)
        if future.cancelled():
            break
        start(left[output] for output in order.get_ready())
        if suspects and not under_way:
            alone = suspects.pop()
            start([alone])
    for step in left.values():
        yield _recorded(step) or _failed(step, SCHEDULER_LOST)


def _outcome(future: Future[Outcome], step: Step) -> Outcome:
    """Return what a job came to, also if its worker could not say."""
    from distributed import CancelledError, KilledWorker

    try:
        outcome: Outcome = future.result()
    except KilledWorker:
        error = "The worker was lost every time it ran this."
    except CancelledError:
        error = SCHEDULER_LOST
    except Exception as problem:
        error = f"{type(problem).__name__}: {problem}".split("\n", 1)[0]
    else:
        return outcome
    return _recorded(step) or _failed(step, error)


def _recorded(step: Step) -> Outcome | None:
    """Return the success of a job whose worker, or the way to it, was lost before it said so."""
    record = recall(step.job)
    if record is None or record["status"] != "ok":
        return None
    changed = renewed(step.key, step.job).changed_since(record["key"])
    if changed or altered(step.job, record):
        return None
    return Outcome(job=step.job, status="ok", seconds=record["seconds"], attempts=1)


def _failed(step: Step, error: str) -> Outcome:
    failure = Outcome(job=step.job, status="failed", error=error)
    with suppress(OSError):
        remember(failure, step.key)
    return failure
