"""Sources against each other: two figures of one thing."""

from __future__ import annotations

from collections.abc import Iterator

from nhs_culture.data.check.held import HeldData
from nhs_culture.data.check.problem import Problem
from nhs_culture.loaders.tidy import KEY

__all__ = ["RULES"]

SAME = 0.0002
"""What two figures of one thing may differ by: both are rounded to four decimals."""


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


RULES = (_differ,)
