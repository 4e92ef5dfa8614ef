"""Lasted, faded, reversed, or not known yet.

Asked of what moved more than elsewhere, by the latest stretch that can be compared. The thresholds
were chosen before they were applied to any case: a change that is still distinguishable by the test
that found it has lasted; one that is not, and of which less than half is left, has faded; of what
lies between nothing is known yet.
"""

from __future__ import annotations

from nhs_culture.designs.lasting import Lasting
from nhs_culture.designs.permutation import LEVEL
from nhs_culture.verdicts.rules import Rule, Verdict

__all__ = [
    "FADED",
    "HALF",
    "LASTED",
    "LASTING_RULES",
    "NOT_KNOWN_YET",
    "REVERSED",
    "lasting_verdict",
]

LASTED = "lasted"
FADED = "faded"
REVERSED = "reversed"
NOT_KNOWN_YET = "not known yet"

HALF = 0.5
"""Share of a change that must be left for it not to have faded, where a test cannot tell."""

LASTING_RULES = (
    Rule("nothing later", NOT_KNOWN_YET, "No later figure can be compared."),
    Rule(
        "too few peers later",
        NOT_KNOWN_YET,
        "Fewer than 19 peers have the later figures, and no change of any size could be told.",
    ),
    Rule(
        "still beyond the peers",
        LASTED,
        "In the latest figures the change is still among the most extreme 5% of all trusts.",
    ),
    Rule(
        "beyond the peers the other way",
        REVERSED,
        "In the latest figures a change the other way is among the most extreme 5% of all trusts.",
    ),
    Rule(
        "less than half is left",
        FADED,
        "In the latest figures the change is among the peers, and less than half of it is left.",
    ),
    Rule(
        "half or more is left",
        NOT_KNOWN_YET,
        "In the latest figures the change is among the peers, but half of it or more is left.",
    ),
)
"""In the order in which they are asked."""


def lasting_verdict(after: Lasting) -> Verdict:
    """Return whether a change lasted, with the rule and the numbers.

    Parameters
    ----------
    after
        What came after the window of a change that moved more than elsewhere.
    """
    rules = {rule.name: rule for rule in LASTING_RULES}
    if not after.stretches:
        rule = rules["nothing later"]
        return Verdict(rule.label, rule.name, rule.sentence)
    latest = after.stretches[-1]
    change, left = latest.change, latest.left
    if change.interval is None:
        name = "too few peers later"
    elif change.p_value <= LEVEL:
        name = "still beyond the peers" if left > 0 else "beyond the peers the other way"
    else:
        name = "less than half is left" if left < HALF else "half or more is left"
    rule = rules[name]
    when = latest.first if latest.first == latest.last else f"{latest.first} to {latest.last}"
    numbers = f"({when}: {left:.0%} left, p = {change.p_value:.3f})"
    return Verdict(rule.label, rule.name, f"{rule.sentence[:-1]} {numbers}.")
