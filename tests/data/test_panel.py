"""The panel, on the figures that the project carries."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from nhs_culture.data.panel import build, load_panel, peers, series, wide
from nhs_culture.errors import DataError, RegisterError
from nhs_culture.paths import RAW

TENTH = 0.05  # printed to one decimal


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A copy of data/raw with its smallest source only, to be spoilt."""
    folder = tmp_path / "raw"
    for name in ("register", "safety_incidents_2009_2020"):
        shutil.copytree(RAW / name, folder / name)
    return folder


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


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
    assert series(trust, "engagement")[year] == pytest.approx(score, abs=0.005)


def test_northamptonshire_was_17th_of_229_in_2019() -> None:
    scores = wide("engagement").loc["2019"].dropna()
    assert (len(scores), int(scores.rank(ascending=False)["RP1"])) == (229, 17)


def test_recommending_at_northamptonshire_year_by_year() -> None:
    shares = series("RP1", "recommend_work")
    printed = {2008: 45.2, 2015: 61.7, 2016: 56.8, 2017: 65.7, 2018: 71.8, 2019: 74.0}
    for year, share in printed.items():
        assert shares[str(year)] == pytest.approx(share, abs=TENTH)
    assert "2014" not in shares.index


@pytest.mark.parametrize(("year", "place", "of"), [("2011", 149, 254), ("2015", 3, 240)])
def test_wigan_among_all_trusts_on_the_same_question(year: str, place: int, of: int) -> None:
    shares = wide("recommend_work").loc[year].dropna()
    assert (int(shares.rank(ascending=False)["RRF"]), len(shares)) == (place, of)


def test_the_first_source_of_a_measure_gives_its_series() -> None:
    source = series("RP1", "recommend_work", column="source_id")
    assert source["2019"] == "recommend_work_2008_2023"
    assert source["2024"] == "staff_survey_2024"
    official = series("RP1", "recommend_work", sources=("staff_survey_2019",))
    assert list(official.index) == ["2019"]


def test_sickness_absence_stops_at_the_gap_and_goes_on_after_it() -> None:
    months = series("RP1", "sickness_absence").index
    assert months[0] == "2013-04"
    assert "2023-01" in months
    assert not [m for m in months if "2023-02" <= m <= "2024-03"]
    assert months[-1] == "2025-03"


def test_peers_hold_the_trust_and_its_group_only() -> None:
    group = peers("REN", "engagement")
    assert "REN" in group
    assert "RP1" not in group
    assert set(peers("REN", "engagement", "RP1, RRF")) == {"REN", "RP1", "RRF"}
    assert group.shape[1] < peers("REN", "engagement", "all").shape[1]


def test_an_unknown_code_suggests_near_ones() -> None:
    with pytest.raises(DataError, match=r"'RPI' is not an ODS code.*RP1"):
        series("RPI", "engagement")
    with pytest.raises(DataError, match="RP1 Northamptonshire Healthcare"):
        series("Northamptonshire", "engagement")


def test_an_unknown_measure_or_group_is_named() -> None:
    with pytest.raises(DataError, match=r"Unknown measure 'engagment'.*engagement"):
        series("RP1", "engagment")
    with pytest.raises(DataError, match="'FRIENDS' is neither an ODS code nor one of"):
        peers("RP1", "engagement", "friends")


def test_a_trust_without_figures_gives_an_empty_series_and_no_peers() -> None:
    assert series("RP1", "shmi").empty
    with pytest.raises(DataError, match=r"No figures on .* were published for RP1"):
        peers("RP1", "shmi")


def test_every_figure_lies_within_its_measure_and_stands_once() -> None:
    panel = load_panel()
    key = ["measure", "org_code", "subgroup", "period", "source_id"]
    assert not panel.duplicated(key).any()
    assert panel["value"].notna().all()
    shares = panel[panel["denominator"].notna() & panel["numerator"].notna()]
    assert (shares["numerator"] <= shares["denominator"]).all()
    assert (panel["period_start"] <= panel["period_end"]).all()


def test_agency_and_bank_share_is_the_quotient_of_its_two_figures() -> None:
    cost, whole = (series("RP1", m)["2023-24"] for m in ("agency_bank_cost", "staff_cost"))
    assert series("RP1", "agency_bank_share")["2023-24"] == pytest.approx(100 * cost / whole, 1e-5)


def test_building_twice_gives_the_same_bytes(raw: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.parquet", tmp_path / "second.parquet"
    build(raw, first)
    build(raw, second)
    assert first.read_bytes() == second.read_bytes()


def test_a_changed_raw_table_is_noticed(raw: Path, tmp_path: Path) -> None:
    destination = tmp_path / "panel.parquet"
    before = load_panel(destination, raw)
    spoil(raw / "safety_incidents_2009_2020" / "figures.csv", "RM3,2009-03", "RA7,2009-03")
    load_panel.cache_clear()
    after = load_panel(destination, raw)
    assert "RA7" not in set(before["org_code"])
    assert "RA7" in set(after["org_code"])


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("RM3,2009-03", "XX3,2009-03", "figures.csv"),
        ("RM3,2009-03", "RM3,2009-13", "2009-13"),
        (",incidents_reported,", ",incidents,", "incidents"),
    ],
)
def test_a_spoilt_raw_table_is_refused_by_name(
    raw: Path, tmp_path: Path, old: str, new: str, place: str
) -> None:
    spoil(raw / "safety_incidents_2009_2020" / "figures.csv", old, new)
    destination = tmp_path / "panel.parquet"
    with pytest.raises((RegisterError, ValueError), match=place):
        build(raw, destination)
    assert not destination.exists()
    assert not list(tmp_path.glob("*.tmp"))


def test_no_raw_tables_at_all(raw: Path, tmp_path: Path) -> None:
    shutil.rmtree(raw / "safety_incidents_2009_2020")
    with pytest.raises(RegisterError, match="no tables of figures"):
        build(raw, tmp_path / "panel.parquet")


def test_half_years_end_with_their_label(tmp_path: Path, raw: Path) -> None:
    panel = build(raw, tmp_path / "panel.parquet")
    row = panel[panel["period"] == "2012-09"].iloc[0]
    assert (row["period_start"], row["period_end"]) == (
        pd.Timestamp("2012-04-01"),
        pd.Timestamp("2012-09-30"),
    )


def test_a_region_is_in_the_panel_and_not_among_the_trusts(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = raw / "vacancy_statistics"
    folder.mkdir()
    heading = "org_code,period,measure,subgroup,value,numerator,denominator,note\n"
    rows = [f"{code},2018-06,vacancy_rate,acute,8.1,,,\n" for code in ("ENG", "RP1", "Y60")]
    (folder / "figures.csv").write_text(heading + "".join(rows))
    path = tmp_path / "panel.parquet"
    built = build(raw, path)
    monkeypatch.setattr("nhs_culture.data.panel.load_panel", lambda _: built)
    assert series("Y60", "vacancy_rate", subgroup="acute").to_dict() == {"2018-06": 8.1}
    assert list(wide("vacancy_rate", subgroup="acute")) == ["RP1"]
    spoil(folder / "figures.csv", "Y60", "Y99")
    with pytest.raises(RegisterError, match="or ENG or a region"):
        build(raw, path)
