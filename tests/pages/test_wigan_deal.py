"""The page on a council's programme, on the committed figures."""

import re

import pytest

from nhs_culture import open_data
from nhs_culture.exhibits import Note
from nhs_culture.pages import council_moves, council_spending, wigan_deal

WIGAN, OTHER = "E08000010", "E06000001"
DATA = open_data()


def test_the_first_screen_gives_what_moved_what_was_left_and_what_came_after():
    headline = wigan_deal.headline(DATA, WIGAN)

    assert "from 60.0 years in 2009–11 to 62.6 years in 2015–17" in headline.sentence
    assert "stood at 61.4 years in 2018–20" in headline.sentence
    assert "from 61.5 years in 2015–17 to 55.1 years in 2022–24" in headline.sentence
    moved, lasted, tested, untold = headline.replies
    assert (moved.verdict, lasted.verdict) == ("not identifiable", "not known yet")
    assert "2011, 2012 and 2014" in moved.numbers
    usual = (
        "95 in 100 of the other councils moved by −4.1 to +4.6 years (women, 2009–11 to 2015–17)"
    )
    assert usual in moved.numbers
    assert "start in 2014 (2011–13 to 2015–17), women +0.50 years" in moved.numbers
    assert re.search(r"smaller fall than at.*−23\.1%, the 11th largest fall", headline.context)
    assert "2nd largest fall of 130 councils" in lasted.numbers  # of men
    assert lasted.words == (
        "Of women +1.4 of the +2.6 years and of men +0.30 of the +1.6 years stood in 2018–20; what "
        "came since is a fall"
    )
    assert (tested.verdict, untold.verdict) == ("not distinguishable", "not identifiable")
    assert tested.numbers.count("95% interval") == 2
    assert "children in care" in untold.question
    assert "5% false alarms" in untold.numbers


def test_every_exhibit_speaks_of_councils():
    life = wigan_deal.life_over_time(DATA, WIGAN)
    assert ">2009–11<" in life.svg  # no year stands for three
    for chart in (life, *wigan_deal.levels(DATA, WIGAN)):
        assert "council" in f"{chart.title} {chart.subtitle} {chart.alt}"
        assert "trusts" not in f"{chart.title} {chart.subtitle} {chart.alt}"
    # 15.6% of agency workers in 2025, among 36 metropolitan districts
    *_, agency = wigan_deal.levels(DATA, WIGAN)
    shares = DATA.peers(WIGAN, "social_worker_agency").loc["2025"].dropna()
    at = int((shares > shares[WIGAN]).sum()) + 1
    assert re.search(rf"of its class the {at}\w\w highest of {len(shares)}$", agency.title)


def test_every_document_and_figure_that_is_printed_of_the_council_is_on_the_page():
    table = wigan_deal.printed(DATA, WIGAN).data
    claims = DATA.register.claims
    own = claims[claims["org_code"] == WIGAN]
    assert len(table) == len(own)
    assert {"18.5%", "88%"} <= set(table["printed"].str.lstrip("+"))
    assert set(table["document"]) == set(own["document"].map(DATA.register.titles))
    listed = {entry["title"] for entry in wigan_deal.sources(DATA, WIGAN).entries}
    assert set(table["document"]) <= listed


def test_the_editions_stand_in_rows_of_their_own():
    during, since = council_moves.moved(DATA, WIGAN), council_moves.afterwards(DATA, WIGAN)

    assert len(during.data) == len(council_moves.WHILE)
    assert len(since.data) == len(council_moves.AFTER)
    editions = since.data[since.data["between"].str.endswith("2022–24")]["what"]
    assert editions.str.contains("as based in 2026").all()


def test_spending_beyond_other_councils_is_one_line_of_the_accounts():
    table, note = council_spending.money(DATA, WIGAN)
    change = dict(table.data[["what", "change"]].to_numpy())

    assert list(change.values()) == ["−3.1%", "−23.1%", "−18.1%"]
    assert list(table.data["median"]) == ["−4.1%", "−3.5%", "−17.1%"]
    assert "£52.0m of the £58.1m" in note.text
    assert "the largest share of 152 councils" in note.text


def test_each_printed_start_is_a_column_with_a_test_or_the_change_from_before_it():
    table = council_moves.around_the_starts(DATA, WIGAN).data.set_index("what")

    assert list(table) == ["2011", "2012", "2014"]
    women = table.loc["Healthy life expectancy at birth, women"]
    assert "2009–11 to 2015–17 +2.6 years, the 19th largest rise" in women["2012"]
    assert "2011–13 to 2015–17 +0.50 years" in women["2014"]
    assert table.loc["Adults who smoke", "2014"].startswith("−0.47 (−2.7 to +1.8)")


def test_every_measure_has_a_finding_and_none_calls_itself_planned():
    found = tuple(council_moves.findings(DATA, WIGAN))

    assert {(one.measure, one.subgroup) for one in found} == {
        one[:2] for one in council_moves.WHILE
    }
    assert {one.status for one in found} == {"exploratory"}
    tested = [one for one in found if one.p is not None]
    assert {one.date for one in tested} == {"2014"}
    assert all(one.p_adjusted >= one.p for one in tested)
    described = [one for one in found if one.p is None]
    assert {one.change_verdict for one in described} == {"not identifiable"}


@pytest.mark.parametrize("show", [wigan_deal.printed, council_moves.around_the_starts])
def test_a_council_without_a_programme_says_so(show):
    assert isinstance(show(DATA, OTHER), Note)


def test_a_council_without_a_programme_has_a_first_screen():
    headline = wigan_deal.headline(DATA, OTHER)

    assert "No document prints a start" in headline.replies[0].numbers
    assert len(headline.replies) == 2
