"""The page on a council's programme, on the committed figures."""

from nhs_culture import open_data
from nhs_culture.exhibits import Note
from nhs_culture.pages import wigan_deal

WIGAN, OTHER = "E08000010", "E06000001"
DATA = open_data()


def test_the_first_screen_gives_what_moved_and_what_came_after():
    headline = wigan_deal.headline(DATA, WIGAN)

    assert "from 60.0 years" in headline.sentence
    assert "to 55.1 years" in headline.sentence
    assert {reply.verdict for reply in headline.replies} == {"not identifiable"}
    assert "2011, 2012 and 2014" in headline.replies[0].numbers


def test_every_exhibit_speaks_of_councils():
    for chart in (*wigan_deal.life_over_time(DATA, WIGAN), *wigan_deal.levels(DATA, WIGAN)):
        assert "council" in f"{chart.title} {chart.subtitle} {chart.alt}"
        assert "trusts" not in f"{chart.title} {chart.subtitle} {chart.alt}"


def test_the_editions_stand_in_tables_of_their_own():
    during, since = wigan_deal.moved(DATA, WIGAN), wigan_deal.afterwards(DATA, WIGAN)

    assert len(during.data) == len(wigan_deal.WHILE)
    assert len(since.data) == len(wigan_deal.AFTER)


def test_a_council_without_a_programme_says_so():
    assert isinstance(wigan_deal.printed(DATA, OTHER), Note)
    assert isinstance(wigan_deal.around_the_starts(DATA, OTHER), Note)
    assert "no year" in wigan_deal.headline(DATA, OTHER).replies[0].numbers
