"""Printed vacancy rates beside the official staff in post, on the figures of the project."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from nhs_culture import open_data
from nhs_culture.designs import DESIGNS, Refused
from nhs_culture.exhibits import Chart, Finding, Note, Table
from nhs_culture.pages import vacancies
from nhs_culture.pages.turnover import turnover
from nhs_culture.studies import Answer, answer, question
from nhs_culture.studies.vacancies import (
    england_rates,
    printed_movements,
    printed_rates,
    what_it_takes,
)
from nhs_culture.units import PERCENT_CHANGE

TENTH = 0.05  # printed to one decimal

DATA = open_data()


def staff(trust: str) -> Answer:
    return answer(DATA, question(DATA, trust, "staff_fte"))


@pytest.fixture(scope="module")
def northamptonshire() -> Answer:
    return staff("RP1")


def test_every_printed_rate_of_northamptonshire_with_its_rounding() -> None:
    rates = printed_rates(DATA.register, "RP1")
    printed = {(rate.printed, rate.month) for rate in rates}
    assert printed >= {("12%", "2015-02"), ("15.7%", "2016-09"), ("8.7%", "2018-12")}
    exact = next(rate for rate in rates if rate.printed == "15.7%")
    assert (exact.lower, exact.upper) == (pytest.approx(15.65), pytest.approx(15.75))
    assert len(exact.months) == 12
    bound = next(rate for rate in rates if rate.printed == "under 10%")
    assert np.isnan(bound.value)


def test_the_printed_fall_takes_hardly_more_posts(northamptonshire: Answer) -> None:
    found = {one.start.printed: one for one in printed_movements(northamptonshire)}
    assert set(found) == {"15.7%", "15%"}
    movement = found["15.7%"]
    assert movement.end.printed == "8.7%"
    own = northamptonshire.own
    assert movement.staff[0] == pytest.approx(100 * (own["2018-12"] / own["2016-09"] - 1))
    assert movement.staff[0] == pytest.approx(10.2, abs=TENTH)
    # by hand: 3,171 / 0.913 over 2,879 / 0.843
    assert movement.establishment[0] == pytest.approx(1.7, abs=TENTH)
    for estimate, lower, upper in (movement.staff, movement.establishment):
        assert lower < estimate < upper


def test_the_page_on_northamptonshire_says_what_cannot_be_known(
    northamptonshire: Answer,
) -> None:
    headline = vacancies.headline(northamptonshire, "vacancies")
    assert "from 15% in 2016 to 8.7% in December 2018" in headline.sentence
    assert "never published" in headline.sentence
    verdicts = {reply.question.split(":")[0]: reply.verdict for reply in headline.replies}
    assert verdicts["Vacancies"] == "not testable"
    assert verdicts["Staff in post"]
    found, movements, _, growth = vacancies.triangulation(northamptonshire, "vacancies")
    assert isinstance(found, Finding)
    assert (found.measure, found.figure_verdict) == ("vacancy_rate", "not testable")
    assert isinstance(movements, Chart)
    assert "95%" not in movements.alt
    for pair, posts in (("15% to 8.7%", "2.6%"), ("15.7% to 8.7%", "1.7%")):
        assert f"{pair} holds if posts grew by {posts}" in movements.title
    assert isinstance(growth, Chart)


def test_what_posts_must_have_done_is_said_with_the_printed_pair_that_it_is_of(
    northamptonshire: Answer,
) -> None:
    """The pair of the front page first, and no number of posts without its pair."""
    known = set(DATA.register.front_page["claim_id"])
    movements = printed_movements(northamptonshire)
    assert [one.start.claim in known for one in movements] == [True, False]
    right = vacancies.headline(northamptonshire, "vacancies").replies[0].numbers
    chart = next(
        one
        for one in vacancies.triangulation(northamptonshire, "vacancies")
        if isinstance(one, Chart) and one.name == "what-would-change"
    )
    for one in movements:
        _, least, most = one.establishment
        takes = f"is right if posts changed by {PERCENT_CHANGE.interval(least, most)}"
        assert f"{one.printed} ({one.start.who}) {takes}" in right
        assert (f"{one.printed} {takes}" in chart.title) == (one is movements[0])


def test_the_posts_implied_stand_beside_each_rate(northamptonshire: Answer) -> None:
    table = vacancies.printed(northamptonshire, what_it_takes(northamptonshire))
    assert isinstance(table, Table)
    rows = table.data.set_index(["when", "printed"])
    assert rows.loc[("February 2015", "12%"), "posts"].item() == pytest.approx(2860.33 / 0.88)
    assert rows.loc[("2019", "under 10%"), ["staff", "posts"]].isna().to_numpy().all()


def test_the_national_rate_worked_out_is_the_one_printed() -> None:
    table = england_rates(DATA).set_index("month")
    assert table.loc["2022-06", "rate"] == pytest.approx(table.loc["2022-06", "printed"], abs=0.05)
    assert list(table.index) == ["2018-09", "2019-06", "2021-03", "2022-06"]


@pytest.mark.parametrize("trust", ["RRF", "RX7", "RVY", "TAN", "R1F1"])
def test_a_trust_without_a_printed_rate_says_so(trust: str) -> None:
    asked = staff(trust)
    headline = vacancies.headline(asked, "vacancies")
    assert "published" in headline.sentence
    assert isinstance(vacancies.printed(asked, what_it_takes(asked)), Note)
    assert printed_movements(asked) == []
    first, *rest = vacancies.triangulation(asked, "vacancies")
    assert isinstance(first, Note)
    chart = vacancies.establishments(asked)
    assert isinstance(chart, Chart) == (not asked.own.empty)
    assert not isinstance(chart, Chart) or "England" not in chart.title  # nothing hypothetical
    assert not any(reply.question.startswith("Vacancies") for reply in headline.replies)
    for table in rest:
        assert isinstance(table, Table)
        known = table.data.dropna()
        assert (known["posts"] > known["staff"]).all()


def test_the_documents_and_the_publication_are_named(northamptonshire: Answer) -> None:
    titles = [entry["title"] for entry in vacancies.sources(northamptonshire).entries]
    assert any("Workforce Statistics" in title for title in titles)
    assert "Best employee experience initiative: winner" in titles


def test_who_stayed_is_a_level_among_trusts_of_the_kind() -> None:
    charts = [one for one in turnover(DATA, "RRF") if isinstance(one, Chart)]
    assert charts
    assert "2017/18" in charts[0].title
    assert "where the middle one has" in charts[0].title


def test_why_turnover_is_not_tested_is_said_and_a_long_file_is_put_to_every_design() -> None:
    (note,) = [one for one in turnover(DATA, "RRF") if isinstance(one, Note)]
    assert note.label == "No test, and no calibration"
    assert "At most two periods" in note.text
    months = DATA.panel[DATA.panel["measure"] == "sickness_absence"].astype({"period": str})
    long = months[months["period"].between("2018-01", "2021-12")]  # as many months as that file
    long = long.assign(measure="leaver_rate", source_id="turnover_benchmarking")
    more = replace(DATA, panel=pd.concat([DATA.panel, long]))
    asked = question(more, "RP1", "leaver_rate", intervention="2020-01", window="24,24")
    found = answer(more, asked)
    assert not [name for name in DESIGNS if isinstance(found.result(name), Refused)]
    drawn = [one.name for one in turnover(more, "RP1") if isinstance(one, Chart)]
    assert drawn[drawn.index("trend") + 1] == "leaver-rate-2025-11"  # over time, then the last
    assert sum(name.startswith("leaver-rate") for name in drawn) == 1
    told = {one.label: one.text for one in turnover(more, "RP1") if isinstance(one, Note)}
    assert "benchmarks/calibration.py" in told["Not calibrated"]
    assert found.verdict.rule == "not calibrated"


def test_a_trust_of_which_nothing_is_held_on_turnover_says_so() -> None:
    (note,) = turnover(DATA, "TAN")
    assert isinstance(note, Note)


def test_the_chart_of_what_is_not_known_holds_the_printed_rate_where_posts_grew_so_much(
    northamptonshire: Answer,
) -> None:
    shown = vacancies.triangulation(northamptonshire, "vacancies")
    (chart,) = (one for one in shown if isinstance(one, Chart) and one.name == "what-would-change")
    posts = chart.data["assumed"]
    assert (posts.iloc[0], posts.iloc[-1]) == (-1.0, 4.0)
    # by hand: 1 - 0.85 * 1.102
    unchanged = chart.data.loc[posts.abs().idxmin(), "estimate"]
    assert unchanged == pytest.approx(6.4, abs=TENTH)
    holds = posts[(chart.data["lower"] <= 8.75) & (chart.data["upper"] >= 8.65)]
    movement = printed_movements(northamptonshire)[0]
    _, least, most = movement.establishment
    assert holds.iloc[0] == pytest.approx(least, abs=0.1)
    assert holds.iloc[-1] == pytest.approx(most, abs=0.1)
