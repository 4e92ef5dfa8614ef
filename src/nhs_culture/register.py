"""The register: the hand-written tables that say what is claimed, done, measured and planned.

Eight small CSV files in ``data/raw/register`` hold everything that a person decided or read. They
are read as text with a few numeric columns, and validated against the schemas of this module: every
row of a claim, an intervention or a break names its source, every code and measure exists.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from nhs_culture.errors import DataError, RegisterError
from nhs_culture.paths import REGISTER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pandera.pandas import Check, Column, DataFrameSchema

__all__ = ["OTHER_BODIES", "TABLES", "Register", "read_register", "suggest", "validate"]

TABLES = (
    "trusts",
    "interventions",
    "measures",
    "claims",
    "evidence",
    "sources",
    "breaks",
    "analysis_plan",
)

OTHER_BODIES = ("ENG", "WIGAN-MBC")
"""Codes that are not trusts: England as a whole, and Wigan Metropolitan Borough Council."""

_MISREAD = str.maketrans("IO", "10")
"""Letters that people type for the digits of a code."""

_NUMERIC = {
    "measures": ("lower", "upper"),
    "claims": ("value_from", "value_to", "rank_of"),
    "evidence": ("step", "tolerance"),
    "analysis_plan": ("before", "after"),
}

FREQUENCIES = ("month", "survey", "year", "half_year", "financial_year", "none")
PRECISIONS = (
    "exact",
    "rounded",
    "approximate",
    "about",
    "at_least",
    "at_most",
    "more_than",
    "less_than",
    "words",
)
KINDS = (
    "level",
    "movement",
    "rank",
    "ratio",
    "count",
    "money",
    "threshold",
    "arithmetic",
    "date",
    "rating",
)
TESTS = (
    "value",
    "change",
    "percent_change",
    "rise",
    "rank",
    "share_below",
    "share_above",
    "total",
    "sampling",
    "sampling_ratio",
    "arithmetic",
    "other_source",
    "none",
)
"""What is set beside a claim; :mod:`nhs_culture.claims` has a function for each."""
RELATIONS = ("same", "near", "own", "record", "none")
"""How that stands to the claim: an independent figure of the same or of a near definition and date;
figures of the documents' own; the publisher's own word; or nothing that can be compared."""


@dataclass(frozen=True)
class Register:
    """The eight tables, each a frame with one row per record and text columns.

    Attributes
    ----------
    trusts, interventions, measures, claims, evidence, sources, breaks, analysis_plan
        As in ``data/raw/register/<name>.csv``; an empty cell is an empty string, and the numeric
        columns (``value_from``, ``lower``, ...) are floats with NaN for empty.
    """

    trusts: pd.DataFrame
    interventions: pd.DataFrame
    measures: pd.DataFrame
    claims: pd.DataFrame
    evidence: pd.DataFrame
    sources: pd.DataFrame
    breaks: pd.DataFrame
    analysis_plan: pd.DataFrame

    def trust(self, code: str) -> pd.Series:
        """Return the row of one trust.

        Raises
        ------
        DataError
            When the code is not in ``trusts.csv``; the message suggests near ones.
        """
        found = self.trusts[self.trusts["org_code"] == code]
        if found.empty:
            raise DataError(self._unknown_trust(code))
        return found.iloc[0]

    def measure(self, name: str) -> pd.Series:
        """Return the row of one measure, or raise ``DataError`` naming near ones."""
        found = self.measures[self.measures["measure"] == name]
        if found.empty:
            near = suggest(name, self.measures["measure"])
            raise DataError(f"Unknown measure {name!r}. {near}")
        return found.iloc[0]

    def _unknown_trust(self, code: str) -> str:
        by_name = self.trusts[self.trusts["name"].str.contains(code, case=False, regex=False)]
        if len(code) > 3 and not by_name.empty:
            listed = "; ".join(f"{c} {n}" for c, n in by_name[["org_code", "name"]].to_numpy()[:5])
            return f"{code!r} is not an ODS code of a trust in trusts.csv. Did you mean: {listed}?"
        near = suggest(code.upper().translate(_MISREAD), self.trusts["org_code"])
        return f"{code!r} is not an ODS code of a trust in trusts.csv. {near}"


def suggest(word: str, known: Iterable[str]) -> str:
    """Return a sentence with the known words nearest to a wrong one."""
    near = difflib.get_close_matches(word, list(known), n=4, cutoff=0.5)
    return f"Did you mean {' or '.join(near)}?" if near else "See data/raw/register for the list."


def _read_table(folder: Path, name: str) -> pd.DataFrame:
    path = folder / f"{name}.csv"
    if not path.is_file():
        raise RegisterError(f"{path}: the table is missing; the register needs {', '.join(TABLES)}")
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except UnicodeDecodeError as error:
        raise RegisterError(
            f"{path}: byte {error.start} is not UTF-8; save the table as UTF-8"
        ) from error
    except pd.errors.ParserError as error:
        raise RegisterError(f"{path}: not a table of comma-separated values: {error}") from error
    for column in _NUMERIC.get(name, ()):
        if column in table:
            table[column] = _numbers(path, table[column])
    return table


def _numbers(path: Path, column: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(column.where(column != ""), errors="coerce")
    wrong = column[(column != "") & numbers.isna()]
    if not wrong.empty:
        row = int(wrong.index[0])
        raise RegisterError(
            f"{path} row {row + 2} column {column.name}: {wrong.iloc[0]!r} is not a number"
        )
    return numbers.astype(float)


@lru_cache(maxsize=4)
def read_register(folder: Path = REGISTER) -> Register:
    """Read the register.

    Parameters
    ----------
    folder
        Where the eight CSV files are.

    Raises
    ------
    RegisterError
        When a table is missing or cannot be read; :func:`validate` says more.
    """
    return Register(**{name: _read_table(folder, name) for name in TABLES})


def validate(register: Register, folder: Path = REGISTER) -> None:
    """Hold every table against its schema, and the tables against each other.

    Raises
    ------
    RegisterError
        With one line per fault: file, row, column, what stands there and what was expected.
    """
    from pandera.errors import SchemaErrors

    faults: list[str] = []
    for name, schema in _schemas(register).items():
        try:
            schema.validate(getattr(register, name), lazy=True)
        except SchemaErrors as error:
            faults += [
                _fault(folder / f"{name}.csv", case)
                for case in error.failure_cases.to_dict("records")
            ]
    if faults:
        raise RegisterError("\n".join(sorted(set(faults))))


def _fault(path: Path, case: dict[str, object]) -> str:
    index, column = str(case["index"]), case["column"]
    if not index[:1].isdigit():
        return f"{path}: {case['check']}: {case['failure_case']}"
    row = int(float(index)) + 2
    return f"{path} row {row} column {column}: {case['failure_case']!r}; expected {case['check']}"


def _one_of(what: str, known: Iterable[str], *, many: bool = False) -> Check:
    """Return the check that a cell, or each of its parts between semicolons, is a known word."""
    import pandera.pandas as pa

    allowed = set(known)
    return pa.Check(
        lambda cell: set(cell.split(";") if many else [cell]) <= allowed,
        element_wise=True,
        error=f"one of {what}",
    )


def _text(*checks: Check, unique: bool = False) -> Column:
    """Return a column of text in which no cell is empty."""
    import pandera.pandas as pa

    present = pa.Check.str_length(min_value=1, error="something, but it is empty")
    return pa.Column(str, [present, *checks], unique=unique, report_duplicates="exclude_first")


def _schemas(register: Register) -> dict[str, DataFrameSchema]:
    import pandera.pandas as pa

    codes = {*register.trusts["org_code"], *OTHER_BODIES}
    measures = set(register.measures["measure"])
    sources = set(register.sources["source_id"])
    judged = _one_of("the claim_ids in evidence.csv", register.evidence["claim_id"])
    optional = pa.Column(str)
    day = pa.Check.str_matches(r"^(\d{4}-\d{2}-\d{2})?$", error="a date YYYY-MM-DD")
    source = _text(_one_of("the sources in sources.csv", sources))
    code = _text(_one_of("the codes in trusts.csv", codes))
    any_code = pa.Column(str, _one_of("the codes in trusts.csv, or nothing", {*codes, ""}))
    measure = _text(_one_of("the measures in measures.csv", measures))
    number = pa.Column(float, nullable=True)
    ods = pa.Check.str_matches(r"^[RT][A-Z0-9]{2}[0-9]?$", error="an ODS code of a trust")
    columns = {
        "trusts": {
            "org_code": _text(ods, unique=True),
            "name": _text(),
            "benchmark_group": _text(),
            "region": _text(),
            "predecessors": optional,
            "successors": optional,
        },
        "interventions": {
            "intervention_id": _text(unique=True),
            "org_code": any_code,
            "name": _text(),
            "what": _text(),
            "date": _text(day),
            "date_earliest": pa.Column(str, day),
            "date_latest": _text(day),
            "precision": _text(),
            "document": source,
        },
        "measures": {
            "measure": _text(unique=True),
            "name": _text(),
            "phrase": optional,
            "unit": _text(),
            "lower": number,
            "upper": number,
            "higher_is": _text(_one_of("better, worse, neither", ("better", "worse", "neither"))),
            "frequency": _text(_one_of(", ".join(FREQUENCIES), FREQUENCIES)),
            "definition": _text(),
            "sources": pa.Column(
                str, _one_of("the sources in sources.csv, or nothing", {*sources, ""}, many=True)
            ),
        },
        "claims": {
            "claim_id": _text(judged, unique=True),
            "document": source,
            "place": _text(),
            "who": _text(),
            "org_code": any_code,
            "measure": measure,
            "subgroup": _text(),
            "kind": _text(_one_of(", ".join(KINDS), KINDS)),
            "value_from": number,
            "value_to": number,
            "unit": _text(),
            "precision": _text(_one_of(", ".join(PRECISIONS), PRECISIONS)),
            "statement": _text(),
            "conflicts_with": pa.Column(
                str,
                _one_of("the claim_ids, or nothing", {*register.claims["claim_id"], ""}, many=True),
            ),
        },
        "sources": {"source_id": _text(unique=True), "title": _text(), "kind": _text()},
        "breaks": {
            "org_code": code,
            "date": _text(day),
            "kind": _text(_one_of("merger, transfer, method, pandemic", _BREAKS)),
            "measures": _text(
                _one_of("the measures in measures.csv, or all", {*measures, "all"}, many=True)
            ),
            "what": _text(),
            "document": source,
        },
        "analysis_plan": {
            "org_code": code,
            "measure": measure,
            "intervention_id": pa.Column(
                str,
                _one_of(
                    "the identifiers in interventions.csv, or nothing",
                    {*register.interventions["intervention_id"], ""},
                ),
            ),
            "first_after": _text(),
            "before": number,
            "after": number,
            "peers": _text(),
            "design": _text(),
        },
    }
    schemas = {name: pa.DataFrameSchema(parts) for name, parts in columns.items()}
    return {**schemas, "evidence": _evidence_schema(register)}


def _evidence_schema(register: Register) -> DataFrameSchema:
    import pandera.pandas as pa

    codes = {*register.trusts["org_code"], *OTHER_BODIES, ""}
    measures = {*register.measures["measure"], ""}
    sources = {*register.sources["source_id"], ""}
    optional, number = pa.Column(str), pa.Column(float, nullable=True)
    settled = pa.Check(
        lambda table: (table["relation"] == "same") | (table["needed"] != ""),
        error="the data needed in column needed, unless the relation is same",
    )
    return pa.DataFrameSchema(
        {
            "claim_id": _text(
                _one_of("the claim_ids in claims.csv", register.claims["claim_id"]), unique=True
            ),
            "test": _text(_one_of(", ".join(TESTS), TESTS)),
            "measure": pa.Column(
                str, _one_of("the measures in measures.csv, or nothing", measures, many=True)
            ),
            "org_code": pa.Column(str, _one_of("the codes in trusts.csv, or nothing", codes)),
            "period_from": optional,
            "period_to": optional,
            "among": pa.Column(str, _one_of("all, benchmark group, region, or nothing", _AMONG)),
            "sources": pa.Column(
                str, _one_of("the sources in sources.csv, or nothing", sources, many=True)
            ),
            "relation": _text(_one_of(", ".join(RELATIONS), RELATIONS)),
            "step": number,
            "tolerance": number,
            "expression": optional,
            "difference": optional,
            "needed": optional,
        },
        checks=settled,
    )


_BREAKS = ("merger", "transfer", "method", "pandemic")
_AMONG = ("all", "benchmark group", "region", "")
