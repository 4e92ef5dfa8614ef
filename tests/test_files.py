"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from nhs_culture.files import replacing, sweep, write_text


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
