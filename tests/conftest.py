"""Fixtures that all tests share."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the tests run side by side already
gc.set_threshold(100_000, 20, 20)  # a tenth of their time went into looking for garbage

settings.register_profile("untimed", deadline=None)  # a first call may import a library
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def nhs_shared() -> Path:
    """Return the folder with the official files, or skip: the project passes without them."""
    beside = Path(__file__).parents[2] / "shared"
    folder = Path(os.environ.get("NHS_CULTURE_SHARED", beside))
    if not (folder / "data").is_dir():
        pytest.skip(f"the official files are not here ({folder / 'data'})")
    return folder
