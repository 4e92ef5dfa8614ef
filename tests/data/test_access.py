"""What the analyses ask of the data, on the figures that the project carries."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from copies import PROJECT, changed, copied

from nhs_culture import open_data
from nhs_culture.data.access import KEPT, PEER_GROUPS, opened
from nhs_culture.errors import DataError

TENTH = 0.05  # printed to one decimal
DATA = open_data(PROJECT)


@pytest.mark.parametrize(
    ("trust", "year", "score"),
    [
        ("RP1", "2019", 7.48),
        ("RRF", "2019", 7.28),
        ("RM3", "2019", 7.11),
        ("RP1", "2024", 7.31),
        ("RRF", "2024", 6.77),
        ("RM3", "2024", 6.66),
    ],
)
def test_engagement_is_the_official_score(trust: str, year: str, score: float) -> None:
    assert DATA.series(trust, "engagement")[year] == pytest.approx(score, abs=0.005)


@pytest.mark.parametrize("measure", [m for m in DATA.register.measures["measure"] if DATA.holds(m)])
def test_no_place_counts_a_part_of_a_trust(measure: str) -> None:
    parts = DATA.register.parts
    assert not parts & set(DATA.wide(measure))
    for code in {"RP1", *parts}:
        for group in PEER_GROUPS:
            assert parts & set(DATA.peers(code, measure, group)) <= {code}


def test_a_part_of_a_trust_stands_among_the_trusts_where_it_is_asked_about() -> None:
    assert DATA.register.parts == {"R1F1", "R1F2", "R1F3", "R1F4"}
    everyone = DATA.wide("recommend_work", also="R1F2")
    assert everyone.equals(DATA.peers("R1F2", "recommend_work", "all"))
    assert {*everyone} - {*DATA.wide("recommend_work")} == {"R1F2"}
    assert "R1F2" in DATA.peers("RP1", "recommend_work", "RHA,R1F2")  # by its own code


def test_northamptonshire_was_17th_of_225_in_2019() -> None:
    scores = DATA.wide("engagement").loc["2019"].dropna()
    assert (len(scores), int(scores.rank(ascending=False)["RP1"])) == (225, 17)


def test_recommending_at_northamptonshire_year_by_year() -> None:
    shares = DATA.series("RP1", "recommend_work")
    printed = {2008: 45.2, 2015: 61.7, 2016: 56.8, 2017: 65.7, 2018: 71.8, 2019: 74.0}
    for year, share in printed.items():
        assert shares[str(year)] == pytest.approx(share, abs=TENTH)
    assert "2014" not in shares.index


@pytest.mark.parametrize(("year", "place", "of"), [("2011", 149, 254), ("2015", 3, 237)])
def test_wigan_among_all_trusts_on_the_same_question(year: str, place: int, of: int) -> None:
    shares = DATA.wide("recommend_work").loc[year].dropna()
    assert (int(shares.rank(ascending=False)["RRF"]), len(shares)) == (place, of)


def test_the_first_source_of_a_measure_gives_its_series() -> None:
    source = DATA.series("RP1", "recommend_work", column="source_id")
    assert source["2019"] == "recommend_work_2008_2023"
    assert source["2024"] == "staff_survey_2024"
    official = DATA.series("RP1", "recommend_work", sources=("staff_survey_2019",))
    assert list(official.index) == ["2019"]


def test_sickness_absence_stops_at_the_gap_and_goes_on_after_it() -> None:
    months = DATA.series("RP1", "sickness_absence").index
    assert months[0] == "2013-04"
    assert "2023-01" in months
    assert not [m for m in months if "2023-02" <= m <= "2024-03"]
    assert months[-1] == "2025-03"


def test_peers_hold_the_trust_and_its_group_only() -> None:
    group = DATA.peers("REN", "engagement")
    assert "REN" in group
    assert "RP1" not in group
    assert set(DATA.peers("REN", "engagement", "RP1, RRF")) == {"REN", "RP1", "RRF"}
    assert group.shape[1] < DATA.peers("REN", "engagement", "all").shape[1]


def test_an_unknown_code_suggests_near_ones() -> None:
    with pytest.raises(DataError, match=r"'RPI' is not an ODS code.*RP1"):
        DATA.series("RPI", "engagement")
    with pytest.raises(DataError, match="RP1 Northamptonshire Healthcare"):
        DATA.series("Northamptonshire", "engagement")
    with pytest.raises(DataError, match="'RP1,rrf' names 2 organisations; expected one"):
        DATA.series("RP1,rrf", "engagement")


def test_an_unknown_measure_or_group_is_named() -> None:
    with pytest.raises(DataError, match=r"Unknown measure 'engagment'.*engagement"):
        DATA.series("RP1", "engagment")
    with pytest.raises(DataError, match="'FRIENDS' is neither an ODS code nor one of"):
        DATA.peers("RP1", "engagement", "friends")


@pytest.mark.parametrize(
    ("trust", "named", "told"),
    [
        ("RP1", "RHA,E08000010", "E08000010 is a council and RP1 a trust"),
        ("E08000010", "E08000003,RP1", "RP1 is a trust and E08000010 a council"),
        ("RRF", "RXM", "none of them has figures on 'summary hospital-level mortality indicator'"),
        ("RRF", "RRF", "none of them has figures"),
    ],
)
def test_named_peers_that_cannot_be_compared_with_are_refused(
    trust: str, named: str, told: str
) -> None:
    measure = "shmi" if trust == "RRF" else "engagement" if trust == "RP1" else "smoking_adults"
    with pytest.raises(DataError, match=told):
        DATA.peers(trust, measure, named)


def test_a_trust_without_figures_gives_an_empty_series_and_is_not_among_its_peers() -> None:
    assert DATA.series("RP1", "shmi").empty
    others = DATA.peers("RP1", "recommend_work").columns.drop("RP1")
    assert set(DATA.peers("RP1", "shmi").columns) <= set(others)


def test_agency_and_bank_share_is_the_quotient_of_its_two_figures() -> None:
    cost, whole = (DATA.series("RP1", m)["2023/24"] for m in ("agency_bank_cost", "staff_cost"))
    share = DATA.series("RP1", "agency_bank_share")["2023/24"]
    assert share == pytest.approx(100 * cost / whole, 1e-5)


def test_data_is_opened_once_and_of_the_project_that_is_worked_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert open_data(PROJECT) is open_data(PROJECT)
    other = copied(tmp_path, "safety_incidents_2009_2020")
    monkeypatch.setenv("NHS_CULTURE_PROJECT", str(other.root))
    assert open_data().project == other
    assert set(open_data().panel["measure"]) == {"incidents_reported"}


def test_a_changed_register_makes_other_data(tmp_path: Path) -> None:
    project = copied(tmp_path, "safety_incidents_2009_2020", "staff_survey_2024")
    before = opened(project)
    name = "Northamptonshire Healthcare NHS Foundation Trust"
    changed(project.register / "trusts.csv", name, "A trust of another name")
    changed(project.register / "measures.csv", "staff_survey_2019;staff_survey_2024", "")
    opened.cache_clear()
    after = opened(project)
    assert after.register.trust("RP1")["name"] == "A trust of another name"
    assert not before.series("RP1", "engagement").empty
    with pytest.raises(DataError, match="No figures on 'Staff engagement'"):
        after.series("RP1", "engagement")


def test_figures_of_another_panel_are_asked_in_the_same_way() -> None:
    doubled = DATA.panel.assign(value=2 * DATA.panel["value"])
    twice = replace(DATA, panel=doubled).series("RP1", "engagement")
    assert twice.tolist() == (2 * DATA.series("RP1", "engagement")).tolist()


def test_a_region_is_asked_by_its_code_and_is_not_among_the_trusts(tmp_path: Path) -> None:
    project = copied(tmp_path)
    folder = project.raw / "vacancy_statistics"
    folder.mkdir()
    heading = "org_code,period,measure,subgroup,value,numerator,denominator,note\n"
    rows = [f"{code},2018-06,vacancy_rate,acute,8.1,,,\n" for code in ("ENG", "RP1", "Y60")]
    (folder / "figures.csv").write_text(heading + "".join(rows))
    data = open_data(project)
    assert data.series("Y60", "vacancy_rate", subgroup="acute").to_dict() == {"2018-06": 8.1}
    assert list(data.wide("vacancy_rate", subgroup="acute")) == ["RP1"]


def test_what_a_warm_process_prepares_is_still_there_when_it_is_asked_for() -> None:
    assert len(DATA.panel[["measure", "subgroup"]].drop_duplicates()) <= KEPT
