"""What gets printed: whether levels are true and changes a fair draw, in words and exhibits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from nhs_culture import periods
from nhs_culture.charts import dumbbell, shares
from nhs_culture.english import capitalised, counted, lower_first, number_word, short_name
from nhs_culture.exhibits import Chart, Headline, Note, Sources, Table
from nhs_culture.studies.printed import (
    BEYOND,
    YEARS_ON,
    Direction,
    Median,
    Printed,
)
from nhs_culture.units import PERCENT, Unit, unit

__all__ = [
    "changes",
    "chart",
    "exceptions",
    "furthest",
    "good_years",
    "headline",
    "how_little",
    "levels",
    "places",
    "sources",
    "which_way",
]

KINDS = {
    "": "All",
    "trust_release": "Trusts' own releases",
    "local_press": "Local papers",
    "case_study": "Case studies",
    "trade_press": "Trade press",
    "trade_press_table": "Tables in the trade press",
    "evaluation": "Evaluations",
    "award": "Awards",
    "vendor": "Vendors",
    "statutory_report": "Statutory reports",
    "board_paper": "Board papers",
    "government_statement": "Ministers and departments",
    "official_statistics": "Official statistics",
}
"""Kinds of source, as a reader is told them."""
RELEASE, PRESS = "trust_release", "local_press"
_FEWEST = 5
"""Printed changes of a kind of source that a row of the chart rests on."""
_PAGES = "the pages gathered, and the NHS Staff Survey"
_OFFICIAL = "the pages gathered, and the official statistics named under Sources"


def headline(over: Printed) -> Headline:
    """Return whether printed levels are true, and printed changes a fair draw."""
    right, of = over.agreeing, len(over.levels)
    release, press = over.of(RELEASE), over.of(PRESS)
    said = (
        f"Printed levels are {_how_often(right / of)} right: {right} of {of} agree with the "
        "official figure as closely as they are printed. "
        f"Printed changes are {_chosen(release)}: trusts' own releases print {_counts(release)}, "
        f"local papers {_counts(press)}."
    )
    told = (
        f"{over.within_a_point} of {len(over.percentages)} printed percentages lie within a point "
        f"of the official figure. A sample of {len(over.claims)} printed figures ({over.facts} "
        "where what two pages print counts once, as it does here) about "
        f"{over.trusts} trusts from {over.pages} pages, gathered without a look at the "
        "official figures. Only "
        f"{len(over.changes)} printed changes have official figures at both ends, in "
        f"{over.percentile.clusters} independent groups of pages and trusts, which is little; "
        "that trusts print good news does not make any single figure wrong."
    )
    return Headline(sentence=said, context=told)


def _how_often(share: float) -> str:
    return "nearly always" if share >= 0.9 else "mostly" if share > 0.5 else "mostly not"


def _chosen(release: Direction) -> str:
    if release.interval.lower > 0.5:
        return "chosen for their direction"
    return "not clearly chosen"


def _counts(one: Direction) -> str:
    worse = f"{one.worse} for the worse" if one.worse else "none for the worse"
    return f"{one.better} for the better and {worse}"


def chart(over: Printed) -> Chart:
    """Return the share of printed changes for the better, by kind of source."""
    shown = [one for one in over.by_kind if one.better + one.worse >= _FEWEST]
    ordered = sorted(shown, key=lambda one: (one.kind != RELEASE, one.kind == "", -one.share))
    rows = [
        {
            "label": f"{KINDS[one.kind]}: {one.better} of {one.better + one.worse} for the better",
            "estimate": 100 * one.share,
            "lower": 100 * one.interval.lower,
            "upper": 100 * one.interval.upper,
        }
        for one in ordered
    ]
    release, press = over.of(RELEASE), over.of(PRESS)
    return shares(
        pd.DataFrame(rows),
        title=f"Trusts print {release.better} changes for the better for {release.worse} for the "
        f"worse; local papers {press.better} for {press.worse}",
        subtitle="Share of printed changes that are for the better, by who prints them, with 95% "
        "interval; the line is at half",
        source="the pages gathered",
        name="which-way",
    )


def which_way(over: Printed) -> Table:
    """Return which way printed changes go, and what all trusts did in the same years."""
    rows = [
        (
            KINDS[one.kind],
            one.better,
            one.worse,
            one.same,
            one.clusters,
            100 * one.share,
            f"{100 * one.interval.lower:.0f} to {100 * one.interval.upper:.0f}",
            100 * one.expected if one.of else None,
            one.of or None,
        )
        for one in over.by_kind
    ]
    names = ("who", "better", "worse", "same", "clusters", "share", "interval", "fair", "of")
    return Table(
        name="directions",
        caption="Printed changes by who prints them, and the share of all trusts that moved for "
        "the better on the same measure in the same years",
        data=pd.DataFrame(rows, columns=list(names)),
        headers={
            "who": "Who prints them",
            "better": "for the better",
            "worse": "for the worse",
            "same": "no change",
            "clusters": "independent groups",
            "share": "for the better, %",
            "interval": "95% interval",
            "fair": "all trusts, %",
            "of": "over changes",
        },
        formats={"share": ".0f", "fair": ".0f", "of": ".0f"},
        source=_OFFICIAL,
    )


def levels(over: Printed) -> Table:
    """Return by measure how far printed levels lie from the official figures."""
    figured = over.data.register.figured
    rows = [
        (
            figured["name"][measure],
            len(of_measure),
            int(of_measure["agrees"].sum()),
            unit(str(figured["unit"][measure])).size(float(of_measure["off"].abs().median())),
            unit(str(figured["unit"][measure])).size(float(of_measure["off"].abs().max())),
        )
        for measure, of_measure in over.levels.groupby("measure")
    ]
    names = ["measure", "n", "agree", "median", "most"]
    table = pd.DataFrame(rows, columns=names).sort_values("n", ascending=False, kind="stable")
    return Table(
        name="levels",
        caption="Printed levels with an official figure of the same trust and survey",
        data=table,
        headers={
            "measure": "Measure",
            "n": "printed",
            "agree": "agree in print",
            "median": "half lie within",
            "most": "the furthest off",
        },
        source=_PAGES,
    )


def exceptions(over: Printed) -> Chart | Note:
    """Draw the printed percentages that do not agree, the furthest off first."""
    apart = over.exceptions
    apart = apart[apart["claim_id"].isin(over.percentages["claim_id"])]
    if apart.empty:
        return Note(label="None", text="Every printed percentage agrees with the official one.")
    figured, names = over.data.register.figured["name"], over.data.register.trust_names
    rows = [
        {
            "label": f"{short_name(names[row['org_code']])}, {row['period']}: "
            f"{lower_first(str(figured[row['measure']]))}",
            "printed": row["printed"],
            "official": row["official"],
        }
        for row in apart.to_dict("records")
    ]
    far = int((apart["off"].abs() > 1).sum())
    return dumbbell(
        pd.DataFrame(rows),
        title=f"{capitalised(counted(len(rows), 'printed percentage', in_words=True))} "
        f"{'does' if len(rows) == 1 else 'do'} not agree in print, {number_word(far)} of them by "
        "more than a point",
        subtitle="Printed percentages further from the official figure than rounding allows",
        unit=PERCENT,
        source=_PAGES,
        name="exceptions",
    )


def furthest(over: Printed) -> Note:
    """Name the printed level that lies furthest from the official one, and who printed it."""
    apart = over.exceptions
    if apart.empty:
        return Note(label="Furthest off", text="None lies further off than rounding allows.")
    row, register = apart.iloc[0], over.data.register
    claim = register.claims.set_index("claim_id").loc[row["claim_id"]]
    own = unit(str(register.measure(row["measure"])["unit"]))
    inferred = " The year is inferred from the date of the page." if row["inferred"] else ""
    remark = f" Of the page is noted: {lower_first(claim['note'])}." if claim["note"] else ""
    return Note(
        label="Furthest off",
        text=f"{claim['who']} prints {own.value(row['printed'])} on "
        f"“{register.measure(row['measure'])['name']}” of {row['period']} at "
        f"{over.data.register.trust_names[row['org_code']]}, where the official figure is "
        f"{own.value(row['official'])}.{inferred}{remark} It was read in part: a lead, until the "
        "wording of the page is clear.",
    )


def good_years(over: Printed) -> Chart:
    """Return where the year that is printed stands among the trust's own, by who prints it."""
    rows = [one for one in over.good_years if one.n >= _FEWEST]
    ordered = sorted(rows, key=lambda one: (one.kind != RELEASE, one.kind == "", -one.median))
    release, press = over.year_of(RELEASE), over.year_of(PRESS)
    return shares(
        pd.DataFrame([_standing(one) for one in ordered]),
        title=f"The year that a trust prints is better than {release.median:.0f}% of its other "
        f"years; that which a local paper prints, than {press.median:.0f}%",
        subtitle="Median place of the official figure of the printed year among the trust's other "
        "years, in percent, with 95% interval; 50 is any year",
        source=_PAGES,
        name="good-years",
    )


