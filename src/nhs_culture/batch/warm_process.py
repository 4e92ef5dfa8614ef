"""The warm process: has imported the libraries once, and forks a kernel whenever it is asked.

Run as ``python -m nhs_culture.batch.warm_process FOLDER`` by :mod:`nhs_culture.batch.warm`, with
one end of a pair of sockets as its standard input. It says that it is ready (a nought); then a
request comes in with the kernel's output streams, the process id goes out, later the exit code; one
kernel at a time. The line is a lifeline: when the owner goes away, so do the kernel, the folder and
the process.

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
import select
import shutil
import signal
import socket
import struct
import sys
import time
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
    "pandas.io.formats.html",
    "pandas.io.formats.string",
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
"""A message is a number: nought when ready, the length of a request, a process id, an exit code."""

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
    """Warm up, serve until the owner is gone; in a child, become the kernel."""
    del sys.path[0]  # the folder it was started in, which is not that of the kernels
    owner = socket.socket(fileno=os.dup(0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    warm_up()
    with suppress(ConnectionError):
        owner.sendall(HEADER.pack(0))
        request = serve(owner)
        if request is not None:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            become_kernel(request)
            return
    shutil.rmtree(sys.argv[1], ignore_errors=True)


def warm_up() -> None:
    """Import the libraries, draw a figure and read the data, so that kernels find them ready."""
    package = importlib.import_module("nhs_culture")
    own = [found.name for found in pkgutil.walk_packages(package.__path__, "nhs_culture.")]
    for name in (*LIBRARIES, *(name for name in own if name.split(".")[1] not in NOT_IN_NOTEBOOKS)):
        with suppress(ImportError):
            importlib.import_module(name)
    hold_strings_in_python()
    draw_something()
    open_the_data()
    check_that_nothing_is_lost()
    gc.collect()
    gc.freeze()


def hold_strings_in_python() -> None:
    """Have pandas keep text as Python's strings: of tables as small as ours, Arrow's are slower."""
    with suppress(ImportError):
        import pandas as pd

        pd.set_option("mode.string_storage", "python")


def open_the_data() -> None:
    """Read the project's figures once, for all kernels; notebooks of other projects read theirs.

    The first planned question is answered and drawn, and the claims about it are judged, which
    fills what every answer and every claim looks up.
    """
    from nhs_culture import open_data
    from nhs_culture.data.access import prepare
    from nhs_culture.errors import NhsCultureError
    from nhs_culture.pages.lead import headline
    from nhs_culture.pages.trend import trend
    from nhs_culture.studies import answer, question

    with suppress(NhsCultureError, OSError):
        data = open_data()
        prepare(data)
        for trust, measure in data.register.analysis_plan[["org_code", "measure"]].to_numpy()[:1]:
            answered = answer(data, question(data, trust, measure))
            trend(answered)
            headline(answered, "engagement")


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


def serve(owner: socket.socket) -> Request | None:
    """Return None when the owner is gone; in a forked child, return what it has to become."""
    while (request := receive(owner)) is not None:
        pid = os.fork()
        if pid == 0:
            owner.close()
            return request
        os.close(request.stdout)
        os.close(request.stderr)
        owner.sendall(HEADER.pack(pid))
        code = ending(pid, owner)
        if code is None:
            return None
        owner.sendall(HEADER.pack(code))
    return None


def ending(pid: int, owner: socket.socket) -> int | None:
    """Wait for the end of a kernel and return its exit code; None if the owner was gone before."""
    kernel = os.pidfd_open(pid)
    ready, _, _ = select.select([kernel, owner.fileno()], [], [])
    os.close(kernel)
    gone = owner.fileno() in ready
    if gone:
        kill_all_of(pid)
    _, status = os.waitpid(pid, 0)
    return None if gone else os.waitstatus_to_exitcode(status)


def receive(owner: socket.socket) -> Request | None:
    """Read one request, its length with the two streams and then JSON; None at the end."""
    header, streams, _, _ = socket.recv_fds(owner, HEADER.size, 2)
    if len(header) < HEADER.size:
        return None
    (length,) = HEADER.unpack(header)
    asked: dict[str, Any] = json.loads(owner.recv(length, socket.MSG_WAITALL))
    return Request(**asked, stdout=streams[0], stderr=streams[1])


def kill_all_of(pid: int) -> None:
    """Kill a kernel and what it started; it leads no group yet while it is being forked."""
    for send in (os.killpg, os.kill):
        with suppress(ProcessLookupError):
            send(pid, signal.SIGKILL)


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
