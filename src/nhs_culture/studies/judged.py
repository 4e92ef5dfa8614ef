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
from nhs_culture.units import PERCENTILE, RANK

__all__ = ["Opinion", "judge", "measure_called", "trust_called"]

CLAIM_ID = "as-typed"


@dataclass(frozen=True, eq=False)
class Opinion:
    """What the official data say to typed figures.

    Attributes
    ----------
    figure
        Whether the figure is right; None where none was typed.
    change
        Whether it moved more than elsewhere; of a level alone, where the trust stands.
    claim, evidence
        The rows of ``claims.csv`` and ``evidence.csv`` that they come to.
    """

    figure: Judged | None
    change: Answer
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
    code, name = trust_called(data, trust), measure_called(data, measure)
    frequency = str(data.register.measure(name)["frequency"])
    ends = [typed(text, frequency) if text else None for text in (start, to)]
    claim = _claim(data, code, name, ends, subgroup)
    found = ends[1]
    evidence = proposed(claim, data, end=found.end if found else "")
    figure = None
    if found is not None:
        step = math.nan if found.step is None else found.step
        figure = judged(claim, pd.Series({**evidence, "step": step}), data)
    return Opinion(figure, answer(data, _asked(data, code, name, ends, date)), claim, evidence)


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
    words = re.findall(r"\w+", _plain(text))
    known_as = data.register.case_studies.set_index("org_code")["short_name"]
    short = trusts["org_code"].map(known_as).fillna("")
    names = trusts["name"] + " " + trusts["former_names"] + " " + short
    fits = trusts[[bool(words) and all(w in _plain(name) for w in words) for name in names]]
    if len(fits) == 1:
        return str(fits["org_code"].iloc[0])
    if fits.empty:
        return str(data.register.trust(text)["org_code"])  # raises, with what is near
    near = "; ".join(f"{row['org_code']} {row['name']}" for _, row in fits.head(6).iterrows())
    raise DataError(f"{text!r} fits {len(fits)} trusts: {near}. Give one by its code")


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
    unit = {"rank": RANK.code, "threshold": PERCENTILE.code}.get(
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
        "unit": unit,
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
    if not start or not to or to.period < asked.first_after:
        return asked
    after = len(periods.span(asked.first_after, to.period, frequency))
    window = [asked.before, max(after, FEWEST_A_SIDE)]
    return question(data, trust, measure, intervention=first, window=window)