def _standing(one: Median) -> dict[str, object]:
    lower, upper = one.interval or (np.nan, np.nan)
    label = f"{KINDS[one.kind]}: {one.median:.0f}% over {counted(one.n, 'figure')}"
    return {"label": label, "estimate": one.median, "lower": lower, "upper": upper}


def places(over: Printed) -> Table:
    """Return the median places by who prints, with how much they rest on."""
    told = {
        "change, among all trusts": over.percentiles,
        "year, among the trust's own": over.good_years,
        "trust, among all in the year": over.good_trusts,
    }
    rows = [
        (what, KINDS[one.kind], one.n, one.clusters, one.median, _interval(one))
        for what, medians in told.items()
        for one in medians
    ]
    names = ["what", "who", "n", "clusters", "median", "interval"]
    return Table(
        name="places",
        caption="Where the official figures of what is printed stand, in percent: 50 for a fair "
        "draw, 100 for the best",
        data=pd.DataFrame(rows, columns=names),
        headers={
            "what": "Place of the",
            "who": "Who prints it",
            "n": "figures",
            "clusters": "independent groups",
            "median": "median",
            "interval": "95% interval",
        },
        formats={"median": ".0f"},
        source=_PAGES,
    )


def _interval(one: Median) -> str:
    if one.interval is None:
        return "too few groups"
    return f"{one.interval.lower:.0f} to {one.interval.upper:.0f}"


