"""What the tables of the register must hold, and the check that they do.

One function a table: its columns, each with what may stand there, in terms of the other tables.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from nhs_culture.errors import Fault, RegisterError
from nhs_culture.periods import bounds, fits
from nhs_culture.register import (
    ABOUT,
    BREAKS,
    COLLECTIONS,
    DESCRIPTION,
    FREQUENCIES,
    KINDS,
    KINDS_OF_SOURCE,
    OTHER_BODIES,
    PEER_CHANGE,
    PEER_GROUPS,
    PRECISIONS,
    RELATIONS,
    TESTS,
    Register,
)
from nhs_culture.register.columns import (
    ADDRESS_OR_NOTHING,
    DECIMALS,
    PERIOD,
    PERIODS,
    PHRASE,
    YES,
    Columns,
    day,
    number,
    one_of,
    optional,
    places,
    text,
)
from nhs_culture.register.membership import members, programmes
from nhs_culture.register.organisations import councils, trusts
from nhs_culture.units import PERCENT, PERCENTILE, RANK, UNITS

__all__ = ["faults_of", "validate"]

DATED_TO = ("day", "month", "year", "range")
"""How exactly the date of an intervention is known."""

KINDS_OF_ROW = ("seed", "article", "official", "compiled", "sample")
"""What a row of ``sources.csv`` is: a document, or a publication of figures."""

AMONG = (*PEER_GROUPS, "")
POSSIBLE: dict[str, tuple[float, float]] = {
    PERCENT.code: (0, 100),
    PERCENTILE.code: (0, 100),
    RANK.code: (1, math.inf),
    "rating": (1, 4),
    **{unit.code: unit.scale for unit in UNITS.values() if unit.scale},
}
"""Lowest and highest figure that can be printed in a unit."""


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
        "councils": councils(register),
        "sources": _sources(),
        "breaks": _breaks(register),
        "case_studies": _case_studies(register),
        "front_page": _front_page(register),
        "programmes": programmes(),
    }
    schemas = {name: pa.DataFrameSchema(parts) for name, parts in columns.items()}
    return {
        **schemas,
        "claims": _claims(register),
        "trusts": trusts(register),
        "interventions": _interventions(register),
        "measures": _measures(register),
        "analysis_plan": _analysis_plan(register),
        "evidence": _evidence(register),
        "programme_members": members(register),
    }


def _sources() -> Columns:
    return {
        "source_id": text(unique=True),
        "title": text(),
        "kind": text(one_of(", ".join(KINDS_OF_ROW), KINDS_OF_ROW)),
        "url": optional(ADDRESS_OR_NOTHING),
    }


def _interventions(register: Register) -> pa.DataFrameSchema:
    columns = {
        "intervention_id": text(unique=True),
        "org_code": optional(_code(register, "")),
        "name": text(),
        "what": text(),
        "date": day(),
        "date_earliest": day(empty=True),
        "date_latest": day(),
        "precision": text(one_of(", ".join(DATED_TO), DATED_TO)),
        "document": text(_source(register)),
    }
    between = pa.Check(
        lambda table: (
            (table["date_earliest"] <= table["date"]) & (table["date"] <= table["date_latest"])
        ),
        error="date_earliest, date and date_latest in this order",
    )
    return pa.DataFrameSchema(columns, checks=between)


def _measures(register: Register) -> pa.DataFrameSchema:
    bounded = pa.Check(
        lambda table: (
            (table["frequency"] == "none")
            | table[["lower", "upper", "decimals"]].notna().all(axis="columns")
        ),
        error="lower, upper and decimals, unless the frequency is none",
    )
    ordered = pa.Check(
        lambda table: (
            ~(
                (table["lower"] > table["median_lower"])
                | (table["median_lower"] > table["median_upper"])
                | (table["median_upper"] > table["upper"])
                | (table["lower"] > table["upper"])
            )
        ),
        error="lower, median_lower, median_upper and upper in this order",
    )
    columns = {
        "measure": text(unique=True),
        "name": text(unique=True),
        "phrase": optional(PHRASE),
        "unit": text(one_of(", ".join(UNITS), UNITS)),
        "lower": number(),
        "upper": number(),
        "median_lower": number(),
        "median_upper": number(),
        "decimals": number(DECIMALS),
        "higher_is": text(one_of("better, worse, neither", ("better", "worse", "neither"))),
        "frequency": text(one_of(", ".join(FREQUENCIES), FREQUENCIES)),
        "calibrated": optional(one_of("yes, or nothing", YES)),
        "definition": text(),
        "published_in": optional(),
        "sources": optional(_source(register, "")),
    }
    return pa.DataFrameSchema(columns, checks=[bounded, ordered])


def _claims(register: Register) -> pa.DataFrameSchema:
    own = {*register.claims["claim_id"], ""}
    columns = {
        "claim_id": text(
            one_of("the claim_ids in evidence.csv", register.evidence["claim_id"]), unique=True
        ),
        "document": text(_source(register)),
        "place": text(),
        "who": text(),
        "org_code": optional(_code(register, "")),
        "measure": text(_measure(register)),
        "subgroup": text(),
        "fact": optional(),
        "about": text(one_of(", ".join(ABOUT), ABOUT)),
        "period_inferred": optional(one_of("yes, or nothing", ("yes", ""))),
        "kind": text(one_of(", ".join(KINDS), KINDS)),
        "value_from": number(),
        "value_to": number(),
        "period_from": optional(PERIOD),
        "period_to": optional(PERIOD),
        "unit": text(one_of(", ".join(UNITS), UNITS)),
        "precision": text(one_of(", ".join(PRECISIONS), PRECISIONS)),
        "statement": text(),
        "url": optional(ADDRESS_OR_NOTHING),
        "collection": text(one_of(", ".join(COLLECTIONS), COLLECTIONS)),
        "kind_of_source": text(one_of(", ".join(KINDS_OF_SOURCE), KINDS_OF_SOURCE)),
        "conflicts_with": optional(one_of("the claim_ids, or nothing", own)),
    }
    possible = [
        pa.Check(
            lambda table, column=column: table.apply(_possible, axis="columns", column=column),
            error=f"{column} as its unit can be: a share in percent from 0 to 100 and not as a "
            "fraction, a score on its scale, a place from 1 on",
        )
        for column in ("value_from", "value_to")
    ]
    this_year = f"{pd.Timestamp.now():%Y}"
    in_order = pa.Check(
        lambda table: (
            (
                (table["period_to"] == "")
                | (table["period_from"].str[:4] <= table["period_to"].str[:4])
            )
            & ((table["about"] != "outcome") | (table["period_to"].str[:4] <= this_year))
        ),
        error="period_from not after period_to, and of an outcome neither to come",
    )
    return pa.DataFrameSchema(columns, checks=[*possible, in_order])


def _possible(row: pd.Series, column: str) -> bool:
    """Tell whether a printed figure can be one of its unit; 0.52 percent is a share of one."""
    value = row[column]
    if math.isnan(value) or row["unit"] not in POSSIBLE or row["kind"] == "count":
        return True
    low, high = POSSIBLE[row["unit"]]
    return low <= value <= high and not (row["unit"] == PERCENT.code and 0 < value < 1)


def _breaks(register: Register) -> Columns:
    return {
        "org_code": text(_code(register)),
        "date": day(),
        "kind": text(one_of(", ".join(BREAKS), BREAKS)),
        "measures": text(_measure(register, "all")),
        "what": text(),
        "document": text(_source(register)),
    }


def _case_studies(register: Register) -> Columns:
    return {
        "org_code": text(
            one_of("the codes in trusts.csv", register.trusts["org_code"]), unique=True
        ),
        "short_name": text(unique=True),
        "order": places(),
        "why": text(),
    }


def _front_page(register: Register) -> Columns:
    return {
        "claim_id": text(
            one_of("the claim_ids in claims.csv", register.claims["claim_id"]), unique=True
        ),
        "topic": text(),
        "order": places(),
        "notebook": optional(),
        "measure": optional(_measure(register, "")),
    }


def _analysis_plan(register: Register) -> pa.DataFrameSchema:
    known = {*register.interventions["intervention_id"], ""}
    designs = (PEER_CHANGE, DESCRIPTION)
    whose = register.interventions.set_index("intervention_id")["org_code"]
    frequency = register.measures.set_index("measure")["frequency"]
    timely = pa.Check(
        lambda table: pd.Series(
            map(_has_begun, table["first_after"], table["measure"].map(frequency)), table.index
        ),
        error="first_after as a period of the measure that has begun",
    )
    own = pa.Check(
        lambda table: (
            table["intervention_id"].map(whose).fillna("ENG").isin(["ENG"])
            | (table["intervention_id"].map(whose) == table["org_code"])
        ),
        error="an intervention at the same organisation, or in England",
    )
    columns = {
        "org_code": text(_code(register)),
        "measure": text(_measure(register)),
        "intervention_id": optional(
            one_of("the identifiers in interventions.csv, or nothing", known)
        ),
        "first_after": text(),
        "before": number(PERIODS),
        "after": number(PERIODS),
        "peers": text(one_of(", ".join(PEER_GROUPS), PEER_GROUPS)),
        "design": text(one_of(", ".join(designs), designs)),
        "margin": number(pa.Check.gt(0, error="a size above 0, or nothing")),
        "margin_note": optional(),
    }
    once = ["org_code", "measure"]
    return pa.DataFrameSchema(
        columns, checks=[timely, own], unique=once, report_duplicates="exclude_first"
    )


def _has_begun(label: str, frequency: str) -> bool:
    return fits(label, frequency) and bool(bounds(label, frequency)[0] <= pd.Timestamp.now())


def _evidence(register: Register) -> pa.DataFrameSchema:
    claims = one_of("the claim_ids in claims.csv", register.claims["claim_id"])
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
        "claim_id": text(claims, unique=True),
        "test": text(one_of(", ".join(TESTS), TESTS)),
        "measure": optional(_measure(register, "")),
        "org_code": optional(_code(register, "")),
        "period_from": optional(),
        "period_to": optional(),
        "read_as": optional(_measure(register, "")),
        "among": optional(one_of(f"{', '.join(PEER_GROUPS)}, or nothing", AMONG)),
        "sources": optional(_source(register, "")),
        "relation": text(one_of(", ".join(RELATIONS), RELATIONS)),
        "step": number(),
        "expression": optional(),
        "difference": optional(),
        "needed": optional(),
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
    return one_of(f"the codes in trusts.csv and councils.csv{_or(also)}", known)


def _measure(register: Register, *also: str) -> pa.Check:
    known = {*register.measures["measure"], *also}
    return one_of(f"the measures in measures.csv{_or(also)}", known)


def _source(register: Register, *also: str) -> pa.Check:
    known = {*register.sources["source_id"], *also}
    return one_of(f"the sources in sources.csv{_or(also)}", known)


def _or(also: tuple[str, ...]) -> str:
    return "".join(f", or {word or 'nothing'}" for word in also)
