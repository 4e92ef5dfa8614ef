"""Executed notebooks, as far as pages need them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nhs_culture import exhibits

__all__ = ["RUNS", "bundles", "executed_copy", "load"]

RUNS = ".runs"


def executed_copy(reports: Path, notebook: str, trust: str = "") -> Path:
    """Return where a batch keeps the executed copy of a notebook, below the folder of all reports.

    The record of the run (``.json``) and, where it failed, its log (``.log``) stand beside it.
    """
    return reports / RUNS / (trust or "site") / f"{notebook}.ipynb"


def load(executed: Path) -> dict[str, Any]:
    """Return an executed notebook as nbformat 4 lays it out, groups of exhibits taken apart.

    Raises
    ------
    ValueError
        When the file is not a notebook of format 4.
    """
    try:
        notebook = json.loads(executed.read_text(encoding="utf-8"))
        if notebook["nbformat"] != 4:
            raise ValueError(f"{executed} is a notebook of format {notebook['nbformat']}, not 4")
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise ValueError(f"{executed} is not a notebook: {error}") from error
    for cell in notebook["cells"]:
        cell["source"] = _text(cell["source"])
        for output in cell.get("outputs", []):
            for part in (output, output.get("data", {})):
                part.update({key: _text(part[key]) for key in part if _is_text(key)})
        if "outputs" in cell:
            cell["outputs"] = [one for output in cell["outputs"] for one in _apart(output)]
    return dict(notebook)


def _apart(output: dict[str, Any]) -> list[dict[str, Any]]:
    """Return an output for each exhibit of a group."""
    return [{**output, "data": one} for one in exhibits.bundles(output.get("data", {}))]


def _is_text(key: str) -> bool:
    return key == "text" or key.startswith("text/")


def _text(lines: str | list[str]) -> str:
    """Return text whole: on disk nbformat keeps it as a list of lines."""
    return lines if isinstance(lines, str) else "".join(lines)


def bundles(notebook: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the MIME bundle of each output, in order."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            if "data" in output:
                yield output["data"]
