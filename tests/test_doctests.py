"""The examples in docstrings are run."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src"
WITH_EXAMPLES = sorted(path for path in SOURCE.rglob("*.py") if ">>> " in path.read_text())


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=lambda path: path.stem)
def test_examples_say_what_they_return(path: Path) -> None:
    name = ".".join(path.relative_to(SOURCE).with_suffix("").parts)
    assert doctest.testmod(importlib.import_module(name)).failed == 0
