"""How fast the batch is, against what a user would do without it; writes docs/performance.md.

    python benchmarks/batch.py [--pages 24] [--notebook benchmarks/six_figures.ipynb]

All ratios are of times taken within one run of this script, on the same machine and the same
notebook, in turns, so that a busy neighbour slows both sides.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager
from machine import here
from nbclient import NotebookClient
from nbconvert import HTMLExporter

from nhs_culture.batch import Inputs, Job, Outcome, Step, plan, run, warm
from nhs_culture.batch.execute import Manner, perform
from nhs_culture.batch.provisioner import WarmProvisioner
from nhs_culture.batch.state import remember
from nhs_culture.batch.warm import warm_process
from nhs_culture.files import write_text
from nhs_culture.paths import find_project
from nhs_culture.validation import write_section

HERE = Path(__file__).parent
ALL_PAGES = 1_200
IN_ONE_PROCESS = """
import io, json, sys, time
import matplotlib; matplotlib.use("agg")
import matplotlib.pyplot as plt
cells = [c for c in json.load(open(sys.argv[1]))["cells"] if c["cell_type"] == "code"]
codes = [compile("".join(c["source"]), "cell", "exec") for c in cells]
for line in sys.stdin:
    started = time.perf_counter()
    names = {}
    for number, code in enumerate(codes):
        exec(code, names)
        if number == 0:
            names["trust"] = line.strip()
        for figure in map(plt.figure, plt.get_fignums()):
            figure.savefig(io.BytesIO(), format="png", bbox_inches="tight")
        plt.close("all")
    print(time.perf_counter() - started, flush=True)
