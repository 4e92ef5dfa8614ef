"""Small pieces of English that sentences are made with: places, lists, counts, names, signs."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping

__all__ = [
    "capitalised",
    "counted",
    "initials",
    "listed",
    "lower_first",
    "number_said",
    "number_word",
    "ordinal",
    "p_value",
    "place",
    "place_said",
    "portion",
    "sentence",
    "short_name",
    "signed",
    "true_minus",
]

_WORTH_A_WORD = 10
_PORTIONS: Mapping[str, Callable[[float], bool]] = {
    "few": lambda share: share <= 0.1,
    "fewer than half": lambda share: share < 0.5,
    "half": lambda share: share == 0.5,
    "most": lambda share: share < 0.9,
    "nearly all": lambda share: share >= 0.9,
}
_NUMBERS = (
    *("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    "ten",
)
_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


def ordinal(number: int) -> str:
    """Return a number as a place in an order.

    >>> [ordinal(n) for n in (1, 2, 3, 4, 11, 112, 1_021)]
    ['1st', '2nd', '3rd', '4th', '11th', '112th', '1,021st']
    """
    if number % 100 in {11, 12, 13}:
        return f"{number:,}th"
    return f"{number:,}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def place(at: int, of: int, word: str = "highest") -> str:
    """Return a place with the end that it is counted from.

    >>> place(1, 61), place(3, 240), place(2, 9, "largest")
    ('highest of 61', '3rd highest of 240', '2nd largest of 9')
    """
    return f"{word} of {of:,}" if at == 1 else f"{ordinal(at)} {word} of {of:,}"


def listed(parts: Iterable[str]) -> str:
    """Return parts as a list; semicolons part those that have a comma of their own.

    >>> listed(["Wigan"]), listed(["Wigan", "Salford", "Bristol"])
    ('Wigan', 'Wigan, Salford and Bristol')
    >>> listed(["", "Wrightington, Wigan and Leigh", "Salford", "Bristol"])
    'Wrightington, Wigan and Leigh; Salford and Bristol'
    """
    *first, last = [part for part in parts if part] or [""]
    comma = "; " if any(", " in part for part in (*first, last)) else ", "
    return " and ".join(filter(None, (comma.join(first), last)))


def counted(number: int, noun: str, *, in_words: bool = False) -> str:
    """Return how many there are of something; small numbers as words where asked for.

    >>> counted(1, "trust"), counted(1_200, "trust"), counted(3, "measure", in_words=True)
    ('1 trust', '1,200 trusts', 'three measures')
    >>> counted(0, "trust", in_words=True), counted(2, "case study")
    ('no trusts', '2 case studies')
    """
    told = number_word(number) if in_words else f"{number:,}"
    if told == _NUMBERS[0]:
        told = "no"
    many = f"{noun[:-1]}ies" if noun[-1] == "y" and noun[-2] not in "aeiou" else f"{noun}s"
    return f"{told} {noun if number == 1 else many}"


def number_word(number: int) -> str:
    """Return a whole number as a word up to nine, in figures from ten on.

    >>> number_word(0), number_word(5), number_word(12)
    ('none', 'five', '12')
    """
    return _NUMBERS[number] if 0 <= number < _WORTH_A_WORD else f"{number:,}"


def number_said(word: str) -> int | None:
    """Return the whole number that somebody writes, in figures or up to ten as a word.

    >>> number_said("four"), number_said("ten"), number_said("12"), number_said("many")
    (4, 10, 12, None)
    """
    if word.isdecimal():
        return int(word)
    return _NUMBERS.index(word) if word in _NUMBERS else None


def place_said(word: str) -> int | None:
    """Return the place that somebody writes as a word, up to the ninth.

    >>> place_said("third"), place_said("last")
    (3, None)
    """
    return _PLACES.index(word) + 1 if word in _PLACES else None


def portion(part: int, of: int) -> str:
    """Return how many of a number there are: a word that fits, and the numbers.

    Of fewer than ten the numbers stand alone.

    Raises
    ------
    ValueError
        When the part is not between nothing and the whole.

    Examples
    --------
    >>> [portion(n, 20) for n in (0, 2, 8, 10, 11, 18, 20)]
    ... # doctest: +NORMALIZE_WHITESPACE
    ['none of 20', 'few (2 of 20)', 'fewer than half (8 of 20)', 'half (10 of 20)',
     'most (11 of 20)', 'nearly all (18 of 20)', 'all 20']
    >>> portion(2, 3), portion(0, 8)
    ('2 of 3', 'none of 8')
    """
    if not 0 <= part <= of or not of:
        raise ValueError(f"{part} of {of} is no part of a whole")
    if part in (0, of):
        return f"all {of:,}" if part else f"none of {of:,}"
    numbers = f"{part:,} of {of:,}"
    if of < _WORTH_A_WORD:
        return numbers
    word = next(word for word, holds in _PORTIONS.items() if holds(part / of))
    return f"{word} ({numbers})"


def short_name(name: str) -> str:
    """Return a trust's name without its legal form.

    >>> short_name("Northamptonshire Healthcare NHS Foundation Trust")
    'Northamptonshire Healthcare'
    >>> short_name("NHS Trust")
    'NHS Trust'
    """
    return re.sub(r"\s*,?\s*(NHS )?(Foundation )?Trust$", "", name, flags=re.IGNORECASE) or name


def initials(name: str, former_names: str = "") -> tuple[str, ...]:
    """Return what people call a trust by the first letters of its names.

    Former names stand as in ``trusts.csv``: semicolons part them, and each may say until when.

    >>> initials("Wrightington, Wigan and Leigh NHS Foundation Trust")
    ('WWL', 'WWLFT')
    >>> initials("Northern Care Alliance NHS Foundation Trust", "Salford Royal (to May 2011)")
    ('NCA', 'NCAFT', 'SR')
    """
    former = (re.sub(r" \(to .*?\)", "", one) for one in former_names.split("; "))

    def letters(text: str) -> str:
        words = re.findall(r"[A-Za-z][\w']*", re.sub(r"\(.*?\)", "", text))
        small = {"and", "of", "the", "for", "NHS"}
        return "".join(word[0] for word in words if word not in small).upper()

    names = (one for called in (name, *former) if called for one in (short_name(called), called))
    return tuple(dict.fromkeys(map(letters, names)))


def capitalised(text: str) -> str:
    """Return text with its first letter as a capital, the rest as it is.

    >>> capitalised("the share of NHS staff")
    'The share of NHS staff'
    """
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """Return text without its first capital, abbreviations left as they are.

    >>> lower_first("Sickness absence"), lower_first("SHMI")
    ('sickness absence', 'SHMI')
    """
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def sentence(*clauses: str) -> str:
    """Return clauses as one sentence, with its capital and its full stop; nothing for none.

    >>> sentence("too few points", "", "two are needed.")
    'Too few points; two are needed.'
    """
    text = "; ".join(clause.rstrip(".") for clause in clauses if clause)
    return f"{capitalised(text)}." if text else ""


def signed(number: float, decimals: int) -> str:
    """Return a number with its sign, a true minus; what rounds to nothing has none.

    >>> signed(3.14, 1), signed(-0.5, 1), signed(-0.04, 1)
    ('+3.1', '−0.5', '0.0')
    """
    text = true_minus(f"{number:+,.{decimals}f}")
    return text if re.search("[1-9]", text) else text[1:]


def true_minus(text: str) -> str:
    """Return text in which a hyphen before a figure is a minus sign.

    >>> true_minus("-0.5 to -0.1, in 2019-20")
    '−0.5 to −0.1, in 2019-20'
    """
    return re.sub(r"(?<![\w-])-(?=\.?\d)", "−", text)


def p_value(p: float) -> str:
    """Return a p-value as a sentence gives it.

    >>> p_value(0.0389), p_value(0.42), p_value(0.0002)
    ('p = 0.039', 'p = 0.42', 'p < 0.001')
    """
    if math.isnan(p):
        return "p not known"
    return "p < 0.001" if p < 0.001 else f"p = {p:.{3 if p < 0.1 else 2}f}"
