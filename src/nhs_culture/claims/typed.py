"""A figure as somebody types it who has just read it: ``52@2016``, ``"more than half@2019"``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nhs_culture import periods
from nhs_culture.errors import DataError

__all__ = ["EXAMPLES", "QUALIFIERS", "Typed", "typed"]

EXAMPLES = (
    "52@2016",
    "about 8.7%@2018",
    "more than half@2019",
    "3rd of 160@2015",
    "bottom 20%@2011",
)

_ANY_DAY = "2019-03-01"
"""In the period that is shown where another label was expected."""

QUALIFIERS = {
    "little more than": "little_more_than",
    "more than": "more_than",
    "less than": "less_than",
    "fewer than": "less_than",
    "in excess of": "more_than",
    "at least": "at_least",
    "at most": "at_most",
    "no more than": "at_most",
    "up to": "at_most",
    "over": "more_than",
    "under": "less_than",
    "below": "less_than",
    "about": "about",
    "around": "about",
    "approximately": "about",
    "almost": "almost",
    "nearly": "almost",
}
"""Words before a figure, and the precision of ``claims.csv`` that they come to."""
_SHARES = {
    "half": 50.0,
    "a third": 100 / 3,
    "two thirds": 200 / 3,
    "a quarter": 25.0,
    "three quarters": 75.0,
    "a fifth": 20.0,
    "four fifths": 80.0,
    "a tenth": 10.0,
    "nine tenths": 90.0,
}
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_NUMBER = re.compile(
    r"[£]?(?P<number>[-−]?\d[\d,]*(?:\.(?P<decimals>\d+))?)\s*"
    r"(?:%|per ?cent|(?P<sum>k|m|bn|thousand|million|billion))?"
)
_SUMS = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}
_RANK = re.compile(r"(?P<at>\d+)(?:st|nd|rd|th)(?: (?:of|among) (?P<of>\d+))?")
_END = re.compile(r"(?P<end>top|bottom) (?:(?P<number>\d+(?:\.\d+)?)\s*%|(?P<share>[a-z]+))")


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A typed figure.

    Attributes
    ----------
    value
        The number; a share of trusts in percent where an end of a ranking is named.
    period
        Label of the period, of the frequency of the measure.
    kind
        ``level``, ``rank``, or ``threshold`` for an end of a ranking.
    precision, words
        As in ``claims.csv``: how exactly it is printed, and the words for it.
    step
        Its last decimal; None where it is given in words.
    rank_of
        How many were ranked; None where that is not said.
    end
        ``top`` or ``bottom`` of a ranking; else empty.
    """

    value: float
    period: str
    kind: str = "level"
    precision: str = "rounded"
    words: str = ""
    step: float | None = None
    rank_of: int | None = None
    end: str = ""


def typed(text: str, frequency: str) -> Typed:
    """Read a figure as it is typed.

    Parameters
    ----------
    text
        Figure and period with ``@`` between: see :data:`EXAMPLES`.
    frequency
        Of the measure: it says what the period may be.

    Raises
    ------
    DataError
        When it is not understood; the message shows what is.

    Examples
    --------
    >>> typed("more than half@2019", "survey")
    Typed(value=50.0, period='2019', kind='level', precision='more_than', words='more than half', \
step=None, rank_of=None, end='')
    """
    figure, at, when = (part.strip() for part in text.partition("@"))
    if not at or not figure or not when:
        raise DataError(f"{text!r} is no figure with its period. {_EXPECTED}")
    period = periods.read(when, frequency)
    if not periods.fits(period, frequency):
        raise DataError(
            f"{when!r} in {text!r} is not the label of a {frequency.replace('_', ' ')}, such as "
            f"{figure}@{periods.containing(_ANY_DAY, frequency)}"
        )
    words = " ".join(figure.lower().split())
    for read in (_rank, _end, _level):
        found = read(words, period)
        if found is not None:
            return found
    raise DataError(f"{figure!r} in {text!r} is not understood. {_EXPECTED}")


_EXPECTED = f"Expected for example {', '.join(EXAMPLES)}"


def _rank(words: str, period: str) -> Typed | None:
    if words in _ORDINALS:
        return Typed(value=_ORDINALS.index(words) + 1.0, period=period, kind="rank", words=words)
    found = _RANK.fullmatch(words)
    if not found:
        return None
    of = int(found["of"]) if found["of"] else None
    return Typed(
        value=float(found["at"]), period=period, kind="rank", precision="exact", rank_of=of
    )


def _end(words: str, period: str) -> Typed | None:
    found = _END.fullmatch(words)
    if not found:
        return None
    share = float(found["number"]) if found["number"] else _SHARES.get(f"a {found['share']}")
    if share is None:
        return None
    return Typed(
        value=share,
        period=period,
        kind="threshold",
        precision="at_most",
        words=words,
        end=found["end"],
    )


def _level(words: str, period: str) -> Typed | None:
    precision, bare = "rounded", words
    for qualifier, meant in QUALIFIERS.items():
        if words.startswith(f"{qualifier} "):
            precision, bare = meant, words.removeprefix(f"{qualifier} ")
            break
    qualified = words if precision != "rounded" else ""
    if bare in _SHARES:
        exactly = "about" if precision == "rounded" else precision
        return Typed(value=_SHARES[bare], period=period, precision=exactly, words=words)
    found = _NUMBER.fullmatch(bare)
    if not found:
        return None
    times = _SUMS.get(found["sum"] or "", 1.0)
    value = float(found["number"].replace(",", "").replace("−", "-")) * times
    step = times * 10.0 ** -len(found["decimals"] or "")
    return Typed(value=value, period=period, precision=precision, words=qualified, step=step)
