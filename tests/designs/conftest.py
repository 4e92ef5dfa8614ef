"""Real panels, cut down to a committed extract."""

from pathlib import Path

import pandas as pd
import pytest

from nhs_culture.units import unit

DATA = Path(__file__).parent / "data"


def read(name):
    panel = pd.read_csv(DATA / name, comment="#", index_col="period", dtype={"period": str})
    return panel.astype(float)


@pytest.fixture(scope="session")
def recommend():
    """Recommend as a place to work, 80 trusts, 2008-2022; nothing for 2014."""
    years = [str(year) for year in range(2008, 2023)]
    return read("recommend_work_2008_2022.csv").reindex(years)


@pytest.fixture(scope="session")
def acute():
    """Recommend as a place to work, every acute trust, 2008-2024; nothing for 2014."""
    years = [str(year) for year in range(2008, 2025)]
    return read("acute_recommend_work_2008_2024.csv").reindex(years)


@pytest.fixture(scope="session")
def sickness():
    """Sickness absence, 60 trusts, January 2015 to December 2018."""
    return read("sickness_absence_2015_2018.csv")


@pytest.fixture(scope="session")
def points():
    """The unit of shares, whose differences are percentage points."""
    return unit("percent")
