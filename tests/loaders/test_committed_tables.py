"""What the tables of data/raw say: known anchors, and sums that any right table keeps."""

from __future__ import annotations

import pytest
import yaml
from committed import RAW, by_measure, figures, measure, rank, value

from nhs_culture.loaders import IMPORTERS

NOT_HELD = {"staff_survey_benchmark", "trust_accounts", "vacancy_statistics"}
"""Publications whose files the project has an importer for, and no copy of."""
NOT_GIVEN = {"leaver_rate_year"}
"""Measures that an importer gives, and that the files at hand do not."""
SOURCES = [
    importer.publication.source_id
    for importer in IMPORTERS
    if importer.publication.source_id not in NOT_HELD
]
ROUNDING = 0.00501
"""Half of the last decimal of a printed rate."""


@pytest.mark.parametrize("source_id", SOURCES)
def test_every_source_has_its_tables_and_record(source_id: str) -> None:
    importer = next(i for i in IMPORTERS if i.publication.source_id == source_id)
    record = yaml.safe_load((RAW / source_id / "source.yml").read_text(encoding="utf-8"))
    held = set(figures(source_id)["measure"])
    assert held == {*importer.publication.measures} - NOT_GIVEN
    assert record["id"] == source_id
    assert record["measures"] == [one for one in importer.publication.measures if one in held]
    assert record["url"].startswith("https://")
    assert all(record[key] for key in ("producer", "title", "licence", "published", "left_out"))
    assert all(len(digest) == 64 for digest in record["sha256"])
    assert len(record["sha256"]) == len(record["retrieved_as"]) == len(record["covers"])


def test_nothing_is_held_of_the_publications_that_are_not_at_hand() -> None:
    folders = {path.name for path in RAW.iterdir() if path.is_dir()}
    assert folders == {*SOURCES, "register"}


def test_sizes_stay_reviewable() -> None:
    sizes = [path.stat().st_size for path in RAW.rglob("*") if path.is_file()]
    assert max(sizes) < 1_400_000
    assert sum(sizes) < 12_000_000


@pytest.mark.parametrize(
    ("figure", "expected", "decimals"),
    [
        (("staff_survey_2019", "engagement", "RP1", "2019"), 7.48, 2),
        (("staff_survey_2019", "engagement", "RRF", "2019"), 7.28, 2),
        (("staff_survey_2019", "engagement", "RM3", "2019"), 7.11, 2),
        (("staff_survey_2024", "engagement", "RP1", "2024"), 7.31, 2),
        (("staff_survey_2024", "engagement", "RRF", "2024"), 6.77, 2),
        (("staff_survey_2024", "engagement", "RM3", "2024"), 6.66, 2),
        (("recommend_work_2008_2023", "recommend_work", "RP1", "2008"), 45.2, 1),
        (("recommend_work_2008_2023", "recommend_work", "RP1", "2015"), 61.7, 1),
        (("recommend_work_2008_2023", "recommend_work", "RP1", "2016"), 56.8, 1),
        (("recommend_work_2008_2023", "recommend_work", "RP1", "2017"), 65.7, 1),
        (("recommend_work_2008_2023", "recommend_work", "RP1", "2018"), 71.8, 1),
        (("recommend_work_2008_2023", "recommend_work", "RP1", "2019"), 74.0, 1),
        (("acute_staff_survey_2012_2019", "motivation_1_to_5", "RA7", "2014"), 3.78, 2),
        (("sickness_absence_2013_2023", "sickness_absence", "ENG", "2023-01"), 5.32, 2),
        (("sickness_absence_2024_2025", "sickness_absence", "ENG", "2025-01"), 5.7, 1),
        (("sickness_absence_2024_2025", "sickness_absence", "ENG", "2024-07"), 5.2, 1),
        (("workforce_2009_2025", "staff_fte", "ENG", "2025-05"), 1373862.75, 2),
        (("pay_bill_2022_2024", "staff_cost", "RP1", "2022/23"), 235111000, 0),
        (("pay_bill_2022_2024", "agency_bank_cost", "RRF", "2022/23"), 46955000, 0),
    ],
)
def test_known_anchors(figure: tuple[str, str, str, str], expected: float, decimals: int) -> None:
    assert round(value(*figure), decimals) == expected


def test_places_among_trusts() -> None:
    assert rank(measure("staff_survey_2019", "engagement"), "RP1") == (17, 229)
    recommend = measure("recommend_work_2008_2023", "recommend_work")
    assert rank(recommend[recommend["period"] == "2011"], "RRF") == (149, 254)
    assert rank(recommend[recommend["period"] == "2015"], "RRF") == (3, 240)


def test_known_steps_in_staff() -> None:
    fte = measure("workforce_2009_2025", "staff_fte").set_index(["org_code", "period"])["value"]
    for org_code, before, after in (
        ("RP1", ("2011-09", 1479), ("2012-09", 2941)),
        ("RRF", ("2018-09", 4338), ("2019-09", 5166)),
        ("RA7", ("2019-09", 8155), ("2020-09", 9856)),
        ("RM3", ("2021-09", 9976), ("2022-09", 17291)),
    ):
        assert fte[org_code, before[0]] == pytest.approx(before[1], abs=1)
        assert fte[org_code, after[0]] == pytest.approx(after[1], abs=1)


def test_only_the_isle_of_wight_has_sectors() -> None:
    sectors = {
        source_id: {code for code in figures(source_id)["org_code"] if len(code) == 4}
        for source_id in SOURCES
    }
    assert sectors["staff_survey_2019"] == {"R1F1", "R1F2", "R1F3", "R1F4"}
    assert sectors["staff_survey_2024"] == {"R1F1", "R1F2"}
    assert set().union(*sectors.values()) == {"R1F1", "R1F2", "R1F3", "R1F4"}


