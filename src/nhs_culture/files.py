"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from glob import escape
from hashlib import sha256
from pathlib import Path

__all__ = ["checksum", "replacing", "sweep", "write_text", "write_together"]


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path in the same folder that takes the place of ``path`` at the end.

    Parameters
    ----------
    path
        The file to write. Its folder is made if it is not there.

    Yields
    ------
    Path
        Write to this. If the block raises, ``path`` stays as it was.

    Raises
    ------
    OSError
        The file cannot be written; names ``path``.
    """
    with _beside(path) as temporary:
        yield temporary
        temporary.replace(path)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Yield a new file in the folder of another, gone at the end; errors name the other."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.touch(exist_ok=False)
        yield temporary
    except OSError as error:
        if error.filename not in (None, str(temporary)):
            raise
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise OSError(error.errno, reason, str(path)) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def sweep(path: Path) -> None:
    """Remove what processes that are gone were in the middle of writing in the place of a file."""
    for leftover in path.parent.glob(f".{escape(path.name)}.*.tmp"):
        writer = leftover.name.removesuffix(".tmp").rpartition(".")[2].partition("-")[0]
        if not (writer.isdigit() and _alive(int(writer))):
            leftover.unlink(missing_ok=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text with Unix line ends, whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def write_together(texts: Mapping[Path, str], gone: Iterable[Path] = ()) -> None:
    """Write UTF-8 texts in all of several files, or leave every one as it was.

    All that takes room is written before the first file is replaced, with a copy of each that will
    be; to put the copies back takes none.

    Parameters
    ----------
    texts
        File -> what it holds from now on.
    gone
        Files to remove with it.
    """
    obsolete = tuple(gone)
    with ExitStack() as beside:
        new, copies = {}, {}
        for path, text in texts.items():
            new[path] = beside.enter_context(_beside(path))
            new[path].write_text(text, encoding="utf-8", newline="\n")
        for path in filter(Path.exists, (*texts, *obsolete)):
            copies[path] = beside.enter_context(_beside(path))
            shutil.copy2(path, copies[path])
        try:
            for path, temporary in new.items():
                temporary.replace(path)
            for path in obsolete:
                path.unlink(missing_ok=True)
        except BaseException:
            for path in (*texts, *obsolete):
                _put_back(path, copies.get(path))
            raise


def _put_back(path: Path, copy: Path | None) -> None:
    """Let a file be what it was before: its copy, or not there."""
    if copy is not None:
        copy.replace(path)
    else:
        path.unlink(missing_ok=True)


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    digest = sha256()
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()
