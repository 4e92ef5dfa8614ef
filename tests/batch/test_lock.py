"""One run at a time in a folder."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import threading
import time

import pytest

from nhs_culture.batch import BusyError, held

HOLD = """
import sys, time
from pathlib import Path
from nhs_culture.batch.lock import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def other(tmp_path):
    """Another process that holds the folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_the_second_is_told_who_is_first(tmp_path, other):
    with (
        pytest.raises(BusyError, match=f"process {other.pid} on .*, since ") as told,
        held(tmp_path),
    ):
        pass
    assert told.value.owner["pid"] == str(other.pid)
    assert told.value.folder == tmp_path


def test_a_lock_dies_with_its_process_however_it_ends(tmp_path, other):
    other.kill()
    other.wait()
    with held(tmp_path):
        assert str(os.getpid()) in (tmp_path / ".lock").read_text()
    assert (tmp_path / ".lock").read_text() == ""


@pytest.mark.parametrize("said", ["", "null", "[1]", '"x"', '{"pid": 1}', "\udcff"])
def test_what_a_lock_says_of_its_owner_is_believed_only_where_it_is_all_there(tmp_path, said):
    lock = tmp_path / ".lock"
    with lock.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        lock.write_bytes(said.encode(errors="surrogateescape"))
        with (
            pytest.raises(BusyError, match=r"another run is at work here \(one\)") as told,
            held(tmp_path),
        ):
            pass
    assert told.value.owner == {}


def test_the_second_can_wait(tmp_path, other):
    threading.Timer(0.5, other.kill).start()
    started = time.monotonic()
    with held(tmp_path, wait=True):
        assert other.wait() != 0
    assert time.monotonic() > started


def test_two_folders_are_two_locks(tmp_path, other):
    with held(tmp_path / "elsewhere"):
        assert other.poll() is None
