"""One run at a time in a folder.

The system holds the lock and lets it go when the process ends, however it ends: a lock is never
stale. What the file says of its owner is for people, and believed only while the lock is held.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EAGAIN, EWOULDBLOCK
from pathlib import Path
from typing import IO

from nhs_culture.errors import NhsCultureError

__all__ = ["BusyError", "held"]

EVERY = 0.2
"""Seconds between two looks at a lock that is waited for."""


class BusyError(NhsCultureError):
    """Another run holds the folder: says which, and since when.

    Attributes
    ----------
    folder
        The folder.
    owner
        Process, machine and start of the other run, as far as it has said.
    """

    def __init__(self, folder: Path, owner: dict[str, str]) -> None:
        self.folder = folder
        self.owner = owner
        who = "process {pid} on {machine}, since {since}".format_map(owner) if owner else "one"
        super().__init__(f"{folder}: another run is at work here ({who})")


@contextmanager
def held(folder: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold a folder for one run.

    Parameters
    ----------
    folder
        Made if it is not there; the lock is the file ``.lock`` in it.
    wait
        Wait until another run is over instead of raising.

    Raises
    ------
    BusyError
        Another run holds the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a+", encoding="utf-8") as file:
        while not _taken(file):
            if not wait:
                raise BusyError(folder, _owner(file))
            time.sleep(EVERY)
        _say(file, {"pid": str(os.getpid()), "machine": socket.gethostname(), "since": _now()})
        try:
            yield
        finally:
            _say(file, {})


def _taken(file: IO[str]) -> bool:
    """Take the lock if it is free; where the file system knows no locks there is nobody to ask."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (EAGAIN, EWOULDBLOCK)
    return True


def _say(file: IO[str], owner: dict[str, str]) -> None:
    with suppress(OSError):  # a full disk does not undo the lock
        file.truncate(0)
        file.write(json.dumps(owner) if owner else "")
        file.flush()


def _owner(file: IO[str]) -> dict[str, str]:
    """Return what the owner has said of itself, nothing where that is not all there."""
    file.seek(0)
    try:
        said = json.load(file)
        return {name: str(said[name]) for name in ("pid", "machine", "since")}
    except (ValueError, LookupError, TypeError):
        return {}


def _now() -> str:
    return time.strftime("%H:%M on %d %B %Y")
