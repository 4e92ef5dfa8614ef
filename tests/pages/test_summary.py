"""One trust on one page, from what the other notebooks left."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from nhs_culture import open_data
from nhs_culture.claims import ledger
from nhs_culture.errors import DataError
from nhs_culture.exhibits import Chart, Finding, Note, Table
from nhs_culture.notebooks import concluded, executed_copy
from nhs_culture.pages import summary
from nhs_culture.site.collected import findings
from nhs_culture.site.jobs import jobs, stale
from nhs_culture.site.publish import publish
from nhs_culture.verdicts.labels import FIGURE

ROSE = Finding(
    trust="RP1",
    trust_name="Northamptonshire Healthcare NHS Foundation Trust",
    measure="recommend_work",
    unit="percentage_points",
    reason="It rose.",
    design="peer change",
    notebook="engagement",
    estimate=11.1,
    change_verdict="distinguishable from peers",
)
SAME = replace(ROSE, measure="sickness_absence", change_verdict="not distinguishable")
UNTOLD = replace(ROSE, measure="engagement", change_verdict="not identifiable", estimate=None)
CLAIM = replace(
    ROSE,
    notebook="mortality",
    claim="nhft-engagement-latest-2019",
    change_verdict="",
    figure_verdict="consistent",
)


def collected(trust: str, reports: Path) -> summary.Summary:
    data = open_data()
    return summary.summary(data, trust, concluded(data.project, trust, str(reports)))


def leave(reports: Path, notebook: str, *findings: Finding, trust: str = "RP1") -> Path:
    """Leave an executed copy that shows these findings."""
    outputs = [
        nbformat.v4.new_output("display_data", data={Finding.MIME: finding.record()})
        for finding in findings
    ]
    cell = nbformat.v4.new_code_cell("show", outputs=outputs)
    path = executed_copy(reports, notebook, trust)
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    return path


def test_findings_about_the_trust_are_collected(tmp_path: Path) -> None:
    leave(tmp_path, "engagement", ROSE, UNTOLD, replace(ROSE, trust="RRF"))
    about = collected("RP1", tmp_path)
    assert set(about.concluded.findings) == {ROSE, UNTOLD}
    assert "Sickness absence" in about.concluded.not_run
    assert not {"Staff engagement", "Claims", "Summary", "Comparison"} & set(
        about.concluded.not_run
    )


def test_claims_about_the_trust_are_those_of_the_ledger_but_where_a_notebook_goes_into_them(
    tmp_path: Path,
) -> None:
    judged = {one.claim: one for one in collected("RP1", tmp_path).claims}
    assert judged == {one.claim_id: one.finding() for one in ledger(open_data(), "RP1")}
    leave(tmp_path, "mortality", CLAIM)
    gone_into = {one.claim: one for one in collected("RP1", tmp_path).claims}
    assert gone_into == {**judged, CLAIM.claim: CLAIM}


def test_what_failed_the_last_time_is_not_collected(tmp_path: Path) -> None:
    copy = leave(tmp_path, "engagement", ROSE)
    copy.with_suffix(".log").write_text("it failed")
    about = collected("RP1", tmp_path)
    assert about.concluded.findings == ()
    assert "Staff engagement" in about.concluded.not_run


def test_without_executed_copies_the_page_says_which_are_wanting(tmp_path: Path) -> None:
    about = collected("RP1", tmp_path)
    assert "No notebook about Northamptonshire Healthcare has been run" in (
        summary.headline(about).sentence
    )
    (note,) = summary.findings(about)
    assert "nhs-culture reports --trust RP1" in note.text


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (
            (ROSE, SAME, UNTOLD),
            "Of two measures that could be tested at Northamptonshire Healthcare, one stands out, "
            "once all that was asked is allowed for: recommend as a place to work (+11.1 "
            "percentage points against theirs); one more could not be tested.",
        ),
        (
            (SAME,),
            "The one measure that could be tested at Northamptonshire Healthcare does not stand "
            "out, once all that was asked is allowed for.",
        ),
    ],
)
def test_the_headline_says_what_moved_and_what_could_not_be_told(
    tmp_path: Path, found: tuple[Finding, ...], sentence: str
) -> None:
    leave(tmp_path, "engagement", *found)
    assert summary.headline(collected("RP1", tmp_path)).sentence == sentence


def test_nothing_that_could_be_tested_is_said_plainly(tmp_path: Path) -> None:
    leave(tmp_path, "engagement", UNTOLD)
    assert "cannot be told" in summary.headline(collected("RP1", tmp_path)).sentence


def test_a_measure_asked_about_twice_counts_once_under_the_firmest_verdict(tmp_path: Path) -> None:
    leave(tmp_path, "engagement", replace(SAME, measure="recommend_work"), ROSE)
    moved = collected("RP1", tmp_path).moved
    assert [len(found) for found in moved.values()] == [1, 0, 0]


def test_measures_that_the_trust_has_no_figures_on_are_not_counted(tmp_path: Path) -> None:
    leave(tmp_path, "engagement", SAME, replace(UNTOLD, measure="shmi"))
    assert "more could not" not in summary.headline(collected("RP1", tmp_path)).sentence


def test_growth_is_not_told_in_percentage_points(tmp_path: Path) -> None:
    leave(
        tmp_path,
        "engagement",
        replace(ROSE, measure="staff_fte", unit="percent_change", estimate=4.1),
    )
    sentence = summary.headline(collected("RP1", tmp_path)).sentence
    assert "staff in post (+4.1% against theirs)" in sentence


def test_the_claims_are_shown_as_printed_with_their_verdict(tmp_path: Path) -> None:
    table = summary.claims(collected("RP1", tmp_path))
    assert isinstance(table, Table)
    claims = open_data().register.claims.set_index("claim_id")
    row = table.data.set_index("claim").loc[claims.loc[CLAIM.claim, "statement"]]
    (entry,) = [one for one in ledger(open_data(), "RP1") if one.claim_id == CLAIM.claim]
    assert list(row[["printed", "verdict"]]) == ["7.5", FIGURE.cell(entry.verdict)]


def test_every_measure_stands_in_the_table_and_the_planned_ones_in_a_chart(tmp_path: Path) -> None:
    about = collected("RP1", tmp_path)
    table = summary.latest(about).data.set_index("measure")
    assert table.loc["Recommend as a place to work", "first"] == "45.2% (2008)"
    assert pd.isna(table.loc["Equality, diversity and inclusion theme", "first"])
    drawn = set(summary.chart(about).data["measure"])
    measures = about.data.register.measures.set_index("measure")
    planned = set(measures["name"].reindex(about.data.register.analysis_plan["measure"]))
    over_time = {name for name, row in table.iterrows() if pd.notna(row["first"])}
    assert planned & over_time <= drawn <= over_time
    assert len(drawn) < len(over_time)


def test_what_was_done_has_its_date_as_precisely_as_it_is_known(tmp_path: Path) -> None:
    own, england = summary.done(collected("RP1", tmp_path))
    when = own.data.set_index("name")["when"]
    assert when["Changing the lens on diversity"] == "21 March 2017"
    assert when["PRIDE values and Staff Charter"] == "by 14 October 2019"
    assert when["Reverse mentoring"] == "between 1 April 2016 and 16 August 2018"
    assert "Agency price cap" in set(england.data["name"])


@pytest.mark.parametrize("code", ["RX7", "R1F1", "RG2", "TAN", "RYH"])
def test_every_kind_of_trust_has_a_page(tmp_path: Path, code: str) -> None:
    about = collected(code, tmp_path)
    assert isinstance(summary.chart(about), Chart | Note)
    for shown in (summary.latest, summary.claims, summary.sources):
        assert shown(about)
    for listed in (summary.findings, summary.done, summary.gaps, summary.history):
        assert listed(about)


def test_a_trust_that_ended_is_told_from_its_register(tmp_path: Path) -> None:
    note, table = summary.history(collected("RG2", tmp_path))
    assert "Became part of South London Healthcare NHS Trust (RYQ)" in note.text
    assert "South London" in table.data.loc[:, "what"].iloc[0]


def test_acts_after_a_trusts_last_figure_are_left_out(tmp_path: Path) -> None:
    shown = summary.done(collected("RYH", tmp_path))
    assert [type(one) for one in shown] == [Note]


def test_a_sector_names_the_trust_that_it_belongs_to(tmp_path: Path) -> None:
    note = summary.history(collected("R1F1", tmp_path))[0]
    assert "A sector of Isle of Wight NHS Trust (R1F)" in note.text


def test_an_unknown_trust_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="XXX"):
        collected("XXX", tmp_path)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The summary and one page of a trust, from nothing, in the order of one run."""
    folder = tmp_path_factory.mktemp("reports")
    outcomes = publish(work(folder), folder, workers=1)
    assert [outcome.status for outcome in outcomes] == ["ok", "ok"]
    return folder


