"""A typed figure of one measure: the end of a ranking and the scale that are meant, and its bounds.

What is the best of a measure, and whether a score is of five or of ten, is known only from what is
measured; so is whether there can be such a figure at all.
"""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd

from nhs_culture import periods
from nhs_culture.claims.typed import Typed
from nhs_culture.data.access import Data
from nhs_culture.english import lower_first
from nhs_culture.errors import DataError
from nhs_culture.units import PERCENT, SCORE_0_10, SCORE_1_5, UNITS, Unit, unit

__all__ = ["last_of", "printed_in", "refuse_impossible", "refuse_unit", "standing"]

_ENDS = {"better": ("top", "bottom"), "worse": ("bottom", "top")}
"""Which figures are the best, and which the worst, where higher ones are better, or worse."""


def standing(data: Data, measure: str, one: Typed) -> Typed:
    """Return a typed figure with the best and the worst as the highest or the lowest figures.

    The last of all is in the last of as many places as there are figures, and who is said to be in
    a place in England is said to be among as many.

    Raises
    ------
    DataError
        When neither high nor low figures of the measure are the better ones.
    """
    if one.everywhere:
        one = replace(one, rank_of=_ranked(data, measure, one.period))
    end = one.end
    if end in ("best", "worst"):
        entry = data.register.measure(measure)
        ends = _ENDS.get(str(entry["higher_is"]))
        if ends is None:
            raise DataError(
                f"Of {lower_first(entry['name'])} neither high nor low is better: type highest or "
                f"lowest instead of {end}"
            )
        end = ends[end == "worst"]
    if one.kind != "first":
        return replace(one, end=end)
    at = 1 if end == "top" else _ranked(data, measure, one.period)
    return replace(one, kind="rank", value=float(at), end="")


def _ranked(data: Data, measure: str, period: str) -> int:
    """Return how many figures a period has; that nearest to it of those held, where it has none."""
    counts = data.wide(measure).count(axis=1)
    return int(counts.get(period, counts.iloc[-1]))


_OF_FIVE = 5.0
"""The highest score of the scale that the survey used before 2018."""


def printed_in(data: Data, measure: str, ends: tuple[Typed, ...]) -> Unit:
    """Return the unit that levels of a measure are typed in: scores are of five or of ten.

    Where it is not said, scores that are all within five are of five: no trust's is so low of ten.

    Raises
    ------
    DataError
        When a scale is named and the measure is no score.
    """
    own = unit(str(data.register.measure(measure)["unit"]))
    said = {one.scale for one in ends if one.scale}
    if said and own not in (SCORE_0_10, SCORE_1_5):
        raise DataError(
            f"{lower_first(data.register.measure(measure)['name'])!r} is no score of "
            f"{max(said)}: it is published in {own.name}"
        )
    if said:
        return SCORE_1_5 if said == {5} else SCORE_0_10
    levels = [one.value for one in ends if one.kind == "level"]
    of_five = own is SCORE_0_10 and bool(levels) and max(levels) <= _OF_FIVE
    return SCORE_1_5 if of_five else own


def refuse_unit(data: Data, measure: str, ends: tuple[Typed, ...]) -> None:
    """Refuse percent or pounds of a measure that is published in neither.

    Raises
    ------
    DataError
        When a unit is typed that the measure does not have; the message names measures that do.
    """
    entry = data.register.measure(measure)
    own = unit(str(entry["unit"]))
    for one in ends:
        if not one.sign or one.sign in (own.after, own.before):
            continue
        told = "%" if one.sign == "%" else "pounds"
        raise DataError(
            f"{entry['name']!r} is published in {own.name} and not in {told}. "
            f"{_published_in(data, entry, one.sign)}{_page(data, measure)}"
        )


def _published_in(data: Data, entry: pd.Series, sign: str) -> str:
    """Name the measures of the same in another unit, and whether any figure of them is held."""
    measures, stem = data.register.measures, str(entry["measure"]).partition("_")[0].rstrip("sy")
    signs = measures["unit"].map(lambda code: {UNITS[code].after, UNITS[code].before})
    alike = measures["measure"].str.startswith(stem.removesuffix("ie"))
    found = measures[alike & signs.map(lambda own: sign in own)]
    if found.empty:
        return f"Type it without {sign}, or another measure: `nhs-culture measures` lists them"
    held = set(data.panel["measure"])
    told = (
        f"--measure {row['measure']} ({row['name']})"
        + ("" if row["measure"] in held else ", of which no figure of any trust is published")
        for _, row in found.iterrows()
    )
    return f"In {sign}: {'; '.join(told)}"


def _page(data: Data, measure: str) -> str:
    """Name the page on a measure, where it has one of its own."""
    if not (data.project.notebooks / f"{measure}.ipynb").is_file():
        return ""
    return f". What is known stands on its page: `nhs-culture reports --notebook {measure}`"


def last_of(one: Typed, frequency: str) -> str:
    """Return the last period of a measure's own frequency that a typed one covers.

    >>> last_of(Typed(value=4.9, period="2016/17", frequency="financial_year"), "month")
    '2017-03'
    """
    if one.frequency == frequency:
        return one.period
    return periods.containing(periods.bounds(one.period, one.frequency)[1], frequency)


def refuse_impossible(data: Data, measure: str, ends: tuple[Typed, ...], printed: Unit) -> None:
    """Refuse figures that a measure cannot have, and an end before its start.

    Parameters
    ----------
    data
        The register and the panel.
    measure
        Its identifier.
    ends
        What a movement starts from and what it came to, or one figure alone.
    printed
        The unit that levels are typed in.

    Raises
    ------
    DataError
        When one of them cannot be.
    """
    for one in ends:
        if _starts(one) > pd.Timestamp.now():
            raise DataError(f"{periods.in_words(one.period)} has not begun yet")
        if one.kind == "rank" and not 1 <= one.value <= (one.rank_of or math.inf):
            of = f" of {one.rank_of}" if one.rank_of else ""
            raise DataError(
                f"{one.value:.0f}{of} is no place: places run from 1 to all that are ranked"
            )
        if one.kind == "level":
            _refuse_level(data, measure, one, printed)
    if len(ends) > 1 and _starts(ends[0]) >= _starts(ends[1]):
        start, to = ends
        raise DataError(
            f"A movement starts before it ends, and {start.period} is not before {to.period}"
        )


def _starts(one: Typed) -> pd.Timestamp:
    return periods.bounds(one.period, one.frequency)[0]


def _refuse_level(data: Data, measure: str, one: Typed, printed: Unit) -> None:
    entry = data.register.measure(measure)
    of_its_scale = printed.scale or ((0, 100) if printed is PERCENT else ())  # of any group
    low, high = map(float, of_its_scale or entry[["lower", "upper"]])
    if not low <= one.value <= high:
        raise DataError(
            f"{printed.exact(one.value)} cannot be {entry['name']!r}, which runs from "
            f"{printed.exact(low)} to {printed.exact(high)}"
        )
    usual = float(entry["median_lower"])
    if printed is PERCENT and 0 < one.value < min(1.0, usual):
        raise DataError(
            f"{one.value:g} reads as a fraction; type it in percent: "
            f"{100 * one.value:g}@{one.period}"
        )
