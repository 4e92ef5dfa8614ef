"""How commands end when the user, the machine or a signal will not have it."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from copies import PROJECT

from nhs_culture import open_data
from nhs_culture.batch import held
from nhs_culture.cli import main

COMMAND = Path(sys.executable).with_name("nhs-culture")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project's data that may be spoilt."""
    folder = tmp_path / "project"
    shutil.copytree(PROJECT.raw, folder / "data" / "raw")
    shutil.copytree(PROJECT.root / "tests" / "validation", folder / "tests" / "validation")
    (folder / "docs").mkdir()
    shutil.copy(PROJECT.docs / "validation.md", folder / "docs")
    return folder


def on_a_full_disk(
    *command: str, size: int = 1000, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command that can write no file beyond a size."""
    return subprocess.run(
        [COMMAND, *command],
        env={**os.environ, **environment, "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
        capture_output=True,
        text=True,
        check=False,
    )


def files(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("command", ["build", "validate", "datapackage"])
def test_a_full_disk_is_one_sentence_and_the_machines_fault(project: Path, command: str) -> None:
    (project / "data" / "raw" / "datapackage.json").unlink()
    before = files(project)
    ended = on_a_full_disk(command, NHS_CULTURE_PROJECT=str(project))
    assert ended.returncode == 1, ended.stderr
    assert ended.stderr.startswith("Error: ")
    assert ended.stderr.endswith(": File too large\n")
    assert len(ended.stderr.splitlines()) == 1
    assert files(project) == before


@pytest.mark.parametrize(
    ("size", "meant"), [(50, "table"), (500, "source.yml"), (5000, "datapackage.json")]
)
def test_an_import_to_a_full_disk_leaves_every_table_as_it_was(
    project: Path, tmp_path: Path, size: int, meant: str
) -> None:
    """The table is too large, or its record, or the descriptor of all of them."""
    shutil.rmtree(project / "data" / "raw" / "safety_incidents_2009_2020")
    before = files(project)
    incidents = tmp_path / "incidents.csv"
    rows = [f"{code},2012-03-31,{n},3.1\n" for code, n in [("RP1", 900), ("RRF", 800)]]
    head = "org_code,six_months_ending,incidents_reported,rate_as_published\n"
    incidents.write_text(head + "".join(rows))
    ended = on_a_full_disk(
        "import", "--yes", str(incidents), size=size, NHS_CULTURE_PROJECT=str(project)
    )
    assert ended.returncode == 1, ended.stderr
    (sentence,) = ended.stderr.splitlines()
    assert sentence.endswith(f"{meant.replace('table', '.csv')}: File too large")
    assert files(project) == before


def test_pages_for_which_there_is_no_room_are_half_written_nowhere(tmp_path: Path) -> None:
    open_data()  # the panel is there
    wanted = ("reports", "--trust", "RXM", "--notebook", "absence", "--workers", "1")
    ended = on_a_full_disk(*wanted, "--output", str(tmp_path))
    assert ended.returncode == 1, ended.stderr
    assert ended.stderr.splitlines()[-1] == (
        f"Error: {tmp_path / 'RXM' / 'absence.html'}: File too large"
    )
    assert {path.suffix for path in files(tmp_path)} <= {"", ".log", ".json"}


@pytest.mark.parametrize("where", ["file", "file/below/it", "x" * 300])
def test_an_output_that_cannot_be_is_the_users_mistake(tmp_path: Path, where: str) -> None:
    (tmp_path / "file").touch()
    shown = CliRunner().invoke(main, ["reports", "--output", str(tmp_path / where)])
    assert shown.exit_code == 2
    assert "Invalid value for '--output'" in shown.output
    assert isinstance(shown.exception, SystemExit)


@pytest.mark.parametrize("code", ["rxm", " RXM ", "RXM,RHA", "rxm; rha"])
def test_codes_are_understood_as_people_write_them(code: str, tmp_path: Path) -> None:
    shown = CliRunner().invoke(
        main, ["reports", "--trust", code, "--dry-run", "--output", str(tmp_path)]
    )
    assert "absence RXM" in shown.output
    assert ("absence RHA" in shown.output) == ("h" in code.lower())


def test_a_second_run_in_a_folder_is_told_of_the_first(tmp_path: Path) -> None:
    with held(tmp_path):
        shown = CliRunner().invoke(main, ["reports", "--trust", "RXM", "--output", str(tmp_path)])
    assert shown.exit_code == 2
    assert f"another run is at work here (process {os.getpid()} on " in shown.output
    assert list(tmp_path.iterdir()) == [tmp_path / ".lock"]


@pytest.fixture
def _interrupts_heard() -> Iterator[None]:
    """A shell has what runs in its background ignore Ctrl-C, and these tests may run there."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_interrupts_heard")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_run_that_is_interrupted_says_so_in_one_sentence(
    tmp_path: Path, number: signal.Signals, status: int
) -> None:
    running = subprocess.Popen(
        [COMMAND, "reports", "--trust", "RXM", "--output", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )
    deadline = time.monotonic() + 300
    while not ((tmp_path / ".lock").is_file() and (tmp_path / ".lock").read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    time.sleep(1)
    os.killpg(running.pid, number) if number == signal.SIGINT else running.send_signal(number)
    said, complained = running.communicate(timeout=300)
    assert running.returncode == status
    assert said == ""
    (sentence,) = complained.splitlines()
    assert sentence.startswith("Interrupted: what was finished is kept")
