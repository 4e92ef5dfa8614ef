"""Printed percentages and official ones in one chart."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from nhs_culture.charts import dumbbell
from nhs_culture.claims.judged import Judged
from nhs_culture.english import listed, lower_first
from nhs_culture.exhibits import Chart, Note
from nhs_culture.pages.claims.named import in_short
from nhs_culture.units import PERCENT

__all__ = ["printed_and_official"]


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
            f"{in_short(entry)}, {period}: {lower_first(entry.measure_name)}",
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
        f"“{entry.printed}” beside {entry.official} at {in_short(entry)}"
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
