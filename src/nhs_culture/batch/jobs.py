"""What is to be run: one notebook, its parameters, and where the executed copy goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from nhs_culture.errors import NhsCultureError

__all__ = ["Job", "JobError", "Outcome", "Status"]

Status = Literal["ok", "failed", "unchanged"]


class JobError(NhsCultureError, ValueError):
    """A job cannot be run as asked: names the notebook and the parameter."""


@dataclass(frozen=True)
class Job:
    """One notebook with one set of parameters.

    Attributes
    ----------
    notebook
        The notebook, without outputs.
    parameters
        Values for its cell tagged ``parameters``: text, numbers, booleans, None, or lists of them.
    output
        Where the executed notebook goes. It appears whole or not at all; the record of the run
        (``.json``) and, after a failure, the log (``.log``) stand beside it.
    products
        Files made from the executed notebook by ``after`` (see :func:`nhs_culture.batch.run`). A
        job whose products are missing or altered is run again.
    reads
        Files beside the shared inputs that the notebook reads, such as what other jobs leave. The
        job is run again when one of them changes, appears or goes.
    rows
        Digest of the rows that the notebook reads of tables that others read other rows of.
    """

    notebook: Path
    parameters: Mapping[str, Any]
    output: Path
    products: tuple[Path, ...] = field(default=())
    reads: tuple[Path, ...] = field(default=())
    rows: str = ""

    @property
    def name(self) -> str:
        """Notebook and parameter values, for people: ``engagement RP1``."""
        values = (str(value) for value in self.parameters.values() if value not in ("", None))
        return " ".join([self.notebook.stem, *values])

    @property
    def record(self) -> Path:
        """The record of the last run."""
        return self.output.with_suffix(".json")

    @property
    def log(self) -> Path:
        """What is known about the last failure: the cell, the traceback, the kernel's output."""
        return self.output.with_suffix(".log")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a job.

    Attributes
    ----------
    status
        ``ok``, ``failed``, or ``unchanged`` if there was nothing to do.
    seconds
        Wall-clock time of the last attempt.
    error
        What went wrong, in one sentence; empty if nothing did.
    cell
        Source of the cell that was running when it went wrong.
    log
        The log file of a failure, else None.
    attempts
        How often the notebook was started: 0 if it was unchanged, 2 if its kernel was lost once.
    """

    job: Job
    status: Status
    seconds: float = 0.0
    error: str = ""
    cell: str = ""
    log: Path | None = None
    attempts: int = 0
