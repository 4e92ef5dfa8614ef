"""The warm process: has imported the libraries once, and forks a kernel whenever it is asked.

Run as ``python -m nhs_culture.batch.warm_process FOLDER``. It listens on ``FOLDER/socket`` and
speaks to one client per kernel (:mod:`nhs_culture.batch.warm`): a request comes in with the
kernel's output streams, the process id goes out, later the exit code. The connection is the
kernel's lifeline: a client that goes away takes its kernel with it. When its owner goes away
(end of file on standard input) it takes no more requests and ends with its last kernel.

It never starts a thread, opens no ZeroMQ context and draws with no backend: a fork copies one
thread only, and must find nothing half done.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import pkgutil
import selectors
import shutil
import signal
import socket
import struct
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["HEADER", "LIBRARIES", "Request", "kill_all_of", "main"]

LIBRARIES = (
    "ipykernel_launcher",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.debugger",
    "IPython.core.completer",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.core.pylabtools",
    "IPython.extensions.storemagic",
    "faulthandler",
    "pdb",
    "tornado.platform.asyncio",
    "zmq.utils.garbage",
    "numpy.random",
    "pandas",
    "pandas.io.formats.style",
    "pandas.core.methods.to_dict",
    "pyarrow.pandas_compat",
    "pyarrow.parquet",
    "scipy.optimize",
    "scipy.stats",
    "statsmodels.api",
    "statsmodels.formula.api",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "seaborn",
    "jinja2",
    "yaml",
)
"""What every notebook imports sooner or later; one that is not installed is left out."""

NOT_IN_NOTEBOOKS = ("batch", "cli", "__main__")
"""Parts of our own library that a kernel has no use for."""

HEADER = struct.Struct("!i")
"""A message is a number: the length of a request, a process id, an exit code."""

PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Request:
    """The kernel that a client asks for: its command line, environment, folder and streams."""

    command: list[str]
    environment: dict[str, str]
    folder: str
    stdout: int
    stderr: int


def main() -> None:
    """Warm up, serve until the owner and all kernels are gone; in a child, become the kernel."""
    del sys.path[0]  # the folder it was started in, which is not that of the kernels
    folder = Path(sys.argv[1])
    started = time.time()
    warm_up()
    request = Server(folder / "socket", started).serve()
    if request is None:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        become_kernel(request)


def warm_up() -> None:
    """Import the libraries and draw a figure, so that kernels find fonts and caches ready."""
    package = importlib.import_module("nhs_culture")
    own = [found.name for found in pkgutil.walk_packages(package.__path__, "nhs_culture.")]
    for name in (*LIBRARIES, *(name for name in own if name.split(".")[1] not in NOT_IN_NOTEBOOKS)):
        with suppress(ImportError):
            importlib.import_module(name)
    draw_something()
    check_that_nothing_is_lost()
    gc.collect()
    gc.freeze()


def check_that_nothing_is_lost() -> None:
    """Refuse to serve rather than fork kernels that would lack something.

    A fork has one thread; and matplotlib's inline backend finds the kernel when it is imported, so
    that figures would be lost if it was imported before there is one.
    """
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads > 1:
        sys.exit(f"a library has started {threads - 1} threads, which a fork would lose")
    if "matplotlib_inline.backend_inline" in sys.modules:
        sys.exit("a library has imported the inline backend, and a fork would lose its figures")


def draw_something() -> None:
    """Fill matplotlib's caches of fonts and text without touching pyplot or a backend."""
    from io import BytesIO

    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure()
    FigureCanvasAgg(figure)
    axes = figure.add_subplot(title="0123456789", xlabel="x", ylabel="$-1.5$")
    axes.plot([0, 1], [0, 1], label="a")
    axes.legend()
    figure.savefig(BytesIO(), format="png")
    figure.savefig(BytesIO(), format="svg")


