"""Agency and bank staff as a share of the pay bill, on the figures of the project."""

from __future__ import annotations

import pandas as pd
import pytest
from analyses import computed
from copies import PROJECT

from nhs_culture import open_data
from nhs_culture.designs import Refused
from nhs_culture.exhibits import Chart, Note, Table
from nhs_culture.metrics.funnel import OverdispersedFunnel
from nhs_culture.pages import agency
from nhs_culture.studies import Answer, answer, question
from nhs_culture.studies.agency import SMALLEST_GROUP, by_chance, limits_of

DATA = open_data()


def share(trust: str, peers: str = "") -> Answer:
    return answer(DATA, question(DATA, trust, "agency_bank_share", peers=peers))


@pytest.fixture(scope="module")
def wigan() -> Answer:
    return share("RRF")


def test_the_share_is_the_cost_over_staff_costs(wigan: Answer) -> None:
    table = agency.figures_by_year(wigan)
    assert isinstance(table, Table)
    row = table.data.set_index("year").loc["2023/24"]
    assert row["share"] == pytest.approx(100 * row["agency"] / row["staff"], abs=0.001)
    assert row["staff"] == pytest.approx(DATA.series("RRF", "staff_cost")["2023/24"] / 1e6)


def test_two_years_give_no_verdict_on_the_change(wigan: Answer) -> None:
    headline = agency.headline(wigan, "agency_spend")
    assert "not identifiable" in [reply.verdict for reply in headline.replies]
    assert "10.4% of staff costs" in headline.sentence
    assert "12.8%" in headline.sentence


def funnel(trust: str) -> tuple[pd.DataFrame, OverdispersedFunnel | Refused]:
    names = computed(PROJECT.notebooks / "agency_spend.ipynb", trust)
    return names["bills"], names["limits"]


@pytest.fixture(scope="module")
def drawn() -> tuple[pd.DataFrame, OverdispersedFunnel]:
    bills, fit = funnel("RRF")
    assert isinstance(fit, OverdispersedFunnel)
    return bills, fit


def test_the_limits_hold_the_centre_and_most_trusts(
    drawn: tuple[pd.DataFrame, OverdispersedFunnel],
) -> None:
    bills, fit = drawn
    limits = limits_of(bills, fit)
    assert (limits["lower_998"] <= limits["lower_95"]).all()
    assert (limits["lower_95"] < limits["centre"]).all()
    assert (limits["centre"] < limits["upper_95"]).all()
    assert (limits["upper_95"] < limits["upper_998"]).all()
    assert limits["size"].is_monotonic_increasing
    inside = bills["value"].between(limits["lower_95"], limits["upper_95"])
    assert inside.mean() > 0.85
    # differences between trusts dwarf what chance would give
    assert fit.tau > 5 * float(pd.Series(fit.standard_errors).median())


def test_a_kind_of_few_trusts_is_set_among_all(
    drawn: tuple[pd.DataFrame, OverdispersedFunnel],
) -> None:
    ambulances, fit = funnel("RX7")
    chart = agency.funnel(share("RX7"), ambulances, fit)
    assert isinstance(chart, Chart)
    assert "trusts of every kind" in chart.title
    assert len(ambulances) > len(drawn[0]) > SMALLEST_GROUP


def test_chance_alone_would_keep_trusts_closer(
    wigan: Answer, drawn: tuple[pd.DataFrame, OverdispersedFunnel]
) -> None:
    low, high = by_chance(*drawn, "RRF")
    limits = limits_of(*drawn).loc["RRF"]
    assert limits["lower_95"] < low < limits["centre"] < high < limits["upper_95"]
    assert "arcsine" not in agency.spread_in_words(wigan, *drawn).text


def test_the_chart_does_not_say_that_trusts_differ_by_chance(
    wigan: Answer, drawn: tuple[pd.DataFrame, OverdispersedFunnel]
) -> None:
    chart = agency.funnel(wigan, *drawn)
    assert isinstance(chart, Chart)
    assert "only by chance" not in chart.subtitle
    assert "inside the usual range" in chart.title


def test_a_merger_within_the_year_is_told() -> None:
    assert "may be of part of the year" in agency.headline(share("RVY"), "agency_spend").context


def test_a_trust_without_a_pay_bill_says_so() -> None:
    missing = share("TAN")
    assert "not in the files held here" in agency.headline(missing, "agency_spend").sentence
    nothing = funnel("TAN")
    for exhibit in (
        agency.funnel(missing, *nothing),
        agency.figures_by_year(missing),
        agency.change(missing),
        agency.spread_in_words(missing, *nothing),
    ):
        assert isinstance(exhibit, Note)
    assert len(agency.standings(missing)) == 0


def test_what_newspapers_printed_of_wigan_with_the_misprint_as_such() -> None:
    table, care = agency.printed(DATA, "RRF")
    assert isinstance(table, Table)
    statements = " ".join(table.data["claim"] if "claim" in table.data else table.data.iloc[:, 0])
    assert "£8,739,705" in statements
    assert "£4.48m" in statements
    assert isinstance(care, Note)
    assert "18% less" in care.text
    assert "prints 2015/16 for both" in care.text
    assert isinstance(agency.printed(DATA, "REN")[0], Note)


def test_the_national_figures_stand_in_their_years_with_the_cap() -> None:
    chart = agency.national(DATA)
    figures = pd.Series(
        chart.data["ENG"].to_numpy(dtype=float), index=chart.data["period"]
    ).dropna()
    assert figures.to_dict() == {
        "2015/16": 3.63e9,
        "2019/20": 2.38e9,
        "2022/23": 3.46e9,
        "2023/24": 3.02e9,
        "2024/25": 2.07e9,
    }
    assert "£3.63bn" in chart.alt
    assert "(23 November 2015)" in chart.alt


def test_the_rival_explanation_is_the_size_of_the_national_fall() -> None:
    # 312 of 1,500 + 312
    assert "£312m or 17% less" in next(iter(agency.rival(DATA))).text
