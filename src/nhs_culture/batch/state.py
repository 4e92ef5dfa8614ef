"""What keys a run, and what is remembered of it beside the executed notebook.

The key of a run is the content of everything that its pages are made from. The record is written
last, whole, after the executed notebook and its products: whatever is interrupted has no record
and is run again.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from nhs_culture.batch.jobs import Job, Outcome
from nhs_culture.batch.source import NotebookSource, digest
from nhs_culture.files import checksum, write_text

__all__ = ["Inputs", "Key", "altered", "digests", "key", "recall", "remember", "renewed"]


@dataclass(frozen=True)
class Inputs:
    """What every run reads beside its notebook and parameters.

    Attributes
    ----------
    library
        Folders or files of code: a change in any file makes every page stale.
    data
        Folders or files of data, likewise.
    """

    library: tuple[Path, ...]
    data: tuple[Path, ...] = field(default=())


@dataclass(frozen=True)
class Key:
    """SHA-256 of each thing that a page is made from; equal keys give equal pages."""

    notebook: str
    parameters: str
    reads: str
    rows: str
    data: str
    library: str
    environment: str

    def changed_since(self, past: Mapping[str, str]) -> str:
        """Say what differs from an earlier key: ``notebook changed``; empty if nothing does."""
        different = [name for name, value in asdict(self).items() if past.get(name) != value]
        return f"{' and '.join(different)} changed" if different else ""


def key(job: Job, source: NotebookSource, shared: Mapping[str, str]) -> Key:
    """Return the key of a job, given its notebook and what :func:`digests` took of its inputs."""
    return Key(
        notebook=source.digest,
        parameters=digest(dict(job.parameters)),
        reads=_reads(job),
        rows=job.rows,
        **shared,
    )


def renewed(key: Key, job: Job) -> Key:
    """Return the key of a job whose reading may have changed since, because it waited for it."""
    return replace(key, reads=_reads(job))


def digests(inputs: Inputs) -> dict[str, str]:
    """Return the parts of a key that all jobs of a batch share."""
    packages = sorted(f"{found.name}=={found.version}" for found in distributions())
    return {
        "data": _contents(inputs.data),
        "library": _contents(inputs.library),
        "environment": digest([platform.python_version(), packages]),
    }


_RECORDED = frozenset(("status", "seconds", "attempts", "error", "cell", "key", "files"))
"""What the record of a job says. One without any of it is from another version, or spoilt."""
_OF_A_FILE = frozenset(("name", "size", "mtime_ns", "sha256"))


def remember(outcome: Outcome, made_from: Key) -> None:
    """Write the record of a finished job, whole or not at all."""
    job = outcome.job
    files = [job.output, *job.products] if outcome.status == "ok" else []
    record = {
        "status": outcome.status,
        "seconds": round(outcome.seconds, 3),
        "attempts": outcome.attempts,
        "error": outcome.error,
        "cell": outcome.cell,
        "key": asdict(made_from),
        "files": [_fingerprint(path) for path in files],
    }
    write_text(job.record, json.dumps(record, indent=1, ensure_ascii=False) + "\n")


def recall(job: Job) -> dict[str, Any] | None:
    """Return the record of the last run, or None if there is none that can be read."""
    try:
        record = json.loads(job.record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return record if _is_record(record) else None


def _is_record(found: object) -> bool:
    return (
        isinstance(found, dict)
        and found.keys() >= _RECORDED
        and isinstance(found["key"], dict)
        and isinstance(found["files"], list)
        and all(isinstance(one, dict) and one.keys() >= _OF_A_FILE for one in found["files"])
    )


def altered(job: Job, record: Mapping[str, Any]) -> Path | None:
    """Return the first file of a successful run that is missing or not as the run left it."""
    past = {entry["name"]: entry for entry in record["files"]}
    for path in (job.output, *job.products):
        if path.name not in past or not _same(path, past[path.name]):
            return path
    return None


def _fingerprint(path: Path) -> dict[str, Any]:
    status = path.stat()
    return {
        "name": path.name,
        "size": status.st_size,
        "mtime_ns": status.st_mtime_ns,
        "sha256": checksum(path),
    }


def _same(path: Path, past: Mapping[str, Any]) -> bool:
    try:
        status = path.stat()
    except OSError:
        return False
    if status.st_size != past["size"]:
        return False
    return bool(status.st_mtime_ns == past["mtime_ns"]) or checksum(path) == past["sha256"]


def _reads(job: Job) -> str:
    return digest([(path.name, _content(path)) for path in job.reads])


def _content(path: Path) -> str:
    return checksum(path) if path.is_file() else "missing"


def _contents(paths: tuple[Path, ...]) -> str:
    return digest([line for path in paths for line in _listing(path)])


def _listing(path: Path) -> Iterator[tuple[str, str]]:
    if path.is_file():
        yield f"{path.parent.name}/{path.name}", checksum(path)
        return
    for file in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
        if file.is_file() and not hidden and "__pycache__" not in file.parts:
            yield file.relative_to(path).as_posix(), checksum(file)
