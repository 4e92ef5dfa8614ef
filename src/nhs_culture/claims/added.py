"""A table of printed figures, made into rows of the register: claims, documents, evidence.

What follows by rule is worked out: the kind of claim, the row of its document, a statement in words
of our own (:mod:`nhs_culture.claims.typed_rows`), and the official figures to set beside it. What
cannot be known is asked for, by row and column. Nothing is written unless every row is in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from nhs_culture.claims.judged import NAMES, Judged, judged
from nhs_culture.claims.proposed import proposed
from nhs_culture.claims.typed_rows import OPTIONAL, TYPED, claim_row, label, number, unclear
from nhs_culture.data.access import Data
from nhs_culture.data.datapackage import write_datapackage
from nhs_culture.errors import Fault, RegisterError
from nhs_culture.exhibits.markup import slug
from nhs_culture.loaders.providers import known_as
from nhs_culture.paths import Project
from nhs_culture.register import NUMERIC, Register, appended, read_rows
from nhs_culture.register.schemas import faults_of

__all__ = ["Addition", "add", "plan"]

_TABLES = ("claims", "evidence", "sources")
_LICENCE = "copyright of the publisher; figures cited"
_NOTE = "Read in part, for its figures"
KIND = "sample"
"""Kind of the documents in ``sources.csv``."""


@dataclass(frozen=True, eq=False)
class Addition:
    """What a table adds to the register.

    Attributes
    ----------
    claims, evidence, sources
        The new rows, every cell as the text that will stand in the file.
    judged
        The new claims with their verdicts.
    repeated
        Identifier of each row that is not added, and why: what it repeats, or in what the claim of
        its name differs.
    ignored
        Columns of the table that the register has no place for.
    """

    claims: pd.DataFrame
    evidence: pd.DataFrame
    sources: pd.DataFrame
    judged: tuple[Judged, ...]
    repeated: tuple[tuple[str, str], ...]
    ignored: tuple[str, ...]


def plan(path: Path, data: Data) -> Addition:
    """Return what a table adds to the register; nothing is written.

    Parameters
    ----------
    path
        Comma-separated values with the columns of :mod:`nhs_culture.claims.typed_rows`.
    data
        The register and the panel.

    Raises
    ------
    RegisterError
        With everything that is wrong with the table: row, column, what was expected.
    """
    table = _read(path)
    repeated = _repeated(table, data.register, path)
    rows = table.drop(index=list(repeated))
    _refuse(fault for at, row in rows.iterrows() for fault in unclear(row, path, _line(at)))
    _refuse(_misnamed(rows, data.register, path))
    sources = _documents(rows, data.register)
    claims = _claims(rows, sources, data.register)
    _refuse(_wrong(claims, sources, path, data.register))
    evidence = _evidence(claims, rows["differs"], data)
    new = replace(data, register=_with(data.register, claims, evidence, sources))
    return Addition(
        claims=claims,
        evidence=evidence,
        sources=sources.drop(index=sources.index[sources["source_id"].isin(_known(data.register))]),
        judged=_judged(claims, evidence, new, path),
        repeated=tuple((str(table["claim_id"][at]), what) for at, what in repeated.items()),
        ignored=tuple(str(name) for name in table if name not in {*TYPED, *OPTIONAL}),
    )


def add(addition: Addition, project: Project) -> None:
    """Write the new rows at the ends of their tables, all of them or none."""
    rows = {name: getattr(addition, name) for name in _TABLES}
    write_datapackage(project, appended(project.register, rows))


def _read(path: Path) -> pd.DataFrame:
    table: pd.DataFrame = read_rows(path).map(str.strip)
    expected = f"the columns {', '.join(TYPED)}"
    _refuse(Fault(path, f"no column {name!r}", expected) for name in TYPED if name not in table)
    if table.empty:
        raise RegisterError(Fault(path, "no rows", "a printed figure in each"))
    absent = [name for name in OPTIONAL if name not in table]
    everyone = (table["org_code"] == "") & (table["org_name"] == NAMES["ENG"])
    table.loc[everyone, "org_code"] = "ENG"
    return table.reindex(columns=[*table, *absent], fill_value="")


def _line(at: object) -> int:
    """Return the row of a file, as an editor shows it."""
    return int(str(at)) + 2


def _refuse(faults: Iterable[Fault]) -> None:
    found = sorted(faults)
    if found:
        raise RegisterError(*found)


def _misnamed(rows: pd.DataFrame, register: Register, path: Path) -> Iterator[Fault]:
    """Yield the codes that stand beside a name that the trust has never had."""
    codes = rows[rows["org_code"].isin(register.trusts["org_code"])]
    for at, row in codes.iterrows():
        code, name = str(row["org_code"]), str(row["org_name"])
        if not known_as(code, name, register):
            expected = f"a name or former name of {code} in trusts.csv, or the code of another"
            yield Fault(path, f"{name!r} for {code}", expected, _line(at), "org_name")


def _repeated(table: pd.DataFrame, register: Register, path: Path) -> dict[int, str]:
    """Return the rows that print once more what an earlier row or a claim prints, and which.

    So are rows that the register has read otherwise since, from the same page: those stand as they
    are there.
    """
    held = register.claims.set_index("claim_id", drop=False)
    seen = {_figure(row): f"repeats claim {name}" for name, row in held.iterrows()}
    ids = dict.fromkeys(held.index, "claims.csv")
    found, faults = {}, []
    for at, row in table.iterrows():
        figure, name = _figure(row), str(row["claim_id"])
        if figure in seen:
            found[int(str(at))] = seen[figure]
            continue
        if name in held.index and held["url"][name] == row["url"]:
            found[int(str(at))] = _otherwise(pd.Series(held.loc[name]), row)
            continue
        if name in ids:
            taken = f"{name!r}, which is in {ids[name]} with another figure"
            faults.append(Fault(path, taken, "an identifier of its own", _line(at), "claim_id"))
        seen[figure], ids[name] = f"repeats row {_line(at)}", f"row {_line(at)}"
    _refuse(faults)
    return found


def _otherwise(claim: pd.Series, row: pd.Series) -> str:
    """Say in what a claim differs from a row of the same name and page."""
    both = zip(_PARTS, _figure(claim), _figure(row), strict=True)
    told = [
        f"{part} {there or 'none'}, here {here or 'none'}"
        for part, there, here in both
        if there != here
    ]
    return f"stands otherwise in claims.csv and is kept as it is there: {'; '.join(told)}"


_PARTS = (
    *("whose", "measure", "subgroup", "unit", "url", "value_from", "value_to"),
    *("period_from", "period_to"),
)
"""Names of what :func:`_figure` returns."""


def _figure(row: pd.Series) -> tuple[object, ...]:
    """Return what makes two rows the same figure of one page."""
    whom = row["org_code"] or row["org_name"]
    values = [number(row[name]) for name in ("value_from", "value_to")]
    when = [label(row[name]) for name in ("period_from", "period_to")]
    told = [None if value != value else value for value in values]  # noqa: PLR0124 - NaN
    return (whom, row["measure"], row["subgroup"] or "all", row["unit"], row["url"], *told, *when)


def _known(register: Register) -> set[str]:
    return set(register.sources["source_id"])


def _documents(rows: pd.DataFrame, register: Register) -> pd.DataFrame:
    """Return a row of ``sources.csv`` for every page, labelled by its address."""
    held = {str(row["url"]): row.to_dict() for _, row in register.sources.iterrows()}
    taken, found = _known(register), {}
    for _, first in rows.drop_duplicates("url").iterrows():
        url = str(first["url"])
        if url in held:
            found[url] = held[url]
            continue
        source_id = _identifier(first, taken)
        taken.add(source_id)
        found[url] = {
            "source_id": source_id,
            "kind": KIND,
            "title": first["source_title"],
            "author_or_producer": first["publisher"],
            "published": first["published"],
            "url": url,
            "licence": _LICENCE,
            "note": _NOTE,
        }
    return pd.DataFrame.from_dict(found, orient="index", columns=[*register.sources.columns])


def _identifier(page: pd.Series, taken: set[str]) -> str:
    words = slug(f"{page['publisher']} {page['source_title']}").split("-")[:7]
    name = "_".join(words)
    numbered = (f"{name}_{count}" for count in range(2, len(taken) + 3))
    return name if name not in taken else next(one for one in numbered if one not in taken)


def _claims(rows: pd.DataFrame, sources: pd.DataFrame, register: Register) -> pd.DataFrame:
    names = dict(zip(register.measures["measure"], register.measures["name"], strict=True))
    told = [
        claim_row(row, str(sources["source_id"][row["url"]]), names) for _, row in rows.iterrows()
    ]
    table = pd.DataFrame(told, index=rows.index, columns=register.claims.columns, dtype=object)
    return table.fillna("").astype(str)


def _wrong(
    claims: pd.DataFrame, sources: pd.DataFrame, path: Path, register: Register
) -> list[Fault]:
    """Return what the schema of ``claims.csv`` finds wrong."""
    beside = pd.DataFrame({"claim_id": claims["claim_id"]})
    together = _with(register, claims, beside, sources)
    return faults_of(together, "claims", _numeric(claims, "claims"), path)


def _evidence(claims: pd.DataFrame, differs: pd.Series, data: Data) -> pd.DataFrame:
    """Return a row of ``evidence.csv`` for every claim."""
    numbers = _numeric(claims, "claims")
    rows = [
        proposed(claim, data, end=_end(claim), differs=str(told))
        for (_, claim), told in zip(numbers.iterrows(), differs, strict=True)
    ]
    columns = data.register.evidence.columns
    return pd.DataFrame(rows, columns=columns).set_axis(claims.index).fillna("").astype(str)


def _end(claim: pd.Series) -> str:
    """Return the end of a ranking that a claim names."""
    return next((one for one in ("top", "bottom") if one in claim["precision_words"]), "")


def _numeric(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the rows of a table as the register holds them."""
    return table.assign(
        **{column: table[column].map(number).astype(float) for column in NUMERIC[name]}
    )