def work(folder: Path) -> list:
    return jobs(["RG2"], ["engagement", "trust"], folder)


def test_one_run_puts_the_findings_of_the_others_into_the_summary(reports: Path) -> None:
    page = (reports / "RG2" / "index.html").read_text()
    assert "Queen Elizabeth Hospital" in page
    assert "Every finding about" in page
    assert "would recommend it as a place to work" in page
    assert "Nothing was collected from" in page


def test_a_second_run_has_nothing_to_do_and_writes_the_same_site(reports: Path) -> None:
    before = (reports / "findings.csv").read_bytes(), (reports / "index.html").read_bytes()
    outcomes = publish(work(reports), reports, workers=1)
    assert [outcome.status for outcome in outcomes] == ["unchanged", "unchanged"]
    assert before == (
        (reports / "findings.csv").read_bytes(),
        (reports / "index.html").read_bytes(),
    )


def test_a_page_to_be_made_again_takes_its_summary_along(reports: Path) -> None:
    (reports / "RG2" / "engagement.html").unlink()
    steps = {step.job.name.split()[0]: step.reason for step in stale(work(reports))}
    assert steps == {
        "engagement": "engagement.html is missing or altered",
        "trust": "reads engagement RG2, which is to be run",
    }


def test_the_findings_of_a_folder_are_those_of_its_table(reports: Path) -> None:
    found = findings(reports)
    assert {finding.trust for finding in found} == {"RG2"}
    assert len((reports / "findings.csv").read_text().splitlines()) == len(found) + 1
