"""What stands under a chart or a table is from the publications that its line names, all of it."""

from nhs_culture import open_data
from nhs_culture.exhibits import Chart, Table
from nhs_culture.pages import leadership, trend
from nhs_culture.studies import answer, question
from nhs_culture.studies.leadership import OWN_MANAGER, questions

DATA = open_data()
TITLES = DATA.register.titles


def published(measure: str, codes: list[str], period: str) -> set[str]:
    """Return the titles of the publications that give this measure of these trusts, each once."""
    first = DATA.register.measure(measure)["sources"].split(";")
    rows = DATA.panel[(DATA.panel["measure"] == measure) & (DATA.panel["period"] == period)]
    rows = rows[rows["org_code"].isin(codes) & (rows["subgroup"] == "all")]
    used = rows.groupby("org_code", observed=True)["source_id"].agg(
        lambda x: min(x, key=first.index)
    )
    return {TITLES[source] for source in used}


def test_a_place_among_all_names_the_publications_of_the_others():
    score = answer(DATA, question(DATA, "RP1", "engagement"))
    for period in ("2024", "2025"):
        chart = trend.distribution(score, period)
        named = set(chart.source.split("; "))
        assert named == published("engagement", list(chart.data["org_code"]), period)
    assert len(named) == 2  # the framework's trusts, and the others


def test_a_trend_names_the_publications_of_its_peers_and_so_does_the_finding():
    score = answer(DATA, question(DATA, "RP1", "engagement"))
    codes = [str(code) for code in score.group]
    behind = set().union(*(published("engagement", codes, period) for period in score.group.index))
    chart, table = trend.trend(score), trend.by_period(score)
    assert isinstance(chart, Chart)
    assert isinstance(table, Table)
    assert set(chart.source.split("; ")) == set(table.source.split("; ")) == behind
    assert {TITLES[one] for one in score.finding("engagement", "").sources} == behind


def test_questions_of_several_surveys_name_each():
    found = questions(DATA, "RP1", OWN_MANAGER)
    acts = answer(DATA, question(DATA, "RP1", "senior_managers_act"))
    table = leadership.what_staff_say(acts, found, of="their own manager", name="own-answers")
    rows = zip(found["measure"], found["period"], strict=True)
    behind = set().union(*(published(name, ["RP1"], period) for name, period in rows))
    assert set(table.source.split("; ")) == behind
    assert any("2024" in title for title in behind)
