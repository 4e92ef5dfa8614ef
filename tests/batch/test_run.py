"""Whole runs: two workers in processes of their own, with what can go wrong going wrong."""

from __future__ import annotations

import io
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import dask
import pytest

from nhs_culture.batch import Inputs, Job, JobError, run
from nhs_culture.batch.state import recall
from nhs_culture.files import write_text

pytestmark = pytest.mark.usefixtures("warm")


def make_page(job):
    write_text(job.products[0], f"{job.parameters['trust']} by {os.getpid()}")


def lose_the_first_worker(job):
    """Kill the worker that makes the page of RRF, the first time."""
    once = job.notebook.with_name("once")
    if job.parameters["trust"] == "RRF" and not once.exists():
        once.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    make_page(job)


def lose_every_worker(job):
    if job.parameters["trust"] == "RRF":
        os.kill(os.getpid(), signal.SIGKILL)
    make_page(job)


@pytest.fixture
def jobs(notebook, tmp_path):
    def make(*trusts, cells=("trust",)):
        page = notebook(*cells)
        return [
            Job(
                page,
                {"trust": trust},
                tmp_path / f"runs/{trust}/page.ipynb",
                products=(tmp_path / f"{trust}/page.html",),
            )
            for trust in trusts
        ]

    return make


def test_pages_are_made_by_two_workers_and_not_made_again(jobs, inputs, cluster):
    trusts = ("RP1", "RRF", "RM3", "RA7", "REN", "R1F")
    todo = jobs(*trusts, cells=("import time; time.sleep(0.3)",))
    stream = io.StringIO()
    outcomes = run(todo, inputs, after=make_page, scheduler=cluster, stream=stream)
    assert [(outcome.job, outcome.status) for outcome in outcomes] == [(job, "ok") for job in todo]
    pages = [job.products[0].read_text().split(" by ") for job in todo]
    assert tuple(page[0] for page in pages) == trusts
    assert len({page[1] for page in pages}) == 2
    assert str(os.getpid()) not in {page[1] for page in pages}
    lines = stream.getvalue().splitlines()
    assert [line.split()[0] for line in lines] == [f"{n}/6" for n in range(1, 7)]

    stream = io.StringIO()
    again = run(todo, inputs, after=make_page, scheduler=cluster, stream=stream)
    assert {outcome.status for outcome in again} == {"unchanged"}
    assert stream.getvalue() == ""


def test_failures_do_not_stop_the_others_and_can_be_run_alone(jobs, inputs, notebook, cluster):
    todo = jobs("RP1", "RRF", "RM3", cells=("assert trust != 'RRF', 'no figures'",))
    stream = io.StringIO()
    outcomes = run(todo, inputs, after=make_page, scheduler=cluster, stream=stream)
    assert [outcome.status for outcome in outcomes] == ["ok", "failed", "ok"]
    assert outcomes[1].error == "AssertionError: no figures"
    assert "failed page RRF" in stream.getvalue()
    notebook("'mended'")
    (mended,) = run(
        todo, inputs, after=make_page, scheduler=cluster, only_failed=True, stream=stream
    )
    assert (mended.job, mended.status) == (todo[1], "ok")


def test_a_worker_killed_in_mid_run_loses_nothing(jobs, inputs, cluster):
    todo = jobs("RP1", "RRF", "RM3", "RA7")
    outcomes = run(
        todo, inputs, after=lose_the_first_worker, scheduler=cluster, stream=io.StringIO()
    )
    assert (todo[0].notebook.with_name("once")).exists()
    assert [outcome.status for outcome in outcomes] == ["ok"] * 4
    assert all(job.products[0].exists() for job in todo)


def test_a_job_that_takes_its_worker_down_every_time_is_a_failure(jobs, inputs, cluster):
    todo = jobs("RP1", "RRF", "RM3")
    outcomes = run(todo, inputs, after=lose_every_worker, scheduler=cluster, stream=io.StringIO())
    assert [outcome.status for outcome in outcomes] == ["ok", "failed", "ok"]
    assert outcomes[1].error == "The worker was lost every time it ran this."


