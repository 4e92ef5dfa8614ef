"""One set of packages, three files that name it; and rooms whose doors open one way."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).parents[1]
SOURCE = PROJECT / "src" / "nhs_culture"


@cache
def parsed(path: Path) -> ast.Module:
    """Return the tree of a file, once."""
    return ast.parse(path.read_text())


def declared() -> dict[str, Requirement]:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    lines = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    return {canonicalize_name(r.name): r for r in map(Requirement, lines)}


def locked() -> dict[str, str]:
    text = (PROJECT / "requirements.lock").read_text()
    pins = re.findall(r"^([A-Za-z0-9_.-]+)==(\S+)", text, flags=re.MULTILINE)
    return {canonicalize_name(name): version for name, version in pins}


def test_every_declared_package_is_locked_at_an_allowed_version() -> None:
    pins = locked()
    for name, requirement in declared().items():
        assert pins[name] in requirement.specifier, name


def test_every_locked_package_has_hashes_and_no_address() -> None:
    text = (PROJECT / "requirements.lock").read_text()
    entries = re.split(r"\n(?=\S)", text.strip())
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "//" not in text


def test_conda_gets_the_same_packages() -> None:
    listed = yaml.safe_load((PROJECT / "environment.yml").read_text())["dependencies"]
    by_pip = next(entry["pip"] for entry in listed if isinstance(entry, dict))
    lines = [entry for entry in [*listed, *by_pip] if isinstance(entry, str)]
    requirements = [Requirement(line) for line in lines if not line.startswith("-")]
    conda = {canonicalize_name(r.name): str(r.specifier) for r in requirements}
    assert conda.pop("python") == ">=3.11"
    conda.pop("pip")
    assert conda == {name: str(r.specifier) for name, r in declared().items()}
    assert "--editable ." in by_pip


NOT_AT_RUN_TIME = {"playwright"}
"""Imported by the command ``screenshots``, which says how to get it."""


def test_every_package_that_the_code_imports_is_declared() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    at_run_time = {canonicalize_name(Requirement(line).name) for line in project["dependencies"]}
    by_module = packages_distributions()
    known = {*sys.stdlib_module_names, "nhs_culture"}
    needed = {name for path in SOURCE.rglob("*.py") for name in imported(path)} - known
    for module in sorted(needed):
        providers = {canonicalize_name(name) for name in by_module[module]}
        assert providers & (at_run_time | NOT_AT_RUN_TIME), module


def imported(path: Path) -> set[str]:
    """Return the top-level modules that a file imports."""
    names = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module)
    return {name.partition(".")[0] for name in names}


def test_version_and_date_are_the_same_everywhere() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    citation = yaml.safe_load((PROJECT / "CITATION.cff").read_text())
    changes = (PROJECT / "CHANGELOG.md").read_text()
    newest = re.search(r"^## (\S+) - (\d{4}-\d{2}-\d{2})$", changes, flags=re.MULTILINE)
    assert newest is not None
    assert newest.groups() == (project["version"], str(citation["date-released"]))
    assert citation["version"] == project["version"]


ROOMS = (
    *("errors", "paths", "files", "terminal", "periods", "english", "units"),
    *("register", "loaders", "data", "metrics", "designs", "validation", "verdicts"),
    *("exhibits", "charts", "claims", "studies", "notebooks", "pages", "batch", "site", "cli"),
)
"""The rooms from the bottom of the house to the top: each may import those before it."""


FRONT_DOOR = {"open_data": "data"}
"""What the package itself gives, and the room that it is from."""


def imported_rooms(path: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        parts = [name.split(".") for name in names]
        rooms |= {part[1] for part in parts if part[0] == "nhs_culture" and len(part) > 1}
    return {FRONT_DOOR.get(room, room) for room in rooms}


def test_every_room_is_known() -> None:
    found = {path.stem for path in SOURCE.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert found - {"__init__", "__pycache__"} == set(ROOMS)


def test_the_reference_shows_every_room_from_the_bottom_to_the_top() -> None:
    shown = (PROJECT / "docs" / "reference.md").read_text()
    assert re.findall(r"^   nhs_culture\.(\w+)$", shown, flags=re.MULTILINE) == list(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_imports_point_one_way(room: str) -> None:
    paths = sorted((SOURCE / room).rglob("*.py")) or [SOURCE / f"{room}.py"]
    for path in paths:
        assert imported_rooms(path) <= set(ROOMS[: ROOMS.index(room) + 1]), path


def test_the_map_of_imports_has_no_arrow_up(capsys: pytest.CaptureFixture[str]) -> None:
    """The house, a line a room; ``pytest -s -k map_of_imports`` shows it."""
    for room in ROOMS:
        paths = sorted((SOURCE / room).rglob("*.py")) or [SOURCE / f"{room}.py"]
        below = set().union(*map(imported_rooms, paths)) - {room}
        with capsys.disabled():
            print(f"\n{room:>10} <- {' '.join(one for one in ROOMS if one in below)}", end="")
        assert max(map(ROOMS.index, below), default=-1) < ROOMS.index(room)


def test_importing_the_package_loads_no_heavy_library() -> None:
    code = "import sys, nhs_culture; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    heavy = {"pandas", "numpy", "scipy", "statsmodels", "matplotlib", "seaborn", "pyarrow"}
    assert not heavy & set(loaded)


def test_no_two_files_of_tests_have_one_name() -> None:
    """Pytest imports them by name, as none of the folders is a package."""
    names = [path.name for path in (PROJECT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))


def public_names() -> dict[str, list[Path]]:
    """Return the public classes and constants, each with the modules that define it."""
    found: dict[str, list[Path]] = {}
    for path in SOURCE.rglob("*.py"):
        listed: set[str] = set()
        defined: set[str] = set()
        for one in parsed(path).body:
            targets = [*getattr(one, "targets", ()), getattr(one, "target", None)]
            names = {name.id for t in targets if t for name in ast.walk(t) if is_name(name)}
            if "__all__" in names:
                listed = {cell.value for cell in getattr(one.value, "elts", ())}
            defined |= names | ({one.name} if isinstance(one, ast.ClassDef) else set())
        for name in listed & defined:
            found.setdefault(name, []).append(path)
    return found


def is_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Name)


def collected(room: str) -> set[str]:
    """Return the names that a room reads off modules that it finds: ``DESIGN``, ``IMPORTER``."""
    nodes = [n for path in (SOURCE / room).rglob("*.py") for n in ast.walk(parsed(path))]
    read = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    asked = [node.args[1] for node in nodes if isinstance(node, ast.Call) and len(node.args) > 1]
    return read | {one.value for one in asked if isinstance(one, ast.Constant)}


def test_no_two_public_classes_or_constants_share_a_name() -> None:
    """One word, one thing; what a room collects from its modules has one name in all of them."""
    shared = {name: paths for name, paths in public_names().items() if len(paths) > 1}
    assert shared
    for name, paths in shared.items():
        rooms = {path.relative_to(SOURCE).parts[0] for path in paths}
        assert len(rooms) == 1, (name, paths)
        assert name.isupper(), (name, paths)
        assert name in collected(*rooms), (name, paths)
