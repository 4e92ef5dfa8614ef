"""What is odd about published figures and may be right: a note beside each, and never a silence.

A count of staff that does not move for months was not taken anew. Whole numbers among figures with
decimals were rounded otherwise, or are of two editions.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nhs_culture.loaders.tidy import AREAS

__all__ = ["RUNNING", "remarked", "remarks"]

RUNNING = 4
"""So many periods running with one figure are remarked."""
STEPS = 1000
"""A figure that moves by so small a part, its last decimal, is not the same by chance; one of fewer
steps, as a rate of 4.5, may be."""
REPEATED = f"the same in {RUNNING} periods or more running"
WHOLE = "whole while others have decimals"
WHOLE_BY_CHANCE = 0.1
"""Of figures with one decimal, so many are whole."""
OUT_OF_THE_QUESTION = 1e-6
"""Chance of as many whole figures by that. Of the tables held, none is between it and 0.001."""
_GROUP = ["measure", "subgroup", "period"]
_SERIES = ["measure", "subgroup", "org_code"]


def remarked(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of one source with the remarks on each in its note, none twice.

    Parameters
    ----------
    figures
        In the schema of :mod:`nhs_culture.loaders.tidy`, all periods of the source.
    """
    odd = {REPEATED: _run_lengths(figures) > 0, WHOLE: _whole(figures)}
    notes = figures["note"].map(_own)
    for remark, which in odd.items():
        notes = notes.mask(which, (notes + f"; {remark}").str.removeprefix("; "))
    return figures.assign(note=notes)


def remarks(figures: pd.DataFrame) -> list[str]:
    """Return what is to be said of the figures of one source, a sentence each."""
    running = figures.assign(running=_run_lengths(figures))
    runs = running[running["running"] > 0].groupby([*_SERIES, "value"], observed=True, sort=False)
    own = figures[~figures["org_code"].isin(AREAS)].assign(whole=_whole(figures))
    mixed = own[own.groupby(_GROUP, observed=True)["whole"].transform("any").astype(bool)]
    said = [_of_a_run(f"{key[0]} of {key[2]} is {key[3]:.10g}", of["period"]) for key, of in runs]
    for (measure, _, period), rows in mixed.groupby(_GROUP, observed=True, sort=False):
        whole = f"{rows['whole'].sum()} of {len(rows)} figures"
        said.append(f"{measure} in {period}: {whole} are whole, the others have decimals")
    return said


def _of_a_run(what: str, periods: pd.Series[str]) -> str:
    span = f"{periods.min()} to {periods.max()}"
    return f"{what} in {len(periods)} periods, {span}: taken over and not counted anew?"


def _own(note: str) -> str:
    """Return a note without the remarks that are made here."""
    return "; ".join(part for part in note.split("; ") if part not in (REPEATED, WHOLE))


def _run_lengths(figures: pd.DataFrame) -> pd.Series[int]:
    """Return in how many periods running each figure is the same; 0 where that may be chance."""
    ordered = figures.sort_values([*_SERIES, "period"])
    keys = [ordered[name] for name in _SERIES]
    changed = ordered["value"] != ordered.groupby(_SERIES, observed=True)["value"].shift()
    run = changed.groupby(keys, observed=True).cumsum()
    length = ordered.groupby([*keys, run], observed=True)["value"].transform("size")
    fine = ordered["value"] * 10.0 ** _decimals_of_its_kind(ordered) > STEPS
    return length.where(fine & (length >= RUNNING), 0).reindex(figures.index).astype(int)


def _whole(figures: pd.DataFrame) -> pd.Series[bool]:
    """Tell which figures are whole where too many are, for figures that have decimals."""
    from scipy.stats import binom

    own = figures[~figures["org_code"].isin(AREAS)]
    whole = own["value"] == own["value"].round()
    groups = whole.groupby([own[name] for name in _GROUP], observed=True)
    size, many = groups.transform("size"), groups.transform("sum")
    chance = binom.sf(many - 1, size, WHOLE_BY_CHANCE)
    odd = whole & (many < size) & (chance < OUT_OF_THE_QUESTION)
    return odd.reindex(figures.index, fill_value=False)


def _decimals_of_its_kind(figures: pd.DataFrame) -> NDArray[np.int_]:
    """Return for each figure how many decimals those of its measure have, areas apart."""
    values = figures["value"].to_numpy(float)
    fewest = [np.round(values, places) == np.round(values, 4) for places in range(5)]
    places = pd.Series(np.argmax(fewest, axis=0), figures.index)
    own = places.where(~figures["org_code"].isin(AREAS), 0)
    keys = [figures[name] for name in ("measure", "subgroup")]
    return own.groupby(keys, observed=True).transform("max").to_numpy(int)
