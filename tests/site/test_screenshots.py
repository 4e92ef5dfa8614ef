"""Pictures of the pages; apart from the browser tests, since it starts a browser of its own."""

import shutil

import pytest

from nhs_culture.errors import NhsCultureError
from nhs_culture.site.browser import BROWSERS
from nhs_culture.site.screenshots import take

pytest.importorskip("playwright", reason="Playwright is not installed: no screenshots")
needs_browser = pytest.mark.skipif(
    not any(map(shutil.which, BROWSERS)),
    reason=f"none of {', '.join(BROWSERS)} is on the path: no screenshots",
)


@needs_browser
def test_screenshots_show_each_kind_in_each_view(reports, tmp_path):
    pictures = take(reports, tmp_path / "pictures")
    names = {picture.stem for picture in pictures}
    assert {"index-desktop", "engagement-phone", "trust-plain-dark"} <= names
    assert all(picture.read_bytes().startswith(b"\x89PNG") for picture in pictures)


def test_no_pages_no_pictures(tmp_path):
    with pytest.raises(NhsCultureError, match="holds no pages"):
        take(tmp_path, tmp_path / "pictures")


def test_without_a_browser_the_error_names_those_that_would_do(reports, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NhsCultureError, match="chromium-browser"):
        take(reports, tmp_path / "pictures")
