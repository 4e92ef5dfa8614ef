"""What the surveys of managers, of ethnic groups and of later years say: known anchors."""

from __future__ import annotations

import pandas as pd
import pytest
from committed import figures, measure, rank, value

MANAGERS = "manager_questions_2012_2018"
ETHNICITY = "staff_survey_by_ethnicity_2024"
SENIOR = ("senior_managers_communicate", "senior_managers_involve", "senior_managers_act")


def in_year(source_id: str, name: str, period: str) -> pd.DataFrame:
    table = measure(source_id, name)
    of_trusts = table["org_code"].str.fullmatch(r"[RT].*|G6V2S")
    return table[of_trusts & (table["period"] == period) & (table["subgroup"] == "all")]


@pytest.mark.parametrize(
    ("trust", "printed"),
    [
        ("RP1", {"2016": 34, "2017": 41}),
        (
            "RRF",
            {
                "2012": 30.5,
                "2013": 32.5,
                "2014": 40.9,
                "2015": 45.5,
                "2016": 36,
                "2017": 33,
                "2018": 29.1,
            },
        ),
        (
            "RM3",
            {
                "2012": 37.1,
                "2013": 44.6,
                "2014": 38.1,
                "2015": 25.4,
                "2016": 33,
                "2017": 32,
                "2018": 32.5,
            },
        ),
    ],
)
def test_senior_managers_who_act_on_feedback(trust: str, printed: dict[str, float]) -> None:
    found = {year: value(MANAGERS, "senior_managers_act", trust, year) for year in printed}
    assert {year: round(share, 1) for year, share in found.items()} == printed


def test_the_workbook_of_2019_goes_on_with_the_same_questions() -> None:
    shares = [
        round(value("staff_survey_2019", "senior_managers_act", trust, "2019"), 1)
        for trust in ("RP1", "RRF", "RM3")
    ]
    assert shares == [45.9, 33.0, 35.9]


def test_few_were_asked_before_2016() -> None:
    table = measure(MANAGERS, "senior_managers_act")
    wigan = table[table["org_code"] == "RRF"].set_index("period")["denominator"]
    assert wigan.loc[["2012", "2013", "2014", "2015"]].between(297, 440).all()


def test_england_of_2016_is_the_mean_of_every_kind_of_organisation() -> None:
    """Two figures of the magazine: 71% valued by their manager, 33% heard by senior managers."""
    england = {
        name: value(MANAGERS, name, "ENG", "2016")
        for name in ("valued_by_manager", "senior_managers_involve", "senior_managers_act")
    }
    assert [round(share, 1) for share in england.values()] == [71.7, 33.7, 32.0]
    table = measure(MANAGERS, "valued_by_manager")
    asked = table[(table["org_code"] == "ENG") & (table["period"] == "2016")]["denominator"]
    assert asked.to_list() == [411346]


def test_places_on_the_three_questions_about_senior_managers() -> None:
    places = {}
    for source, year in ((MANAGERS, "2013"), (MANAGERS, "2015"), ("staff_survey_2019", "2019")):
        asked = [in_year(source, name, year).set_index("org_code")["value"] for name in SENIOR]
        mean = pd.concat(asked, axis=1).mean(axis=1).rename("value").reset_index()
        for trust in {"2013": ("RM3",), "2015": ("RRF", "RM3"), "2019": ("RP1",)}[year]:
            places[trust, year] = rank(mean, trust)
    assert places == {
        ("RM3", "2013"): (1, 160),
        ("RRF", "2015"): (1, 154),
        ("RM3", "2015"): (113, 154),
        ("RP1", "2019"): (6, 229),
    }


def test_reworded_questions_are_never_joined() -> None:
    spans = figures(MANAGERS).groupby("measure")["period"].agg(["min", "max"])
    assert spans.loc["manager_teamwork"].to_list() == ["2012", "2017"]
    assert spans.loc["manager_difficult_task"].to_list() == ["2012", "2017"]
    assert spans.loc["manager_encourages", "min"] == "2018"
    assert spans.loc["manager_difficult_task_2018", "min"] == "2018"


def test_shares_with_all_digits_are_whole_numbers_of_answers() -> None:
    table = figures(MANAGERS)
    exact = table[(table["note"] == "") & (table["org_code"] != "ENG")]
    answers = exact["value"] * exact["denominator"] / 100
    assert ((answers - answers.round()).abs() < 0.01).all()


@pytest.mark.parametrize(
    ("trust", "white", "bme"),
    [("RRF", 6.6, 23.7), ("RM3", 6.0, 17.2), ("RA7", 5.5, 12.9), ("REN", 3.4, 9.6)],
)
def test_discrimination_of_white_and_bme_staff(trust: str, white: float, bme: float) -> None:
    shares = [
        value(ETHNICITY, "discrimination_colleagues", trust, "2024", group)
        for group in ("white", "bme")
    ]
    assert [round(share, 1) for share in shares] == [white, bme]


