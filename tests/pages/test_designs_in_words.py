"""What the designs say on a page is in names and not in codes."""

from __future__ import annotations

import re

from nhs_culture import open_data
from nhs_culture.english import short_name
from nhs_culture.loaders.tidy import ODS_CODE
from nhs_culture.pages.evidence import designs
from nhs_culture.studies import answer, question


def test_whoever_is_in_a_mix_is_named() -> None:
    data = open_data()
    answered = answer(data, question(data, "RP1", "sickness_absence"))
    mix = answered.result("synthetic control").weights
    told = " ".join(designs(answered).data["says"])
    assert short_name(data.register.trust(mix.idxmax())["name"]) in told
    assert not set(re.findall(rf"\b(?:{ODS_CODE})\b", told)) & set(mix.index)
