import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def nhs_shared():
    """The folder of official files beside the project; tests that need it skip without it."""
    folder = Path(os.environ.get("NHS_CULTURE_SHARED", Path(__file__).parents[2] / ".." / "shared"))
    if not folder.is_dir():
        pytest.skip("the folder of official files is not beside the project")
    return folder.resolve()
