"""What papermill, Jupyter and YAML make of a notebook's parameters, back to what was meant.

``-p intervention 2013`` arrives as a number, ``-y "{window: [4, 4]}"`` as a list, and YAML's
``2017-01-15`` as a date. Each kind of parameter is understood here and nowhere else.
"""

from __future__ import annotations

import ast
import datetime
import difflib
import re
from collections.abc import Iterable, Sequence
from typing import Any

from nhs_culture.errors import DataError, NhsCultureError

__all__ = ["check", "code", "text", "window"]

COUNCIL = re.compile(r"E\d{8}")
"""The form of an ONS code, which no ODS code has."""
INJECTED = "# Parameters\n"
"""How the cell begins that papermill writes after a notebook's own parameters."""


def text(value: object, name: str) -> str:
    """Return a parameter as text: a list with commas between, nothing as empty.

    Parameters
    ----------
    value
        What arrived: text, a number, a date, a list of these, or None.
    name
        Of the parameter, for the error.

    Raises
    ------
    DataError
        When it is anything else.
    """
    match value:
        case None:
            return ""
        case str():
            return value.strip()
        case bool():
            pass
        case float() if value.is_integer():
            return str(int(value))
        case int() | datetime.date():
            return str(value)
        case list() | tuple():
            return ",".join(text(one, name) for one in value)
    raise DataError(f"{name} {value!r}: expected text, a whole number, a date or a list of these")


def code(value: object, kind: str = "trust") -> str:
    """Return a code as it is published: ``rxm`` and ``"RP1 "`` are understood.

    Parameters
    ----------
    value
        What arrived.
    kind
        ``trust`` for an ODS code, ``council`` for an ONS code, ``organisation`` for either.

    Raises
    ------
    DataError
        When it is several, of the other kind, or none of the kinds that :func:`text` takes.

    Examples
    --------
    >>> code(" rp1 ")
    'RP1'
    >>> code("e08000010", "council")
    'E08000010'
    """
    name = "council" if kind == "council" else "trust"
    given = text(value, name).upper()
    if "," in given:
        raise DataError(f"{name} {value!r}: expected one code; a notebook is about one {name}")
    if kind == "trust" and COUNCIL.fullmatch(given):
        raise DataError(f"{given} is a council; expected the ODS code of a trust (as RP1)")
    if kind == "council" and not COUNCIL.fullmatch(given):
        raise DataError(f"{given!r} is no council; expected an ONS code (as E08000010)")
    return given


def window(value: object) -> tuple[int, int] | None:
    """Return the numbers of periods before and after: ``5,3``, ``[5, 3]``; None where empty.

    Raises
    ------
    DataError
        When it is not two whole numbers above nought.
    """
    given = text(value, "window")
    if not given:
        return None
    found = re.fullmatch(r"([1-9]\d*)\s*[,;\s]\s*([1-9]\d*)", given)
    if not found:
        raise DataError(f"window {value!r}: expected periods before and after, such as 5,3")
    return int(found[1]), int(found[2])


def check(cells: Sequence[str] | None = None) -> None:
    """Refuse parameters that the notebook does not have: papermill takes whatever it is given.

    From here on what is wrong with what somebody typed is said in a sentence, without a traceback.

    Parameters
    ----------
    cells
        The code that was run so far; that of the notebook that this is called from if not given.

    Raises
    ------
    DataError
        When papermill was given a name that no cell before had set; says near ones.
    """
    known: set[str] = set()
    if cells is None:
        _in_a_sentence()
    for cell in _run_so_far() if cells is None else cells:
        if cell.startswith(INJECTED):
            _refuse_unknown(_names_set(cell), known)
            return
        known |= _names_set(cell)


def _in_a_sentence() -> None:
    """Have Jupyter end a cell with the sentence of an error of ours, and not with a traceback."""
    from IPython.core.getipython import get_ipython

    shell: Any = get_ipython()
    if shell:
        shell.set_custom_exc((NhsCultureError,), _tell)


def _tell(shell: Any, kind: type, error: Exception, _: object, **__: object) -> list[str]:  # noqa: ANN401
    told = [str(error)]
    shell._showtraceback(kind, error, told)
    return told


def _refuse_unknown(given: Iterable[str], known: set[str]) -> None:
    unknown = sorted(set(given) - known)
    if unknown:
        near = difflib.get_close_matches(unknown[0], known, cutoff=0.6)
        meant = f" Did you mean {' or '.join(near)}?" if near else ""
        takes = ", ".join(sorted(known)) or "none"
        raise DataError(f"No parameter {unknown[0]!r}; this notebook takes: {takes}.{meant}")


def _run_so_far() -> Sequence[str]:
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    return shell.user_ns["In"] if shell else ()


def _names_set(cell: str) -> set[str]:
    try:
        tree = ast.parse(cell)
    except SyntaxError:  # a magic
        return set()
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    return {node.id for node in names if isinstance(node.ctx, ast.Store)}
