"""Our side of warm kernels: start a warm process, have it fork a kernel, mind the kernel."""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from nhs_culture.batch.warm_process import HEADER, kill_all_of

__all__ = ["SUPPORTED", "WarmKernel", "WarmProcess", "warm_process"]

SUPPORTED = sys.platform == "linux"
"""On macOS and Windows the libraries do not survive a fork: stock kernels are used there."""

SETTINGS = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "PYTHONHASHSEED": "0",
}
"""Environment of a warm process: no thread may run in it, and figures have to be inline ones."""

logger = logging.getLogger(__name__)


class WarmProcess:
    """A warm process of our own, for one kernel at a time. It goes when we close it, or are gone.

    Attributes
    ----------
    folder
        A private folder for the sockets of its kernels; it goes with the process.

    Raises
    ------
    OSError
        It could not be started, or ended while it was warming up: says why.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="nhs-culture-", dir="/tmp"))  # paths are short
        self._line, theirs = socket.socketpair()
        with theirs, tempfile.TemporaryFile() as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "nhs_culture.batch.warm_process", str(self.folder)],
                stdin=theirs.fileno(),
                stdout=log,
                stderr=log,
                env={**os.environ, **SETTINGS},
                start_new_session=True,
            )
            theirs.close()
            if self._line.recv(HEADER.size, socket.MSG_WAITALL) != HEADER.pack(0):
                log.seek(0)
                lines = log.read().decode(errors="replace").splitlines() or ["no message"]
                raise OSError(lines[-1])

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    def runs(self) -> bool:
        """Tell whether it can still be asked."""
        return self._process.poll() is None

    def fork(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        folder: str,
        streams: tuple[int, int],
    ) -> WarmKernel:
        """Return a new kernel.

        Parameters
        ----------
        command
            The command line of the stock kernel.
        environment, folder
            Environment and working directory of the kernel.
        streams
            File descriptors that become its standard output and standard error.

        Raises
        ------
        OSError
            The warm process is gone, or there is no room for another process.
        """
        asked = {"command": list(command), "environment": dict(environment), "folder": folder}
        body = json.dumps(asked).encode()
        self._line.settimeout(30)
        socket.send_fds(self._line, [HEADER.pack(len(body))], list(streams))
        self._line.sendall(body)
        answer = self._line.recv(HEADER.size, socket.MSG_WAITALL)
        if len(answer) < HEADER.size:
            raise ConnectionResetError("the warm process is gone")
        return WarmKernel(HEADER.unpack(answer)[0], self._line)

    def close(self) -> None:
        """End it, and the kernel that it may have."""
        self._line.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)


class _Hearth:
    """The warm process of this process, if it has needed one."""

    process: WarmProcess | None = None
    given_up = False


def warm_process() -> WarmProcess | None:
    """Return the warm process of this process, started if there is none; None for stock kernels.

    One that was killed is started again; one that could not be started is not tried again.
    """
    if not SUPPORTED or _Hearth.given_up:
        return None
    if _Hearth.process is None or not _Hearth.process.runs():
        try:
            _Hearth.process = WarmProcess()
        except OSError as error:
            _Hearth.given_up = True
            logger.warning("No warm kernels, stock kernels are used: %s", error)
            return None
    return _Hearth.process


class WarmKernel:
    """A forked kernel, seen through the line to its warm process.

    It looks like the ``subprocess.Popen`` that a stock kernel has, so that jupyter_client's own
    provisioner can mind it.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, line: socket.socket) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._line = line

    def poll(self) -> int | None:
        """Return the exit code (negative for a signal), or None while the kernel runs."""
        return self._hear(0)

    def wait(self) -> int | None:
        """Wait for the end and return the exit code."""
        return self._hear(None)

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the kernel and what it started, and see it gone."""
        if self.poll() is None:
            kill_all_of(self.pid)
            self._hear(5)

    def _hear(self, timeout: float | None) -> int | None:
        if self.returncode is None:
            self._line.settimeout(timeout)
            try:
                message = self._line.recv(HEADER.size, socket.MSG_WAITALL)
            except (BlockingIOError, TimeoutError):
                return None
            except OSError:
                message = b""
            # A warm process that is gone has taken its kernel with it.
            whole = len(message) == HEADER.size
            self.returncode = HEADER.unpack(message)[0] if whole else -signal.SIGKILL
        return self.returncode
