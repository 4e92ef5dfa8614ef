"""The published numbers that the statistics must reproduce.

Each case computes, with the project's own functions, figures that a paper, a manual or another
package prints; the modules of :mod:`nhs_culture.validation.published` are found by their place. The
tests hold every figure within its tolerance, and ``nhs-culture validate`` writes them, value for
value, into ``docs/validation.md``.

Tolerances are half of the last digit printed, unless the case says why not.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

import pandas as pd

from nhs_culture.validation import published
from nhs_culture.validation.case import Reproduction
from nhs_culture.validation.page import write_section, write_table

__all__ = ["CASES", "Reproduction", "results", "write_section", "write_table"]

CASES: Mapping[str, Reproduction] = {
    name: case
    for module in sorted(found.name for found in iter_modules(published.__path__))
    for name, case in import_module(f"{published.__name__}.{module}").CASES.items()
}
"""Name -> published result, of every module of its room."""


def results(cases: Mapping[str, Reproduction] = CASES) -> pd.DataFrame:
    """Return every number, one row each: published, ours, tolerance, agrees, source."""
    rows: list[dict[str, object]] = []
    for name, case in cases.items():
        ours = case.compute()
        rows.extend(
            {
                "case": name,
                "what": what,
                "published": published,
                "ours": ours[what],
                "tolerance": case.tolerance,
                "agrees": abs(ours[what] - published) <= case.tolerance,
                "source": case.source,
            }
            for what, published in case.published.items()
        )
    return pd.DataFrame(rows)
