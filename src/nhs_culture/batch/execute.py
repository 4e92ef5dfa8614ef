"""One notebook: from its parameters to a whole executed copy, or to a recorded failure."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable

import nbformat
from nbformat import NotebookNode

from nhs_culture.batch.jobs import Job, Outcome
from nhs_culture.batch.state import Key, remember
from nhs_culture.files import replacing, write_text

__all__ = ["After", "perform"]

After = Callable[[Job], None]


def perform(
    job: Job, made_from: Key, *, kernel: str, timeout: float, retries: int, after: After | None
) -> Outcome:
    """Run a job to its end and remember the outcome; a failure is an outcome, not an exception.

    Parameters
    ----------
    kernel
        Name of the kernel specification.
    timeout
        Seconds that the whole notebook may take.
    retries
        How often to start again when the kernel, not the code, failed.
    after
        Called with the job once its executed notebook is in place.
    """
    for attempt in range(1, retries + 2):
        outcome, again = _attempt(job, kernel, timeout, after, attempt)
        if not again:
            break
    remember(outcome, made_from)
    return outcome


def _attempt(
    job: Job, kernel: str, timeout: float, after: After | None, attempt: int
) -> tuple[Outcome, bool]:
    started = time.monotonic()
    cells: list[str] = []
    try:
        notebook = _execute(job, kernel, started + timeout, cells)
        with replacing(job.output) as temporary:
            nbformat.write(notebook, temporary)  # type: ignore[no-untyped-call]
        if after is not None:
            after(job)
        job.log.unlink(missing_ok=True)
    except Exception as error:
        seconds = time.monotonic() - started
        sentence, again = _explain(error, timeout)
        cell = cells[-1] if cells else ""
        _write_log(job, sentence, cell, error)
        return (
            Outcome(
                job=job,
                status="failed",
                seconds=seconds,
                error=sentence,
                cell=cell,
                log=job.log,
                attempts=attempt,
            ),
            again,
        )
    seconds = time.monotonic() - started
    return Outcome(job=job, status="ok", seconds=seconds, attempts=attempt), False


def _execute(job: Job, kernel: str, deadline: float, cells: list[str]) -> NotebookNode:
    import papermill

    from nhs_culture.batch.kernels import BatchEngine

    def starting(cell: NotebookNode, cell_index: int) -> None:
        if cell.cell_type == "code":
            cells.append(cell.source)

    executed: NotebookNode = papermill.execute_notebook(
        job.notebook,
        None,
        parameters=dict(job.parameters),
        engine_name=BatchEngine.__name__,
        kernel_name="python3",
        language="python",
        progress_bar=False,
        autosave_cell_every=0,
        kernel_log=open("/tmp/klog","wb"),
        request_save_on_cell_execute=False,
        resources={"metadata": {"path": str(job.notebook.parent)}},
        timeout_func=lambda _: max(deadline - time.monotonic(), 0.1),
        on_cell_start=starting,
    )
    return executed


def _explain(error: Exception, timeout: float) -> tuple[str, bool]:
    """Return the failure in one sentence, and whether the kernel failed rather than the code."""
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    if isinstance(error, PapermillExecutionError):
        return f"{error.ename}: {_first_line(error.evalue)}", False
    if isinstance(error, CellTimeoutError):
        return f"It was not finished within {timeout:g} seconds.", False
    if isinstance(error, DeadKernelError):
        return "The kernel died while the cell was running.", True
    if isinstance(error, RuntimeError) and "Kernel" in str(error):
        return f"The kernel could not be started: {_first_line(str(error))}", True
    return f"{type(error).__name__}: {_first_line(str(error))}", False


def _first_line(text: str) -> str:
    return text.strip().split("\n", 1)[0]


def _write_log(job: Job, sentence: str, cell: str, error: Exception) -> None:
    trace = "".join(traceback.format_exception(error))
    write_text(job.log, f"{job.name}\n{sentence}\n\nLast cell:\n{cell}\n\n{trace}")
