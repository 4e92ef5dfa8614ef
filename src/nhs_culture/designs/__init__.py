"""Designs: one module each, one frozen result for all of them.

A module of this package that holds a ``DESIGN`` is a design: it is found by its place, and the
pages, the specification curve and the explorer show it with the others. What every design takes and
returns is in :mod:`nhs_culture.designs.result`.
"""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from nhs_culture.designs.result import Design, Refused, Result, attempt

__all__ = ["DESIGNS", "PRIMARY", "Design", "Refused", "Result", "attempt"]


def _found() -> Mapping[str, Design]:
    modules = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
    designs = [module.DESIGN for module in modules if hasattr(module, "DESIGN")]
    return {design.name: design for design in sorted(designs, key=lambda one: one.order)}


DESIGNS = _found()
"""Name -> design, the primary one first."""

PRIMARY = next(iter(DESIGNS.values()))
"""The design that verdicts rest on."""
