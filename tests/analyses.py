"""The notebooks, run in the process of a test."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nhs_culture.exhibits import Group


def cells(path: Path) -> list[tuple[str, list[str]]]:
    """Return the source of every code cell with its tags."""
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [
        ("".join(cell["source"]), cell["metadata"].get("tags", []))
        for cell in found
        if cell["cell_type"] == "code"
    ]


def computed(path: Path, trust: str) -> dict[str, Any]:
    """Return the names that a notebook sets for a trust; what it only shows is not run."""
    names: dict[str, Any] = {}
    for source, tags in cells(path):
        kept = [node for node in ast.parse(source).body if not isinstance(node, ast.Expr)]
        exec(compile(ast.Module(kept, []), path.name, "exec"), names)
        if "parameters" in tags:
            names["trust"] = trust
    return names


def run(path: Path, **parameters: str) -> Iterator[str | tuple[str, Any]]:
    """Yield the text of each cell of text, and of each of code the source and what it comes to."""
    names: dict[str, Any] = {}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] != "code":
            yield source
            continue
        body = ast.parse(source).body
        last = body.pop() if isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), path.name, "exec"), names)
        value = last and eval(compile(ast.Expression(last.value), path.name, "eval"), names)
        if "parameters" in cell["metadata"].get("tags", []):
            names |= {name: parameters[name] for name in parameters if name in names}
        yield source, value


def shown(path: Path, **parameters: str) -> list[dict[str, Any]]:
    """Return the record of every exhibit that a notebook shows, in their order."""
    values = (cell[1] for cell in run(path, **parameters) if isinstance(cell, tuple))
    parts = (part for value in values for part in (value if isinstance(value, Group) else [value]))
    return [part.record() for part in parts if hasattr(part, "record")]


def exhibit(path: Path, names: dict[str, Any], call: str) -> Any:
    """Return what a notebook shows by a call, from the names that it sets or a reader changed."""
    shown_by = (
        ast.Expression(node.value)
        for source, _ in cells(path)
        for node in ast.parse(source).body
        if isinstance(node, ast.Expr) and ast.unparse(node).startswith(f"{call}(")
    )
    return eval(compile(next(shown_by), path.name, "eval"), names)
