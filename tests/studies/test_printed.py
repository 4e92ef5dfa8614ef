"""The sample of printed figures, beside the official ones of the committed tables."""

from __future__ import annotations

import numpy as np
import pytest

from nhs_culture import open_data
from nhs_culture.studies.printed import Printed, printed

DATA = open_data()


@pytest.fixture(scope="module")
def sample() -> Printed:
    return printed(DATA)


def test_the_sample_is_that_of_the_register(sample: Printed) -> None:
    assert len(sample.claims) == 321
    assert (sample.trusts, sample.pages) == (97, 148)


def test_what_two_pages_print_counts_once(sample: Printed) -> None:
    facts = sample.claims["fact"].where(sample.claims["fact"] != "", sample.claims["claim_id"])
    assert sample.facts == facts.nunique() < len(sample.claims)
    again = set(sample.claims["claim_id"][facts.duplicated()])
    for rows in (sample.levels, sample.directions, sample.changes):
        assert not again & set(rows["claim_id"])


def test_nearly_all_printed_levels_are_true(sample: Printed) -> None:
    assert len(sample.levels) >= 71
    assert sample.agreeing / len(sample.levels) > 0.8
    assert sample.within_a_point / len(sample.percentages) > 0.95
    work = sample.levels[sample.levels["measure"] == "recommend_work"]
    assert work["off"].abs().median() == pytest.approx(0.1, abs=0.05)


def test_who_printed_48_where_the_official_share_is_60_is_named(sample: Printed) -> None:
    furthest = sample.exceptions.iloc[0]
    assert (furthest["org_code"], furthest["period"]) == ("RWP", "2013")
    assert (furthest["printed"], round(furthest["official"])) == (48, 59)
    assert not sample.exceptions["agrees"].any()


def test_every_level_stands_beside_a_figure_of_the_panel(sample: Printed) -> None:
    panel = DATA.panel[DATA.panel["subgroup"] == "all"]
    for _, level in sample.levels.iloc[::7].iterrows():
        same = (
            panel[["org_code", "measure", "period"]] == level[["org_code", "measure", "period"]]
        ).all(axis=1)
        assert np.isclose(panel.loc[same, "value"], level["official"]).any()
        assert level["off"] == pytest.approx(level["printed"] - level["official"])


def test_trusts_print_what_rose_and_local_papers_both(sample: Printed) -> None:
    release, press = sample.of("trust_release"), sample.of("local_press")
    assert release.worse <= 1
    assert release.better > 25
    assert release.interval.lower > 0.75
    assert press.interval.lower < 0.5 < press.interval.upper
    everything = sample.of("")
    assert everything.better + everything.worse + everything.same == len(sample.directions)
    assert everything.better == sum(one.better for one in sample.by_kind if one.kind)


def test_a_change_is_placed_among_the_same_change_of_all_trusts(sample: Printed) -> None:
    for _, change in sample.changes[~sample.changes["period_to"].str.contains("/")].iterrows():
        table = DATA.wide(change["measure"]).loc[[change["period_from"], change["period_to"]]]
        trusts = [code for code in table if code in set(DATA.register.trusts["org_code"])]
        moved = (table.iloc[1] - table.iloc[0])[trusts].dropna()
        assert len(moved) == change["trusts"]
        assert abs(moved[change["org_code"]]) == pytest.approx(abs(change["change"]))
        assert 0 <= change["percentile"] <= 100
    barts = sample.changes.set_index("claim_id").loc["r1h-recommend-work-2016"]
    assert barts["change"] == pytest.approx(10.7, abs=0.1)
    assert barts["percentile"] > 95


def test_few_changes_carry_an_interval_and_that_is_wide(sample: Printed) -> None:
    everything = next(one for one in sample.percentiles if not one.kind)
    assert everything.n == len(sample.changes) >= 7
    assert everything.interval is not None
    assert everything.interval.upper - everything.interval.lower > 10
    assert all(one.interval is None for one in sample.percentiles if one.clusters < 5)


def test_the_year_that_a_trust_prints_is_a_good_one_of_its_own(sample: Printed) -> None:
    by_kind = {one.kind: one for one in sample.good_years}
    release, press = by_kind["trust_release"], by_kind["local_press"]
    assert release.interval is not None
    assert release.interval.lower > 50
    assert press.median < release.median


def test_what_lasted_is_counted_among_what_can_be_followed(sample: Printed) -> None:
    assert 0 <= sample.lasting <= sample.followed <= len(sample.changes)
    for count in (sample.nine_in_ten, sample.of_england, sample.beyond):
        assert 0 <= count <= len(sample.changes)
