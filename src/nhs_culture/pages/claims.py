"""The ledger as exhibits: headline, chart, tables, sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import pandas as pd

from nhs_culture.charts import dumbbell
from nhs_culture.claims import apart
from nhs_culture.claims.facts import SAMPLE, Fact, facts, headlined, tally
from nhs_culture.claims.judged import NAMES, Judged
from nhs_culture.data.access import Data
from nhs_culture.english import counted, listed, lower_first, short_name
from nhs_culture.exhibits import Chart, Group, Headline, Note, Sources, Table
from nhs_culture.metrics.scores import to_ten_point
from nhs_culture.register import OUTCOME
from nhs_culture.units import PERCENT, SCORE_0_10, SCORE_1_5, unit
from nhs_culture.verdicts import labels
from nhs_culture.verdicts.figures import LEAST_FAVOURABLE_FIRST

__all__ = [
    "arithmetic",
    "by_verdict",
    "checked",
    "conflicts",
    "documents",
    "faults",
    "findings",
    "headline",
    "margins",
    "printed_and_official",
    "scales",
    "used",
]

_VERDICTS = (*labels.FIGURE.labels,)
"""From the strongest support to none."""
_SOURCE = "the documents named; official statistics as listed under Sources"


def headline(data: Data, entries: Sequence[Judged], trust: str = "") -> Headline:
    """Return how many facts about outcomes there are, and how they fare."""
    name = entries[0].trust_name if trust and entries else _name(data, trust)
    about = f" about {short_name(name)}" if name else ""
    if not entries:
        told = f"No document in the register makes a claim{about}."
        return Headline(sentence=told, trust=trust, trust_name=name)
    counted_here = headlined(entries)
    return Headline(
        sentence=f"{_tallied(counted_here, about)}{_not_counted(counted_here)}"
        f"{_sampled(entries, counted_here)}",
        context=labels.FIGURE.legend,
        trust=trust,
        trust_name=name,
    )


def _tallied(entries: Sequence[Judged], about: str) -> str:
    counts = tally(entries)
    if not counts.outcomes:
        return f"Nothing that the documents print{about} is about outcomes."
    judged = listed(
        f"{counts.verdicts[w]} {lower_first(labels.FIGURE.cell(w))}"
        for w in labels.INDEPENDENT
        if counts.verdicts[w]
    )
    single = counts.verdicts[labels.SINGLE_SOURCE]
    untested = counts.verdicts[labels.NOT_TESTABLE]
    rest = listed(
        (
            f"{single} {'is' if single == 1 else 'are'} unconfirmed by anybody else"
            if single
            else "",
            f"{untested} cannot be tested with the data here" if untested else "",
        )
    )
    return (
        f"Of {counted(counts.outcomes, 'fact')} about outcomes that the documents print{about}, "
        f"{counts.tested or 'none'} can be judged by an independent figure"
        f"{': ' if judged else ''}{judged}{'; ' if rest else ''}{rest}."
    )


def _not_counted(entries: Sequence[Judged]) -> str:
    others = tally(entries).others
    if not others:
        return ""
    verb = "is" if others == 1 else "are"
    return (
        f" Another {others} {verb} about rules, plans, recollections or what was done: listed, and "
        "not counted."
    )


def _sampled(entries: Sequence[Judged], counted_here: Sequence[Judged]) -> str:
    """Say what of the entries is of the sample."""
    sampled = sum(entry.collection == SAMPLE for entry in entries)
    if not sampled:
        return ""
    if len(counted_here) == len(entries):
        return " All are of a sample of what is printed about any trust."
    verb = "is" if sampled == 1 else "are"
    return f" {sampled} more {verb} of a sample of what is printed about any trust: listed too."


def faults(entries: Sequence[Judged]) -> Group:
    """Return a note for each claim whose row of the register cannot be judged."""
    return Group(
        *(
            Note(label="Not judged", text=f"{entry.statement} {entry.fault}")
            for entry in entries
            if entry.fault
        )
    )


def printed_and_official(entries: Sequence[Judged]) -> Chart | Note:
    """Draw every percentage that has an official figure, of the same or of a near definition."""
    table = _percentages(entries)
    if table.empty:
        told = f"No percentage printed as one number has an official figure. {_not_drawn(entries)}"
        return Note(label="No chart", text=told.strip())
    near = table.pop("near")
    return dumbbell(
        table.assign(label=table["label"].where(~near, table["label"] + _NEAR)),
        title=_how_close(table[~near], table[near]),
        subtitle="Percentages printed as one number that have an official figure;"
        f"{_NEAR}: beside it stands another definition, population or year, or one not named. "
        f"{_not_drawn(entries)}".rstrip(" ."),
        unit=PERCENT,
        source="The official publications and the documents named in the tables",
        name="printed-and-official",
    )


_NEAR = " (near)"


def _percentages(entries: Sequence[Judged]) -> pd.DataFrame:
    """Return ``label``, ``printed``, ``official``, ``near``, the furthest apart first."""
    pairs = {
        (
            f"{_who(entry)}, {period}: {lower_first(entry.measure_name)}",
            printed,
            round(official, 4),
            entry.relation == "near",
        )
        for entry in entries
        if entry.unit == PERCENT.code
        for period, printed, official in entry.pairs
    }
    ordered = sorted(pairs, key=lambda pair: (-abs(pair[1] - pair[2]), pair))
    return pd.DataFrame(ordered, columns=["label", "printed", "official", "near"])


def _not_drawn(entries: Sequence[Judged]) -> str:
    """Name the percentages whose wording gives no one number to be so many points off."""
    told = dict.fromkeys(
        f"“{entry.printed}” beside {entry.official} at {_who(entry)}"
        for entry in entries
        if entry.unit == PERCENT.code
        and entry.relation in {"same", "near"}
        and entry.accepted
        and not entry.pairs
    )
    why = "Not drawn and not counted, as their wording gives no one number"
    return f"{why}: {listed(told)}." if told else ""


def _how_close(same: pd.DataFrame, near: pd.DataFrame) -> str:
    """Say how many lie within a point, and how far the furthest is off."""
    parts = []
    for table, kind in ((same, "a figure of the same definition and year"), (near, "a near one")):
        off = (table["printed"] - table["official"]).abs()
        if len(table):
            parts.append(
                f"{int((off < 1).sum())} of {len(table)} beside {kind} (the furthest "
                f"{off.max():.1f} off)"
            )
    return f"Of percentages printed as one number, within one point lie {listed(parts)}"


def checked(entries: Sequence[Judged]) -> Group:
    """Return every fact that an independent figure has a part in, the least favourable first.

    Those with a figure of the same definition, population and year stand open; those with near ones
    alone, which make a claim no more than plausible, open on demand.
    """
    near = {labels.MORE_PLAUSIBLE, labels.LESS_PLAUSIBLE}
    tested = [fact for fact in facts(entries) if fact.leading.independent]
    tested.sort(key=lambda fact: LEAST_FAVOURABLE_FIRST.index(fact.verdict))
    same, others = (
        [fact.leading for fact in tested if (fact.verdict in near) is is_near]
        for is_near in (False, True)
    )
    if not tested:
        text = "No printed figure has an official one beside it."
        return Group(Note(label="Nothing to check", text=text))
    caption = (
        f"{labels.FIGURE.question} {counted(len(same), 'fact')} beside an official figure of the "
        "same definition, population and year"
    )
    plausible = (
        f"Is it plausible? {counted(len(others), 'fact')} beside figures of a near definition or "
        "year alone"
    )
    return Group(
        _compared("checked", caption, same) if same else None,
        _compared("plausible", plausible, others, near=True) if others else None,
    )


def _compared(name: str, caption: str, entries: Sequence[Judged], *, near: bool = False) -> Table:
    rows = [
        (
            _matter(e),
            labels.FIGURE.cell(e.verdict),
            e.printed,
            e.official,
            e.accepted,
            e.agreeing,
        )
        for e in entries
    ]
    columns = ["what", "verdict", "printed", "official", "accepted", "chance"]
    return Table(
        name=name,
        caption=caption,
        folded=near,
        data=pd.DataFrame(rows, columns=columns),
        headers={
            "what": "What is printed of",
            "verdict": labels.FIGURE.question,
            "printed": "Printed",
            "official": "Official figure",
            "accepted": "Within the margin" if near else "Would have agreed",
            "chance": "Others within it" if near else "Others that would",
        },
        source=_SOURCE,
    )


def _matter(entry: Judged) -> str:
    when = f", {entry.period}" if entry.period else ""
    return f"{_who(entry)}: {lower_first(entry.measure_name)}{when}"


def by_verdict(entries: Sequence[Judged]) -> Table:
    """Return the number of facts about outcomes of each verdict about each organisation."""
    found = [(fact.leading.trust_name, fact.verdict) for fact in _outcomes(entries)]
    frame = pd.DataFrame(found, columns=["who", "verdict"])
    counts = pd.crosstab(frame["who"], frame["verdict"]).reindex(columns=_VERDICTS, fill_value=0)
    counts.insert(0, "facts", counts.sum(axis=1))
    counts = counts.sort_values("facts", ascending=False, kind="stable")
    return Table(
        name="verdicts",
        caption="Facts about outcomes, by organisation and verdict",
        folded=True,
        data=counts.rename_axis(columns=None).reset_index(),
        headers={"who": "About", "facts": "Facts"} | {v: labels.FIGURE.cell(v) for v in _VERDICTS},
        source=_SOURCE,
    )


def _outcomes(entries: Sequence[Judged]) -> list[Fact]:
    return [fact for fact in facts(entries) if fact.about == OUTCOME]


def documents(entries: Sequence[Judged]) -> Group:
    """Return the ledger: a table for each organisation, each claim with its verdict and why."""
    counts = Counter(entry.trust for entry in entries)
    subjects = sorted(counts, key=lambda code: (code in NAMES, -counts[code], code))
    return Group(*(_table(code, [e for e in entries if e.trust == code]) for code in subjects))


def _table(code: str, entries: Sequence[Judged]) -> Table:
    ordered = sorted(entries, key=lambda entry: _VERDICTS.index(entry.verdict))
    rows = [
        (e.statement, e.printed, e.official, labels.FIGURE.cell(e.verdict), e.agreeing, e.why)
        for e in ordered
    ]
    columns = ["claim", "printed", "beside", "verdict", "chance", "why"]
    return Table(
        name=f"claims-{code or 'others'}",
        caption=f"{ordered[0].trust_name}: {counted(len(ordered), 'claim')}",
        folded=True,
        data=pd.DataFrame(rows, columns=columns),
        headers={
            "claim": "Claim",
            "printed": "Printed",
            "beside": "Beside it",
            "verdict": labels.FIGURE.question,
            "chance": "Others that would agree",
            "why": "Why",
        },
        source=_SOURCE,
    )


def margins(data: Data) -> Table:
    """Return how far every two sources of one measure lie apart, as far as enough are in both."""
    table = apart.sources(data)
    table = table[table["pairs"] >= apart.FEWEST]
    names = data.register.measures.set_index("measure")
    kinds = [unit(names.loc[measure, "unit"]) for measure in table["measure"]]
    shown = pd.DataFrame(
        {
            "measure": [names.loc[measure, "name"] for measure in table["measure"]],
            "first": [data.register.source(source).title for source in table["first"]],
            "second": [data.register.source(source).title for source in table["second"]],
            "pairs": table["pairs"].to_list(),
            "median": [k.size(x) for k, x in zip(kinds, table["median"], strict=True)],
            "within": [k.size(x) for k, x in zip(kinds, table["within"], strict=True)],
        }
    )
    return Table(
        name="margins",
        caption="How far two sources of one measure lie apart",
        folded=True,
        data=shown,
        headers={
            "measure": "Measure",
            "first": "One source",
            "second": "Another",
            "pairs": "Figures in both",
            "median": "Half lie within",
            "within": f"{apart.QUANTILE:.0%} lie within",
        },
        source="the publications named",
    )


def arithmetic(entries: Sequence[Judged]) -> Table | Note:
    """Return the claims that follow, or do not, from other printed figures."""
    worked_out = [entry for entry in entries if entry.test in {"arithmetic", "other_source"}]
    if not worked_out:
        return Note(label="No arithmetic", text="No figure here follows from other figures.")
    rows = [
        (e.statement, e.printed, e.official, "agree" if e.rule in _AGREE else "disagree")
        for e in worked_out
    ]
    return Table(
        name="arithmetic",
        folded=True,
        caption="Figures worked out from, or repeated by, other printed figures. That they agree "
        "makes neither right.",
        data=pd.DataFrame(rows, columns=["claim", "printed", "gives", "result"]),
        headers={
            "claim": "Claim",
            "printed": "Printed",
            "gives": "Other figures give",
            "result": "The two",
        },
        source="the documents named in each claim",
    )


_AGREE = ("repeated", "same figure")


def scales(data: Data, entries: Sequence[Judged]) -> Table | Note:
    """Return the printed engagement scores on both scales."""
    ids = {entry.claim_id for entry in entries}
    claims = data.register.claims
    scores = claims[
        claims["unit"].isin([SCORE_1_5.code, SCORE_0_10.code]) & claims["claim_id"].isin(ids)
    ]
    rows = [
        (
            _scored(data, claim),
            period,
            value if claim["unit"] == SCORE_1_5.code else 1 + value / 2.5,
            to_ten_point(value) if claim["unit"] == SCORE_1_5.code else value,
            "1 to 5" if claim["unit"] == SCORE_1_5.code else "0 to 10",
        )
        for _, claim in scores.iterrows()
        for period, value in (
            (claim["period_from"], claim["value_from"]),
            (claim["period_to"], claim["value_to"]),
        )
        if pd.notna(value)
    ]
    if not rows:
        return Note(label="No scores", text="No engagement score is printed here.")
    frame = pd.DataFrame(sorted(set(rows)), columns=["who", "survey", "five", "ten", "scale"])
    return Table(
        name="scales",
        folded=True,
        caption="Printed engagement scores on both scales: ten-point = (five-point − 1) × 2.5",
        data=frame,
        formats={"five": ".2f", "ten": ".3f"},
        headers={
            "who": "Whose",
            "survey": "Survey",
            "five": "Of five",
            "ten": "Of ten",
            "scale": "Printed on",
        },
        source="the documents named in each claim",
    )


def conflicts(entries: Sequence[Judged]) -> Table | Note:
    """Return the pairs of claims that print something else on the same matter."""
    everyone = {entry.claim_id: entry for entry in entries}
    pairs = {
        frozenset((entry.claim_id, other)): (entry, everyone[other])
        for entry in entries
        for other in entry.conflicts
        if other in everyone
    }
    if not pairs:
        return Note(label="No conflicts", text="No two documents print different figures here.")
    rows = [
        (f"{a.trust_name}: {a.measure_name.lower()}", *_side(a), *_side(b))
        for a, b in pairs.values()
    ]
    columns = ["matter", "one", "printed_one", "other", "printed_other"]
    return Table(
        name="conflicts",
        folded=True,
        caption="Documents that do not print the same on one matter",
        data=pd.DataFrame(rows, columns=columns),
        headers={
            "matter": "On",
            "one": "One document",
            "printed_one": "prints",
            "other": "Another",
            "printed_other": "prints",
        },
        source="the documents named",
    )


def _side(entry: Judged) -> tuple[str, str]:
    when = f" ({entry.period})" if entry.period and entry.unit != "date" else ""
    return entry.document_title, f"{entry.printed}{when}"


def used(data: Data, entries: Iterable[Judged]) -> Sources:
    """Return the documents and the statistics that the ledger rests on."""
    named = {source for entry in entries for source in (entry.document, *entry.sources)}
    known = data.register.sources["source_id"]
    chosen = [data.register.source(source) for source in known[known.isin(named)]]
    return Sources(
        entries=tuple(
            {
                "title": source.title,
                "producer": source.producer,
                "url": source.url,
                "published": source.published,
                "licence": source.licence,
            }
            for source in chosen
        )
    )


def _scored(data: Data, claim: pd.Series) -> str:
    group = "" if claim["subgroup"] == "all" else f", {claim['subgroup']}"
    return f"{_name(data, claim['org_code'])}{group}"


def _who(entry: Judged) -> str:
    return "England" if entry.trust == "ENG" else short_name(entry.trust_name)


def _name(data: Data, trust: str) -> str:
    if not trust or trust in NAMES:
        return NAMES[trust] if trust else ""
    return str(data.register.trust(trust)["name"])


def findings(entries: Iterable[Judged]) -> Group:
    """Return the finding that each claim leaves, which no page shows and ``findings.csv`` holds."""
    return Group(*(entry.finding() for entry in entries))