def _with(
    register: Register, claims: pd.DataFrame, evidence: pd.DataFrame, sources: pd.DataFrame
) -> Register:
    """Return the register with rows added."""
    documents = sources[~sources["source_id"].isin(_known(register))]
    added: dict[str, Any] = {
        "claims": _numeric(claims, "claims"),
        "evidence": _numeric(evidence.reindex(columns=register.evidence.columns), "evidence"),
        "sources": documents,
    }
    joined = {
        name: pd.concat([getattr(register, name), rows], ignore_index=True)
        for name, rows in added.items()
    }
    return replace(register, **joined)


def _judged(
    claims: pd.DataFrame, evidence: pd.DataFrame, data: Data, path: Path
) -> tuple[Judged, ...]:
    numbers, beside = _numeric(claims, "claims"), _numeric(evidence, "evidence")
    pairs = zip(numbers.iterrows(), beside.iterrows(), strict=True)
    found = {at: judged(claim, row, data) for (at, claim), (_, row) in pairs}
    _refuse(_unjudged(found, path))
    return tuple(found.values())


def _unjudged(found: dict[Any, Judged], path: Path) -> Iterator[Fault]:
    expected = "a figure that the official one can be set beside"
    for at, one in found.items():
        if one.fault:
            yield Fault(path, f"{one.claim_id}: {one.fault}", expected, _line(at))
