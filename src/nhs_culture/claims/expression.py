"""Sums over the figures of claims and of the panel, as ``evidence.csv`` writes them.

``{claim-id}`` is the figure that a claim prints, ``{claim-id:from}`` the one that its movement
starts from, ``[staff_fte ENG 2022-06]`` a figure of the panel; beside them numbers, ``+ - * /`` and
brackets, and nothing else.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from nhs_culture.data.access import Data
from nhs_culture.errors import DataError, Fault, RegisterError
from nhs_culture.verdicts.printed import Claimed, step

__all__ = ["Sum", "evaluate"]

_EVIDENCE = Path("data/raw/register/evidence.csv")
_PLACE = re.compile(r"\{([a-z0-9-]+)(:from)?\}|\[(\w+) (\w+) ([\w/-]+)\]")
_OPERATORS: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


@dataclass(frozen=True)
class Sum:
    """What an expression comes to.

    Attributes
    ----------
    value
        The figure.
    half_step
        How far the rounding of what is printed may have moved it, taken together in quadrature.
    claims, sources
        Identifiers of the claims, and of the sources of the figures of the panel, that it is made
        of.
    """

    value: float
    half_step: float
    claims: tuple[str, ...]
    sources: tuple[str, ...]


def evaluate(expression: str, data: Data) -> Sum:
    """Return what an expression comes to.

    Raises
    ------
    RegisterError
        When it names a claim or a figure that is not there, or is more than a sum.
    """
    operands: list[tuple[float, float]] = []
    claims: list[str] = []
    sources: list[str] = []

    def operand(place: re.Match[str]) -> str:
        if place[1]:
            claims.append(place[1])
            operands.append(_printed(expression, place[1], place[2], data))
        else:
            value, source = _official(expression, place, data)
            sources.append(source)
            operands.append((value, 0.0))
        return f"_{len(operands) - 1}"

    text = _PLACE.sub(operand, expression)
    values = [value for value, _ in operands]
    try:
        node = ast.parse(text, mode="eval").body
        value = _sum(node, values)
        moved = [
            _sum(node, [*values[:at], values[at] + half, *values[at + 1 :]]) - value
            for at, (_, half) in enumerate(operands)
        ]
    except (SyntaxError, TypeError, IndexError, ZeroDivisionError) as error:
        expected = "numbers, claims in braces, figures as [measure code period], + - * / ( )"
        fault = Fault(_EVIDENCE, repr(expression), expected, column="expression")
        raise RegisterError(fault) from error
    return Sum(value, math.hypot(*moved), _once(claims), _once(sources))


def _once(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _printed(expression: str, name: str, start: str | None, data: Data) -> tuple[float, float]:
    """Return a printed figure and half its rounding; what is printed exactly is not rounded."""
    column = "value_from" if start else "value_to"
    rows = data.register.claims[data.register.claims["claim_id"] == name]
    value = float(rows[column].iloc[0]) if len(rows) else math.nan
    if math.isnan(value):
        found = f"{expression!r}: {name} has no {column}"
        raise RegisterError(Fault(_EVIDENCE, found, "a number", column="expression"))
    row = rows.iloc[0]
    if row["precision"] == "exact":
        return value, 0.0
    return value, step(Claimed(value=value, unit=row["unit"], precision=row["precision"])) / 2


def _official(expression: str, place: re.Match[str], data: Data) -> tuple[float, str]:
    """Return a figure of the panel and its source."""
    measure, code, period = place[3], place[4], place[5]
    try:
        value = data.series(code, measure)[period]
        source = data.series(code, measure, column="source_id")[period]
    except (DataError, KeyError) as error:
        found = f"{expression!r}: no figure of {measure} for {code} in {period}"
        raise RegisterError(Fault(_EVIDENCE, found, "one in the panel")) from error
    return float(value), str(source)


def _sum(node: ast.expr, operands: list[float]) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name) if re.fullmatch(r"_\d+", name):
            return operands[int(name[1:])]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_sum(operand, operands)
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATORS:
            return _OPERATORS[type(sign)](_sum(left, operands), _sum(right, operands))
    raise TypeError(ast.dump(node))
