"""A row of a table of printed figures, and the row of ``claims.csv`` that it comes to."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from nhs_culture.claims.facts import SAMPLE
from nhs_culture.claims.typed import QUALIFIERS
from nhs_culture.claims.words import printed, span
from nhs_culture.english import capitalised
from nhs_culture.errors import Fault
from nhs_culture.register import KINDS_OF_SOURCE, OUTCOME, PRECISIONS
from nhs_culture.units import (
    COUNT,
    PERCENT_CHANGE,
    PERCENTAGE_POINTS,
    PERCENTILE,
    POUNDS,
    RANK,
    RATIO,
    UNITS,
)

__all__ = ["OPTIONAL", "TYPED", "claim_row", "label", "number", "unclear"]

TYPED = (
    *("claim_id", "org_code", "org_name", "measure", "subgroup", "value_from", "value_to", "unit"),
    *("period_from", "period_to", "precision", "source_title", "publisher", "published", "url"),
    "note",
)
"""Columns that the table must have; ``precision`` as in ``claims.csv``, or ``change`` (only how far
the figure moved is printed), ``bound`` or ``words`` (the note says which)."""
OPTIONAL = (
    *("kind_of_source", "period_inferred", "differs", "about", "rank_of", "quote_location"),
    "conflicts_with",
)
"""Columns that it may have. Without the first, each note begins with ``picked:`` and the kind;
``differs`` says what the document counts otherwise than the measure does."""

CHANGE, BOUND, WORDS = "change", "bound", "words"
_PICKED = re.compile(r"picked: (?P<kind>\w+)(?:; )?")
_INFERRED = re.compile(r"\b(?:inferred|inference)\b")
_FINANCIAL_YEAR = re.compile(r"\d\d(\d\d)-(\d\d)")
_END = re.compile(r"\b(?:top|bottom) \d+ per cent")
_KINDS = {
    RANK.code: "rank",
    PERCENTILE.code: "threshold",
    RATIO.code: "ratio",
    COUNT.code: "count",
    POUNDS.code: "money",
}
_CHANGES = (PERCENT_CHANGE.code, PERCENTAGE_POINTS.code)
_AMONG = {"among the": "at_most"}
"""How a bound of a place is worded: among the ten best."""
_SAME = {"parliamentary_answer": "government_statement"}
"""Kinds of source that are called otherwise in the register."""


def number(text: object) -> float:
    """Return the number in a cell; NaN where there is none."""
    try:
        return float(str(text).replace(",", "") or "nan")
    except ValueError:
        return math.nan


def label(text: str) -> str:
    """Return the label of a period as it was typed: ``2015-16`` is no month.

    >>> label("2015-16"), label("2015-04"), label("2010-11")
    ('2015/16', '2015-04', '2010-11')
    """
    years = _FINANCIAL_YEAR.fullmatch(text)
    if years and int(years[2]) > 12 and int(years[2]) == int(years[1]) + 1:
        return text.replace("-", "/")
    return text


def unclear(row: pd.Series, path: Path, line: int) -> Iterator[Fault]:
    """Yield what a row does not say and nobody can work out.

    Parameters
    ----------
    row
        With the columns of :data:`TYPED` and :data:`OPTIONAL`.
    path, line
        Where it stands.
    """
    for column in ("value_from", "value_to", "rank_of"):
        if row[column] and math.isnan(number(row[column])):
            yield Fault(path, repr(row[column]), "a number, or nothing", line, column)
    if not row["value_to"]:
        yield Fault(path, "nothing", "the printed figure", line, "value_to")
    for column in ("source_title", "publisher", "url", "org_name", "claim_id"):
        if not row[column]:
            yield Fault(path, "nothing", "a text", line, column)
    if _kind_of_source(row) not in KINDS_OF_SOURCE:
        yield Fault(
            path,
            repr(_kind_of_source(row)),
            f"column kind_of_source, or a note that begins with picked: and one of "
            f"{', '.join(KINDS_OF_SOURCE)}",
            line,
            "note",
        )
    if row["unit"] not in UNITS:
        yield Fault(path, repr(row["unit"]), f"one of {', '.join(UNITS)}", line, "unit")
    if row["precision"] not in {*PRECISIONS, CHANGE, BOUND}:
        known = ", ".join((*PRECISIONS, CHANGE, BOUND))
        yield Fault(path, repr(row["precision"]), f"one of {known}", line, "precision")
    if row["precision"] == BOUND and not _qualifier(row):
        expected = "more than, less than, at least or at most in it, as the precision is bound"
        yield Fault(path, repr(row["note"]), expected, line, "note")
    if row["unit"] == PERCENTILE.code and not _END.search(row["note"]):
        yield Fault(path, repr(row["note"]), "top or bottom ... per cent in it", line, "note")


def claim_row(row: pd.Series, source_id: str, names: Mapping[str, str]) -> dict[str, str]:
    """Return the row of ``claims.csv``, every cell as text.

    Parameters
    ----------
    row
        That :func:`unclear` finds nothing wrong with.
    source_id
        Of the page in ``sources.csv``.
    names
        Measure -> its name.
    """
    told = {name: str(row[name]) for name in _COPIED}
    cells = {
        **told,
        "document": source_id,
        "place": row["quote_location"] or "the page",
        "who": row["publisher"],
        "subgroup": row["subgroup"] or "all",
        "kind": _kind(row),
        "period_from": label(row["period_from"]),
        "period_to": label(row["period_to"]),
        "precision": _precision(row),
        "precision_words": _words(row),
        "note": capitalised(_PICKED.sub("", row["note"])),
        "about": row["about"] or OUTCOME,
        "period_inferred": row["period_inferred"] or _yes(_INFERRED.search(row["note"])),
        "collection": SAMPLE,
        "kind_of_source": _kind_of_source(row),
    }
    return {**cells, "statement": _statement(cells, names.get(row["measure"], row["measure"]))}


_COPIED = (
    *("claim_id", "org_code", "org_name", "measure", "value_from", "value_to", "unit"),
    *("rank_of", "url", "conflicts_with"),
)


def _yes(found: object) -> str:
    return "yes" if found else ""


def _kind_of_source(row: pd.Series) -> str:
    picked = _PICKED.match(row["note"])
    kind = row["kind_of_source"] or (picked["kind"] if picked else "")
    return _SAME.get(kind, kind)


def _kind(row: pd.Series) -> str:
    if row["value_from"] or row["precision"] == CHANGE or row["unit"] in _CHANGES:
        return "movement"
    return _KINDS.get(row["unit"], "level")


def _precision(row: pd.Series) -> str:
    """Return the precision as ``claims.csv`` has it."""
    if row["unit"] == PERCENTILE.code:
        return "at_most"
    match row["precision"]:
        case "change":
            return "rounded"
        case "bound":
            return _qualifier(row)
        case "words":
            return _qualifier(row) or "about"
    return str(row["precision"])


def _qualifier(row: pd.Series) -> str:
    """Return what the first words of the note that qualify a figure come to."""
    known = {**QUALIFIERS, **_AMONG}
    note = row["note"].lower()
    found = {m.start(): words for words in known if (m := re.search(rf"\b{words}\b", note))}
    return known[found[min(found)]] if found else ""


def _words(row: pd.Series) -> str:
    """Return the end of a ranking that the note names."""
    end = _END.search(row["note"]) if row["unit"] == PERCENTILE.code else None
    return end[0] if end else ""


def _statement(cells: Mapping[str, str], measure: str) -> str:
    """Say what is printed, from the fields alone."""
    ends = {name: number(cells[name]) for name in ("value_from", "value_to", "rank_of")}
    figure = printed(pd.Series({**cells, **ends})).replace(" → ", ", then ")
    moved = cells["kind"] == "movement" and not cells["value_from"]
    whom = "" if cells["subgroup"] == "all" else f", {cells['subgroup']}"
    where = "" if cells["who"] == cells["org_name"] else f": {cells['org_name']}"
    when = span(cells["period_from"], cells["period_to"])
    return (
        f"{cells['who']} prints {'a change of ' if moved else ''}{figure} on “{measure}”{whom}"
        f"{where}{f', {when}' if when else ''}."
    )
