"""What somebody may have meant who typed a name that is not there."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

import pandas as pd

from nhs_culture.english import short_name

__all__ = ["near_measures", "near_organisations"]

_MOST = 4
_ALIKE = 0.7
"""Likeness, as ``difflib`` has it, from which on a name may be a slip of the pen for another."""
_SHORTEST = 3
_HALF = 0.5
"""Share of the typed words that are in a name from which on it may be meant."""


def near_organisations(text: str, organisations: pd.DataFrame) -> list[str]:
    """Return code and name of those that are called nearly so, now or formerly, the nearest first.

    Parameters
    ----------
    text
        What is typed.
    organisations
        ``org_code``, ``name`` and ``former_names``.
    """
    wanted, found = text.strip().lower(), {}
    for code, name, former in organisations[["org_code", "name", "former_names"]].to_numpy():
        called = [name, *re.sub(r"\([^)]*\)", "", str(former)).split("; ")]
        found[f"{code} {name}"] = max(_alike(wanted, short_name(one).lower()) for one in called)
    return _best(found, _ALIKE)


def near_measures(text: str, measures: pd.DataFrame) -> list[str]:
    """Return identifier and name of the measures that are called nearly so, the nearest first.

    Words count before letters, and those that figures are kept of before others.

    Parameters
    ----------
    text
        What is typed.
    measures
        ``measure``, ``name`` and ``frequency``.
    """
    wanted = text.strip().lower().replace("_", " ")
    words = {word for word in re.findall(r"[\w-]+", wanted) if len(word) >= _SHORTEST}
    found = {}
    for measure, name, frequency in measures[["measure", "name", "frequency"]].to_numpy():
        called = (str(name).lower(), str(measure).replace("_", " "))
        letters = max(_alike(wanted, one) for one in called)
        shared = sum(word in " ".join(called) for word in words) / max(len(words), 1)
        if letters >= _ALIKE or shared >= _HALF:
            kept = frequency != "none"
            told = f"{measure} ({name}{'' if kept else '; no figures by period'})"
            found[told] = shared + letters + kept
    return _best(found, 0)


def _alike(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio()


def _best(found: dict[str, float], least: float) -> list[str]:
    fits: Iterable[str] = (name for name, score in found.items() if score >= least)
    return sorted(fits, key=lambda name: -found[name])[:_MOST]
