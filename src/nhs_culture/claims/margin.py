"""The margin of a figure: how far it may lie from what a document means, one rule for all claims.

A figure of the same definition, population and year may be off by the method of its source (how far
that lies from the other sources of the measure) and by sampling (where a base is known). One of a
near definition or year may be off by as far as all trusts move between the two, in which sampling
is contained. Each part is what 95% of all trusts stay within, and they are taken together as the
root of the sum of their squares. Rounding comes on top, and is not part of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from nhs_culture.claims.apart import (
    between_definitions,
    between_sources,
    between_years,
    of_the_mean,
)
from nhs_culture.claims.beside import Figure, parts
from nhs_culture.data.access import Data
from nhs_culture.metrics.proportions import percentage_interval
from nhs_culture.units import unit

__all__ = ["Margin", "margin"]


@dataclass(frozen=True)
class Margin:
    """The parts of a margin, in the unit of the figure, or in normal scores of a place.

    Attributes
    ----------
    parts
        Name -> size; None where it is not known. None at all where the two figures differ in
        nothing but rounding.
    near
        Whether the figure is of a near definition, population or year.
    """

    parts: Mapping[str, float | None]
    near: bool = False

    @property
    def size(self) -> float | None:
        """All together; None where a part is not known."""
        sizes = [size for size in self.parts.values() if size is not None]
        return None if len(sizes) < len(self.parts) else math.hypot(*sizes)


def margin(figure: Figure, claim: pd.Series, row: pd.Series, end: str, data: Data) -> Margin:
    """Return the margin of the figure that a row of ``evidence.csv`` sets beside a claim.

    Parameters
    ----------
    figure, claim, row
        The three.
    end
        ``from`` or ``to``: the end of the claim that the figure stands beside.
    """
    near = row["relation"] == "near"
    if row["test"] == "rise":
        return Margin({}, near)
    if near and not _sure_start(figure, claim, end):
        return Margin(_between(figure, claim, row, end, data) or {"difference": None}, near)
    return Margin(_of_the_source(figure, data))


def _sure_start(figure: Figure, claim: pd.Series, end: str) -> bool:
    """Tell whether only the later year of a movement is inferred, and this is the earlier one."""
    return (
        end == "from"
        and bool(claim["period_inferred"])
        and (figure.measure, figure.period) == (claim["measure"], claim["period_from"])
    )


def _of_the_source(figure: Figure, data: Data) -> dict[str, float | None]:
    """Return method and sampling, larger for the difference of two levels."""
    if not figure.measure:
        return {}
    levels = math.sqrt(figure.levels)
    method = between_sources(data, figure.measure, figure.source, figure.group)
    found: dict[str, float | None] = {"method": levels * method}
    if math.isfinite(figure.base) and not figure.group and _is_share(figure, data):
        interval = percentage_interval(figure.value, round(figure.base))
        found["sampling"] = levels * (interval.upper - interval.lower) / 2
    return found


def _between(
    figure: Figure, claim: pd.Series, row: pd.Series, end: str, data: Data
) -> dict[str, float | None]:
    """Return how far all trusts move between what is known and what is meant."""
    if not figure.measure or figure.levels > 1 or row["test"] == "total":
        return {}
    found: dict[str, float | None] = {}
    meant = parts(row["read_as"]) or (claim["measure"],)
    if figure.measure not in meant or len(meant) > 1:
        found["definition"] = between_definitions(data, figure.measure, meant, figure.group)
    if years := _years_apart(figure.period, claim, end):
        moved = between_years(data, figure.measure, years, figure.group)
        found["year"] = _of_the_level(moved, figure, data)
    if figure.mean:
        found["mean over trusts"] = of_the_mean(data) if _is_share(figure, data) else None
    return found


def _years_apart(period: str, claim: pd.Series, end: str) -> int:
    """Return how many years lie between figure and claim; one at least where that is not sure."""
    printed = str(claim[f"period_{end}"])[:4]
    if not printed.isdigit():
        return 1
    apart = abs(int(period[:4]) - int(printed))
    return max(apart, 1) if claim["period_inferred"] else apart


def _of_the_level(moved: float | None, figure: Figure, data: Data) -> float | None:
    """Return a movement in the unit of a figure that stands high where a trust is large."""
    grows = unit(data.register.measure(figure.measure)["unit"]).grows and not figure.group
    return figure.value * math.expm1(moved / 100) if grows and moved is not None else moved


def _is_share(figure: Figure, data: Data) -> bool:
    return unit(data.register.measure(figure.measure)["unit"]).share