def test_the_scrambled_and_the_missing_are_missing() -> None:
    recommend = figures("recommend_work_2008_2023")
    assert sorted(set(recommend["period"])) == [
        str(year) for year in range(2008, 2024) if year != 2014
    ]
    weighted = recommend["note"] == "weighted"
    assert (weighted == (recommend["period"] >= "2021")).all()
    shares = measure("acute_staff_survey_2012_2019", "recommend_work")
    assert set(shares["period"]) == {"2012", "2013", "2014"}


def test_engagement_2024_is_the_mean_of_its_parts() -> None:
    wide = by_measure("staff_survey_2024")
    parts = wide[["engagement_motivation", "engagement_involvement", "engagement_advocacy"]]
    assert (wide["engagement"] - parts.mean(axis=1)).abs().max() < 0.01


def test_the_new_sickness_rates_are_lost_of_available() -> None:
    table = figures("sickness_absence_2024_2025")
    rate = 100 * table["numerator"] / table["denominator"]
    assert table["denominator"].notna().all()
    assert (rate - table["value"]).abs().max() <= ROUNDING
    assert set(table["period"]) == {
        *(f"2024-{month:02d}" for month in range(4, 13)),
        *(f"2025-{month:02d}" for month in range(1, 4)),
    }


def test_trusts_do_not_have_more_staff_than_england() -> None:
    fte = measure("workforce_2009_2025", "staff_fte")
    england = fte[fte["org_code"] == "ENG"].set_index("period")["value"]
    trusts = fte[fte["org_code"] != "ENG"].groupby("period")["value"].sum()
    assert len(england) == len(trusts) == 189
    assert (trusts < england).all()


@pytest.mark.parametrize(
    "name",
    [
        "discrimination_public",
        "discrimination_colleagues",
        "harassment_public",
        "harassment_managers",
        "harassment_colleagues",
        "work_stress",
        "burnout",
        "ethnic_minority",
    ],
)
def test_the_compiled_figures_of_2024_are_the_official_ones(name: str) -> None:
    compiled = measure("staff_survey_experience_2021_2024", name)
    compiled = compiled[compiled["period"] == "2024"].set_index("org_code")
    official = measure("staff_survey_2024", name).set_index("org_code")
    assert set(compiled.index) == set(official.index)
    assert (compiled["value"] - official["value"]).abs().max() < 1e-3
    assert compiled["denominator"].equals(official["denominator"].reindex(compiled.index))


@pytest.mark.parametrize("name", ["recommend_work", "recommend_care", "work_stress"])
def test_the_compiled_figures_of_2019_are_the_official_ones(name: str) -> None:
    compiled = measure("acute_staff_survey_2015_2019", name)
    compiled = compiled[compiled["period"] == "2019"].set_index("org_code")["value"]
    official = measure("staff_survey_2019", name).set_index("org_code")["value"]
    both = compiled.index.intersection(official.index)
    assert len(both) == 133
    assert (compiled[both] - official[both]).abs().max() < 1e-3


def test_the_longest_series_agrees_with_the_others_within_rounding_and_weighting() -> None:
    longest = measure("recommend_work_2008_2023", "recommend_work")
    longest = longest.set_index(["org_code", "period"])["value"]
    early = measure("acute_staff_survey_2012_2019", "recommend_work")
    early = early.set_index(["org_code", "period"])["value"]
    apart = (early - longest).dropna().abs()
    assert len(apart) > 270
    assert apart.max() <= 1
    late = measure("acute_staff_survey_2015_2019", "recommend_work")
    apart = (late.set_index(["org_code", "period"])["value"] - longest).dropna().abs()
    assert len(apart) > 600
    assert apart.max() < 3.1
    assert apart.median() < 0.5


def test_questions_of_2019_and_2024_are_the_same_questions() -> None:
    early = by_measure("staff_survey_2019").droplevel("period")
    late = by_measure("staff_survey_2024").droplevel("period")
    both = early.index.intersection(late.index)
    for name in set(early.columns) & set(late.columns):
        assert early.loc[both, name].corr(late.loc[both, name]) > 0.5, name
        assert (early[name].mean() - late[name].mean()) == pytest.approx(0, abs=9), name


def test_ethnic_minority_is_higher_in_london_and_lower_in_cumbria() -> None:
    share = measure("staff_survey_2019", "ethnic_minority").set_index("org_code")["value"]
    london = share[["RJ1", "R1H", "RAL", "RJZ", "RKE"]]
    assert london.min() > 35
    assert share["RNN"] < 10
    later = measure("staff_survey_experience_2021_2024", "ethnic_minority")
    later = later[later["period"] == "2021"].set_index("org_code")["value"]
    both = share.index.intersection(later.index)
    assert share[both].corr(later[both]) > 0.97


def test_half_years_that_are_broken_are_left_out() -> None:
    incidents = figures("safety_incidents_2009_2020")
    first = incidents[incidents["period"] == "2009/10-H1"]
    assert list(first["org_code"]) == ["RP1"]
    assert len(incidents) == 67


def test_pay_bill_has_no_more_agency_than_staff_costs() -> None:
    wide = by_measure("pay_bill_2022_2024")
    share = wide["agency_bank_cost"] / wide["staff_cost"]
    assert share.between(0.001, 0.25).sum() == share.notna().sum() == 416
    assert ("RYA", "2022/23") in share[share.isna()].index
