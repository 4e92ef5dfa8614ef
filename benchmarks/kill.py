"""Kill things at random moments, start again, and look at every page.

    python benchmarks/kill.py [--draws 20] [kernel worker scheduler run disk race ...]

Each draw starts a run over a few pages in a process of its own, takes away a kernel, a worker, the
scheduler, the whole run or the disk at a random moment, starts the run again as a user would, and
checks that every page is whole and right, that nothing half written is left, and that there is
nothing more to do.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import nbformat
from distributed import Client

from nhs_culture.batch import BusyError, Inputs, Job, held, plan, run
from nhs_culture.batch.run import local_cluster
from nhs_culture.files import write_text

TRUSTS = [f"T{number}" for number in range(8)]
ALL = "ALL"
CELLS = ('trust = ""', "import time; time.sleep(0.5)", "print(trust * 20_000)")
BUSY = 3
"""Exit status of a run that found another at work in its folder."""
PATIENCE = 120
"""Seconds that any run of these few pages may take, on a busy machine."""


def make_page(job: Job) -> None:
    """Write a page that is long enough to be caught half written."""
    text = job.output.read_text(encoding="utf-8")
    write_text(job.products[0], job.parameters["trust"] * text.count(job.parameters["trust"]))


def jobs(folder: Path) -> list[Job]:
    """Return a page a trust, and one that reads what all the others leave."""
    pages = [_job(folder, trust) for trust in TRUSTS]
    return [replace(_job(folder, ALL), reads=tuple(job.record for job in pages)), *pages]


def _job(folder: Path, trust: str) -> Job:
    return Job(
        folder / "page.ipynb",
        {"trust": trust},
        folder / f"runs/{trust}.ipynb",
        products=(folder / f"{trust}.html",),
    )


def write_notebook(folder: Path) -> None:
    cells = [nbformat.v4.new_code_cell(code) for code in CELLS]
    cells[0].metadata["tags"] = ["parameters"]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {
        "name": "python3",
        "language": "python",
        "display_name": "Python 3",
    }
    nbformat.write(notebook, folder / "page.ipynb")


def start(folder: Path, scheduler: str | None) -> subprocess.Popen:
    """Start a run in a process of its own."""
    command = [sys.executable, __file__, "--run", str(folder), *([scheduler] if scheduler else [])]
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(command, stdout=log, stderr=log)


def check(folder: Path) -> None:
    """Look at every page; say which is wrong."""
    for job in jobs(folder):
        executed = nbformat.read(job.output, 4)
        assert executed.cells[-1].outputs[0].text.strip() == job.parameters["trust"] * 20_000, job
        page = job.products[0].read_text()
        assert len(page) > 40_000, job
        assert set(page) == set(job.parameters["trust"]), job
    assert not list(folder.rglob("*.tmp"))
    assert not plan(jobs(folder), Inputs(()))


def children(pid: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(status.read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(status.parent.name))
    return found


def kill(pids: list[int]) -> None:
    with suppress(IndexError, ProcessLookupError):
        os.kill(random.choice(pids), signal.SIGKILL)


def limit_files(size: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def some_time_in(folder: Path) -> None:
    """Wait until the first page is being written, and then for a random part of the run."""
    deadline = time.monotonic() + PATIENCE
    while not (folder / "runs").exists():
        assert time.monotonic() < deadline, folder
        time.sleep(0.02)
    time.sleep(random.uniform(0, 3))


def lose_kernel(folder: Path, client: Client) -> None:
    running = start(folder, client.scheduler.address)
    some_time_in(folder)
    warm = [child for worker in client.run(os.getpid).values() for child in children(worker)]
    kill([kernel for process in warm for kernel in children(process)])
    running.wait(PATIENCE)


def lose_worker(folder: Path, client: Client) -> None:
    running = start(folder, client.scheduler.address)
    some_time_in(folder)
    kill(list(client.run(os.getpid).values()))
    running.wait(PATIENCE)


def lose_disk(folder: Path, client: Client) -> None:
    client.run(limit_files, random.randrange(200, 60_000))
    start(folder, client.scheduler.address).wait(PATIENCE)
    client.run(limit_files, resource.RLIM_INFINITY)


def lose_run(folder: Path, client: Client) -> None:
    running = start(folder, None)
    some_time_in(folder)
    running.kill()
    running.wait()
    time.sleep(2)  # its workers see that it is gone


def lose_race(folder: Path, client: Client) -> None:
    """Start a second run while the first is at work, and kill the first."""
    first = start(folder, None)
    while not (folder / ".lock").exists() or not (folder / ".lock").read_text():
        time.sleep(0.02)
    second = start(folder, None)
    assert second.wait(PATIENCE) == BUSY
    first.kill()
    first.wait()
    start(folder, None).wait(PATIENCE)


def lose_scheduler(folder: Path, client: Client) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    local = ("--host", "127.0.0.1", "--no-dashboard")
    with daemon("scheduler", "--port", str(port), *local) as scheduler, daemon("worker", address):
        running = start(folder, address)
        some_time_in(folder)
        scheduler.kill()
        running.wait(PATIENCE)


@contextmanager
def daemon(kind: str, *options: str) -> Iterator[subprocess.Popen]:
    command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *options]
    paths = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": paths},
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


HARMS = {
    "kernel": lose_kernel,
    "worker": lose_worker,
    "disk": lose_disk,
    "run": lose_run,
    "scheduler": lose_scheduler,
    "race": lose_race,
}


def draw(kind: str, client: Client) -> tuple[int, int]:
    """Return how many pages were left to do after the harm, and how many runs it took to do them.

    Raises
    ------
    AssertionError
        A page is not right, or three more runs were not enough.
    """
    folder = Path(tempfile.mkdtemp(prefix=f"kill-{kind}-"))
    write_notebook(folder)
    HARMS[kind](folder, client)
    left = len(plan(jobs(folder), Inputs(())))
    runs = 0
    while plan(jobs(folder), Inputs(())):
        runs += 1
        assert runs <= 3, folder
        start(folder, client.scheduler.address).wait(PATIENCE)
    check(folder)
    shutil.rmtree(folder)
    return left, runs


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("kinds", nargs="*", default=list(HARMS), help=", ".join(HARMS))
    arguments.add_argument("--draws", type=int, default=20)
    given = arguments.parse_args()
    with local_cluster(2) as cluster, Client(cluster) as client:
        for kind in given.kinds:
            drawn = [draw(kind, client) for _ in range(given.draws)]
            left = sum(pages for pages, _ in drawn)
            most = max(runs for _, runs in drawn)
            pages = given.draws * (len(TRUSTS) + 1)
            print(
                f"{kind}: {given.draws} times at random moments, every page right; {left} of "
                f"{pages} pages were left to do, at most {most} more runs",
                flush=True,
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        folder, *scheduler = sys.argv[2:]
        sys.path.insert(0, str(Path(__file__).parent))
        from kill import make_page as importable

        try:
            with held(Path(folder)):
                done = run(
                    jobs(Path(folder)),
                    Inputs(()),
                    after=importable,
                    workers=2,
                    scheduler=scheduler[0] if scheduler else None,
                )
        except BusyError as busy:
            print(busy)
            sys.exit(BUSY)
        sys.exit(any(outcome.status == "failed" for outcome in done))
    main()
