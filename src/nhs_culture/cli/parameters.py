"""What several commands take from the user, as people write it."""

from __future__ import annotations

import os
import re
from pathlib import Path

import click

__all__ = ["code", "codes", "writable"]


def codes(ctx: click.Context, param: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Return ODS codes as they are published: ``rxm`` and ``RXM,RHA`` are understood."""
    return tuple(filter(None, re.split(r"[\s,;]+", " ".join(given).upper())))


def code(given: str) -> str:
    """Return one ODS code as it is published."""
    return given.strip().upper()


def writable(given: str) -> Path:
    """Return a folder that pages can be written into, whether it exists yet or not.

    Raises
    ------
    BadParameter
        When it cannot be made, or not written into.
    """
    folder = Path(given).resolve()
    try:
        there = next(place for place in (folder, *folder.parents) if place.exists())
    except OSError as error:
        raise click.BadParameter(f"{given!r}: {error.strerror}") from error
    if not there.is_dir():
        raise click.BadParameter(f"{there} is a file, and no folder can be made in it")
    if not os.access(there, os.W_OK | os.X_OK):
        raise click.BadParameter(f"{there} cannot be written into")
    return folder
