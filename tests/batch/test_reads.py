"""Jobs that read what other jobs leave."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest

from nhs_culture.batch import Job, JobError, Outcome, plan, run
from nhs_culture.batch.state import recall, remember


@pytest.fixture
def first(notebook, tmp_path):
    return Job(notebook("1", name="first"), {}, tmp_path / "runs/first.ipynb")


@pytest.fixture
def second(notebook, tmp_path, first):
    path = notebook("2", name="second")
    return Job(path, {}, tmp_path / "runs/second.ipynb", reads=(first.record,))


def finish(job, inputs, status="ok"):
    (step,) = [step for step in plan([job], inputs) if step.job == job]
    job.output.parent.mkdir(parents=True, exist_ok=True)
    job.output.write_text(f"made of {job.name}")
    remember(Outcome(job=job, status=status), step.key)


def reasons(jobs, inputs, **options):
    return [(step.job.name, step.reason) for step in plan(jobs, inputs, **options)]


def test_nothing_is_due_once_both_are_finished(first, second, inputs):
    finish(first, inputs)
    finish(second, inputs)
    assert reasons([first, second], inputs) == []


def test_a_file_that_appears_changes_or_goes_makes_its_reader_stale(first, second, inputs):
    finish(second, inputs)
    first.record.write_text("something")
    assert reasons([second], inputs) == [("second", "reads changed")]
    finish(second, inputs)
    first.record.write_text("something else")
    assert reasons([second], inputs) == [("second", "reads changed")]
    finish(second, inputs)
    first.record.unlink()
    assert reasons([second], inputs) == [("second", "reads changed")]


def test_a_reader_is_due_with_what_it_reads(first, second, inputs, notebook):
    finish(first, inputs)
    finish(second, inputs)
    notebook("3", name="first")
    assert reasons([first, second], inputs) == [
        ("first", "notebook changed"),
        ("second", "reads first, which is to be run"),
    ]


def test_only_failed_runs_what_reads_a_failure_too(first, second, inputs):
    finish(first, inputs, status="failed")
    finish(second, inputs)
    assert reasons([first, second], inputs, only_failed=True) == [
        ("first", "failed before"),
        ("second", "reads first, which is to be run"),
    ]


def test_jobs_that_wait_for_each_other_are_refused(first, second, inputs):
    circular = replace(first, reads=(second.record,))
    with pytest.raises(JobError, match=r"reads what the next one writes: first, second, first"):
        plan([circular, second], inputs)


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("code", ["import time; time.sleep(1)", "raise ValueError('no')"])
def test_a_reader_starts_when_what_it_reads_is_finished(code, notebook, tmp_path, inputs, cluster):
    """Two workers are free, and the reader is named first."""
    written = Job(notebook(code, name="first"), {}, tmp_path / "runs/first.ipynb")
    reading = notebook(f"print(open({str(written.record)!r}).read())", name="second")
    reader = Job(reading, {}, tmp_path / "runs/second.ipynb", reads=(written.record,))
    outcomes = run([reader, written], inputs, scheduler=cluster, stream=io.StringIO())
    assert outcomes[0].status == "ok"
    told = json.loads(reader.output.read_text())["cells"][-1]["outputs"][0]["text"]
    assert json.loads("".join(told)) == recall(written)
    assert reasons([reader], inputs) == []
