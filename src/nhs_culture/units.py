"""Units: how a figure, a change and an interval read in each, once for the whole project.

A unit is known by the code that stands in ``measures.csv`` and ``claims.csv``. Differences may be
in another one: shares of people differ by percentage points, and staff in post, which are compared
on logarithms, by percent.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from nhs_culture.english import ordinal, signed
from nhs_culture.errors import DataError

__all__ = [
    "COUNT",
    "DATE",
    "FTE",
    "PERCENT",
    "PERCENTAGE_POINTS",
    "PERCENTILE",
    "PERCENT_CHANGE",
    "POUNDS",
    "RANK",
    "RATIO",
    "SCORE_0_10",
    "SCORE_1_5",
    "UNITS",
    "WTE",
    "Unit",
    "unit",
]

UNKNOWN = "not known"
_NOTHING = 1e-9  # what differences of decimals leave behind


@dataclass(frozen=True, kw_only=True)
class Unit:
    """One unit.

    Attributes
    ----------
    code
        As in ``measures.csv`` and ``claims.csv``.
    name
        For captions and axes: ``%``, ``score from 0 to 10``.
    decimals
        That figures are given with; changes of one decimal get a second where they are below one.
    before, after
        What stands around a figure: ``£``, ``%``, `` FTE``.
    noun
        What stands behind the size of a change where ``after`` is empty: `` points``.
    changes
        Whether figures are changes themselves, which have a sign.
    differs_in
        Code of the unit of a difference where it is another one.
    share
        Whether figures are shares of people, which have a sampling error where a base is known.
    grows
        Whether a trust stands high because it is large.
    scale
        How the scales run that scores are put on, lowest and highest; None for what is no score.
    words
        How a figure reads that is no amount: a rank, a rating, a year.
    """

    code: str
    name: str
    decimals: int = 0
    before: str = ""
    after: str = ""
    noun: str = ""
    changes: bool = False
    differs_in: str = ""
    share: bool = False
    grows: bool = False
    scale: tuple[int, int] | None = None
    words: Callable[[float], str] | None = None

    @property
    def difference(self) -> Unit:
        """The unit that a difference of two figures is in.

        >>> unit("percent").difference.code, unit("score_0_10").difference.code
        ('percentage_points', 'score_0_10')
        """
        return UNITS[self.differs_in] if self.differs_in else self

    @property
    def on_logarithms(self) -> bool:
        """Whether changes are compared as growth: logarithms of the figures, times 100."""
        return self.differs_in == "percent_change"

    @property
    def spec(self) -> str:
        """Format of a bare figure in a table."""
        return f",.{self.decimals}f"

    def value(self, figure: float) -> str:
        """Return a figure as a sentence says it.

        >>> unit("percent").value(45.2), unit("FTE").value(2879.4), unit("GBP").value(1_230_000)
        ('45.2%', '2,879 FTE', '£1.2m')
        >>> unit("percent_change").value(3.2), unit("score_0_10").value(float("nan"))
        ('+3.2%', 'not published')
        """
        if not math.isfinite(figure):
            return "not published"
        if self.changes:
            return self.change(figure)
        size = abs(figure)
        text = self.words(size) if self.words else self._amount(size, self.decimals) + self._words
        return f"−{text}" if figure < 0 and _tells(text) else text

    def exact(self, figure: float) -> str:
        """Return a figure with all its digits, as a document prints it.

        >>> unit("percent").exact(62), unit("GBP").exact(4_480_000), unit("score_1_5").exact(4)
        ('62%', '£4.48m', '4.00')
        """
        if self.words or not math.isfinite(figure):
            return self.value(figure)
        size, sign = abs(figure), "−" if figure < 0 else "+" if self.changes and figure else ""
        if self.before:
            return sign + self.before + _exact_sum(size)
        decimals = self.decimals if self.scale == (1, 5) else 1 if self.scale else 0
        text = f"{size:,.10f}".rstrip("0").rstrip(".")
        _, _, after = text.partition(".")
        if len(after) < decimals:
            text = f"{size:,.{decimals}f}"
        return f"{sign}{text}{self.after}"

    def size(self, change: float) -> str:
        """Return how large a difference is, whichever way it goes.

        >>> unit("percent").size(-11.14), unit("score_0_10").size(0.12), unit("FTE").size(3.2)
        ('11.1 percentage points', '0.12 points', '3.2%')
        >>> unit("percent").size(0.000977)
        'less than 0.01 percentage points'
        """
        own = self.difference
        return own._unsigned(change) + own._words + own.noun if math.isfinite(change) else UNKNOWN

    def change(self, change: float) -> str:
        """Return a difference with its sign.

        >>> unit("percent").change(3.1), unit("score_0_10").change(-0.12)
        ('+3.1 percentage points', '−0.12')
        >>> unit("score_0_10").change(0.001), unit("score_0_10").change(0)
        ('less than 0.01', '0.00')
        """
        return self.short(change) + (self.difference._words if math.isfinite(change) else "")

    def short(self, change: float) -> str:
        """Return the same for a sentence that has named the unit.

        >>> unit("percent").short(3.1), unit("FTE").short(-0.5)
        ('+3.1', '−0.50%')
        """
        if not math.isfinite(change):
            return UNKNOWN
        sign = ("−" if change < 0 else "+") if self.tells(change) else ""
        return sign + self.difference._unsigned(change)

    def interval(self, lower: float, upper: float) -> str:
        """Return the interval of a difference; an end without a bound is said to have none.

        >>> unit("percent").interval(1.2, 4.5), unit("FTE").interval(-0.2, 3)
        ('+1.2 to +4.5 percentage points', '−0.2% to +3.0%')
        >>> unit("percent").interval(float("-inf"), 4.5)
        '+4.5 percentage points or less'
        """
        return self._between(lower, upper, self.difference._words)

    def span(self, lower: float, upper: float) -> str:
        """Return the same for a sentence that has named the unit.

        >>> unit("percent").span(1.2, 4.5), unit("FTE").span(-0.2, float("inf"))
        ('+1.2 to +4.5', '−0.20% or more')
        """
        return self._between(lower, upper, "")

    def _between(self, lower: float, upper: float, words: str) -> str:
        """Return an interval with the unit's words behind its bounds, before ``or more``."""
        own = self.difference
        finite = [bound for bound in (lower, upper) if math.isfinite(bound)]
        if math.isnan(lower) or math.isnan(upper) or not finite:
            return UNKNOWN
        decimals = own._fine(max(finite, key=abs))
        told = [own._bound(bound, decimals) for bound in finite]
        if len(told) == 2:
            return " to ".join(told) + words
        return f"{told[0]}{words} or {'more' if math.isinf(upper) else 'less'}"

    def tells(self, change: float) -> bool:
        """Return whether a difference is known and does not round to nothing.

        >>> unit("percent").tells(0.02), unit("percent").tells(0.0002)
        (True, False)
        """
        own = self.difference
        return math.isfinite(change) and _tells(own._amount(abs(change), own._fine(change)))

    def tick(self, figure: float) -> str:
        """Return a label of an axis: short, with the sign or letter of the unit.

        >>> unit("percent").tick(12.5), unit("GBP").tick(1.25e9), unit("GBP").tick(500_000)
        ('12.5%', '£1.25bn', '£500k')
        """
        sign = "−" if figure < 0 else ""
        size, letters = _scaled(abs(figure)) if self.before else (abs(figure), "")
        return f"{sign}{self.before}{round(size, 6):,.12g}{letters}{self._sign}"

    def change_tick(self, change: float) -> str:
        """Return a label of an axis of differences, with its sign.

        >>> unit("percent").change_tick(5), unit("FTE").change_tick(-2.5)
        ('+5', '−2.5%')
        """
        return f"{'+' if change > 0 else ''}{self.difference.tick(change)}"

    @property
    def _words(self) -> str:
        """What stands behind a figure as words: `` FTE``; nothing for a sign such as ``%``."""
        return self.after if self.after.startswith(" ") else ""

    @property
    def _sign(self) -> str:
        return "" if self._words else self.after

    def _unsigned(self, change: float) -> str:
        decimals = self._fine(change)
        if self.tells(change) or abs(change) < _NOTHING:
            return self._amount(abs(change), decimals)
        return f"less than {self._amount(10.0**-decimals, decimals)}"

    def _fine(self, change: float) -> int:
        return 2 if self.decimals == 1 and round(abs(change), 2) < 1 else self.decimals

    def _amount(self, size: float, decimals: int) -> str:
        """Return an unsigned figure without the words behind it."""
        return f"{self.before}{_sum(size) if self.before else f'{size:,.{decimals}f}'}{self._sign}"

    def _bound(self, bound: float, decimals: int) -> str:
        if self.before:
            return f"{'−' if bound < 0 else '+'}{self._amount(abs(bound), decimals)}"
        return signed(bound, decimals) + self._sign


