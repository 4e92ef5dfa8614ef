"""A figure as somebody types it who has just read it: ``52@2016``, ``"more than half@2019"``."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from nhs_culture import periods
from nhs_culture.english import number_said, place_said
from nhs_culture.errors import DataError
from nhs_culture.units import POUNDS

__all__ = ["EXAMPLES", "QUALIFIERS", "Typed", "typed"]

EXAMPLES = (
    "52@2016",
    "about 8.7%@2018",
    "more than half@2019",
    "3rd of 160@2015",
    "bottom 20%@2011",
    "best in England@2019",
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
_SHARE = re.compile(r"(?P<part>\w+) (?:in|out of) (?P<of>\w+)")
_NUMBER = re.compile(
    r"[£]?(?P<number>[-−]?[\d,]*\d(?:\.(?P<decimals>\d+))?)\s*"
    r"(?:%|per ?cent|times|(?P<sum>k|m|bn|thousand|million|billion))?"
    r"(?:\s*(?:/|(?:out )?of)\s*(?P<scale>5|10|five|ten))?"
)
_COMMAS = re.compile(r"\d+(?:,\d+)+")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+")
_SUMS = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}
_EVERYWHERE = r"(?P<everywhere> (?:in|of) (?:all )?(?:england|the country|the nhs)| nationally)?"
_RANK = re.compile(r"(?P<at>\d+)(?:st|nd|rd|th)(?: (?:of|among) (?P<of>\d+))?" + _EVERYWHERE)
_END = re.compile(
    r"(?:in |among |amongst )?(?:the )?(?P<end>top|bottom|best|worst|highest|lowest) "
    r"(?:(?P<number>\d+(?:\.\d+)?)\s*(?:%|per ?cent)|(?P<share>[a-z]+))"
    r"(?: (?:of|in) .*)?"
)
_FIRST = re.compile(r"(?:the )?(?P<end>best|worst|highest|lowest)" + _EVERYWHERE)
_MOVED = re.compile(
    r"(?:rose|fell|up|down|increased|decreased|rise|fall|cut|reduced|halved|doubled)\b.*"
)


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
        ``level``, ``rank``, or ``threshold`` for an end of a ranking; ``first`` for the end itself.
    precision, words
        As in ``claims.csv``: how exactly it is printed, and the words for it.
    step
        Its last decimal; None where it is given in words.
    rank_of
        How many were ranked; None where that is not said.
    everywhere
        Whether a place is said to be among all of England.
    end
        ``top`` or ``bottom`` of a ranking, the highest or the lowest figures; ``best`` or ``worst``
        of it; else empty.
    scale
        5 or 10 where a score is said to be of so many; None where that is not said.
    sign
        ``%`` or ``£`` where it is typed, ``%`` for a share in words; else empty.
    frequency
        Of the period: that of the measure; of a monthly one ``financial_year``, or ``year``.
    """

    value: float
    period: str
    kind: str = "level"
    precision: str = "rounded"
    words: str = ""
    step: float | None = None
    rank_of: int | None = None
    everywhere: bool = False
    end: str = ""
    scale: int | None = None
    sign: str = ""
    frequency: str = ""


def typed(text: str, frequency: str, *, held: bool = True) -> Typed:
    """Read a figure as it is typed.

    Parameters
    ----------
    text
        Figure and period with ``@`` between: see :data:`EXAMPLES`.
    frequency
        Of the measure: it says what the period may be.
    held
        Whether there are figures to set beside it; where there are none, a calendar year will do
        for months.

    Raises
    ------
    DataError
        When it is not understood; the message shows what is.

    Examples
    --------
    >>> typed("more than half@2019", "survey")
    Typed(value=50.0, period='2019', kind='level', precision='more_than', words='more than half', \
step=None, rank_of=None, everywhere=False, end='', scale=None, sign='%', frequency='survey')
    """
    figure, at, when = (part.strip() for part in text.partition("@"))
    if not at or not figure or not when:
        raise DataError(f"{text!r} is no figure with its period. {_EXPECTED}")
    _refuse_decimal_comma(figure)
    period, of = _period(when, figure, frequency, held=held)
    words = " ".join(figure.lower().split())
    for read in (_rank, _first, _end, _level):
        found = read(words, period)
        if found is not None:
            if of != frequency and found.kind != "level":
                raise DataError(f"Places are of a month, such as {figure}{_at(frequency)}")
            said = " ".join(figure.split()) if found.words else ""
            return replace(found, frequency=of, words=said, sign=_sign(found, words))
    if _MOVED.fullmatch(words):
        raise DataError(
            f"{figure!r} is a change; type what it moved from and what it came to: {MOVEMENT}"
        )
    raise DataError(f"{figure!r} in {text!r} is not understood. {_EXPECTED}")


