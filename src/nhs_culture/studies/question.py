"""What is asked of the data: one measure, one trust, one date, one set of peers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

import pandas as pd

from nhs_culture import periods
from nhs_culture.data.access import Data
from nhs_culture.errors import DataError
from nhs_culture.register import DESCRIPTION, PEER_CHANGE, PEER_GROUPS, Register
from nhs_culture.studies import parameters

__all__ = ["EVERY_TRUST", "Question", "question"]

EVERY_TRUST = "ENG"
"""The plan's rows under England hold for every trust without a row of its own."""

_WITHOUT_PLAN = {
    "org_code": "",
    "intervention_id": "",
    "first_after": "",
    "before": 5.0,
    "after": 3.0,
    "peers": PEER_GROUPS[0],
    "design": DESCRIPTION,
    "margin": float("nan"),
    "note": "No date is laid down around which this measure would be compared",
}


@dataclass(frozen=True, kw_only=True)
class Question:
    """Whether a measure moved at a trust around a date, more than at its peers.

    Attributes
    ----------
    trust, trust_name
        ODS code and name.
    subgroup
        Whose figures are looked at; ``all`` for all staff, or all residents.
    measure, measure_name, phrase, unit, frequency, higher_is
        As in ``measures.csv``; the phrase says ``{trust}`` where the trust's name goes. Name and
        phrase say which group is meant, where one is.
    intervention, intervention_name
        Identifier and name; empty where a date was given instead, or none is registered.
    first_after
        Label of the first period that counts as after, such as ``2017`` or ``2017-01``; empty
        where nothing but a description is asked for.
    before, after
        Length of the window on each side, in periods.
    peers
        Who the trust is compared with, as in :func:`nhs_culture.data.panel.peers`.
    design
        ``peer change`` or ``description``.
    margin
        Smallest change that would matter, as the plan fixed it beforehand; None where it does not.
    status
        ``planned`` for a trust's own row of the analysis plan as it stands, else ``exploratory``.
    note
        Why the plan asks this.
    """

    trust: str
    trust_name: str
    subgroup: str
    measure: str
    measure_name: str
    phrase: str
    unit: str
    frequency: str
    higher_is: str
    intervention: str
    intervention_name: str
    first_after: str
    before: int
    after: int
    peers: str
    design: str
    margin: float | None
    status: str
    note: str

    def put_as(self, other: Question) -> bool:
        """Tell whether another question is put in the same way, whatever things are called."""
        where = ("trust", "measure", "subgroup", "peers", "design")
        put = attrgetter(*where, "first_after", "before", "after")
        return bool(put(self) == put(other))

    @property
    def window(self) -> list[str]:
        """Labels of every period of the window, published or not; none without a date."""
        if not self.first_after:
            return []
        first = periods.shift(self.first_after, self.frequency, -self.before)
        last = periods.shift(self.first_after, self.frequency, self.after - 1)
        return periods.span(first, last, self.frequency)


