"""Lasted, faded, reversed, or not known yet.

Asked of what moved more than elsewhere, by the latest stretch that can be compared. A change that
is still distinguishable by the test that found it has lasted; one that is not, of which less than
half is left, and whose interval leaves the whole of it out, has faded; of what lies between nothing
is known yet.
"""

from __future__ import annotations

import math

from nhs_culture.designs.lasting import Lasting
from nhs_culture.designs.permutation import LEVEL
from nhs_culture.metrics.checked import checked, kind
from nhs_culture.verdicts.labels import FADED, LASTED, NOT_KNOWN_YET, REVERSED
from nhs_culture.verdicts.rule import Rule, Verdict, judged

__all__ = ["HALF", "LASTING_RULES", "lasting_verdict"]

HALF = 0.5
"""Share of a change that must be left for it not to have faded, where a test cannot tell."""


def _left(after: Lasting) -> float:
    """Return the share of the change that is left in the latest figures."""
    return after.stretches[-1].left


def _told(after: Lasting) -> bool:
    return after.stretches[-1].change.p_value <= LEVEL


def _whole_left_out(after: Lasting) -> bool:
    """Tell whether the interval of the latest figures leaves the change within the window out."""
    latest = after.stretches[-1]
    lower, upper = latest.change.interval or (-math.inf, math.inf)
    return not lower <= latest.within_window <= upper


def _numbers(after: Lasting) -> str:
    latest = after.stretches[-1]
    when = latest.first if latest.first == latest.last else f"{latest.first} to {latest.last}"
    return f"In {when} {latest.left:.0%} is left, p = {latest.change.p_value:.3f}."


LASTING_RULES: tuple[Rule[Lasting], ...] = (
    Rule(
        "nothing later",
        NOT_KNOWN_YET,
        "No later figure can be compared.",
        holds=lambda after: not after.stretches,
    ),
    Rule(
        "too few peers later",
        NOT_KNOWN_YET,
        "Fewer than 19 peers have the later figures, and no change of any size could be told.",
        holds=lambda after: after.stretches[-1].change.interval is None,
        says=_numbers,
    ),
    Rule(
        "still beyond the peers",
        LASTED,
        "In the latest figures the change is still among the most extreme 5% of all trusts.",
        holds=lambda after: _told(after) and _left(after) > 0,
        says=_numbers,
    ),
    Rule(
        "beyond the peers the other way",
        REVERSED,
        "In the latest figures a change the other way is among the most extreme 5% of all trusts.",
        holds=_told,
        says=_numbers,
    ),
    Rule(
        "less than half is left",
        FADED,
        "In the latest figures the change is among the peers, less than half of it is left, "
        "and the interval leaves the whole of it out.",
        holds=lambda after: _left(after) < HALF and _whole_left_out(after),
        says=_numbers,
    ),
    Rule(
        "may be left or gone",
        NOT_KNOWN_YET,
        "In the latest figures the change is among the peers, and all of it may be left, or "
        "half of it or more is.",
        holds=lambda _: True,
        says=_numbers,
    ),
)
"""In the order in which they are asked."""


@checked(after=kind(Lasting))
def lasting_verdict(after: Lasting) -> Verdict:
    """Return whether a change lasted, with the rule and the numbers.

    Parameters
    ----------
    after
        What came after the window of a change that moved more than elsewhere.
    """
    return judged(LASTING_RULES, after)
