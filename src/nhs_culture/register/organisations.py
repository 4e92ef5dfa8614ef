"""What the tables of trusts and councils must hold."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import pandera.pandas as pa

from nhs_culture.register.columns import (
    DFE,
    FINANCE,
    MONTH,
    ODS,
    ONS,
    Columns,
    one_of,
    optional,
    text,
)
from nhs_culture.register.tables import Register

__all__ = ["councils", "trusts"]

TRUST_GROUPS = (
    "Acute and Acute & Community",
    "Acute Specialist",
    "Ambulance",
    "Community",
    "Mental Health & Learning Disability",
)
TRUST_REGIONS = (
    "East of England",
    "London",
    "Midlands",
    "National",
    "North East and Yorkshire",
    "North West",
    "South East",
    "South West",
)
COUNCIL_GROUPS = ("County council", "London borough", "Metropolitan district", "Unitary authority")
COUNCIL_REGIONS = (
    "East Midlands",
    "East of England",
    "London",
    "North East",
    "North West",
    "South East",
    "South West",
    "West Midlands",
    "Yorkshire and The Humber",
)


def trusts(register: Register) -> pa.DataFrameSchema:
    """Return the schema of ``trusts.csv``: what became of what, and from when to when."""
    columns = {
        "org_code": text(ODS, unique=True),
        **_organisations(register.trusts, TRUST_GROUPS, TRUST_REGIONS),
        "part_of": optional(
            one_of("the codes of this table, or nothing", {*register.trusts["org_code"], ""})
        ),
        "first_month": optional(MONTH),
        "last_month": optional(MONTH),
    }
    in_order = pa.Check(
        lambda table: table["first_month"] <= table["last_month"],
        error="first_month not after last_month, or neither",
    )
    return pa.DataFrameSchema(columns, checks=in_order)


def councils(register: Register) -> Columns:
    """Return the columns of ``councils.csv``."""
    return {
        "org_code": text(ONS, unique=True),
        **_organisations(register.councils, COUNCIL_GROUPS, COUNCIL_REGIONS),
        "finance_code": optional(FINANCE),
        "dfe_number": optional(DFE),
    }


def _organisations(table: pd.DataFrame, groups: Iterable[str], regions: Iterable[str]) -> Columns:
    codes = one_of("the codes of this table, or nothing", {*table["org_code"], ""})
    return {
        "name": text(unique=True),
        "benchmark_group": text(one_of(", ".join(groups), groups)),
        "region": text(one_of(", ".join(regions), regions)),
        "predecessors": optional(codes),
        "successors": optional(codes),
    }
