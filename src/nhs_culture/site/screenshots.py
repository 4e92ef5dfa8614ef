"""Screenshots of each kind of page, in a real browser: desktop, telephone, dark."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nhs_culture.errors import NhsCultureError
from nhs_culture.site.browser import browser

__all__ = ["take"]

_VIEWS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "phone": {
        "viewport": {"width": 360, "height": 780},
        "color_scheme": "light",
        "device_scale_factor": 2,
    },
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
}


def take(reports: Path, destination: Path, trust: str = "") -> list[Path]:
    """Write a picture of one page of each kind in each view; return the paths.

    Parameters
    ----------
    reports
        Folder of the built pages.
    destination
        Folder for the pictures, named ``<kind>-<view>.png``.
    trust
        ODS code of the trust whose pages to prefer.
    """
    pages = _one_of_each_kind(reports, trust)
    if not pages:
        raise NhsCultureError(f"{reports} holds no pages: build them first")
    destination.mkdir(parents=True, exist_ok=True)
    written = []
    with browser("a picture") as chromium:
        for view, options in _VIEWS.items():
            context = chromium.new_context(**options)
            sheet = context.new_page()
            for kind, path in pages.items():
                sheet.goto(path.resolve().as_uri())
                picture = destination / f"{kind}-{view}.png"
                sheet.screenshot(path=str(picture))
                written.append(picture)
            context.close()
    return written


def _one_of_each_kind(reports: Path, trust: str) -> dict[str, Path]:
    """Return the first page of each name, those of the whole site before those of a trust."""
    pages: dict[str, Path] = {}
    for path in (
        *sorted(reports.glob("*.html")),
        *sorted(reports.glob(f"{trust or '[!.]*'}/*.html")),
        *sorted(reports.glob("[!.]*/*.html")),
    ):
        kind = "trust-plain" if path.parent != reports and path.stem == "index" else path.stem
        pages.setdefault(kind, path)
    return pages
