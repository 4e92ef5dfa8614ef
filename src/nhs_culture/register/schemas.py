"""What the tables of the register must hold, and the check that they do.

One function a table: its columns, each with what may stand there, in terms of the other tables.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Iterator
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from nhs_culture.errors import Fault, RegisterError
from nhs_culture.periods import fits
from nhs_culture.register import (
    ABOUT,
    BREAKS,
    COLLECTIONS,
    FREQUENCIES,
    KINDS,
    KINDS_OF_SOURCE,
    OTHER_BODIES,
    PRECISIONS,
    RELATIONS,
    TESTS,
    Register,
)
from nhs_culture.units import PERCENT, PERCENTILE, RANK, UNITS

__all__ = ["faults_of", "validate"]

CHOSEN = ("joined", "placed", "improved", "awarded")
"""How members came to be members: they signed up, the regulator placed them at their worst, they
were named because they had improved, or they were given a distinction."""
DATED = {10: "day", 7: "month", 4: "year", 0: ""}
"""Precision of a date by the length of its label."""

Columns = dict[str, pa.Column]

AMONG = ("all", "benchmark group", "region", "")
POSSIBLE: dict[str, tuple[float, float]] = {
    PERCENT.code: (0, 100),
    PERCENTILE.code: (0, 100),
    RANK.code: (1, math.inf),
    "rating": (1, 4),
    **{unit.code: unit.scale for unit in UNITS.values() if unit.scale},
}
"""Lowest and highest figure that can be printed in a unit."""
ODS = pa.Check.str_matches(r"^(?:[RT][A-Z0-9]{2}[0-9]?|G6V2S)$", error="an ODS code of a trust")
ONS = pa.Check.str_matches(r"^E(?:0[689]|10)\d{6}$", error="an ONS code of an upper-tier council")
FINANCE = pa.Check.str_matches(r"^(E\d{4})?$", error="a finance code as E4210, or nothing")
DFE = pa.Check.str_matches(r"^(\d{3})?$", error="a number of three digits, or nothing")
DAY = pa.Check.str_matches(r"^(\d{4}-\d{2}-\d{2})?$", error="a date YYYY-MM-DD")
DECIMALS = pa.Check.isin((0, 1, 2, 3, 4), error="a whole number from 0 to 4")
PERIOD = pa.Check.str_matches(
    r"^(\d{4}s?|\d{4}-(0[1-9]|1[0-2])(-\d{2})?|\d{4}/\d{2}(-H[12])?)?$",
    error="a date, a period as 2019, 2013-04, 2022/23 or 2022/23-H1, a decade, or nothing",
)
SINCE = pa.Check.str_matches(
    r"^(\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?)?$",
    error="a year, month or day as 2014, 2014-01 or 2014-01-15, or nothing",
)
ADDRESS = pa.Check.str_matches(r"^https?://\S+$", error="an address that begins with http")
YES = ("yes", "")
PRESENT = pa.Check.str_length(min_value=1, error="something, but it is empty")


def validate(register: Register, folder: Path) -> None:
    """Hold every table against its schema, and the tables against each other.

    Parameters
    ----------
    register
        The tables.
    folder
        Where they were read from, for messages.

    Raises
    ------
    RegisterError
        With every fault: file, row, column, what stands there and what was expected.
    """
    faults = {*_faults(register, folder)}
    if faults:
        raise RegisterError(*sorted(faults))


def faults_of(register: Register, name: str, rows: pd.DataFrame, path: Path) -> list[Fault]:
    """Return what is wrong with rows that are to be added to a table.

    Parameters
    ----------
    register
        The tables with the rows in them.
    name
        Of the table.
    rows
        Those that are looked at, labelled from 0 as they stand in a file of their own.
    path
        That file, for messages.
    """
    return sorted({*_held(_schemas(register)[name], rows, path)})


def _faults(register: Register, folder: Path) -> Iterator[Fault]:
    for name, schema in _schemas(register).items():
        yield from _held(schema, getattr(register, name), folder / f"{name}.csv")


def _held(schema: pa.DataFrameSchema, rows: pd.DataFrame, path: Path) -> Iterator[Fault]:
    try:
        schema.validate(rows, lazy=True)
    except SchemaErrors as error:
        for case in error.failure_cases.to_dict("records"):
            yield _fault(path, case)


def _fault(path: Path, case: dict[Hashable, object]) -> Fault:
    index, column, expected = str(case["index"]), str(case["column"]), str(case["check"])
    if not index[:1].isdigit():
        return Fault(path, str(case["failure_case"]), expected)
    if case["schema_context"] == "DataFrameSchema":  # of several columns, and told for each
        return Fault(path, "a row that does not fit", expected, int(float(index)) + 2)
    return Fault(path, repr(case["failure_case"]), expected, int(float(index)) + 2, column)


def _schemas(register: Register) -> dict[str, pa.DataFrameSchema]:
    columns = {
        "trusts": _trusts(),
        "councils": _councils(),
        "interventions": _interventions(register),
        "sources": {"source_id": _text(unique=True), "title": _text(), "kind": _text()},
        "breaks": _breaks(register),
        "case_studies": _case_studies(register),
        "front_page": _front_page(register),
        "programmes": _programmes(),
    }
    schemas = {name: pa.DataFrameSchema(parts) for name, parts in columns.items()}
    return {
        **schemas,
        "claims": _claims(register),
        "measures": _measures(register),
        "analysis_plan": _analysis_plan(register),
        "evidence": _evidence(register),
        "programme_members": _programme_members(register),
    }


def _trusts() -> Columns:
    return {
        "org_code": _text(ODS, unique=True),
        "name": _text(),
        "benchmark_group": _text(),
        "region": _text(),
        "predecessors": _optional(),
        "successors": _optional(),
    }


def _councils() -> Columns:
    return {
        **_trusts(),
        "org_code": _text(ONS, unique=True),
        "finance_code": _optional(FINANCE),
        "dfe_number": _optional(DFE),
    }


def _interventions(register: Register) -> Columns:
    return {
        "intervention_id": _text(unique=True),
        "org_code": _optional(_code(register, "")),
        "name": _text(),
        "what": _text(),
        "date": _text(DAY),
        "date_earliest": _optional(DAY),
        "date_latest": _text(DAY),
        "precision": _text(),
        "document": _text(_source(register)),
    }


def _measures(register: Register) -> pa.DataFrameSchema:
    bounded = pa.Check(
        lambda table: (
            (table["frequency"] == "none")
            | table[["lower", "upper", "decimals"]].notna().all(axis="columns")
        ),
        error="lower, upper and decimals, unless the frequency is none",
    )
    ordered = pa.Check(
        lambda table: ~(table["lower"] > table["upper"]), error="lower not above upper"
    )
    columns = {
        "measure": _text(unique=True),
        "name": _text(),
        "phrase": _optional(),
        "unit": _text(),
        "lower": _number(),
        "upper": _number(),
        "median_lower": _number(),
        "median_upper": _number(),
        "decimals": _number(DECIMALS),
        "higher_is": _text(_one_of("better, worse, neither", ("better", "worse", "neither"))),
        "frequency": _text(_one_of(", ".join(FREQUENCIES), FREQUENCIES)),
        "calibrated": _optional(_one_of("yes, or nothing", YES)),
        "definition": _text(),
        "sources": _optional(_source(register, "")),
    }
    return pa.DataFrameSchema(columns, checks=[bounded, ordered])


def _claims(register: Register) -> pa.DataFrameSchema:
    own = {*register.claims["claim_id"], ""}
    columns = {
        "claim_id": _text(
            _one_of("the claim_ids in evidence.csv", register.evidence["claim_id"]), unique=True
        ),
        "document": _text(_source(register)),
        "place": _text(),
        "who": _text(),
        "org_code": _optional(_code(register, "")),
        "measure": _text(_measure(register)),
        "subgroup": _text(),
        "fact": _optional(),
        "about": _text(_one_of(", ".join(ABOUT), ABOUT)),
        "period_inferred": _optional(_one_of("yes, or nothing", ("yes", ""))),
        "kind": _text(_one_of(", ".join(KINDS), KINDS)),
        "value_from": _number(),
        "value_to": _number(),
        "period_from": _optional(PERIOD),
        "period_to": _optional(PERIOD),
        "unit": _text(_one_of(", ".join(UNITS), UNITS)),
        "precision": _text(_one_of(", ".join(PRECISIONS), PRECISIONS)),
        "statement": _text(),
        "collection": _text(_one_of(", ".join(COLLECTIONS), COLLECTIONS)),
        "kind_of_source": _text(_one_of(", ".join(KINDS_OF_SOURCE), KINDS_OF_SOURCE)),
        "conflicts_with": _optional(_one_of("the claim_ids, or nothing", own)),
    }
    possible = [
        pa.Check(
            lambda table, column=column: table.apply(_possible, axis="columns", column=column),
            error=f"{column} as its unit can be: a share in percent from 0 to 100 and not as a "
            "fraction, a score on its scale, a place from 1 on",
        )
        for column in ("value_from", "value_to")
    ]
    return pa.DataFrameSchema(columns, checks=possible)


def _possible(row: pd.Series, column: str) -> bool:
    """Tell whether a printed figure can be one of its unit; 0.52 percent is a share of one."""
    value = row[column]
    if math.isnan(value) or row["unit"] not in POSSIBLE or row["kind"] == "count":
        return True
    low, high = POSSIBLE[row["unit"]]
    return low <= value <= high and not (row["unit"] == PERCENT.code and 0 < value < 1)


def _breaks(register: Register) -> Columns:
    return {
        "org_code": _text(_code(register)),
        "date": _text(DAY),
        "kind": _text(_one_of(", ".join(BREAKS), BREAKS)),
        "measures": _text(_measure(register, "all")),
        "what": _text(),
        "document": _text(_source(register)),
    }


def _case_studies(register: Register) -> Columns:
    return {
        "org_code": _text(
            _one_of("the codes in trusts.csv", register.trusts["org_code"]), unique=True
        ),
        "short_name": _text(unique=True),
        "order": pa.Column(float, unique=True, report_duplicates="exclude_first"),
        "why": _text(),
    }


def _front_page(register: Register) -> Columns:
    return {
        "claim_id": _text(
            _one_of("the claim_ids in claims.csv", register.claims["claim_id"]), unique=True
        ),
        "topic": _text(),
        "order": pa.Column(float, unique=True, report_duplicates="exclude_first"),
        "notebook": _optional(),
        "measure": _optional(_measure(register, "")),
    }


def _programmes() -> Columns:
    return {
        "programme_id": _text(unique=True),
        "name": _text(unique=True),
        "what": _text(),
        "chosen": _text(_one_of(", ".join(CHOSEN), CHOSEN)),
        "pooled": _optional(_one_of("yes, or nothing", YES)),
        "note": _optional(),
    }


def _programme_members(register: Register) -> pa.DataFrameSchema:
    programmes = _one_of("the programmes in programmes.csv", register.programmes["programme_id"])
    trusts = _one_of("the codes in trusts.csv, or nothing", {*register.trusts["org_code"], ""})
    exact = pa.Check(
        lambda table: table["precision"] == table["joined"].str.len().map(DATED),
        error="the precision of the date in column joined: day, month, year, or nothing",
    )
    in_order = pa.Check(
        lambda table: (table["ended"] == "") | ~_earlier(table["ended"], table["joined"]),
        error="ended not before joined",
    )
    once = pa.Check(lambda table: ~_again(table), error="a member once, or after its last spell")
    columns = {
        "programme_id": _text(programmes),
        "org_code": _optional(trusts),
        "name": _text(),
        "joined": _optional(SINCE),
        "ended": _optional(SINCE),
        "precision": _optional(),
        "weak": _optional(_one_of("yes, or nothing", YES)),
        "note": _optional(),
        "source": _text(),
        "url": _text(ADDRESS),
    }
    return pa.DataFrameSchema(columns, checks=[exact, in_order, once])


def _again(members: pd.DataFrame) -> pd.Series:
    """Tell which rows name a member again while its spell before had not ended."""
    known = members[members["org_code"] != ""].sort_values("joined", kind="stable")
    before = known.groupby(["programme_id", "org_code"])[["joined", "ended"]].shift()
    open_still = (before["ended"] == "") | _earlier(known["joined"], before["ended"].fillna(""))
    return (before["joined"].notna() & open_still).reindex(members.index, fill_value=False)


def _earlier(one: pd.Series, other: pd.Series) -> pd.Series:
    """Tell which dates are earlier than others, as far as both are known."""
    pairs = zip(one, other, strict=True)
    cut = [(a[: len(b)], b[: len(a)]) for a, b in pairs]
    return pd.Series([a < b for a, b in cut], one.index)


def _analysis_plan(register: Register) -> pa.DataFrameSchema:
    known = {*register.interventions["intervention_id"], ""}
    frequency = register.measures.set_index("measure")["frequency"]
    timely = pa.Check(
        lambda table: pd.Series(
            map(fits, table["first_after"], table["measure"].map(frequency)), table.index
        ),
        error="first_after as a period of the measure",
    )
    columns = {
        "org_code": _text(_code(register)),
        "measure": _text(_measure(register)),
        "intervention_id": _optional(
            _one_of("the identifiers in interventions.csv, or nothing", known)
        ),
        "first_after": _text(),
        "before": _number(),
        "after": _number(),
        "peers": _text(),
        "design": _text(),
        "margin": _number(pa.Check.gt(0, error="a size above 0, or nothing")),
        "margin_note": _optional(),
    }
    return pa.DataFrameSchema(columns, checks=timely)


def _evidence(register: Register) -> pa.DataFrameSchema:
    claims = _one_of("the claim_ids in claims.csv", register.claims["claim_id"])
    settled = pa.Check(
        lambda table: (table["relation"] == "same") | (table["needed"] != ""),
        error="the data needed in column needed, unless the relation is same",
    )
    frequency = register.measures.set_index("measure")["frequency"]
    timely = pa.Check(
        lambda table: table.apply(_of_its_measures, axis="columns", frequency=frequency),
        error="periods of the measure, or the financial years of a monthly one",
    )
    columns = {
        "claim_id": _text(claims, unique=True),
        "test": _text(_one_of(", ".join(TESTS), TESTS)),
        "measure": _optional(_measure(register, "")),
        "org_code": _optional(_code(register, "")),
        "period_from": _optional(),
        "period_to": _optional(),
        "read_as": _optional(_measure(register, "")),
        "among": _optional(_one_of("all, benchmark group, region, or nothing", AMONG)),
        "sources": _optional(_source(register, "")),
        "relation": _text(_one_of(", ".join(RELATIONS), RELATIONS)),
        "step": _number(),
        "expression": _optional(),
        "difference": _optional(),
        "needed": _optional(),
    }
    return pa.DataFrameSchema(columns, checks=[settled, timely])


def _of_its_measures(row: pd.Series, frequency: pd.Series) -> bool:
    """Tell whether the periods of a row of evidence are those of its measures."""
    named = f"{row['period_from']};{row['period_to']}".split(";")
    periods = filter(None, named)
    kinds = [frequency.get(measure, "") for measure in row["measure"].split(";")]
    return all(
        fits(period, kind) or (kind == "month" and fits(period, "financial_year"))
        for period in periods
        for kind in kinds
    )


def _code(register: Register, *also: str) -> pa.Check:
    known = {*register.organisations["org_code"], *OTHER_BODIES, *also}
    return _one_of(f"the codes in trusts.csv and councils.csv{_or(also)}", known)


def _measure(register: Register, *also: str) -> pa.Check:
    known = {*register.measures["measure"], *also}
    return _one_of(f"the measures in measures.csv{_or(also)}", known)


def _source(register: Register, *also: str) -> pa.Check:
    known = {*register.sources["source_id"], *also}
    return _one_of(f"the sources in sources.csv{_or(also)}", known)


def _or(also: tuple[str, ...]) -> str:
    return "".join(f", or {word or 'nothing'}" for word in also)


def _one_of(what: str, known: Iterable[str]) -> pa.Check:
    """Return the check that each part of a cell between semicolons is a known word."""
    allowed = set(known)
    return pa.Check(
        lambda cell: set(cell.split(";")) <= allowed, element_wise=True, error=f"one of {what}"
    )


def _text(*checks: pa.Check, unique: bool = False) -> pa.Column:
    """Return a column of text in which no cell is empty."""
    return pa.Column(str, [PRESENT, *checks], unique=unique, report_duplicates="exclude_first")


def _optional(*checks: pa.Check) -> pa.Column:
    return pa.Column(str, list(checks))


def _number(*checks: pa.Check) -> pa.Column:
    return pa.Column(float, list(checks), nullable=True)
