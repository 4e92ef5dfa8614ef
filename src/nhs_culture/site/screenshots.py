"""Screenshots of each kind of page, in a real browser: desktop, telephone, dark."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nhs_culture.errors import NhsCultureError

__all__ = ["ARGUMENTS", "BROWSERS", "browser", "take"]

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_VIEWS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "phone": {
        "viewport": {"width": 360, "height": 780},
        "color_scheme": "light",
        "device_scale_factor": 2,
    },
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
}


@contextmanager
def browser() -> Iterator[Any]:
    """Yield a headless Chromium through Playwright.

    Raises
    ------
    NhsCultureError
        When Playwright is not installed or no Chromium is on the path.
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise NhsCultureError(
            "screenshots need Playwright, which is in the environment that `make` sets up; in "
            "another one: pip install playwright"
        ) from error
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise NhsCultureError(
            f"screenshots need one of {', '.join(BROWSERS)} on the path: install Chromium"
        )
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        try:
            yield chromium
        finally:
            chromium.close()


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
    with browser() as chromium:
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
