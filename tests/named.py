"""Whatever a function is given: an answer, or an error that names the argument."""

import inspect
from collections.abc import Callable
from typing import Any

from nhs_culture.errors import DesignError


def answer_or_name(function: Callable[..., Any], *arguments: object, **named: object) -> Any:
    """What a function returns; None where it refuses by the name of one of its arguments."""
    try:
        return function(*arguments, **named)
    except DesignError as error:
        refusal = error
    assert refusal.argument in inspect.signature(function).parameters, refusal
    assert refusal.design, refusal
    assert refusal.reason, refusal
    return None
