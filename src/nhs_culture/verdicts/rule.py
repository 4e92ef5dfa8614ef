"""A rule as a record: what it is called, when it holds, which label it gives and what it says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from nhs_culture.metrics.checked import checked, each, kind

__all__ = ["Rule", "Verdict", "judged"]

Facts = TypeVar("Facts")


@dataclass(frozen=True)
class Rule(Generic[Facts]):
    """A written rule.

    Attributes
    ----------
    name
        Of the rule.
    label
        The verdict that it gives: one of :mod:`nhs_culture.verdicts.labels`.
    sentence
        What it says, as the page on methods prints it.
    holds
        Whether it applies to the facts.
    says
        The numbers that it rests on, in a sentence; nothing where empty.
    """

    name: str
    label: str
    sentence: str
    holds: Callable[[Facts], bool]
    says: Callable[[Facts], str] = lambda _: ""


@dataclass(frozen=True)
class Verdict:
    """A verdict: one of the fixed words, the name of the rule, and the reason in a sentence."""

    label: str
    rule: str
    reason: str


@checked(rules=each(kind(Rule), fewest=1))
def judged(rules: Sequence[Rule[Facts]], facts: Facts) -> Verdict:
    """Return the verdict of the first rule that holds; the last one of a list always does."""
    rule = next(rule for rule in rules if rule.holds(facts))
    return Verdict(rule.label, rule.name, " ".join(filter(None, (rule.sentence, rule.says(facts)))))