def _refuse_decimal_comma(figure: str) -> None:
    """Refuse a comma that does not stand between thousands: whoever types 6,3 may mean 6.3."""
    for found in _COMMAS.findall(figure):
        if not _THOUSANDS.fullmatch(found):
            meant = found.replace(",", "." if found.count(",") == 1 else "")
            raise DataError(
                f"{found}: write {meant}; a comma stands between thousands only, as in 4,352"
            )


MOVEMENT = "--from 52@2016 --to 63@2019"
_EXPECTED = f"Expected for example {', '.join(EXAMPLES)}"


def _sign(found: Typed, words: str) -> str:
    """Return the unit that a level is typed in; a share in words is in percent."""
    if found.kind != "level":
        return ""
    if found.step is None or re.search(r"%|per ?cent", words):
        return "%"
    return POUNDS.before if POUNDS.before in words else ""


def _period(when: str, figure: str, frequency: str, *, held: bool) -> tuple[str, str]:
    """Return the label of a period and its frequency: of a monthly measure years are taken too."""
    kinds: tuple[str, ...] = (frequency,)
    if frequency == "month":
        kinds = (frequency, "financial_year") if held else (frequency, "financial_year", "year")
    for kind in kinds:
        period = periods.read(when, kind)
        if periods.fits(period, kind):
            return period, kind
    shown = " or, for a year to March, ".join(f"{figure}{_at(kind)}" for kind in kinds)
    raise DataError(
        f"{when!r} in '{figure}@{when}' is not the label of a {frequency.replace('_', ' ')}, "
        f"such as {shown}"
    )


def _at(frequency: str) -> str:
    return f"@{periods.containing(_ANY_DAY, frequency)}"


def _rank(words: str, period: str) -> Typed | None:
    if (place := place_said(words)) is not None:
        return Typed(value=float(place), period=period, kind="rank")
    found = _RANK.fullmatch(words)
    if not found:
        return None
    of = int(found["of"]) if found["of"] else None
    return Typed(
        value=float(found["at"]),
        period=period,
        kind="rank",
        precision="exact",
        rank_of=of,
        everywhere=bool(found["everywhere"]),
    )


def _first(words: str, period: str) -> Typed | None:
    found = _FIRST.fullmatch(words)
    if not found:
        return None
    end = _HIGH_OR_LOW.get(found["end"], found["end"])
    return Typed(
        value=1.0,
        period=period,
        kind="first",
        precision="exact",
        words=words,
        everywhere=bool(found["everywhere"]),
        end=end,
    )


_HIGH_OR_LOW = {"highest": "top", "lowest": "bottom"}


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
        end=_HIGH_OR_LOW.get(found["end"], found["end"]),
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
    if share := _SHARE.fullmatch(bare):
        return _so_many_in(share, period, precision, words)
    found = _NUMBER.fullmatch(bare)
    if not found:
        return None
    times = _SUMS.get(found["sum"] or "", 1.0)
    value = float(found["number"].replace(",", "").replace("−", "-")) * times
    step = times * 10.0 ** -len(found["decimals"] or "")
    return Typed(
        value=value,
        period=period,
        precision=precision,
        words=qualified,
        step=step,
        scale=number_said(found["scale"] or ""),
    )


def _so_many_in(found: re.Match[str], period: str, precision: str, words: str) -> Typed | None:
    """Return a share that is typed as four in five; none where its parts are no numbers."""
    part, of = (number_said(found[name]) or 0 for name in ("part", "of"))
    if not 0 < part < of:
        return None
    exactly = "about" if precision == "rounded" else precision
    return Typed(value=100.0 * part / of, period=period, precision=exactly, words=words)
