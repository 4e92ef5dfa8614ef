"""Figures against each other: two of one thing, and a quotient against its parts."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from nhs_culture.data.check.held import HeldData
from nhs_culture.data.check.problem import Problem
from nhs_culture.loaders.tidy import KEY
from nhs_culture.units import PERCENT

__all__ = ["RULES"]

SAME = 0.0002
"""What two figures of one thing may differ by: both are rounded to four decimals."""

PARTS = {"shmi_release": ("shmi_observed", "shmi_expected")}
"""Quotients of which both parts are measures of their own, in the same table."""
ROUNDED = 0.000051
"""What a quotient may differ by from its parts: four decimals, two of a percentage."""
_WHOSE = [column for column in KEY if column != "measure"]


def _differ(data: HeldData) -> Iterator[Problem]:
    """Look for figures on which two sources disagree by more than is known of them."""
    several = data.figures[data.figures.duplicated(KEY, keep=False)]
    columns = [*KEY, "value", "source", "file", "row"]
    pairs = several[columns].merge(several[columns], on=KEY, suffixes=("", "_other"))
    pairs = pairs[pairs["source"] < pairs["source_other"]]
    apart = (pairs["value"] - pairs["value_other"]).abs()
    pairs = pairs[apart > SAME]
    allowed = {
        (
            row["measure"],
            row["org_code"],
            frozenset((row["first_source"], row["second_source"])),
        ): row["tolerance"]
        for row in data.differences.to_dict("records")
    }
    for row in pairs.to_dict("records"):
        both = frozenset((row["source"], row["source_other"]))
        general = allowed.get((row["measure"], "", both), SAME)
        tolerance = allowed.get((row["measure"], row["org_code"], both), general)
        if abs(row["value"] - row["value_other"]) > tolerance:
            what = (
                f"{row['measure']} of {row['org_code']} in {row['period']} is {row['value']:g}, "
                f"in {row['source_other']} (row {row['row_other']}) {row['value_other']:g}"
            )
            expected = (
                f"at most {tolerance:g} apart; known_differences.csv takes more, with a reason"
            )
            yield Problem("error", row["file"], row["row"], what, expected)


def _quotients(data: HeldData) -> Iterator[Problem]:
    """Look for quotients that are not what they are made of, by more than rounding."""
    for figures in (data.figures, *_with_parts(data.figures)):
        percent = figures["measure"].map(data.register.figured["unit"]) == PERCENT.code
        times = percent.map({True: 100.0, False: 1.0})
        made = times * figures["numerator"] / figures["denominator"]
        apart = (figures["value"] - made).abs() > times * ROUNDED
        for row in figures.assign(made=made)[apart].to_dict("records"):
            what = f"{row['measure']} of {row['org_code']} in {row['period']} is {row['value']:g}"
            parts = f"{row['made']:g}, which is {row['numerator']:,g} over {row['denominator']:,g}"
            yield Problem("error", row["file"], row["row"], what, parts)


def _with_parts(figures: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield the quotients whose parts stand in rows of their own, with them beside."""
    keys = [*_WHOSE, "source"]
    values = figures[[*keys, "measure", "value"]]
    for measure, (over, under) in PARTS.items():
        found = figures[figures["measure"] == measure].drop(columns=["numerator", "denominator"])
        for part, column in ((over, "numerator"), (under, "denominator")):
            own = values[values["measure"] == part].drop(columns="measure")
            found = found.merge(own.rename(columns={"value": column}), on=keys)
        yield found


RULES = (_differ, _quotients)
