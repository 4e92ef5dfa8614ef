"""The screen over all trusts: what stands out, what lasted, and who is written about."""

from __future__ import annotations

import pandas as pd

from nhs_culture import periods
from nhs_culture.charts import estimates
from nhs_culture.english import counted, listed, number_word, short_name
from nhs_culture.exhibits import Chart, Headline, Note, Sources, Table
from nhs_culture.pages.trust_pages import trust_page
from nhs_culture.studies.turnarounds import Screen, survival
from nhs_culture.units import PERCENT, unit

__all__ = ["candidates", "chart", "faded", "headline", "lasted", "measures", "sources", "unwritten"]

_YEARS = (3, 5)


def headline(over: Screen) -> Headline:
    """Return how many changes stand out, beside how many would where nothing moved."""
    counts, trusts = over.counts, over.changes["org_code"].nunique()
    looked = f"{counted(trusts, 'trust')}, {counted(len(over.measures), 'measure')}"
    stands = f"{over.found:,} of them {'stands' if over.found == 1 else 'stand'}"
    said = (
        f"Over {looked} and every date, {counts.found:,} of {counts.tests:,} changes are as "
        f"unusual as one in twenty; where nothing moved {counts.expected_false:,.0f} would be. "
        f"{stands if over.found else 'None stands'} out once the number of looks is allowed for."
    )
    rose = int((over.episodes["direction"] > 0).sum())
    told = (
        "A screen finds candidates and no causes. The primary comparison notes "
        f"{counted(len(over.episodes), 'change')} by itself, {rose} for the better and "
        f"{len(over.episodes) - rose} for the worse; most of them are what chance gives when one "
        "looks so often. They are listed so that each can be looked at, not believed."
    )
    return Headline(sentence=said, context=told)


def chart(over: Screen, measure: str) -> Chart | Note:
    """Return the candidates of one measure, the furthest first."""
    rows = over.episodes[over.episodes["measure"] == measure].copy()
    if rows.empty:
        return Note(label="None", text="No trust is noted on this measure.")
    rows = rows.reindex(rows["z"].abs().sort_values(ascending=False).index)
    names = over.data.register.trust_names
    rows["label"] = [
        f"{short_name(names[code])}, {periods.in_words(date)}"
        for code, date in zip(rows["org_code"], rows["date"], strict=True)
    ]
    half = 1.96 * rows["usual"]
    rows = rows.assign(lower=rows["estimate"] - half, upper=rows["estimate"] + half)
    better = int((rows["direction"] > 0).sum())
    entry = over.data.register.measure(measure)
    return estimates(
        rows,
        title=f"{entry['name']}: {counted(len(rows), 'change')} that the comparison notes by "
        f"itself, {better} for the better",
        subtitle="Change relative to trusts that started alike, at the most unusual date, give or "
        "take twice what is usual for such a trust; before allowing for the number of looks",
        unit=unit(str(entry["unit"])),
        source="Official statistics named under Sources",
        name="candidates",
        primary=None,
    )


def candidates(over: Screen) -> Table:
    """Return every candidate, the most unusual first."""
    figured, names = over.data.register.figured, over.data.register.trust_names
    rows = [
        {
            "org_code": row["org_code"],
            "trust": names[row["org_code"]],
            "measure": figured["name"][row["measure"]],
            "date": periods.in_words(row["date"]),
            "difference": unit(str(figured["unit"][row["measure"]])).difference.change(
                row["estimate"]
            ),
            "for the": "better" if row["direction"] > 0 else "worse",
            "q": row["q"],
            "left": _left(row["years"], faded=row["faded"]),
            "written": "yes" if row["claims"] else "no",
        }
        for row in over.episodes.sort_values("q").to_dict("records")
    ]
    leads_to = [trust_page(over.data.register, row["org_code"]) for row in rows]
    return Table(
        name="every-candidate",
        caption="Changes relative to trusts that started alike that the primary comparison notes, "
        "one row a trust and measure",
        data=pd.DataFrame(rows),
        headers={
            "org_code": "code",
            "date": "from",
            "q": "share of false finds this far out",
            "left": "half of it left",
            "written": "a document here mentions it",
        },
        formats={"q": ".2f"},
        hrefs=leads_to,
    )


