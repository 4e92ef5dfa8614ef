"""Arguments that are checked before a function is called: what is none is refused by its name.

``@checked(claim=kind(Claimed), level=fraction)`` above a function says what its arguments are;
whatever else they must be the function says itself. A check takes the value, the name of the
argument and the name of the function, as those of :mod:`nhs_culture.metrics.arguments` do.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import wraps
from typing import ParamSpec, TypeVar

import numpy as np
import pandas as pd

from nhs_culture.errors import DesignError

__all__ = ["array", "callable_", "checked", "each", "frame", "kind", "or_none", "positions"]

Given = ParamSpec("Given")
Returned = TypeVar("Returned")
Check = Callable[[object, str, str], object]


def checked(**checks: Check) -> Callable[[Callable[Given, Returned]], Callable[Given, Returned]]:
    """Return the decorator of a function whose arguments are held against checks first."""

    def decorate(function: Callable[Given, Returned]) -> Callable[Given, Returned]:
        of = list(inspect.signature(function).parameters.values())
        places = [(of.index(one), one, checks[one.name]) for one in of if one.name in checks]
        name = function.__name__.replace("_", " ")

        @wraps(function)
        def held(*args: Given.args, **kwargs: Given.kwargs) -> Returned:
            for place, parameter, check in places:
                value = _given(place, parameter, args, kwargs)
                if value is not inspect.Parameter.empty:  # Python itself says what is missing
                    check(value, parameter.name, name)
            return function(*args, **kwargs)

        return held

    return decorate


def _given(
    place: int, parameter: inspect.Parameter, args: tuple[object, ...], kwargs: dict[str, object]
) -> object:
    """Return what a function is given for a parameter; quicker than ``Signature.bind``."""
    if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
        return args[place:]
    if parameter.name in kwargs:
        return kwargs[parameter.name]
    return args[place] if place < len(args) else parameter.default


def kind(*kinds: type) -> Check:
    """Return the check that a value is one of some kinds; a truth value is no number."""

    def check(value: object, argument: str, function: str) -> None:
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            expected = " or ".join(one.__name__ for one in kinds)
            raise _unfit(argument, function, f"is {type(value).__name__} {value!r:.60}", expected)

    return check


def callable_(value: object, argument: str, function: str) -> None:
    """Check that a value can be called."""
    if not callable(value):
        raise _unfit(argument, function, f"is {value!r:.60}", "a function")


def or_none(check: Check) -> Check:
    """Return a check that None passes too."""
    return lambda value, *names: None if value is None else check(value, *names)


def each(check: Check, *, fewest: int = 0) -> Check:
    """Return the check that each in a list or tuple passes another one."""

    def all_of(values: object, argument: str, function: str) -> None:
        listed = isinstance(values, Sequence) and not isinstance(values, str | bytes)
        if not listed or len(values) < fewest:  # type: ignore[arg-type]
            raise _unfit(argument, function, f"is {values!r:.60}", f"a list of {fewest} or more")
        for one in values:  # type: ignore[attr-defined]
            check(one, argument, function)

    return all_of


def array(dimensions: int, *, lower: float = -np.inf, above: bool = False) -> Check:
    """Return the check that values are finite numbers, one or more, with so many dimensions.

    Parameters
    ----------
    dimensions
        1 for a row of numbers.
    lower
        What none may be below, nor, where ``above`` holds, at.
    """

    def check(values: object, argument: str, function: str) -> None:
        try:
            found = np.asarray(values, dtype=float)
        except (TypeError, ValueError):
            found = np.array(np.nan)
        fits = found.ndim == dimensions and found.size and np.isfinite(found).all()
        if not fits or (found.min() <= lower if above else found.min() < lower):
            expected = f"finite numbers in {dimensions} dimension{'s'[: dimensions > 1]}"
            raise _unfit(argument, function, f"is {type(values).__name__} {values!r:.60}", expected)

    return check


def positions(below: str) -> Check:
    """Return the check that values are positions, 0 or more, in what ``below`` names."""

    def check(values: object, argument: str, function: str) -> None:
        found = np.asarray(values)
        if found.dtype.kind not in "iu" or not found.size or found.ndim > 1 or found.min() < 0:
            raise _unfit(argument, function, f"is {values!r:.60}", f"positions in {below}")

    return check


def frame(value: object, argument: str, function: str) -> None:
    """Check that a value is a table of figures, rows and columns once, none infinite."""
    known = isinstance(value, pd.DataFrame)
    if not (known and value.columns.is_unique and value.index.is_unique):  # type: ignore[attr-defined]
        raise _unfit(argument, function, f"is {value!r:.60}", "a table with each label once")
    assert isinstance(value, pd.DataFrame)
    if any(one.kind not in "iuf" for one in value.dtypes) or np.isinf(value.to_numpy()).any():
        raise _unfit(argument, function, "has what is no finite number", "figures alone")


def _unfit(argument: str, function: str, found: str, expected: str) -> DesignError:
    return DesignError(
        f"{argument} {found}; expected {expected}", design=function, argument=argument
    )
