"""Each end of a claim beside its evidence: what would have agreed, and how many others."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from nhs_culture.claims.beside import Beside, Figure
from nhs_culture.claims.margin import Margin, margin
from nhs_culture.claims.words import likelihood, ranged
from nhs_culture.data.access import Data
from nhs_culture.verdicts.chance import Chance, chance, times_as_likely
from nhs_culture.verdicts.figures import figure_verdict
from nhs_culture.verdicts.labels import REPRODUCED
from nhs_culture.verdicts.printed import Claimed, Evidence, Off, reach
from nhs_culture.verdicts.rule import Verdict

__all__ = ["Compared", "accepted", "compared", "likelier", "others_agreeing"]


COMPARED = ("same", "near", "own")
"""Relations of ``evidence.csv`` under which the figures are handed to the verdict."""


@dataclass(frozen=True)
class Compared:
    """One end of a claim beside its evidence."""

    claim: Claimed
    evidence: tuple[Evidence, ...]
    verdict: Verdict

    @property
    def at_most(self) -> Off:
        """How far off a figure may lie that is said to agree."""
        return Off.IN_PRINT if self.verdict.label == REPRODUCED else Off.WITHIN


def compared(claim: pd.Series, row: pd.Series, beside: Beside, data: Data) -> tuple[Compared, ...]:
    """Return each end that can be compared, the claim's own figure last."""
    relation = row["relation"]
    common = [set(figure.others.index) for figure in (*beside.start, *beside.end)]
    others = sorted(set.intersection(*common)) if common else []

    def evidence(figures: tuple[Figure, ...], end: str) -> tuple[Evidence, ...]:
        return tuple(
            _evidence(
                figure,
                _unit(figure, claim, data),
                margin(figure, claim, row, end, data),
                others,
                relation,
            )
            for figure in figures
            if relation in COMPARED
        )

    needs = row["needed"] if relation == "none" else ""
    end = _end(_claimed(claim, row, "value_to"), evidence(beside.end, "to"), needs)
    start = evidence(beside.start, "from")
    if not start:
        return (end,)
    return _end(_claimed(claim, row, "value_from"), start, ""), end


def _end(claim: Claimed, evidence: tuple[Evidence, ...], needs: str) -> Compared:
    kept = evidence if claim.value is not None else ()
    return Compared(claim, kept, figure_verdict(claim, evidence, needs))


def _claimed(claim: pd.Series, row: pd.Series, column: str) -> Claimed:
    if row["test"] == "rise":  # the direction alone is claimed
        return Claimed(value=0.0, unit=claim["unit"], precision="more_than")
    return Claimed(
        value=None if math.isnan(claim[column]) else claim[column],
        unit=claim["unit"],
        precision=claim["precision"],
        step=None if math.isnan(row["step"]) else row["step"],
    )


def _evidence(
    figure: Figure, code: str, off_by: Margin, others: list[str], relation: str
) -> Evidence:
    return Evidence(
        value=figure.value,
        unit=code,
        source=figure.source,
        near=off_by.near,
        margin=off_by.size,
        independent=relation != "own",
        step=figure.rounding,
        ranked=len(figure.others) + 1 if figure.group else 0,
        others=tuple(figure.others[others]),
    )


def _unit(figure: Figure, claim: pd.Series, data: Data) -> str:
    """Return the unit of a figure: its measure's own, or the claim's where it is worked out."""
    worked_out = figure.group or not figure.measure or figure.levels > 1
    return str(claim["unit"] if worked_out else data.register.measure(figure.measure)["unit"])


def accepted(end: Compared) -> str:
    """Say which official figures would have agreed with what is printed."""
    ranges = [reach(end.claim, item, end.at_most) for item in end.evidence]
    low, high = max(low for low, _ in ranges), min(high for _, high in ranges)
    return ranged(low, high, end.evidence[0])


def others_agreeing(ends: tuple[Compared, ...]) -> Chance | None:
    """Count the others that would have agreed with everything that is printed."""
    compared = [(end.claim, item, end.at_most) for end in ends for item in end.evidence]
    found = chance(*compared) if compared else None
    return found if found and found.of else None


def likelier(ends: tuple[Compared, ...]) -> str:
    """Say how much likelier near figures make what is printed, from the least of several."""
    times = [times_as_likely(end.claim, item) for end in ends for item in end.evidence if item.near]
    known = [time for time in times if time is not None]
    if not known:
        return ""
    return f"{likelihood(min(known), max(known))} as likely as of any other"