def changes(over: Printed) -> Table:
    """Return every printed change that has official figures at both ends."""
    figured, names = over.data.register.figured, over.data.register.trust_names
    rows = [
        (
            names[row["org_code"]],
            figured["name"][row["measure"]],
            f"{periods.in_words(row['period_from'])} to {periods.in_words(row['period_to'])}",
            KINDS[row["kind"]],
            *_moves(row, unit(str(figured["unit"][row["measure"]]))),
            row["percentile"],
            row["alike"],
            _kept(row["left"]),
        )
        for row in over.changes.sort_values("percentile", ascending=False).to_dict("records")
    ]
    columns = ["trust", "measure", "years", "who", "own", "all", "percentile", "alike", "left"]
    return Table(
        name="changes",
        caption="Printed changes with official figures at both ends, as changes for the better",
        data=pd.DataFrame(rows, columns=columns),
        headers={
            "years": "from and to",
            "who": "who prints it",
            "own": "official change",
            "all": "median of all trusts",
            "percentile": "larger than at, % of trusts",
            "alike": "as far from that level, % of trusts",
            "left": f"lead left {number_word(YEARS_ON)} years on",
        },
        formats={"percentile": ".0f", "alike": ".0f"},
        source=_OFFICIAL,
    )


def _moves(row: dict[Any, Any], own: Unit) -> tuple[str, str]:
    return own.change(row["change"]), own.change(row["median"])


def _kept(left: float) -> str:
    return "not known" if np.isnan(left) else f"{left:.0%}" if left >= 0 else "none"


def how_little(over: Printed) -> Note:
    """Say what the few printed changes with official figures show, and how little that carries."""
    n, every = len(over.changes), over.percentile
    told = (
        f"{capitalised(counted(n, 'printed change', in_words=True))} can be placed among the same "
        f"change at all trusts. {over.nine_in_ten} went further than at nine in ten trusts, "
        f"{over.of_england} were by half or more what England's median trust did too, "
        f"{over.beyond} went further than all but {BEYOND}% of trusts that started at their level, "
        f"and of {over.followed} that can be followed {over.lasting} had half or more of their "
        f"lead left after {number_word(YEARS_ON)} years. "
    )
    low, high = every.interval or (np.nan, np.nan)
    sure = (
        f"The median place is {every.median:.0f}%, with a 95% interval from {low:.0f} to "
        f"{high:.0f}, "
        if every.interval
        else f"The median place is {every.median:.0f}%, "
    )
    rest = (
        f"on {every.clusters} groups of pages and trusts: that says that large changes are the "
        "ones that get printed, and not by how much."
    )
    return Note(label="How little this carries", text=told + sure + rest)


def sources(over: Printed) -> Sources:
    """Return the publications that the printed figures are set beside."""
    register = over.data.register
    used = {*over.levels["measure"], *over.changes["measure"]}
    ids = {one for name in used for one in register.measure(name)["sources"].split(";")}
    held = [one for one in sorted(ids) if one in register.records]
    return Sources(entries=tuple(register.source(one).entry for one in held))
