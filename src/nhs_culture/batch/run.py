"""Run every job that is stale, many at once, and lose nothing."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing import resource_tracker
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from nhs_culture.batch.distribute import distribute
from nhs_culture.batch.execute import After, Manner
from nhs_culture.batch.jobs import Job, JobError, Outcome
from nhs_culture.batch.plan import Step, plan
from nhs_culture.batch.progress import Progress
from nhs_culture.batch.state import Inputs
from nhs_culture.batch.warm import SUPPORTED

if TYPE_CHECKING:
    from distributed import Client, LocalCluster

__all__ = ["local_cluster", "run"]

logger = logging.getLogger(__name__)

SETTINGS = {
    "distributed.scheduler.allowed-failures": 1,
    "distributed.deploy.lost-worker-timeout": "1 day",
}
"""Of a cluster of our own: suspect early, and never give a worker that restarts up."""

AN_HOUR = 3600.0
"""Seconds that a notebook is given: for one that hangs, not for one on a busy machine. The longest,
the article, takes half a minute of a processor."""


def run(
    jobs: Iterable[Job],
    inputs: Inputs,
    *,
    after: After | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    retries: int = 1,
    timeout: float = AN_HOUR,
    only_failed: bool = False,
    stream: TextIO | None = None,
) -> list[Outcome]:
    """Run the jobs that :func:`~nhs_culture.batch.plan` finds stale.

    A job that reads what others write is started when they are finished, whatever became of them.
    Every job that is finished is remembered at once, so that a run which is interrupted, in
    whatever way, goes on where it was when it is started again.

    Parameters
    ----------
    jobs
        Jobs with different outputs.
    inputs
        Code and data that all jobs read; a change makes every job stale.
    after
        Makes the ``products`` of a job once its executed notebook is in place, each whole or not at
        all. It runs in the worker: a function at the top level of a module.
    workers
        Processes of the local cluster; as many as processors if not given.
    scheduler
        Address of a Dask scheduler to use instead, ``tcp://host:port``. It and its workers must
        have the same environment and see the same files at the same paths.
    retries, timeout
        As in :class:`~nhs_culture.batch.execute.Manner`.
    only_failed
        Run nothing but what failed the last time, and what reads it.
    stream
        Where progress goes; standard error if not given.

    Returns
    -------
    list of Outcome
        One for each job, in the order of ``jobs``; with ``only_failed``, for each that was run.

    Raises
    ------
    JobError
        Before anything is run: two jobs write the same file, jobs wait for each other, a notebook
        does not take the parameters it is given, or there is no scheduler at the address.
    """
    jobs = list(jobs)
    steps = plan(jobs, inputs, only_failed=only_failed)
    manner = Manner(after=after, timeout=timeout, retries=retries)
    size = min(workers or os.cpu_count() or 1, len(steps))
    done = _performed(steps, manner, size, scheduler, stream)
    return [
        done.get(job.output, Outcome(job=job, status="unchanged"))
        for job in jobs
        if job.output in done or not only_failed
    ]


def _performed(
    steps: list[Step], manner: Manner, size: int, scheduler: str | None, stream: TextIO | None
) -> dict[Path, Outcome]:
    """Run every step in sight of the user; return each outcome by the output of its job."""
    if not steps:
        return {}
    if not SUPPORTED:
        logger.warning("Warm kernels need Linux: stock kernels are used, which start slowly.")
    done = {}
    with _connect(size, scheduler) as client, Progress(len(steps), stream) as progress:
        for outcome in distribute(client, steps, manner):
            done[outcome.job.output] = outcome
            progress.finished(outcome)
    return done


@contextmanager
def _connect(workers: int, scheduler: str | None) -> Iterator[Client]:
    """Yield a client of the user's cluster, or of a local one that is closed at the end."""
    if scheduler is None:
        with local_cluster(workers) as cluster, cluster.get_client() as client:  # type: ignore[no-untyped-call]
            yield client
        return
    from distributed import Client

    try:
        client = Client(scheduler)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise JobError(f"--scheduler {scheduler}: expected a Dask scheduler: {error}") from error
    with client:
        yield client


@contextmanager
def local_cluster(workers: int) -> Iterator[LocalCluster]:
    """Yield a Dask cluster of this machine: one process for each worker, no dashboard, quiet.

    A lost worker is started again. Dask gives it 15 seconds and then forgets it, which on a busy
    machine is too short, and would leave the run waiting for ever for a worker.
    """
    with ExitStack() as closing:
        with _signals_put_off():
            import dask
            from distributed import LocalCluster

            closing.enter_context(dask.config.set(SETTINGS))
            cluster = LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                dashboard_address="127.0.0.1:0",
                memory_limit=None,
                silence_logs=logging.CRITICAL,
            )
            closing.enter_context(cluster)
        yield cluster


@contextmanager
def _signals_put_off() -> Iterator[None]:
    """Start processes that never hear of Ctrl-C, which a terminal sends to them as well as to us.

    What comes meanwhile, Ctrl-C or SIGTERM, is heard at the end: a cluster that is half started
    cannot be closed, and libraries that are being imported swallow it. Processes inherit what is
    blocked, but no handler.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    resource_tracker.ensure_running()  # whichever thread starts it hears Ctrl-C again
    heard: list[int] = []
    both = (signal.SIGINT, signal.SIGTERM)
    ours = {one: signal.signal(one, lambda number, _: heard.append(number)) for one in both}
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for one in both:
            signal.signal(one, ours[one])
        for number in heard[:1]:
            signal.raise_signal(number)
