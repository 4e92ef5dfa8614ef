"""The official figures to set beside a claim, by rule: the same measure, trust, period, staff.

Where the very period was not published, the nearest that was, two years away at most, stands in for
a level and is called near; so is a figure whose year, or a place whose ranking, the document does
not say. Of a movement only the very periods will do, and of a change without them both. Where
nothing can be set beside a claim, what it would take is said. A claim of the register may be given
better evidence by hand; this is what anybody would look for first.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from nhs_culture import periods
from nhs_culture.claims.ranking import ranked_among, stands_among
from nhs_culture.data.access import Data
from nhs_culture.english import listed, lower_first, short_name
from nhs_culture.errors import DataError
from nhs_culture.register.editions import edition_of
from nhs_culture.units import PERCENT_CHANGE, SCORE_0_10, SCORE_1_5, UNITS, unit

__all__ = ["change_alone", "proposed"]

_ENDS = ("period_from", "period_to")
_PLACES = {"top": "share_above", "bottom": "share_below"}
_STANDING = ("rank", "threshold")
"""Kinds of claims that place a trust among others."""
FARTHEST = pd.Timedelta(days=731)
"""How far away the figure of another period may be that stands in."""


def proposed(claim: pd.Series, data: Data, *, end: str = "", differs: str = "") -> pd.Series:
    """Return a row of ``evidence.csv`` for a claim.

    Parameters
    ----------
    claim
        A row of ``claims.csv``, as far as it is filled in.
    data
        The register and the panel.
    end
        ``top`` or ``bottom`` where the claim names an end of a ranking.
    differs
        What the document counts otherwise than the measure does, where it does.
    """
    known = _published(claim, data)
    asked = {one: str(claim[one]) for one in _ENDS if claim[one]}
    found = _found(asked, known, claim, data)
    lacking = _lacking(claim, asked, found, known, data)
    if lacking:
        cells = _nothing(claim, lacking, data)
    elif claim["kind"] == "rank" and not ranked_among(claim, found["period_to"], data):
        cells = _unranked(claim, found["period_to"], data)
    else:
        apart = [differs, *_apart(claim, asked, found, data)]
        cells = _beside(claim, asked, found, [*filter(None, apart)], data) | _test(claim, end)
    empty = dict.fromkeys(data.register.evidence.columns, "")
    return pd.Series(empty | {"claim_id": claim["claim_id"]} | cells)


def change_alone(claim: pd.Series) -> bool:
    """Tell whether a claim prints how far a figure moved, and not from where."""
    return bool(claim["kind"] == "movement" and math.isnan(claim["value_from"]))


def _published(claim: pd.Series, data: Data) -> pd.Index:
    """Return the periods that there are figures of the same people for."""
    trust, measure, group = (str(claim[one]) for one in ("org_code", "measure", "subgroup"))
    try:
        return data.series(trust, measure, subgroup=group.lower()).index
    except DataError:
        return pd.Index([])


def _found(
    asked: Mapping[str, str], known: pd.Index, claim: pd.Series, data: Data
) -> dict[str, str]:
    """Return the published period that each end is set beside."""
    frequency = str(data.register.measure(str(claim["measure"]))["frequency"])
    reach = pd.Timedelta(0) if _very_period(claim) else FARTHEST
    found = {one: _nearest(period, known, frequency, reach) for one, period in asked.items()}
    return {one: period for one, period in found.items() if period}


def _very_period(claim: pd.Series) -> bool:
    """Tell whether no other period stands in: how far groups move in a year is not known."""
    return bool(claim["kind"] == "movement" or claim["subgroup"] != "all")


def _nearest(period: str, known: pd.Index, frequency: str, reach: pd.Timedelta) -> str:
    """Return the published period that is nearest, the later of two; nothing where none can be."""
    if frequency == "month" and periods.fits(period, "financial_year"):
        first, last = (f"{day:%Y-%m}" for day in periods.bounds(period, "financial_year"))
        return period if len(known[(known >= first) & (known <= last)]) == 12 else ""
    if not periods.fits(period, frequency) or known.empty:
        return ""
    start = periods.bounds(period, frequency)[0]
    away = {str(one): periods.bounds(str(one), frequency)[0] - start for one in known}
    near = {one: gap for one, gap in away.items() if abs(gap) <= reach}
    return min(near, key=lambda one: (abs(near[one]), -near[one]), default="")


def _lacking(
    claim: pd.Series,
    asked: Mapping[str, str],
    found: Mapping[str, str],
    known: pd.Index,
    data: Data,
) -> str:
    """Say why nothing can be set beside a claim; nothing where something can."""
    here = f"at this {data.register.kind(str(claim['org_code']))}"
    if known.empty:
        return f"no figure{_whom(claim, data)} {here} is held{_other_groups(claim, data)}"
    if not _comparable(claim, data):
        return "the figures held are in another unit"
    if "period_to" not in asked:
        return "the document prints no date"
    if change_alone(claim):
        open_ends = [_when(asked, one) for one in _ENDS if one not in found]
        return f"no figure of {listed(open_ends)} {here} is held" if open_ends else ""
    within = "of" if _very_period(claim) else "within two years of"
    lacking = f"no figure{_whom(claim, data)} {within} {_when(asked, 'period_to')} is held"
    return "" if "period_to" in found else lacking


def _other_groups(claim: pd.Series, data: Data) -> str:
    """Return of which groups alone there are figures where there are none of all."""
    people = _people_instead(claim, data)
    return f", only of {listed(people)}" if people else ""


def _people_instead(claim: pd.Series, data: Data, period: str = "") -> list[str]:
    """Return the groups that alone there are figures of, then or ever, for a claim of all."""
    code = str(claim["org_code"])
    groups = data.groups_alone(code, str(claim["measure"]), period)
    return [data.register.people(code, one) for one in groups if claim["subgroup"] == "all"]


def _when(asked: Mapping[str, str], end: str) -> str:
    return periods.in_words(asked[end]) if end in asked else "the start, which is not dated"


def _comparable(claim: pd.Series, data: Data) -> bool:
    """Tell whether the figures of a measure can be set beside the unit of a claim."""
    own = str(data.register.measure(str(claim["measure"]))["unit"])
    printed = str(claim["unit"])
    if claim["kind"] in _STANDING or printed == own:
        return True
    if {printed, own} == {SCORE_1_5.code, SCORE_0_10.code}:
        return not change_alone(claim)
    changes = {unit(own).difference.code, PERCENT_CHANGE.code} if own in UNITS else set()
    return change_alone(claim) and printed in changes


def _beside(
    claim: pd.Series,
    asked: Mapping[str, str],
    found: Mapping[str, str],
    differs: list[str],
    data: Data,
) -> dict[str, object]:
    missing = [one for one in asked if found.get(one) != asked[one]]
    needed = _needed(claim, asked[missing[-1]] if missing else "", data)
    return {
        **found,
        "measure": claim["measure"],
        "org_code": claim["org_code"],
        "among": _among(claim, found, data),
        "relation": "near" if differs else "same",
        "difference": "; ".join(differs),
        "needed": needed if missing else "the wording of the document" if differs else "",
    }


def _among(claim: pd.Series, found: Mapping[str, str], data: Data) -> str:
    """Return the group that a claim places a trust in; nothing where it names no place."""
    if claim["kind"] == "rank":
        return ranked_among(claim, found["period_to"], data)
    return "all" if claim["kind"] in _STANDING else ""


def _apart(
    claim: pd.Series, asked: Mapping[str, str], found: Mapping[str, str], data: Data
) -> list[str]:
    """Return what keeps the figures found from being those that are meant."""
    told = [_stands_in(asked[one], found.get(one, "")) for one in asked]
    if claim["period_inferred"]:
        told.append("the year of the claim is inferred")
    if claim["kind"] == "rank" and math.isnan(claim["rank_of"]):
        told.append("whom it ranks is not said")
    if change_alone(claim) and claim["unit"] == PERCENT_CHANGE.code:
        own = unit(str(data.register.measure(str(claim["measure"]))["unit"]))
        told.append("whether percent or points are meant is not said" if own.share else "")
    return told


def _stands_in(asked: str, found: str) -> str:
    if found == asked:
        return ""
    lacking = f"none of {periods.in_words(asked)} is held"
    return f"that of {periods.in_words(found)}, as {lacking}" if found else lacking


def _test(claim: pd.Series, end: str) -> dict[str, object]:
    if end:
        return {"test": _PLACES[end]}
    if change_alone(claim):
        return {"test": "percent_change" if claim["unit"] == PERCENT_CHANGE.code else "change"}
    return {"test": "rank" if claim["kind"] == "rank" else "value"}


def _nothing(claim: pd.Series, lacking: str, data: Data) -> dict[str, object]:
    period = str(claim["period_to"])
    people = _people_instead(claim, data, period) if period else []
    needed = f"a figure of {' or of '.join(people)}" if people else _needed(claim, period, data)
    return {"test": "none", "relation": "none", "difference": lacking, "needed": needed}


def _unranked(claim: pd.Series, period: str, data: Data) -> dict[str, object]:
    """Return that nobody knows whom a place is among."""
    whom = f"the list of the {claim['rank_of']:.0f} that the document ranks"
    differs = stands_among(claim, period, data)
    return {"test": "none", "relation": "none", "difference": differs, "needed": whom}


def _needed(claim: pd.Series, period: str, data: Data) -> str:
    """Return what would settle the claim: the publication that has it, else whose papers would."""
    entry, whom = data.register.measure(str(claim["measure"])), _whom(claim, data)
    edition, name = edition_of(entry, period), str(entry["name"]).partition(" (")[0]
    what = f"{lower_first(name)}{whom}"
    if not edition:
        edition = f"papers of {_owner(claim, data)}"
    elif edition != edition_of(entry):  # a file of that period, with much else
        held = f"staff_survey_{period}" in set(data.panel["source_id"])  # without this measure
        return f"{edition}, {what if held or whom else 'results'} by trust"
    return f"{edition}, {what}{f', {periods.in_words(period)}' if period else ''}"


def _owner(claim: pd.Series, data: Data) -> str:
    code = str(claim["org_code"])
    known = code in set(data.register.organisations["org_code"])
    return short_name(str(data.register.trust(code)["name"])) if known else str(claim["who"])


def _whom(claim: pd.Series, data: Data) -> str:
    group = str(claim["subgroup"])
    if group == "all":
        return ""
    people = data.register.people(str(claim["org_code"]), group)
    return f" of {people}" if group in _GROUPS else f" of “{group}”"


_GROUPS = ("BME", "white", "female", "male")