def _left(years: int, *, faded: bool) -> str:
    if not years:
        return "no later figure"
    if faded:
        return f"gone by year {years}"
    return f"for the {counted(years, 'year')} known"


def lasted(over: Screen) -> Table:
    """Return for how long half of the changes was left."""
    return Table(
        name="lasted",
        caption="Share of the candidates with half of their change left, by years after the "
        "window, with its 95% interval (Kaplan and Meier)",
        data=survival(over.episodes)
        .mul(pd.Series({"left": 100, "lower": 100, "upper": 100, "at_risk": 1}))
        .reset_index(),
        headers={"left": "left, %", "lower": "from", "upper": "to", "at_risk": "still followed"},
        formats={"years": ".0f", "left": ".0f", "lower": ".0f", "upper": ".0f", "at_risk": ".0f"},
    )


def faded(over: Screen) -> Note:
    """Return the share that had faded after some years."""
    curve = survival(over.episodes)
    told = [
        f"{PERCENT.value(100 * (1 - float(known.iloc[-1])))} after {number_word(year)} years"
        for year in _YEARS
        if len(known := curve.loc[:year, "left"])
    ]
    lost = f"Of the candidates that can be followed, {listed(told)} had less than half left."
    text = lost if told else "None of the candidates has later figures."
    return Note(
        label="Faded",
        text=f"{text} A change that was picked for its size falls back in part by itself.",
    )


def unwritten(over: Screen) -> Note:
    """Return how many rises like those of the case studies nobody wrote about."""
    rows, names = over.unwritten(), over.data.register.trust_names
    figured = over.data.register.figured
    if rows.empty:
        return Note(label="Unwritten", text="No other trust rose as far as a case study.")
    columns = [rows[name].astype(str) for name in ("org_code", "measure", "date")]
    told = listed(
        [
            f"{short_name(names[code])} ({str(figured['name'][measure]).lower()}, "
            f"{periods.in_words(date)})"
            for code, measure, date in zip(*columns, strict=True)
        ]
    )
    return Note(
        label="Unwritten",
        text=f"On a measure on which a case study is noted for the better, "
        f"{counted(len(rows), 'other trust')} changed as unusually and no document held here "
        f"mentions it: {told}.",
    )


def measures(over: Screen) -> Table:
    """Return for each measure how much was looked at and what is noted."""
    figured = over.data.register.figured
    changes, noted = over.changes.groupby("measure"), over.episodes.groupby("measure")
    table = pd.DataFrame(
        {
            "trusts": changes["org_code"].nunique(),
            "dates": changes["date"].nunique(),
            "looks": changes.size(),
            "noted": noted.size(),
            "better": noted["direction"].agg(lambda directions: int((directions > 0).sum())),
        }
    ).fillna(0)
    table.insert(0, "measure", figured["name"].reindex(table.index))
    return Table(
        name="looked-at",
        caption="What was looked at: measures of trusts with eight periods or more",
        data=table.reset_index(drop=True),
        headers={"looks": "trusts and dates", "noted": "candidates", "better": "for the better"},
        formats=dict.fromkeys(("looks", "noted", "better"), ",.0f"),
    )


def sources(over: Screen) -> Sources:
    """Return the publications that the figures come from."""
    register = over.data.register
    ids = {one for name in over.measures for one in register.measure(name)["sources"].split(";")}
    found = [register.source(one) for one in sorted(ids) if one]
    return Sources(
        entries=tuple({"title": s.title, "producer": s.producer, "url": s.url} for s in found)
    )
