"""Two verdicts on figures that somebody has read: on the figure, and on whether it moved."""

from __future__ import annotations

import math
import re
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
from nhs_culture.english import initials
from nhs_culture.errors import DataError
from nhs_culture.studies.answer import Answer, answer
from nhs_culture.studies.question import EVERY_TRUST, Question, question
from nhs_culture.units import PERCENTILE, RANK, Unit

__all__ = ["Opinion", "Stated", "judge", "measure_called", "trust_called"]

CLAIM_ID = "as-typed"
EXAMPLE = "--trust RXM --measure recommend_work --from 52@2016 --to 63@2019"
STAFF = ("all", "BME", "white", "female", "male")
"""Groups of staff that figures are published of."""


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
    code, name = trust_called(data, trust), measure_called(data, measure)
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
    of = (code, name, _staff_called(subgroup))
    claims = [(one, _claim(data, of, one, printed)) for one in _apart(ends)]
    stated = tuple(_stated(data, one, claim) for one, claim in claims)
    return Opinion(stated, answer(data, _asked(data, code, name, ends, date)))


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


def trust_called(data: Data, text: str) -> str:
    """Return the code of the trust that goes by a code, a name, a former name or a part of one.

    Raises
    ------
    DataError
        When there is none, or more than one; the message names them.
    """
    trusts = data.register.trusts
    if text.strip().upper() in {EVERY_TRUST, "ENGLAND"}:
        raise DataError(f"England has no peers: figures of single trusts are judged. {EXAMPLE}")
    if text.strip().upper() in set(trusts["org_code"]):
        return text.strip().upper()
    fits = _fitting(data, text)
    if len(fits) == 1:
        return str(fits["org_code"].iloc[0])
    if fits.empty:
        return str(data.register.trust(text)["org_code"])  # raises, with what is near
    near = "; ".join(f"{row['org_code']} {row['name']}" for _, row in fits.head(6).iterrows())
    raise DataError(f"{text!r} fits {len(fits)} trusts: {near}. Give one by its code")


SHORTEST = 3
"""Letters of a word that may stand for a name; "5" is in the former name of one trust only."""


def _fitting(data: Data, text: str) -> pd.DataFrame:
    """Return the trusts that are meant: by all words of a name, or else by initials.

    A present name goes before a former one, and the one name that begins so before others.
    """
    trusts, words = data.register.trusts, re.findall(r"\w+", _plain(text))
    if not any(len(word) >= SHORTEST for word in words):
        return trusts.iloc[:0]
    now = trusts["name"].map(_plain)
    for names in (now, now + " " + trusts["former_names"].map(_plain)):
        fits = trusts[names.map(lambda name: all(word in name for word in words))]
        if not fits.empty:
            begin = fits[fits["name"].map(_plain).str.startswith(f"{_plain(text).strip()} ")]
            return begin if len(begin) == 1 else fits
    return _by_initials(data, text.strip().upper())


def _by_initials(data: Data, text: str) -> pd.DataFrame:
    """Return the trusts that documents call so, or that have the initials, first without FT."""
    trusts = data.register.trusts
    known_as = data.register.case_studies.set_index("org_code")["short_name"]
    short = trusts["name"].map(lambda name: initials(name)[0])
    called = trusts[(short == text) | (trusts["org_code"].map(known_as) == text)]
    if not called.empty:
        return called
    names = zip(trusts["name"], trusts["former_names"], strict=True)
    return trusts[[text in initials(*both) for both in names]]


def _frequency(data: Data, measure: str) -> str:
    """Return how often a measure is published; refuse one that has no figures to judge by."""
    entry = data.register.measure(measure)
    if entry["frequency"] == "none":
        raise DataError(
            f"No figures of {entry['name']!r} are kept by period, so that one that was read cannot "
            f"be judged here. One that can: {EXAMPLE}"
        )
    return str(entry["frequency"])


def _staff_called(text: str) -> str:
    """Return the group of staff that is meant, as claims have it."""
    wanted = text.strip().lower() or STAFF[0]
    for known in STAFF:
        if known.lower() == wanted:
            return known
    raise DataError(f"{text!r} is no group of staff that figures are of: {', '.join(STAFF)}")


def _plain(text: str) -> str:
    """Return a name without what people leave out when they type it."""
    return re.sub("['’.]", "", text.lower())


def measure_called(data: Data, text: str) -> str:
    """Return the identifier of the measure that goes by an identifier, a name or a part of one.

    Of measures that have a part in common those count that figures are kept of.

    Raises
    ------
    DataError
        When there is none, or more than one; the message names them, or suggests near ones.
    """
    measures = data.register.measures
    wanted = text.strip().lower()
    known_as = (measures["name"].str.lower() == wanted) | (
        measures["measure"] == wanted.replace(" ", "_")
    )
    if known_as.any():
        return str(measures.loc[known_as, "measure"].iloc[0])
    fits = _measures_with(data, wanted)
    base = fits[[fits["name"].str.startswith(name).all() for name in fits["name"]]]
    if len(base) == 1:  # the one, or that which the others are variants of
        return str(base["measure"].iloc[0])
    if fits.empty:
        return str(data.register.measure(wanted.replace(" ", "_"))["measure"])  # raises
    near = "; ".join(f"{row['measure']} ({row['name']})" for _, row in fits.iterrows())
    raise DataError(f"{text!r} fits {len(fits)} measures: {near}. Give one of them")


def _measures_with(data: Data, text: str) -> pd.DataFrame:
    """Return the measures that have all words, or their stems, in their identifier or name."""
    measures = data.register.measures
    words = [re.sub("(ies|y)$", "", word) for word in re.findall(r"\w+", text)]
    of_trusts, of_councils = (
        set(data.measured(known["org_code"])["measure"])
        for known in (data.register.trusts, data.register.councils)
    )
    asked = measures["frequency"].ne("none") & ~measures["measure"].isin(of_councils - of_trusts)
    called = (measures["measure"] + " " + measures["name"]).str.lower()
    named = called.map(lambda name: bool(words) and all(word in name for word in words))
    return measures[asked & named]


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


def _asked(data: Data, trust: str, measure: str, ends: tuple[Typed, ...], date: str) -> Question:
    """Return the question whether the measure moved from the start on, up to the typed period."""
    frequency = str(data.register.measure(measure)["frequency"])
    lasts = [last_of(one, frequency) for one in ends]
    moved = len(lasts) > 1
    first = date or (periods.shift(lasts[0], frequency, 1) if moved else "")
    asked = question(data, trust, measure, intervention=first)
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
    return question(data, trust, measure, intervention=first, window=window)


def _refuse_outside(data: Data, trust: str, measure: str, date: str) -> None:
    """Refuse a date that no figure of the trust lies on both sides of."""
    of_it = (data.panel["org_code"] == trust) & (data.panel["measure"] == measure)
    known = sorted(data.panel.loc[of_it, "period"].astype(str).unique())
    if not known or not date[:4].isdigit() or known[0][:4] <= date[:4] <= known[-1][:4]:
        return
    raise DataError(
        f"{date} is outside the figures of this trust, which run from {periods.in_words(known[0])} "
        f"to {periods.in_words(known[-1])}"
    )
