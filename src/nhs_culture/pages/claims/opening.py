"""The opening of the ledger: how many facts there are, how they fare, and what cannot be judged."""

from __future__ import annotations

from collections.abc import Sequence

from nhs_culture.claims.facts import SAMPLE, facts, headlined, tally
from nhs_culture.claims.judged import Judged
from nhs_culture.data.access import Data
from nhs_culture.english import counted, listed, short_name
from nhs_culture.exhibits import Group, Headline, Note
from nhs_culture.pages.claims.named import full_name
from nhs_culture.verdicts import labels

__all__ = ["faults", "headline", "repeated"]


def headline(data: Data, entries: Sequence[Judged], trust: str = "") -> Headline:
    """Return how many facts about outcomes there are, and how they fare."""
    name = entries[0].trust_name if trust and entries else full_name(data, trust)
    about = f" about {short_name(name)}" if name else ""
    if not entries:
        told = f"No document in the register makes a claim{about}."
        return Headline(sentence=told, trust=trust, trust_name=name)
    counted_here = headlined(entries)
    return Headline(
        sentence=f"{_tallied(counted_here, about)}{_not_counted(counted_here)}"
        f"{_sampled(entries, counted_here)}",
        context=" ".join(filter(None, (repeated(entries), labels.FIGURE.legend))),
        trust=trust,
        trust_name=name,
    )


def _tallied(entries: Sequence[Judged], about: str) -> str:
    counts = tally(entries)
    if not counts.outcomes:
        return f"Nothing that the documents print{about} is about outcomes."
    single = counts.verdicts[labels.SINGLE_SOURCE]
    untested = counts.verdicts[labels.NOT_TESTABLE]
    rest = listed(
        (
            f"{single} {'is' if single == 1 else 'are'} unconfirmed by anybody else"
            if single
            else "",
            f"{untested} cannot be tested with the data here" if untested else "",
        )
    )
    return (
        f"Of {counted(counts.outcomes, 'fact')} about outcomes that the documents print{about}, "
        f"{counts.tested or 'none'} can be judged by an independent figure"
        f"{': ' if counts.judged else ''}{counts.judged}{'; ' if rest else ''}{rest}."
    )


def _not_counted(entries: Sequence[Judged]) -> str:
    others = tally(entries).others
    if not others:
        return ""
    verb = "is" if others == 1 else "are"
    return (
        f" Another {others} {verb} about rules, plans, recollections or what was done: listed, and "
        "not counted."
    )


def repeated(entries: Sequence[Judged]) -> str:
    """Say how many claims the documents make where they print some facts more than once."""
    printed = headlined(entries)
    told = len(facts(printed))
    if told == len(printed):
        return ""
    these = "this fact" if told == 1 else f"these {told} facts"
    return (
        f"{len(printed)} claims are listed for {these}: some are printed more than once, and each "
        "claim is judged for itself."
    )


def _sampled(entries: Sequence[Judged], counted_here: Sequence[Judged]) -> str:
    """Say what of the entries is of the sample."""
    sampled = sum(entry.collection == SAMPLE for entry in entries)
    if not sampled:
        return ""
    if len(counted_here) == len(entries):
        return " All are of a sample of what is printed about any trust."
    verb = "is" if sampled == 1 else "are"
    return f" {sampled} more {verb} of a sample of what is printed about any trust: listed too."


def faults(entries: Sequence[Judged]) -> Group:
    """Return a note for each claim whose row of the register cannot be judged."""
    return Group(
        *(
            Note(label="Not judged", text=f"{entry.statement} {entry.fault}")
            for entry in entries
            if entry.fault
        )
    )
