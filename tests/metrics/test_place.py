"""Places, counted from the highest figure."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nhs_culture.errors import DesignError
from nhs_culture.metrics.place import Place, place, places


def test_level_figures_share_the_higher_place() -> None:
    values = pd.Series({"A": 3.0, "B": 3.0, "C": 1.0, "D": np.nan})
    assert [place(values, code) for code in "ABC"] == [Place(1, 3), Place(1, 3), Place(3, 3)]


def test_one_without_a_figure_has_no_place() -> None:
    with pytest.raises(DesignError, match="D"):
        place(pd.Series({"A": 3.0, "D": np.nan}), "D")


def test_places_by_period_are_those_of_each_period_alone() -> None:
    values = pd.DataFrame(
        {"A": [1.0, np.nan, 2.0], "B": [2.0, 5.0, 1.0], "C": [np.nan, 1.0, 2.0]}, index=list("xyz")
    )
    table = places(values, "A")
    assert list(table.index) == ["x", "z"]
    for period, row in table.iterrows():
        alone = place(values.loc[period], "A")
        assert (row["place"], row["of"]) == (alone.at, alone.of)
