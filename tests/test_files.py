"""Files that appear whole or not at all."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nhs_culture.files import replacing, sweep, write_text, write_together


@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
def test_the_umask_of_the_user_is_respected(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        write_text(tmp_path / "page.html", "text")
    finally:
        os.umask(before)
    assert (tmp_path / "page.html").stat().st_mode & 0o777 == 0o666 & ~mask


def test_an_error_names_the_file_that_was_meant(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        write_text(tmp_path / "file" / "page.html", "text")
    with pytest.raises(OSError, match=r"page\.html") as told, replacing(tmp_path / "page.html"):
        raise OSError(28, "from a library that says it in its own way")
    assert told.value.strerror == os.strerror(28)
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


DIE = """
import os, sys
from pathlib import Path
from nhs_culture.files import replacing
with replacing(Path(sys.argv[1])):
    os._exit(0)
"""


def test_only_what_processes_that_are_gone_left_is_swept_away(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    subprocess.run([sys.executable, "-c", DIE, str(page)], check=True)
    (left,) = tmp_path.iterdir()
    with replacing(page) as ours:
        sweep(page)
        assert ours.exists()
        assert not left.exists()
    assert list(tmp_path.iterdir()) == [page]


@pytest.mark.parametrize("operation", ["copy2", "touch", "write_text", "replace", "unlink"])
def test_several_files_change_together_or_not_at_all_wherever_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operation: str
) -> None:
    """Every call of the operation fails in turn, as of a full disk, until none is left to fail."""
    old, gone, new = (tmp_path / name for name in ("old.csv", "gone.csv", "new.csv"))
    old.write_text("before")
    gone.write_text("before too")
    before = {path: (path.read_text(), path.stat().st_mtime_ns) for path in (old, gone)}
    owner = shutil if operation == "copy2" else Path
    working = getattr(owner, operation)
    for fails_at in range(20):
        calls = itertools.count()

        def full_disk(
            *given: object,
            calls: Iterator[int] = calls,
            fails_at: int = fails_at,
            **how: object,
        ) -> object:
            tidying = operation == "unlink" and str(given[0]).endswith(".tmp")
            if not tidying and next(calls) == fails_at:
                raise OSError(28, "No space left on device")
            return working(*given, **how)

        monkeypatch.setattr(owner, operation, full_disk)
        try:
            write_together({old: "after", new: "after"}, gone=[gone])
        except OSError:
            monkeypatch.undo()
            left = {p: (p.read_text(), p.stat().st_mtime_ns) for p in tmp_path.iterdir()}
            assert left == before
        else:
            break
    assert fails_at >= 1
    assert {path: path.read_text() for path in tmp_path.iterdir()} == {old: "after", new: "after"}
