"""Who is compared with whom: the panel of a question, for pages, calibration and tests alike.

Peers are trusts, and those of a council are councils; a part of a trust (``R1F3``, the mental
health services of the Isle of Wight) is nobody's (:attr:`nhs_culture.register.Register.parts`). A
trust with a merger or a transfer of its own inside the window is not comparable with itself and is
left out, by one rule for every measure, and named with the reason.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

import numpy as np
import pandas as pd

from nhs_culture import periods
from nhs_culture.data.access import Data
from nhs_culture.designs.steps import steps
from nhs_culture.register import Register
from nhs_culture.studies.question import Question
from nhs_culture.units import unit

__all__ = [
    "breaks",
    "comparable",
    "compared",
    "dated",
    "interruptions",
    "left_out",
    "reasons",
    "without",
]


def compared(
    data: Data, asked: Question, *, window: list[str] | None = None, group: str = ""
) -> pd.DataFrame:
    """Return the panel that a question is put to, or the same over other periods or peers.

    Parameters
    ----------
    data
        What is held.
    asked
        The question.
    window
        Labels of the periods; those of the question where None.
    group
        Who the trust is compared with; the peers of the question where empty.

    Returns
    -------
    DataFrame
        Every period of the window x ODS codes: the trust, and its peers without those that are
        left out (:func:`left_out`). In the unit of the estimate: staff in post are logarithms times
        100, so that a difference is growth in percent.

    Examples
    --------
    >>> from nhs_culture import open_data
    >>> from nhs_culture.studies import question
    >>> data = open_data()
    >>> outcomes = compared(data, question(data, "RP1", "recommend_work"))
    >>> outcomes.loc["2015":"2017", "RP1"].round(1).to_dict()
    {'2015': 61.7, '2016': 56.8, '2017': 65.7}
    """
    everyone = data.peers(asked.trust, asked.measure, group or asked.peers, subgroup=asked.subgroup)
    return comparable(
        data.register, everyone, asked.measure, window or asked.window, keep=asked.trust
    )


def comparable(
    register: Register, outcomes: pd.DataFrame, measure: str, window: list[str], *, keep: str = ""
) -> pd.DataFrame:
    """Return the units of a table that may be compared with one another over a window.

    Parameters
    ----------
    register
        Says what the measure is, and what happened to whom.
    outcomes
        Periods x ODS codes, as published.
    measure
        As in ``measures.csv``.
    window
        Labels of the periods, published or not.
    keep
        A unit that stays whatever happened to it: the one that the question is about.

    Returns
    -------
    DataFrame
        As :func:`compared` returns it.
    """
    inside = outcomes.reindex(window)
    return without(register, inside, measure, left_out(register, inside, measure, keep=keep))


def without(
    register: Register, inside: pd.DataFrame, measure: str, codes: Collection[str]
) -> pd.DataFrame:
    """Return a window without the units that are left out, in the unit of the estimate."""
    kept = inside.drop(columns=[*codes])
    if not unit(register.measure(measure)["unit"]).on_logarithms:
        return kept
    return kept.where(kept > 0).apply(np.log) * 100


def left_out(
    register: Register, outcomes: pd.DataFrame, measure: str, *, keep: str = ""
) -> dict[str, str]:
    """Return the units of a panel that are nobody's peers, each with the reason.

    Parameters are those of :func:`comparable`; the index of ``outcomes`` is the window.
    """
    others = [str(code) for code in outcomes if code != keep]
    return reasons(register, others, interruptions(register, outcomes, measure, others))


def reasons(
    register: Register, others: Collection[str], interrupted: pd.DataFrame
) -> dict[str, str]:
    """Return why each of some units is nobody's peer, given what happened to them in the window."""
    broken = interrupted.groupby("org_code")["kind"].first()
    why = {str(code): f"a {kind} in the window" for code, kind in broken.items()}
    return why | {code: "part of a trust" for code in others if code in register.parts}


def interruptions(
    register: Register, outcomes: pd.DataFrame, measure: str, codes: Collection[str]
) -> pd.DataFrame:
    """Return what happened to trusts inside a window so that they do not compare with themselves.

    Parameters
    ----------
    register
        As for :func:`comparable`.
    outcomes
        Periods of the window x ODS codes, as published.
    measure
        As in ``measures.csv``.
    codes
        The trusts asked about, among the columns.

    Returns
    -------
    DataFrame
        Rows of ``breaks.csv`` after the first period began, up to the end of the last. Where staff
        in post are what is measured, also a row for each trust whose staff jump and of which
        nothing is registered (:func:`nhs_culture.designs.steps.steps`).
    """
    rows = breaks(register, measure, codes)
    if outcomes.empty:
        return rows.iloc[:0]
    entry = register.measure(measure)
    first, last = (periods.bounds(str(outcomes.index[i]), entry["frequency"])[i] for i in (0, -1))
    inside = rows[(rows["date"] > f"{first:%Y-%m-%d}") & (rows["date"] <= f"{last:%Y-%m-%d}")]
    if not unit(entry["unit"]).on_logarithms:
        return inside
    unregistered = [code for code in codes if code not in set(inside["org_code"])]
    return pd.concat([inside, _jumps(outcomes, unregistered)], ignore_index=True)


def breaks(register: Register, measure: str, codes: Collection[str]) -> pd.DataFrame:
    """Return the rows of ``breaks.csv`` about some trusts that bear on a measure, by date."""
    rows = _bearing(register, measure)
    return rows[rows["org_code"].isin(codes)].reset_index(drop=True)


@lru_cache(maxsize=512)
def _bearing(register: Register, measure: str) -> pd.DataFrame:
    """Return the rows of ``breaks.csv`` that bear on a measure, by date."""
    rows = register.breaks.sort_values("date", kind="stable")
    listed = {one for one in set(rows["measures"]) if {measure, "all"} & {*one.split(";")}}
    return rows[rows["measures"].isin(listed)]


def dated(rows: pd.DataFrame) -> list[str]:
    """Return what happened and when, in words, for rows of ``breaks.csv``."""
    return [
        f"{what} ({periods.in_words(date[:7])})" for what, date in rows[["what", "date"]].to_numpy()
    ]


def _jumps(staff: pd.DataFrame, codes: Collection[str]) -> pd.DataFrame:
    found = steps(staff)
    return pd.DataFrame(
        [
            {
                "org_code": code,
                "date": f"{last}-01",
                "kind": "transfer",
                "what": f"A step of {abs(growth):.0f}% {'up' if growth > 0 else 'down'} in staff "
                f"in post since {periods.in_words(first)}, beside the median trust",
            }
            for code, first, last, growth in found.itertuples()
            if code in codes
        ],
        columns=["org_code", "date", "kind", "what"],
    )
