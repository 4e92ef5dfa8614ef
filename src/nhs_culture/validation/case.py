"""A published result, and the data that it was made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from nhs_culture.errors import SourceError
from nhs_culture.paths import find_project

__all__ = ["Reproduction", "example"]


@dataclass(frozen=True)
class Reproduction:
    """One published result.

    Attributes
    ----------
    source
        Where the numbers are printed, and the data.
    published
        Label -> the number as printed.
    tolerance
        Largest distance of ours from a printed number.
    compute
        Returns label -> our number, with the same labels.
    """

    source: str
    published: Mapping[str, float]
    tolerance: float
    compute: Callable[[], Mapping[str, float]]


def example(name: str, index: str) -> pd.DataFrame:
    """Return a published example, from the folder of the tests that comes with the project.

    Raises
    ------
    SourceError
        When the file is not there.
    """
    path = find_project().root / "tests" / "validation" / name
    if not path.exists():
        raise SourceError(f"{path} is not there; it comes with the project's tests")
    return pd.read_csv(path, index_col=index)
