"""One notebook: from its parameters to a whole executed copy, or to a recorded failure."""

from __future__ import annotations

import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING

from nhs_culture.batch.jobs import Job, Outcome
from nhs_culture.batch.plan import Step
from nhs_culture.batch.state import remember, renewed
from nhs_culture.files import replacing, sweep, write_text

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["After", "Manner", "perform"]

After = Callable[[Job], None]

LOG_TAIL = 20_000
"""Bytes of what the kernel printed that are kept in a log."""


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How jobs are run.

    Attributes
    ----------
    after
        Called with the job once its executed notebook is in place.
    timeout
        Seconds that the cells of one notebook may take together.
    retries
        How often to start again when the kernel, not the code, failed.
    """

    after: After | None
    timeout: float
    retries: int


class ProductError(RuntimeError):
    """The notebook ran, but what is made of it could not be made."""


def perform(step: Step, manner: Manner) -> Outcome:
    """Run a job to its end and remember the outcome; a failure is an outcome, not an exception.

    Raises
    ------
    OSError
        Neither the outcome nor the log could be written.
    """
    _do_without_addresses()
    _sweep(step.job)
    key = renewed(step.key, step.job)
    outcome, kernel_lost = _attempt(step.job, manner)
    while kernel_lost and outcome.attempts <= manner.retries:
        again, kernel_lost = _attempt(step.job, manner)
        outcome = replace(again, attempts=outcome.attempts + 1)
    remember(outcome, key)
    return outcome


def _do_without_addresses() -> None:
    """Spare a worker the second in which jsonschema reads the grammar of internet addresses.

    It does so when it is imported, if the grammar is installed, and notebooks are held against
    their schema without it: no field of theirs is an address.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def _sweep(job: Job) -> None:
    """Remove what a killed run was in the middle of writing."""
    for path in (job.output, job.record, job.log, *job.products):
        sweep(path)


def _attempt(job: Job, manner: Manner) -> tuple[Outcome, bool]:
    """Return the outcome of one attempt, and whether it was the kernel that failed."""
    from nhs_culture.batch.kernels import KernelLostError

    started = time.monotonic()
    cells: list[str] = []
    with tempfile.TemporaryFile() as kernel_log:
        try:
            notebook = _execute(job, manner.timeout, cells, kernel_log)
            _keep(job, notebook, manner.after)
        except Exception as error:
            failure = Outcome(
                job=job,
                status="failed",
                seconds=time.monotonic() - started,
                error=_sentence(error, manner.timeout),
                cell=cells[-1] if cells else "",
                log=job.log,
                attempts=1,
            )
            _write_log(failure, error, kernel_log)
            return failure, isinstance(error, KernelLostError)
    return Outcome(job=job, status="ok", seconds=time.monotonic() - started, attempts=1), False


def _execute(job: Job, timeout: float, cells: list[str], kernel_log: IO[bytes]) -> NotebookNode:
    """Return the executed notebook; the code of each cell goes to ``cells`` when it starts."""
    import papermill

    from nhs_culture.batch.kernels import BatchEngine

    def starting(cell: NotebookNode, cell_index: int) -> None:
        if cell.cell_type == "code":
            cells.append(cell.source)

    deadline = time.monotonic() + timeout
    executed: NotebookNode = papermill.execute_notebook(
        job.notebook,
        None,
        parameters=dict(job.parameters),
        engine_name=BatchEngine.__name__,
        kernel_name="python3",
        language="python",
        progress_bar=False,
        autosave_cell_every=0,
        request_save_on_cell_execute=False,
        kernel_log=kernel_log,
        resources={"metadata": {"path": str(job.notebook.parent)}},
        timeout_func=lambda _: max(deadline - time.monotonic(), 0.1),
        on_cell_start=starting,
    )
    return executed


def _keep(job: Job, notebook: NotebookNode, after: After | None) -> None:
    import nbformat

    with replacing(job.output) as temporary:
        nbformat.write(notebook, temporary)  # type: ignore[no-untyped-call]
    if after is not None:
        try:
            after(job)
        except Exception as error:
            raise ProductError(f"The page could not be made: {error}") from error
    for product in job.products:
        if not product.exists():
            raise ProductError(f"The page could not be made: {product.name} was not written")
    job.log.unlink(missing_ok=True)


def _sentence(error: Exception, timeout: float) -> str:
    from nbclient.exceptions import CellTimeoutError
    from papermill.exceptions import PapermillExecutionError

    from nhs_culture.batch.kernels import KernelLostError

    if isinstance(error, CellTimeoutError):
        return f"The notebook was not finished within {timeout:g} seconds."
    if isinstance(error, PapermillExecutionError):
        text = f"{error.ename}: {error.evalue}"
    elif isinstance(error, KernelLostError | ProductError):
        text = str(error)
    else:
        text = f"{type(error).__name__}: {error}"
    return text.strip().split("\n", 1)[0]


def _write_log(failure: Outcome, error: Exception, kernel_log: IO[bytes]) -> None:
    kernel_log.seek(max(kernel_log.seek(0, 2) - LOG_TAIL, 0))
    parts = [
        f"{failure.job.name}\n{failure.error}",
        f"Last cell:\n{failure.cell}",
        "".join(traceback.format_exception(error)),
        f"The kernel's own output:\n{kernel_log.read().decode(errors='replace')}",
    ]
    write_text(failure.job.log, "\n\n".join(parts))
