"""How far a council moved among others: the sentences, tables and findings of its page.

Which measures bear on a council's programme, and between which periods they compare, stands here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from nhs_culture.data.access import Data
from nhs_culture.designs import Refused
from nhs_culture.designs.peer_change import PeerChange
from nhs_culture.designs.refusals import TooFewPoints
from nhs_culture.english import capitalised, p_value
from nhs_culture.exhibits import Finding, Group, Note, Table
from nhs_culture.metrics.place import Place, level, place
from nhs_culture.periods import containing, in_words
from nhs_culture.studies.councils import (
    EVERYONE,
    Between,
    Tried,
    before,
    between,
    put_to,
    starts,
    tried,
)
from nhs_culture.units import PERCENT_CHANGE, Unit, unit
from nhs_culture.verdicts.labels import NOT_IDENTIFIABLE

__all__ = [
    "AFTER",
    "ALIKE",
    "LIFE",
    "WHILE",
    "WHOM",
    "afterwards",
    "around_the_starts",
    "change_in_words",
    "findings",
    "from_start",
    "moved",
    "moved_in_words",
    "named",
    "place_among",
    "placed",
    "placed_among",
    "since",
    "titles",
    "told_by",
    "used",
]

NOTEBOOK = "wigan_deal"
ALIKE = "benchmark group"
LIFE = "healthy_life_expectancy"
WHOM = {"female": "women", "male": "men"}
"""Subgroups of healthy life expectancy, in words."""
WHILE = (
    (LIFE, "female", "2009-2011", "2015-2017"),
    (LIFE, "male", "2009-2011", "2015-2017"),
    ("preventable_mortality", "all", "2010", "2019"),
    ("smoking_adults", "all", "2011", "2019"),
    ("children_in_care", "all", "2011", "2019"),
    ("council_spending", "all", "2010/11", "2017/18"),
    ("council_tax", "all", "2013/14", "2017/18"),
)
"""Measure, subgroup, first and last period that are comparable, up to the pandemic."""
AFTER = (
    (LIFE, "female", "2015-2017", "2018-2020"),
    (LIFE, "male", "2015-2017", "2018-2020"),
    (f"{LIFE}_2026", "female", "2015-2017", "2022-2024"),
    (f"{LIFE}_2026", "male", "2015-2017", "2022-2024"),
    ("preventable_mortality_2026", "all", "2019", "2024"),
    ("smoking_adults", "all", "2019", "2024"),
    ("children_in_care", "all", "2019", "2025"),
)
"""The same of the years since; what was re-based stands under a measure of its own."""

Asked = Sequence[tuple[str, str, str, str]]


def told_by(data: Data, council: str, asked: Asked, group: str = EVERYONE) -> list[Between]:
    """Return how far the council moved on each measure that it has at both ends."""
    found = (
        between(data, council, measure, (first, last), group, subgroup=subgroup)
        for measure, subgroup, first, last in asked
    )
    return [one for one in found if one]


def moved_in_words(data: Data, one: Between) -> str:
    """Return what moved, from where to where and its place: the opening of a sentence."""
    name = data.register.trust(one.council)["name"]
    phrase = str(data.register.measure(one.measure)["phrase"])
    whom = f"{WHOM[one.subgroup]} in " if one.subgroup in WHOM else ""
    told = phrase.replace(" in {trust}", " of {trust}") if whom else phrase
    return f"{capitalised(told.format(trust=f'{whom}{name}'))} {change_in_words(data, one)}"


def change_in_words(data: Data, one: Between) -> str:
    """Return ``rose from 60.0 years in 2009–11 to 62.6 years in 2015–17``, with its place."""
    told = _unit(data, one)
    return (
        f"{'rose' if one.change > 0 else 'fell'} from {told.value(one.start)} in "
        f"{in_words(one.first)} to {told.value(one.end)} in {in_words(one.last)}, {placed(one)}"
    )


def placed(one: Between) -> str:
    """Return the place of a change in words, counted from the end that it goes towards.

    One of the smaller half is told by how many councils moved further, which reads more easily.
    """
    return placed_among(one.changes, one.council)


def placed_among(changes: pd.Series, council: str) -> str:
    """Return the place of one of the changes of all councils, as :func:`placed` does."""
    at, way = _towards(changes, council)
    if 2 * at.at <= at.of:
        return f"the {at.words(f'largest {way}')} councils{_level(changes, council)}"
    further = f"{at.at - 1} of {at.of - 1} other councils"
    return f"a smaller {way} than at {further}{_level(changes, council)}"


def place_among(changes: pd.Series, council: str) -> str:
    """Return the same for the cell of a table."""
    at, way = _towards(changes, council)
    if 2 * at.at <= at.of:
        return f"{at.words(f'largest {way}')}{_level(changes, council)}"
    return f"smaller {way} than {at.at - 1} of {at.of - 1}{_level(changes, council)}"


def _level(changes: pd.Series, council: str) -> str:
    """Return how many others moved as far, behind a place; empty where nobody did."""
    others = level(changes, council)
    return f", {others} level with it" if others else ""


def _towards(changes: pd.Series, council: str) -> tuple[Place, str]:
    rising = changes[council] >= 0
    return place(changes if rising else -changes, council), "rise" if rising else "fall"


def since(data: Data, one: Between) -> str:
    """Return where a measure stood in its last period after the change; empty for none."""
    own = data.series(one.council, one.measure, subgroup=one.subgroup)
    last = str(own.index[-1])
    if last == one.last:
        return ""
    return f"{_unit(data, one).value(float(own[last]))} in {in_words(last)}"


def _unit(data: Data, one: Between | Tried) -> Unit:
    return unit(data.register.measure(one.measure)["unit"])


def _growth(data: Data, one: Between) -> Unit:
    """Return the unit that changes are told in: growth where the figures are money."""
    told = _unit(data, one)
    return PERCENT_CHANGE if told.on_logarithms else told


def moved(data: Data, council: str) -> Table | Note:
    """Return how far each measure moved up to the pandemic, among all councils and its class."""
    return _moves(data, council, WHILE, "moved-while", "Up to the pandemic")


def afterwards(data: Data, council: str) -> Table | Note:
    """Return the same of the years since."""
    return _moves(data, council, AFTER, "moved-since", "The years since")


def _moves(data: Data, council: str, asked: Asked, name: str, when: str) -> Table | Note:
    everyone, alike = (told_by(data, council, asked, group) for group in (EVERYONE, ALIKE))
    if not everyone:
        return Note(label="Missing", text="No measure of this council is held at both ends.")
    rows = [_row(data, *pair) for pair in zip(everyone, alike, strict=True)]
    return Table(
        name=name,
        caption=f"{when}: the change at {data.register.trust(council)['name']} beside other "
        "councils with the same duties, a description and no test. Money is growth in percent, in "
        "cash",
        data=pd.DataFrame(rows),
        source=titles(data, council, [(measure, group) for measure, group, *_ in asked]),
        headers={
            "what": "Measure",
            "between": "Between",
            "ends": "From and to",
            "change": "Change",
            "median": "Median of the others",
            "usual": "95 in 100 of the others",
            "place": "Place among all",
            "place_alike": "Place in its class",
        },
    )


def _row(data: Data, one: Between, alike: Between) -> dict[str, str]:
    told, change = _unit(data, one), _growth(data, one)
    return {
        "what": named(data, one.measure, one.subgroup),
        "between": f"{in_words(one.first)} to {in_words(one.last)}",
        "ends": f"{told.value(one.start)} to {told.value(one.end)}",
        "change": change.change(one.change),
        "median": change.short(one.median),
        "usual": change.span(*one.usual),
        "place": place_among(one.changes, one.council),
        "place_alike": place_among(alike.changes, one.council),
    }


def named(data: Data, measure: str, subgroup: str) -> str:
    """Return the name of a measure, and of whom it is."""
    whom = f", {WHOM[subgroup]}" if subgroup in WHOM else ""
    return f"{data.register.measure(measure)['name']}{whom}"


def around_the_starts(data: Data, council: str) -> Table | Note:
    """Return what can be said of each measure around every printed start."""
    dates = [str(date) for date in starts(data, council)["date"]]
    if not dates:
        return Note(label="Refused", text="No start is registered for this council.")
    return Table(
        name="starts",
        caption="Each measure around each start that a document prints: the difference from "
        "councils that started alike with 95% interval and p, all councils first and its class "
        "after; or, where there are too few periods for that, the change up to the pandemic",
        data=pd.DataFrame(
            [
                {"what": named(data, measure, subgroup)}
                | {
                    date[:4]: _around(data, council, (measure, subgroup), date, last)
                    for date in dates
                }
                for measure, subgroup, _, last in WHILE
            ]
        ),
        source=titles(data, council, [(measure, group) for measure, group, *_ in WHILE]),
        headers={"what": "Measure", **{date[:4]: f"Start in {date[:4]}" for date in dates}},
    )


def _around(data: Data, council: str, asked: tuple[str, str], date: str, last: str) -> str:
    measure, subgroup = asked
    everyone, alike = (
        put_to(data, council, measure, date, group, subgroup=subgroup, since=_earliest(asked))
        for group in (EVERYONE, ALIKE)
    )
    if isinstance(everyone, Refused):
        told = data.register.trust(council)["name"]
        return f"{_lacking(everyone, told)}. {_only(data, council, asked, date, last)}"
    own = unit(data.register.measure(measure)["unit"])
    whole = f"{_difference(own, everyone)}, {everyone.n_peers} councils"
    return whole if isinstance(alike, Refused) else f"{whole}; {_difference(own, alike)}"


def _lacking(refused: Refused, name: str) -> str:
    error = refused.error
    if isinstance(error, TooFewPoints):
        return f"No test: {error.found} of {error.needed} periods {error.side} it"
    return capitalised(error.told(name))


def _only(data: Data, council: str, asked: tuple[str, str], date: str, last: str) -> str:
    """Return the change from the last comparable period before a start; that there is none."""
    one = from_start(data, council, asked, date, last)
    if not one:
        return "No comparable figure"
    change = _growth(data, one).change(one.change)
    return f"From {in_words(one.first)} to {in_words(last)} {change}, {placed(one)}"


def _earliest(asked: tuple[str, str]) -> str:
    """Return the first period that compares with later ones, of a measure and a subgroup."""
    return next(one[2] for one in WHILE if one[:2] == asked)


def from_start(
    data: Data, council: str, asked: tuple[str, str], date: str, last: str
) -> Between | None:
    """Return the change from the last comparable period before a start; None without one.

    Parameters
    ----------
    asked
        A measure and a subgroup of :data:`WHILE`.
    date, last
        The start, and the period that the change goes up to.
    """
    measure, subgroup = asked
    first = before(data, council, measure, date, subgroup=subgroup)
    if first < _earliest(asked):
        return None
    return between(data, council, measure, (first, last), EVERYONE, subgroup=subgroup)


def _difference(told: Unit, result: PeerChange) -> str:
    interval = f" ({told.span(*result.interval)})" if result.interval else ""
    return f"{told.short(result.estimate)}{interval}, {p_value(result.p_value)}"


def findings(data: Data, council: str) -> Group:
    """Return a finding for each measure: the test at each start that allows one, else the change.

    None was laid down before the figures were seen.
    """
    tests = [
        one
        for one in tried(data, council, [one[:3] for one in WHILE])
        if isinstance(one.result, PeerChange)
    ]
    tested = {(one.measure, one.subgroup) for one in tests}
    described = (
        one for one in told_by(data, council, WHILE) if (one.measure, one.subgroup) not in tested
    )
    return Group(
        *(_described(data, one) for one in described),
        *(_tested(data, council, one) for one in tests),
    )


def _described(data: Data, one: Between) -> Finding:
    later = since(data, one)
    return Finding(
        trust=one.council,
        trust_name=data.register.trust(one.council)["name"],
        measure=one.measure,
        subgroup=one.subgroup,
        unit=_growth(data, one).difference.code,
        design="description",
        status="exploratory",
        estimate=one.change,
        n_peers=len(one.changes) - 1,
        rank=one.place.at,
        change_verdict=NOT_IDENTIFIABLE,
        rule="refused",
        reason=f"{moved_in_words(data, one)}{f'; it was {later}' if later else ''}.",
        notebook=NOTEBOOK,
        sources=tuple(used(data, one.council, [(one.measure, one.subgroup)])),
    )


def _tested(data: Data, council: str, one: Tried) -> Finding:
    result = one.result
    assert isinstance(result, PeerChange)
    told, name = _unit(data, one), data.register.trust(council)["name"]
    lower, upper = result.interval or (None, None)
    phrase = str(data.register.measure(one.measure)["phrase"]).format(trust=name)
    return Finding(
        trust=council,
        trust_name=name,
        measure=one.measure,
        subgroup=one.subgroup,
        unit=told.difference.code,
        design=result.design,
        status="exploratory",
        intervention=one.intervention,
        date=containing(one.date, data.register.measure(one.measure)["frequency"]),
        estimate=result.estimate,
        lower=lower,
        upper=upper,
        n_before=result.n_before,
        n_after=result.n_after,
        n_peers=result.n_peers,
        rank=result.rank,
        p=result.p_value,
        p_adjusted=one.p_adjusted,
        change_verdict=one.verdict.label,
        rule=one.verdict.rule,
        reason=result.sentence(phrase, told),
        notebook=NOTEBOOK,
        sources=tuple(used(data, council, [(one.measure, one.subgroup)])),
    )


def titles(data: Data, council: str, asked: Iterable[tuple[str, str]]) -> str:
    """Return the titles of the publications behind measures and subgroups of a council."""
    entries = (data.register.source(one).entry for one in used(data, council, asked))
    return "; ".join(entry["title"] for entry in entries)


def used(data: Data, council: str, asked: Iterable[tuple[str, str]]) -> list[str]:
    """Return the sources of measures and subgroups of a council."""
    found = {
        str(source)
        for measure, group in asked
        for source in data.series(council, measure, column="source_id", subgroup=group)
    }
    return sorted(found)
