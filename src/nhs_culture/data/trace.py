"""From a figure on a page to its row in ``data/raw``, its publication and the file's checksum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from nhs_culture.data.access import Data
from nhs_culture.data.panel import DERIVED
from nhs_culture.errors import DataError, Fault, RegisterError
from nhs_culture.loaders.tidy import read_table
from nhs_culture.periods import in_words, read
from nhs_culture.register import suggest
from nhs_culture.register.sources import File, Source
from nhs_culture.units import unit

__all__ = ["Trail", "trace", "trail_text"]


@dataclass(frozen=True)
class Trail:
    """The way of one figure.

    Attributes
    ----------
    trust, measure, period, subgroup, value, unit, note
        The figure as it stands in the panel.
    table, row
        Where it stands below the project, the row counted from 1 as an editor does; empty and 0
        for a derived figure.
    made_from
        The ways of the figures that a derived one is made from.
    source, compiled_by
        The publication, and who extracted the figures where it was not this project.
    file
        The official file.
    """

    trust: str
    measure: str
    period: str
    subgroup: str
    value: float
    unit: str
    note: str
    table: str
    row: int
    made_from: tuple[Trail, ...]
    source: Source
    compiled_by: str
    file: File


def trace(data: Data, trust: str, measure: str, period: str, subgroup: str = "all") -> list[Trail]:
    """Return the way of a figure, one for each source that has it.

    Parameters
    ----------
    data
        Register and panel.
    trust
        ODS code, or ``ENG``.
    measure, period, subgroup
        As in ``measures.csv`` and as published: ``2019``, ``2013-04``, ``2022/23``; or a period as
        the pages print it: ``April 2013``, ``2015–17``.

    Returns
    -------
    list of Trail
        First the source that the notebooks read, where several have the figure.

    Raises
    ------
    DataError
        When the trust, the measure or the period is unknown; the message suggests near ones.
    """
    if trust != "ENG":
        data.register.trust(trust)
    entry = data.register.measure(measure)
    of_measure = data.panel[data.panel["measure"] == measure]
    of_trust = of_measure[of_measure["org_code"] == trust]
    printed = {in_words(str(label)).lower(): str(label) for label in of_trust["period"].unique()}
    typed = read(period, str(entry["frequency"]))
    period = printed.get(typed.lower(), typed)
    found = of_trust[(of_trust["period"] == period) & (of_trust["subgroup"] == subgroup)]
    if found.empty:
        raise DataError(_not_there(of_trust, trust, str(entry["name"]), period, subgroup))
    order = {source: place for place, source in enumerate(str(entry["sources"]).split(";"))}
    rows = sorted(
        found.to_dict("records"),
        key=lambda row: (order.get(row["source_id"], len(order)), row["source_id"]),
    )
    return [_trail(data, row) for row in rows]


def trail_text(trail: Trail, indent: str = "") -> str:
    """Return the way of a figure as lines to print."""
    note = f" ({trail.note})" if trail.note else ""
    figure = f"{trail.measure} of {trail.trust} in {trail.period}: {_exact(trail)}{note}"
    if trail.made_from:
        return "\n".join([figure, *(trail_text(part, "    ") for part in trail.made_from)])
    source = trail.source
    lines = [
        figure,
        f"  row      {trail.table}:{trail.row}",
        f"  source   {source.source_id}: {source.title}",
        f"           {source.producer}, published {source.published}",
        f"           {source.url}",
        f"           {source.licence}",
    ]
    lines += [f"           extracted by {trail.compiled_by}"] if trail.compiled_by else []
    lines += [f"  file     {trail.file.name}", f"  sha256   {trail.file.sha256}"]
    return "\n".join(f"{indent}{line}" for line in lines)


def _exact(trail: Trail) -> str:
    """Return a figure with all of its decimals, in the words of its unit."""
    number, of = f"{trail.value:,.4f}".rstrip("0").rstrip("."), unit(trail.unit)
    around = f"{of.before}{number}{of.after}"
    return around if around != number else f"{number} ({of.name})"


def _trail(data: Data, row: dict[Any, Any]) -> Trail:
    source, period = data.register.source(row["source_id"]), row["period"]
    record = data.register.records.get(source.source_id)
    covering = [file for file in record.files if file.has(period)] if record else []
    file = covering[0] if covering else File("", "", "")
    parts = tuple(
        _trail(data, row | {"measure": part, "value": value, "note": ""})
        for part, value in zip(
            DERIVED.get(row["measure"], ()), (row["numerator"], row["denominator"]), strict=False
        )
    )
    table, number = ("", 0) if parts else _place(data, row)
    return Trail(
        trust=row["org_code"],
        measure=row["measure"],
        period=period,
        subgroup=row["subgroup"],
        value=float(row["value"]),
        unit=str(data.register.measure(row["measure"])["unit"]),
        note=row["note"],
        table=table,
        row=number,
        made_from=parts,
        source=source,
        compiled_by=record.compiled_by if record else "",
        file=file,
    )


def _place(data: Data, row: dict[Any, Any]) -> tuple[str, int]:
    """Return the table of a figure, below the project, and its row there."""
    key = ["org_code", "period", "measure", "subgroup"]
    folder = data.project.raw / row["source_id"]
    for path in sorted(folder.glob("*.csv")):
        table = read_table(path, data.register)
        at = table.index[(table[key] == [row[name] for name in key]).all(axis=1)]
        if len(at):
            return data.project.place(path), int(at[0]) + 2
    found = f"no row for {row['measure']} of {row['org_code']} in {row['period']}"
    raise RegisterError(Fault(folder, found, "the figures of the panel: run `nhs-culture build`"))


def _not_there(of_trust: pd.DataFrame, trust: str, name: str, period: str, subgroup: str) -> str:
    of_group = of_trust[of_trust["subgroup"] == subgroup]
    if of_group.empty:
        groups = ", ".join(sorted(map(str, of_trust["subgroup"].unique())))
        known = f" for {subgroup!r}; there are figures for {groups}" if groups else ""
        return f"No figures on {name!r} of {trust}{known}"
    known_periods = sorted(map(str, of_group["period"].unique()))
    listed = (
        ", ".join(known_periods)
        if len(known_periods) <= 16
        else f"{known_periods[0]} to {known_periods[-1]}"
    )
    near = suggest(period, known_periods, "")
    told = f"There are figures for {listed}"
    return f"No figure on {name!r} of {trust} in {period!r}. {' '.join(filter(None, (near, told)))}"
