"""Figures that somebody has read, true and false, put to the official ones."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from copies import PROJECT

from nhs_culture import open_data
from nhs_culture.claims import ledger
from nhs_culture.errors import DataError
from nhs_culture.pages.judge import answers, headline
from nhs_culture.paths import Project
from nhs_culture.studies.called import measure_called, organisation_called
from nhs_culture.studies.entered import enter
from nhs_culture.studies.judged import judge
from nhs_culture.verdicts.labels import CHANGE, CONSISTENT, CONTRADICTED, NOT_TESTABLE, REPRODUCED

DATA = open_data()
ENTERED = ("claims.csv", "evidence.csv")


@pytest.mark.parametrize("figure", ["exactly", "rounded"])
@pytest.mark.parametrize(
    ("trust", "measure", "period"),
    [
        ("RXM", "recommend_work", "2019"),
        ("RRF", "recommend_work", "2015"),
        ("RP1", "engagement", "2024"),
        ("RA7", "sickness_absence", "2019-03"),
        ("REN", "work_stress", "2019"),
    ],
)
def test_what_was_published_is_reproduced(
    trust: str, measure: str, period: str, figure: str
) -> None:
    value = DATA.series(trust, measure)[period]
    typed = f"{value:.{2 if figure == 'exactly' else 1}f}@{period}"
    found = judge(DATA, trust, measure, to=typed).figure
    assert found is not None
    assert found.verdict in (REPRODUCED, CONSISTENT)
    assert found.chance is not None
    assert found.chance.passed < found.chance.of


@pytest.mark.parametrize("trust", ["RXM", "RRF"])
def test_what_is_far_off_is_contradicted(trust: str) -> None:
    value = DATA.series(trust, "recommend_work")["2019"]
    found = judge(DATA, trust, "recommend_work", to=f"{value - 15:.0f}@2019").figure
    assert found is not None
    assert found.verdict == CONTRADICTED


def test_a_movement_is_asked_from_its_start_on() -> None:
    found = judge(DATA, "RXM", "recommend_work", start="52@2016", to="63@2019")
    assert found.figure is not None
    assert found.figure.verdict == CONTRADICTED  # 43.0% in 2016
    asked = found.change.question
    assert (asked.first_after, asked.window[-1], asked.status) == ("2017", "2019", "exploratory")


def test_what_nobody_publishes_is_not_testable_and_says_what_it_would_take() -> None:
    found = judge(DATA, "RP1", "vacancy_rate", start="15@2017-03", to="8.7@2019-03")
    assert found.figure is not None
    assert found.figure.verdict == NOT_TESTABLE
    assert found.figure.needed == "papers of Northamptonshire Healthcare, vacancy rate, March 2019"


def test_a_vacancy_rate_of_a_calendar_year_is_answered_by_what_the_register_knows() -> None:
    found = judge(DATA, "RP1", "vacancy_rate", start="15%@2016", to="8.7%@2018-12")
    first = next(answers(found))
    assert first.verdict == NOT_TESTABLE
    assert "vacancy rates by trust were never published" in first.numbers


def test_a_place_is_judged_in_the_group_that_is_as_large_as_it_says() -> None:
    of_its_kind = judge(DATA, "RRF", "recommend_work", to="2nd of 140@2015")
    assert of_its_kind.figure is not None
    assert (of_its_kind.evidence["among"], of_its_kind.figure.verdict) == (
        "benchmark group",
        REPRODUCED,
    )
    of_nobody = judge(DATA, "RP1", "recommend_work", to="3rd of 26@2019").figure
    assert of_nobody is not None
    assert of_nobody.verdict == NOT_TESTABLE
    assert "No group held has 26 trusts: it was 21st of 225 (all trusts)" in of_nobody.reason


def test_a_neighbouring_year_is_near_and_never_contradicts() -> None:
    found = judge(DATA, "RRF", "recommend_work", to="10@2014")
    assert found.evidence["relation"] == "near"
    assert found.figure is not None
    assert found.figure.verdict != CONTRADICTED


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("rxm", "RXM"),
        ("NHFT", "RP1"),
        ("WWL", "RRF"),
        ("derbyshire healthcare", "RXM"),
        ("walsall", "RBK"),
        ("HRCH", "RY9"),
        ("UHB", "RRK"),
        ("manchester mental health", "TAE"),
    ],
)
def test_trusts_go_by_many_names(typed: str, code: str) -> None:
    assert organisation_called(DATA, typed) == code


@pytest.mark.parametrize("typed", ["5", "of", "."])
def test_less_than_a_word_is_nobodys_name(typed: str) -> None:
    with pytest.raises(DataError):
        judge(DATA, typed, "recommend_work", to="63@2019")


def test_several_trusts_of_a_name_are_named() -> None:
    with pytest.raises(DataError, match="RTG University Hospitals of Derby"):
        organisation_called(DATA, "derby")


@pytest.mark.parametrize(
    ("typed", "measure", "code"),
    [
        ("wigan", "children_in_care", "E08000010"),
        ("wigan", "recommend_work", "RRF"),
        ("Wigan Council", "recommend_work", "E08000010"),  # has none, and is meant
        ("derby", "council_tax", "E06000015"),  # not Derbyshire
    ],
)
def test_a_name_that_trusts_and_councils_share_is_read_by_the_measure(
    typed: str, measure: str, code: str
) -> None:
    assert organisation_called(DATA, typed, measure) == code


def test_where_nobody_has_the_measure_it_is_asked_which_is_meant() -> None:
    with pytest.raises(DataError, match=r"2 councils and trusts: RRF .*; E08000010 Wigan"):
        organisation_called(DATA, "wigan", "vacancy_rate")


def test_figures_of_a_group_are_judged_where_they_are_held() -> None:
    value = DATA.series("RRF", "discrimination_colleagues", subgroup="bme")["2024"]
    held = judge(DATA, "RRF", "discrimination_colleagues", to=f"{value:.1f}@2024", subgroup="bme")
    assert held.figure is not None
    assert held.figure.verdict == REPRODUCED
    assert held.change.own["2024"] == value
    women = DATA.series("E08000010", "healthy_life_expectancy", subgroup="female")
    ends = {"start": f"{women['2009-2011']:.1f}@2009-11", "to": f"{women['2015-2017']:.1f}@2015-17"}
    found = judge(DATA, "wigan", "healthy_life_expectancy", subgroup="female", **ends)
    assert found.figure is not None
    assert found.figure.verdict == REPRODUCED
    assert "(female residents alone)" in headline(found).sentence
    every = judge(DATA, "wigan", "healthy_life_expectancy", to=ends["to"]).figure
    assert every is not None
    assert (
        "No figure at this council is held, only of female residents and male residents"
        in every.reason
    )
    assert every.needed == "a figure of female residents or of male residents"


def test_another_year_of_a_group_does_not_stand_in() -> None:
    found = judge(DATA, "RM3", "harassment_staff", to="23@2023", subgroup="white")
    assert found.figure is not None
    assert "No figure of white staff of 2023 is held" in found.figure.reason


def test_a_sum_is_told_with_the_digits_that_were_typed() -> None:
    figure = judge(DATA, "wigan", "council_tax", to="110000000@2017/18").figure
    assert figure is not None
    assert (figure.printed, figure.official) == ("£110,000,000", "£110.02m (2017/18)")
    assert "£110.0m" not in figure.accepted


def test_measures_go_by_name_too() -> None:
    assert measure_called(DATA, "Sickness absence") == "sickness_absence"
    assert measure_called(DATA, "work-related stress") == "work_stress"
    assert measure_called(DATA, "sickness") == "sickness_absence"  # and not that of a quarter
    with pytest.raises(DataError, match=r"discrimination_colleagues \(Discrimination by a manager"):
        measure_called(DATA, "discrimination")
    with pytest.raises(DataError, match="Did you mean recommend_work"):
        measure_called(DATA, "recomend_work")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"measure": ""}, "Name a trust and a measure: --trust RXM"),
        ({"to": "163@2019"}, "163% cannot be"),
        ({"to": "0.63@2019"}, "type it in percent: 63@2019"),
        ({"start": "52@2019", "to": "63@2016"}, "2019 is not before 2016"),
        ({"measure": "sickness_absence", "to": "4.5@2019"}, "such as 4.5@2019-03"),
        ({"measure": "cqc_rating", "to": "4@2019"}, "CQC overall rating"),
        ({"to": "63@2019", "subgroup": "porters"}, "all, BME, white"),
        ({"start": "52@2016", "to": "63@2019", "date": "2030"}, "run from 2008 to 2024"),
        ({"trust": "England"}, "England has no peers"),
        ({"to": "4 of 5@2019"}, "no score of 5: it is published in %"),
        ({"measure": "staff_fte", "to": "best@2019-03"}, "type highest or lowest"),
        ({"start": "52@2016", "to": "63@2019", "date": "2022"}, "2022 is after 2019, where the"),
        ({"measure": "vacancies", "to": "8.7%@2018/19"}, "in FTE and not in %. In %: --measure v"),
        ({"measure": "engagement", "to": "more than half@2019"}, "score from 0 to 10 and not in %"),
        ({"measure": "recommend_work", "to": "£63@2019"}, "in % and not in pounds"),
        ({"trust": "Derbyshire Healtcare"}, "Did you mean: RXM Derbyshire Healthcare"),
        ({"trust": "Foo"}, "list what there is. For example: RXM"),
        ({"measure": "harm"}, "patient_harm (Harm to patients; no figures by period)"),
        ({"measure": "would recommend as a place to work"}, "Did you mean recommend_work ("),
    ],
)
def test_what_cannot_be_judged_is_refused_with_what_could(typed: dict[str, str], said: str) -> None:
    asked = {"trust": "RXM", "measure": "recommend_work"} | typed
    with pytest.raises(DataError, match=re.escape(said)):
        judge(DATA, asked.pop("trust"), asked.pop("measure"), **asked)


def test_a_financial_year_of_months_is_their_mean() -> None:
    months = DATA.series("RP1", "sickness_absence")["2016-04":"2017-03"]
    assert len(months) == 12
    found = judge(DATA, "RP1", "sickness_absence", to=f"{months.mean():.1f}@2016/17").figure
    assert found is not None
    assert found.verdict == REPRODUCED
    asked = judge(DATA, "RP1", "sickness_absence", start="4@2016/17", to="5@2018/19").change
    assert asked.question.first_after == "2017-04"
    assert asked.question.window[-1] == "2019-03"


@pytest.mark.parametrize(
    ("measure", "typed", "verdict"),
    [
        ("recommend_work", "3rd in England@2015", REPRODUCED),
        ("recommend_work", "worst in England@2019", CONTRADICTED),  # 38th of 225
        ("harassment_public", "best 10%@2019", REPRODUCED),  # 6% stood lower
        ("harassment_public", "worst in England@2019", CONTRADICTED),
    ],
)
def test_the_best_are_the_highest_only_where_higher_is_better(
    measure: str, typed: str, verdict: str
) -> None:
    found = judge(DATA, "RRF", measure, to=typed).figure
    assert found is not None
    assert found.verdict == verdict


def test_words_are_told_as_they_are_typed_and_a_date_may_name_its_month() -> None:
    opinion = judge(
        DATA, "RXM", "recommend_work", start="half@2016", to="two thirds@2019", date="January 2017"
    )
    assert "as printed: half, 2016, then two thirds, 2019" in headline(opinion).sentence
    assert opinion.change.question.first_after == "2017"


@pytest.mark.parametrize(
    ("typed", "scale"), [("3.99", "1 to 5"), ("7.48", "0 to 10"), ("7.48/10", "0 to 10")]
)
def test_a_score_is_told_with_the_scale_that_it_is_read_on(typed: str, scale: str) -> None:
    opinion = judge(DATA, "RP1", "engagement", to=f"{typed}@2019")
    assert opinion.figure is not None
    assert opinion.figure.verdict == REPRODUCED  # 7.48 of ten
    assert f"read as a score from {scale}" in headline(opinion).sentence


@pytest.mark.parametrize(
    ("start", "to", "verdicts"),
    [
        ("149th of 254@2011", "3rd of 237@2015", (REPRODUCED, REPRODUCED)),
        ("bottom 20%@2011", "3rd of 237@2015", (CONTRADICTED, REPRODUCED)),
        ("60@2011", "almost 80%@2015", (CONTRADICTED, REPRODUCED)),
        ("more than half@2011", "78@2015", (CONSISTENT, REPRODUCED)),  # 49.7%
        ("half@2011", "78@2015", (REPRODUCED, REPRODUCED)),
    ],
)
def test_each_end_of_a_movement_is_judged_as_what_it_is(
    start: str, to: str, verdicts: tuple[str, str]
) -> None:
    opinion = judge(DATA, "RRF", "recommend_work", start=start, to=to)
    assert tuple(one.figure.verdict for one in opinion.stated if one.figure) == verdicts
    told = [one for one in answers(opinion) if one.question.startswith("Is the figure of")]
    assert tuple(one.verdict for one in told) == verdicts
    typed = [text.partition("@")[0].removesuffix("%") for text in (start, to)]
    assert all(text in headline(opinion).sentence for text in typed)


def test_a_sum_may_be_typed_in_millions() -> None:
    figure = judge(DATA, "RXM", "agency_bank_cost", to="£7.6m@2022/23").figure
    assert figure is not None
    assert figure.verdict == REPRODUCED  # £7,596,000


def test_a_registered_figure_is_one_of_the_ledger(tmp_path: Path) -> None:
    shutil.copytree(PROJECT.raw, tmp_path / "now" / "data" / "raw")
    project = Project(tmp_path / "now")
    data = open_data(project)
    opinion = judge(data, "RXM", "recommend_work", start="52@2016", to="63@2019")
    with pytest.raises(DataError, match="Unknown source 'nobody'"):
        enter(data, opinion, "nobody", "page 3")
    with pytest.raises(DataError, match="--place"):
        enter(data, opinion, "cqc_2019", " ")
    unused = set(data.register.sources["source_id"]) - set(data.register.claims["document"])
    with pytest.raises(DataError, match="--kind award"):
        enter(data, opinion, sorted(unused)[0], "page 3")
    before = [(data.project.register / name).read_text() for name in ENTERED]
    claim = enter(data, opinion, "cqc_2019", "page 3")
    after = [(data.project.register / name).read_text() for name in ENTERED]
    assert all(now.startswith(then) for now, then in zip(after, before, strict=True))
    assert all(
        now.count("\n") == then.count("\n") + 1 for now, then in zip(after, before, strict=True)
    )
    shutil.copytree(project.raw, tmp_path / "later" / "data" / "raw")
    known = open_data(Project(tmp_path / "later"))
    (entry,) = (one for one in ledger(known, "RXM") if one.claim_id == claim)
    assert entry.verdict == CONTRADICTED
    again = judge(known, "RXM", "recommend_work", start="52@2016", to="63@2019")
    with pytest.raises(DataError, match=f"Registered already, as {claim}"):
        enter(known, again, "cqc_2019", "page 3")


def test_a_claim_of_the_register_on_the_same_is_pointed_to_with_its_verdict() -> None:
    asked = judge(DATA, "RRF", "engagement", to="3rd@2015")
    (known,) = asked.registered
    assert known.claim_id == "wwl-engagement-rank-2015"
    told = [one for one in answers(asked) if one.question != CHANGE.question]
    assert [one.verdict for one in told] == [known.verdict] != [asked.figure.verdict]
    assert "the answer would be “Cannot be told" in told[0].numbers
    assert not judge(DATA, "RRF", "engagement", to="3rd@2019").registered
