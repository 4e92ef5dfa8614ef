from __future__ import annotations

import io
from pathlib import Path

import pytest

from nhs_culture.batch import Job, Outcome
from nhs_culture.batch.progress import Progress

JOB = Job(Path("engagement.ipynb"), {"trust": "RP1", "window": ""}, Path("RP1/engagement.ipynb"))
OUTCOMES = (
    Outcome(job=JOB, status="ok", seconds=1.23),
    Outcome(job=JOB, status="failed", seconds=4.56, error="ValueError: no figures"),
)


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()])
def test_failures_are_named_as_they_happen(stream):
    with Progress(2, stream) as progress:
        for outcome in OUTCOMES:
            progress.finished(outcome)
    assert "engagement RP1 (4.6 s): ValueError: no figures" in stream.getvalue()


def test_without_a_terminal_every_job_is_a_line():
    stream = io.StringIO()
    with Progress(2, stream) as progress:
        for outcome in OUTCOMES:
            progress.finished(outcome)
    lines = stream.getvalue().splitlines()
    assert lines[0] == "1/2 ok     engagement RP1 (1.2 s)"
    assert len(lines) == 2
    assert "\r" not in stream.getvalue()


def test_on_a_terminal_there_is_one_bar_with_the_count_of_failures():
    stream = Terminal()
    with Progress(2, stream) as progress:
        for outcome in OUTCOMES:
            progress.finished(outcome)
    last = stream.getvalue().rsplit("\r", 1)[-1]
    assert "2/2" in last
    assert "failed=1" in last
