from __future__ import annotations

import json
import resource
import signal

import nbformat
import pytest

from nhs_culture.batch import Job, plan
from nhs_culture.batch.execute import Manner, perform
from nhs_culture.files import write_text

pytestmark = pytest.mark.usefixtures("warm")

KILL_SELF = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"


def make_page(job):
    write_text(job.products[0], f"<p>{job.parameters['trust']}</p>")


def refuse_page(job):
    raise ValueError("no headline\nin the notebook")


@pytest.fixture
def perform_one(inputs):
    def run(job, *, after=make_page, timeout=300, retries=1):
        (step,) = plan([job], inputs)
        return perform(step, Manner(after=after, timeout=timeout, retries=retries))

    return run


@pytest.fixture
def job(tmp_path):
    def make(notebook, trust="RP1"):
        return Job(
            notebook,
            {"trust": trust},
            tmp_path / f"runs/{trust}/page.ipynb",
            products=(tmp_path / f"{trust}/page.html",),
        )

    return make


def test_a_finished_job_has_its_notebook_its_page_and_its_record(
    notebook, job, perform_one, inputs
):
    made = job(notebook("trust * 2"), "RRF")
    outcome = perform_one(made)
    assert (outcome.status, outcome.error, outcome.attempts) == ("ok", "", 1)
    executed = nbformat.read(made.output, 4)
    nbformat.validate(executed)
    assert executed.cells[-1].outputs[0].data["text/plain"] == "'RRFRRF'"
    assert made.products[0].read_text() == "<p>RRF</p>"
    assert plan([made], inputs) == []


@pytest.mark.parametrize("value", ["it's", '"', "{trust}", "\\n\n", "'); raise SystemExit #", "ä€"])
def test_text_arrives_in_the_notebook_as_it_was_given(notebook, perform_one, tmp_path, value):
    made = Job(notebook("print(ascii(trust))"), {"trust": value}, tmp_path / "out.ipynb")
    assert perform_one(made, after=None).status == "ok"
    assert nbformat.read(made.output, 4).cells[-1].outputs[0].text.strip() == ascii(value)


def test_a_notebook_runs_in_its_own_folder(notebook, job, perform_one, tmp_path):
    made = job(notebook("import os; print(os.getcwd())"))
    perform_one(made)
    printed = nbformat.read(made.output, 4).cells[-1].outputs[0].text.strip()
    assert printed == str(tmp_path)


def test_an_error_in_the_code_is_recorded_and_not_tried_again(notebook, job, perform_one, inputs):
    made = job(notebook("1", "raise LookupError('no such trust\\nat all')", "2"))
    outcome = perform_one(made)
    assert (outcome.status, outcome.attempts) == ("failed", 1)
    assert outcome.error == "LookupError: no such trust"
    assert outcome.cell == "raise LookupError('no such trust\\nat all')"
    log = outcome.log.read_text()
    assert "no such trust\nat all" in log
    assert "raise LookupError" in log
    assert not made.output.exists()
    assert not made.products[0].exists()
    assert [step.reason for step in plan([made], inputs, only_failed=True)] == ["failed before"]


def test_a_failure_leaves_the_pages_of_an_earlier_run_as_they_were(notebook, job, perform_one):
    made = job(notebook("1"))
    perform_one(made)
    before = [path.read_bytes() for path in (made.output, *made.products)]
    notebook("1/0")
    assert perform_one(made).status == "failed"
    assert [path.read_bytes() for path in (made.output, *made.products)] == before


def test_a_log_goes_when_the_job_succeeds(notebook, job, perform_one):
    made = job(notebook("1/0"))
    assert perform_one(made).log.exists()
    notebook("1")
    assert perform_one(made).log is None
    assert not made.log.exists()


def test_a_notebook_that_hangs_is_given_up_at_its_limit(notebook, job, perform_one):
    hang = "import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\ntime.sleep(60)"
    outcome = perform_one(job(notebook("1", hang)), timeout=1)
    assert outcome.error == "The notebook was not finished within 1 seconds."
    assert (outcome.cell, outcome.attempts) == (hang, 1)
    assert outcome.seconds < 30


def test_the_limit_is_for_the_cells_together(notebook, job, perform_one):
    cells = ["import time; time.sleep(0.8)"] * 4
    assert "not finished" in perform_one(job(notebook(*cells)), timeout=2).error


def test_a_kernel_that_is_lost_every_time_is_a_failure(notebook, job, perform_one):
    outcome = perform_one(job(notebook(KILL_SELF)))
    assert outcome.error == "The kernel was killed, as happens when memory runs out."
    assert (outcome.status, outcome.cell, outcome.attempts) == ("failed", KILL_SELF, 2)


def test_a_kernel_that_is_lost_once_is_replaced(notebook, job, perform_one, tmp_path):
    once = f"import pathlib; p = pathlib.Path({str(tmp_path / 'once')!r})\nfirst = not p.exists()"
    made = job(notebook(once, "p.touch()", f"if first:\n    {KILL_SELF}", "'second life'"))
    outcome = perform_one(made)
    assert (outcome.status, outcome.attempts) == ("ok", 2)
    assert "second life" in made.output.read_text()


def test_what_a_dying_kernel_prints_is_in_the_log(notebook, job, perform_one):
    crash = "import faulthandler, sys, ctypes\nfaulthandler.enable()\nctypes.string_at(0)"
    outcome = perform_one(job(notebook(crash)), retries=0)
    assert outcome.error == "The kernel was ended by SIGSEGV."
    assert "Segmentation fault" in outcome.log.read_text()


def test_a_page_that_cannot_be_made_is_a_failure(notebook, job, perform_one, inputs):
    made = job(notebook("1"))
    outcome = perform_one(made, after=refuse_page)
    assert outcome.error == "The page could not be made: no headline"
    assert [step.reason for step in plan([made], inputs)] == ["failed before"]


def test_a_page_that_was_not_made_is_a_failure(notebook, job, perform_one):
    outcome = perform_one(job(notebook("1")), after=None)
    assert outcome.error == "The page could not be made: page.html was not written"


def test_a_full_disk_leaves_nothing_half_written(notebook, job, perform_one, inputs):
    made = job(notebook("1"))
    perform_one(made)
    before = made.output.read_bytes()
    notebook("print('x' * 100_000)")
    unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, unlimited[1]))
    try:
        outcome = perform_one(made)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
        signal.signal(signal.SIGXFSZ, handler)
    assert outcome.status == "failed"
    assert "File too large" in outcome.error
    assert made.output.read_bytes() == before
    assert not list(made.output.parent.glob(".*"))
    assert perform_one(made).status == "ok"
    assert len(made.output.read_bytes()) > 100_000


def test_what_a_killed_run_was_writing_is_cleared_away(notebook, job, perform_one):
    made = job(notebook("1"))
    made.output.parent.mkdir(parents=True)
    leftover = made.output.parent / f".{made.output.name}.abc123.tmp"
    leftover.write_text("half a note")
    perform_one(made)
    assert not leftover.exists()


def test_the_record_says_what_happened(notebook, job, perform_one):
    made = job(notebook("1/0"))
    perform_one(made)
    record = json.loads(made.record.read_text())
    assert (record["status"], record["cell"]) == ("failed", "1/0")
    assert record["error"] == "ZeroDivisionError: division by zero"
