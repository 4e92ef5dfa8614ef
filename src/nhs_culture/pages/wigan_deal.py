"""A council's programme: what moved more than at other councils, what did not, what came after.

Which council, which programme and which dates are rows of the register; which measures bear on it
stands here. Whatever a design says of a council is shown, and judged as nothing: no panel of
councils has been calibrated, the documents print several starts, and few periods lie before them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from nhs_culture import charts
from nhs_culture.charts import Event, Subject
from nhs_culture.data.access import Data
from nhs_culture.designs import Refused
from nhs_culture.designs.refusals import TooFewPoints
from nhs_culture.english import capitalised, counted, listed, lower_first
from nhs_culture.exhibits import Chart, Group, Headline, Note, Reply, Sources, Table
from nhs_culture.metrics.place import place
from nhs_culture.periods import in_words
from nhs_culture.studies.councils import Between, between, put_to, starts
from nhs_culture.units import PERCENT_CHANGE, Unit, unit
from nhs_culture.verdicts.labels import CHANGE, LASTING, NOT_IDENTIFIABLE

__all__ = [
    "afterwards",
    "around_the_starts",
    "headline",
    "levels",
    "life_over_time",
    "moved",
    "printed",
    "sources",
    "told_by",
]

EVERYONE, ALIKE = "all", "benchmark group"
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
    (f"{LIFE}_2026", "female", "2015-2017", "2022-2024"),
    (f"{LIFE}_2026", "male", "2015-2017", "2022-2024"),
    ("preventable_mortality_2026", "all", "2019", "2024"),
    ("smoking_adults", "all", "2019", "2024"),
    ("children_in_care", "all", "2019", "2025"),
)
"""The same of the years since; what was re-based stands under a measure of its own."""
WORKERS = (
    "social_worker_absence",
    "social_worker_turnover",
    "social_worker_vacancy",
    "social_worker_agency",
)
_NOT_TOLD = (
    "No figure for councils has the three periods on each side of every printed start that a test "
    "needs, and the test has not been tried out on councils"
)


def told_by(data: Data, council: str, asked: Iterable[tuple[str, str, str, str]]) -> list[Between]:
    """Return how far the council moved on each measure that it has at both ends."""
    found = (
        between(data, council, measure, (first, last), EVERYONE, subgroup=subgroup)
        for measure, subgroup, first, last in asked
    )
    return [one for one in found if one]


def headline(data: Data, council: str) -> Headline:
    """Return the first screen: how far healthy life moved, before and since, among councils."""
    name, rows = data.register.trust(council)["name"], starts(data, council)
    during, since = (told_by(data, council, asked) for asked in (WHILE, AFTER))
    if not during or not since:
        return Headline(sentence=f"No figures of {name} before and after a programme are held.")
    up, down = during[0], since[0]
    years = listed(rows["date"].str[:4]) or "no year"
    return Headline(
        sentence=f"{_in_words(data, up)}. In the figures as re-based since, it "
        f"{_moved_in_words(data, down)}.",
        replies=(
            Reply(
                question=CHANGE.question,
                verdict=NOT_IDENTIFIABLE,
                words="Cannot be told",
                numbers=f"{_NOT_TOLD}. Documents print {years} as the start.",
            ),
            Reply(
                question=LASTING.question,
                verdict=NOT_IDENTIFIABLE,
                words=f"The years since are another matter: {_way(down)}",
                numbers=f"{capitalised(_placed(down))}, on figures as re-based since, which do "
                "not join on to the earlier ones.",
            ),
        ),
        context="Of those who lived there, not of the council’s work: who moves in and out, "
        "hospitals, wages and the pandemic are in the same figures.",
    )


def _way(one: Between) -> str:
    return "a fall" if one.change < 0 else "a rise"


def _in_words(data: Data, one: Between) -> str:
    what = capitalised(data.register.measure(one.measure)["name"])
    name = data.register.trust(one.council)["name"]
    return f"{what} of {WHOM[one.subgroup]} in {name} {_moved_in_words(data, one)}"


def _moved_in_words(data: Data, one: Between) -> str:
    told = unit(data.register.measure(one.measure)["unit"])
    return (
        f"{'rose' if one.change > 0 else 'fell'} from {told.value(one.start)} in "
        f"{in_words(one.first)} to {told.value(one.end)} in {in_words(one.last)}, {_placed(one)}"
    )


def _placed(one: Between) -> str:
    """Return the place of a change, counted from the end that it lies nearer to."""
    rising = place(one.changes, one.council)
    falling = place(-one.changes, one.council)
    at, word = (rising, "largest rise") if one.change >= 0 else (falling, "largest fall")
    return f"the {at.words(word)} councils"


def life_over_time(data: Data, council: str) -> Group:
    """Return healthy life expectancy over time among councils of its class, both editions apart."""
    return Group(
        *(
            _life(data, council, measure, group)
            for measure in (LIFE, f"{LIFE}_2026")
            for group in WHOM
        )
    )


def _life(data: Data, council: str, measure: str, group: str) -> Chart | Note:
    table = data.peers(council, measure, ALIKE, subgroup=group)
    if council not in table:
        return Note(label="Missing", text="No figure of this council is held.")
    entry, own = data.register.measure(measure), table[council].dropna()
    whom = WHOM[group]
    subject = _subject(data, council, measure, f"{entry['name']}, {whom}", group)
    told = subject.unit.value
    return charts.trend(
        subject,
        table.loc[own.index],
        title=f"{entry['name']} of {whom} in {subject.trust_name}: {told(float(own.iloc[0]))} in "
        f"{in_words(str(own.index[0]))}, {told(float(own.iloc[-1]))} in "
        f"{in_words(str(own.index[-1]))}",
        events=[
            Event(str(date)[:7], "a printed start")
            for date in starts(data, council)["date"]
            if str(own.index[0])[:4] <= str(date)[:4] <= str(own.index[-1])[:4]
        ],
        name=f"life-{measure}-{group}".replace("_", "-"),
    )


def _subject(data: Data, council: str, measure: str, name: str, subgroup: str = "all") -> Subject:
    entry = data.register.measure(measure)
    return Subject(
        trust=council,
        trust_name=data.register.trust(council)["name"],
        measure=measure,
        measure_name=name,
        unit=unit(entry["unit"]),
        frequency=entry["frequency"],
        source=_titles(data, council, [(measure, subgroup)]),
        higher_is=entry["higher_is"],
        kind="council",
    )


def moved(data: Data, council: str) -> Table | Note:
    """Return how far each measure moved up to the pandemic, among all councils and its class."""
    return _moves(data, council, WHILE, "moved-while", "Up to the pandemic")


def afterwards(data: Data, council: str) -> Table | Note:
    """Return the same of the years since."""
    return _moves(data, council, AFTER, "moved-since", "The years since")


def _moves(
    data: Data, council: str, asked: Sequence[tuple[str, str, str, str]], name: str, when: str
) -> Table | Note:
    rows = [
        _row(data, one, alike)
        for one, alike in zip(
            told_by(data, council, asked), _among_alike(data, council, asked), strict=True
        )
    ]
    if not rows:
        return Note(label="Missing", text="No measure of this council is held at both ends.")
    return Table(
        name=name,
        caption=f"{when}: the change at {data.register.trust(council)['name']} beside other "
        "councils with the same duties, a description and no test. A place of 1 is the largest "
        "rise; money is growth in percent, in cash, without the public health grant",
        data=pd.DataFrame(rows),
        source=_titles(data, council, [(measure, group) for measure, group, *_ in asked]),
        headers={
            "what": "Measure",
            "between": "Between",
            "ends": "From and to",
            "change": "Change",
            "median": "Median of all",
            "place": "Place among all",
            "median_alike": "Median of its class",
            "place_alike": "Place in its class",
        },
    )


def _among_alike(
    data: Data, council: str, asked: Iterable[tuple[str, str, str, str]]
) -> list[Between]:
    found = (
        between(data, council, measure, (first, last), ALIKE, subgroup=subgroup)
        for measure, subgroup, first, last in asked
    )
    return [one for one in found if one]


def _row(data: Data, one: Between, alike: Between) -> dict[str, str]:
    told = unit(data.register.measure(one.measure)["unit"])
    change = PERCENT_CHANGE if told.on_logarithms else told
    return {
        "what": _named(data, one.measure, one.subgroup),
        "between": f"{in_words(one.first)} to {in_words(one.last)}",
        "ends": f"{told.value(one.start)} to {told.value(one.end)}",
        "change": change.change(one.change),
        "median": change.short(one.median),
        "place": f"{one.place.at} of {one.place.of}",
        "median_alike": change.short(alike.median),
        "place_alike": f"{alike.place.at} of {alike.place.of}",
    }


def _named(data: Data, measure: str, subgroup: str) -> str:
    whom = f", {WHOM[subgroup]}" if subgroup in WHOM else ""
    return f"{data.register.measure(measure)['name']}{whom}"


def around_the_starts(data: Data, council: str) -> Table | Note:
    """Return what the primary design says around every printed start, or why it is refused."""
    rows = [
        _tested(data, council, measure, subgroup, str(date))
        for measure, subgroup, *_ in WHILE
        for date in starts(data, council)["date"]
    ]
    if not rows:
        return Note(label="Refused", text="No start is registered for this council.")
    return Table(
        name="starts",
        caption="The same measures around each start that a document prints: difference from "
        "councils that started alike, with 95% interval and p, or what is lacking. None of these "
        "panels has been calibrated, so that none is a verdict",
        data=pd.DataFrame(rows),
        source=_titles(data, council, [(measure, group) for measure, group, *_ in WHILE]),
        headers={
            "what": "Measure",
            "start": "Start",
            "everyone": "Against all councils",
            "alike": "Against its class",
        },
    )


def _tested(data: Data, council: str, measure: str, subgroup: str, date: str) -> dict[str, str]:
    everyone, alike = (
        _said(data, council, (measure, subgroup), date, group) for group in (EVERYONE, ALIKE)
    )
    return {
        "what": _named(data, measure, subgroup),
        "start": date[:4],
        "everyone": everyone,
        "alike": alike if alike != everyone else "the same",
    }


def _said(data: Data, council: str, asked: tuple[str, str], date: str, group: str) -> str:
    measure, subgroup = asked
    result = put_to(data, council, measure, date, group, subgroup=subgroup)
    if isinstance(result, Refused) and isinstance(result.error, TooFewPoints):
        lacking = result.error
        return f"Refused: {lacking.found} of {lacking.needed} periods {lacking.side} the start"
    if isinstance(result, Refused):
        return capitalised(result.error.told(data.register.trust(council)["name"]))
    told: Unit = unit(data.register.measure(measure)["unit"]).difference
    interval = f" ({told.span(*result.interval)})" if result.interval else ""
    p = f", p = {result.p_value:.2f}" if result.p_value is not None else ""
    return f"{told.short(result.estimate)}{interval}{p}, {result.n_peers} councils"


def levels(data: Data, council: str) -> Group:
    """Return where the council's own staff stood among councils in the last year published."""
    return Group(*(_level(data, council, measure) for measure in WORKERS))


