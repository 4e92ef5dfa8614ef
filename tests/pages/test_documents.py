"""What documents print about a measure, as the page of a trust shows it."""

from __future__ import annotations

import pytest

from nhs_culture import open_data
from nhs_culture.exhibits import Note, Table
from nhs_culture.pages.documents import printed
from nhs_culture.studies import answer, question

DATA = open_data()
CLAIMS = DATA.register.claims


@pytest.mark.parametrize("trust", DATA.register.studied)
@pytest.mark.parametrize("measure", ["engagement", "recommend_work"])
def test_what_is_registered_of_a_trust_is_shown_and_else_denied(trust: str, measure: str) -> None:
    """Places and changes too: a page that opens with one does not say that there is none."""
    own = CLAIMS[(CLAIMS["org_code"] == trust) & (CLAIMS["measure"] == measure)]
    held = own[["value_from", "value_to"]].notna().any(axis=1).any()
    assert isinstance(
        printed(answer(DATA, question(DATA, trust, measure))), Table if held else Note
    )


def test_a_year_that_is_inferred_is_said_to_be() -> None:
    table = printed(answer(DATA, question(DATA, "RP1", "recommend_work")))
    assert isinstance(table, Table)
    inferred = CLAIMS.query("org_code == 'RP1' and measure == 'recommend_work'")["period_inferred"]
    assert (table.data["year"].str.endswith(" (inferred)").sum() > 0) == (inferred != "").any()