SCRIPT = """
import sys
from pathlib import Path
sys.path.insert(0, {folder!r})
from nhs_culture.batch import Inputs, Job, run
from test_run import make_page
if __name__ == "__main__":
    root = Path({root!r})
    todo = [Job(root / "page.ipynb", {{"trust": code}}, root / f"runs/{{code}}/page.ipynb",
                products=(root / f"{{code}}/page.html",)) for code in {trusts!r}]
    outcomes = run(todo, Inputs(library=()), after=make_page, workers=2, scheduler={scheduler!r})
    print(*(outcome.status for outcome in outcomes))
"""


@pytest.fixture
def script(tmp_path):
    """Start a run in a process of its own, over the notebook that stands in the folder."""

    def start(*trusts, scheduler=None):
        path = tmp_path / "script.py"
        path.write_text(
            SCRIPT.format(
                folder=str(Path(__file__).parent),
                root=str(tmp_path),
                trusts=trusts,
                scheduler=scheduler,
            )
        )
        return subprocess.Popen(
            [sys.executable, str(path)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    return start


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_an_interrupted_run_goes_on_where_it_was(jobs, script, tmp_path, cluster, how):
    trusts = ("RP1", "RRF", "RM3", "RA7", "REN")
    slow = "import time; time.sleep(600 if trust in ('RA7', 'REN') and not done.exists() else 0)"
    done = f"import pathlib; done = pathlib.Path({str(tmp_path / 'done')!r})"
    todo = jobs(*trusts, cells=(done, slow))
    first = script(*trusts)
    wait_for(lambda: all(job.record.exists() for job in todo[:3]))
    if how is signal.SIGINT:
        os.killpg(first.pid, how)
    else:
        first.kill()
    _, said = first.communicate(timeout=300)
    if how is signal.SIGINT:  # the workers leave it to the run
        assert "multiprocessing" not in said
    wait_for(lambda: not workers_of(tmp_path))
    pages = {job.name: job.products[0].read_bytes() for job in todo[:3]}
    assert not any(job.output.exists() or job.record.exists() for job in todo[3:])

    (tmp_path / "done").touch()
    outcomes = run(
        todo, Inputs(library=()), after=make_page, scheduler=cluster, stream=io.StringIO()
    )
    assert [outcome.status for outcome in outcomes] == ["unchanged"] * 3 + ["ok"] * 2
    assert {job.name: job.products[0].read_bytes() for job in todo[:3]} == pages
    assert all(job.products[0].exists() for job in todo)


def test_a_cluster_of_the_user_is_used_and_its_loss_survived(jobs, inputs, script, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    cluster = [
        daemon("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"),
        daemon("worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny"),
    ]
    try:
        todo = jobs("RP1", "RRF", cells=("import time; time.sleep(600 if trust == 'RRF' else 0)",))
        running = script("RP1", "RRF", scheduler=address)
        wait_for(todo[0].record.exists)
        assert recall(todo[0])["status"] == "ok"
        cluster[0].kill()
        printed, _ = running.communicate(timeout=300)
        assert printed.split() == ["ok", "failed"]
        assert not todo[1].output.exists()
    finally:
        for process in cluster:
            process.kill()
            process.wait()


def test_no_scheduler_at_the_address(jobs, inputs):
    soon = dask.config.set({"distributed.comm.timeouts.connect": "1s"})
    told = pytest.raises(JobError, match=r"--scheduler tcp://127\.0\.0\.1:9: expected a Dask")
    with soon, told:
        run(jobs("RP1"), inputs, scheduler="tcp://127.0.0.1:9", stream=io.StringIO())


def daemon(kind, *options):
    paths = [str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.dask_{kind}", *options],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def workers_of(folder):
    """Return the processes of a run that is over: what still has its script or its kernels."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"{folder}/script.py" in (process / "cmdline").read_text():
                found.append(process)
        except OSError:
            continue
    return found


def wait_for(condition, seconds=300):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
