"""What a notebook is before it is run: its cells, and the parameters that it takes."""

from __future__ import annotations

import ast
import json
import keyword
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from nhs_culture.batch.jobs import JobError

__all__ = ["NotebookSource", "check_parameters", "digest", "read_source"]


@dataclass(frozen=True)
class NotebookSource:
    """A notebook without its outputs.

    Attributes
    ----------
    path
        The file.
    digest
        SHA-256 of what is in its cells; outputs and counters do not count.
    parameters
        Names that its cell tagged ``parameters`` gives a value to.
    """

    path: Path
    digest: str
    parameters: frozenset[str]


def read_source(path: Path) -> NotebookSource:
    """Read a notebook.

    Raises
    ------
    JobError
        It cannot be read, or its parameters cell is not Python.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cells = [
            (cell["cell_type"], "".join(cell["source"]), cell["metadata"].get("tags", []))
            for cell in notebook["cells"]
        ]
        declared = {name for _, code, tags in cells if "parameters" in tags for name in _set(code)}
    except (OSError, ValueError, KeyError, TypeError, SyntaxError) as error:
        raise JobError(f"{path}: expected a notebook that can be read: {error}") from error
    return NotebookSource(path, digest(cells), frozenset(declared))


def check_parameters(source: NotebookSource, parameters: Mapping[str, Any]) -> None:
    """Check that a notebook takes these parameters, and that they are plain values.

    Raises
    ------
    JobError
        The notebook has no such parameter, or the value is of a kind that cannot be written into
        a cell.
    """
    for name, value in parameters.items():
        if name not in source.parameters or keyword.iskeyword(name):
            expected = ", ".join(sorted(source.parameters)) or "none"
            raise JobError(f"{source.path}: no parameter {name!r}; it takes: {expected}")
        if not _plain(value):
            raise JobError(
                f"{source.path}: parameter {name}={value!r} is a {type(value).__name__}; expected "
                "text, a number, true or false, nothing, or a list of these"
            )


def digest(value: object) -> str:
    """Return the SHA-256 of a value that JSON can hold."""
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _set(code: str) -> list[str]:
    """Return the names that a piece of Python gives a value to."""
    names = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)]
    return [node.id for node in names if isinstance(node.ctx, ast.Store)]


def _plain(value: object) -> bool:
    if isinstance(value, list | tuple):
        return all(_plain(item) for item in value)
    return value is None or type(value) in (str, int, float, bool)
