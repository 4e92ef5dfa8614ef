"""Tables of figures against the register: nobody unknown, nothing twice, no source for nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from nhs_culture.data.check.held import HeldData
from nhs_culture.data.check.problem import Problem, told
from nhs_culture.errors import RegisterError
from nhs_culture.loaders.levels import moved_bases, moved_levels, odd_figures, odd_levels
from nhs_culture.loaders.providers import known_as
from nhs_culture.loaders.remarks import remarked
from nhs_culture.loaders.tidy import AREAS, KEY
from nhs_culture.register.schemas import validate

__all__ = ["RULES"]

MEASURES = "data/raw/register/measures.csv"
NAMED = {"claims": "org_name", "interventions": "org_name", "programme_members": "name"}
"""Tables with a code and a name, and the column of the name."""
DIFFERENCES = "data/raw/register/known_differences.csv"


def _schemas(data: HeldData) -> Iterator[Problem]:
    """Hold the tables of the register against their schemas."""
    try:
        validate(data.register, data.project.register)
    except RegisterError as error:
        yield from told(error, data.project)


def _orphans(data: HeldData) -> Iterator[Problem]:
    """Look for figures of unknown organisations or sources."""
    register, figures = data.register, data.figures
    known = {
        "org_code": (
            {*register.organisations["org_code"], *AREAS},
            "a code of trusts.csv or councils.csv, or of an area",
        ),
        "source": (set(register.sources["source_id"]), "a source of sources.csv"),
    }
    for column, (words, expected) in known.items():
        unknown = figures[~figures[column].isin(words)]
        for word, rows in unknown.groupby(column):
            row = rows.iloc[0]
            what = f"{column} {word!r} ({len(rows)} figures)"
            yield Problem("error", row["file"], int(row["row"]), what, expected)


def _names(data: HeldData) -> Iterator[Problem]:
    """Look for a code beside the name of another trust."""
    for table, column in NAMED.items():
        held = getattr(data.register, table)
        rows = pd.DataFrame({"org_code": held["org_code"], "name": held[column]})
        rows = rows[rows["org_code"].isin(data.register.trusts["org_code"])]
        for (code, name), same in rows.groupby(["org_code", "name"]):
            if not known_as(str(code), str(name), data.register):
                place, first = f"data/raw/register/{table}.csv", int(str(same.index[0])) + 2
                expected = f"a name or former name of {code} in trusts.csv, or the code of another"
                yield Problem("warning", place, first, f"{column} {name!r} for {code}", expected)


def _twice(data: HeldData) -> Iterator[Problem]:
    """Look for a figure that stands in two tables of one source."""
    repeated = data.figures[data.figures.duplicated([*KEY, "source"])]
    for row in repeated.to_dict("records"):
        what = f"{row['measure']} of {row['org_code']} in {row['period']} is there twice"
        yield Problem("error", row["file"], row["row"], what, "each figure once in a source")


def _lists(data: HeldData) -> Iterator[Problem]:
    """Look for sources that are named and give nothing, of the measures that others give."""
    given = set(zip(data.figures["measure"], data.figures["source"], strict=True))
    kept = data.register.measures[data.register.measures["measure"].isin({m for m, _ in given})]
    for index, measure, sources in kept[["measure", "sources"]].itertuples(name=None):
        for source in filter(None, sources.split(";")):
            if source in data.records and (measure, source) not in given:
                what = f"{measure} names the source {source}"
                expected = "a source with figures of the measure"
                yield Problem("warning", MEASURES, index + 2, what, expected)
    for place, row in enumerate(data.differences.to_dict("records")):
        for source in (row["first_source"], row["second_source"]):
            if (row["measure"], source) not in given:
                what = f"{source} has no figures of {row['measure']!r}"
                expected = "two sources that have figures of the measure"
                yield Problem("error", DIFFERENCES, place + 2, what, expected)


def _levels(data: HeldData) -> Iterator[Problem]:
    """Look for periods in which the middle of all organisations is out of the question."""
    for source, figures in data.figures.groupby("source"):
        for odd in odd_levels(figures, data.register).itertuples():
            rows = figures[(figures["measure"] == odd.measure) & (figures["period"] == odd.period)]
            what = f"{odd.measure} in {odd.period} is {odd.median:g} in the middle of {source}"
            expected = f"{odd.median_lower:g} to {odd.median_upper:g} ({odd.unit}), by measures.csv"
            place = rows.iloc[0]
            yield Problem("error", place["file"], int(place["row"]), what, expected)


def _odd(data: HeldData) -> Iterator[Problem]:
    """Look for single figures that are out of the question."""
    for _, figures in data.figures.groupby("source"):
        for odd in odd_figures(figures, data.register).to_dict("records"):
            what = f"{odd['measure']} of {odd['org_code']} in {odd['period']} is {odd['value']:g}"
            yield Problem("error", odd["file"], odd["row"], what, odd["expected"])


def _moves(data: HeldData) -> Iterator[Problem]:
    """Look for periods in which all organisations stand far from where they stand in others."""
    for odd in moved_levels(data.figures).itertuples():
        rows = data.figures[
            (data.figures["measure"] == odd.measure)
            & (data.figures["subgroup"] == odd.subgroup)
            & (data.figures["period"] == odd.period)
        ]
        what = f"{odd.measure} in {odd.period} is {odd.times:.2g} times what it is in other periods"
        place = rows.iloc[0]
        expected = "about as in the other periods and sources: is the unit the same?"
        yield Problem("error", place["file"], int(place["row"]), what, expected)


def _bases(data: HeldData) -> Iterator[Problem]:
    """Look for periods whose numerators or denominators are far from those just before."""
    for source, figures in data.figures.groupby("source"):
        for odd in moved_bases(figures, data.register).itertuples():
            rows = figures[(figures["measure"] == odd.measure) & (figures["period"] == odd.period)]
            what = (
                f"the {odd.count}s of {odd.measure} in {odd.period} are {odd.times:.2g} times "
                f"those of the period before, in the middle of {source}"
            )
            place = rows.iloc[0]
            expected = "about as in the period before: is the unit the same?"
            yield Problem("error", place["file"], int(place["row"]), what, expected)


def _early(data: HeldData) -> Iterator[Problem]:
    """Look for monthly figures of a trust from before it was there.

    Surveys know some a little earlier, and one under a code that was another's.
    """
    monthly = data.register.figured["frequency"] == "month"
    figures = data.figures[data.figures["measure"].isin(monthly.index[monthly])]
    first = data.register.trusts.set_index("org_code")["first_month"]
    begin = figures["org_code"].map(first)
    record = first[first != ""].min()  # where the staff record begins, not those trusts
    early = figures[(begin > record) & (figures["period"] < begin)]
    for row in early.drop_duplicates(["measure", "org_code"]).to_dict("records"):
        what = f"{row['measure']} of {row['org_code']} in {row['period']}"
        expected = f"figures from {first[row['org_code']]} on, its first_month in trusts.csv"
        yield Problem("warning", row["file"], row["row"], what, expected)


def _remarks(data: HeldData) -> Iterator[Problem]:
    """Look for figures that are odd and have no note that says so, or one and are not."""
    for _, figures in data.figures.groupby("source"):
        notes = remarked(figures)["note"]
        wrong = figures.assign(told=notes)[notes != figures["note"]]
        for odd in wrong.drop_duplicates(["measure", "subgroup", "org_code"]).to_dict("records"):
            place = f"{odd['measure']} of {odd['org_code']} in {odd['period']}"
            what = f"{place} has the note {odd['note']!r}"
            yield Problem("warning", odd["file"], odd["row"], what, f"the note {odd['told']!r}")


RULES = (
    *(_schemas, _orphans, _names, _twice, _early),
    *(_lists, _levels, _odd, _moves, _bases, _remarks),
)
