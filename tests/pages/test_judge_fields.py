"""The fields to type a figure into, as somebody at a notebook uses them."""

from __future__ import annotations

from nhs_culture import open_data
from nhs_culture.pages.judge_fields import Fields
from nhs_culture.verdicts.labels import CHANGE, FIGURE


def test_a_changed_field_is_judged_anew_and_a_wrong_one_is_a_sentence() -> None:
    fields = Fields(open_data(), trust="RXM", measure="recommend_work", start="52@2016")
    assert fields.shown.value == ""
    fields.fields["to"].value = "63@2019"
    assert all(question in fields.shown.value for question in (FIGURE.question, CHANGE.question))
    assert "<svg" in fields.shown.value
    fields.fields["trust"].value = "nowhere"
    assert "nowhere" in fields.shown.value
    assert FIGURE.question not in fields.shown.value
    fields.fields["trust"].value = "derbyshire healthcare"
    assert "Derbyshire Healthcare" in fields.shown.value
