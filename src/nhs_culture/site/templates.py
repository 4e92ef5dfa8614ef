"""The templates, the one style sheet, the small scripts and the policy that goes with them."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from nhs_culture.site.context import SITE_NAME

__all__ = ["FOLDER", "SITE_NAME", "Assets", "assets", "fill"]

FOLDER = Path(__file__).parent / "template"


@dataclass(frozen=True)
class Assets:
    """What is written into every page so that it needs nothing else.

    Attributes
    ----------
    style, script
        The style sheet and the script; the second may be empty.
    policy
        A Content-Security-Policy that allows these two, images from ``data:`` and nothing else.
    """

    style: str
    script: str
    policy: str


@cache
def assets(*scripts: str) -> Assets:
    """Return the style sheet and the named scripts, such as ``page.js``, with their policy."""
    style = re.sub(r"\s*\n\s*", "", _text("style.css"))
    code = "\n".join(re.sub(r"\n\s+", "\n", _text(script)) for script in scripts)
    rules = [
        "default-src 'none'",
        f"style-src '{_digest(style)}'",
        f"script-src {_quoted_digest(code)}",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return Assets(style, code, "; ".join(rules))


def _text(name: str) -> str:
    return (FOLDER / "nhs_culture" / name).read_text(encoding="utf-8").strip()


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(sha256(text.encode()).digest()).decode()


def _quoted_digest(code: str) -> str:
    return f"'{_digest(code)}'" if code else "'none'"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER / "nhs_culture"),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )


def fill(template: str, *, scripts: Sequence[str] = (), **values: Any) -> str:  # noqa: ANN401
    """Return a page made from a template of the project and these values, all escaped."""
    page = _environment().get_template(template)
    return page.render(assets=assets(*scripts), site_name=SITE_NAME, **values)