class Server:
    """Forks kernels on request, and tells their clients how they ended."""

    def __init__(self, path: Path, started: float) -> None:
        self._path = path
        self._started = started
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self._path))
        self._listener.listen(64)
        self._woken, self._wake = socket.socketpair()
        self._woken.setblocking(False)
        self._wake.setblocking(False)
        self._kernels: dict[int, socket.socket] = {}
        self._selector = selectors.DefaultSelector()

    def serve(self) -> Request | None:
        """Return None at the end; in a freshly forked child, return what it has to become."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake.fileno(), warn_on_full_buffer=False)
        self._selector.register(sys.stdin, selectors.EVENT_READ, self._check_owner)
        self._selector.register(self._woken, selectors.EVENT_READ, self._report_ends)
        self._selector.register(self._listener, selectors.EVENT_READ, self._take_request)
        print("ready", flush=True)
        while self._listener.fileno() >= 0 or self._kernels:
            for ready, _ in self._selector.select():
                request: Request | None = ready.data()
                if request is not None:
                    return request
        return None

    def _check_owner(self) -> None:
        if not os.read(sys.stdin.fileno(), 4096):
            self._selector.unregister(sys.stdin)
            self._selector.unregister(self._listener)
            self._listener.close()
            self._path.unlink(missing_ok=True)

    def _take_request(self) -> Request | None:
        if self._listener.fileno() < 0:
            return None
        connection, _ = self._listener.accept()
        request = receive(connection)
        pid = None if request is None or self._outdated() else fork()
        if pid == 0:
            connection.close()
            self._leave()
            return request
        if request is not None:
            os.close(request.stdout)
            os.close(request.stderr)
        if pid is None:
            connection.close()
            return None
        self._kernels[pid] = connection
        self._selector.register(connection, selectors.EVENT_READ, lambda: self._lose_client(pid))
        with suppress(OSError):
            connection.sendall(HEADER.pack(pid))
        return None

    def _outdated(self) -> bool:
        """Tell whether the library was edited after it was imported: then nobody may fork it."""
        names = [name for name in sys.modules if name.partition(".")[0] == "nhs_culture"]
        files = [getattr(sys.modules[name], "__file__", None) for name in names]
        try:
            return any(Path(file).stat().st_mtime > self._started for file in files if file)
        except FileNotFoundError:
            return True

    def _lose_client(self, pid: int) -> None:
        if pid in self._kernels:
            self._selector.unregister(self._kernels[pid])
            kill_all_of(pid)

    def _report_ends(self) -> None:
        with suppress(BlockingIOError):
            self._woken.recv(4096)
        for pid, status in ended_children():
            connection = self._kernels.pop(pid, None)
            if connection is None:
                continue
            with suppress(KeyError):
                self._selector.unregister(connection)
            with suppress(OSError):
                connection.sendall(HEADER.pack(os.waitstatus_to_exitcode(status)))
            connection.close()

    def _leave(self) -> None:
        """Close what belongs to the parent, in a child."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self._selector.close()
        for ours in (self._listener, self._wake, self._woken, *self._kernels.values()):
            ours.close()


def fork() -> int | None:
    """Fork; None if the system has no room for another process."""
    try:
        return os.fork()
    except OSError:
        return None


def kill_all_of(pid: int) -> None:
    """Kill a kernel and what it started; it leads no group yet while it is being forked."""
    for send in (os.killpg, os.kill):
        with suppress(ProcessLookupError):
            send(pid, signal.SIGKILL)


def ended_children() -> Iterator[tuple[int, int]]:
    """Yield process id and status of every child that has ended and was not asked for yet."""
    with suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            yield pid, status


def receive(connection: socket.socket) -> Request | None:
    """Read one request, its length with the two streams and then JSON; None if there is none."""
    connection.settimeout(5)
    try:
        header, streams, _, _ = socket.recv_fds(connection, HEADER.size, 2)
        (length,) = HEADER.unpack(header)
        with connection.makefile("rb") as incoming:
            asked: dict[str, Any] = json.loads(incoming.read(length))
    except (OSError, ValueError, struct.error):
        return None
    return Request(**asked, stdout=streams[0], stderr=streams[1])


def become_kernel(request: Request) -> None:
    """Turn this child into the kernel that ``python -m ipykernel_launcher`` would have been."""
    parent = os.getppid()
    die_with_parent(parent)
    os.setsid()
    settle(request)
    import ipykernel_launcher  # type: ignore[import-untyped]
    from ipykernel.kernelapp import IPKernelApp

    arguments = request.command[request.command.index("ipykernel_launcher") + 1 :]
    sys.argv = [str(ipykernel_launcher.__file__), *arguments]
    application = IPKernelApp.instance(parent_handle=parent)
    application.initialize(arguments)  # type: ignore[no-untyped-call]
    application.start()  # type: ignore[no-untyped-call]


def die_with_parent(parent: int) -> None:
    """Have the system kill this process when the warm process dies, however it dies."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def settle(request: Request) -> None:
    """Take on streams, environment, folder and fresh random seeds, as a new process would."""
    import numpy as np

    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (request.stdout, 1), (request.stderr, 2)):
        os.dup2(source, target)
        os.close(source)
    os.environ.clear()
    os.environ.update(request.environment)
    time.tzset()
    os.chdir(request.folder)
    np.random.seed()  # noqa: NPY002  the legacy generator is the one that a fork would share
    with suppress(OSError):  # if memory runs out, the kernel has to go and not the warm process
        Path("/proc/self/oom_score_adj").write_text("500")


if __name__ == "__main__":
    main()