def _level(data: Data, council: str, measure: str) -> Chart | Note:
    own = data.series(council, measure)
    entry = data.register.measure(measure)
    if own.empty:
        return Note(label="Missing", text=f"No figure on {lower_first(entry['name'])} is held.")
    last = str(own.index[-1])
    everyone = pd.Series(data.peers(council, measure, EVERYONE).T[last]).dropna()
    subject = _subject(data, council, measure, entry["name"])
    at = place(everyone, council)
    return charts.distribution(
        subject,
        everyone,
        title=f"{entry['name']} in {subject.trust_name}: {subject.unit.value(float(own[last]))} in "
        f"{in_words(last)}, the {at.words()} councils",
        name=f"level-{measure}".replace("_", "-"),
    )


def printed(data: Data, council: str) -> Table | Note:
    """Return the dates that documents print for the start."""
    rows = starts(data, council)
    if rows.empty:
        return Note(label="Start", text="No start is registered for this council.")
    titles = data.register.titles
    return Table(
        name="printed-starts",
        caption=f"When {rows['name'].iloc[0]} began, by {counted(len(rows), 'document')}",
        data=pd.DataFrame(
            {
                "start": rows["date"].str[:4],
                "document": rows["document"].map(titles),
                "what": rows["what"],
            }
        ),
        headers={"start": "Start", "document": "Printed by", "what": "What began"},
    )


def sources(data: Data, council: str) -> Sources:
    """Return the publications behind the figures, and the documents that print a start."""
    asked = [(measure, group) for measure, group, *_ in (*WHILE, *AFTER)]
    behind = _used(data, council, [*asked, *((measure, "all") for measure in WORKERS)])
    documents = dict.fromkeys(starts(data, council)["document"])
    return Sources(entries=tuple(data.register.source(one).entry for one in (*behind, *documents)))


def _titles(data: Data, council: str, asked: Iterable[tuple[str, str]]) -> str:
    return "; ".join(
        data.register.source(one).entry["title"] for one in _used(data, council, asked)
    )


def _used(data: Data, council: str, asked: Iterable[tuple[str, str]]) -> list[str]:
    found = {
        str(source)
        for measure, group in asked
        for source in data.series(council, measure, column="source_id", subgroup=group)
    }
    return sorted(found)
