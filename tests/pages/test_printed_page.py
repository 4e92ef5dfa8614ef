"""What the page on printed figures says is made from what the study finds."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from nhs_culture import open_data
from nhs_culture.exhibits import Chart, Note
from nhs_culture.pages import printed as page
from nhs_culture.pages.printed_figures import count_and_verdict, every_figure
from nhs_culture.studies.printed import Printed, printed
from nhs_culture.verdicts.labels import FIGURE

DATA = open_data()


@pytest.fixture(scope="module")
def over() -> Printed:
    return printed(DATA)


def test_the_headline_states_what_was_counted(over: Printed) -> None:
    said = page.headline(over).sentence
    assert f"{over.agreeing} of {len(over.levels)} agree" in said
    release = over.of("trust_release")
    assert f"{release.better} for the better and {release.worse} for the worse" in said
    assert "chosen for their direction" in said


def test_the_words_follow_the_numbers(over: Printed) -> None:
    wrong = replace(over, levels=over.levels.assign(agrees=False))
    assert "mostly not right" in page.headline(wrong).sentence
    turns = [1 if place % 2 else -1 for place in range(len(over.directions))]
    turned = replace(over, directions=over.directions.assign(better=turns))
    assert "not clearly chosen" in page.headline(turned).sentence


def test_the_charts_open_with_the_trusts_own_releases(over: Printed) -> None:
    for chart in (page.chart(over), page.good_years(over)):
        assert chart.data["label"].iloc[0].startswith("Trusts' own releases")
        assert chart.data["estimate"].between(0, 100).all()


def test_the_exceptions_are_drawn_and_the_furthest_is_named(over: Printed) -> None:
    chart = page.exceptions(over)
    assert isinstance(chart, Chart)
    assert not (chart.data["printed"].round(1) == chart.data["official"].round(1)).any()
    assert "Worcestershire Acute" in page.furthest(over).text
    agreeing = replace(over, levels=over.levels.assign(agrees=True))
    assert isinstance(page.exceptions(agreeing), Note)
    assert "None" in page.furthest(agreeing).text


def test_every_table_holds_as_many_rows_as_were_found(over: Printed) -> None:
    assert len(page.changes(over).data) == len(over.changes)
    assert len(page.which_way(over).data) == len(over.by_kind)
    assert page.levels(over).data["n"].sum() == len(over.levels)
    assert not re.search(r"\bnan\b", " ".join(map(str, page.places(over).data.to_numpy().ravel())))


def test_how_little_it_carries_is_said_with_its_interval(over: Printed) -> None:
    told = page.how_little(over).text
    assert f"of {over.followed} that can be followed {over.lasting} had" in told
    assert "95% interval" in told


def test_what_the_count_is_of_is_said_beside_the_verdicts(over: Printed) -> None:
    agree = int(over.levels["agrees"].sum())
    told = count_and_verdict(over).text
    total, *parts = map(int, _numbers(told))
    assert f"Of the {agree} levels that agree {total}" in told
    assert total == sum(parts)


def _numbers(text: str) -> list[str]:
    return [*re.findall(r"agree (\d+) are", text), *re.findall(r"\((\d+)\)", text)]


def test_changes_of_every_measure_are_placed(over: Printed) -> None:
    places = over.changes.set_index("claim_id")
    years, months = (places.loc[name] for name in _ABSENCE)
    assert (years["period_from"], years["period_to"]) == ("2015/16", "2016/17")
    assert (months["period_from"], months["period_to"]) == ("2024-04", "2024-05")
    own = DATA.series(months["org_code"], "sickness_absence")
    assert months["change"] == pytest.approx(own["2024-04"] - own["2024-05"])
    of = DATA.series(years["org_code"], "sickness_absence")
    first, last = of["2015-04":"2016-03"].mean(), of["2016-04":"2017-03"].mean()
    assert years["change"] == pytest.approx(first - last)


_ABSENCE = ("re9-sickness-absence-2016-17", "rje-sickness-absence-2024-05")


def test_every_printed_figure_is_in_one_table_with_its_verdict_in_words(over: Printed) -> None:
    table = every_figure(over)
    assert set(table.data["claim"]) == set(over.claims["claim_id"])
    assert set(table.data["verdict"]) <= {FIGURE.cell(label) for label in FIGURE.labels}
    assert (table.data["kind"] != "").all()
    beside = table.data.set_index("claim").loc[over.levels["claim_id"], "official"]
    assert (beside != "").all()  # those that the study sets beside an official figure
    assert table.html().startswith("<details>")
