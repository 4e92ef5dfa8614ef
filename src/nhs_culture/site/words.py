"""Markdown as the project writes it, to HTML in which markup from outside stays text."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

from mistune import HTMLRenderer, Markdown, create_markdown

from nhs_culture.exhibits.markup import safe_href, slug

__all__ = ["Heading", "Words"]


@dataclass(frozen=True)
class Heading:
    """An entry of a list of contents."""

    text: str
    anchor: str


class Words:
    """Turns one page's Markdown into HTML and remembers its headings."""

    def __init__(self) -> None:
        self._renderer = _Renderer(escape=True)
        self._markdown: Markdown = create_markdown(
            renderer=self._renderer, plugins=["table", "footnotes"]
        )

    @property
    def headings(self) -> list[Heading]:
        """Return the second-level headings met so far."""
        return self._renderer.headings

    def html(self, text: str) -> str:
        """Return the HTML of a piece of the page."""
        return str(self._markdown(text))


class _Renderer(HTMLRenderer):
    """Gives headings an anchor, tables scopes and a caption, and lets only http addresses through.

    A paragraph ``Table: ...`` above a table is its caption, as in Pandoc's Markdown.
    """

    def __init__(self, escape: bool = True) -> None:
        super().__init__(escape=escape)
        self.headings: list[Heading] = []
        self._met: Counter[str] = Counter()
        self._caption = ""

    def heading(self, text: str, level: int, **_: Any) -> str:  # noqa: ANN401
        plain = unescape(re.sub(r"<[^>]+>", "", text))
        anchor = self._apart(slug(plain))
        if anchor[0].isdigit():
            anchor = f"n-{anchor}"
        if level == 2:
            self.headings.append(Heading(plain, anchor))
        return f'<h{level} id="{anchor}">{text}</h{level}>\n'

    def _apart(self, name: str) -> str:
        """Return a name, numbered from the second time on that a page has it."""
        self._met[name] += 1
        return name if self._met[name] == 1 else f"{name}-{self._met[name]}"

    def link(self, text: str, url: str, title: str | None = None) -> str:
        address = safe_href(url)
        return f'<a href="{escape(address)}">{text}</a>' if address else text

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return text

    def block_code(self, code: str, info: str | None = None) -> str:
        return f'<pre tabindex="0"><code>{escape(code.rstrip())}</code></pre>\n'

    def paragraph(self, text: str) -> str:
        if text.startswith("Table: "):
            self._caption = text.removeprefix("Table: ")
            return ""
        return super().paragraph(text)

    def table(self, text: str) -> str:
        told, self._caption = self._caption, ""
        label = escape(self._apart(unescape(re.sub(r"<[^>]+>", "", told)) or "Table"))
        caption = f"<caption><span>{told}</span></caption>" if told else ""
        return (
            '<div class="table"><section class="scroll" tabindex="0" '
            f'aria-label="{label}"><table>{caption}{text}</table></section></div>\n'
        )

    def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:
        number = ' class="number"' if align == "right" else ""
        return f'<th scope="col"{number}>{text}</th>' if head else f"<td{number}>{text}</td>"
