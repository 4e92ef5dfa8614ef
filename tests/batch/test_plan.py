from __future__ import annotations

import json
import os

import nbformat
import pytest

from nhs_culture.batch import Job, JobError, Outcome, plan
from nhs_culture.batch.state import remember


@pytest.fixture
def job(notebook, tmp_path):
    return Job(
        notebook("trust"),
        {"trust": "RRF"},
        tmp_path / "runs/RRF/page.ipynb",
        products=(tmp_path / "RRF/page.html",),
    )


@pytest.fixture
def finished(job, inputs):
    """The job, as a successful run leaves it."""
    (step,) = plan([job], inputs)
    for path in (job.output, *job.products):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("made")
    remember(Outcome(job=job, status="ok"), step.key)
    return job


def reasons(jobs, inputs, **options):
    return [(step.job, step.reason) for step in plan(jobs, inputs, **options)]


def test_a_job_that_never_ran_is_new(job, inputs):
    assert reasons([job], inputs) == [(job, "new")]


def test_a_finished_job_is_not_run_again(finished, inputs):
    assert reasons([finished], inputs) == []


def test_a_job_that_failed_is_run_again(job, inputs):
    (step,) = plan([job], inputs)
    remember(Outcome(job=job, status="failed", error="it raised"), step.key)
    assert reasons([job], inputs) == [(job, "failed before")]


def test_only_failed_leaves_out_what_is_new_or_changed(job, finished, inputs, notebook, tmp_path):
    other = Job(notebook("1", name="other"), {}, tmp_path / "runs/other.ipynb")
    inputs.data[0].write_text("other data")
    assert reasons([finished, other], inputs, only_failed=True) == []
    remember(Outcome(job=other, status="failed"), plan([other], inputs)[0].key)
    assert reasons([finished, other], inputs, only_failed=True) == [(other, "failed before")]


def test_a_changed_cell_makes_its_pages_stale(finished, inputs, notebook):
    notebook("trust.lower()")
    assert reasons([finished], inputs) == [(finished, "notebook changed")]


def test_outputs_in_the_notebook_do_not_matter(finished, inputs):
    made = nbformat.read(finished.notebook, 4)
    made.cells[1].outputs = [nbformat.v4.new_output("stream", text="seen")]
    made.cells[1].execution_count = 3
    nbformat.write(made, finished.notebook)
    assert reasons([finished], inputs) == []


def test_other_parameters_for_the_same_page(finished, inputs):
    other = Job(finished.notebook, {"trust": "RM3"}, finished.output, finished.products)
    assert reasons([other], inputs) == [(other, "parameters changed")]


def test_changed_data_and_a_changed_library_are_told_apart(finished, inputs):
    inputs.data[0].write_text("org_code,value\nRP1,7.31\n")
    assert reasons([finished], inputs) == [(finished, "data changed")]
    (inputs.library[0] / "new.py").write_text("")
    assert reasons([finished], inputs) == [(finished, "data and library changed")]


def test_data_written_again_with_the_same_content_is_unchanged(finished, inputs):
    inputs.data[0].write_text(inputs.data[0].read_text())
    os.utime(inputs.data[0], (1, 1))
    assert reasons([finished], inputs) == []


@pytest.mark.parametrize("which", ["output", "product"])
@pytest.mark.parametrize("harm", ["remove", "cut", "same size"])
def test_a_file_that_is_not_as_the_run_left_it(finished, inputs, which, harm):
    path = finished.output if which == "output" else finished.products[0]
    if harm == "remove":
        path.unlink()
    else:
        path.write_text("ma" if harm == "cut" else "MADE")
        os.utime(path, (1, 1))
    assert reasons([finished], inputs) == [(finished, f"{path.name} is missing or altered")]


def test_a_copied_folder_is_still_unchanged(finished, inputs):
    os.utime(finished.output, (1, 1))
    assert reasons([finished], inputs) == []


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"key": {}}'])
def test_a_record_that_cannot_be_read_counts_as_none(finished, inputs, text):
    finished.record.write_text(text)
    assert reasons([finished], inputs) == [(finished, "new")]


def test_the_order_of_the_jobs_is_kept(notebook, inputs, tmp_path):
    page = notebook("trust")
    jobs = [Job(page, {"trust": code}, tmp_path / f"{code}.ipynb") for code in ("RRF", "RA7")]
    assert [job for job, _ in reasons(jobs, inputs)] == jobs


def test_two_jobs_may_not_write_the_same_file(job, inputs, tmp_path):
    other = Job(job.notebook, {"trust": "RM3"}, tmp_path / "other.ipynb", job.products)
    with pytest.raises(JobError, match=r"page\.html: two jobs write it: page RRF and page RM3"):
        plan([job, other], inputs)


@pytest.mark.parametrize("name", ["trsut", "import", "x = 1; trust", ""])
def test_a_parameter_that_the_notebook_does_not_have(job, inputs, name):
    wrong = Job(job.notebook, {name: "RP1"}, job.output)
    with pytest.raises(JobError, match=r"page\.ipynb: no parameter .*; it takes: trust"):
        plan([wrong], inputs)


@pytest.mark.parametrize("value", [object(), {"a": 1}, [b"bytes"], lambda: 1])
def test_a_value_that_cannot_be_written_into_a_cell(job, inputs, value):
    wrong = Job(job.notebook, {"trust": value}, job.output)
    with pytest.raises(JobError, match=r"parameter trust=.* expected text, a number"):
        plan([wrong], inputs)


@pytest.mark.parametrize("content", ["", "{}", "[]", json.dumps({"cells": [1]}), None])
def test_a_notebook_that_cannot_be_read(job, inputs, content):
    if content is None:
        job.notebook.unlink()
    else:
        job.notebook.write_text(content)
    with pytest.raises(JobError, match=r"page\.ipynb: expected a notebook that can be read"):
        plan([job], inputs)
