"""The ledger as exhibits: headline, chart, tables, sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from nhs_culture.charts import dumbbell
from nhs_culture.claims.judged import NAMES, Judged
from nhs_culture.english import listed, short_name
from nhs_culture.exhibits import Chart, Headline, Note, Sources, Table
from nhs_culture.register import read_register
from nhs_culture.units import PERCENT, SCORE_0_10, SCORE_1_5

if TYPE_CHECKING:
    from collections.abc import Iterable
from nhs_culture.verdicts import labels

__all__ = [
    "VERDICTS",
    "arithmetic",
    "by_verdict",
    "conflicts",
    "documents",
    "headline",
    "printed_and_official",
    "scales",
    "used",
]

VERDICTS = (*labels.FIGURE.labels,)
"""From the strongest support to none."""
_COLUMNS = {"claim": "Claim", "printed": "Printed", "beside": "Beside it", "verdict": "Verdict"}
_SOURCE = "the documents named; official statistics as listed under Sources"


def headline(entries: Sequence[Judged], trust: str = "") -> Headline:
    """Return how many claims there are, how many can be checked, and how they fare."""
    name = _name(trust)
    about = f" about {short_name(name)}" if name else ""
    context = labels.FIGURE.legend
    if not entries:
        return Headline(
            sentence=f"No document in the register makes a claim{about}.",
            trust=trust,
            trust_name=name,
        )
    counts = Counter(entry.verdict for entry in entries)
    independent = sum(entry.independent for entry in entries)
    single, untested = counts[labels.SINGLE_SOURCE], counts[labels.NOT_TESTABLE]
    judged = listed(f"{counts[word]} {word}" for word in labels.INDEPENDENT if counts[word])
    rest = listed(
        (
            f"{single} rest{'s' if single == 1 else ''} on a single source" if single else "",
            f"{untested} cannot be tested with the data here" if untested else "",
        )
    )
    sentence = (
        f"Of {len(entries)} claims{about}, {independent or 'none'} can be judged by an independent "
        f"figure{': ' if judged else ''}{judged}{'; ' if rest else ''}{rest}."
    )
    return Headline(sentence=sentence, context=context, trust=trust, trust_name=name)


def printed_and_official(entries: Sequence[Judged]) -> Chart | Note:
    """Draw every percentage that has an independent figure, as printed and as official."""
    pairs = {
        (
            f"{_who(entry)}, {period}: {entry.measure_name.lower()}",
            printed,
            round(official, 4),
        )
        for entry in entries
        if entry.unit == PERCENT.code
        for period, printed, official in entry.pairs
    }
    if not pairs:
        return Note(label="No chart", text="No printed percentage has an independent figure here.")
    ordered = sorted(pairs, key=lambda pair: (-abs(pair[1] - pair[2]), pair))
    table = pd.DataFrame(ordered, columns=["label", "printed", "official"])
    apart = (table["printed"] - table["official"]).abs()
    return dumbbell(
        table,
        title=f"{int((apart < 1).sum())} of {len(table)} printed percentages lie within one point "
        f"of the official figure; the furthest is {apart.max():.1f} points off",
        subtitle="Percentages for which an independent figure exists",
        unit=PERCENT,
        source="NHS Staff Survey, and the documents named",
        name="printed-and-official",
    )


def by_verdict(entries: Sequence[Judged]) -> Table:
    """Return the number of claims of each verdict about each organisation."""
    frame = pd.DataFrame([(e.trust_name, e.verdict) for e in entries], columns=["who", "verdict"])
    counts = pd.crosstab(frame["who"], frame["verdict"]).reindex(columns=VERDICTS, fill_value=0)
    counts.insert(0, "claims", counts.sum(axis=1))
    counts = counts.sort_values("claims", ascending=False, kind="stable")
    return Table(
        name="verdicts",
        caption="Claims about each organisation, by verdict",
        data=counts.rename_axis(columns=None).reset_index(),
        headers={"who": "About", "claims": "Claims"} | {v: v.capitalize() for v in VERDICTS},
        source=_SOURCE,
    )


def documents(entries: Sequence[Judged]) -> tuple[Table, ...]:
    """Return the ledger: a table for each organisation, each claim with its verdict and why."""
    counts = Counter(entry.trust for entry in entries)
    subjects = sorted(counts, key=lambda code: (code in NAMES, -counts[code], code))
    return tuple(
        _table(f"claims-{code or 'others'}", [e for e in entries if e.trust == code])
        for code in subjects
    )


def _table(name: str, entries: Sequence[Judged]) -> Table:
    ordered = sorted(entries, key=lambda entry: VERDICTS.index(entry.verdict))
    rows = [(e.statement, e.printed, e.official, e.verdict, e.why) for e in ordered]
    return Table(
        name=name,
        caption=f"{ordered[0].trust_name}: {len(ordered)} "
        f"{'claim' if len(ordered) == 1 else 'claims'}",
        data=pd.DataFrame(rows, columns=[*_COLUMNS, "why"]),
        headers={**_COLUMNS, "why": "Why"},
        source=_SOURCE,
    )


def arithmetic(entries: Sequence[Judged]) -> Table | Note:
    """Return the claims that follow, or do not, from other printed figures."""
    checked = [entry for entry in entries if entry.test in {"arithmetic", "other_source"}]
    if not checked:
        return Note(label="No arithmetic", text="No figure here follows from other figures.")
    rows = [
        (e.statement, e.printed, e.official, "agree" if e.rule in _AGREE else "disagree")
        for e in checked
    ]
    return Table(
        name="arithmetic",
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


def scales(entries: Sequence[Judged]) -> Table | Note:
    """Return the printed engagement scores on both scales."""
    from nhs_culture.metrics.scores import to_ten_point

    ids = {entry.claim_id for entry in entries}
    claims = read_register().claims
    scores = claims[
        claims["unit"].isin([SCORE_1_5.code, SCORE_0_10.code]) & claims["claim_id"].isin(ids)
    ]
    rows = [
        (
            _scored(claim),
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


def used(entries: Iterable[Judged]) -> Sources:
    """Return the documents and the statistics that the ledger rests on."""
    named = {source for entry in entries for source in (entry.document, *entry.sources)}
    sources = read_register().sources
    chosen = sources[sources["source_id"].isin(named)]
    return Sources(
        entries=tuple(
            {
                "title": row["title"],
                "producer": row["author_or_producer"],
                "url": row["url"],
                "published": row["published"],
                "licence": row["licence"],
            }
            for _, row in chosen.iterrows()
        )
    )


def _scored(claim: pd.Series) -> str:
    group = "" if claim["subgroup"] == "all" else f", {claim['subgroup']}"
    return f"{_name(claim['org_code'])}{group}"


def _who(entry: Judged) -> str:
    return "England" if entry.trust == "ENG" else short_name(entry.trust_name)


def _name(trust: str) -> str:
    if not trust or trust in NAMES:
        return NAMES[trust] if trust else ""
    return str(read_register().trust(trust)["name"])