def _tells(text: str) -> bool:
    """Return whether a figure has not been rounded to nothing."""
    return any(digit in text for digit in "123456789")


def _scaled(pounds: float) -> tuple[float, str]:
    """Return a sum in thousands, millions or billions where it reaches them, and the letter."""
    for scale, letter in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if pounds >= scale:
            return pounds / scale, letter
    return pounds, ""


def _sum(pounds: float) -> str:
    """Return a sum in a sentence: ``£950``, ``£120,500``, ``£4.5m``, ``£1.49bn``."""
    if round(pounds / 1e6, 1) >= 1e3:
        return f"{pounds / 1e9:,.2f}bn"
    return f"{pounds / 1e6:,.1f}m" if round(pounds) >= 1e6 else f"{pounds:,.0f}"


def _exact_sum(pounds: float) -> str:
    """Return a printed sum: in billions, in millions where nothing is lost, else in full."""
    if pounds >= 1e9:
        return f"{round(pounds / 1e9, 3):,.12g}bn"
    if pounds >= 1e6 and pounds % 1e4 == 0:
        return f"{pounds / 1e6:,.12g}m"
    return f"{pounds:,.0f}"


def _rating(figure: float) -> str:
    names = {1: "inadequate", 2: "requires improvement", 3: "good", 4: "outstanding"}
    return names.get(round(figure), f"{figure:,.1f}")