"""


def make_page(job: Job) -> None:
    """Turn an executed notebook into HTML with nbconvert, as the plain loop does."""
    page, _ = exporter().from_filename(str(job.output))
    write_text(job.products[0], page)


@cache
def exporter() -> HTMLExporter:
    """Return one exporter for all pages of a worker."""
    return HTMLExporter()


def jobs(notebook: Path, folder: Path, trusts: Iterable[str]) -> list[Job]:
    return [
        Job(
            notebook,
            {"trust": trust},
            folder / f"runs/{trust}.ipynb",
            products=(folder / f"{trust}.html",),
        )
        for trust in trusts
    ]


def plain_page(notebook: Path, folder: Path, trust: str) -> float:
    """Return the seconds of one turn of the plain loop: papermill, then jupyter nbconvert."""
    executed = folder / f"{trust}.ipynb"
    started = time.perf_counter()
    run_tool("papermill", "-k", "python3", notebook, executed, "-p", "trust", trust)
    run_tool("nbconvert", "--to", "html", executed)
    return time.perf_counter() - started


def run_tool(module: str, *arguments: object) -> None:
    command = [sys.executable, "-m", module, *map(str, arguments)]
    subprocess.run(command, check=True, capture_output=True)


class OneProcess:
    """The notebook's own code, over and over in one Python process that has its imports."""

    def __init__(self, notebook: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", IN_ONE_PROCESS, str(notebook)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
            text=True,
        )
        self.seconds("WARM")

    def seconds(self, trust: str) -> float:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(trust, file=self._process.stdin, flush=True)
        return float(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate()


def overhead(notebook: Path, folder: Path, rounds: int) -> dict[str, float]:
    """Take turns between one warm Python process and one worker's way of running a notebook."""
    todo = [Job(notebook, {"trust": f"T{n:02}"}, folder / f"{n}.ipynb") for n in range(rounds + 1)]
    first, *steps = plan(todo, Inputs(()))
    manner = Manner(after=None, timeout=600, retries=0)
    perform(first, manner)
    one = OneProcess(notebook)
    own, ours, inside, stock = [], [], [], []
    for step in steps:
        own.append(one.seconds(step.job.parameters["trust"]))
        outcome = perform(step, manner)
        assert outcome.status == "ok", outcome
        ours.append(outcome.seconds)
        inside.append(seconds_in_cells(step.job.output))
        stock.append(in_a_stock_kernel(step, manner))
    one.close()
    return {
        "stock": statistics.median(stock),
        "own": statistics.median(own),
        "ours": statistics.median(ours),
        "cells": statistics.median(inside),
        "ratio": statistics.median(b / a for a, b in zip(own, ours, strict=True)),
    }


def in_a_stock_kernel(step: Step, manner: Manner) -> float:
    """Return the seconds of the same where no kernel is forked, as on macOS."""
    warm.SUPPORTED = False
    try:
        outcome = perform(step, manner)
    finally:
        warm.SUPPORTED = True
    assert outcome.status == "ok", outcome
    return outcome.seconds


def seconds_in_cells(executed: Path) -> float:
    cells = json.loads(executed.read_text(encoding="utf-8"))["cells"]
    return sum(cell["metadata"]["papermill"]["duration"] or 0 for cell in cells)


def memory_of_a_kernel(notebook: Path) -> float:
    """Return the megabytes that a kernel adds to its warm process by running the notebook (PSS)."""

    class Manager(KernelManager):
        @property
        def kernel_spec(self) -> KernelSpec:
            command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
            return KernelSpec(argv=command, language="python")

    warm = warm_process()
    assert warm is not None
    before = proportional_set_size(warm.pid)
    manager = Manager(kernel_id="memory")
    manager.provisioner = WarmProvisioner(
        kernel_id=manager.kernel_id, kernel_spec=manager.kernel_spec, parent=manager
    )
    manager.start_kernel()
    NotebookClient(nbformat.read(notebook, 4), km=manager).execute()
    both = sum(map(proportional_set_size, (warm.pid, manager.provisioner.pid)))
    manager.shutdown_kernel(now=True)
    return both - before


def proportional_set_size(pid: int) -> float:
    """Return megabytes, with every shared page counted once over all that share it."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


class Clock(io.StringIO):
    """Notes when each line of progress comes."""

    def __init__(self) -> None:
        super().__init__()
        self.ticks = [time.perf_counter()]

    def write(self, text: str) -> int:
        if text.strip():
            self.ticks.append(time.perf_counter())
        return len(text)


def timed_run(todo: list[Job], workers: int) -> dict[str, float]:
    """Return the seconds of the whole run, until the first pages, and for each page after them."""
    clock = Clock()
    outcomes = run(todo, Inputs(()), after=make_page, workers=workers, stream=clock)
    whole = time.perf_counter() - clock.ticks[0]
    assert all(outcome.status in ("ok", "unchanged") for outcome in outcomes), outcomes
    pages = clock.ticks[workers:]
    each = (pages[-1] - pages[0]) / (len(pages) - 1) if len(pages) > 1 else 0.0
    return {"whole": whole, "start": whole - each * len(todo), "each": each}


def unchanged(notebook: Path, folder: Path, done: Job) -> float:
    """Return the seconds of a second run over as many pages as all trusts and notebooks make."""
    todo = jobs(notebook, folder, [f"U{number:04}" for number in range(ALL_PAGES)])
    for step in plan(todo, Inputs(())):
        step.job.output.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(done.output, step.job.output)
        shutil.copy(done.products[0], step.job.products[0])
        remember(Outcome(job=step.job, status="ok"), step.key)
    return timed_run(todo, 2)["whole"]


def measure(notebook: Path, pages: int, loops: int) -> dict:
    with tempfile.TemporaryDirectory(prefix="bench-", dir="/tmp") as name:
        folder = Path(name)
        trusts = [f"P{number:02}" for number in range(pages)]
        loop, runs = [], {}
        for workers in (1, 2):
            loop += [plain_page(notebook, folder, f"L{workers}{n}") for n in range(loops)]
            todo = jobs(notebook, folder / str(workers), trusts)
            runs[workers] = timed_run(todo, workers)
        return {
            "pages": pages,
            "loop": statistics.median(loop),
            "runs": runs,
            "overhead": overhead(notebook, folder / "overhead", 12),
            "unchanged": unchanged(notebook, folder / "unchanged", todo[0]),
            "memory": memory_of_a_kernel(notebook),
        }


PAGE = """## The batch

Written by `python benchmarks/batch.py`; do not edit. Measured on {date}, {cpus} processors
({machine}), Python {python}, load average before and after {load}. The notebook is
`benchmarks/{notebook}`: six figures and a regression, on made-up numbers. Every ratio is of times
taken within one run of the script.

| | one worker | two workers | aim |
|---|---:|---:|---:|
| plain loop of `papermill` and `jupyter nbconvert`, seconds a page | {loop:.1f} | {loop:.1f} | |
| batch, seconds a page, {pages} pages, start and end counted | {whole1:.2f} | {whole2:.2f} | |
| **throughput against the plain loop** | {faster1:.1f} times | {faster2:.1f} times | 8 |
| batch, seconds a page once it runs | {each1:.2f} | {each2:.2f} | |
| throughput against the plain loop once it runs | {steady1:.1f} times | {steady2:.1f} times | |
| start of the workers and their warm processes, and end, seconds | {start1:.1f} | {start2:.1f} | |
| {all:,} pages, minutes, reckoned from the above | {all1:.0f} | {all2:.0f} | 25 |

| | measured | aim |
|---|---:|---:|
| notebook in one warm Python process, seconds | {own:.2f} | |
| same notebook in a warm kernel of its own, whole executed file written, seconds | {ours:.2f} | |
| **overhead of the second over the first, median of the pairs** | {ratio:.2f} times | 1.5 |
| same notebook in a stock kernel, started for it, seconds | {stock:.2f} | |
| second run over {all:,} unchanged pages, seconds | {unchanged:.1f} | 5 |
| memory of a kernel beside its warm process, shared pages once, MB | {memory:.0f} | 150 |

Where the time of a page goes: {cells:.2f} s in the notebook's own cells, {rest:.2f} s for the fork,
the handshake, the parameters and the executed file, and the rest of a page for nbconvert
and for waiting for a processor. A plain loop spends all but {cells:.1f} s of its {loop:.1f} s on
starting four programs and importing their libraries.

### Could the warm kernels be smaller?

What they gain is {gain:.2f} s a notebook: {stock:.2f} s in a stock kernel, {ours:.2f} s in a
forked one. All of it is gained by one call of `fork`, which is made or not: no simpler program
keeps four fifths of it. Nor can a third of the code make that call. Of some 460 lines (docstrings
and comments aside) about 330 import libraries, read the data, take a request and turn the copy
into a kernel that papermill can talk to. The other 130 see to it that a kernel ends with its
owner however that ends, that its exit is told, that no two kernels meet on a port, that one which
takes all memory goes first, and that a fork which would lose a thread or a figure is refused:
without them a run that is killed leaves its kernels behind.

Running many notebooks in one kernel, each in a fresh namespace, needs no fork and hardly any code
({own:.2f} s a notebook); but then pages share memory, and a notebook that changes a table in place
changes every later page in silence. The fork server of Python's own `multiprocessing` would take
the place of some 70 of the 460 lines, and would run the caller's main module in every kernel.
"""


def report(notebook: Path, load: float, found: dict) -> str:
    runs, pages = found["runs"], found["pages"]
    by_workers = {}
    for workers, times in runs.items():
        page = times["whole"] / pages
        by_workers |= {
            f"whole{workers}": page,
            f"faster{workers}": found["loop"] / page,
            f"each{workers}": times["each"],
            f"steady{workers}": found["loop"] / times["each"],
            f"start{workers}": times["start"],
            f"all{workers}": (times["start"] + ALL_PAGES * times["each"]) / 60,
        }
    return PAGE.format(
        **here(),
        load=f"{load:.1f} and {os.getloadavg()[0]:.1f}",
        notebook=notebook.name,
        all=ALL_PAGES,
        rest=found["overhead"]["ours"] - found["overhead"]["cells"],
        gain=found["overhead"]["stock"] - found["overhead"]["ours"],
        **found["overhead"],
        **by_workers,
        **{name: found[name] for name in ("loop", "pages", "unchanged", "memory")},
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--notebook", type=Path, default=HERE / "six_figures.ipynb")
    arguments.add_argument("--pages", type=int, default=24)
    arguments.add_argument("--loops", type=int, default=2)
    given = arguments.parse_args()
    load = os.getloadavg()[0]
    found = measure(given.notebook, given.pages, given.loops)
    text = report(given.notebook, load, found)
    write_section(find_project().docs / "performance.md", "batch", text)
    print(text)


if __name__ == "__main__":
    main()
