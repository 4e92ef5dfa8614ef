"""Programmes that many trusts joined: what their members' figures did beside everyone else's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import pandas as pd

from nhs_culture.charts import estimates
from nhs_culture.designs.callaway_santanna import CallawaySantAnna
from nhs_culture.designs.permutation import UNADJUSTED
from nhs_culture.designs.stacked_programme import StackedProgramme, without_each, year_by_year
from nhs_culture.english import capitalised, counted, number_word, p_value
from nhs_culture.errors import DesignError
from nhs_culture.exhibits import Chart, Group, Headline, Note, Sources, Table
from nhs_culture.register import Register
from nhs_culture.studies.programmes import Examination, adjusted, pooled, shared
from nhs_culture.units import unit

__all__ = [
    "before_joining",
    "chart",
    "headline",
    "measures",
    "members",
    "other_ways",
    "sources",
    "staggered",
    "together",
    "without",
    "years",
]

CHOSEN = {
    "joined": "They signed up for it, so that they may differ from others in more than that.",
    "placed": "The regulator placed them in it at their worst. Part of what follows a low point "
    "would have come in any case, which is why each is set beside trusts that started as low.",
    "improved": "They were named because they had improved: a choice by the outcome, so that a "
    "difference here says little.",
    "awarded": "It is a distinction for what a trust already is.",
}
_BECAME = {
    "joined": "joining",
    "placed": "being placed in",
    "improved": "being named in",
    "awarded": "being given",
}
"""How members came to a programme, before its name."""
_CHOICE = dict.fromkeys(CHOSEN, "") | {"improved": ", who were chosen for how they came out"}
"""After the name of a programme whose members another comparison leaves out."""
_LEVEL = 0.05
_LOWEST = "made-up programmes that start low noted at 5%, %"


def _answered(one: Examination) -> bool:
    return isinstance(one.stacked, StackedProgramme)


def _stacked(one: Examination) -> StackedProgramme:
    return cast("StackedProgramme", one.stacked)


def _row(table: pd.DataFrame, one: Examination) -> pd.Series:
    return pd.Series(table.loc[(one.programme.programme_id, one.measure), :])


def headline(one: Examination, over: Sequence[Examination]) -> Headline:
    """Return what the members of a programme did on a measure, and how much that carries."""
    about = f"{one.programme.what}. {CHOSEN[one.programme.chosen]}"
    if not _answered(one):
        reason = cast("DesignError", one.stacked).told(one.programme.name)
        return Headline(sentence=f"No answer yet. {reason}.", context=about)
    found, of = _stacked(one), one.estimate_unit
    more = "more" if found.estimate >= 0 else "less"
    own = _row(adjusted(over), one)
    said = (
        f"On “{one.measure_name}”, after {_BECAME[one.programme.chosen]} {one.programme.name}, "
        f"{counted(len(found.members), 'trust')} stood "
        f"{of.size(found.estimate)} {'higher' if more == 'more' else 'lower'} on average than "
        f"trusts of their kind that started at the same level and never joined: "
        f"{_beyond(one, float(own['p_holm']))} "
        f"(95% interval {of.span(*found.interval)}, {p_value(found.p_value)})."
    )
    told = (
        f"{found.above} of {len(found.members)} rose by more than such trusts. A "
        f"mean difference of {of.size(found.detectable)} would have been seen eight times in ten "
        f"{UNADJUSTED}. "
        f"{_tried(one)} {_known(one)} {about}"
    )
    return Headline(sentence=said, context=told)


def _beyond(one: Examination, p: float) -> str:
    """Return whether a difference is larger than chance gives, as far as the test can tell."""
    if p > _LEVEL:
        return "no larger than chance gives"
    if one.holds:
        return "larger than chance gives"
    return "whether by more than chance cannot be told, as the test is not known to hold its level"


def _tried(one: Examination) -> str:
    """Return how often the test notes programmes that were made up."""
    if one.tried is None:
        return "The test was not tried on made-up programmes here."
    low = one.tried.lowest
    said = (
        f"Of made-up programmes whose members all started low, as after a bad year, the test notes "
        f"{low:g}% at 5%, and {one.tried.alike:g}% of those with members like the real ones"
    )
    if one.holds:
        return f"{said}."
    return f"{said}: more often than it should, so that p here is too small where it is small."


def _known(one: Examination) -> str:
    """Return how many trusts are known to have joined, and how many of them with a date."""
    spells, trusts = int((one.programme.members["org_code"] != "").sum()), len(one.programme.codes)
    more = f" ({spells} spells, of which each trust's first counts)" if spells > trusts else ""
    return (
        f"Of {counted(trusts, 'trust')} known to have been members{more} "
        f"{len(one.programme.dated)} have a date."
    )


def chart(over: Sequence[Examination], measure: str, programme: str = "") -> Chart | Note:
    """Return every programme's mean difference on one measure, with the one asked about marked."""
    shown = [one for one in over if one.measure == measure and _answered(one)]
    if not shown:
        return Note(label="Missing", text="No programme can be compared on this measure.")
    rows = [
        {
            "label": f"{one.programme.name} ({len(_stacked(one).members)})",
            "estimate": _stacked(one).estimate,
            "lower": _stacked(one).interval[0],
            "upper": _stacked(one).interval[1],
        }
        for one in shown
    ]
    apart = sum(
        one.holds and not _stacked(one).interval[0] <= 0 <= _stacked(one).interval[1]
        for one in shown
    )
    few = f"{capitalised(number_word(apart))} of the {number_word(len(rows))} programmes"
    none = f"None of the {number_word(len(rows))} programmes"
    return estimates(
        pd.DataFrame(rows),
        title=f"{few if apart else none} shows a difference larger than chance gives",
        subtitle=f"{shown[0].measure_name}: members less trusts that never joined and started "
        "alike, mean change with 95% interval; in brackets the members compared",
        unit=unit(str(shown[0].data.register.measure(measure)["unit"])),
        source="Official statistics named under Sources",
        name="programmes",
        primary=next(
            (at for at, one in enumerate(shown) if one.programme.programme_id == programme), None
        ),
    )