def _time(figure: float, noun: str) -> str:
    told = f"{figure:,.1f}".removesuffix(".0")
    return f"{told} {noun.removesuffix('s') if told == '1' else noun}"


PERCENT = Unit(
    code="percent", name="%", decimals=1, after="%", differs_in="percentage_points", share=True
)
PERCENTAGE_POINTS = Unit(
    code="percentage_points",
    name="percentage points",
    decimals=1,
    after=" percentage points",
    changes=True,
)
PERCENT_CHANGE = Unit(code="percent_change", name="% change", decimals=1, after="%", changes=True)
SCORE_0_10 = Unit(
    code="score_0_10", name="score from 0 to 10", decimals=2, noun=" points", scale=(0, 10)
)
SCORE_1_5 = Unit(
    code="score_1_5", name="score from 1 to 5", decimals=2, noun=" points", scale=(1, 5)
)
RATIO = Unit(code="ratio", name="ratio", decimals=2)
COUNT = Unit(code="count", name="number", grows=True)
FTE = Unit(code="FTE", name="FTE", after=" FTE", differs_in="percent_change", grows=True)
WTE = Unit(code="WTE", name="WTE", after=" WTE", grows=True)
POUNDS = Unit(code="GBP", name="£", before="£", grows=True)
BUDGET = Unit(code="GBP_growth", name="£", before="£", differs_in="percent_change", grows=True)
YEARS_OF_LIFE = Unit(code="years_of_life", name="years", decimals=1, after=" years")
PER_100000 = Unit(code="per_100000", name="per 100,000", decimals=1, after=" per 100,000")
PER_10000_CHILDREN = Unit(
    code="per_10000_children",
    name="per 10,000 children",
    decimals=1,
    after=" per 10,000 children",
)
CASES = Unit(code="cases", name="cases", decimals=1, after=" cases")
RANK = Unit(code="rank", name="place", noun=" places", words=lambda figure: ordinal(round(figure)))
PERCENTILE = Unit(code="percentile", name="%", after="%")
DATE = Unit(code="date", name="year", words=lambda figure: f"{figure:.0f}")
RATING = Unit(code="rating", name="rating", words=_rating)
_TIMES = tuple(
    Unit(code=code, name=code, words=partial(_time, noun=code))
    for code in ("years", "months", "weeks", "days", "hours", "minutes")
)

UNITS: Mapping[str, Unit] = {
    one.code: one
    for one in (
        *(PERCENT, PERCENTAGE_POINTS, PERCENT_CHANGE, SCORE_0_10, SCORE_1_5, RATIO, COUNT),
        *(YEARS_OF_LIFE, PER_100000, PER_10000_CHILDREN, CASES),
        *(FTE, WTE, POUNDS, BUDGET, RANK, PERCENTILE, DATE, RATING, *_TIMES),
    )
}
"""Code to unit."""


def unit(code: str) -> Unit:
    """Return the unit of a code.

    Raises
    ------
    DataError
        When there is none: names those that there are.
    """
    if code not in UNITS:
        raise DataError(f"unknown unit {code!r}; expected one of {', '.join(UNITS)}")
    return UNITS[code]
