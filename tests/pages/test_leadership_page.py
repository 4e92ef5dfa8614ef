"""The small charts of leadership carry the marks of the page that they stand on."""

import re

from nhs_culture import open_data
from nhs_culture.pages import leadership
from nhs_culture.pages.words import cannot_be_told
from nhs_culture.studies import answer, question
from nhs_culture.studies.leadership import REWORDED

RULE = re.compile(r'<path d="M\S+ \S+V\S+" stroke="var\(--ink')


def test_the_programme_is_marked_at_every_question_and_not_at_the_planned_one_alone() -> None:
    data = open_data()
    asked = [
        answer(data, question(data, "RP1", measure))
        for measure in ("senior_managers_involve", leadership.ASKED)
    ]
    chart = leadership.side_by_side(asked, title="t", name="n")
    panels = re.findall(r"<svg.*?</svg>", chart.svg)
    assert [len(RULE.findall(panel)) for panel in panels] == [1, 1]


def test_each_rewording_is_told_with_the_range_of_trusts_that_moved_with_it() -> None:
    data = open_data()
    told = leadership.rewording(data).text
    for before, after in REWORDED:
        old, new = (data.wide(name) for name in (before, after))
        moved = (new.loc["2018"] - old.loc["2017"]).dropna()
        assert f"of {len(moved)} trusts" in told
        assert f"rose at {(moved > 0).sum()}" in told
        assert data.register.measure(before)["name"][1:] in told


def test_no_line_is_promised_that_is_not_drawn() -> None:
    data = open_data()
    asked = [answer(data, question(data, code, leadership.ASKED)) for code in ("RP1", "RRF")]
    newer, older = (leadership.side_by_side([one], title="t", name="n") for one in asked)
    assert "Upright lines: Distributed leadership programme, 2017 (solid)" in newer.subtitle
    assert "(dashed)" in older.subtitle
    assert "Go Engage" not in older.subtitle  # of 2011, before the first survey
    assert not RULE.findall(older.svg)


def test_what_came_before_no_survey_is_named_with_its_date() -> None:
    data = open_data()
    told = cannot_be_told(answer(data, question(data, "RRF", leadership.ASKED)))
    assert told.endswith("no survey before the date. The date is that of Go Engage, 2011")