def years(one: Examination) -> Chart | Note:
    """Return the members' distance from trusts that started alike, by years since joining."""
    try:
        table = year_by_year(one.placed.cohorts)
    except DesignError as error:
        return Note(label="Refused", text=f"{error.told(one.programme.name)}.")
    rows = table.reset_index()
    counts = zip(rows["year"].astype(int), rows["n_members"].astype(int), strict=True)
    rows["label"] = [f"{_year(year)} ({count})" for year, count in counts]
    beyond, joined = rows["estimate"].abs() > rows["band"], rows["year"].astype(int) >= 0
    return estimates(
        rows,
        title=f"The members of {one.programme.name} stood further from trusts that started alike "
        f"than made-up programmes usually do in {int((beyond & joined).sum())} of "
        f"{int(joined.sum())} years after joining, and in {int((beyond & ~joined).sum())} of "
        f"{int((~joined).sum())} before",
        subtitle=f"{one.measure_name}: mean distance in each year less that before joining, with "
        "95% interval; in brackets the members with figures",
        unit=unit(str(one.data.register.measure(one.measure)["unit"])),
        source="Official statistics named under Sources",
        name="years-since-joining",
        primary=None,
    )


def _year(year: int) -> str:
    if year < 0:
        return f"{counted(-year, 'year')} before"
    return f"Year {year + 1} after joining"


def measures(one: Examination, over: Sequence[Examination]) -> Table:
    """Return a programme beside every calibrated measure, allowing for their number."""
    table = adjusted(over)
    rows = []
    for other in filter(_answered, over):
        if other.programme.programme_id != one.programme.programme_id:
            continue
        found, own, of = _stacked(other), _row(table, other), other.estimate_unit
        rows.append(
            {
                "measure": other.measure_name,
                "members": len(found.members),
                "difference": of.change(found.estimate),
                "interval": of.interval(*found.interval),
                "p": float(own["p_value"]),
                "p_holm": float(own["p_holm"]),
                "p_fdr": float(own["p_fdr"]),
                "lowest": other.tried.lowest if other.tried else None,
                "detectable": of.size(found.detectable),
            }
        )
    return Table(
        name="measures",
        caption=f"{one.programme.name}: the members' mean change less that of trusts that never "
        "joined, are of the same kind and started at the same level",
        data=pd.DataFrame(rows),
        headers={
            "members": "members compared",
            "interval": "95% interval",
            "p_holm": "p, allowing for the measures",
            "p_fdr": "share of false finds among all programmes",
            "lowest": _LOWEST,
            "detectable": "seen eight times in ten, unadjusted",
        },
        formats={"p": ".3f", "p_holm": ".3f", "p_fdr": ".3f", "lowest": ".1f"},
    )


def together(over: Sequence[Examination]) -> Table:
    """Return every programme and measure with an answer, the smallest p first."""
    table = adjusted(over)
    rows = [
        {
            "programme": one.programme.name,
            "measure": one.measure_name,
            "members": len(_stacked(one).members),
            "difference": one.estimate_unit.change(_stacked(one).estimate),
            "p": _stacked(one).p_value,
            "p_fdr": float(_row(table, one)["p_fdr"]),
            "lowest": one.tried.lowest if one.tried else None,
        }
        for one in filter(_answered, over)
    ]
    return Table(
        name="together",
        caption="Every programme and measure that can be compared",
        data=pd.DataFrame(rows).sort_values("p", ignore_index=True),
        headers={
            "members": "members compared",
            "p_fdr": "share of false finds among these",
            "lowest": _LOWEST,
        },
        formats={"p": ".3f", "p_fdr": ".3f", "lowest": ".1f"},
    )


