"""Whoever changes what a notebook computes by name changes the figure that stands below it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from analyses import computed, exhibit
from copies import PROJECT


def _with_one_more(results: dict[str, Any]) -> dict[str, Any]:
    return results | {"a design of one's own": results["synthetic did"]}


EDITS: dict[tuple[str, str, str], Callable[[Any], Any]] = {
    ("agency_spend", "agency.funnel", "limits"): lambda fit: replace(fit, tau=2 * fit.tau),
    ("agency_spend", "agency.spread_in_words", "limits"): lambda fit: replace(fit, target=0.4),
    ("discrimination", "discrimination.shares", "uncertain"): lambda found: found.assign(low=0.0),
    ("discrimination", "discrimination.two_groups", "groups"): lambda groups: groups[1:],
    ("engagement", "worth.course", "course"): lambda course: replace(course, carried_on=0.0),
    ("engagement", "worth.path", "gaps"): lambda gaps: replace(gaps, periods=gaps.periods[1:]),
    ("engagement", "evidence.placebos", "change"): lambda change: replace(change, interval=None),
    ("engagement", "evidence.designs", "results"): lambda found: (
        found | {"mine": found["synthetic did"]}
    ),
    ("vacancies", "vacancies.printed", "rates"): lambda rates: rates[1:],
    ("vacancies", "vacancies.england", "national"): lambda national: national[1:],
    ("vacancies", "evidence.designs", "results"): lambda found: (
        found | {"mine": found["synthetic did"]}
    ),
    ("mortality", "mortality.deaths_table", "counts"): lambda counts: counts[1:],
    ("leadership", "leadership.standing", "everyone"): lambda shares: shares * 0.9,
}
"""What a reader may change in a notebook: notebook, exhibit, name -> the change."""


_computed = cache(computed)


@pytest.mark.parametrize(("notebook", "call", "name"), EDITS)
def test_who_changes_what_a_notebook_computes_changes_what_it_shows(
    notebook: str, call: str, name: str
) -> None:
    path = PROJECT.notebooks / f"{notebook}.ipynb"
    names = _computed(path, "RRF" if name in {"counts", "groups"} else "RP1")
    changed = {**names, name: EDITS[notebook, call, name](names[name])}
    before, after = (exhibit(path, held, call).record() for held in (names, changed))
    assert before != after
