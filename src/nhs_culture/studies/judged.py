"""Two verdicts on figures that somebody has read: on the figure, and on whether it moved."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from nhs_culture import periods
from nhs_culture.claims.judged import Judged, judged
from nhs_culture.claims.proposed import proposed
from nhs_culture.claims.typed import Typed, typed
from nhs_culture.claims.typed_of import (
    last_of,
    printed_in,
    refuse_impossible,
    refuse_unit,
    standing,
)
from nhs_culture.data.access import Data
from nhs_culture.designs.inputs import FEWEST_A_SIDE
from nhs_culture.errors import DataError
from nhs_culture.studies.answer import Answer, answer
from nhs_culture.studies.called import EXAMPLE, measure_called, organisation_called
from nhs_culture.studies.question import Question, question
from nhs_culture.units import PERCENTILE, RANK, Unit

__all__ = ["Opinion", "Stated", "judge"]

CLAIM_ID = "as-typed"
GROUPS = ("all", "BME", "white", "female", "male")
"""Groups of staff, or of residents, that figures are published of."""


@dataclass(frozen=True, eq=False)
class Stated:
    """What is typed, as a claim of the register would state it.

    Attributes
    ----------
    figure
        Whether it is right; None where no figure was typed.
    registered
        The claims of the register on the same, with their verdicts: they may have better evidence.
    same
        Those of them that print this very figure.
    claim, evidence
        The rows of ``claims.csv`` and ``evidence.csv`` that it comes to.
    """

    figure: Judged | None
    registered: tuple[Judged, ...]
    same: tuple[Judged, ...]
    claim: pd.Series
    evidence: pd.Series


@dataclass(frozen=True, eq=False)
class Opinion:
    """What the official data say to typed figures.

    Attributes
    ----------
    stated
        A figure, or a movement, as one claim; the ends of a movement one after the other where they
        are not printed alike: places, words, or other decimals.
    change
        Whether it moved more than elsewhere; of a level alone, where the trust stands.
    """

    stated: tuple[Stated, ...]
    change: Answer

    @property
    def figure(self) -> Judged | None:
        """Whether the figure is right, or what a movement came to; None where none was typed."""
        return self.stated[-1].figure

    @property
    def registered(self) -> tuple[Judged, ...]:
        """The claims of the register on the same."""
        return self.stated[-1].registered

    @property
    def claim(self) -> pd.Series:
        """The row of ``claims.csv``."""
        return self.stated[-1].claim

    @property
    def evidence(self) -> pd.Series:
        """The row of ``evidence.csv``."""
        return self.stated[-1].evidence


def judge(
    data: Data,
    trust: str,
    measure: str,
    *,
    to: str = "",
    start: str = "",
    subgroup: str = "all",
    date: str = "",
) -> Opinion:
    """Return both verdicts on a figure, or on a movement between two.

    Parameters
    ----------
    data
        The register and the panel.
    trust, measure
        Code, name, former name or part of one; identifier or name.
    to
        The figure and its period: ``63@2019``; see :mod:`nhs_culture.claims.typed`.
    start
        The figure that a movement starts from.
    subgroup
        Of whom the figures are.
    date
        When a programme began; the period after ``start`` where empty.

    Raises
    ------
    DataError
        When something is not understood; the message says what was expected, and what is near.
    """
    if not trust.strip() or not measure.strip():
        raise DataError(f"Name a trust and a measure: {EXAMPLE}")
    name = measure_called(data, measure)
    code = organisation_called(data, trust, name)
    frequency = _frequency(data, name)
    if start and not to:
        raise DataError(
            f"{start} is where a movement starts; type where it came to as well: {EXAMPLE}"
        )
    held = name in set(data.measured([code])["measure"])
    read = (typed(text, frequency, held=held) for text in (start, to) if text)
    ends = tuple(standing(data, name, one) for one in read)
    refuse_unit(data, name, ends)
    printed = printed_in(data, name, ends)
    refuse_impossible(data, name, ends, printed)
    of = (code, name, _group_called(subgroup))
    claims = [(one, _claim(data, of, one, printed)) for one in _apart(ends)]
    stated = tuple(_stated(data, one, claim) for one, claim in claims)
    whose = (name, data.group_held(*of))
    return Opinion(stated, answer(data, _asked(data, code, whose, ends, date)))


def _apart(ends: tuple[Typed, ...]) -> tuple[tuple[Typed, ...], ...]:
    """Return the ends of a movement as one claim, or as one each where they differ in kind.

    A claim has one unit and one wording.
    """
    alike = all(one.kind == "level" and not one.words for one in ends)
    return (ends,) if alike or len(ends) < 2 else tuple((one,) for one in ends)


def _stated(data: Data, ends: tuple[Typed, ...], claim: pd.Series) -> Stated:
    """Return a claim with what the official data and the register say to it."""
    evidence = proposed(claim, data, end=ends[-1].end if ends else "")
    figure = None
    if ends:
        steps = {math.nan if one.step is None else one.step for one in ends}
        step = steps.pop() if len(steps) == 1 else math.nan  # each by its own digits
        figure = judged(claim, pd.Series({**evidence, "step": step}), data)
    known = _registered(data, claim)
    return Stated(figure, tuple(known), tuple(k for k, so in known.items() if so), claim, evidence)


def _registered(data: Data, claim: pd.Series) -> dict[Judged, bool]:
    """Return the claims of the register on the trust, measure, staff, kind and year of a claim.

    Each with whether it prints the same figure.
    """
    known, like = data.register.claims, ["org_code", "measure", "subgroup", "kind", "period_to"]
    evidence = data.register.evidence.set_index("claim_id", drop=False)
    rows = known[(known[like] == claim[like]).all(axis=1)]
    figures = ["value_from", "value_to"]
    return {
        judged(row, evidence.loc[row["claim_id"]], data): row[figures].equals(claim[figures])
        for _, row in rows.iterrows()
    }


def _frequency(data: Data, measure: str) -> str:
    """Return how often a measure is published; refuse one that has no figures to judge by."""
    entry = data.register.measure(measure)
    if entry["frequency"] == "none":
        raise DataError(
            f"No figures of {entry['name']!r} are kept by period, so that one that was read cannot "
            f"be judged here. One that can: {EXAMPLE}"
        )
    return str(entry["frequency"])


def _group_called(text: str) -> str:
    """Return the group of people that is meant, as claims have it."""
    wanted = text.strip().lower() or GROUPS[0]
    for known in GROUPS:
        if known.lower() == wanted:
            return known
    raise DataError(f"{text!r} is no group of people that figures are of: {', '.join(GROUPS)}")


def _claim(
    data: Data, of: tuple[str, str, str], ends: tuple[Typed, ...], printed: Unit
) -> pd.Series:
    """Return the row that typed figures of a trust, a measure and a group come to."""
    trust, measure, subgroup = of
    start, to = (None, *ends)[-2:] if ends else (None, None)
    register = data.register
    kind = "movement" if start else to.kind if to else "level"
    code = {"rank": RANK.code, "threshold": PERCENTILE.code}.get(kind, printed.code)
    filled = {
        "claim_id": CLAIM_ID,
        "org_code": trust,
        "org_name": register.trust(trust)["name"],
        "measure": measure,
        "subgroup": subgroup,
        "about": "outcome",
        "kind": kind,
        "value_from": start.value if start else math.nan,
        "value_to": to.value if to else math.nan,
        "unit": code,
        "rank_of": float(to.rank_of) if to and to.rank_of else math.nan,
        "period_from": start.period if start else "",
        "period_to": to.period if to else "",
        "precision": to.precision if to else "words",
        "precision_words": to.words if to else "",
        "statement": "As typed.",
    }
    return pd.Series(dict.fromkeys(register.claims.columns, "") | filled)


def _asked(
    data: Data, trust: str, of: tuple[str, str], ends: tuple[Typed, ...], date: str
) -> Question:
    """Return the question whether a measure of a group moved from the start on, up to the end."""
    measure, group = of
    frequency = str(data.register.measure(measure)["frequency"])
    lasts = [last_of(one, frequency) for one in ends]
    moved = len(lasts) > 1
    first = date or (periods.shift(lasts[0], frequency, 1) if moved else "")
    asked = question(data, trust, measure, intervention=first, subgroup=group)
    _refuse_outside(data, trust, measure, date)
    if date and moved and lasts[1] < asked.first_after:
        raise DataError(
            f"{date} is after {periods.in_words(ends[1].period)}, where the movement ends, so that "
            f"none of it came after that date. A date before the end: {EXAMPLE} --date 2017"
        )
    if not moved or lasts[1] < asked.first_after:
        return asked
    after = len(periods.span(asked.first_after, lasts[1], frequency))
    window = [asked.before, max(after, FEWEST_A_SIDE)]
    return question(data, trust, measure, intervention=first, window=window, subgroup=group)


def _refuse_outside(data: Data, trust: str, measure: str, date: str) -> None:
    """Refuse a date that no figure of the trust lies on both sides of."""
    of_it = (data.panel["org_code"] == trust) & (data.panel["measure"] == measure)
    known = sorted(data.panel.loc[of_it, "period"].astype(str).unique())
    if not known or not date[:4].isdigit() or known[0][:4] <= date[:4] <= known[-1][:4]:
        return
    raise DataError(
        f"{date} is outside the figures of this {data.register.kind(trust)}, which run from "
        f"{periods.in_words(known[0])} to {periods.in_words(known[-1])}"
    )
