"""A real browser without a window: what pictures and printed pages are made with."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nhs_culture.errors import NhsCultureError

__all__ = ["ARGUMENTS", "BROWSERS", "browser"]

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


@contextmanager
def browser(what: str = "this") -> Iterator[Any]:
    """Yield a headless Chromium through Playwright.

    Parameters
    ----------
    what
        What it is needed for, in the singular, as the error says it.

    Raises
    ------
    NhsCultureError
        When Playwright is not installed or no Chromium is on the path.
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise NhsCultureError(
            f"{what} needs Playwright, which is in the environment that `make` sets up; in "
            "another one: pip install playwright"
        ) from error
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise NhsCultureError(
            f"{what} needs one of {', '.join(BROWSERS)} on the path: install Chromium"
        )
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        try:
            yield chromium
        finally:
            chromium.close()
