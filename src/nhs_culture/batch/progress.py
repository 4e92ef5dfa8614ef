"""One bar for the whole run on a terminal; a line for each finished job elsewhere."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TextIO

from nhs_culture.batch.jobs import Outcome

__all__ = ["Progress"]


class Progress:
    """Shows how far a run is: jobs done, rate, time left, failures.

    Parameters
    ----------
    total
        Number of jobs to run.
    stream
        Where to write. A bar if it is a terminal, lines if not.
    """

    def __init__(self, total: int, stream: TextIO | None = None) -> None:
        from tqdm import tqdm

        self._stream = sys.stderr if stream is None else stream
        self._total = total
        self._done = 0
        self._failed = 0
        self._bar = (
            tqdm(total=total, unit="page", file=self._stream, dynamic_ncols=True, smoothing=0.1)
            if self._stream.isatty()
            else None
        )

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.close()

    def finished(self, outcome: Outcome) -> None:
        """Count a finished job and show it; a failure is always named."""
        self._done += 1
        self._failed += outcome.status == "failed"
        line = f"{outcome.status:6} {outcome.job.name} ({outcome.seconds:.1f} s)"
        if outcome.error:
            line += f": {outcome.error}"
        if self._bar is None:
            print(f"{self._done}/{self._total} {line}", file=self._stream, flush=True)
            return
        if outcome.status == "failed":
            self._bar.write(line, file=self._stream)
        self._bar.set_postfix(failed=self._failed, refresh=False)
        self._bar.update()