def question(
    data: Data,
    trust: object,
    measure: str,
    *,
    intervention: object = "",
    peers: object = "",
    window: object = "",
    subgroup: str = "all",
) -> Question:
    """Return the planned question about a measure of a trust, or the one asked instead.

    All but the measure are taken as :mod:`nhs_culture.studies.parameters` understands them, so that
    a notebook can pass on whatever it was given.

    Parameters
    ----------
    data
        What is held: :func:`nhs_culture.open_data`.
    trust, measure
        ODS code, and identifier in ``measures.csv``.
    intervention
        Identifier in ``interventions.csv``, or the first period after it (``2023/24``) or a day,
        month or year in it (``2017-01-15``, ``2017-01``, ``2017``); the plan's where empty.
    peers, window
        ``benchmark group``, ``region``, ``all`` or ODS codes, and the periods before and after, as
        ``5,3``; the plan's where empty.
    subgroup
        As in :meth:`nhs_culture.data.access.Data.series`.

    Raises
    ------
    DataError
        When the trust, the measure, the intervention or the window is not understood.

    Examples
    --------
    >>> from nhs_culture import open_data
    >>> asked = question(open_data(), "RP1", "recommend_work")
    >>> asked.intervention_name, asked.first_after, asked.peers
    ('Distributed leadership programme', '2017', 'benchmark group')
    >>> asked.window
    ['2012', '2013', '2014', '2015', '2016', '2017', '2018', '2019']
    >>> otherwise = question(open_data(), "RP1", "recommend_work", window="4,2")
    >>> otherwise.window, otherwise.status
    (['2013', '2014', '2015', '2016', '2017', '2018'], 'exploratory')
    """
    register = data.register
    trust = parameters.code(trust, "organisation")
    around = parameters.text(intervention, "intervention")
    others, asked_window = parameters.text(peers, "peers"), parameters.window(window)
    row, entry = register.trust(trust), register.measure(measure)
    plan = _plan(register, trust, measure, subgroup)
    before, after = asked_window or _window(plan)
    identifier, first_after = _date(register, around, plan, entry["frequency"])
    changed = not _is_the_plan(plan, first_after, others or plan["peers"], (before, after))
    return Question(
        trust=trust,
        trust_name=row["name"],
        measure=measure,
        subgroup=subgroup,
        **_measured(register, trust, entry, subgroup),
        intervention=identifier,
        intervention_name=_named(register, identifier),
        first_after=first_after,
        before=before,
        after=after,
        peers=others or plan["peers"],
        design=PEER_CHANGE if first_after != plan["first_after"] else plan["design"],
        margin=float(plan["margin"]) if plan["margin"] > 0 else None,
        status="planned" if plan["org_code"] == trust and not changed else "exploratory",
        note="" if changed else plan["note"],
    )


def _measured(register: Register, trust: str, entry: pd.Series, subgroup: str) -> dict[str, str]:
    """Return what a question says of its measure, with whom the figures are of where not of all."""
    whom = "" if subgroup == "all" else f" ({register.people(trust, subgroup)} alone)"
    return {
        "measure_name": entry["name"] + whom,
        "phrase": entry["phrase"] and entry["phrase"] + whom,
        **{name: entry[name] for name in ("unit", "frequency", "higher_is")},
    }


def _window(plan: pd.Series) -> tuple[int, int]:
    return int(plan["before"]), int(plan["after"])


def _is_the_plan(plan: pd.Series, first_after: str, peers: str, window: tuple[int, int]) -> bool:
    """Tell whether what is asked is what the plan asks, spelt out or not."""
    return (first_after, peers, window) == (plan["first_after"], plan["peers"], _window(plan))


def _named(register: Register, intervention: str) -> str:
    rows = register.interventions
    return next(iter(rows["name"][rows["intervention_id"] == intervention]), "")


def _plan(register: Register, trust: str, measure: str, subgroup: str) -> pd.Series:
    """Return the trust's row of the plan, or the row for every trust without one of its own.

    Nothing is planned of a group of staff or of residents.
    """
    if subgroup != "all":
        return pd.Series(_WITHOUT_PLAN)
    plans = _plans(register)
    return plans.get((trust, measure), plans.get((EVERY_TRUST, measure), pd.Series(_WITHOUT_PLAN)))


@lru_cache(maxsize=4)
def _plans(register: Register) -> dict[tuple[str, str], pd.Series]:
    """Return the rows of the plan by trust and measure; the first where one is there twice."""
    rows = [row for _, row in register.analysis_plan[::-1].iterrows()]
    return {(row["org_code"], row["measure"]): row for row in rows}


def _date(register: Register, asked: str, plan: pd.Series, frequency: str) -> tuple[str, str]:
    """Return the identifier of the intervention, if it has one, and the first period after it."""
    if not asked:
        return plan["intervention_id"], plan["first_after"]
    interventions = register.interventions.set_index("intervention_id")
    if asked in interventions.index:
        return asked, periods.containing(str(interventions.loc[asked, "date"]), frequency)
    label = periods.read(asked, frequency)
    if label == plan["first_after"]:
        return plan["intervention_id"], label
    if periods.fits(label, frequency):
        return "", label
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", label):
        raise DataError(
            f"intervention {asked!r} is neither an identifier in interventions.csv nor a date "
            "such as 2017, 2017-01 or 2017-01-15"
        )
    try:
        return "", periods.containing(label, frequency)
    except ValueError as error:
        raise DataError(f"intervention {asked!r} is not a date: {error}") from error
