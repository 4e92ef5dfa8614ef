"""From a figure on a page to its row in ``data/raw``, its publication and the file's checksum."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from nhs_culture.data.panel import load_panel, raw_tables
from nhs_culture.errors import DataError, RegisterError
from nhs_culture.loaders.tidy import read_table
from nhs_culture.paths import RAW
from nhs_culture.register import Register, read_register, suggest

__all__ = ["ClaimTrail", "Trail", "claim_text", "trace", "trace_claim", "trail_text"]

_DERIVED = {"agency_bank_share": ("agency_bank_cost", "staff_cost")}
"""Measures that no table holds, and the measures that they are made from."""


_EVIDENCE = ("test", "relation", "difference", "needed")
_DOCUMENT = ("author_or_producer", "published", "url", "licence")


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
    source_id, title, producer, published, url, licence, compiled_by
        The publication.
    file, sha256
        The official file and its checksum.
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
    source_id: str
    title: str
    producer: str
    published: str
    url: str
    licence: str
    compiled_by: str
    file: str
    sha256: str


@dataclass(frozen=True)
class ClaimTrail:
    """The way of one claim: its row, its document, and the figures set beside it.

    Attributes
    ----------
    claim, document, evidence
        The rows of ``claims.csv``, ``sources.csv`` and ``evidence.csv``, empty cells left out.
    row
        Of the claim in ``claims.csv``, counted from 1.
    beside
        The ways of the official figures of the same trust at the periods of the evidence.
    """

    claim: dict[str, str]
    document: dict[str, str]
    evidence: dict[str, str]
    row: int
    beside: tuple[Trail, ...]


def trace(trust: str, measure: str, period: str, subgroup: str = "all") -> list[Trail]:
    """Return the way of a figure, one for each source that has it.

    Parameters
    ----------
    trust
        ODS code, or ``ENG``.
    measure, period, subgroup
        As in ``measures.csv`` and as published: ``2019``, ``2013-04``, ``2022-23``.

    Returns
    -------
    list of Trail
        First the source that the notebooks read, where several have the figure.

    Raises
    ------
    DataError
        When the trust, the measure or the period is unknown; the message suggests near ones.
    """
    register = read_register()
    if trust != "ENG":
        register.trust(trust)
    entry = register.measure(measure)
    panel = load_panel()
    of_trust = panel[(panel["measure"] == measure) & (panel["org_code"] == trust)]
    found = of_trust[(of_trust["period"] == period) & (of_trust["subgroup"] == subgroup)]
    if found.empty:
        raise DataError(_not_there(of_trust, trust, str(entry["name"]), period, subgroup))
    order = {source: place for place, source in enumerate(str(entry["sources"]).split(";"))}
    rows = sorted(
        found.to_dict("records"),
        key=lambda row: (order.get(row["source_id"], len(order)), row["source_id"]),
    )
    return [_trail(row, str(entry["unit"])) for row in rows]


def trace_claim(claim_id: str) -> ClaimTrail:
    """Return the way of a claim.

    Raises
    ------
    DataError
        When there is no such claim; the message suggests near ones.
    """
    register = read_register()
    claims = register.claims
    found = claims[claims["claim_id"] == claim_id]
    if found.empty:
        near = suggest(claim_id, claims["claim_id"])
        raise DataError(f"No claim {claim_id!r} in claims.csv. {near}")
    claim = found.iloc[0]
    evidence = _row(register.evidence, "claim_id", claim_id)
    return ClaimTrail(
        claim=_present(claim.to_dict()),
        document=_row(register.sources, "source_id", str(claim["document"])),
        evidence=evidence,
        row=int(found.index[0]) + 2,
        beside=tuple(_beside(evidence, register)),
    )


def trail_text(trail: Trail, indent: str = "") -> str:
    """Return the way of a figure as lines to print."""
    note = f" ({trail.note})" if trail.note else ""
    figure = f"{trail.measure} of {trail.trust} in {trail.period}: {_plain(trail.value)} "
    figure += f"{trail.unit}{note}"
    if trail.made_from:
        return "\n".join([figure, *(trail_text(part, "    ") for part in trail.made_from)])
    lines = [
        figure,
        f"  row      {trail.table}:{trail.row}",
        f"  source   {trail.source_id}: {trail.title}",
        f"           {trail.producer}, published {trail.published}",
        f"           {trail.url}",
        f"           {trail.licence}",
    ]
    lines += [f"           extracted by {trail.compiled_by}"] if trail.compiled_by else []
    lines += [f"  file     {trail.file}", f"  sha256   {trail.sha256}"]
    return "\n".join(f"{indent}{line}" for line in lines)


def claim_text(trail: ClaimTrail) -> str:
    """Return the way of a claim as lines to print."""
    claim, document = trail.claim, trail.document
    printed = " to ".join(claim[end] for end in ("value_from", "value_to") if end in claim)
    lines = [
        f"{claim['claim_id']}: {claim['statement']}",
        f"  printed  {printed} {claim['unit']} ({claim['precision']})",
        f"  row      data/raw/register/claims.csv:{trail.row}",
        f"  document {claim['document']}: {document.get('title', '')}, {claim['place']}",
        *(f"           {document[key]}" for key in _DOCUMENT if key in document),
        *(f"  {key:<8} {cell}" for key, cell in trail.evidence.items() if key in _EVIDENCE),
    ]
    return "\n".join([*lines, *(trail_text(beside, "    ") for beside in trail.beside)])


def _plain(number: float) -> str:
    return f"{number:,.4f}".rstrip("0").rstrip(".")


def _beside(evidence: dict[str, str], register: Register) -> list[Trail]:
    """Return the ways of the figures that stand at the two ends of the evidence."""
    trust = evidence.get("org_code", "")
    chosen = set(filter(None, evidence.get("sources", "").split(";")))
    ends = dict.fromkeys(filter(None, (evidence.get("period_from"), evidence.get("period_to"))))
    trails: list[Trail] = []
    for measure in filter(None, evidence.get("measure", "").split(";")):
        for period in ends if trust in {*register.trusts["org_code"], "ENG"} else ():
            try:
                found = trace(trust, measure, period)
            except DataError:
                continue
            trails += [trail for trail in found if not chosen or trail.source_id in chosen]
    return trails


def _trail(row: dict[Any, Any], unit: str) -> Trail:
    source, period = row["source_id"], row["period"]
    record = _record(RAW / source / "source.yml")
    file, sha256 = _file_of(record, period)
    parts = tuple(
        _trail(row | {"measure": part, "value": value, "note": ""}, "GBP")
        for part, value in zip(
            _DERIVED.get(row["measure"], ()), (row["numerator"], row["denominator"]), strict=False
        )
    )
    table, number = ("", 0) if parts else _place(row)
    return Trail(
        trust=row["org_code"],
        measure=row["measure"],
        period=period,
        subgroup=row["subgroup"],
        value=float(row["value"]),
        unit=unit,
        note=row["note"],
        table=table,
        row=number,
        made_from=parts,
        source_id=source,
        **{key: str(record.get(key, "")) for key in ("title", "producer", "published", "url")},
        licence=str(record.get("licence", "")),
        compiled_by=str(record.get("compiled_by", "")),
        file=file,
        sha256=sha256,
    )


def _place(row: dict[Any, Any]) -> tuple[str, int]:
    """Return the table of a figure, below the project, and its row there."""
    key = ["org_code", "period", "measure", "subgroup"]
    for path in raw_tables():
        if path.parent.name == row["source_id"]:
            table = read_table(path)
            at = table.index[(table[key] == [row[name] for name in key]).all(axis=1)]
            if len(at):
                return f"data/raw/{path.parent.name}/{path.name}", int(at[0]) + 2
    raise RegisterError(
        f"data/raw/{row['source_id']}: no row for {row['measure']} of {row['org_code']} in "
        f"{row['period']}; expected the figures of the panel: run `nhs-culture build`"
    )


def _file_of(record: dict[str, Any], period: str) -> tuple[str, str]:
    """Return name and checksum of the file that covers a period."""
    for name, digest, covers in zip(
        record["retrieved_as"], record["sha256"], record["covers"], strict=True
    ):
        first, _, last = str(covers).partition(" to ")
        if first <= period <= (last or first):
            return str(name), str(digest)
    return "", ""


def _record(path: Path) -> dict[str, Any]:
    import yaml

    try:
        record = yaml.safe_load(path.read_text(encoding="utf-8"))
        return {**record, **{key: record[key] for key in ("retrieved_as", "sha256", "covers")}}
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise RegisterError(
            f"{path}: expected a record with retrieved_as, sha256 and covers: {error}"
        ) from error


def _row(table: pd.DataFrame, key: str, value: str) -> dict[str, str]:
    found = table[table[key] == value]
    return _present(found.iloc[0].to_dict()) if len(found) else {}


def _present(row: dict[Any, Any]) -> dict[str, str]:
    """Return the cells of a row that hold something, as text."""
    return {
        str(key): f"{value:g}" if isinstance(value, float) else str(value)
        for key, value in row.items()
        if value != "" and value == value  # noqa: PLR0124 - NaN is not equal to itself
    }


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
    return (
        f"No figure on {name!r} of {trust} in {period!r}. {suggest(period, known_periods)} "
        f"There are figures for {listed}"
    )
