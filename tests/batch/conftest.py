"""Notebooks made for these tests, and one warm process for all of them."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import nbformat
import pytest

from nhs_culture.batch import Inputs
from nhs_culture.batch.run import local_cluster
from nhs_culture.batch.warm import SUPPORTED, warm_process


@pytest.fixture(scope="session", autouse=True)
def _settings():
    folder = tempfile.mkdtemp(prefix="nhs-", dir="/tmp" if SUPPORTED else None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MPLCONFIGDIR", folder)
        patch.setenv("IPYTHONDIR", folder)
        yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def _no_project(_settings, monkeypatch):
    """No warm process reads the figures of the project: the notebooks here use none."""
    monkeypatch.setenv("NHS_CULTURE_PROJECT", _settings)


@pytest.fixture
def warm(_settings):
    """The warm process of the tests' own process."""
    process = warm_process()
    if process is None:
        pytest.skip("warm kernels need Linux")
    return process


@pytest.fixture(scope="session")
def cluster(_settings):
    """Two workers in processes of their own, as `run` starts them; the address of the scheduler."""
    with ExitStack() as closing:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("NHS_CULTURE_PROJECT", _settings)
            cluster = closing.enter_context(local_cluster(2))
        yield cluster.scheduler_address


@pytest.fixture
def notebook(tmp_path):
    """Write a notebook: its first cell holds the parameters."""

    def write(*cells: str, name: str = "page", parameters: str = 'trust = "RP1"') -> Path:
        first = nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})
        rest = [nbformat.v4.new_code_cell(cell) for cell in cells]
        made = nbformat.v4.new_notebook(cells=[first, *rest])
        made.metadata["kernelspec"] = {
            "name": "python3",
            "language": "python",
            "display_name": "Python 3",
        }
        path = tmp_path / f"{name}.ipynb"
        nbformat.write(made, path)
        return path

    return write


@pytest.fixture
def inputs(tmp_path):
    """A library of one module and a table of data."""
    library = tmp_path / "library"
    library.mkdir()
    (library / "module.py").write_text("ONE = 1\n")
    data = tmp_path / "panel.csv"
    data.write_text("org_code,value\nRP1,7.48\n")
    return Inputs(library=(library,), data=(data,))
