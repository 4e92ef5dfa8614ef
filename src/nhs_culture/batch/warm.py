"""The client's side of warm kernels: start a warm process, find one, ask it for a kernel."""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import nhs_culture
from nhs_culture.batch.warm_process import HEADER, kill_all_of

__all__ = ["SUPPORTED", "WarmKernel", "WarmProcess", "connect", "find", "launch", "stay_warm"]

SUPPORTED = sys.platform == "linux"
"""On macOS and Windows the libraries do not survive a fork: stock kernels are used there."""

INHERITED = ("PYTHONPATH", "NHS_CULTURE_PROJECT")
"""Variables that are read when the library is imported, so that a fork cannot change them."""

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
    """A warm process of our own. It goes when :meth:`close` is called or when we are gone.

    Attributes
    ----------
    folder
        A private folder, with the socket that the process listens on.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"{_fingerprint()}-", dir=_runtime()))
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "nhs_culture.batch.warm_process", str(self.folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env={**os.environ, **SETTINGS},
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    def __enter__(self) -> WarmProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def wait_until_ready(self) -> bool:
        """Wait for the imports; return False, and say why, if the process ended instead."""
        assert self._process.stdout is not None
        ready = self._process.stdout.readline() == b"ready\n"
        if not ready:
            lines = (self.folder / "log").read_text(errors="replace").splitlines() or ["no message"]
            logger.warning("No warm kernels, stock kernels are used: %s", lines[-1])
        return ready

    def close(self) -> None:
        """Let it end with its last kernel; it clears up behind itself."""
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            stream.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=2)


class _Hearth:
    """The warm process of this process, if it has needed one."""

    process: WarmProcess | None = None
    given_up = False


def stay_warm() -> None:
    """See to it that kernels of this process find a warm process; start one if there is none.

    ``NHS_CULTURE_WARM`` names its folder. One that cannot be started is not tried again.
    """
    named = os.environ.get("NHS_CULTURE_WARM")
    if not SUPPORTED or _Hearth.given_up or (named and _listens(Path(named))):
        return
    try:
        process = WarmProcess()
    except OSError as error:
        _Hearth.given_up = True
        logger.warning("No warm kernels, stock kernels are used: %s", error)
        return
    _Hearth.process = process
    _Hearth.given_up = not process.wait_until_ready()
    os.environ["NHS_CULTURE_WARM"] = str(process.folder)


class WarmKernel:
    """A forked kernel, seen through the connection to its warm process.

    It looks like the ``subprocess.Popen`` that a stock kernel has, so that jupyter_client's own
    provisioner can mind it.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, connection: socket.socket) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._connection = connection

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
            self._connection.settimeout(timeout)
            try:
                message = self._connection.recv(HEADER.size, socket.MSG_WAITALL)
            except (BlockingIOError, TimeoutError):
                return None
            except ConnectionError:
                message = b""
            # A warm process that is gone has taken its kernels with it.
            whole = len(message) == HEADER.size
            self.returncode = HEADER.unpack(message)[0] if whole else -signal.SIGKILL
            self._connection.close()
        return self.returncode


def find() -> socket.socket | None:
    """Connect to a warm process of this user, this environment and this library, if one runs."""
    if not SUPPORTED:
        return None
    with suppress(PermissionError):
        for folder in sorted(_runtime().glob(f"{_fingerprint()}-*")):
            connection = connect(folder)
            if connection is not None:
                return connection
    return None


def connect(folder: Path) -> socket.socket | None:
    """Connect to the warm process of a folder; clear the folder up if the process was killed."""
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(str(folder / "socket"))
    except ConnectionRefusedError:
        shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        pass
    else:
        return connection
    connection.close()
    return None


def _listens(folder: Path) -> bool:
    connection = connect(folder)
    if connection is not None:
        connection.close()
    return connection is not None


def launch(
    connection: socket.socket,
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    folder: str,
    streams: tuple[int, int],
) -> WarmKernel | None:
    """Ask for a kernel; None if the warm process refuses, because the library was edited.

    Parameters
    ----------
    connection
        From :func:`find` or :func:`connect`; the kernel lives as long as it is open.
    command
        The command line of the stock kernel.
    environment, folder
        Environment and working directory of the kernel.
    streams
        File descriptors that become its standard output and standard error.
    """
    asked = {"command": list(command), "environment": dict(environment), "folder": folder}
    body = json.dumps(asked).encode()
    connection.settimeout(30)
    try:
        socket.send_fds(connection, [HEADER.pack(len(body))], list(streams))
        connection.sendall(body)
        answer = connection.recv(HEADER.size, socket.MSG_WAITALL)
    except OSError:
        answer = b""
    if len(answer) < HEADER.size:
        connection.close()
        return None
    return WarmKernel(HEADER.unpack(answer)[0], connection)


def _runtime() -> Path:
    """Return the folder for sockets: short, and nobody else's."""
    given = os.environ.get("NHS_CULTURE_RUNTIME") or os.environ.get("XDG_RUNTIME_DIR")
    folder = Path(given) / "nhs-culture" if given else Path(f"/tmp/nhs-culture-{os.getuid()}")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = folder.lstat()
    if status.st_uid != os.getuid() or status.st_mode & 0o077:
        raise PermissionError(f"{folder}: expected a folder of your own that nobody else can enter")
    return folder


def _fingerprint() -> str:
    """Tell apart environments whose kernels are not the same."""
    settings = [os.environ.get(name, "") for name in INHERITED]
    identity = [sys.prefix, sys.version, str(nhs_culture.__file__), *settings]
    return sha256("\n".join(identity).encode()).hexdigest()[:12]
