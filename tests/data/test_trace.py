"""A figure leads to its row, its publication and the checksum of the file."""

from __future__ import annotations

import pytest
import yaml
from click.testing import CliRunner
from copies import PROJECT

from nhs_culture import open_data
from nhs_culture.cli import main
from nhs_culture.data.trace import trace, trail_text
from nhs_culture.data.trace_claim import trace_claim
from nhs_culture.errors import DataError

DATA = open_data(PROJECT)


def printed(place: str, row: int) -> str:
    """Return a line of a file as an editor numbers it."""
    return (PROJECT.root / place).read_text(encoding="utf-8").splitlines()[row - 1]


def test_a_figure_leads_to_its_row_and_its_file() -> None:
    (trail,) = trace(DATA, "RP1", "engagement", "2019")
    assert trail.value == 7.4838
    assert printed(trail.table, trail.row).startswith("RP1,2019,engagement,all,7.4838,")
    record = yaml.safe_load((PROJECT.raw / "staff_survey_2019" / "source.yml").read_text())
    assert (trail.file.name, trail.file.sha256) == (record["retrieved_as"][0], record["sha256"][0])
    assert (trail.source.title, trail.source.licence) == (record["title"], record["licence"])


def test_a_figure_of_several_sources_leads_first_to_the_one_that_is_read() -> None:
    trails = trace(DATA, "RRF", "recommend_work", "2019")
    assert [trail.source.source_id for trail in trails] == [
        "recommend_work_2008_2023",
        "acute_staff_survey_2015_2019",
        "staff_survey_2019",
    ]
    for trail in trails:
        assert printed(trail.table, trail.row).startswith("RRF,2019,recommend_work,all,71.")


def test_a_month_leads_to_the_file_of_that_month_and_to_its_part_of_the_table() -> None:
    (trail,) = trace(DATA, "ENG", "sickness_absence", "2024-11")
    assert trail.file.name == "nhs_sickness_absence_2024-11.csv"
    (trail,) = trace(DATA, "RM3", "staff_fte", "2017-12")
    assert trail.table == "data/raw/workforce_2009_2025/staff_fte_before_2018.csv"
    assert printed(trail.table, trail.row).startswith("RM3,2017-12,staff_fte,all,")


def test_a_derived_figure_leads_to_those_it_is_made_from() -> None:
    (trail,) = trace(DATA, "RP1", "agency_bank_share", "2022/23")
    part, whole = trail.made_from
    assert (part.measure, part.value) == ("agency_bank_cost", 11_594_000)
    assert (whole.measure, whole.value) == ("staff_cost", 235_111_000)
    assert trail.value == pytest.approx(100 * part.value / whole.value, abs=1e-4)
    assert printed(whole.table, whole.row).startswith("RP1,2022/23,staff_cost,all,235111000,")


@pytest.mark.parametrize("source_id", sorted(DATA.panel["source_id"].astype(str).unique()))
def test_a_figure_of_every_source_leads_to_its_row_and_its_file(source_id: str) -> None:
    of_source = DATA.panel[DATA.panel["source_id"] == source_id]
    figure = of_source.iloc[len(of_source) // 2]
    asked = [str(figure[name]) for name in ("org_code", "measure", "period", "subgroup")]
    trails = trace(DATA, *asked)
    trail = next(one for one in trails if one.source.source_id == source_id)
    assert trail.value == figure["value"]
    org_code, measure, period, subgroup = asked
    assert printed(trail.table, trail.row).startswith(f"{org_code},{period},{measure},{subgroup},")
    record = yaml.safe_load((PROJECT.raw / source_id / "source.yml").read_text())
    assert trail.file.name in record["retrieved_as"]
    assert trail.file.sha256 in record["sha256"]


def test_every_claim_leads_to_its_document() -> None:
    for claim_id in DATA.register.claims["claim_id"][::12]:
        trail = trace_claim(DATA, claim_id)
        assert trail.document.title
        assert printed("data/raw/register/claims.csv", trail.row).startswith(f"{claim_id},")


def test_a_claim_leads_to_the_figures_beside_it() -> None:
    trail = trace_claim(DATA, "nhft-engagement-latest-2019")
    assert trail.document.producer == "Care Quality Commission"
    assert [(beside.measure, beside.period) for beside in trail.beside] == [("engagement", "2019")]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("RPI", "engagement", "2019"), "Did you mean RP1"),
        (("RP1", "engagment", "2019"), "Did you mean engagement"),
        (("RP1", "engagement", "2018"), "There are figures for 2019, 2024"),
        (("RP1", "sickness_absence", "2025/13"), "2013-04 to 2025-03"),
        (("RP1", "shmi", "2018"), "No figures on 'Summary hospital-level mortality indicator'"),
        (("RP1", "engagement", "2019", "nurses"), "there are figures for all"),
    ],
)
def test_what_is_not_there_is_named_with_what_is(asked: tuple[str, ...], told: str) -> None:
    with pytest.raises(DataError) as caught:
        trace(DATA, *asked)
    assert told in str(caught.value)


def test_the_command_prints_the_way() -> None:
    result = CliRunner().invoke(main, ["trace", "RP1", "engagement", "2019"])
    assert result.exit_code == 0
    for word in ("7.4838", "figures.csv:", "Picker", "sha256   40b2da61"):
        assert word in result.output
    result = CliRunner().invoke(main, ["trace", "RP1", "agency_bank_share", "2022-23"])
    assert "staff_cost of RP1 in 2022/23: £235,111,000" in result.output
    result = CliRunner().invoke(main, ["trace", "--claim", "nhft-engagement-latest-2019"])
    assert "claims.csv:3" in result.output
    assert "Care Quality Commission" in result.output


@pytest.mark.parametrize(
    "asked", [[], ["RP1", "engagement"], ["RP1", "engagement", "2019", "--claim", "x"]]
)
def test_half_a_question_is_refused(asked: list[str]) -> None:
    result = CliRunner().invoke(main, ["trace", *asked])
    assert result.exit_code == 2
    assert "TRUST MEASURE PERIOD, or --claim ID" in result.output


def test_an_unknown_claim_is_named_with_near_ones() -> None:
    result = CliRunner().invoke(main, ["trace", "--claim", "nhft-engagement-latest"])
    assert result.exit_code == 2
    assert "nhft-engagement-latest-2019" in result.output


@pytest.mark.parametrize(
    ("asked", "printed"),
    [
        (("E08000010", "healthy_life_expectancy", "2015-2017", "female"), ("2015–17", "2015-17")),
        (("RP1", "sickness_absence", "2014-04", "all"), ("April 2014", "april 2014")),
        (("RRF", "shmi_observed", "2010-04/2011-03", "all"), ("April 2010 to March 2011",)),
    ],
)
def test_a_period_is_understood_as_the_pages_print_it(asked, printed) -> None:
    trust, measure, period, subgroup = asked
    meant = trace(DATA, trust, measure, period, subgroup)
    for words in printed:
        assert trace(DATA, trust, measure, words, subgroup) == meant


def test_a_count_that_is_known_to_be_too_small_says_so() -> None:
    (trail,) = trace(DATA, "RYR", "discrimination_colleagues", "2024", "bme")
    assert "half or a third" in trail_text(trail)