def test_the_ratio_of_wigan_is_the_seventh_of_159() -> None:
    table = measure(ETHNICITY, "discrimination_colleagues")
    wide = table.pivot_table("value", "org_code", "subgroup")
    ratio = (wide["bme"] / wide["white"]).rename("value").reset_index()
    assert round(ratio.set_index("org_code").loc["RRF", "value"], 2) == 3.57
    assert rank(ratio, "RRF") == (7, 159)


def test_bases_of_the_groups_fit_the_respondents_of_the_detailed_spreadsheets() -> None:
    """Found from fractions: too small in ten of 318 groups, never too large."""
    minority = measure("staff_survey_2024", "ethnic_minority").set_index("org_code")
    bme = (minority["value"] * minority["denominator"] / 100).round()
    respondents = {"bme": bme, "white": minority["denominator"] - bme}
    table = figures(ETHNICITY)
    for group, known in respondents.items():
        rows = table[table["subgroup"] == group]
        share = rows["denominator"] / rows["org_code"].map(known)
        assert share.max() <= 1.005
        assert rows[share < 0.9]["org_code"].nunique() == {"white": 3, "bme": 7}[group]


def test_no_mental_health_trust_is_among_the_ethnic_groups() -> None:
    assert "RP1" not in set(figures(ETHNICITY)["org_code"])


def test_engagement_of_2024_and_2025_in_the_framework() -> None:
    framework = "oversight_framework_2025_26"
    scores = {year: in_year(framework, "engagement", year) for year in ("2024", "2025")}
    found = {year: value(framework, "engagement", "RP1", year) for year in scores}
    assert found == {"2024": 7.31, "2025": 7.17}
    assert {year: rank(table, "RP1") for year, table in scores.items()} == {
        "2024": (6, 61),
        "2025": (14, 61),
    }


def test_columns_named_after_2025_are_the_survey_of_2024() -> None:
    compiled = in_year("staff_survey_scores_2025", "engagement", "2024").set_index("org_code")
    official = in_year("staff_survey_2024", "engagement", "2024").set_index("org_code")
    apart = (compiled["value"] - official["value"]).dropna().abs()
    assert len(apart) == 149
    assert apart.max() <= 0.0051


def test_pulse_scores_and_the_response_behind_them() -> None:
    pulse = "pulse_survey_2022"
    scores = [value(pulse, "pulse_engagement", "RP1", f"2022-{n}") for n in ("01", "04", "07")]
    assert [round(score, 2) for score in scores] == [7.33, 7.36, 7.31]
    rates = measure(pulse, "pulse_response_rate")
    wigan = rates[rates["org_code"] == "RRF"].sort_values("period")
    assert wigan["numerator"].to_list() == [159, 1457, 91]
    assert in_year(pulse, "pulse_engagement", "2022-07")["denominator"].min() >= 100
    assert "RRF" not in set(in_year(pulse, "pulse_engagement", "2022-07")["org_code"])


def test_motivation_from_whole_percentages_is_that_of_the_other_file() -> None:
    held = measure("acute_staff_survey_2012_2019", "motivation_1_to_5")
    known = held[held["period"] == "2017"].set_index("org_code")["value"]
    computed = measure("motivation_involvement_2017", "engagement_motivation")
    apart = computed.set_index("org_code")["value"] - 2.5 * (known - 1)
    assert apart.abs().max() < 0.11
    assert abs(apart.median()) < 0.04


def test_deaths_at_wigan_rose_a_little_while_the_ratio_rose() -> None:
    shmi = "shmi_releases_2011_2014"
    ends = ("2010-04/2011-03", "2012-10/2013-09")
    assert [value(shmi, "shmi_observed", "RRF", end) for end in ends] == [1713, 1763]
    assert [round(value(shmi, "shmi_release", "RRF", end), 3) for end in ends] == [1.061, 1.110]


def test_one_release_is_the_shmi_already_held() -> None:
    release = in_year("shmi_releases_2011_2014", "shmi_release", "2012-01/2012-12")
    held = in_year("acute_staff_survey_2012_2019", "shmi", "2012")
    both = release.merge(held, on="org_code")
    assert len(both) == 142
    assert (both["value_x"] - both["value_y"]).abs().max() < 5e-5


def test_staff_who_stayed_a_year() -> None:
    stayed = {
        trust: round(value("stability_index_2017_18", "stability_index", trust, "2017/18"), 1)
        for trust in ("RP1", "RRF", "RM3", "RA7", "REN")
    }
    assert stayed == {"RP1": 86.6, "RRF": 89.2, "RM3": 87.7, "RA7": 84.2, "REN": 85.5}


def test_turnover_of_a_month_is_made_of_people() -> None:
    table = measure("turnover_benchmarking", "leaver_rate")
    november = table[(table["org_code"] == "RP1") & (table["period"] == "2025-11")].iloc[0]
    assert (november["numerator"], november["denominator"]) == (71, 5250)
    assert november["value"] == pytest.approx(100 * 71 / 5250, abs=1e-4)
