"""Importing and reading tables by the register of the project, into a folder of a test."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from nhs_culture import loaders
from nhs_culture.files import write_together
from nhs_culture.loaders import ImportPlan, ImportReport
from nhs_culture.paths import Project
from nhs_culture.register import read_register

PROJECT = Project(Path(__file__).parents[2])
REGISTER = read_register(PROJECT.register)


def plan_import(paths: list[Path], into: Path) -> ImportPlan:
    return loaders.plan_import(paths, into, REGISTER)


def apply(plan: ImportPlan) -> tuple[ImportReport, ...]:
    """Write what was planned, without a descriptor beside it."""
    write_together(plan.texts, plan.gone)
    return plan.reports


def import_file(path: Path, into: Path) -> ImportReport:
    return apply(plan_import([path], into))[0]


def read_table(path: Path) -> pd.DataFrame:
    return loaders.read_table(path, REGISTER)
