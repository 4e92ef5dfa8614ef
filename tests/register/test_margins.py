"""The smallest change that would matter is fixed for each measure, with its reason."""

from __future__ import annotations

from nhs_culture import open_data


def test_every_planned_test_has_one_margin_by_measure_with_its_reason() -> None:
    plan = open_data().register.analysis_plan
    tested = plan[plan["design"] == "peer change"]
    assert (tested["margin"] > 0).all()
    assert (tested["margin_note"] != "").all()
    assert (tested.groupby("measure")["margin"].nunique() == 1).all()
    assert (tested.groupby("measure")["margin_note"].nunique() == 1).all()


def test_what_is_only_described_has_none() -> None:
    plan = open_data().register.analysis_plan
    described = plan[plan["design"] == "description"]
    assert described["margin"].isna().all()
    assert (described["margin_note"] == "").all()
