"""A page as PDF, printed by the browser that draws it: the same charts, the same style sheet.

Chromium through Playwright is here for the pictures of the pages already. A library that makes PDF
from HTML by itself would bring a second idea of style sheets, and libraries of the system.
"""

from __future__ import annotations

from pathlib import Path

from nhs_culture.files import replacing
from nhs_culture.site.browser import browser

__all__ = ["is_printed_from", "write_pdf"]

_NUMBERED = (
    '<p style="width:100%;margin:0;text-align:center;font:8px sans-serif;color:#444">'
    '<span class="pageNumber"></span> of <span class="totalPages"></span></p>'
)


def is_printed_from(page: Path, pdf: Path) -> bool:
    """Tell whether there is a PDF that is no older than the page it is of."""
    there = page.is_file() and pdf.is_file()
    return there and pdf.stat().st_mtime >= page.stat().st_mtime


def write_pdf(page: Path, destination: Path) -> None:
    """Print a page as a tagged PDF with numbered pages and an outline, whole or not at all.

    Raises
    ------
    NhsCultureError
        When there is no browser to print with: says which would do.
    """
    with browser(destination.name) as chromium, replacing(destination) as temporary:
        sheet = chromium.new_page()
        sheet.goto(page.resolve().as_uri())
        sheet.pdf(
            path=str(temporary),
            prefer_css_page_size=True,
            display_header_footer=True,
            header_template="<span></span>",
            footer_template=_NUMBERED,
            tagged=True,
            outline=True,
        )
