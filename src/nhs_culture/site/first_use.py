"""Terms of the glossary, linked where a page first uses them."""

from __future__ import annotations

import re
from functools import lru_cache

from nhs_culture.site.words import Words

__all__ = ["FirstUse"]

_TAG = re.compile(r"(<[^>]+>)")
_OPENING = re.compile(r"<(\w+)([^>]*)>")
_LEFT_ALONE = {"a", "h1", "h2", "h3", "h4", "code", "pre", "table", "sup", "summary"}
"""Elements in which nothing is linked, as what opens a page is not."""
_OPENS_A_PAGE = 'class="sentence"'
_NOT_A_WORD = {"place": r"place among \w+", "p": "p(?= (?:=|&lt;))", "programme": "(?!)"}
"""Terms that are everyday words, and how they stand where the term is meant; or never."""


class FirstUse:
    """Links the terms of a glossary in pieces of a page, each once.

    Parameters
    ----------
    glossary
        Its text, a heading of the third level for each term; empty where there is none.
    address
        Of its page, as the page at hand sees it.
    """

    def __init__(self, glossary: str, address: str) -> None:
        self._terms, self._pattern = _read(glossary)
        self._address = address
        self._met: set[str] = set()

    def linked(self, html: str) -> str:
        """Return a piece of the page with the terms linked that no piece before had."""
        parts, alone = _TAG.split(html), ""
        for place, part in enumerate(parts):
            if part.startswith("<"):
                alone = _still_alone(alone, part)
            elif not alone and self._terms:
                parts[place] = self._pattern.sub(self._link, part)
        return "".join(parts)

    def _link(self, found: re.Match[str]) -> str:
        anchor = self._terms[str(found.lastgroup)]
        if anchor in self._met:
            return found[0]
        self._met.add(anchor)
        return f'<a class="term" href="{self._address}#{anchor}">{found[0]}</a>'


def _still_alone(alone: str, tag: str) -> str:
    """Return the element that is left alone after a tag: the outermost that is open."""
    opening = _OPENING.match(tag)
    if alone:
        return "" if tag == f"</{alone}>" else alone
    if opening and (opening[1] in _LEFT_ALONE or _OPENS_A_PAGE in opening[2]):
        return opening[1]
    return ""


@lru_cache(maxsize=4)
def _read(glossary: str) -> tuple[dict[str, str], re.Pattern[str]]:
    """Return the anchor of each term by the name of its group, and the pattern of them all."""
    html = Words().html(glossary)
    phrases = {
        phrase.lower(): anchor
        for anchor, heading in re.findall(r'<h3 id="([^"]+)">(.*?)</h3>', html)
        for phrase in re.split(r", (?:and )?| \(|\)", heading)
        if phrase
    }
    longest_first = sorted(phrases, key=len, reverse=True)
    groups = {f"t{number}": phrase for number, phrase in enumerate(longest_first)}
    told = (
        f"(?P<{name}>{_NOT_A_WORD.get(phrase, re.escape(phrase))})"
        for name, phrase in groups.items()
    )
    pattern = re.compile(rf"\b(?:{'|'.join(told)})(?!\w)", re.IGNORECASE)
    return {name: phrases[phrase] for name, phrase in groups.items()}, pattern
