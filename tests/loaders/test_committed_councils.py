"""What the tables about councils say: Wigan beside the others, and how the tables hang together."""

from __future__ import annotations

import pandas as pd
import pytest
from committed import figures, measure, rank, value

WIGAN = "E08000010"
LIFE = "council_life_expectancy"


def changes(name: str, first: str, last: str, group: str) -> pd.DataFrame:
    """Return the change of each council between two periods."""
    table = measure(LIFE, name)
    councils = table[(table["subgroup"] == group) & (table["org_code"] != "ENG")]
    wide = councils.pivot_table("value", "org_code", "period")
    return (wide[last] - wide[first]).dropna().rename("value").reset_index()


@pytest.mark.parametrize(
    ("name", "periods", "group", "wigan", "middle"),
    [
        ("healthy_life_expectancy", ("2009-2011", "2015-2017"), "male", 1.6, 0.4),
        ("healthy_life_expectancy", ("2009-2011", "2015-2017"), "female", 2.6, -0.05),
        ("healthy_life_expectancy_2026", ("2015-2017", "2022-2024"), "male", -6.1, -2.7),
        ("healthy_life_expectancy_2026", ("2015-2017", "2022-2024"), "female", -6.4, -2.9),
    ],
)
def test_healthy_life_expectancy_in_wigan_and_elsewhere(
    name: str, periods: tuple[str, str], group: str, wigan: float, middle: float
) -> None:
    table = changes(name, *periods, group)
    assert table.set_index("org_code").loc[WIGAN, "value"] == pytest.approx(wigan, abs=0.051)
    assert table["value"].median() == pytest.approx(middle, abs=0.051)


def test_what_came_after_was_among_the_largest_falls() -> None:
    places = [
        rank(changes("healthy_life_expectancy_2026", "2015-2017", "2022-2024", group), WIGAN)
        for group in ("male", "female")
    ]
    assert places == [(129, 130), (125, 130)]


def test_men_to_2018_2020() -> None:
    table = changes("healthy_life_expectancy", "2010-2012", "2018-2020", "male")
    assert table.set_index("org_code").loc[WIGAN, "value"] == pytest.approx(-0.3)


def test_the_download_of_2026_counts_afresh() -> None:
    """It differs from the earlier ones in the same years, so that it may not go on with them."""
    life = figures(LIFE)
    keys = ["org_code", "subgroup", "period"]
    early, late = (
        life[life["measure"] == name].set_index(keys)["value"]
        for name in ("healthy_life_expectancy", "healthy_life_expectancy_2026")
    )
    assert (early - late).abs().median() > 0.5


def test_children_in_care_fell_in_wigan_and_rose_elsewhere() -> None:
    table = measure("council_children", "children_in_care")
    wide = table[table["org_code"] != "ENG"].pivot_table("value", "org_code", "period")
    change = wide["2018"] - wide["2011"]
    assert change[WIGAN] == pytest.approx(-0.6)
    assert change.median() == pytest.approx(4.0)


def test_spending_without_what_moves_between_councils() -> None:
    outturn = "council_spending_2010_2018"
    total = value(outturn, "council_services", WIGAN, "2010/11")
    schools = value(outturn, "council_education", WIGAN, "2010/11")
    assert (total, schools) == (511_389_000, 260_466_000)
    other = value(outturn, "council_other_services", WIGAN, "2010/11")
    assert other == 53_411_000
    assert value(outturn, "council_spending", WIGAN, "2010/11") == total - schools - other
    health = value(outturn, "council_public_health", WIGAN, "2013/14")
    assert health == 22_654_000


def test_every_year_of_spending_has_the_same_152_councils() -> None:
    table = measure("council_spending_2010_2018", "council_spending")
    codes = table.groupby("period")["org_code"].agg(frozenset)
    assert len(codes) == 6
    assert len(set(codes)) == 1
    assert len(codes.iloc[0]) == 152


def test_councils_of_other_departments_are_found_by_their_codes() -> None:
    """359 and E4210 are Wigan: the numbers of social workers stand under its ONS code."""
    turnover = value("council_social_workers_2016_2025", "social_worker_turnover", WIGAN, "2016")
    assert turnover == 13.2
    assert value("council_social_workers_2016_2025", "children_in_care", "ENG", "2016") == 60


def test_a_county_that_became_one_council_keeps_one_code() -> None:
    life = figures(LIFE)
    buckinghamshire = life[life["org_code"] == "E06000060"]
    early = buckinghamshire[buckinghamshire["measure"] == "healthy_life_expectancy"]
    assert (early["period"].min(), early["period"].max()) == ("2009-2011", "2018-2020")
    assert "E10000002" not in set(life["org_code"])
