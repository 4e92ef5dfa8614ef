"""Sums over the figures of claims, as ``evidence.csv`` writes them.

``{claim-id}`` is the figure that a claim prints, ``{claim-id:from}`` the one that its movement
starts from; beside them numbers, ``+ - * /`` and brackets, and nothing else.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from nhs_culture.errors import Fault, RegisterError

__all__ = ["evaluate"]

_EVIDENCE = Path("data/raw/register/evidence.csv")
_PLACE = re.compile(r"\{([a-z0-9-]+)(:from)?\}")
_OPERATORS: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def evaluate(expression: str, claims: pd.DataFrame) -> tuple[float, tuple[str, ...]]:
    """Return the value of an expression and the claims that it is made of.

    Raises
    ------
    RegisterError
        When it names a claim that is not there or has no figure, or is more than a sum.
    """
    figures = claims.set_index("claim_id")[["value_from", "value_to"]].to_dict("index")
    used: list[str] = []

    def figure(place: re.Match[str]) -> str:
        name, column = place[1], "value_from" if place[2] else "value_to"
        value = figures.get(name, {}).get(column, math.nan)
        if math.isnan(value):
            found = f"{expression!r}: {name} has no {column}"
            raise RegisterError(Fault(_EVIDENCE, found, "a number", column="expression"))
        used.append(name)
        return repr(value)

    text = _PLACE.sub(figure, expression)
    try:
        value = _sum(ast.parse(text, mode="eval").body)
    except (SyntaxError, TypeError, ZeroDivisionError) as error:
        expected = "numbers, claims in braces, + - * / and brackets"
        fault = Fault(_EVIDENCE, repr(expression), expected, column="expression")
        raise RegisterError(fault) from error
    return value, tuple(dict.fromkeys(used))


def _sum(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_sum(operand)
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATORS:
            return _OPERATORS[type(sign)](_sum(left), _sum(right))
    raise TypeError(ast.dump(node))
