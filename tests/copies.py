"""Copies of the project's data, to be spoilt by tests."""

from __future__ import annotations

import shutil
from pathlib import Path

from nhs_culture.data.access import Data
from nhs_culture.data.datapackage import write_datapackage
from nhs_culture.paths import Project

PROJECT = Project(Path(__file__).parents[1])


def unwritten(data: Data, measure: str = "", like: str = "") -> str:
    """Return a trust that nothing is written about, as no test may know which one stays so.

    It was never merged, and where these are named has every figure of a measure and is of the
    benchmark group of a trust.
    """
    trusts = data.register.trusts.set_index("org_code")["benchmark_group"]
    register = data.register
    written = {*register.studied, *register.claims["org_code"], *register.breaks["org_code"]}
    known = set(data.wide(measure).dropna(how="all").dropna(axis=1) if measure else trusts.index)
    alike = trusts[trusts == trusts[like]] if like else trusts
    return next(str(code) for code in sorted(alike.index) if code in known - written)


def copied(folder: Path, *sources: str) -> Project:
    """Copy the register and the tables of some sources."""
    for name in ("register", *sources):
        shutil.copytree(PROJECT.raw / name, folder / "data" / "raw" / name)
    return Project(folder)


def in_order(project: Project) -> Path:
    """Drop what the register says of sources that are not copied; return the folder of tables."""
    differences = project.register / "known_differences.csv"
    held = {path.parent.name for path in project.tables}
    rows = differences.read_text().splitlines(keepends=True)
    kept = [row for row in rows[1:] if held >= set(row.split(",")[2:4])]
    differences.write_text("".join([rows[0], *kept]))
    write_datapackage(project)
    return project.raw


def changed(path: Path, old: str, new: str) -> int:
    """Replace the first text of its kind in a file; return its row."""
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1
