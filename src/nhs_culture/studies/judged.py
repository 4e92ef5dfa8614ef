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
from nhs_culture.data.access import Data
from nhs_culture.designs.inputs import FEWEST_A_SIDE
from nhs_culture.errors import DataError
from nhs_culture.studies.answer import Answer, answer
from nhs_culture.studies.question import Question, question
from nhs_culture.units import PERCENT, PERCENTILE, RANK, unit

__all__ = ["Opinion", "judge", "measure_called", "trust_called"]

CLAIM_ID = "as-typed"
EXAMPLE = "--trust RXM --measure recommend_work --from 52@2016 --to 63@2019"
STAFF = ("all", "BME", "white", "female", "male")
"""Groups of staff that figures are published of."""


@dataclass(frozen=True, eq=False)
class Opinion:
    """What the official data say to typed figures.

    Attributes
    ----------
    figure
        Whether the figure is right; None where none was typed.
    change
        Whether it moved more than elsewhere; of a level alone, where the trust stands.
    registered
        The claims of the register on the same, with their verdicts: they may have better evidence.
    claim, evidence
        The rows of ``claims.csv`` and ``evidence.csv`` that they come to.
    """

    figure: Judged | None
    change: Answer
    registered: tuple[Judged, ...]
    claim: pd.Series
    evidence: pd.Series


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
    ends = [typed(text, frequency) if text else None for text in (start, to)]
    if ends[0] and not ends[1]:
        raise DataError(
            f"{start} is where a movement starts; type where it came to as well: {EXAMPLE}"
        )
    _refuse_impossible(data, name, ends)
    claim = _claim(data, code, name, ends, _staff_called(subgroup))
    found = ends[1]
    evidence = proposed(claim, data, end=found.end if found else "")
    figure = None
    if found is not None:
        step = math.nan if found.step is None else found.step
        figure = judged(claim, pd.Series({**evidence, "step": step}), data)
    change = answer(data, _asked(data, code, name, ends, date))
    return Opinion(figure, change, _registered(data, claim), claim, evidence)


def _registered(data: Data, claim: pd.Series) -> tuple[Judged, ...]:
    """Return the claims of the register on the trust, measure, staff, kind and year of a claim."""
    known, like = data.register.claims, ["org_code", "measure", "subgroup", "kind", "period_to"]
    evidence = data.register.evidence.set_index("claim_id", drop=False)
    rows = known[(known[like] == claim[like]).all(axis=1)]
    return tuple(judged(row, evidence.loc[row["claim_id"]], data) for _, row in rows.iterrows())


def trust_called(data: Data, text: str) -> str:
    """Return the code of the trust that goes by a code, a name, a former name or a part of one.

    Raises
    ------
    DataError
        When there is none, or more than one; the message names them.
    """
    trusts = data.register.trusts
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
    """Return the trusts that have all words in their present name, or else in a former one."""
    trusts, words = data.register.trusts, re.findall(r"\w+", _plain(text))
    if not any(len(word) >= SHORTEST for word in words):
        return trusts.iloc[:0]
    known_as = data.register.case_studies.set_index("org_code")["short_name"]
    now = trusts["name"] + " " + trusts["org_code"].map(known_as).fillna("")
    for names in (now, now + " " + trusts["former_names"]):
        fits = trusts[[all(w in _plain(name) for w in words) for name in names]]
        if not fits.empty:
            break
    return fits


def _frequency(data: Data, measure: str) -> str:
    """Return how often a measure is published; refuse one that has no figures to judge by."""
    entry = data.register.measure(measure)
    if entry["frequency"] == "none":
        raise DataError(
            f"No figures of {entry['name']!r} are kept by period, so that one that was read cannot "
            f"be judged here. One that can: {EXAMPLE}"
        )
    return str(entry["frequency"])


def _refuse_impossible(data: Data, measure: str, ends: list[Typed | None]) -> None:
    """Refuse figures that the measure cannot have, and an end before its start."""
    entry = data.register.measure(measure)
    low, high, usual = (float(entry[c]) for c in ("lower", "upper", "median_lower"))
    told = unit(str(entry["unit"])).exact
    for one in filter(None, ends):
        if periods.bounds(one.period, str(entry["frequency"]))[0] > pd.Timestamp.now():
            raise DataError(f"{periods.in_words(one.period)} has not begun yet")
        if one.kind == "rank" and not 1 <= one.value <= (one.rank_of or math.inf):
            of = f" of {one.rank_of}" if one.rank_of else ""
            raise DataError(
                f"{one.value:.0f}{of} is no place: places run from 1 to all that are ranked"
            )
        if one.kind != "level":
            continue
        if not low <= one.value <= high:
            raise DataError(
                f"{told(one.value)} cannot be {entry['name']!r}, which runs from {told(low)} to "
                f"{told(high)}"
            )
        if entry["unit"] == PERCENT.code and 0 < one.value < min(1.0, usual):
            raise DataError(
                f"{one.value:g} reads as a fraction; type it in percent: "
                f"{100 * one.value:g}@{one.period}"
            )
    start, to = ends
    if start and to and start.period >= to.period:
        raise DataError(
            f"A movement starts before it ends, and {start.period} is not before {to.period}"
        )


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
    """Return the identifier of the measure that goes by an identifier or a name.

    Raises
    ------
    DataError
        When there is none; the message suggests near ones.
    """
    measures = data.register.measures
    named = measures[measures["name"].str.lower() == text.strip().lower()]
    wanted = text.strip().lower().replace(" ", "_")
    return str(named["measure"].iloc[0] if len(named) else data.register.measure(wanted)["measure"])


def _claim(
    data: Data, trust: str, measure: str, ends: list[Typed | None], subgroup: str
) -> pd.Series:
    start, to = ends
    register = data.register
    kind = "movement" if start and to else to.kind if to else "level"
    code = {"rank": RANK.code, "threshold": PERCENTILE.code}.get(
        kind, str(register.measure(measure)["unit"])
    )
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


def _asked(data: Data, trust: str, measure: str, ends: list[Typed | None], date: str) -> Question:
    """Return the question whether the measure moved from the start on, up to the typed period."""
    start, to = ends
    frequency = str(data.register.measure(measure)["frequency"])
    first = date or (periods.shift(start.period, frequency, 1) if start else "")
    asked = question(data, trust, measure, intervention=first)
    _refuse_outside(data, trust, measure, date)
    if not start or not to or to.period < asked.first_after:
        return asked
    after = len(periods.span(asked.first_after, to.period, frequency))
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
