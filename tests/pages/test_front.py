"""The rows of the front page: chosen by the register, worded from what the pages say."""

from __future__ import annotations

from functools import cache

from nhs_culture import open_data
from nhs_culture.claims import ledger
from nhs_culture.exhibits import Finding, Headline, Reply
from nhs_culture.pages import front
from nhs_culture.verdicts.labels import CHANGE, FIGURE, NOT_DISTINGUISHABLE

DATA = open_data()
SAME = Reply(
    question=CHANGE.question, verdict=NOT_DISTINGUISHABLE, words="No larger", numbers="p = 0.4."
)


@cache
def findings() -> list[Finding]:
    """Return every claim, judged: once, and not while tests are collected."""
    return [one.finding() for one in ledger(DATA)]


def opened() -> dict[tuple[str, str], Headline]:
    """Return pages of every trust and notebook that the rows name, each with one answer."""
    table = DATA.register.front_page.merge(DATA.register.claims, on="claim_id")
    asked = table[table["notebook"] != ""]
    pages = asked[["org_code", "notebook"]].itertuples(index=False, name=None)
    return {
        (str(trust), str(notebook)): Headline(
            sentence="It moved.", replies=(SAME,), measure="staff_fte"
        )
        for trust, notebook in pages
    } | {("RM3", "trust"): Headline(sentence="It moved.")}


def test_every_matter_of_the_register_has_a_row_and_every_claim_its_verdict() -> None:
    rows = front.rows(DATA, findings(), opened())
    table = DATA.register.front_page.sort_values("order")
    assert [row.topic for row in rows] == list(dict.fromkeys(table["topic"]))
    assert sum(len(row.printed) for row in rows) == len(table)
    judged = {one.claim: one.figure_verdict for one in findings()}
    shown = [reply.verdict for row in rows for _, reply in row.printed]
    assert shown == [judged[claim] for claim in table["claim_id"]]
    assert len({row.anchor for row in rows}) == len(rows)


def test_every_verdict_on_a_figure_has_plain_words() -> None:
    assert set(FIGURE.words) == set(FIGURE.labels)


def test_whether_it_moved_is_told_with_the_measure_that_was_asked_about() -> None:
    row = next(one for one in front.rows(DATA, findings(), opened()) if one.notebook)
    assert row.moved is not None
    assert row.moved.question == "Staff in post: did it move more than elsewhere?"
    assert row.moved.numbers == SAME.numbers


def test_a_matter_without_an_official_series_says_so_and_what_would_settle_it() -> None:
    row = next(one for one in front.rows(DATA, findings(), opened()) if not one.notebook)
    assert row.moved is not None
    assert row.moved.numbers.startswith("No official figure of “waiting time for therapy” is held")
    assert all("It would take" in reply.numbers for _, reply in row.printed)


def test_each_chart_names_whoever_published_its_own_series() -> None:
    rows = [one for one in front.rows(DATA, findings(), opened()) if one.chart]
    surveys = {"recommend_work", "discrimination_colleagues"}
    for row in rows:
        assert ("Picker" in row.chart.source) == any(one in row.chart.about for one in surveys)
    (mortality,) = (row for row in rows if "shmi" in row.chart.about)
    assert mortality.chart.source == "NHS Digital"


def test_a_trust_without_pages_has_no_row() -> None:
    assert front.rows(DATA, findings(), {}) == []