def other_ways(one: Examination) -> Table:
    """Return the mean difference with sure dates only, and with other programmes allowed for."""
    rows = [_way("All members with a date", one.stacked, one)]
    if len(one.programme.strict.dated) < len(one.programme.dated):
        rows.append(_way("Members whose date is beyond doubt", one.strict, one))
    for other in pooled(one.data.register):
        both = shared(one.programme, other)
        if other.programme_id == one.programme.programme_id or len(both) < 2:
            continue
        named = f"{counted(len(both), 'trust')} also in {other.name}{_CHOICE[other.chosen]}"
        rows.append(_way(f"Without the {named}", one.without(both), one))
        rows.append(_way(f"What {other.name} goes with taken off", one.beside(other), one))
    return Table(
        name="other-ways",
        caption=f"{one.measure_name}: the same comparison put otherwise",
        data=pd.DataFrame(rows),
        headers={"way": "members and what is taken off", "interval": "95% interval"},
        formats={"p": ".3f"},
    )


def _way(
    way: str, found: StackedProgramme | DesignError, one: Examination
) -> dict[str, str | float | None]:
    if isinstance(found, DesignError):
        told = found.told(one.programme.name)
        return {"way": way, "members": None, "difference": told, "interval": "", "p": None}
    return {
        "way": way,
        "members": len(found.members),
        "difference": one.estimate_unit.change(found.estimate),
        "interval": one.estimate_unit.interval(*found.interval),
        "p": found.p_value,
    }


def without(one: Examination) -> Note:
    """Return how far the mean rests on any one member."""
    try:
        lowest, highest = without_each(one.placed.cohorts).range
    except DesignError as error:
        return Note(label="Refused", text=f"{error.told(one.programme.name)}.")
    of = one.estimate_unit
    return Note(
        label="One left out",
        text=f"Without any one member the mean lies between {of.change(lowest)} and "
        f"{of.change(highest)}.",
    )


def members(one: Examination) -> Group:
    """Return each member's own difference, and how far they differ from one another."""
    if not _answered(one):
        return Group()
    found, of = _stacked(one), one.estimate_unit
    table = found.members.sort_values("estimate", ascending=False).reset_index()
    names = one.data.register.trust_names
    rows = table.assign(
        trust=table["org_code"].map(names),
        difference=[of.change(value) for value in table["estimate"]],
    )[["org_code", "trust", "cohort", "difference", "n_peers"]]
    spread = (
        f"They differ by more than chance makes members differ ({p_value(found.spread_p)}): by a "
        f"standard deviation of {of.size(found.spread)} beyond it."
        if found.spread_p <= _LEVEL
        else f"They differ no more than chance makes members differ ({p_value(found.spread_p)})."
    )
    return Group(
        Table(
            name="members",
            caption=f"{one.measure_name}: each member's change less that of trusts of its kind "
            "that never joined and started at its level",
            data=rows,
            headers={
                "org_code": "code",
                "cohort": "kind, and first period after joining",
                "n_peers": "trusts compared with",
            },
        ),
        Note(label="Apart", text=spread),
    )


def staggered(one: Examination) -> Note:
    """Return the estimate of Callaway and Sant'Anna, and what sets it apart."""
    found = one.staggered
    if isinstance(found, DesignError):
        return Note(label="Refused", text=f"{found.told(one.programme.name)}.")
    of, mean = one.estimate_unit, found.simple
    beside = (
        f", where the comparison of this page comes to {of.change(_stacked(one).estimate)} "
        f"({of.span(*_stacked(one).interval)})"
        if _answered(one)
        else ""
    )
    return Note(
        label="Callaway and Sant'Anna",
        text=f"Over all years since joining, from the last before it: {of.change(mean.estimate)} "
        f"(95% interval {of.span(*mean.interval)}){beside}. Where a trust started plays no part "
        "in it, so that for trusts that joined at a low point it counts their return as change. "
        f"{before_joining(found)}",
    )


def before_joining(found: CallawaySantAnna) -> str:
    """Return how many periods before joining stand out, where members should not move apart."""
    before, apart = found.before
    if not before:
        return "There is no earlier change to try it on."
    out = f"{capitalised(number_word(apart)) if apart else 'None'} of the {number_word(before)}"
    told = (
        f"{out} changes from one period to the next before joining "
        f"{'stands' if apart <= 1 else 'stand'} out at 5%"
    )
    if not apart:
        return f"{told}."
    return f"{told}: it takes for granted that members moved with the others until they joined."


def sources(one: Examination, register: Register) -> Sources:
    """Return the pages that say who joined and when, and the statistics."""
    pages = one.programme.members.drop_duplicates("url")
    entries = [
        {"title": title, "url": url}
        for title, url in zip(pages["source"], pages["url"], strict=True)
    ]
    figures = str(register.measure(one.measure)["sources"]).split(";")
    statistics = [register.source(source) for source in figures if source]
    return Sources(
        entries=(
            *({"title": s.title, "producer": s.producer, "url": s.url} for s in statistics),
            *entries,
        )
    )
