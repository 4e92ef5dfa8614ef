"""What the study is made from, and how often its tests are wrong."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from nhs_culture.data.access import Data
from nhs_culture.loaders.tidy import AREAS
from nhs_culture.paths import Project
from nhs_culture.units import PERCENT

__all__ = ["Calibrated", "Held", "calibrated", "held"]


@dataclass(frozen=True, kw_only=True)
class Held:
    """What is held: the material of the study.

    Attributes
    ----------
    figures, measures, organisations, publications
        Of the panel.
    trusts
        English NHS trusts in the register, past and present.
    first, last
        The years of the first and the last figure.
    first_of_trusts, last_of_trusts
        The same of trusts alone.
    """

    figures: int
    measures: int
    organisations: int
    publications: int
    trusts: int
    first: int
    last: int
    first_of_trusts: int
    last_of_trusts: int


@dataclass(frozen=True, kw_only=True)
class Calibrated:
    """How often the tests say that something moved where only something made up was there.

    Attributes
    ----------
    panels, single
        Panels on which the primary comparison was tried, and the lowest and the highest share of
        made-up interventions with p at most 0.05, in percent.
    programmes, pooled, lowest_third
        The same of programmes and measures: of made-up members like the real ones, and of
        made-up members that all started in the lowest third.
    """

    panels: int
    single: tuple[float, float]
    programmes: int
    pooled: tuple[float, float]
    lowest_third: tuple[float, float]


def held(data: Data) -> Held:
    """Return what the study is made from."""
    panel = data.panel
    own = set(panel["org_code"]) - set(AREAS) - data.register.parts
    first, last = _years(panel)
    of_trusts = _years(panel[panel["org_code"].isin(data.register.trusts["org_code"])])
    return Held(
        figures=len(panel),
        measures=panel["measure"].nunique(),
        organisations=len(own),
        publications=panel["source_id"].nunique(),
        trusts=len(data.register.trusts) - len(data.register.parts),
        first=first,
        last=last,
        first_of_trusts=of_trusts[0],
        last_of_trusts=of_trusts[1],
    )


def _years(figures: pd.DataFrame) -> tuple[int, int]:
    """Return the years of the first and of the last figure."""
    return figures["period_start"].min().year, figures["period_end"].max().year


def calibrated(project: Project) -> Calibrated:
    """Return how often the tests are wrong, as it was measured and written into ``docs``."""
    single, pooled = (
        json.loads((project.docs / f"{name}.json").read_text(encoding="utf-8"))["panels"]
        for name in ("calibration", "programmes")
    )
    return Calibrated(
        panels=len(single),
        single=_range(panel["rejected"] for panel in single),
        programmes=len(pooled),
        pooled=_range(panel["as the members"] for panel in pooled),
        lowest_third=_range(panel["lowest third"] for panel in pooled),
    )


def _range(rejected: Iterable[Mapping[str, float]]) -> tuple[float, float]:
    shares = [one[PERCENT.code] for one in rejected]
    return min(shares), max(shares)
